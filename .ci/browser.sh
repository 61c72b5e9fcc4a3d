#!/usr/bin/env bash
# The pages in a real browser (Debian's Chromium), and as valid HTML by the Nu checker.
#   bash .ci/browser.sh         Needs a network the first time. PYTHON says which Python to use; it has the test tools.
#   MIGKG_SCREENSHOTS=FOLDER    keeps pictures of all pages there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/tools.sh
. .ci/tools.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

vnu=26.9.27
need chromium chromium java default-jre-headless npm npm
npm install --silent --no-audit --no-fund --prefix "$work" "vnu-jar@$vnu"
jar=$(find "$work" -name vnu.jar -print -quit)
"${PYTHON:-python3}" hatch_build.py # the scripts of editor and graph, which a checkout does not hold

MIGKG_BROWSER=required MIGKG_VNU_JAR="$jar" "${PYTHON:-python3}" -m pytest tests/browser -q
