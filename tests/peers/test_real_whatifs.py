"""The figures of sections 5 and 6 of docs/validation/real-data.md, computed again from the data where they are at hand.

The tables are those of scripts/prepare_real_data.py; log-likelihoods to 0.01, shifts and their intervals to what 1000 draws can hold.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts.prepare_real_data import person8_steps, taper

from unspiral import read
from unspiral.act.caution import input_verdicts
from unspiral.act.flare import flare
from unspiral.act.spiral import spiral
from unspiral.act.targets import processes_as_targets, targets
from unspiral.act.whatif import cut, hold, press, schedule
from unspiral.errors import NotIdentified
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit, Panel
from unspiral.records.whatif import Piece

pytestmark = pytest.mark.peer
THREE = "pain <-> low_mood; steps <-> pain; steps <-> low_mood; low_mood by happiness"
TAPER = "pain <-> down; dose => pain + down (sustained)"


@pytest.fixture(scope="module")
def diary(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Panel:
    table = person8_steps(shared / "data", tmp_path_factory.mktemp("person8"))
    return read(table, columns=["pain", "happiness", "steps"], reverse={"happiness": None})


@pytest.fixture(scope="module")
def plain(diary: Panel) -> Fit:
    """p1: without measurement error."""
    return fit_ml(diary, parse(THREE), error=False, starts=1)


@pytest.fixture(scope="module")
def wider(diary: Panel) -> Fit:
    """p3: with a trend and weekdays beside the loop."""
    return fit_ml(diary, parse(THREE), error=False, trend=True, weekday=True, starts=1)


@pytest.fixture(scope="module")
def beeps(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Panel:
    table = taper(shared / "data", tmp_path_factory.mktemp("taper"))
    return read(table, columns=["pain", "down"], inputs=["dose"], time="day")


def near(found: Effect, estimate: float, low: float, high: float) -> None:
    """The estimate to the digits of the page, the ends to a twentieth of the interval."""
    assert found.low is not None
    assert found.high is not None
    loose = 0.05 * (high - low) + 0.005
    assert found.estimate == pytest.approx(estimate, abs=0.006)
    assert found.low == pytest.approx(low, abs=loose)
    assert found.high == pytest.approx(high, abs=loose)


def codes(verdicts: tuple[object, ...]) -> set[str]:
    return {v.code for v in verdicts if v.level == "caution"}  # type: ignore[attr-defined]


# Person 8 with steps ---------------------------------------------------------------------------------------------------------------


def test_days_with_answers(diary: Panel) -> None:
    assert diary.occasions == 578
    known = ~(diary.persons[0].values != diary.persons[0].values)
    assert known.sum(axis=0).tolist() == [439, 421, 487]
    assert int(known.all(axis=1).sum()) == 331


def test_a_loop_that_the_common_fall_makes_look_closed(plain: Fit) -> None:
    assert (plain.loglik, plain.n_parameters) == (pytest.approx(-1736.201, abs=0.01), 18)
    assert plain.direction.answer == "both"
    assert plain.direction.links["steps", "pain"].word == "drives"
    assert plain.spiral is not None
    near(plain.spiral, 0.40, 0.13, 0.67)
    found = hold(plain, {"steps": 3.0})
    near(found.long_run["pain"], 0.41, 0.17, 0.66)
    near(found.long_run["low_mood"], -0.08, -0.32, 0.17)
    assert {"trend-left-out", "weekday-left-out"} <= codes(found.verdicts)
    near(cut(plain, ("pain", "low_mood"), {"pain": 3.0}).long_run["low_mood"], -0.49, -0.83, -0.23)


def test_with_a_trend_steps_are_not_told_from_nothing(wider: Fit) -> None:
    assert (wider.loglik, wider.n_parameters) == (pytest.approx(-1653.354, abs=0.01), 39)
    assert wider.direction.links["steps", "pain"].word == "likely drives"
    assert wider.spiral is not None
    near(wider.spiral, 0.18, -0.04, 0.45)
    found = hold(wider, {"steps": 3.0})
    near(found.long_run["pain"], 0.10, -0.09, 0.30)
    near(found.long_run["low_mood"], -0.30, -0.55, -0.02)
    assert "trend-level" in codes(found.verdicts)
    assert "trend-left-out" not in codes(found.verdicts)
    pressed = press(wider, {"steps": 0.5})
    near(pressed.long_run["steps"], 0.47, 0.37, 0.61)
    near(pressed.long_run["pain"], 0.05, -0.05, 0.14)
    near(pressed.long_run["low_mood"], -0.14, -0.28, -0.01)
    while_on = schedule(wider, [Piece("steps", 0.5, 0.0, 28.0)]).path.bands["low_mood"]
    assert while_on.estimate[28] == pytest.approx(pressed.path.bands["low_mood"].estimate[28])
    near(cut(wider, ("pain", "low_mood"), {"pain": 3.0}).long_run["low_mood"], -0.46, -0.86, -0.05)


def test_which_process_would_do_most(wider: Fit) -> None:
    found = targets(wider, {"pain": 1.0, "low_mood": 1.0}, candidates=processes_as_targets(wider))
    ranked = {row.candidate.name: row for row in found.ranked}
    assert list(ranked) == ["low_mood", "pain", "steps"]
    near(ranked["low_mood"].score, 0.35, 0.27, 0.43)
    near(ranked["pain"].score, 0.33, 0.27, 0.39)
    near(ranked["steps"].score, -0.03, -0.14, 0.08)


def test_with_measurement_error_nothing_may_be_asked(diary: Panel) -> None:
    """p4. That of p2 takes many profiles near its edge, and is left to the page."""
    fit = fit_ml(diary, parse(THREE), trend=True, weekday=True, starts=1)
    assert (fit.loglik, fit.n_parameters) == (pytest.approx(-1624.472, abs=0.01), 42)
    assert fit.direction.answer == "cannot tell"
    for ask in (
        lambda: hold(fit, {"steps": 3.0}),
        lambda: press(fit, {"steps": 0.5}),
        lambda: spiral(fit),
        lambda: targets(fit, candidates=processes_as_targets(fit)),
    ):
        with pytest.raises(NotIdentified, match="at the edge"):
            ask()


def test_earlier_bad_days(diary: Panel) -> None:
    found = flare(diary)
    assert (found.usual, found.threshold, len(found.spells), found.bad) == (3.8, pytest.approx(5.8), 5, 36)
    assert [spell.days for spell in found.spells] == [2, 10, 3, 5, 2]
    assert found.spells[-1].last == 113
    assert (found.length.median, found.length.low, found.length.high) == (3, 2, None)


# The taper -------------------------------------------------------------------------------------------------------------------------


def test_the_dose_alone_seems_to_hold_low_mood_down(beeps: Panel) -> None:
    fit = fit_ml(beeps, parse(TAPER), lag=0.1, starts=1)
    assert (fit.loglik, fit.n_parameters) == (pytest.approx(-2570.141, abs=0.01), 13)
    found = press(fit, {"dose": 1.0})
    near(found.long_run["down"], -0.21, -0.41, -0.001)
    near(found.long_run["pain"], -0.07, -0.16, 0.03)
    assert {"trend-left-out", "input-not-told"} <= codes(found.verdicts)
    assert found.half_time["down"].estimate == pytest.approx(0.27, abs=0.01)


def test_beside_a_straight_line_its_sign_turns(beeps: Panel) -> None:
    fit = fit_ml(beeps, parse(TAPER), lag=0.1, starts=1, trend=True)
    assert (fit.loglik, fit.n_parameters) == (pytest.approx(-2564.251, abs=0.01), 15)
    found = press(fit, {"dose": 1.0})
    near(found.long_run["down"], 0.10, -0.25, 0.41)
    near(found.long_run["pain"], -0.19, -0.33, -0.03)
    assert [v.reason.partition(" acts on ")[2].partition(" ")[0] for v in input_verdicts(fit, ["dose"])] == ["down"]


@pytest.mark.parametrize(("trend", "loglik", "count"), [(False, -2573.475, 11), (True, -2568.33, 13)])
def test_a_line_in_place_of_the_dose_fits_better(beeps: Panel, trend: bool, loglik: float, count: int) -> None:
    fit = fit_ml(beeps, parse("pain <-> down"), lag=0.1, starts=1, trend=trend)
    assert (fit.loglik, fit.n_parameters) == (pytest.approx(loglik, abs=0.01), count)
