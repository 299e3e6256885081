"""Verdicts after fitting: each fires where it must and is silent where it must be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from tests.learn.loops import simulate_panel

from unspiral.learn.check import (
    boundary_verdicts,
    design_verdicts,
    dynamics_verdicts,
    edge_verdict,
    means_verdict,
    search_verdicts,
    traits_verdict,
)
from unspiral.learn.climb import WALL
from unspiral.learn.draws import Draws
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.parameters import natural
from unspiral.learn.problem import problem_of
from unspiral.learn.search import Optimum
from unspiral.loop.language import parse
from unspiral.measure import read
from unspiral.records import Choices, Effect, Fit, Rung

LOOP = parse("pain <-> depression")
TOP = Optimum(np.zeros(2), -100.0, np.eye(2), np.ones(2, dtype=bool), 1e-9, True, (-100.0, -100.02, -100.05))


def test_restarts_that_disagree_and_searches_that_stop_short_are_seen() -> None:
    assert [v.level for v in search_verdicts(TOP, 3)] == ["ok"]
    apart = replace(TOP, ends=(-100.0, -100.02, -104.0))
    assert [v.level for v in search_verdicts(apart, 3)] == ["caution"]
    assert "2 of 3" in search_verdicts(apart, 3)[0].reason
    assert "4.0 log-likelihood units below" in search_verdicts(apart, 3)[0].reason
    lonely = replace(TOP, ends=(-100.0, -101.0, -104.0))
    assert search_verdicts(lonely, 3)[0].level == "caution"
    assert search_verdicts(replace(TOP, ends=(-100.0,)), 1)[0].level == "caution"
    assert search_verdicts(replace(TOP, converged=False), 3)[0].level == "refuse"


def test_climbs_among_people_who_differ_are_compared_with_one_another() -> None:
    differ = replace(TOP, differing=True, ends=(-100.0, -100.2))
    (same,) = search_verdicts(differ, 2)
    assert (same.code, same.level) == ("restarts", "ok")
    assert "0.2 log-likelihood units apart" in same.reason
    (apart,) = search_verdicts(replace(differ, ends=(-100.0, -103.0)), 2)
    assert apart.level == "caution"
    assert "3 log-likelihood units apart" in apart.reason
    assert "--starts" not in apart.remedy  # more starts would climb from the same two places
    (nowhere,) = search_verdicts(replace(differ, ends=(-100.0, -100.0 - WALL)), 2)
    assert "no likelihood" in nowhere.reason
    (alone,) = search_verdicts(replace(differ, ends=(-100.0,)), 1)
    assert (alone.level, alone.remedy) == ("caution", "--starts 2")
    (warm,) = search_verdicts(replace(differ, ends=(-100.0,)), 2)
    assert "--from" in warm.remedy


def test_errors_that_come_from_the_scatter_of_scores_are_told() -> None:
    told = {v.code: v for v in search_verdicts(replace(TOP, differing=True, rough=2), 2)}
    assert told["curvature"].level == "caution"
    assert "2 directions of 2" in told["curvature"].reason
    assert "curvature" not in {v.code for v in search_verdicts(TOP, 2)}


def test_edges_are_named() -> None:
    problem = problem_of(simulate_panel(occasions=30), LOOP, Choices(False, True, "stationary", "constant", {}))
    layout = problem.layout
    theta = np.full(len(layout.slots), 0.5)
    theta[layout.names.index("error:pain")] = 1e-6
    theta[layout.names.index("diffusion:depression")] = 1e-6  # second diagonal of the root: the two noises become one
    free = np.ones(len(theta), dtype=bool)
    free[layout.names.index("self:pain")] = False
    found = Optimum(theta, -1.0, np.eye(len(theta)), free, 0.0, True, (-1.0,))
    reasons = " ".join(v.reason for v in boundary_verdicts(problem, found, natural(layout, problem.scale, theta)))
    assert "self:pain" in reasons
    assert "error:pain" in reasons
    assert "diffusion:pain,depression" in reasons
    fine = np.full(len(theta), 0.5)
    fine[layout.sections["link"]] = 0.1
    clean = Optimum(fine, -1.0, np.eye(len(theta)), np.ones(len(theta), dtype=bool), 0.0, True, (-1.0,))
    assert boundary_verdicts(problem, clean, natural(layout, problem.scale, fine)) == []


def test_first_states_tied_to_traits_are_a_caution() -> None:
    problem = problem_of(simulate_panel(persons=9, occasions=5), LOOP, Choices(True, False, "joint", "constant", {}))
    layout = problem.layout
    theta = np.full(len(layout.slots), 0.3)
    theta[layout.names.index("trait:depression")] = 1e-4  # last diagonal of the root of the joint covariance
    found = Optimum(theta, -1.0, np.eye(len(theta)), np.ones(len(theta), dtype=bool), 0.0, True, (-1.0,))
    assert "tied" in " ".join(v.reason for v in boundary_verdicts(problem, found, natural(layout, problem.scale, theta)))


def test_runaway_loops_and_thin_information_are_seen() -> None:
    drift = np.tile(-np.eye(2), (100, 1, 1))
    empty = np.zeros((100, 2, 0))
    stable = Draws(drift, drift, empty, empty, np.ones(100, dtype=bool))
    free = np.ones(2, dtype=bool)
    assert [v.level for v in dynamics_verdicts(stable, np.eye(2), free)] == ["ok"]
    some = replace(stable, stable=np.arange(100) < 90)
    assert dynamics_verdicts(some, np.eye(2), free)[0].code == "unstable"
    assert "runs away" in dynamics_verdicts(replace(stable, stable=np.zeros(100, dtype=bool)), np.eye(2), free)[0].reason
    thin = np.array([[1.0, 1.0 - 1e-7], [1.0 - 1e-7, 1.0]])
    assert dynamics_verdicts(stable, thin, free)[0].level == "caution"


def test_few_days_slow_processes_missing_traits_and_a_leaning_law_are_cautions(one_person: Fit, cohort: Fit) -> None:
    assert design_verdicts(one_person) == []
    short = replace(one_person, data=replace(one_person.data, occasions=40))
    assert [v.code for v in design_verdicts(short)] == ["few-days"]
    slow = replace(one_person, drift=one_person.drift / 50.0)
    assert [v.code for v in design_verdicts(slow)] == ["few-returns"]
    assert [v.code for v in design_verdicts(cohort)] == ["few-returns", "joint-small"]
    off = replace(cohort, choices=replace(cohort.choices, traits=False, t0="separate"))
    assert [v.code for v in design_verdicts(off)] == []
    # Two processes that feed one another come back more slowly than either alone: the slowest motion counts, not the smallest rate.
    fed = np.array([[-0.6, 0.55], [0.55, -0.6]])
    spiral = replace(one_person, drift=fed, data=replace(one_person.data, span=80.0))
    assert [v.code for v in design_verdicts(spiral)] == ["few-returns"]
    assert "about 4 returns" in design_verdicts(spiral)[0].reason
    assert design_verdicts(replace(spiral, drift=-0.6 * np.eye(2))) == []
    still = replace(cohort, drift=cohort.drift / 50.0)
    assert [v.code for v in design_verdicts(still)] == ["few-returns", "joint-small"]


def test_traits_that_were_left_out_are_said_with_what_they_would_bring(one_person: Fit, cohort: Fit) -> None:
    off = replace(cohort, choices=replace(cohort.choices, traits=False, t0="separate"))

    def rungs(better: float) -> tuple[Rung, ...]:
        return (
            replace(rung("constant", -100.0, 14, "separate"), traits=False), rung("constant", -100.0 + better, 17, "separate"),
        )  # fmt: skip

    def judged(fit: Fit) -> list[tuple[str, str]]:
        return [(v.level, v.reason) for v in traits_verdict(fit)]

    assert judged(cohort) == []
    assert judged(replace(one_person, choices=replace(one_person.choices, traits=False))) == []
    assert judged(replace(off, ladder=rungs(20.0)))[0][0] == "caution"
    assert "20.0 log-likelihood units better (3 more parameters, p < 0.001)" in judged(replace(off, ladder=rungs(20.0)))[0][1]
    assert judged(replace(off, ladder=rungs(0.5)))[0][0] == "ok"
    assert judged(replace(off, ladder=()))[0][0] == "caution"


def test_the_help_panel_shows_what_is_left_out(shared: Path) -> None:
    """Without traits, and with constant means: both verdicts, each with how much better the wider model fits."""
    path = shared / "data" / "help_panel_lbp_cesd" / "waves.csv.gz"
    panel = read(path, columns=["sf36_bp", "cesd"], person="id", time="wave_month", time_unit="month", reverse={"sf36_bp": 100.0})
    loop = parse("pain <-> depression; pain by sf36_bp; depression by cesd")
    fit = fit_ml(panel, loop, traits=False, t0="centred")
    found = {v.code: v for v in fit.verdicts}
    assert found["traits-left-out"].level == found["means"].level == "caution"
    assert "28.4 log-likelihood units better" in found["traits-left-out"].reason  # -5828.41 against -5856.79
    assert "140.1 log-likelihood units better" in found["means"].reason  # -5688.27 against -5828.41


def test_an_edge_is_said_with_what_it_takes_away(one_person: Fit) -> None:
    assert edge_verdict(one_person) == []
    stuck = tuple(replace(p, se=None) if p.name == "self:pain" else p for p in one_person.parameters)
    assert "pain" in edge_verdict(replace(one_person, parameters=stuck))[0].reason
    nil = tuple(replace(p, se=None) if p.name == "level:pain" else p for p in one_person.parameters)
    assert edge_verdict(replace(one_person, parameters=nil)) == []


def rung(means: str, loglik: float, parameters: int, t0: str = "centred") -> Rung:
    effects: dict[tuple[str, str], Effect] = {}
    return Rung("", True, means, t0, loglik, parameters, "", effects, {})


def test_constant_means_where_they_move_are_a_caution(cohort: Fit) -> None:
    def judged(*rungs: Rung, means: str = "constant", wald: float | None = None, interval: float = 6.0) -> list[tuple[str, str]]:
        data = replace(cohort.data, time_unit="month", interval=interval)
        fit = replace(cohort, ladder=rungs, data=data, choices=replace(cohort.choices, means=means))
        return [(v.level, v.reason) for v in means_verdict(fit, wald)]

    constant, wave = rung("constant", -5828.41, 15), rung("wave", -5688.27, 23)
    assert judged(constant, wave)[0][0] == "caution"
    assert "140.1" in judged(constant, wave)[0][1]
    assert judged(constant, wave, means="wave")[0][0] == "ok"
    assert judged(rung("constant", -100.0, 15), rung("wave", -97.0, 23))[0][0] == "ok"
    assert "below" in judged(constant, rung("wave", -5900.0, 23))[0][1]
    assert "not checked" in judged(constant)[0][1]
    assert "not checked" in judged(rung("constant", -1.0, 15, "joint"), wave)[0][1]
    lost = float("nan")
    assert judged(rung("constant", lost, 15), rung("wave", lost, 23), wald=1e-9)[0][0] == "caution"
    assert judged(rung("constant", lost, 15), rung("wave", lost, 23), wald=0.4)[0][0] == "ok"
    assert judged(constant, interval=1.0 / 30.0) == []  # a diary has no waves
