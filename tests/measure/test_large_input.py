"""Input that could fill a machine: answered within seconds, with little memory, and with a remedy. Each in a program of its own."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HEAD = b"id,day,pain,depression\n"
_PROGRAM = """
import json, resource, sys, time
from unspiral.errors import UnspiralError
from unspiral.measure import read
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    panel = read(sys.argv[1])
    what = f"{len(panel.persons)} persons, {panel.occasions} occasions"
except UnspiralError as error:
    what = str(error)
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // (1 << 20 if sys.platform == "darwin" else 1 << 10)
print(json.dumps([what, time.process_time() - start, grown]))
"""


def outcome(path: Path) -> tuple[str, float, int]:
    """What came of reading it, seconds of the processor, and MiB that memory grew by."""
    pytest.importorskip("resource")
    ran = subprocess.run([sys.executable, "-c", _PROGRAM, str(path)], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    what, seconds, grown = json.loads(ran.stdout.splitlines()[-1])
    return what, seconds, grown


@pytest.mark.parametrize(
    "chunk",
    [b"P1,0,3,5\n" * 100_000, b"\n" * 1_000_000, bytes(1_000_000), b" " * 1_000_000],
    ids=["rows", "blank lines", "zeros", "spaces"],
)
def test_bombs(chunk, tmp_path):
    """What unpacks to a hundred megabytes here could unpack to any size: reading stops long before."""
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=6) as out:
        out.write(HEAD)
        for _ in range(100):
            out.write(chunk)
    what, seconds, grown = outcome(path)
    assert what.startswith("'bomb.csv.gz' unpacks to more than 200 times its size")
    assert "gunzip bomb.csv.gz" in what and "\n  Fix: " in what
    assert seconds < 10
    assert grown < 250


def test_a_header_of_a_million_names(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{i}" for i in range(1_000_000)) + "\n" + ",".join("1" for _ in range(1_000_000)) + "\n")
    what, seconds, grown = outcome(path)
    assert what.startswith("The header of 'wide.csv' has 1,000,000 names, and more than 100,000 columns are not read.")
    assert "cut -d ',' -f 1-20 wide.csv > narrow.csv" in what
    assert seconds < 10
    assert grown < 300


def test_a_header_of_nearly_a_hundred_thousand_names_is_read(tmp_path):
    path = tmp_path / "wide.csv"
    names = ["id", "day", "pain", "depression", *(f"c{i}" for i in range(99_000))]
    path.write_text(",".join(names) + "\n" + "".join(",".join(["P1", str(d), *["1"] * 99_002]) + "\n" for d in range(3)))
    what, seconds, _ = outcome(path)
    assert what == "1 persons, 3 occasions"
    assert seconds < 15


def test_a_cell_of_a_hundred_million_letters(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("wb") as out:
        out.write(HEAD + b"P1,0,")
        for _ in range(100):
            out.write(b"x" * (1 << 20))
        out.write(b",5\nP1,1,3,4\n")
    what, seconds, grown = outcome(path)
    assert what.startswith("Row 2 of 'long.csv', column 'pain': a cell of more than 131,072 characters.")
    assert seconds < 10
    assert grown < 250


def test_a_hundred_thousand_persons(tmp_path):
    """A tenth of a million, and the time grows in step: measured by hand, a million takes ten times as long."""
    path = tmp_path / "persons.csv"
    path.write_text("id,day,pain,depression\n" + "".join(f"P{i},0,{i % 11},{i % 7}\n" for i in range(100_000)))
    what, seconds, _ = outcome(path)
    assert what == "100000 persons, 100000 occasions"
    assert seconds < 10
