"""Fits with known numbers, made without any data; and a random loop that settles."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy import ndarray

from unspiral.learn.direction import of_fit
from unspiral.learn.draws import draw
from unspiral.learn.gain import spiral_effect
from unspiral.learn.parameters import Layout, Scale, assemble, jacobian, layout_of, natural
from unspiral.loop.language import parse, to_text
from unspiral.records import Choices, DataSummary, Direction, Fit, Parameter, Working

ITEM = 1.7  # what a level's working value is multiplied by; stored nowhere in a fit


def full_loop(names: tuple[str, ...]) -> str:
    """Every process drives every other one."""
    return "\n".join(f"{a} -> {b}" for a in names for b in names if a != b)


def random_drift(rng: np.random.Generator, p: int) -> ndarray:
    """A loop of mixed signs that returns to its level, with every self-rate positive."""
    links = rng.normal(size=(p, p)) * 0.5
    np.fill_diagonal(links, 0.0)
    own = np.abs(links).sum(axis=1) * rng.uniform(0.6, 1.4, size=p) + rng.uniform(0.1, 0.5, size=p)
    drift = links - np.diag(own)
    while np.linalg.eigvals(drift).real.max() > -0.05:
        drift -= 0.1 * np.eye(p)
    return drift


def made_fit(
    text: str,
    drift: ndarray,
    *,
    levels: tuple[float, ...] | None = None,
    inputs: dict[str, float] | None = None,
    spread: float = 0.05,
    level_spread: float | None = None,
    persons: int = 1,
    unit: str = "day",
    interval: float = 1.0,
    span: float = 400.0,
    waves: tuple[float, ...] = (),
    clock: float = 1.0,
) -> Fit:
    """A fit whose estimate is exactly this loop.

    Args:
        text: of the loop; links that it leaves out are 0 in ``drift``.
        drift: processes only.
        levels: of the indicators (of every wave), 5, 4, 3 ... where not given.
        inputs: ``input:...`` and ``fading:...`` parameters by contract name.
        spread: standard error of every working value, correlated a little; of levels ``level_spread``.
        persons, unit, interval, span, waves, clock: of the data.
    """
    loop = parse(text)
    p = len(loop.names)
    choices = Choices(False, False, "stationary", "wave" if waves else "constant", dict.fromkeys(loop.columns, "gaussian"), waves=waves)
    layout = layout_of(loop, traits=False, error=False, t0="stationary", waves=waves, unit=unit)
    sd = np.linspace(1.0, 2.0, p)
    scale = Scale(clock, sd, np.full(len(layout.columns), ITEM))
    at = layout.sections
    count = at["level"].stop - at["level"].start
    wanted = {f"self:{n}": drift[i, i] for i, n in enumerate(loop.names)} | (inputs or {})
    wanted |= {k: -v for k, v in wanted.items() if k.startswith("fading:")}
    wanted |= {f"link:{x.cause}->{x.affected}": drift[loop.names.index(x.affected), loop.names.index(x.cause)] for x in loop.links}
    wanted |= dict(zip((s.name for s in layout.slots[at["level"]]), levels or np.arange(5.0, 5.0 - count, -1.0), strict=True))
    theta = _working(layout, scale, wanted)
    errors = np.full(len(theta), spread)
    errors[at["level"]] = spread if level_spread is None else level_spread
    covariance = np.outer(errors, errors) * (0.8 * np.eye(len(theta)) + 0.2)
    values = natural(layout, scale, theta)
    slope = jacobian(layout, scale, theta)
    se = np.sqrt(np.einsum("ij,jk,ik->i", slope, covariance, slope))
    parameters = tuple(
        Parameter(s.name, float(v), float(e), float(v - 1.96 * e), float(v + 1.96 * e), s.unit)
        for s, v, e in zip(layout.slots, values, se, strict=True)
    )
    system = assemble(layout, values) if np.linalg.eigvals(drift).real.max() < 0 else None
    fit = Fit(
        version="0", loop_text=to_text(loop), processes=loop.names, links=tuple((x.cause, x.affected) for x in loop.links),
        inputs=tuple(x.name for x in loop.inputs), data=DataSummary(persons, 400, 800, 0, unit, "", "made", interval, span, 400.0),
        choices=choices, loglik=-1.0, n_parameters=len(theta), aic=0.0, bic=0.0, converged=True, parameters=parameters,
        drift=np.array(drift, dtype=float), diffusion=np.eye(p) if system is None else system.diffusion[:p, :p],
        working=Working(theta, covariance, clock, sd), verdicts=(), lagged={}, spiral=None, direction=Direction("cannot tell", 1.0, {}),
    )  # fmt: skip
    return replace(fit, spiral=spiral_effect(draw(fit), p, choices.level), direction=of_fit(fit, draw(fit, 100)))


def _working(layout: Layout, scale: Scale, wanted: dict[str, float]) -> ndarray:
    """Working values of these natural ones: rates by Newton, what is linear by one division; the rest stays at 0.5."""
    theta = np.full(len(layout.slots), 0.5)
    rates = [k for k, s in enumerate(layout.slots) if s.name.startswith(("self:", "fading:"))]
    for _ in range(60):
        slope = np.diag(jacobian(layout, scale, theta))
        for k in rates:
            theta[k] -= (natural(layout, scale, theta)[k] - wanted[layout.names[k]]) / slope[k]
    for k, name in enumerate(layout.names):
        if name in wanted and k not in rates:
            theta[k] = 1.0
            theta[k] = wanted[name] / natural(layout, scale, theta)[k]
    assert all(natural(layout, scale, theta)[k] == pytest.approx(wanted[n], abs=1e-9) for k, n in enumerate(layout.names) if n in wanted)
    return theta


@cache
def pair_fit(**given: object) -> Fit:
    """Pain and depression that feed each other: gain 0.24."""
    return made_fit("pain <-> depression", np.array([[-0.5, 0.3], [0.2, -0.5]]), **given)  # type: ignore[arg-type]
