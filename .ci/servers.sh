#!/usr/bin/env bash
# The same answers from real servers: Apache Jena Fuseki, Oxigraph and Virtuoso, each on loopback.
#   bash .ci/servers.sh         Needs a network the first time. PYTHON says which Python to use; it has the test tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/tools.sh
. .ci/tools.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fuseki=5.6.0 # the newest that Java 17 runs
need java default-jre-headless mvn maven virtuoso-t virtuoso-opensource
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact="org.apache.jena:jena-fuseki-server:$fuseki" -DoutputDirectory="$work" >"$work/mvn.log" 2>&1 \
    || { cat "$work/mvn.log"; printf 'servers: Fuseki could not be fetched\n' >&2; exit 1; }

MIGKG_ENGINES=required MIGKG_FUSEKI_JAR="$work/jena-fuseki-server-$fuseki.jar" \
    "${PYTHON:-python3}" -m pytest tests/engines -q
