"""The same loop with steps read as numbers: side by side, in words, and honest where it cannot be had."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.stepped_fit import LOOP, stepped_fit, stepped_panel

from unspiral.errors import NotIdentified
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.shortcut import ends_of_answers, shortcut_of

pytestmark = pytest.mark.unit


def test_both_readings_stand_side_by_side() -> None:
    fit = stepped_fit()
    found = fit.shortcut
    assert found is not None
    assert set(found.effects) == set(found.shortcut) == set(fit.links)
    plain = fit_ml(stepped_panel(), LOOP, traits=False, t0="stationary", ladder=False, starts=2)
    for arrow in fit.links:
        assert found.effects[arrow] == fit.direction.links[arrow].effect
        assert found.shortcut[arrow].estimate == pytest.approx(plain.direction.links[arrow].effect.estimate, abs=1e-4)
        assert found.words[arrow] == plain.direction.links[arrow].word
    assert found.lag == fit.direction.lag
    assert found.answer == plain.direction.answer


def test_measurement_error_that_the_fit_has_not_is_said() -> None:
    fit = stepped_fit()
    as_numbers = fit_ml(stepped_panel(), LOOP, traits=False, t0="stationary", ladder=False, starts=1)
    assert as_numbers.choices.error and not fit.choices.error
    assert "given measurement error, which this fit has not" in shortcut_of(fit, stepped_panel(), LOOP, lambda: as_numbers).note
    alike = replace(as_numbers, choices=replace(as_numbers.choices, error=False))
    assert "measurement error" not in shortcut_of(fit, stepped_panel(), LOOP, lambda: alike).note


def test_ends_are_shares_of_the_answers() -> None:
    floor, ceiling = ends_of_answers(stepped_panel(), LOOP, ("phq_2",))
    steps = [v for p in stepped_panel().persons for v in p.values[:, 1]]
    assert floor["phq_2"] == steps.count(0.0) / len(steps)
    assert ceiling["phq_2"] == steps.count(3.0) / len(steps)
    assert floor["phq_2"] > 0.4


def test_a_floor_makes_effects_of_numbers_too_small() -> None:
    found = stepped_fit().shortcut
    assert found is not None
    arrow = ("depression", "pain")
    assert 0.0 < found.shortcut[arrow].estimate < found.effects[arrow].estimate
    assert "smaller" in found.note or "would not have shown" in found.note


def test_words_that_differ_are_named() -> None:
    fit = stepped_fit()
    other = fit_ml(stepped_panel(), LOOP, traits=False, t0="stationary", ladder=False, starts=1)
    quiet = replace(other, direction=replace(other.direction, links={
        a: replace(link, word="cannot tell") for a, link in other.direction.links.items()
    }))  # fmt: skip
    called = replace(fit, direction=replace(fit.direction, links={a: replace(x, word="drives") for a, x in fit.direction.links.items()}))
    assert "would not have shown pain → depression and depression → pain" in shortcut_of(called, stepped_panel(), LOOP, lambda: quiet).note
    silent = replace(fit, direction=replace(fit.direction, links={a: replace(x, word="nil") for a, x in fit.direction.links.items()}))
    loud = replace(
        quiet, direction=replace(quiet.direction, links={a: replace(x, word="drives") for a, x in quiet.direction.links.items()})
    )
    assert "which these do not bear out" in shortcut_of(silent, stepped_panel(), LOOP, lambda: loud).note


def test_a_shortcut_that_cannot_be_learned_says_so() -> None:
    def refused() -> None:
        raise NotIdentified("Nothing to see.", fix="more days", code="few")

    found = shortcut_of(stepped_fit(), stepped_panel(), LOOP, refused)  # type: ignore[arg-type]
    assert found.shortcut == {}
    assert "Nothing to see." in found.note
    lost = shortcut_of(stepped_fit(), stepped_panel(), LOOP, lambda: replace(stepped_fit(), converged=False))
    assert "found no maximum" in lost.note
