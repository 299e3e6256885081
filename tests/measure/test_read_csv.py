from __future__ import annotations

import csv
import gzip
import hashlib
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.diary import TEXT, held, write

from unspiral.errors import DataError
from unspiral.measure import read_csv
from unspiral.records import Panel

ASKED = {"inputs": ["walking"]}


def said(panel: Panel) -> str:
    return " ".join(panel.source.said)


@pytest.mark.unit
def test_the_diary(tmp_path):
    path = write(tmp_path)
    panel = read_csv(path, **ASKED)
    assert [p.name for p in panel.persons] == ["2", "10"]
    assert panel.indicators == ("pain", "depression")
    one, other = panel.persons
    np.testing.assert_allclose(one.time, [21.5 / 24, 33 / 24], rtol=1e-15)
    np.testing.assert_array_equal(one.values, [[3.5, 7.0], [np.nan, 8.0]])
    np.testing.assert_array_equal(one.inputs, [[0.0], [1.0]])
    np.testing.assert_allclose(other.time, [20 / 24, 20 / 24 + 3], rtol=1e-15)
    assert panel.source.rows == 5
    assert panel.source.name == "diary.csv"
    assert panel.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.unit
@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.rstrip("\n"),
        TEXT + "\n\n   \n",
        "\n" + TEXT,
        TEXT.replace(",", ", ").replace('"rain,  all', '"rain, all'),
        TEXT.replace("id,time", '"id" , "time"').replace(" ,", ","),
        TEXT.replace("id,time,pain", " id ,time , pain"),
        TEXT + ",,,,,\n",
        TEXT.replace("T", " "),
    ],
    ids=[
        "BOM",
        "CRLF",
        "CR",
        "no last line end",
        "blank lines below",
        "blank line above",
        "spaces",
        "quoted names",
        "spaced names",
        "row of commas",
        "space for T",
    ],
)
def test_the_same_table_in_other_clothes(tmp_path, text):
    assert held(read_csv(write(tmp_path, text, "other.csv"), **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


@pytest.mark.unit
@pytest.mark.parametrize(("mark", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_other_delimiters_are_said_aloud(tmp_path, mark, word):
    rows = list(csv.reader(io.StringIO(TEXT)))
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    panel = read_csv(write(tmp_path, out.getvalue(), "other.csv"), **ASKED)
    assert held(panel) == held(read_csv(write(tmp_path), **ASKED))
    assert f"parted by a {word}" in said(panel)
    assert "parted" not in said(read_csv(write(tmp_path), **ASKED))


@pytest.mark.unit
def test_decimal_commas_between_semicolons(tmp_path):
    rows = list(csv.reader(io.StringIO(TEXT)))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([[c.replace(".", ",") for c in row] for row in rows])
    panel = read_csv(write(tmp_path, out.getvalue(), "other.csv"), **ASKED)
    assert held(panel) == held(read_csv(write(tmp_path), **ASKED))
    assert "decimal comma" in said(panel)


@pytest.mark.unit
def test_excel_may_name_its_delimiter(tmp_path):
    panel = read_csv(write(tmp_path, "sep=;\nday;pain;depression\n0;1,5;2\n1;3;4\n"))
    assert panel.persons[0].values[0, 0] == 1.5
    with pytest.raises(DataError, match="Row 4, column 'pain'"):
        read_csv(write(tmp_path, "sep=;\nday;pain;depression\n0;1,5;2\n1;x;4\n"))


@pytest.mark.unit
def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    with pytest.raises(DataError, match=r"Row 5, column 'pain'"):
        read_csv(write(tmp_path, 'day,pain,depression,note\n0,1,2,"two\nlines"\n\n1,3,4,\n2,x,4,\n'))


@pytest.mark.unit
def test_unnamed_columns_are_not_read_and_that_is_said(tmp_path):
    panel = read_csv(write(tmp_path, ",day,pain,depression,\n0,0,1,2,\n1,1,3,4,\n"))
    assert panel.occasions == 2
    assert "2 columns without a name were not read." in said(panel)


@pytest.mark.unit
def test_a_table_longer_than_one_chunk(tmp_path):
    n = 70_000
    text = "id,day,pain,depression\n" + "".join(f"{i % 7},{i // 7},{i % 11},{i % 28}\n" for i in range(n))
    panel = read_csv(write(tmp_path, text))
    assert panel.occasions == n
    i = np.arange(3, n, 7)
    np.testing.assert_array_equal(panel.persons[3].values, np.column_stack([i % 11, i % 28]))
    with pytest.raises(DataError, match=f"Row {n + 1} has 3 cells"):
        read_csv(write(tmp_path, text.rsplit(",", 1)[0] + "\n"))


@pytest.mark.unit
def test_empty_gzip(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(DataError, match="is empty"):
        read_csv(path)


@pytest.mark.unit
def test_latin1_in_a_file_of_old_line_ends_names_the_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("day\rpain\rdepression\rJos\xe9\r".encode("latin-1"))
    with pytest.raises(DataError, match=r"Row 4 of 'a\.csv' is not UTF-8"):
        read_csv(path)


@pytest.mark.unit
def test_windows_letters_beyond_the_first_block_are_found(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() * 1000 + b"\x93quoted\x94")
    with pytest.raises(DataError, match=r"Row 6001 of (.|\n)*iconv -f cp1252"):
        read_csv(path)


@pytest.mark.unit
def test_a_cell_without_end(tmp_path):
    with pytest.raises(DataError, match=r"Row 2 of .*double quote"):
        read_csv(write(tmp_path, 'day,pain,depression\n0,1,"' + "2,\n" * 60_000))


cell = st.one_of(st.integers(-5, 10).map(str), st.sampled_from(["", "NA", "2.5", "."]))
people = st.sampled_from(["1", "2", "1.0", "10", "03"])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Rows of person, day, pain, depression, walking: every person-day once, every column answered."""
    keys = draw(st.lists(st.tuples(people, st.integers(-3, 5)), min_size=1, max_size=12, unique_by=lambda key: (float(key[0]), key[1])))
    rows = [[who, str(day), draw(cell), draw(cell), draw(st.sampled_from(["0", "1", "2.5"]))] for who, day in keys]
    return [*rows, ["99", "0", "1", "2", "0"]]


def panel_from(rows: list[list[str]], names: list[str]) -> Panel:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.csv"
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([names, *rows])
        return read_csv(path, inputs=["walking"])


NAMES = ["id", "day", "pain", "depression", "walking"]


@pytest.mark.property
@given(tables(), st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    before = panel_from(rows, NAMES)
    random.shuffle(rows)
    after = panel_from(rows, NAMES)
    assert held(before) == held(after)
    assert before.source.said == after.source.said


@pytest.mark.property
@given(tables(), st.data())
def test_extra_columns_and_their_order_change_nothing(rows, data):
    before = panel_from(rows, NAMES)
    extra = data.draw(st.lists(st.sampled_from(["note", "weather", "x1", "", "Kommentar", "sleep"]), max_size=3))
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5)
    wide = [[*row, *(data.draw(texts) for _ in extra)] for row in rows]
    order = data.draw(st.permutations(range(len(NAMES) + len(extra))))
    names = [*NAMES, *extra]
    after = panel_from([[row[i] for i in order] for row in wide], [names[i] for i in order])
    assert held(before) == held(after)


@pytest.mark.property
@given(tables())
def test_times_rise_and_rows_tell_something(rows):
    panel = panel_from(rows, NAMES)
    for person in panel.persons:
        assert (np.diff(person.time) > 0).all()
        silent = np.isnan(person.values).all(axis=1)
        assert not silent.all()
        assert np.isfinite(person.inputs).all()
        for i in np.flatnonzero(silent):
            assert person.inputs[i].any() or (i > 0 and person.inputs[i - 1].any())


def read_or_refused(content: bytes, name: str) -> tuple[int, str]:
    """Occasions that were read, or what is said instead; anything but a DataError goes through."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read_csv(path).occasions, ""
        except DataError as error:
            return 0, str(error)


@pytest.mark.property
@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    occasions, message = read_or_refused(content, "diary.csv")
    assert occasions > 0 or "\n  Fix: " in message


_NAMES = ["id", "day", "pain", "depression", "time", "id,day,pain,depression\n"]
_MARKS = [",", ",", ",", ";", "\t", "|", "\n", "\n", "\n", "\r\n", "\r", '"', '""', " ", "\ufeff", "\0"]
_CELLS = [
    "1",
    "2",
    "3,5",
    "1.5",
    "-99",
    "NA",
    ".",
    "inf",
    "1e999",
    "P1",
    "true",
    "é",
    "2024-03-09",
    "2024-03-10T21:30Z",
    "2024-02-30",
    "03/04/2021",
]
pieces = st.sampled_from([*_NAMES, *_MARKS, *_CELLS, "1,2,3,4\n"])


@pytest.mark.property
@settings(max_examples=300)
@given(st.lists(pieces, max_size=40).map("".join), st.booleans())
def test_any_pieces_of_tables_are_read_or_refused(text, header):
    occasions, message = read_or_refused((("id,day,pain,depression\n" if header else "") + text).encode(), "diary.csv")
    assert occasions > 0 or "\n  Fix: " in message


@pytest.mark.property
@given(st.binary(max_size=100), st.booleans())
def test_any_bytes_named_as_gzip_are_read_or_refused(content, zipped):
    occasions, message = read_or_refused(gzip.compress(content) if zipped else b"\x1f\x8b" + content, "diary.csv.gz")
    assert occasions > 0 or "\n  Fix: " in message
