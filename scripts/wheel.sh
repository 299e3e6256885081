#!/usr/bin/env bash
# Builds this machine's wheel into dist/, and proves that it stands alone: installed in a fresh environment where no compiler can be found,
# it has its kernel, fits, and weighs little.
set -euo pipefail
cd "$(dirname "$0")/.."

most=$((2 * 1024 * 1024))
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
unset PYTHONPATH PYTHONHOME

echo "Building the wheel (a few minutes: every instruction set is compiled)"
PATH="$PWD/.venv/bin:$PATH" .venv/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$work" .
wheel="$(echo "$work"/unspiral-*.whl)"
size="$(stat -c %s "$wheel")"
case "$wheel" in *-none-any.whl) echo "The kernel could not be built: $(basename "$wheel") is a pure wheel." >&2; exit 1 ;; esac
if [ "$size" -gt "$most" ]; then
    echo "$(basename "$wheel") weighs $size bytes; the most is $most." >&2
    exit 1
fi

# Only python and what every program of the system needs: no compiler under any name.
"${PYTHON:-python3}" -m venv "$work/clean"
bare="$work/bare"
mkdir "$bare"
clean() { env -i HOME="$work" PATH="$work/clean/bin:$bare" LANG=C.UTF-8 "$@"; }
for compiler in cc c++ gcc g++ clang clang++ cmake ninja; do
    if clean "$(command -v bash)" -c "command -v $compiler" >/dev/null; then
        echo "There is a '$compiler' where none should be." >&2
        exit 1
    fi
done
# What unspiral stands on, at the locked versions; then unspiral itself, from nothing but its wheel.
grep -v -E '^(cmake|nanobind|ninja|scikit-build-core)==' <(sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' requirements/run.txt) >"$work/run.txt"
"$work/clean/bin/python" -m pip install --quiet --require-hashes -r "$work/run.txt"
clean "$work/clean/bin/python" -m pip install --quiet --no-deps --no-index "$wheel"
cp scripts/smoke.py "$work/"
(cd "$work" && clean "$work/clean/bin/python" -W error smoke.py)
mkdir -p dist
cp "$wheel" dist/
echo "dist/$(basename "$wheel"): $((size / 1024)) KiB, of at most $((most / 1024))"
