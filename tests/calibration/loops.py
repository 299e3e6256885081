"""Studies of what a loop as a whole does: lag curves at three lags, presses, the gain, shares of links, recovery; whether bands hold."""

from __future__ import annotations

import numpy as np
from numpy import ndarray
from tests.calibration.study import Design, Study

from unspiral.act.response import respond, settle
from unspiral.act.slowing import cut_link, recovery_time
from unspiral.act.spiral import link_gain, spectral_radius, spiral
from unspiral.act.whatif import press
from unspiral.learn.draws import draw
from unspiral.learn.effects import Parts, centrality, path_effects, taken_apart
from unspiral.learn.gain import spiral_gain
from unspiral.learn.parameters import by_name, dynamics, layout_for
from unspiral.learn.stationary import stationary
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit

COVER = (0.93, 0.97)
TIMES = (1.0, 2.0, 4.0)  # lags, in typical intervals
DRAWS = 1000  # of each fit
PUSH = 0.2  # points a time unit, on the first process
PAIR = {
    "self:pain": -0.8, "self:depression": -0.5, "link:pain->depression": 0.15, "link:depression->pain": 0.2, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.25, "diffusion:depression": 0.6, "level:pain": 5.0, "level:depression": 3.0,
}  # fmt: skip
THREE = "pain <-> depression; pain <-> sleep; sleep -> depression"
THREE_TRUE = {
    "self:pain": -0.6, "self:depression": -0.5, "self:sleep": -0.8, "link:pain->depression": 0.15,
    "link:depression->pain": 0.1, "link:pain->sleep": 0.4, "link:sleep->pain": 0.1, "link:sleep->depression": 0.4, "diffusion:pain": 0.7,
    "diffusion:pain,depression": 0.1,
    "diffusion:depression": 0.6, "diffusion:pain,sleep": 0.1, "diffusion:depression,sleep": 0.05, "diffusion:sleep": 0.8,
    "level:pain": 4.0,
    "level:depression": 3.0, "level:sleep": 5.0,
}  # fmt: skip
TRAITS = {f"trait:{a},{b}": 0.3 for a, b in (("pain", "depression"), ("pain", "sleep"), ("depression", "sleep"))}
TRAITS |= {"trait:pain": 1.0, "trait:depression": 0.8, "trait:sleep": 0.9}
MONTHS = {
    "self:pain": -0.20, "self:depression": -0.15, "link:pain->depression": 0.03, "link:depression->pain": 0.04, "diffusion:pain": 0.40,
    "diffusion:pain,depression": 0.10, "diffusion:depression": 0.25, "level:pain": 5.0, "level:depression": 3.0, "t0cov:pain": 1.1,
    "t0cov:pain,depression": 0.3, "t0cov:depression": 0.9, "trait:pain": 1.0, "trait:pain,depression": 0.3, "trait:depression": 0.8,
}  # fmt: skip
PLAIN = {"traits": False, "error": False, "t0": "stationary"}
NIL = {"link:pain->depression": 0.0, "link:depression->pain": 0.0}


def loops() -> list[Study]:
    """A person, a person without any arrow, people with a third process between, and a panel."""
    alone = {"error": False, "t0": "stationary", "starts": 1}
    return [
        Study("loops-one-300", 700, "loops", Design(1, 300), PAIR, PLAIN, alone, 1000, COVER, about="One person, 300 days, two processes."),
        Study(
            "loops-null-one-300", 701, "loops", Design(1, 300), PAIR | NIL, PLAIN, alone, 1000, COVER,
            about="One person, 300 days, no arrow: the gain is 0, where the delta method fails.",
        ),
        Study(
            "loops-three-40x30", 702, "loops", Design(40, 30), THREE_TRUE | TRAITS, {**PLAIN, "traits": True}, {**alone, "traits": True},
            1000, COVER, THREE, about="40 people, 30 days, three processes and traits: what goes straight, and through sleep.",
        ),
        Study(
            "loops-panel-centred", 703, "loops", Design(500, 4, "waves", 6.0, unit="month"), MONTHS,
            {"traits": True, "error": False, "t0": "centred"}, {"traits": True, "error": False, "t0": "centred", "starts": 1}, 1000, COVER,
            about="500 people, 4 waves half a year apart, traits.",
        ),
    ]  # fmt: skip


