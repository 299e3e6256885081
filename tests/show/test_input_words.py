"""What an input was seen to do: never surer than its interval."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.act.made import made_fit
from tests.show.diary import diary, fit_of

from unspiral.act.whatif import press, settled_shift
from unspiral.records import Fit, Parameter
from unspiral.show.input_words import input_sentences, inputs_section

pytestmark = pytest.mark.unit
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])


@cache
def plain() -> Fit:
    return fit_of(diary(80))


def with_input(kind: str, estimate: float, se: float | None, *more: Parameter) -> Fit:
    fit = plain()
    low, high = (None, None) if se is None else (estimate - 1.96 * se, estimate + 1.96 * se)
    given = Parameter("input:walking->pain", estimate, se, low, high, "points")
    text = f"pain <-> depression\nwalking => pain ({kind})"
    return replace(fit, loop_text=text, inputs=("walking",), parameters=(*fit.parameters, given, *more))


def test_clear_likely_and_cannot_tell_follow_the_probability() -> None:
    (clear,) = input_sentences(with_input("impulse", -0.5, 0.2))
    assert clear.startswith("Walking and pain: clear. Right after walking, pain was 0.50 points lower (95 % interval −0.89 to −0.11")
    (likely,) = input_sentences(with_input("impulse", 0.5, 0.3))
    assert likely.startswith("Walking and pain: likely. Right after walking, pain was 0.5 points higher")
    (unsure,) = input_sentences(with_input("impulse", 0.1, 0.3))
    assert unsure.startswith("Whether walking changes pain: cannot tell (the probability that it goes that way is 63 %)")
    assert "lower" not in unsure
    assert "higher" not in unsure
    (edge,) = input_sentences(with_input("impulse", 0.1, None))
    assert "cannot tell. No interval can be given" in edge


def test_an_interval_across_zero_is_never_called_clear() -> None:
    """Profile and bootstrap intervals need not agree with the standard error."""
    fit = with_input("impulse", -0.5, 0.2)
    wide = replace(fit.parameters[-1], high=0.1)
    assert ": likely." in input_sentences(replace(fit, parameters=(*fit.parameters[:-1], wide)))[0]


def test_a_held_input_is_told_by_where_it_settles_not_by_a_rate_that_seems_to_go_on() -> None:
    fit = made_fit("pain <-> depression; walking => pain (sustained)", PAIR, inputs={"input:walking->pain": -0.5}, spread=0.03)
    shift = press(fit, {"walking": 1.0}).long_run["pain"]
    assert settled_shift(fit, "walking")["pain"] == shift
    (held,) = input_sentences(fit)
    assert held.startswith("Walking and pain: clear. With walking held at 1, pain would be expected to be about 1.3")
    assert "points lower once settled, then no further (95 % interval −" in held
    assert "per day" not in held


def test_a_shift_is_never_surer_than_the_push_behind_it() -> None:
    fit = made_fit("pain <-> depression; walking => pain (sustained)", PAIR, inputs={"input:walking->pain": -0.5}, spread=0.03)
    assert "holds zero" not in input_sentences(fit)[0]
    across = tuple(replace(p, se=0.3, high=0.05) if p.name == "input:walking->pain" else p for p in fit.parameters)
    (said,) = input_sentences(replace(fit, parameters=across))
    assert said.startswith("Walking and pain: likely. With walking held at 1, pain would be expected to be about 1.3")
    assert said.endswith("The interval of the push itself, in the table of numbers, holds zero, and that one counts.")


def test_a_shift_on_which_the_loop_turns_says_so() -> None:
    drift = np.array([[-0.5, 0.6], [0.2, -0.5]])
    given = {"input:walking->pain": -0.1, "input:walking->depression": 0.5}
    first, _ = input_sentences(made_fit("pain <-> depression; walking => pain + depression (sustained)", drift, inputs=given, spread=0.01))
    assert "With walking held at 1, pain is pushed down at first; pain would be expected to be about" in first
    assert "points higher once settled" in first


def test_a_held_input_that_cannot_be_told_is_told_once_settled_too() -> None:
    fit = made_fit("pain <-> depression; walking => pain (sustained)", PAIR, inputs={"input:walking->pain": -0.02}, spread=0.5)
    (unsure,) = input_sentences(fit)
    assert "Whether walking changes pain: cannot tell" in unsure
    assert "lower" not in unsure


def test_a_loop_that_runs_away_keeps_the_rate() -> None:
    away = np.array([[-0.2, 0.5], [0.4, -0.2]])
    fit = made_fit("pain <-> depression; walking => pain (sustained)", away, inputs={"input:walking->pain": -0.5})
    assert settled_shift(fit, "walking") == {}
    assert "pain was pushed down by 0.50 points per day" in input_sentences(fit)[0]


def test_a_fading_input_is_told_by_how_long_it_lasts() -> None:
    rate = Parameter("fading:walking", -np.log(2.0) / 3.0, 0.05, -np.log(2.0) / 2.0, -np.log(2.0) / 6.0, "1/day")
    first, lasts = input_sentences(with_input("fading", -0.5, 0.2, rate))
    assert "At first after walking, pain was pushed down" in first
    assert lasts == "Half of what walking does is gone after 3.0 days (95 % interval 2.0 to 6.0)."


def test_none_without_inputs_or_in_a_fit_that_is_refused() -> None:
    assert input_sentences(plain()) == ()
    assert inputs_section(plain()) is None
    assert input_sentences(replace(with_input("impulse", -0.5, 0.2), converged=False)) == ()
    section = inputs_section(with_input("impulse", -0.5, 0.2))
    assert section is not None
    assert "chance decides" in section.lead[0]
