"""Working vectors to flat models and back: the same as through matrices, in NumPy and in the kernel."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn import kalman
from unspiral.learn.chain import chain_of, in_kernel
from unspiral.learn.circumstances import Shift
from unspiral.learn.parameters import T0, Layout, Scale, assemble, layout_of, natural
from unspiral.learn.system import Lanes
from unspiral.loop.language import parse

pytestmark = pytest.mark.identity

EVERYTHING = (
    "pain <-> depression; pain -> sleep; walking => pain (fading); drug => sleep + pain (sustained);x => pain (impulse); depression by a, b"
)


def layouts() -> list[tuple[str, Layout]]:
    two = parse("pain <-> depression")
    shifts = (Shift("weekday", "1"), Shift("covariate", "age"))
    found = [(t0, layout_of(two, traits=t0 != "point", error=True, t0=t0, waves=(), unit="day")) for t0 in T0]
    found.append(("waves", layout_of(two, traits=True, error=False, t0="centred", waves=(0.0, 1.0, 2.0), unit="day")))
    found.append(("tilted", layout_of(two, traits=True, error=True, t0="stationary", waves=(), unit="day", tilts=("age", "sex"))))
    found.append(
        (
            "everything",
            layout_of(
                parse(EVERYTHING), traits=True, error=True, t0="joint", waves=(), unit="day", shifts=shifts, tilts=("age",), night=True
            ),
        )
    )
    return found


def setup(layout: Layout, rng: np.random.Generator) -> tuple[Scale, np.ndarray, np.ndarray]:
    p = len(layout.processes)
    scale = Scale(
        0.7, rng.uniform(0.5, 2, p), rng.uniform(0.5, 2, len(layout.columns)),
        np.full(len(layout.shifts), 1.7) if layout.shifts else None, np.full(len(layout.tilts), 0.6) if layout.tilts else None,
    )  # fmt: skip
    theta = rng.normal(size=(3, len(layout.slots))) * 0.3
    theta[:, layout.sections["self"]] = rng.uniform(0.3, 1.0, (3, p))
    theta[:, layout.sections["link"]] *= 0.3
    groups = rng.normal(size=(2, len(layout.tilts))) * 0.3 if layout.tilts else np.zeros((1, 0))
    return scale, theta, groups


@pytest.mark.parametrize(("name", "layout"), layouts(), ids=[name for name, _ in layouts()])
def test_models_are_those_of_assemble_and_derivatives_those_of_differences(name: str, layout: Layout) -> None:
    rng = np.random.default_rng(3)
    scale, theta, groups = setup(layout, rng)
    chain = chain_of(layout, scale)
    models = chain.models(theta, groups)
    for k, point in enumerate(theta):
        for g, group in enumerate(groups):
            system = assemble(layout, natural(layout, scale, point), group if layout.tilts else None)
            np.testing.assert_allclose(models[k, g], kalman.flat(system), rtol=1e-12, atol=1e-13)
    weights = rng.normal(size=models.shape)
    for field in ("diffusion", "t0_cov"):  # derivatives of symmetric matrices are symmetric
        view = chain.view(weights, field)
        view[...] = 0.5 * (view + view.swapaxes(-1, -2))
    found = chain.back(theta, models, weights, groups)
    h = 1e-6
    for i in range(theta.shape[1]):
        step = np.zeros(theta.shape[1])
        step[i] = h
        change = ((chain.models(theta + step, groups) - chain.models(theta - step, groups)) * weights).sum(axis=(1, 2)) / (2 * h)
        np.testing.assert_allclose(found[:, i], change, rtol=1e-6, atol=1e-7 * np.abs(found).max(), err_msg=layout.names[i])


@pytest.mark.skipif(not kalman.compiled(), reason="the compiled kernel is not built here")
@pytest.mark.parametrize(("name", "layout"), layouts(), ids=[name for name, _ in layouts()])
def test_the_kernel_walks_the_same_road(name: str, layout: Layout) -> None:
    rng = np.random.default_rng(4)
    scale, theta, groups = setup(layout, rng)
    theta[2, layout.sections["link"]] = 5.0  # no stationary law there
    chain = chain_of(layout, scale)
    m, waves, steps, count = len(layout.columns), max(len(layout.waves), 1), 5, 11
    like = chain.like
    lanes = Lanes(
        rng.normal(size=(steps, count, m)), np.ones((steps, count, m), dtype=bool), np.repeat(np.arange(steps)[:, None], count, axis=1),
        np.arange(steps) * 0.4, rng.integers(0, waves, (steps, count)), rng.normal(size=(steps, count, like.impulse.shape[1])),
        rng.normal(size=(steps, count, like.press.shape[1])), np.ones(count), np.ones(count), np.full(steps, count),
        tuple(str(i) for i in range(count)), rng.normal(size=(steps, count, like.shift.shape[1])), np.ones((steps, count)),
    )  # fmt: skip
    group = rng.integers(0, len(groups), count) if layout.tilts else np.zeros(count, dtype=np.int64)
    models = chain.models(theta, groups)
    person = np.tile(np.arange(count), len(theta))
    which = (len(groups) * np.arange(len(theta))[:, None] + group).ravel()
    shares, rows = kalman.evaluate_flat(lanes, like, models.reshape(-1, models.shape[2]), person=person, model=which)
    with np.errstate(invalid="ignore"):
        slopes = chain.back(theta, models, rows.reshape(models.shape), groups)
    kernel = in_kernel(chain, groups)
    assert kernel is not None
    values, found = kernel(lanes, theta, group if layout.tilts else None)
    np.testing.assert_allclose(values[:2], shares.reshape(3, -1).sum(axis=1)[:2], rtol=1e-11)
    np.testing.assert_allclose(found[:2], slopes[:2], rtol=1e-8, atol=1e-9 * np.abs(slopes[:2]).max())
    if layout.t0 == "stationary":
        assert np.isnan(values[2]) and np.isnan(shares.reshape(3, -1).sum(axis=1)[2])
