from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.measure.imports.made import cells, streamed, values, wide, write

from unspiral.errors import DataError
from unspiral.measure.imports.mapping import About, ItemFrom, When
from unspiral.measure.imports.read_wide import read_wide
from unspiral.measure.imports.stream import diary_from

pytestmark = pytest.mark.unit


def test_rows_come_in_portions_and_are_those_of_the_diary(tmp_path):
    place = write(tmp_path, "id,day,pain\n" + "".join(f"P{i % 7},{i},{i % 11}\n" for i in range(3000)))
    rows, account = streamed(place, wide())
    assert rows == list(diary_from(place, wide()).rows())
    assert (account.rows, account.answers) == (3000, 3000)


def test_beeps_are_counted_and_said(tmp_path):
    place = write(tmp_path, "id,day,beep,pain\nP,0,1,3\nP,0,2,3\nP,1,4,3\n")
    diary = read_wide(place, wide(when=When(("day", "beep"), "beep")))
    assert cells(diary, "time") == [("0",), ("0.25",), ("1.75",)]
    assert any("d + (b - 1)/4" in sentence for sentence in diary.said)


def test_directions_and_evidence_are_said(tmp_path):
    place = write(tmp_path, "id,day,pain\nP,0,3\n")
    about = About("An app", "unverified", "Nobody saw an export.", ("Mind the gap.",))
    diary = read_wide(place, wide(ItemFrom(("pain",), "ease", higher="better"), about=about))
    assert any("--reverse ease" in sentence for sentence in diary.said)
    assert any("unverified" in sentence and "Nobody saw" in sentence for sentence in diary.said)
    assert "Mind the gap." in diary.said


def test_clock_changes_are_said(tmp_path):
    place = write(tmp_path, "id,day,pain\nP,2024-03-31 02:30,3\n")
    diary = read_wide(place, wide(when=When(("day",), "iso", zone="Europe/Zurich")))
    assert any("leaves out" in sentence for sentence in diary.said)


def test_memory_does_not_grow_with_the_file(tmp_path: Path, root: Path):
    script = """
import resource, sys
sys.path.insert(0, {source!r})
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import ItemFrom, Mapping, When
from unspiral.measure.imports.sheet import open_sheet
from unspiral.measure.imports.stream import stream
mapping = Mapping("wide", When(("day",), "number"), (ItemFrom(("pain",), "pain"), ItemFrom(("mood",), "mood")), person="id")
def run(place):
    return sum(len(rows) for rows in stream([open_sheet(place)], mapping, Account()))
run({small!r})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
answers = run({large!r})
print(answers, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    head = "id,day,pain,mood\n"
    small = write(tmp_path, head + "".join(f"P{i},0,3,4\n" for i in range(20_000)), "small.csv")
    large = write(tmp_path, head + "".join(f"P{i // 100},{i % 100},{i % 11},some words\n" for i in range(300_000)), "large.csv")
    code = script.format(source=str(root / "src"), small=str(small), large=str(large))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    answers, grown = map(int, ran.stdout.split())
    assert answers == 600_000
    # ru_maxrss is in kilobytes here; 300,000 rows of texts alone would take far more.
    assert grown < 40_000


@pytest.mark.parametrize(
    ("when", "one", "other"),
    [
        (When(("day",), "number"), "1", "1.0"),
        (When(("day",)), "2024-01-01 10:00", "2024-01-01T10:00:00"),
        (When(("day",)), "2024-01-01T10:00Z", "2024-01-01T11:00+01:00"),
    ],
)
def test_one_time_written_in_two_ways_stands_twice(tmp_path, when, one, other):
    place = write(tmp_path, f"id,day,pain\na,{one},3\na,{other},4\n")
    with pytest.raises(DataError, match=r"Rows 2 and 3 of 'diary\.csv' have the same person and time"):
        diary_from(place, wide(when=when))
    assert values(diary_from(place, wide(when=when, duplicates="last")), "pain") == ["4"]


def test_the_flags_for_learning_are_those_of_learn(tmp_path):
    items = [ItemFrom((name,), name, higher="better") for name in ("mood", "my joy")]
    _, account = streamed(write(tmp_path, "id,day,mood,my joy\na,0,1,2\n"), wide(*items))
    flags = 'unspiral learn FILE --reverse mood --reverse "my joy".'
    assert any(sentence.endswith(flags) for sentence in account.sentences())
