from __future__ import annotations

import csv

import pytest
from tests.measure.imports.made import wide, write

from unspiral.errors import DataError, SpecError
from unspiral.measure.exports.write_csv import write_csv
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import ItemFrom
from unspiral.measure.imports.outlet import Tally, check_place, write_answers, write_rows_wide
from unspiral.measure.imports.read_json import read_json
from unspiral.measure.imports.read_tidy import read_tidy
from unspiral.measure.imports.sheet import open_sheet
from unspiral.measure.imports.stream import diary_from, stream
from unspiral.measure.read import read

pytestmark = pytest.mark.unit

TEXT = 'id,day,pain,note\nP,0,3,=1+1\nQ,1,-3,"a ""b"", c"\n'
MAPPING = wide(ItemFrom(("pain",), "pain"), ItemFrom(("note",), "note"))


def rows(place, account):
    return stream([open_sheet(place)], MAPPING, account)


@pytest.mark.parametrize("name", ["o.csv", "o.parquet", "o.json"])
def test_what_is_written_is_the_diary(tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="needs the extra `files`")
    place, account = write(tmp_path, TEXT), Account()
    tally = write_answers(str(tmp_path / name), rows(place, account), account)
    back = read_json(tmp_path / name) if name.endswith("json") else read_tidy(tmp_path / name)
    assert list(back.rows()) == list(diary_from(place, MAPPING).rows())
    assert (tally.answers, tally.people, dict(tally.items)) == (4, {"P", "Q"}, {"pain": 2, "note": 2})


def test_streamed_bytes_are_those_of_the_exporter(tmp_path):
    place, account = write(tmp_path, TEXT), Account()
    write_answers(str(tmp_path / "a.csv"), rows(place, account), account)
    write_csv(diary_from(place, MAPPING), tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert "'=1+1" in (tmp_path / "a.csv").read_text()


def test_wide(tmp_path):
    place, account = write(tmp_path, TEXT), Account()
    _, wide_table = write_rows_wide(str(tmp_path / "w.csv"), rows(place, account), account, per="day", many="error")
    assert (tmp_path / "w.csv").read_text() == 'person,time,pain,note\nP,0,3,\'=1+1\nQ,1,-3,"a ""b"", c"\n'
    assert len(wide_table) == 2


NOTES = [
    ("@ann", "0", "", "", "", "note", "a\rb", "", "x"),
    ("'@ann", "0", "", "", "", "note", "c\r\nd", "", "x"),
    ("=1+1", "0", "", "", "", "note", "\r", "", "x"),
]


def test_a_lone_carriage_return_is_read_back(tmp_path):
    write_answers(str(tmp_path / "o.csv"), iter([NOTES]), Account())
    assert list(read_tidy(tmp_path / "o.csv").rows()) == NOTES
    write_rows_wide(str(tmp_path / "w.csv"), iter([NOTES]), Account(), per="occasion", many="error")
    with (tmp_path / "w.csv").open(newline="") as text:
        assert [row[0] for row in csv.reader(text, strict=True)] == ["person", "'@ann", "''@ann", "'=1+1"]


def test_persons_of_a_wide_file_are_called_what_they_were(tmp_path):
    rows = [(name, str(day), "", "", "", "pain", str(day), "", "x") for name in ("@ann", "'@ann", "-b", "'c") for day in range(3)]
    write_rows_wide(str(tmp_path / "w.csv"), iter([rows]), Account(), per="occasion", many="error")
    assert "'@ann,0" in (tmp_path / "w.csv").read_text()
    panel = read(tmp_path / "w.csv", columns=["pain"], person="person", time="time")
    assert {person.name for person in panel.persons} == {"@ann", "'@ann", "-b", "'c"}


def test_an_error_on_the_way_leaves_nothing(tmp_path):
    place, account = (
        write(tmp_path, "id,day,pain,note\n" + "P,0,1,x\n" + "".join(f"P,{i},1,x\n" for i in range(1, 70_000)) + "P,oops,2,x\n"),
        Account(),
    )
    with pytest.raises(DataError, match="Row 70002"):
        write_answers(str(tmp_path / "o.csv"), rows(place, account), account)
    assert [p.name for p in tmp_path.iterdir()] == ["diary.csv"]


def test_cells_that_no_table_can_hold(tmp_path):
    bad = [("P", "0", "", "", "", "pain", "a\0b", "", "x")]
    with pytest.raises(DataError, match="no text table can hold"):
        write_answers(str(tmp_path / "o.csv"), iter([bad]), Account())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "wide", "said"),
    [
        ("", False, "empty name"),
        ("o.xlsx", False, ".xlsx"),
        ("o.json", True, "written are .csv"),
        ("no/o.csv", False, "does not exist"),
        ("o", False, "no ending"),
    ],
)
def test_places_that_cannot_be(tmp_path, place, wide, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError) as problem:
        check_place(place, ["diary.csv"], wide=wide)
    assert said in str(problem.value)
    assert problem.value.fix


def test_the_input_is_never_written_over(tmp_path):
    place = str(write(tmp_path, TEXT))
    with pytest.raises(SpecError, match="what is being read") as problem:
        check_place(place, [place], wide=False)
    assert problem.value.fix == "-o imported.csv"
    assert Tally().answers == 0
