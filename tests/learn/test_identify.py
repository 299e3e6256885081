"""What can be learned from what: refused with reason and remedy, or accepted; choices made are said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.errors import DataError, NotIdentified, SpecError, UnspiralError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.identify import decide, design_of
from unspiral.loop.language import parse
from unspiral.records import Choices, Moments, Panel, Person, Verdict

LOOP = parse("pain <-> depression")
ONE = simulate_panel(occasions=80)


def choose(panel: Panel | Moments, loop_text: str = "pain <-> depression", **given: object) -> tuple[Choices, tuple[Verdict, ...]]:
    options: dict[str, object] = {
        "traits": None,
        "error": None,
        "t0": None,
        "means": "constant",
        "level": 0.95,
        "lag": 1.0,
        "starts": 5,
        "seed": 1,
    }
    return decide(panel, parse(loop_text), **{**options, **given})  # type: ignore[arg-type]


def people(persons: int, occasions: int) -> Panel:
    return simulate_panel(persons=persons, occasions=occasions)


@pytest.mark.parametrize(
    ("panel", "given", "code"),
    [
        (people(5, 1), {}, "one-occasion"),
        (people(3, 3), {"traits": True, "t0": "joint"}, "too-few-answers"),
        (simulate_panel(occasions=4), {}, "too-few-answers"),
        (ONE, {"traits": True}, "traits-one-person"),
        (people(20, 2), {"traits": True}, "traits-two-waves"),
        (people(40, 2), {"error": True, "traits": False}, "error-two-waves"),
        (ONE, {"t0": "point", "error": False}, "point-no-error"),
        (ONE, {"means": "wave"}, "waves-unplanned"),
        (people(3, 40), {"means": "wave"}, "waves-unplanned"),
        (ONE, {"t0": "separate"}, "t0-one-person"),
        (ONE, {"t0": "joint"}, "t0-one-person"),
        (ONE, {"t0": "centred"}, "t0-one-person"),
    ],
)
def test_designs_that_cannot_carry_the_model_are_refused(panel: Panel, given: dict[str, object], code: str) -> None:
    with pytest.raises(NotIdentified) as caught:
        choose(panel, **given)
    assert caught.value.code == code
    assert caught.value.fix
    assert caught.value.exit_code == 3


def test_a_constant_column_and_a_constant_input_are_refused() -> None:
    flat = replace(ONE, persons=(replace(ONE.persons[0], values=np.column_stack([ONE.persons[0].values[:, 0], np.full(80, 3.0)])),))
    with pytest.raises(NotIdentified, match="same value"):
        choose(flat)
    still = replace(ONE, inputs=("walk",), persons=(replace(ONE.persons[0], inputs=np.ones((80, 1))),))
    with pytest.raises(NotIdentified, match="every occasion"):
        choose(still, "pain <-> depression; walk => pain (impulse)")


def test_two_indicators_without_error_are_refused() -> None:
    values = ONE.persons[0].values
    panel = replace(
        ONE, indicators=("pain", "a", "b"), persons=(replace(ONE.persons[0], values=np.column_stack([values, values[::-1, 1]])),)
    )
    with pytest.raises(NotIdentified) as caught:
        choose(panel, "pain <-> depression; depression by a, b", error=False)
    assert caught.value.code == "indicators-no-error"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"t0": "statonary"}, SpecError),
        ({"means": "waves"}, SpecError),
        ({"level": 95.0}, SpecError),
        ({"lag": 0.0}, SpecError),
        ({"starts": 0}, SpecError),
    ],
)
def test_options_that_do_not_exist_are_refused_with_those_that_do(given: dict[str, object], error: type[UnspiralError]) -> None:
    with pytest.raises(error) as caught:
        choose(ONE, **given)
    assert caught.value.fix


def test_columns_and_inputs_that_are_not_there() -> None:
    with pytest.raises(DataError, match="phq8"):
        choose(ONE, "pain <-> depression; depression by phq8")
    with pytest.raises(DataError, match="walk"):
        choose(ONE, "pain <-> depression; walk => pain (impulse)")
    moments = Moments(np.arange(3.0), ("pain", "depression"), np.zeros(6), np.eye(6), 50, None, "month")
    with pytest.raises(SpecError, match="walk"):
        choose(moments, "pain <-> depression; walk => pain (impulse)")


def test_what_is_left_open_is_chosen_by_the_design_and_said() -> None:
    choices, said = choose(ONE)
    assert (choices.traits, choices.error, choices.t0) == (False, True, "stationary")
    assert {v.code for v in said} == {"traits", "error", "t0"}
    choices, _ = choose(people(30, 5))
    assert (choices.traits, choices.error, choices.t0) == (True, False, "joint")
    choices, _ = choose(people(30, 5), means="wave")
    assert (choices.t0, choices.waves) == ("centred", (0.0, 1.0, 2.0, 3.0, 4.0))
    choices, _ = choose(people(30, 2))
    assert (choices.traits, choices.t0) == (False, "separate")
    choices, _ = choose(simulate_panel(occasions=30))  # too short to learn measurement error, and so too short for a fixed first state
    assert (choices.error, choices.t0) == (False, "stationary")
    assert choose(simulate_panel(occasions=30), error=True)[0].t0 == "point"
    assert choose(ONE, traits=False, error=True, t0="point")[1] == ()


def test_a_declared_window_is_honoured_and_said() -> None:
    _, said = choose(ONE, "pain <-> depression; depression by depression (mean of 3 days)")
    assert [(v.code, v.level) for v in said if v.code.startswith("window")] == [("window", "ok"), ("window-clock", "ok")]


def test_one_person_with_three_occasions_does_not_switch_traits_on() -> None:
    two, three = people(40, 2), people(1, 3)
    mixed = replace(two, persons=(*two.persons, replace(three.persons[0], name="x")))
    assert choose(mixed)[0].traits is False
    with pytest.raises(NotIdentified, match="1 of 41 people have three occasions"):
        choose(mixed, traits=True)


def test_a_wave_that_nobody_answered_has_no_mean() -> None:
    panel = people(30, 4)
    blank = tuple(replace(p, values=np.where(np.arange(4)[:, None] == np.array([[2, 9]]), np.nan, p.values)) for p in panel.persons)
    with pytest.raises(NotIdentified) as caught:
        choose(replace(panel, persons=blank), means="wave")
    assert caught.value.code == "waves-unplanned"


def test_design_counts_used_answers() -> None:
    design = design_of(people(4, 6), LOOP)
    assert (design.persons, design.longest, design.middling, design.waves) == (4, 6, 6.0, (0.0, 1.0, 2.0, 3.0, 4.0, 5.0))


@pytest.mark.parametrize("t0", ["separate", "joint", "centred"])
def test_an_input_before_the_first_answer_is_not_taken_for_an_effect(t0: str) -> None:
    """Half of the people got something that does nothing, two days before they were first asked, in the same state as all others."""
    base, rng = people(120, 6), np.random.default_rng(4)
    made: list[Person] = []
    for i, person in enumerate(base.persons):
        time, values = person.time, person.values + 2.0 * np.exp(-0.5 * (person.time - person.time[0]))[:, None]
        given = (rng.random(len(time)) < 0.2).astype(float)[:, None]
        if i % 2:
            time, values = np.concatenate([[time[0] - 2.0], time]), np.vstack([np.full((1, values.shape[1]), np.nan), values])
            given = np.vstack([[[1.0]], given])
        made.append(replace(person, time=time, values=values, inputs=given))
    panel = replace(base, persons=tuple(made), inputs=("drug",))
    loop = parse("pain <-> depression; drug => pain + depression (impulse)")
    fit = fit_ml(panel, loop, t0=t0, error=False, ladder=False, starts=1)
    for p in fit.parameters:
        if p.name.startswith("input:"):
            assert p.low is not None and p.high is not None
            assert p.low < 0.0 < p.high
    assert next(v.reason for v in fit.verdicts if v.code == "input-before-start").startswith("With 60 of 120 people an input lies")
    without = fit_ml(panel, parse("pain <-> depression"), t0=t0, error=False, ladder=False, starts=1, traits=fit.choices.traits)
    assert fit.loglik is not None and without.loglik is not None
    assert -1e-6 < fit.loglik - without.loglik < 7.0  # the same people from the same moment on: more numbers cannot fit worse
