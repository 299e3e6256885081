"""Generated tables, spoiled ones, and bytes without sense, through every reader: never a traceback, never another number than the cell's.

Each run takes a few thousand of them. All:
UNSPIRAL_GENERATED=100000 UNSPIRAL_TEST_SHAPES=0 pytest tests/measure/test_generated_input.py
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.measure import oracle, spoiled

from unspiral.errors import DataError
from unspiral.measure import read, read_frame, read_moments
from unspiral.records import Panel

pytestmark = pytest.mark.property

ALL = int(os.environ.get("UNSPIRAL_GENERATED", "2000"))
# What is generated -> its share of all.
SHARES = {"tables": 0.34, "spoiled": 0.25, "bytes": 0.12, "frames": 0.12, "moments": 0.07, "binary": 0.10}
ANSWERS = ("pain", "depression")
ASKED = {"columns": list(ANSWERS), "person": "id", "time": "day"}
IN_A_CELL = re.compile(r"Rows? \d+( and \d+)?(, column '| of '| has )|^Column '")


def many(share: str) -> settings:
    """That share of all examples, without shrinking where they are many: a failure is replayed by the same command."""
    count = max(1, math.ceil(SHARES[share] * ALL))
    phases = [Phase.explicit, Phase.generate, Phase.shrink] if ALL <= 10_000 else [Phase.explicit, Phase.generate]
    return settings(max_examples=count, phases=phases, suppress_health_check=list(HealthCheck), database=None)


_GOOD = ("0", "1", "2", "3", "7", "10", "2.5", "0.1", "-4", "+3", "1e1", "3.", ".5", "", "NA", ".", "nan", " 6", "6 ", "\u00a08")
_FINE = ("0.1234567890123456789", "123456789012345678901234567890", "1e-400", "4.9e-324", "1.7976931348623157e308", "9007199254740993")
_NASTY = (
    "1e400",
    "-1e999",
    "inf",
    "Infinity",
    "NULL",
    "None",
    "n/a",
    "-",
    "#N/A",
    "0x1F",
    "1_000",
    "1 000",
    "1,000",
    "1.234,5",
    "3,5",
    "٣",
    "３",
)
_NASTIER = (
    "4/10",
    "3-4",
    "40%",
    "> 3",
    "true",
    "é",
    "\u22123",
    "\ufeff3",
    "2024-03-09",
    "=1+1",
    "1e",
    "e5",
    "--1",
    "1.2.3",
    "x" * 130,
    "²",
    "𝟛",
)
_IDS = ("P1", "P2", "p1", "1", "01", "1.0", "2", "10", "José", "山田", "1e1", "12345678901234567", "12345678901234568", "a" * 20)
_NOBODY = ("", "NA", "nan", " ", "\ufeffP1")
_DATES = ("2024-03-09", "2024-03-10", "2024-02-29", "2023-12-31", "2024-12-31")
_NEVER = ("2023-02-29", "2024-13-01", "9999-12-31", "1899-12-31", "03/04/2021", "2024-3-9", "", "NA", "Monday", "45360", "24:00", "٢")
plain = st.sampled_from(_GOOD) | st.integers(0, 10).map(str)
answer = st.one_of(plain, plain, plain, st.sampled_from(_FINE), st.floats(-1e9, 1e9, allow_subnormal=False).map(repr))


def mostly(good: st.SearchStrategy[str], bad: tuple[str, ...], spoil: bool) -> st.SearchStrategy[str]:
    return st.one_of(*[good] * 12, st.sampled_from(bad)) if spoil else good


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Rows of id, day, pain, depression and a note; every other table holds cells that must not be understood."""
    spoil = draw(st.booleans())
    dated = draw(st.booleans())
    count = draw(st.integers(1, 8))
    day = st.sampled_from(_DATES) if dated else st.integers(-2, 40).map(str) | st.sampled_from(("0.5", "1e1", "7.25"))
    cells = (
        mostly(st.sampled_from(_IDS), _NOBODY, spoil),
        mostly(day, _NEVER, spoil),
        mostly(answer, _NASTY + _NASTIER, spoil),
        mostly(answer, _NASTY + _NASTIER, spoil),
        st.sampled_from(("", "fine", "so, so", 'said "no"', "two\nlines", "é", "'", "\ufeff", "3")),
    )
    return draw(st.lists(st.tuples(*cells).map(list), min_size=count, max_size=count))


