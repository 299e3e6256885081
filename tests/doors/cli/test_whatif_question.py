"""Questions of a what-if, read before any fit is opened; several at once for a report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.made import pair_fit

from unspiral.doors.cli.whatif_asked import VERBS
from unspiral.doors.cli.whatif_question import MOST_SPANS, horizon_asked, questions
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def given(**words: str) -> dict[str, tuple[str, ...]]:
    return {verb: (words[verb],) if verb in words else () for verb in VERBS}


def test_each_verb_is_a_question_in_the_order_of_the_verbs() -> None:
    found = questions(given(cut="pain->depression", press="pain=-0.1", hold="pain=4"), ("pain=1",), "0.5", 28.0, None)
    assert [one.verb for one in found] == ["press", "hold", "cut"]
    answers = [one.ask(pair_fit(), 28.0) for one in found]
    assert [one.verb for one in answers] == ["press", "hold", "cut"]
    assert answers[0].adherence == (0.5, 0.5)
    assert answers[1].adherence == answers[2].adherence == (1.0, 1.0)
    assert answers[2].reference == {"pain": 1.0}
    assert all(one.horizon == pytest.approx(28.0, abs=0.5) for one in answers)
    assert questions(given(), (), None, None, None) == []


@pytest.mark.parametrize(("words", "options", "said"), [
    ({"press": "pain=-0.1"}, (("pain=1",), None, None, None), "--reference belongs to --cut and --weaken"),
    ({"hold": "pain=4"}, ((), "0.5", None, None), "--adherence belongs to a push"),
    ({"press": "pain=-0.1"}, ((), None, None, 3), "--seed belongs to --policy"),
    ({"press": "pain=-0.1"}, ((), None, float("nan"), None), "is not a positive time"),
    ({}, (("pain=1",), None, None, None), "a change is the same wherever"),
])  # fmt: skip
def test_an_option_that_no_verb_takes(words: dict[str, str], options: tuple[object, ...], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        questions(given(**words), *options)  # type: ignore[arg-type]


def test_days_in_the_units_of_the_fit_and_no_further_than_it_carries() -> None:
    fit = pair_fit()
    assert horizon_asked(fit, None) is None
    assert horizon_asked(fit, 28.0) == 28.0
    weekly = replace(fit, data=replace(fit.data, time_unit="week"))
    assert horizon_asked(weekly, 28.0) == 4.0
    with pytest.raises(SpecError, match="looks further"):
        horizon_asked(fit, 2.0 * MOST_SPANS * fit.data.span)