def numbers(fit: Fit) -> dict[str, Effect]:
    """What a spiral, lag curves and a press say of a fit, each with its interval."""
    step = fit.data.interval
    found: dict[str, Effect] = {}
    lags = np.array([0.0, *(t * step for t in TIMES)])
    for (cause, affected), effects in path_effects(fit, lags=lags, draws=draw(fit, DRAWS)).items():
        for part in ("total", "direct", "indirect"):
            curve = getattr(effects, part)
            for k, time in enumerate(TIMES, start=1):
                if np.isfinite(curve.low95[k]) and curve.estimate[k] != 0.0:
                    found[f"{part}:{cause}->{affected}@{time:g}"] = Effect(
                        *(float(x[k]) for x in (curve.estimate, curve.low95, curve.high95))
                    )
    whole = spiral(fit, lag=step, draws=DRAWS)
    if whole.gain is not None and whole.recovery is not None and whole.radius is not None and whole.slowing is not None:
        found |= {"gain": whole.gain, "recovery": whole.recovery, "radius": whole.radius}
        found |= {f"share:{a}->{b}": share.gain for (a, b), share in whole.shares.items()}
        found |= {f"without:{a}->{b}": link.without for (a, b), link in whole.slowing.links.items()}
        found |= {f"central:{name}": c.total_at.effect for name, c in whole.centrality.items()}
        answer = press(fit, {fit.processes[0]: PUSH}, 4.0 * step, draws=DRAWS)
        for name in fit.processes:
            band = answer.path.bands[name]
            found[f"press:{name}@4"] = Effect(*(float(x[-1]) for x in (band.estimate, band.low, band.high)))
            found[f"press:{name}"] = answer.long_run[name]
    return found


def true_numbers(study: Study, step: float) -> dict[str, float]:
    """The same of the loop that the answers were made up from.

    Args:
        study: of kind "loops".
        step: typical interval between occasions.
    """
    loop = parse(study.loop)
    layout = layout_for(loop, study.choices, study.design.unit)
    parts = dynamics(layout, by_name(layout, study.truth))
    drift: ndarray = parts["drift"][None]
    names, p = loop.names, len(loop.names)
    sd = np.sqrt(np.diag(stationary(drift[0], parts["diffusion"])))
    lags = np.array([0.0, *(t * step for t in TIMES)])
    arrows = [(x.cause, x.affected) for x in loop.links]
    where = {arrow: (names.index(arrow[1]), names.index(arrow[0])) for arrow in arrows}
    parts = Parts(drift, lags)
    apart = taken_apart(parts, list(where.values()), sd[None])
    found: dict[str, float] = {}
    for (cause, affected), pair in where.items():
        total, direct = apart[pair].total[:, 0], apart[pair].direct[:, 0]
        for k, time in enumerate(TIMES, start=1):
            for part, value in (("total", total[k]), ("direct", direct[k]), ("indirect", total[k] - direct[k])):
                found[f"{part}:{cause}->{affected}@{time:g}"] = float(value)
        i, j = pair
        found[f"share:{cause}->{affected}"] = float(link_gain(drift, i, j)[0])
        found[f"without:{cause}->{affected}"] = float(recovery_time(cut_link(drift, i, j))[0])
    outward, _ = centrality(parts, sd[None])
    found |= {f"central:{name}": float(outward[1, 0, m]) for m, name in enumerate(names)}
    push = PUSH * np.eye(p)[:1]
    answer, settled = respond(drift, push, 4.0 * step, 1), settle(drift, push)[0]
    found |= {f"press:{name}@4": float(answer.path[0, 1, m]) for m, name in enumerate(names)}
    found |= {f"press:{name}": float(settled[m]) for m, name in enumerate(names)}
    whole = {"gain": spiral_gain(drift), "recovery": recovery_time(drift), "radius": spectral_radius(drift)}
    return found | {name: float(value[0]) for name, value in whole.items()}
