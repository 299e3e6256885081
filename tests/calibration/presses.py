"""Do the intervals of a press hold the truth? Each link's cause pressed by one point a time unit, in made-up panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unspiral.act.whatif import press
from unspiral.errors import NotIdentified
from unspiral.learn.parameters import by_name, dynamics, layout_for
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit

if TYPE_CHECKING:
    from tests.calibration.study import Study

AT, DRAWS = (7.0, 28.0), 1000  # times of the path that are looked at, beside the long run


def press_figures(fit: Fit) -> dict[str, Effect]:
    """What a press of each process does to each, at two times and in the long run, with its interval; none where it is refused."""
    found: dict[str, Effect] = {}
    for cause in fit.processes:
        try:
            answer = press(fit, {cause: 1.0}, max(AT), draws=DRAWS)
        except NotIdentified:
            continue
        for name, band in answer.path.bands.items():
            for time in AT:
                k = int(np.abs(answer.path.time - time).argmin())
                low, high = (float(end[k]) if np.isfinite(end[k]) else None for end in (band.low, band.high))
                found[f"press:{cause}->{name}[{time:g}]"] = Effect(float(band.estimate[k]), low, high)
            found[f"press:{cause}->{name}[long run]"] = answer.long_run[name]
    return found


def press_truths(study: Study) -> dict[str, float]:
    """The same numbers of the loop from which answers are made up, by eigenvectors in place of the series that the package uses."""
    loop = parse(study.loop)
    layout = layout_for(loop, study.choices, study.design.unit)
    drift = dynamics(layout, by_name(layout, study.truth))["drift"][: len(loop.names), : len(loop.names)]
    rates, shapes = np.linalg.eig(drift)
    back = np.linalg.inv(shapes)
    found: dict[str, float] = {}
    for time in (*AT, np.inf):
        gathered = ((shapes * (np.expm1(rates * time) / rates)) @ back).real  # at no end: -1 / rate
        label = "long run" if np.isinf(time) else f"{time:g}"
        for j, cause in enumerate(loop.names):
            for i, name in enumerate(loop.names):
                found[f"press:{cause}->{name}[{label}]"] = float(gathered[i, j])
    return found
