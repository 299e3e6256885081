"""What an input was seen to do: never surer than its interval."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.show.diary import diary, fit_of

from unspiral.records import Fit, Parameter
from unspiral.show.input_words import input_sentences, inputs_section

pytestmark = pytest.mark.unit


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


def test_a_held_and_a_fading_input_are_told_as_rates_and_how_long_they_last() -> None:
    (held,) = input_sentences(with_input("sustained", -0.5, 0.2))
    assert "For as long as walking is held at 1, pain was pushed down by 0.50 points per day" in held
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
