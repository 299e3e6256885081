"""What the answers themselves speak against: each verdict fires where it must and is silent where it must be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.designs import BOTH, answered, at_times, choose, people, with_column

from unspiral.errors import NotIdentified
from unspiral.learn.columns import column_verdicts, late_entry_verdict, refuse_columns
from unspiral.loop.language import parse
from unspiral.records import Panel

pytestmark = pytest.mark.unit

LOOP = parse(BOTH)


def cut(panel: Panel, low: float, high: float, step: float = 0.0) -> Panel:
    """Answers of pain on a scale that ends at ``low`` and ``high``, in steps."""

    def on_scale(values: np.ndarray) -> np.ndarray:
        pain = np.clip(values[:, 0], low, high)
        return np.column_stack([np.round(pain / step) * step if step else pain, values[:, 1]])

    return replace(panel, persons=tuple(replace(p, values=on_scale(p.values)) for p in panel.persons))


def codes(panel: Panel) -> list[str]:
    return [v.code for v in column_verdicts(panel, LOOP)]


def test_answers_crowded_at_an_end_are_a_caution() -> None:
    panel = people(10, 40)  # pain about 4, give or take 1.2
    assert codes(panel) == []
    assert codes(cut(panel, 3.8, 99.0)) == ["floor"]
    assert codes(cut(panel, -99.0, 4.2)) == ["ceiling"]
    assert codes(cut(panel, 0.0, 10.0, 1.0)) == []
    assert "lowest" in column_verdicts(cut(panel, 3.8, 99.0), LOOP)[0].reason


def test_few_different_answers_are_a_caution() -> None:
    panel = people(10, 40)
    two = cut(panel, 3.0, 5.0, 2.0)
    assert np.unique(np.concatenate([p.values[:, 0] for p in two.persons])).size <= 3
    yes_no = replace(panel, persons=tuple(replace(p, values=np.column_stack([p.values[:, 0] > 4, p.values[:, 1]])) for p in panel.persons))
    assert codes(yes_no) == ["binary"]
    assert codes(cut(panel, 3.0, 5.0, 1.0)) == ["few-values"]
    assert codes(cut(panel, 2.0, 6.0, 0.5)) == []


def test_late_entrants_of_a_panel_are_a_caution() -> None:
    months = at_times(people(20, 5), [0.0, 6.0, 12.0, 18.0, 24.0], "month")
    assert late_entry_verdict(months, LOOP, "joint") == []
    late = answered(months, lambda i, t: np.column_stack([(t > 0) | (i > 2)] * 2))
    found = late_entry_verdict(late, LOOP, "joint")
    assert [v.code for v in found] == ["late-entry"]
    assert "3 of 20" in found[0].reason
    assert late_entry_verdict(late, LOOP, "stationary") == []
    days = at_times(people(20, 5), lambda i: np.arange(5.0) + i)
    assert late_entry_verdict(days, LOOP, "joint") == []  # a diary begins when it begins
    assert "late-entry" in [v.code for v in choose(late)[1]]


def test_sums_of_columns_are_seen_through_missing_cells_and_differences_between_people() -> None:
    three = parse("pain <-> depression; sleep -> pain")
    summed = with_column(people(10, 8), "sleep", lambda i, v: 3.0 * v[:, 0] - v[:, 1] + i)
    gappy = answered(summed, lambda i, t: np.random.default_rng(i).random((len(t), 3)) > 0.2)
    with pytest.raises(NotIdentified, match="'pain', 'depression' and 'sleep' say the same thing") as caught:
        refuse_columns(gappy, three)
    assert caught.value.code == "columns-sum"
    nearly = with_column(people(10, 8), "sleep", lambda i, v: np.round(3.0 * v[:, 0] - v[:, 1] + i, 1))
    refuse_columns(nearly, three)


def test_processes_near_each_other_in_time_are_together() -> None:
    turns = answered(people(1, 20), lambda _, t: np.column_stack([t % 2 == 0, t % 2 == 1]))
    refuse_columns(turns, LOOP)
    strangers = answered(people(2, 20), lambda i, t: np.column_stack([t * 0 + i == 0, t * 0 + i == 1]))
    with pytest.raises(NotIdentified) as caught:
        refuse_columns(strangers, LOOP)
    assert caught.value.code == "never-together"
    refuse_columns(strangers, parse("pain by pain; depression by depression"))
