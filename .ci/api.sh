#!/usr/bin/env bash
# The API does what its OpenAPI description says, to requests that are right and to requests that are not.
#   bash .ci/api.sh         Needs migkg and schemathesis on the PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
migkg serve --port 0 >"$work/access.log" 2>"$work/said" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

for _ in $(seq 100); do
    address=$(sed -n 's|.*\(http://[^ ]*\)/$|\1|p' "$work/said")
    [ -z "$address" ] || break
    sleep 0.2
done
[ -n "$address" ] || { cat "$work/said"; printf 'api: migkg serve did not start\n' >&2; exit 1; }

schemathesis run "$address/api/openapi.json" --url "$address" --phases=coverage,fuzzing -n 5 --workers 2 --seed 2026
