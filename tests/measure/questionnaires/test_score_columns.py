"""Columns give what one person at a time gives: every questionnaire, gaps and all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.questionnaires.my_scale import TEXT

from unspiral.errors import DataError
from unspiral.measure.questionnaires.answer import bounds
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.measure.questionnaires.score_columns import score_columns, wrong_answer
from unspiral.measure.questionnaires.scoring import score
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.measure.questionnaires.why_none import REASONS, sentence

pytestmark = pytest.mark.property

NAMES = [name for name in instruments() if instrument(name).items and instrument(name).scoring.method != "sum_to_t"]


def answer(item: Item) -> st.SearchStrategy[float | None]:
    low, high = bounds(item)
    numbers = st.floats(low, high).map(lambda x: round(x, 3)) if item.kind == "number" else st.integers(int(low), int(high)).map(float)
    return st.one_of(numbers, numbers, numbers, st.none())


def rows_of(made: Instrument) -> st.SearchStrategy[list[tuple[float | None, ...]]]:
    return st.lists(st.tuples(*(answer(item) for item in made.scored)), min_size=1, max_size=6)


def same(made: Instrument, rows: list[tuple[float | None, ...]], table: TTable | None = None) -> int:
    """Holds columns against persons one by one; how many were held."""
    columns = {item.id: np.array([math.nan if row[n] is None else row[n] for row in rows]) for n, item in enumerate(made.scored)}
    found = score_columns(made, columns, table)
    for place, row in enumerate(rows):
        one = score(made, row, acknowledged=True, table=table)
        value = found.value[place]
        assert one.value == (None if math.isnan(value) else value)
        assert one.band == (found.labels[found.band[place]] if found.band[place] >= 0 else "")
        assert (one.answered, one.imputed) == (found.answered[place], found.imputed[place])
        assert one.why_none == ("" if one.value is not None else sentence(made, REASONS[found.reason[place]]))
        assert (one.safety is not None) == bool(found.safety[place])
        parts = {name: None if math.isnan(part[place]) else part[place] for name, part in found.subscales.items()}
        assert one.subscales == parts
        assert one.se == (None if math.isnan(found.se[place]) else found.se[place])
    return len(found.value)


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_persons(name: str) -> None:
    made = instrument(name)

    @settings(max_examples=40)
    @given(rows_of(made))
    def holds(rows: list[tuple[float | None, ...]]) -> None:
        assert same(made, rows) == len(rows)

    holds()


@settings(max_examples=30)
@given(st.data())
def test_with_a_table(data: st.DataObject) -> None:
    eight = instrument("promis_depression_8a")
    table = TTable("t", {raw: (20.0 + raw, 2.5 if raw % 2 else math.nan) for raw in range(8, 41)})
    assert same(eight, data.draw(rows_of(eight)), table) > 0
    cesd = instrument("cesd20")
    assert same(cesd, data.draw(rows_of(cesd)), TTable("t", {raw: (30.0 + raw, 1.0) for raw in range(61)})) > 0


def test_patterns_with_parameters() -> None:
    from unspiral.measure.questionnaires.graded_response import ItemCurve, Parameters

    table = Parameters("p", tuple(ItemCurve(str(n), 1.5 + n / 10, (-1.0, 0.0, 1.0, 2.0)) for n in range(8))).table()
    rows = [(1.0,) * 8, (3.0, None, *(2.0,) * 6), (3.0, None, *(2.0,) * 6), (None,) * 8, (5.0, *(None,) * 7)]
    assert same(instrument("promis_depression_8a"), rows, table) == 5


def test_a_scale_with_steps_of_a_half_and_one_of_ones_own() -> None:
    import tomllib

    from unspiral.measure.questionnaires.definition import define

    document: dict[str, Any] = tomllib.loads(TEXT)
    for option in document["options"]:
        option["score"] /= 2
    document["scoring"] |= {"high": 3, "decimals": 1, "ranges": {"morning": [0, 1]}}
    document["bands"][0]["high"], document["bands"][1]["low"], document["bands"][1]["high"] = 1.5, 1.6, 3.0
    made = define(document, [])
    rows = [(a, b, c) for a in (0.0, 0.5, 1.0, None) for b in (0.0, 0.5, 1.0, None) for c in (0.0, 0.5, 1.0, None)]
    assert same(made, rows) == 64


def test_withheld_tells_nothing_of_rows_that_call_for_help() -> None:
    made = instrument("phq9")
    columns = {item.id: np.array([1.0, 1.0, np.nan]) for item in made.scored}
    columns["phq9"] = np.array([0.0, 1.0, 2.0])
    found = score_columns(made, columns).withheld()
    assert found.value.tolist()[0] == 8
    assert np.isnan(found.value[1:]).all()
    assert found.band.tolist()[1:] == [-1, -1]
    assert found.imputed.tolist() == [0, 0, 0]
    assert [REASONS[place] for place in found.reason.tolist()] == ["", "withheld", "withheld"]
    assert found.safety.tolist() == [False, True, True]


def test_what_cannot_be_is_refused() -> None:
    made = instrument("phq2")
    with pytest.raises(DataError, match=r"Row 2: 4 is not an answer to item 'phq1'"):
        score_columns(made, {"phq1": np.array([1.0, 4.0]), "phq2": np.array([1.0, 1.0])})
    with pytest.raises(DataError, match="no column for item 'phq2'"):
        score_columns(made, {"phq1": np.array([1.0])})
    assert wrong_answer(instrument("peg").items[0], np.array([1.0, np.nan, 2.5])) == 2
    assert wrong_answer(made.items[0], np.array([1.0, np.nan, np.inf])) == 2
    with pytest.raises(DataError, match="table is not part of unspiral"):
        score_columns(instrument("promis_depression_8a"), {str(n): np.array([1.0]) for n in range(1, 9)})
