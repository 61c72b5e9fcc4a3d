#!/usr/bin/env bash
# The site behind real web servers: Apache and nginx give out what the table of promises says, and so does w3id.org.
#   bash .ci/hosting.sh         Needs a network the first time. PYTHON says which Python to use; it has the test tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/tools.sh
. .ci/tools.sh

PATH=$PATH:/usr/sbin # where Debian keeps both
need apache2 apache2 nginx nginx-light

MIGKG_HOSTING=required "${PYTHON:-python3}" -m pytest tests/hosting -q
