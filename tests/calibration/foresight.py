"""Forecasts of a study: how many of the answers that came later lie inside their bands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from tests.calibration.study import Study, make

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.forecast import forecast
from unspiral.loop.language import parse
from unspiral.records import Panel

AHEAD, LEVEL = 7, 0.90  # occasions kept back at the end, and the level of the bands


def known_and_kept_back(panel: Panel) -> tuple[Panel, Panel]:
    """A panel without the last AHEAD days of everybody, and those days."""
    end = max(float(p.time[-1]) for p in panel.persons) - AHEAD
    before = tuple(replace(p, time=p.time[m], values=p.values[m], inputs=p.inputs[m]) for p in panel.persons if (m := p.time <= end).any())
    after = tuple(replace(p, time=p.time[m], values=p.values[m], inputs=p.inputs[m]) for p in panel.persons if (m := p.time > end).any())
    return replace(panel, persons=before), replace(panel, persons=after)


def foresee(study: Study, replicate: int) -> dict[str, Any]:
    """One replicate: answers inside their bands, all of them, below and above, for each column and day ahead.

    The last AHEAD days are kept back.
    """
    known, later = known_and_kept_back(make(study, replicate))
    fit = fit_ml(known, parse(study.loop), seed=replicate + 1, ladder=False, **study.fitted)
    end = max(float(p.time[-1]) for p in known.persons)
    wanted = [end + 1.0 + k for k in range(AHEAD)]
    found = {p.name: p for p in forecast(fit, known, times=wanted, level=LEVEL).persons}
    figures: dict[str, list[int]] = {}
    for person in later.persons:
        bands = found[person.name]
        for time, row in zip(person.time, person.values, strict=True):
            k = int(np.abs(bands.time - time).argmin())
            for i, (column, answer) in enumerate(zip(later.indicators, row, strict=True)):
                if np.isnan(answer):
                    continue
                low, high = bands.low[k, i], bands.high[k, i]
                for figure in (f"{column} {k + 1} ahead", f"{column}, all days"):
                    counts = figures.setdefault(figure, [0, 0, 0, 0])
                    for j, hit in enumerate((low <= answer <= high, True, answer < low, answer > high)):
                        counts[j] += int(hit)
    return {"converged": fit.converged, "loglik": fit.loglik, "figures": figures}
