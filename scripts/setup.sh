#!/usr/bin/env bash
# Makes .venv and installs one locked set of packages into it. Quick, and silent but for one line, when nothing changed.
#
# Where there is a compiler, the kernel in core/ is compiled too; where there is none, plain NumPy takes its place.
#
#   scripts/setup.sh run    what unspiral needs to run
#   scripts/setup.sh test   that, and what the checks need
#   scripts/setup.sh lock   that, and what writes the locks
set -euo pipefail
cd "$(dirname "$0")/.."

set_name="${1:-run}"
python="${PYTHON:-python3}"
venv=".venv"
lock="requirements/${set_name}.txt"

stop() {
    printf '%s\n' "$@" >&2
    exit 2
}

[ -f "$lock" ] || stop "There is no set of packages called '$set_name'. Fix: scripts/setup.sh run, test or lock."

command -v "$python" >/dev/null 2>&1 || stop \
    "There is no '$python' on this machine; unspiral needs Python 3.11 or newer." \
    "Fix (Debian): apt-get install python3 python3-venv python3-pip" \
    "Or name another one: make demo PYTHON=python3.12"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop \
    "'$python' is $("$python" -V 2>&1); unspiral needs Python 3.11 or newer." \
    "Fix: name a newer one, for example: make demo PYTHON=python3.12"

"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || stop \
    "'$python' cannot make an environment: its module venv (or ensurepip) is missing." \
    "Fix (Debian): apt-get install python3-venv"

version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
key_of() {
    { cat "requirements/$1.txt" pyproject.toml core/*; echo "$version $PWD $(command -v c++ || true)"; } | sha256sum | cut -c1-32
}
key="$(key_of "$set_name")"
stamp="$venv/.installed-$set_name"
if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
    exit 0
fi

# An environment made by another Python, or moved from another folder, has scripts that point nowhere: make it anew.
made_by="$(cat "$venv/.made-by" 2>/dev/null || true)"
if [ "$made_by" != "$version $PWD" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
    echo "Making $venv with Python $version"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    echo "$version $PWD" >"$venv/.made-by"
fi

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0
unset PIP_TARGET PIP_PREFIX PYTHONPATH PYTHONHOME
echo "Installing what $lock lists, into $venv (once; a minute or two)"
"$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
if [ "$set_name" != lock ]; then
    # The checks look at every instruction set; a run needs this machine's own. cmake and ninja are among the packages.
    if [ "$set_name" = test ]; then isas=all; else isas=own; fi
    echo "Compiling the kernel (a minute or two; again only when core/ changes)"
    rm -f src/unspiral/_core*.so
    UNSPIRAL_ISAS="$isas" PATH="$PWD/$venv/bin:$PATH" "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
    "$venv/bin/python" -c 'import unspiral._core' 2>/dev/null || printf '%s\n' \
        "No compiled kernel: this machine has no C++ compiler or no Python.h. Plain NumPy takes its place: the same answers, more slowly." \
        "To have it (Debian): apt-get install g++ python3-dev, and the same command again." >&2
fi
echo "$key" >"$stamp"
# What the checks need includes what a run needs, at the same versions.
[ "$set_name" != test ] || key_of run >"$venv/.installed-run"
