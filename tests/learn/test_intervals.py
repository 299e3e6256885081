"""Which interval when: what is refused, what is said, and what each kind does to a fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.people_made import choices, made, numbers

from unspiral.errors import SpecError
from unspiral.learn.draws import draw
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.intervals import check_intervals, with_intervals
from unspiral.learn.lags import lag_curves
from unspiral.loop.language import parse
from unspiral.records import Fit, Moments, Verdict

LOOP = parse("pain <-> depression")


def fitted(ci: str, **more: object) -> Fit:
    panel = simulate_panel(seed=6, persons=40, occasions=8)
    options: dict[str, object] = {"traits": False, "error": False, "starts": 1, "ladder": False, "standardize": True} | more
    return fit_ml(panel, LOOP, ci=ci, **options)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def fits() -> dict[str, Fit]:
    return {ci: fitted(ci, replicates=100) for ci in ("wald", "sandwich", "profile", "bootstrap")}


def test_what_these_data_cannot_give_is_refused_with_a_remedy() -> None:
    one, many = simulate_panel(occasions=30), simulate_panel(persons=5, occasions=4)
    moments = Moments(np.arange(2.0), ("pain", "depression"), np.zeros(4), np.eye(4), 50, np.eye(14), "month")
    for data, ci, replicates, kind, word in (
        (one, "sandwich", 500, "parametric", "one person"),
        (one, "bootstrap", 500, "case", "one person"),
        (many, "bootstrap", 10, "case", "too few"),
        (many, "walt", 500, "case", "not a kind of interval"),
        (many, "bootstrap", 500, "block", "not a kind of bootstrap"),
        (moments, "sandwich", 500, "parametric", "people one by one"),
        (moments, "bootstrap", 500, "parametric", "people one by one"),
        (moments, "profile", 500, "parametric", "no likelihood"),
    ):
        with pytest.raises(SpecError, match=word) as found:
            check_intervals(data, ci, replicates, kind)
        assert found.value.fix
    for data, ci, kind in (
        (one, "profile", "case"),
        (one, "bootstrap", "parametric"),
        (many, "bootstrap", "case"),
        (moments, "wald", "case"),
    ):
        check_intervals(data, ci, 500, kind)


def test_every_kind_gives_nearly_the_same_where_all_is_well(fits: dict[str, Fit]) -> None:
    """320 answers of a loop that is right: four ways to the same intervals, each at most a fifth of a width away."""
    wald = fits["wald"]
    for ci, fit in fits.items():
        assert fit.choices.ci == ci
        assert fit.loglik == wald.loglik
        pairs = [(p, q) for p, q in zip(wald.parameters, fit.parameters, strict=True)]
        pairs += [(wald.lagged[a], fit.lagged[a]) for a in wald.lagged]
        pairs += [(wald.standardised[a], fit.standardised[a]) for a in wald.standardised]
        pairs += [(wald.direction.links[a].effect, fit.direction.links[a].effect) for a in wald.direction.links]
        for one, other in pairs:
            assert one.estimate == pytest.approx(other.estimate, rel=1e-12)
            assert one.low is not None and one.high is not None and other.low is not None and other.high is not None
            width = one.high - one.low
            assert abs(one.low - other.low) < 0.3 * width, (ci, one, other)
            assert abs(one.high - other.high) < 0.3 * width, (ci, one, other)
        assert {a: x.word for a, x in fit.direction.links.items()} == {a: x.word for a, x in wald.direction.links.items()}


def test_kinds_differ_where_they_must(fits: dict[str, Fit]) -> None:
    ends = {ci: [(p.low, p.high) for p in fit.parameters if p.name.startswith("link:")] for ci, fit in fits.items()}
    assert len({str(e) for e in ends.values()}) == 4
    spirals = {ci: (fit.spiral.low, fit.spiral.high) for ci, fit in fits.items() if fit.spiral}
    assert len(set(spirals.values())) == 4


def test_the_kind_is_said(fits: dict[str, Fit]) -> None:
    codes = {ci: {v.code for v in fit.verdicts} for ci, fit in fits.items()}
    assert "bootstrap" in codes["bootstrap"]
    assert "sandwich" in codes["sandwich"]
    bands = next(v for v in fits["profile"].verdicts if v.code == "intervals")
    assert "Bands" in bands.reason
    assert not {"intervals", "bootstrap", "sandwich"} & codes["wald"]


def test_curves_take_their_draws_from_the_same_law(fits: dict[str, Fit]) -> None:
    boot = fits["bootstrap"]
    assert boot.working.replicates is not None
    drawn = draw(boot, 400)
    assert np.array_equal(drawn.drift[1:101], drawn.drift[101:201])  # replicates, over and over
    assert len(np.unique(drawn.drift[1:, 0, 1])) == len(boot.working.replicates)
    robust = draw(fits["sandwich"], 2000).drift[1:, 1, 0].std()
    error = next(p.se for p in fits["sandwich"].parameters if p.name == "link:pain->depression")
    assert robust == pytest.approx(error, rel=0.12)
    for fit in fits.values():
        curve = lag_curves(fit)["pain", "depression"]
        assert (curve.low95 <= curve.estimate).all()
        assert (curve.estimate <= curve.high95).all()


def test_the_number_of_workers_changes_nothing() -> None:
    short: dict[str, object] = {"standardize": False, "replicates": 60}
    one, two = fitted("bootstrap", **short), fitted("bootstrap", workers=2, **short)
    assert one.parameters == two.parameters
    assert one.lagged == two.lagged
    assert one.direction == two.direction


def test_standard_deviations_are_shown_only_when_asked_for() -> None:
    assert fitted("wald", standardize=False).standardised == {}


def test_progress_is_told() -> None:
    heard: list[tuple[str, int, int]] = []
    fitted("bootstrap", replicates=60, progress=lambda what, done, of: heard.append((what, done, of)))
    assert [x for x in heard if x[0] == "bootstrap"] == [("bootstrap", k, 6) for k in range(1, 7)]


def test_near_an_edge_everything_is_read_from_profiles_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels that do not differ, fitted with traits: their variance goes to zero, and the normal law says little."""
    walked: list[dict[str, Any]] = []

    def noted(fit: Fit, *_: object, **options: Any) -> tuple[Fit, list[Verdict]]:
        walked.append(options)
        return replace(fit, spiral=None), []

    monkeypatch.setattr("unspiral.learn.intervals.profiled", noted)
    panel = simulate_panel(seed=11, persons=40, occasions=4)
    plain = fit_ml(panel, LOOP, traits=True, error=False, t0="centred", starts=2, ladder=False)
    assert any(v.code == "boundary" for v in plain.verdicts)
    assert "arrows" not in walked[0]  # everything, not the headline alone: what lies at an edge bends all the rest
    assert walked[0]["careful"] is False
    assert "near an edge" in next(v for v in plain.verdicts if v.code == "intervals").reason
    assert plain.spiral is None
    fit_ml(panel, LOOP, traits=False, error=False, t0="centred", starts=2, ladder=False)  # all is well: nothing is walked
    assert len(walked) == 1


