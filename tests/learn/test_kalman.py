"""The compiled kernel answers as its NumPy twin does, for every shape, instruction set and number of threads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.kernel_models import Case, random_lanes, random_model

from unspiral.learn import kalman, reference
from unspiral.learn.system import Lanes, System

pytestmark = pytest.mark.identity
needs_kernel = pytest.mark.skipif(not kalman.compiled(), reason="the compiled kernel is not built here")

CASES = [
    Case(1, 0, 1, 1, 30, unit=True),
    Case(1, 1, 1, 9, 10, unit=True, regressors=1),
    Case(2, 0, 2, 1, 50, unit=False),
    Case(2, 0, 2, 1, 50, unit=True, intercept=False),
    Case(2, 0, 2, 1, 50, unit=True, impulses=1, presses=1, regressors=2, weighted=True),
    Case(2, 1, 3, 5, 12, unit=False, presses=2),
    Case(2, 2, 2, 20, 10, unit=True),
    Case(2, 2, 2, 21, 10, unit=True, impulses=1, presses=1, regressors=2, waves=3, weighted=True),
    Case(3, 0, 3, 20, 30, unit=False),
    Case(3, 0, 3, 4, 12, unit=True),
    Case(3, 3, 3, 17, 9, unit=True, regressors=1),
    Case(4, 0, 4, 13, 10, unit=False, impulses=1, presses=1, regressors=2, waves=3, weighted=True),
    Case(4, 0, 4, 3, 10, unit=True),
    Case(4, 4, 4, 13, 10, unit=True, impulses=1),
    Case(5, 0, 5, 3, 12, unit=False, presses=2),
    Case(5, 0, 5, 2, 12, unit=True),
    Case(5, 5, 5, 3, 12, unit=True),
    Case(6, 2, 9, 13, 10, unit=False, impulses=1, presses=1, regressors=2, waves=3, weighted=True),
]


def near(found: System, truth: System, *, unasked: tuple[str, ...] = ()) -> None:
    for field in kalman.FIELDS:
        one, other = getattr(found, field), getattr(truth, field)
        if field == "error":
            one, other = one.diagonal(), other.diagonal()
        if field not in unasked:
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9 * max(1.0, float(np.abs(other).max(initial=0.0))), err_msg=field)


def sets() -> list[str]:
    return kalman.core.instruction_sets() if kalman.core is not None else []


@needs_kernel
@pytest.mark.parametrize("name", sets())
@pytest.mark.parametrize("case", CASES, ids=str)
def test_kernel_equals_its_twin(case: Case, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_ISA", name)
    rng = np.random.default_rng(CASES.index(case))
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    truth, truth_back = reference.evaluate(model, lanes)
    value, back = kalman.evaluate(model, lanes)
    assert kalman.laid_out(lanes).isa == name
    assert value == pytest.approx(truth, rel=1e-11)
    near(back, truth_back)
    shares, rows = kalman.evaluate_flat(lanes, model, kalman.flat(model)[None], loadings=False, intercept=False)
    assert shares.sum() == pytest.approx(truth, rel=1e-11)
    near(kalman.unflat(rows[0], model), truth_back, unasked=("loading", "intercept"))
    others = [replace(model, drift=model.drift * f) for f in (1.0, 0.8, 1.3)]
    for (one, one_back), (other, other_back) in zip(
        kalman.evaluate_many(others, lanes), reference.evaluate_many(others, lanes), strict=True
    ):
        assert one == pytest.approx(other, rel=1e-11)
        near(one_back, other_back)
    group = rng.integers(0, 3, case.persons)
    found, truth_each = kalman.evaluate_each(others, lanes, group), reference.evaluate_each(others, lanes, group)
    np.testing.assert_allclose(found[0], truth_each[0], rtol=1e-10)
    for one_back, other_back in zip(found[1], truth_each[1], strict=True):
        near(one_back, other_back)


@needs_kernel
@pytest.mark.parametrize("error", [0.0, 1e-14, 1e-10, 1e-6])
def test_tiny_error_variances_keep_their_digits(error: float) -> None:
    """Two indicators a process would be exact copies of one another: undone updates would lose the state between them."""
    rng = np.random.default_rng(8)
    case = Case(2, 0, 2, 11, 12, unit=False, error=error, regressors=1)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    truth, truth_back = reference.evaluate(model, lanes)
    value, back = kalman.evaluate(model, lanes)
    assert value == pytest.approx(truth, rel=1e-9)
    for field in ("drift", "loading", "level", "t0_cov", "diffusion"):
        one, other = getattr(back, field), getattr(truth_back, field)
        np.testing.assert_allclose(one, other, atol=1e-7 * np.abs(other).max(), err_msg=field)


@needs_kernel
def test_threads_change_no_digit() -> None:
    rng = np.random.default_rng(4)
    case = Case(4, 0, 4, 400, 20, unit=False)
    lanes, model = random_lanes(rng, case), kalman.flat(random_model(rng, case))
    like = kalman.unflat(model, random_model(rng, case))
    found: list[tuple[np.ndarray, np.ndarray]] = []
    before = kalman.threads()
    try:
        for count in (1, 2, 7):
            kalman._threads = count  # more than this machine may have: the work is cut in the same pieces all the same
            found.append(kalman.evaluate_flat(lanes, like, model[None]))
    finally:
        kalman._threads = before
    for shares, rows in found[1:]:
        np.testing.assert_array_equal(shares, found[0][0])
        np.testing.assert_array_equal(rows, found[0][1])


@needs_kernel
def test_a_hopeless_model_gives_nan_and_spoils_no_other() -> None:
    rng = np.random.default_rng(5)
    case = Case(2, 2, 2, 3, 6, unit=True)
    lanes, good = random_lanes(rng, case), random_model(rng, case)
    bad = [replace(good, t0_cov=-good.t0_cov), replace(good, drift=np.full((2, 2), np.nan)), replace(good, drift=np.full((2, 2), 1e9))]
    found = kalman.evaluate_many([good, bad[0], good, bad[1], bad[2]], lanes)
    assert np.isnan(found[1][0]) and not np.isfinite(found[3][0]) and not np.isfinite(found[4][0])
    assert found[0][0] == found[2][0] == pytest.approx(reference.evaluate(good, lanes)[0], rel=1e-11)
    near(found[2][1], reference.evaluate(good, lanes)[1])


@needs_kernel
def test_a_full_error_covariance_is_left_to_the_twin() -> None:
    rng = np.random.default_rng(6)
    case = Case(2, 0, 2, 3, 6, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    model = replace(model, error=model.error + 0.05)
    assert kalman.evaluate(model, lanes)[0] == reference.evaluate(model, lanes)[0]


def test_without_the_kernel_the_twin_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    assert not kalman.compiled()
    rng = np.random.default_rng(7)
    case = Case(2, 2, 2, 5, 6, unit=True)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    others = np.array([kalman.flat(model), kalman.flat(replace(model, drift=model.drift * 0.9))])
    person, which = np.array([3, 0, 4, 1]), np.array([1, 0, 1, 1])
    shares, rows = kalman.evaluate_flat(lanes, model, others, person=person, model=which)
    alone = [reference.filter_lanes([kalman.unflat(others[k], model)], lanes).loglik[l] for l, k in zip(person, which, strict=True)]
    np.testing.assert_allclose(shares, alone, rtol=1e-12)
    every, all_rows = kalman.evaluate_flat(lanes, model, others)
    assert every.shape == (10,) and rows.shape == all_rows.shape
    assert every[:5].sum() == pytest.approx(reference.evaluate(model, lanes)[0], rel=1e-12)


@needs_kernel
def test_the_kernel_refuses_what_does_not_fit() -> None:
    rng = np.random.default_rng(9)
    case = Case(2, 0, 2, 3, 6, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    with pytest.raises(ValueError, match="wrong number of entries"):
        kalman.evaluate_flat(lanes, model, kalman.flat(model)[None, :-1])
    with pytest.raises(ValueError, match="no such person"):
        kalman.evaluate_flat(lanes, model, kalman.flat(model)[None], person=np.array([3]), model=np.array([0]))
    outside = Lanes(**{f: getattr(lanes, f) for f in Lanes.__dataclass_fields__} | {"step": lanes.step + 40})
    with pytest.raises(ValueError, match="out of range"):
        kalman.evaluate(model, outside)
