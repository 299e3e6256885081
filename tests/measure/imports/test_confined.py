"""A stranger's file is read in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from unspiral.measure.imports import confined

pytestmark = pytest.mark.unit


def ran(path: Path) -> dict[str, object]:
    made = subprocess.run(
        [sys.executable, "-m", "unspiral.measure.imports.confined", str(path)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def test_a_table_comes_back_as_rows(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("date,pain,mood\n2026-01-01,6,3\n2026-01-02,7,4\n", encoding="utf-8")
    found = ran(tmp_path / "d.csv")
    assert found["kind"] == "table"
    assert {(row[5], row[6]) for row in found["rows"]} == {("pain", "6"), ("mood", "3"), ("pain", "7"), ("mood", "4")}  # pyright: ignore[reportGeneralTypeIssues]


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"\xff\xfe\x00", b"PK\x03\x04rubbish", b"{"])
@pytest.mark.parametrize("name", ["x.csv", "x.zip", "x.json", "x.xml", "x"])
def test_what_cannot_be_read_is_said_in_words(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    found = confined.found_in(tmp_path / name)
    assert "wrong" in found
    assert "could not be read. The reader stopped" not in json.dumps(found)


def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    with (
        ZipFile(tmp_path / "bomb.zip", "w", ZIP_DEFLATED) as archive,
        archive.open("apple_health_export/export.xml", "w", force_zip64=True) as place,
    ):
        for _ in range(300):
            place.write(b" " * (1 << 20))
    assert "wrong" in ran(tmp_path / "bomb.zip")


def test_the_process_has_little_memory_and_little_time() -> None:
    program = (
        "from unspiral.measure.imports.confined import *; confine(); from resource import *\n"
        "print(getrlimit(RLIMIT_AS)[0], getrlimit(RLIMIT_CPU)[0])"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stdout.split() == [str(confined.MEMORY), str(confined.SECONDS)]


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "MOST_ROWS", 1)
    (tmp_path / "d.csv").write_text("date,pain\n2026-01-01,6\n2026-01-02,7\n", encoding="utf-8")
    assert "can be taken at once" in json.dumps(confined.found_in(tmp_path / "d.csv"))
