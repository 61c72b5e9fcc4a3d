#!/usr/bin/env bash
# What several checks need from the system's packages. To be sourced: need COMMAND PACKAGE …
need() { # COMMAND PACKAGE [COMMAND PACKAGE …]: install the packages whose commands are not there
    local missing=() as_root=()
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || { printf 'please install %s\n' "${missing[*]}" >&2; return 1; }
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
