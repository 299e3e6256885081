"""One estimation problem: data in lanes, a layout of free numbers, and the likelihood as a function of working vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.parameters import Layout, Scale, assemble, gather, jacobian, layout_of, natural
from unspiral.learn.reference import evaluate_many
from unspiral.learn.start import Look, look_at_moments, look_at_panel, scale_of
from unspiral.learn.system import Array, Lanes, System, lanes_of_moments, lanes_of_panel
from unspiral.loop.model import Loop
from unspiral.records import Choices, Moments, Panel


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything the search needs."""

    layout: Layout
    scale: Scale
    look: Look
    lanes: Lanes

    def values(self, points: list[Float[ndarray, " free"]]) -> list[tuple[float, Float[ndarray, " free"]]]:
        """Log-likelihood and derivative at each working vector; nan where the model has no likelihood."""
        systems: list[System] = []
        lost: set[int] = set()
        for i, point in enumerate(points):
            try:
                with np.errstate(all="ignore"):
                    systems.append(assemble(self.layout, natural(self.layout, self.scale, point)))
            except (ValueError, np.linalg.LinAlgError):  # no stationary law there
                lost.add(i)
        found = iter(zip(systems, evaluate_many(systems, self.lanes) if systems else [], strict=True))
        out: list[tuple[float, Array]] = []
        for i, point in enumerate(points):
            if i in lost:
                out.append((np.nan, np.full(len(point), np.nan)))
                continue
            system, (value, gradient) = next(found)
            with np.errstate(all="ignore"):
                slope = jacobian(self.layout, self.scale, point).T @ gather(self.layout, system, gradient)
            out.append((value, slope))
        return out


def problem_of(data: Panel | Moments, loop: Loop, choices: Choices) -> Problem:
    """Set up a model on data as the choices say.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model; its columns are among the data's indicators.
        choices: traits, error, t0, waves.
    """
    layout = layout_of(loop, traits=choices.traits, error=choices.error, t0=choices.t0, waves=choices.waves, unit=data.time_unit)
    if isinstance(data, Moments):
        look = look_at_moments(data)
        lanes = lanes_of_moments(data, own_means=bool(choices.waves))
    else:
        look = look_at_panel(data, layout.columns, choices.waves)
        lanes = lanes_of_panel(data, layout.columns, layout.impulses, layout.presses, choices.waves)
    return Problem(layout, scale_of(layout, look), look, lanes)