def written(rows: list[list[str]], mark: str, end: str, quoted: bool, bom: bool) -> str:
    def cell(text: str) -> str:
        needs = quoted or any(sign in text for sign in (mark, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    head = ["id", "day", "pain", "depression", "note"]
    return ("\ufeff" if bom else "") + "".join(mark.join(map(cell, row)) + end for row in [head, *rows])


def held(panel: Panel) -> oracle.Panel:
    return {
        (oracle.person(person.name), float(time)): tuple(map(float, values))
        for person in panel.persons
        for time, values in zip(person.time, person.values)
    }


def same(found: oracle.Panel, wanted: oracle.Panel) -> None:
    assert found.keys() == wanted.keys()
    for key, values in wanted.items():
        assert [repr(v) for v in found[key]] == [repr(v + 0.0) if v else repr(f) for v, f in zip(values, found[key])]
        assert all(f == v or (math.isnan(f) and math.isnan(v)) for f, v in zip(found[key], values))


def understood(rows: list[list[str]], names: list[str], panel: Panel) -> int:
    """Every number of the panel is the one that its cell says, and none is missing; how many occasions were held against their rows."""
    comma = any("decimal comma" in sentence for sentence in panel.source.said)
    same(held(panel), oracle.panel(rows, names, ANSWERS, comma=comma))
    return panel.occasions


def told(error: DataError) -> None:
    """What happened, and a remedy."""
    assert "\n  Fix: " in str(error)
    assert len(error.what) > 10


@functools.cache
def place() -> Path:
    """A folder for the files of this run, in memory where the system has such a place."""
    import atexit
    import tempfile

    fast = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=fast if fast.is_dir() and os.access(fast, os.W_OK) else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@many("tables")
@given(
    tables(), st.sampled_from(",,;\t|"), st.sampled_from(["\n", "\n", "\r\n", "\r"]), st.booleans(), st.booleans(),
    st.sampled_from(["diary.csv", "diary.csv", "diary.tsv", "diary.txt", "diary.csv.gz"]),
)  # fmt: skip
def test_tables_are_understood_as_written_or_refused_with_the_cell(rows, mark, end, quoted, bom, name):
    content = written(rows, mark, end, quoted, bom).encode()
    path = place() / name
    path.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    try:
        panel = read(path, **ASKED)
    except DataError as error:
        told(error)
        assert IN_A_CELL.search(error.what) or "no row below it" in error.what or "whole column" in error.what, error.what
        named = re.match(r"Row (\d+), column '(pain|depression)'.*stands in a column of numbers", error.what)
        if named:  # and it is that cell that is wrong
            text = rows[int(named[1]) - 2][2 + ANSWERS.index(named[2])].strip()
            with pytest.raises(oracle.Unreadable):
                oracle.number(text)
    else:
        understood([[c.strip() for c in row] for row in rows if any(c.strip() for c in row)], ["id", "day", "pain", "depression"], panel)


TEXT = written([[f"P{i % 3}", str(i), str(i % 11), f"{i / 7:.3f}", "" if i % 2 else "so, so"] for i in range(12)], ",", "\n", False, False)


@many("spoiled")
@given(spoiled.changes(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["diary.csv", "diary.tsv", "diary.csv.gz", "packed"]))
def test_spoiled_text_is_read_as_it_stands_or_refused(changes, mark, kind):
    content = spoiled.spoil((TEXT if mark == "," else TEXT.replace(", ", "~").replace(",", mark).replace("~", ", ")).encode(), changes)
    name = "diary.csv.gz" if kind == "packed" else kind
    path = place() / name
    if kind == "packed":  # spoiled after packing
        content = spoiled.spoil(gzip.compress(TEXT.encode(), 1, mtime=0), changes)
        path.write_bytes(content)
    else:
        path.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    try:
        panel = read(path, **ASKED)
    except DataError as error:
        told(error)
        return
    text = (gzip.decompress(content) if kind == "packed" else content).decode("utf-8-sig")
    parted = next(
        (m for m, word in ((";", "semicolon"), ("\t", "tab"), ("|", "bar")) if f"parted by a {word}" in "".join(panel.source.said[:1])), ","
    )
    rows = oracle.cut(text.lstrip("\ufeff"), parted)
    if rows[0][0].casefold().startswith("sep="):
        rows = rows[1:]
    assert understood(rows[1:], rows[0], panel) > 0


ODD = st.sampled_from(
    [b"id,day,pain,depression\n", b"P1,0,3,5\n", b",", b'"', b"\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"PK\x03\x04"]
)


@many("bytes")
@given(
    st.one_of(st.binary(max_size=120), st.lists(ODD, max_size=12).map(b"".join), st.tuples(ODD, st.binary(max_size=60)).map(b"".join)),
    st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.csv.gz", "a.parquet", "a.feather", "a.arrow", "a.json"]),
)
def test_bytes_without_sense_are_refused(content, name):
    path = place() / name
    path.write_bytes(content)
    try:
        panel = read_moments(path) if name.endswith(".json") else read(path, **ASKED)
    except DataError as error:
        told(error)
    else:
        assert isinstance(panel, Panel) and panel.occasions
        rows = oracle.cut(content.decode("utf-8-sig").lstrip("\ufeff"), ",")
        understood(rows[1:], rows[0], panel)


def _pandas(rows: dict[str, list[object]]) -> object:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in rows.items()})


def _polars(rows: dict[str, list[object]]) -> object:
    import polars as pl

    return pl.DataFrame({name: pl.Series(name, [None if c is None else str(c) for c in cells]) for name, cells in rows.items()})


def _arrow(rows: dict[str, list[object]]) -> object:
    import pyarrow as pa

    return pa.table({name: pa.array([None if c is None else str(c) for c in cells], pa.string()) for name, cells in rows.items()})


@many("frames")
@given(tables(), st.sampled_from([_pandas, _polars, _arrow]), st.booleans())
def test_frames_are_understood_as_they_stand_or_refused_with_the_cell(rows, make: Callable[..., object], typed):
    def value(text: str) -> object:
        if typed and text.isdecimal() and text.isascii() and str(int(text)) == text:
            return int(text)
        return None if typed and text == "" else text

    columns = {name: [value(row[i]) for row in rows] for i, name in enumerate(("id", "day", "pain", "depression", "note"))}
    try:
        panel = read_frame(make(columns), **ASKED)
    except DataError as error:
        told(error)
        assert IN_A_CELL.search(error.what) or "no row" in error.what or "whole column" in error.what, error.what
    else:
        understood(
            [[c.strip() for c in row] for row in rows if any(c.strip() for c in row[:4])], ["id", "day", "pain", "depression"], panel
        )


MOMENTS = {
    "waves": [0, 6], "unit": "month", "columns": ["pain", "depression"], "n": 200, "mean": [5.0, 3.0, 4.0, 2.5],
    "cov": [[4.0, 1.0, 2.0, 0.5], [1.0, 9.0, 0.5, 3.0], [2.0, 0.5, 4.0, 1.0], [0.5, 3.0, 1.0, 9.0]], "information": None,
}  # fmt: skip


@many("moments")
@given(spoiled.changes())
def test_spoiled_moments_are_read_as_they_stand_or_refused(changes):
    content = spoiled.spoil(json.dumps(MOMENTS).encode(), changes)
    path = place() / "moments.json"
    path.write_bytes(content)
    try:
        moments = read_moments(path)
    except DataError as error:
        told(error)
        return
    document = json.loads(content)
    assert moments.mean.tolist() == document["mean"]
    assert moments.n == document["n"]
    assert moments.waves.tolist() == document["waves"]
    for i, row in enumerate(document["cov"]):  # the symmetric halves may differ by what printing leaves out
        assert moments.cov[i].tolist() == pytest.approx(row, rel=1e-5, abs=1e-5)


def test_spoiled_binary_files_are_read_or_refused_and_never_end_the_program(tmp_path):
    """In a program of its own, with bounded memory: such readers are written in C, and could end it without a word."""
    count = max(8, math.ceil(SHARES["binary"] * ALL))
    outcome = spoiled.binary_files(tmp_path, count)
    assert outcome.tried >= count
    assert outcome.crashed == []
    assert outcome.wrong == []
    assert outcome.refused > 0 and outcome.read > 0


def test_the_full_count_is_a_hundred_thousand():
    full = sum(math.ceil(share * 100_000) for share in SHARES.values())
    assert full >= 100_000
    assert math.isclose(sum(SHARES.values()), 1.0)
