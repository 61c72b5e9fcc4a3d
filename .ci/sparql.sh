#!/usr/bin/env bash
# W3C's SPARQL 1.1 tests, asked of our endpoint. rdflib's source archive carries a copy of the suite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=$(python -c 'from importlib.metadata import version; print(version("rdflib"))')
python -m pip download --quiet --no-deps --no-binary rdflib --dest "$work" "rdflib==$version"
tar -xzf "$work/rdflib-$version.tar.gz" -C "$work"
python benchmarks/w3c_sparql.py "$work/rdflib-$version/test/data/suites/w3c/sparql11"
