"""Going on from a saved fit gives what a fit from scratch gives, with fewer looks, and never hides that the answers have changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.errors import DataError, SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.learn.warm import go_on
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel, Verdict

LOOP = parse("pain <-> depression")
WHOLE = replace(simulate_panel(occasions=81, seed=4), source=replace(simulate_panel().source, sha256="whole"))


def first(days: int, panel: Panel = WHOLE) -> Panel:
    persons = tuple(p.at(np.arange(min(days, len(p.time)))) for p in panel.persons)
    return replace(panel, persons=persons, source=replace(panel.source, sha256=f"first {days}"))


@pytest.fixture(scope="module")
def before() -> Fit:
    return fit_ml(first(80), LOOP, error=False, lag=2.0)


def verdict(fit: Fit, code: str) -> Verdict:
    return next(v for v in fit.verdicts if v.code == code)


def test_the_search_goes_on_with_a_few_looks(before: Fit) -> None:
    looks = [0]
    problem = problem_of(WHOLE, LOOP, before.choices)

    class Counted(Problem):
        def values(self, points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
            looks[0] += len(points)
            return super().values(points)

    counted = Counted(problem.layout, problem.scale, problem.look, problem.lanes, problem.groups, problem.model)
    starts = starting_points(problem.layout, problem.look, problem.scale, 5, 1)
    cold = go_on(counted, starts, None, 81, None)
    alone, looks[0] = looks[0], 0
    warm = go_on(counted, starts, before, 81, None)
    assert warm.continued
    assert looks[0] <= 2 * len(starts[0]) + 5 + 6  # curvature, the other starts, and the steps
    assert looks[0] < 0.5 * alone
    assert warm.loglik == pytest.approx(cold.loglik, abs=1e-8)


def test_one_more_day_gives_what_a_fit_from_scratch_gives(before: Fit) -> None:
    cold = fit_ml(WHOLE, LOOP, error=False, t0=before.choices.t0, lag=2.0)
    warm = fit_ml(WHOLE, LOOP, warm=before)
    assert warm.loglik == pytest.approx(cold.loglik, abs=1e-6)
    assert warm.choices == before.choices == cold.choices
    assert warm.converged
    for one, other in zip(warm.parameters, cold.parameters, strict=True):
        assert one.name == other.name
        assert one.se is not None
        assert abs(one.estimate - other.estimate) < 1e-4 * one.se
        assert one.se == pytest.approx(other.se, rel=1e-3)
    for arrow, effect in warm.lagged.items():
        assert effect.low == pytest.approx(cold.lagged[arrow].low, abs=1e-3)
    assert verdict(warm, "warm") == Verdict("warm", "ok", "Went on from a fit of 80 occasions of 1 person, now 81 of 1.")
    assert "no other starting point lies higher" in verdict(warm, "restarts").reason


def test_a_table_that_shrank_or_changed_is_noticed_and_fitted_as_it_is_now(before: Fit) -> None:
    fewer = fit_ml(first(74), LOOP, warm=before)
    assert verdict(fewer, "warm").level == "caution"
    assert "rows were taken away" in verdict(fewer, "warm").reason
    assert fewer.loglik == pytest.approx(fit_ml(first(74), LOOP, error=False, t0=before.choices.t0).loglik, abs=1e-6)

    person = WHOLE.persons[0]
    values = person.values.copy()
    values[40, 0] += 1.5
    other = replace(WHOLE, persons=(replace(person, values=values),), source=replace(WHOLE.source, sha256="other"))
    changed = fit_ml(other, LOOP, warm=before)
    assert verdict(changed, "warm").level == "caution"
    assert "have changed" in verdict(changed, "warm").reason
    assert changed.loglik == pytest.approx(fit_ml(other, LOOP, error=False, t0=before.choices.t0).loglik, abs=1e-6)

    same = fit_ml(first(80), LOOP, warm=before)
    assert "the same table as before" in verdict(same, "warm").reason
    assert same.loglik == pytest.approx(before.loglik, abs=1e-6)


def test_many_more_days_are_searched_from_all_starts_again(before: Fit) -> None:
    early = fit_ml(first(60), LOOP, error=False)
    late = fit_ml(WHOLE, LOOP, warm=early)
    assert "5 of 5 starts ended at the same best point" in verdict(late, "restarts").reason


def test_several_people_and_one_who_is_new() -> None:
    panel = simulate_panel(persons=20, occasions=4, seed=2)
    plain = {"t0": "separate", "error": False, "traits": False, "ladder": False}
    held = fit_ml(replace(panel, persons=panel.persons[:19]), LOOP, **plain)  # type: ignore[arg-type]
    warm = fit_ml(replace(panel, source=replace(panel.source, sha256="more")), LOOP, warm=held, ladder=False)
    assert warm.loglik == pytest.approx(fit_ml(panel, LOOP, **plain).loglik, abs=1e-6)
    assert "cannot be told with several people" in verdict(warm, "warm").reason


def test_the_units_of_the_answers_may_have_another_size(before: Fit) -> None:
    """The scale of the search follows the data; the saved numbers are carried over to it."""
    person = WHOLE.persons[0]
    values = person.values.copy()
    values[-30:] *= 3.0
    louder = replace(WHOLE, persons=(replace(person, values=values),), source=replace(WHOLE.source, sha256="louder"))
    warm = fit_ml(louder, LOOP, warm=before)
    assert warm.loglik == pytest.approx(fit_ml(louder, LOOP, error=False, t0=before.choices.t0).loglik, abs=1e-6)


def test_what_contradicts_the_saved_fit_is_an_error_with_a_remedy(before: Fit) -> None:
    with pytest.raises(SpecError, match="not that of the fit to go on from"):
        fit_ml(WHOLE, parse("pain -> depression"), warm=before)
    with pytest.raises(SpecError, match=r"error = on contradicts .* error = off") as caught:
        fit_ml(WHOLE, LOOP, error=True, warm=before)
    assert "Fix:" in str(caught.value)
    with pytest.raises(SpecError, match=r"lag = 3\.0 contradicts"):
        fit_ml(WHOLE, LOOP, lag=3.0, warm=before)
    assert fit_ml(WHOLE, LOOP, error=False, lag=2.0, warm=before).choices == before.choices
    with pytest.raises(DataError, match="counts time in days"):
        fit_ml(replace(WHOLE, time_unit="week"), LOOP, warm=before)


def test_an_interrupted_fit_can_be_gone_on_from() -> None:
    cold = fit_ml(first(60), LOOP, error=False)

    def stop(what: str, done: int, of: int) -> None:
        if what == "starts":
            raise KeyboardInterrupt

    first_maximum = fit_ml(first(60), LOOP, error=False, progress=stop)
    assert first_maximum.converged
    assert verdict(first_maximum, "interrupted").level == "caution"

    looks = [0]
    values = Problem.values

    def short(self: Problem, points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        looks[0] += 1
        if looks[0] > 12:
            raise KeyboardInterrupt
        return values(self, points)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Problem, "values", short)
        cut = fit_ml(first(60), LOOP, error=False)
    assert not cut.converged
    assert verdict(cut, "interrupted").level == "refuse"
    assert cut.loglik is not None
    assert cold.loglik is not None
    assert cut.loglik < cold.loglik
    again = fit_ml(first(60), LOOP, warm=cut)
    assert again.loglik == pytest.approx(cold.loglik, abs=1e-6)
    assert again.converged
