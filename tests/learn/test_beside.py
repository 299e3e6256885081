"""Covariates, calendar and weights that the data cannot carry are refused with a remedy; what is assumed is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.test_circumstances import LOOP, dated

from unspiral.errors import DataError, NotIdentified, SpecError, UnspiralError
from unspiral.learn.beside import settle_beside
from unspiral.learn.circumstances import Beside
from unspiral.learn.fit_ml import fit_ml
from unspiral.records import Choices, Moments, Panel

PLAIN = Choices(True, False, "separate", "constant", {})


def settle(panel: Panel | Moments, beside: Beside, choices: Choices = PLAIN) -> tuple[Choices, dict[str, str]]:
    found, said = settle_beside(panel, LOOP, choices, beside)
    return found, {v.code: v.reason for v in said}


def numbered(panel: Panel, unit: str = "day") -> Panel:
    return replace(panel, persons=tuple(replace(p, local=None) for p in panel.persons), time_unit=unit)


def known(panel: Panel, values: list[list[float]]) -> Panel:
    return replace(panel, persons=tuple(replace(p, covariates=np.array(v)) for p, v in zip(panel.persons, values, strict=True)))


def test_what_was_asked_for_becomes_a_choice_and_is_said() -> None:
    panel = dated(6, 30)
    choices, said = settle(panel, Beside({"age": "both"}, weekday=True, daytime=True, overnight=True, trend=True))
    assert (choices.covariates, choices.weekday, choices.daytime, choices.overnight, choices.trend) == ({"age": "both"}, *[True] * 4)
    assert choices.weight == "w"
    assert said["covariates"] == "Covariates are counted from their mean over persons: age 33.5."
    assert "Persons count as 'w' says" in said["weights"]
    assert "sandwich" in said["weights"]
    assert "calendar" not in said


def test_numbers_of_days_are_taken_for_days_of_a_week_and_it_is_said() -> None:
    _, said = settle(numbered(dated(6, 30)), Beside(weekday=True, overnight=True))
    assert "day 0 is taken as the reference day" in said["calendar"]
    assert "midnights" in said["calendar"]


REFUSED: dict[str, tuple[Panel, Beside, type[UnspiralError], str]] = {
    "months": (numbered(dated(3, 30), "month"), Beside(weekday=True), DataError, "needs dates"),
    "hours as weekdays": (numbered(dated(3, 30), "hour"), Beside(weekday=True), DataError, "needs dates"),
    "unknown covariate": (dated(3, 30), Beside({"agee": "levels"}), DataError, "Did you mean 'age'"),
    "unknown part": (dated(3, 30), Beside({"age": "link"}), SpecError, "Did you mean 'links'"),
    "one person": (dated(1, 30), Beside({"age": "levels"}), NotIdentified, "one person"),
    "constant": (known(dated(3, 30), [[4.0, 1.0]] * 3), Beside({"age": "levels"}), NotIdentified, "for all 3 persons"),
    "nan": (known(dated(3, 30), [[4.0, 1.0], [np.nan, 2.0], [1.0, 1.0]]), Beside({"age": "levels"}), DataError, "Person '2'"),
    "collinear": (
        known(dated(4, 30), [[1.0, 5.0], [2.0, 7.0], [3.0, 9.0], [4.0, 11.0]]), Beside({"age": "levels", "sex": "levels"}),
        NotIdentified, "says nothing",
    ),
    "weekday missing": (dated(1, 9), Beside(weekday=True), NotIdentified, "Nobody answered on a"),
    "one hour": (
        replace(dated(3, 30), persons=tuple(replace(p, local=np.arange(30.0) + 0.5) for p in dated(3, 30).persons)), Beside(daytime=True),
        NotIdentified, "hours",
    ),
    "one occasion a day": (
        replace(dated(3, 30), persons=tuple(replace(p, local=np.arange(30.0) + 0.5) for p in dated(3, 30).persons)),
        Beside(overnight=True), NotIdentified, "Every occasion but the first",
    ),
    "no night": (
        replace(dated(3, 30), persons=tuple(replace(p, local=np.arange(30.0) / 40) for p in dated(3, 30).persons)),
        Beside(overnight=True), NotIdentified, "No occasion follows a night",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_designs_that_cannot_tell_it(name: str) -> None:
    panel, beside, kind, said = REFUSED[name]
    with pytest.raises(kind) as caught:
        settle(panel, beside)
    assert said in caught.value.what
    assert caught.value.fix


def test_a_trend_beside_wave_means_is_refused() -> None:
    panel = dated(5, 4)
    people = tuple(replace(p, time=np.arange(4.0)) for p in panel.persons)
    with pytest.raises(NotIdentified, match="trend"):
        settle(replace(panel, persons=people), Beside(trend=True), replace(PLAIN, means="wave", waves=(0.0, 1.0, 2.0, 3.0)))


def test_summary_statistics_have_no_rows_for_it() -> None:
    moments = Moments(np.arange(2.0), ("pain", "depression"), np.zeros(4), np.eye(4), 50, None, "month")
    with pytest.raises(SpecError, match="--weekday needs rows"):
        settle(moments, Beside(weekday=True))


def test_weights_are_those_of_repeated_persons_and_bring_the_sandwich() -> None:
    """Weights 2 and 1 are persons who stand twice and once in the table, for the estimate; intervals know that they do not."""
    panel = dated(24, 12)
    weights = [2.0 if i % 3 == 0 else 1.0 for i in range(24)]
    weighted = replace(panel, persons=tuple(replace(p, weight=np.full(12, w)) for p, w in zip(panel.persons, weights, strict=True)))
    twice = [replace(p, name=f"{p.name}.{k}", weight=None) for p, w in zip(panel.persons, weights, strict=True) for k in range(int(w))]
    repeated = replace(panel, persons=tuple(twice), weight=None)
    asked = {"error": False, "t0": "separate", "starts": 1, "ladder": False, "traits": True}
    one, other = fit_ml(weighted, LOOP, **asked), fit_ml(repeated, LOOP, **asked)  # type: ignore[arg-type]
    assert one.choices.ci == "sandwich"
    assert one.choices.weight == "w"
    assert one.loglik == pytest.approx(other.loglik, abs=1e-4)
    for a, b in zip(one.parameters, other.parameters, strict=True):
        assert a.estimate == pytest.approx(b.estimate, abs=2e-3 * max(1.0, abs(b.estimate)))
