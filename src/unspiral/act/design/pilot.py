"""What a pilot study knows, as truths to plan from: its estimate, and loops that it leaves possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.caution import refuse
from unspiral.act.design.truth import Truth, check_link, refuse_loop
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.draws import possible
from unspiral.learn.family import PLAIN
from unspiral.learn.parameters import Layout, Scale, dynamics, layout_for, natural
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Arrow, Fit, Verdict
from unspiral.records.beliefs import needs_answers


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """A pilot.

    Args:
        estimate: its estimate.
        draws: loops it leaves possible that return to their level.
        lost: share of draws that run away, and were left out.
        said: what was set aside or filled in.
    """

    estimate: Truth
    draws: tuple[Truth, ...]
    lost: float
    said: tuple[Verdict, ...]


def pilot_of(
    fit: Fit, link: Arrow, value: float | None, *, draws: int, differ: Mapping[Arrow, float], traits: Mapping[str, float]
) -> Pilot:
    """Read a fit as a pilot study.

    Args:
        fit: of the pilot.
        link: the one in question.
        value: its rate where the study is to see another one than the pilot found; each draw then has this one, and noise such that its
            processes move as far as before.
        draws: loops drawn from what the pilot leaves possible.
        differ: spreads of links between people; those that the pilot learned hold where they are not given.
        traits: standard deviations of people's levels, for a pilot of one person.

    Raises:
        NotIdentified: the fit carries nothing, or runs away.
        SpecError: its answers are no plain numbers, or what is asked is not in it.

    Source: tests/act/design/test_pilot.py.
    """
    needs_answers(fit.beliefs, "A pilot")
    refuse(fit)
    if any(family not in PLAIN for family in fit.choices.families.values()):
        raise SpecError(
            "The pilot's answers are steps, counts or bounded scales.", why="Expected information is exact for plain numbers only.",
            fix="learn the pilot again without --family.",
        )  # fmt: skip
    loop = parse(fit.loop_text)
    if link[0] in [one.name for one in loop.inputs]:
        raise SpecError(
            f"{link[0]} -> {link[1]} is what an input does; from a pilot, a plan is about links between processes.",
            why="When the study gives it, and which part of it is taken, is planned for from stated numbers only.",
            fix=f"leave --fit out: --loop, --link '{link[0]}->{link[1]}=RATE' and --given '{link[0]}: half'",
        )
    aside = [f"the input {given.name}" for given in loop.inputs]
    aside += [what for what, there in _beside(fit).items() if there]
    loop = replace(loop, inputs=(), vary_links=(), vary_levels=(), vary_others=())
    refuse_loop(loop)
    declared = [(one.cause, one.affected) for one in loop.links]
    for one in (link, *differ):
        check_link(one, declared)
    layout = layout_for(parse(fit.loop_text), fit.choices, fit.data.time_unit)
    thetas = possible(fit, draws)
    values = natural(layout, _scale(fit, layout), thetas)
    values[0] = [p.estimate for p in fit.parameters]
    truths = [_truth(layout, fit, one, loop, differ, traits) for one in values]
    if value is not None:
        moved = [_moved(one, link, value) for one in truths]
        truths = [one if one is not None else replace(truths[k], diffusion=np.full_like(truths[k].diffusion, np.nan))
                  for k, one in enumerate(moved)]  # fmt: skip
    fine = [one for one in truths[1:] if _usable(one)]
    if not _usable(truths[0]):
        raise NotIdentified(
            "The pilot's loop runs away, or would with that link.", why="No study can be planned of what never settles.",
            fix="a weaker link, or plan from stated numbers (leave out --fit).", code="unstable",
        )  # fmt: skip
    said: list[Verdict] = []
    if aside:
        several = " and ".join(aside)
        said.append(Verdict("pilot-set-aside", "caution", f"The pilot also has {several}; the plan is for a study without.", ""))
    if not fit.choices.traits:
        said.append(
            Verdict("pilot-levels", "caution", "The pilot does not say how much people's levels differ: as much as one person's own days, "
                    "unless --trait says otherwise.", "--trait pain=1")
        )  # fmt: skip
    lost = 1.0 - len(fine) / draws if draws else 0.0
    return Pilot(truths[0], tuple(fine), lost, tuple(said))


def _beside(fit: Fit) -> dict[str, bool]:
    c = fit.choices
    return {
        "covariates": bool(c.covariates), "days of the week": c.weekday, "a daily wave": c.daytime, "pushes overnight": c.overnight,
        "a trend": c.trend, "means of its own for each wave": bool(c.waves), "what skipped prompts tell": c.skips,
    }  # fmt: skip


def _scale(fit: Fit, layout: Layout) -> Scale:
    """The scale of the search; that of errors is stored nowhere and follows from the estimates."""
    item = np.ones(len(layout.columns))
    section = layout.sections["error"]
    for k, column in zip(range(section.start, section.stop), layout.items("error"), strict=True):
        if fit.working.theta[k] != 0.0:
            item[column] = np.sqrt(fit.parameters[k].estimate) / abs(fit.working.theta[k])
    return Scale(fit.working.clock, fit.working.spread, item)


def _truth(
    layout: Layout, fit: Fit, values: Float[ndarray, " free"], plain: Loop, differ: Mapping[Arrow, float], traits: Mapping[str, float]
) -> Truth:
    """One loop that the pilot leaves possible."""
    names, p = layout.processes, len(layout.processes)
    parts = dynamics(layout, values)
    by_name = dict(zip(layout.names, values.tolist(), strict=True))
    own = {
        (cause, affected): sd
        for name, sd in by_name.items()
        if name.startswith("sd:link:") and sd > 0
        for cause, _, affected in [name.removeprefix("sd:link:").partition("->")]
    }
    trait = np.zeros((p, p))
    held = [names[i] for i in layout.traits]
    for i, one in enumerate(held):
        for other in held[: i + 1]:
            a, b = names.index(one), names.index(other)
            key = f"trait:{one}" if one == other else f"trait:{other},{one}"
            trait[a, b] = trait[b, a] = by_name.get(key, 0.0)
    error = np.array([by_name.get(f"error:{column}", 0.0) for column in plain.columns])
    loading = np.array([by_name.get(f"loading:{process.name}={i.column}", 1.0) for process in plain.processes for i in process.indicators])
    drift, diffusion = parts["drift"][:p, :p], parts["diffusion"][:p, :p]
    spread = {link: sd for link, sd in {**own, **differ}.items() if sd > 0}
    found = Truth(plain, drift, diffusion, trait, error, loading, spread, fit.data.time_unit)
    if found.stable and (traits or not layout.traits):
        sd: Array = np.sqrt(np.diag(trait) if layout.traits else np.diag(found.spread))
        wanted = np.array([traits.get(name, sd[i]) for i, name in enumerate(names)])
        found = replace(found, trait=trait * np.outer(wanted / sd, wanted / sd) if layout.traits else np.diag(wanted**2))
    return found


def _moved(truth: Truth, link: Arrow, value: float) -> Truth | None:
    if not truth.stable:
        return None
    try:
        return truth.with_link(link, value)
    except (SpecError, ValueError):
        return None


def _usable(truth: Truth) -> bool:
    return bool(np.isfinite(truth.diffusion).all()) and truth.stable
