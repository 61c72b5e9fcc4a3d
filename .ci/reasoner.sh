#!/usr/bin/env bash
# The vocabulary, alone and with the data, is consistent under a complete reasoner (HermiT) and inside OWL 2 RL.
# Both checks are ROBOT's, from Maven Central; files that each check has to refuse prove that it can.
#   bash .ci/reasoner.sh        Needs a network the first time. PYTHON says which Python to use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/tools.sh
. .ci/tools.sh
here=.ci/reasoner
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }
fail() { printf 'reasoner: %s\n' "$*" >&2; exit 1; }

# --- what it needs ---------------------------------------------------------------------------
need java default-jre-headless mvn maven
mvn -q -B -f "$here/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath \
    -Dmdep.outputFile="$work/classpath" >"$work/mvn.log" 2>&1 || { cat "$work/mvn.log"; fail "ROBOT could not be resolved"; }

python=${PYTHON:-python3}
if ! "$python" -c 'import migkg' 2>/dev/null; then
    "$python" -m venv "$work/venv"
    python=$work/venv/bin/python
    "$python" -m pip install --quiet .
fi

robot() { java -Xmx2g -cp "$(cat "$work/classpath")" org.obolibrary.robot.CommandLineInterface "$@"; }
is_consistent() { robot reason --reasoner hermit --input "$1" --output "$work/reasoned.owl"; }
is_in_profile() {
    robot validate-profile --profile RL --input "$1" --output "$work/profile.txt" && ! grep -q 'NOT in profile' "$work/profile.txt"
}

# --- what must pass --------------------------------------------------------------------------
"$python" "$here/merge.py" "$work/ontology.ttl" "$work/dataset.ttl"
for name in ontology dataset; do
    is_consistent "$work/$name.ttl" >"$work/log" 2>&1 || { cat "$work/log"; fail "HermiT refuses the $name"; }
    say "$name: consistent under HermiT"
    is_in_profile "$work/$name.ttl" >"$work/log" 2>&1 || { cat "$work/log" "$work/profile.txt"; fail "the $name is outside OWL 2 RL"; }
    say "$name: inside OWL 2 RL"
done

# --- what must not pass ----------------------------------------------------------------------
shopt -s nullglob
proofs=0
for file in "$here"/refused/*.ttl; do
    name=$(basename "$file" .ttl)
    "$python" "$here/merge.py" --add "$file" "$work/spoilt.ttl"
    rm -f "$work/profile.txt"
    case $name in
        inconsistent-*)
            if is_consistent "$work/spoilt.ttl" >"$work/log" 2>&1; then fail "HermiT lets $name pass"; fi
            grep -qi 'inconsistent' "$work/log" || { cat "$work/log"; fail "HermiT stopped at $name for another reason"; }
            ;;
        outside-rl-*)
            if is_in_profile "$work/spoilt.ttl" >"$work/log" 2>&1; then fail "the profile check lets $name pass"; fi
            [ -s "$work/profile.txt" ] || { cat "$work/log"; fail "the profile check stopped at $name for another reason"; }
            is_consistent "$work/spoilt.ttl" >"$work/log" 2>&1 || fail "$name is meant to break the profile only"
            ;;
        *) fail "$file: the name must begin with inconsistent- or outside-rl-" ;;
    esac
    say "refused, as it must be: $name"
    proofs=$((proofs + 1))
done
[ "$proofs" -ge 5 ] || fail "only $proofs files prove that the checks can fail"