@pytest.mark.parametrize(
    ("ci", "kind", "refused"), [("profile", "parametric", True), ("bootstrap", "parametric", True), ("bootstrap", "case", False)]
)
def test_weights_leave_no_likelihood_for_profiles(ci: str, kind: str, refused: bool) -> None:
    panel = simulate_panel(persons=5, occasions=4)
    choices = replace(fitted("wald").choices, weight="share")
    if not refused:
        assert with_intervals(panel, choices, ci, 500, kind, standardize=False).ci == ci
        return
    with pytest.raises(SpecError, match="with weights") as found:
        with_intervals(panel, choices, ci, 500, kind, standardize=False)
    assert "sandwich" in found.value.fix


def test_what_of_people_is_not_walked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spreads and correlations over people keep Wald's intervals beside profiles of everything else."""

    def nothing(fit: Fit, *_: object, **__: object) -> tuple[Fit, list[Verdict]]:
        return fit, []

    monkeypatch.setattr("unspiral.learn.intervals.profiled", nothing)
    c = choices(("link:pain->depression",), error=False)
    panel = made(20, 20, c, numbers(c, {"link:pain->depression": 0.6}))
    loop = parse("pain <-> depression; vary pain -> depression")
    fit = fit_ml(panel, loop, t0="separate", error=False, starts=1, ladder=False, ci="profile")
    assert "spreads and correlations over people keep Wald's" in next(v.reason for v in fit.verdicts if v.code == "intervals")
