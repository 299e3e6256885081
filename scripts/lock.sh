#!/usr/bin/env bash
# Writes the locks anew from pyproject.toml and requirements/*.in: every version with its hashes, and no address in them.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-emit-index-url --no-emit-find-links --no-config --custom-compile-command "make lock" "$@"
}

compile pyproject.toml --extra web requirements/build.in -o requirements/run.txt
# The constraint keeps what is tested equal to what is run.
compile pyproject.toml --extra files --extra population --extra web --extra postgres requirements/build.in requirements/test.in -c requirements/run.txt -o requirements/test.txt
compile requirements/lock.in -o requirements/lock.txt
