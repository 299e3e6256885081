#!/usr/bin/env bash
# Installs from Debian's packages what the checks need beside Python, when it is missing: a compiler with Python's headers, and a browser.
set -euo pipefail

missing=()
command -v g++ >/dev/null 2>&1 || missing+=(g++)
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    command -v google-chrome >/dev/null 2>&1 || missing+=(chromium)
# A Python from elsewhere brings its own headers.
headers='import os, sys, sysconfig; sys.exit(sys.prefix == "/usr" and not os.path.isfile(sysconfig.get_path("include") + "/Python.h"))'
python="${PYTHON:-python3}"
! command -v "$python" >/dev/null 2>&1 || "$python" -c "$headers" || missing+=(python3-dev)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The checks need ${missing[*]}, and this machine has no apt-get to install them with." >&2
    echo "Fix: install them in your system's own way, so that 'g++' and 'chromium' (or 'google-chrome') are on the path." >&2
    exit 2
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "The checks need ${missing[*]}; installing takes root, and there is no sudo here." >&2
        echo "Fix, as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 2
    fi
    as_root=(sudo)
fi

echo "Installing from the system's packages: ${missing[*]}"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
if ! { "${install[@]}" update && "${install[@]}" install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install ${missing[*]}; its last lines are above." >&2
    exit 2
fi
