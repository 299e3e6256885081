from __future__ import annotations

import warnings
from importlib.util import find_spec

import numpy as np
import pytest

from unspiral.learn.convergence import Convergence, convergence_of, convergence_verdicts, worst
from unspiral.learn.nuts import Sample

pytestmark = pytest.mark.unit
needs_arviz = pytest.mark.skipif(find_spec("arviz") is None, reason="arviz (the extra bayes) is not installed")


def chains(apart: float = 0.0, draws: int = 800) -> np.ndarray:
    random = np.random.default_rng(1)
    return random.standard_normal((2, draws, 2)) + apart * np.array([[[0.0, 0.0]], [[1.0, 0.0]]])


def sampled(values: np.ndarray, divergent: int = 0, outside: int = 0) -> Sample:
    shape = values.shape[:2]
    flags = [np.arange(shape[0] * shape[1]).reshape(shape) < n for n in (divergent, outside)]
    nothing = np.zeros(shape)
    return Sample(values, flags[0], flags[1], nothing, nothing, nothing, nothing, nothing, nothing)


@needs_arviz
def test_figures_are_those_of_arviz() -> None:
    values = chains()
    found = convergence_of(("a", "b"), values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz
    assert found.rhat["a"] == pytest.approx(float(arviz.rhat(values[:, :, 0])))
    assert found.ess_bulk["b"] == pytest.approx(float(arviz.ess(values[:, :, 1])))
    assert found.ess_tail["b"] == pytest.approx(float(arviz.ess(values[:, :, 1], method="tail")))
    assert not found.apart


@needs_arviz
def test_chains_that_disagree_are_refused_and_say_where() -> None:
    found = convergence_of(("a", "b"), chains(apart=2.0))
    assert found.apart
    (verdict,) = [v for v in convergence_verdicts(found, sampled(chains())) if v.code == "rhat"]
    assert verdict.level == "refuse"
    assert " a" in verdict.reason and "--warmup" in verdict.remedy
    slightly = convergence_of(("a", "b"), chains(apart=0.3))
    assert [v.level for v in convergence_verdicts(slightly, sampled(chains())) if v.code == "rhat"] == ["caution"]


@needs_arviz
def test_one_chain_is_compared_with_itself_and_that_is_said() -> None:
    values = np.sort(chains()[:1], axis=1)  # its halves are nowhere near one another
    found = convergence_of(("a", "b"), values)
    assert found.apart
    fine = convergence_of(("a", "b"), chains()[:1])
    assert not fine.apart
    assert [v.remedy for v in convergence_verdicts(fine, sampled(chains()[:1])) if v.code == "rhat"] == ["--chains 2"]


def test_a_figure_beside_the_bar_is_never_the_bar_itself() -> None:
    names = ("a",)
    for rhat, shown in ((1.0102, "R-hat 1.0102"), (1.0234, "R-hat 1.023")):
        found = Convergence({"a": rhat}, dict.fromkeys(names, 900.0), dict.fromkeys(names, 800.0))
        (verdict,) = [v for v in convergence_verdicts(found, sampled(chains())) if v.code == "rhat"]
        assert verdict.level == "caution"
        assert shown in verdict.reason and "do not agree well enough" in verdict.reason


def test_few_effective_draws_and_broken_paths_are_cautions_with_remedies() -> None:
    names = ("a", "b")
    good = Convergence(dict.fromkeys(names, 1.001), dict.fromkeys(names, 900.0), dict.fromkeys(names, 800.0))
    assert [v.level for v in convergence_verdicts(good, sampled(chains()))] == ["ok", "ok", "ok"]
    few = Convergence(good.rhat, {"a": 900.0, "b": 200.0}, good.ess_tail)
    (verdict,) = [v for v in convergence_verdicts(few, sampled(chains())) if v.code == "ess"]
    assert verdict.level == "caution"
    assert "the middle of b" in verdict.reason and verdict.remedy == "--draws 1600"
    (broken,) = [v for v in convergence_verdicts(good, sampled(chains(), divergent=8)) if v.code == "divergences"]
    assert broken.level == "caution" and broken.reason.startswith("8 of 1600 paths")
    (ended,) = [v for v in convergence_verdicts(good, sampled(chains(), outside=3)) if v.code == "divergences"]
    assert ended.level == "ok" and "3 ended" in ended.reason


def test_what_is_not_a_number_is_worst_of_all() -> None:
    assert worst({"a": 1.2, "b": float("nan")}) == ("b", np.inf)
    assert worst({"a": 50.0, "b": float("nan")}, least=True) == ("b", 0.0)
    assert worst({"a": 1.2, "b": 1.3}) == ("b", 1.3)
