"""Tables from sums to T scores are read from files of the user's own, and a slip in them is told."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import DataError
from unspiral.measure.questionnaires.t_table import ByPattern, TTable, read_t_table

pytestmark = pytest.mark.unit

CSV = "raw,t,se\n8,38.2,5.7\n9,44.7,3.3\n10,47.5,\n"
TOML = "[[rows]]\nraw = 8\nt = 38.2\nse = 5.7\n[[rows]]\nraw = 9\nt = 44.7\n"


def written(folder: Path, text: str, name: str = "t.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_csv_and_toml(tmp_path: Path) -> None:
    table = read_t_table(written(tmp_path, CSV))
    assert table.of_sum(Fraction(8)) == (38.2, 5.7)
    assert table.of_sum(Fraction(10)) == (47.5, None)
    assert table.of_sum(Fraction(11)) is None
    assert table.of_sum(Fraction(17, 2)) is None
    assert (table.low, table.high) == (38.2, 47.5)
    assert read_t_table(written(tmp_path, TOML, "t.toml")).of_sum(Fraction(9)) == (44.7, None)
    assert read_t_table(written(tmp_path, "T , Raw\n44.7,9\n38.2,8\n")).of_sum(Fraction(8)) == (38.2, None)


def test_the_whole_official_table_through_a_file(tmp_path: Path, shared: Path) -> None:
    entries = json.loads((shared / "clinical" / "instruments.json").read_text(encoding="utf-8"))["instruments"]
    rows = next(each for each in entries if each["id"] == "promis_depression_8a")["scoring"]["table"]
    text = "raw,t,se\n" + "".join(f"{raw},{row['t']},{row['se']}\n" for raw, row in rows.items())
    table = read_t_table(written(tmp_path, text))
    assert len(rows) == 33
    assert all(table.of_sum(Fraction(raw)) == (row["t"], row["se"]) for raw, row in rows.items())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not name the columns raw and t"),
        ("raw,se\n1,2\n", "does not name the columns"),
        ("raw,t\n1,40\n", "fewer than two rows"),
        ("raw,t\n1,40\n1,41\n", "the sum 1 stands there twice"),
        ("raw,t\n1,40\n3,41\n", "no row for the sum 2"),
        ("raw,t\n1,40\n2,44\n3,43\n4,50\n", "from the sum 2 to 3 T goes from 44 to 43"),
        ("raw,t\n1,40\n2,x\n", "Row 3 of 't.csv': 't' is not a number of T points"),
        ("raw,t\n1.5,40\n2,41\n", "'raw' is not a whole number"),
        ("raw,t\n1,40\n2\n", "Row 3 of 't.csv' has 1 cells, and its header 2"),
        ("raw,t\n1,400\n2,410\n", "'t' is not a number of T points"),
        ("raw,t\n1,nan\n2,41\n", "'t' is not a number"),
        ("raw,t\n1,\n2,41\n", "'t' is not a number"),
        ('raw,t\n"1,40\n', "not a text table"),
        ("raw,t,se\n1,40,-1\n2,41,1\n", "'se' is not"),
    ],
)
def test_slips(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_t_table(written(tmp_path, text))


@pytest.mark.parametrize("text", ["rows = 3", "x", "[[rows]]\nraw = true\nt = 40\n", "[[rows]]\nraw = 1979-01-01\nt = 40\n"])
def test_toml_slips(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError):
        read_t_table(written(tmp_path, text, "t.toml"))


@given(st.text(max_size=80))
def test_any_text_is_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_text("raw,t\n" + text, encoding="utf-8", errors="replace")
    try:
        assert len(read_t_table(file).rows) >= 2
    except DataError as refused:
        assert refused.fix


def test_a_table_for_another_form_is_refused() -> None:
    table = TTable("6a", {raw: (30.0 + raw, math.nan) for raw in range(6, 31)})
    assert table.bounds(6, "x") == (1, 5)
    with pytest.raises(DataError, match="another number of items than 4"):
        table.bounds(4, "x")
    for answers in (2, 3):
        with pytest.raises(DataError, match=f"another number of items than {answers}"):
            table.bounds(answers, "x")
    with pytest.raises(DataError, match="It is for another form"):
        table.check(8, 40, "x")
    table.check(6, 30, "x")
    assert table.of_pattern([1.0]) is None


def test_item_parameters_score_patterns() -> None:
    from unspiral.measure.questionnaires.graded_response import Parameters

    assert isinstance(Parameters("x", ()), ByPattern)


def test_it_says_that_it_was_brought_along() -> None:
    assert TTable("8a.csv", {8: (40.0, 2.0), 9: (41.0, 2.0)}).said == (
        "T comes from the table '8a.csv' that you brought along; nobody has held it against a source here."
    )
