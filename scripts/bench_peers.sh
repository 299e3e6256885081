#!/usr/bin/env bash
# Prepares what bench/kernel.py compares with: dynamax and jax in an environment of their own (build/peers). lavaan is used where Rscript
# has it; this script installs nothing into the system.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=build/peers
wanted="dynamax==1.0.3 jax==0.10.2"
if [ "$(cat "$venv/.made-of" 2>/dev/null || true)" != "$wanted" ]; then
    echo "Installing $wanted into $venv (once; some 750 MiB)"
    rm -rf "$venv"
    "${PYTHON:-python3}" -m venv "$venv"
    # shellcheck disable=SC2086
    PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install --quiet $wanted
    echo "$wanted" >"$venv/.made-of"
fi
command -v Rscript >/dev/null 2>&1 && Rscript -e 'quit(status = !requireNamespace("lavaan", quietly = TRUE))' >/dev/null 2>&1 ||
    echo "lavaan is not here: its row will be left out. To have it (Debian): apt-get install r-base-core r-cran-lavaan"
