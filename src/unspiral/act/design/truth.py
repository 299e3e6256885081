"""What is taken to be true of the people of a study: rates, links, noise, levels, errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import brentq

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.discretise import discretise
from unspiral.learn.parameters import Layout, layout_for
from unspiral.learn.stationary import stationary
from unspiral.learn.system import Array
from unspiral.learn.windows import looks_back
from unspiral.loop.model import Loop
from unspiral.records import Arrow, Choices

RATE = math.log(2.0)  # per day: half of a disturbance is gone after one day
WITHIN, TRAIT, ERROR = 1.0, 1.0, 0.6  # points: one person's days, people's levels, a single answer
STRONGEST = 50.0  # rate per unit of time beyond which no link is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A loop with its numbers.

    Args:
        loop: declared; without inputs but the one that the study gives.
        drift, diffusion: per time unit.
        trait: covariance of people's levels.
        error: variance of each indicator's answers; nil for all, or for none.
        loading: of each indicator; 1 for the first of a process.
        differ: link -> standard deviation between people, independent of one another and of the levels.
        unit: of time.
        pushes: what the input does -> rate per unit of time while it is assigned: what it does where taken, times the share that is.
    """

    loop: Loop
    drift: Float[ndarray, "p p"]
    diffusion: Float[ndarray, "p p"]
    trait: Float[ndarray, "p p"]
    error: Float[ndarray, " indicators"]
    loading: Float[ndarray, " indicators"]
    differ: Mapping[Arrow, float] = field(default_factory=dict[Arrow, float])
    unit: str = "day"
    pushes: Mapping[Arrow, float] = field(default_factory=dict[Arrow, float])

    @property
    def stable(self) -> bool:
        """Whether the loop returns to its level."""
        return bool(np.linalg.eigvals(self.drift).real.max() < 0)

    @property
    def spread(self) -> Float[ndarray, "p p"]:
        """Covariance of one person's states about their own level."""
        return stationary(self.drift, self.diffusion)

    def place(self, link: Arrow) -> tuple[int, int]:
        """Row and column of a link in the drift."""
        names = self.loop.names
        return names.index(link[1]), names.index(link[0])

    def strength(self, link: Arrow) -> float:
        """Rate of a link, or of what the input does."""
        return self.pushes[link] if link in self.pushes else self.drift[self.place(link)].item()

    def number(self, link: Arrow) -> str:
        """Its contract name."""
        return f"{'input' if link in self.pushes else 'link'}:{link[0]}->{link[1]}"

    def standardised(self, link: Arrow, lag: float) -> float:
        """Total effect after a lag, in within-person standard deviations; of an input that is held all the while."""
        sd = np.sqrt(np.diag(self.spread))
        step = discretise(self.drift, self.diffusion, np.array([lag]))
        if link in self.pushes:
            i = self.loop.names.index(link[1])
            push = np.array([self.pushes.get((link[0], name), 0.0) for name in self.loop.names])
            return float(step.held[0, i] @ push / sd[i])
        i, j = self.place(link)
        return float(step.transition[0, i, j] * sd[j] / sd[i])

    def choices(self, *, alone: bool, level: float, seed: int = 1) -> Choices:
        """How such a study would be learned from: as ``learn`` does by itself for a diary with measurement error."""
        differ = () if alone else tuple(f"link:{cause}->{affected}" for cause, affected in self.differ)
        t0 = "stationary" if alone else "joint"
        families = dict.fromkeys(self.loop.columns, "gaussian")
        return Choices(not alone, bool(self.error.any()), t0, "constant", families, level=level, starts=1, seed=seed, individual=differ)

    def varying(self) -> Loop:
        """The loop with what people differ in declared."""
        return replace(self.loop, vary_links=tuple(link for link in self.loop.links if (link.cause, link.affected) in self.differ))

    def values(self, layout: Layout) -> Float[ndarray, " free"]:
        """Natural values of every number of a layout."""
        p, traits = layout.moving, list(layout.traits)
        first = np.zeros((p + len(traits), p + len(traits)))
        first[:p, :p], first[p:, p:] = self.spread, self.trait[np.ix_(traits, traits)]
        held = {"drift": self.drift, "diffusion": self.diffusion, "t0_cov": first, "error": np.diag(self.error)}
        out = np.zeros(len(layout.slots))
        for k, slot in enumerate(layout.slots):
            if slot.field in held:
                out[k] = held[slot.field][slot.entries[0]]
            elif slot.field == "loading":
                out[k] = self.loading[slot.entries[0][0]]
            elif slot.field == "press":
                cause, _, affected = slot.name.removeprefix("input:").partition("->")
                out[k] = self.pushes[cause, affected]
            elif slot.name.startswith("sd:link:"):
                cause, _, affected = slot.name.removeprefix("sd:link:").partition("->")
                out[k] = self.differ[cause, affected]
        return out

    def named(self, *, alone: bool = False, level: float = 0.95) -> dict[str, float]:
        """The same by contract name."""
        layout = layout_for(self.varying(), self.choices(alone=alone, level=level), self.unit)
        return dict(zip(layout.names, self.values(layout).tolist(), strict=True))

    def taken(self, share: float) -> Truth:
        """The same where this share of what is assigned is taken: the input does so much less."""
        return replace(self, pushes={link: share * value for link, value in self.pushes.items()})

    def with_link(self, link: Arrow, value: float) -> Truth:
        """The same people with another strength of one link, and noise such that each process moves as far as before.

        Raises:
            SpecError: no noise does that.
        """
        if link in self.pushes:
            return replace(self, pushes={**self.pushes, link: value})
        drift = self.drift.copy()
        drift[self.place(link)] = value
        return replace(self, drift=drift, diffusion=noise_for(drift, self.diffusion, np.diag(self.spread)))


def stated(
    loop: Loop, links: Mapping[Arrow, float], *, differ: Mapping[Arrow, float], rates: Mapping[str, float], within: Mapping[str, float],
    traits: Mapping[str, float], errors: Mapping[str, float], given: str = "",
) -> Truth:  # fmt: skip
    """A truth from plain numbers.

    Args:
        loop: declared, two processes or more.
        links: rate of each link per day, and of what the input does; 0 where not given.
        differ: standard deviation of links between people.
        rates: self-rate of each process per day, above 0; ``RATE`` where not given.
        within: standard deviation of one person's states about their own level, in points; ``WITHIN`` where not given.
        traits: standard deviation of people's levels; ``TRAIT``. errors: of a single answer; ``ERROR``.
        given: the input that the study gives; "" for none.

    Returns:
        Truth whose diffusion is what makes each process move that far; noises of different processes are independent.

    Raises:
        SpecError: a name is not in the loop, a number is not possible, or the loop runs away.

    Source: tests/act/design/test_truth.py.
    """
    refuse_loop(loop, given)
    names = loop.names
    for numbers, what in ((rates, "self"), (within, "within"), (traits, "trait"), (errors, "error")):
        _check(numbers, names, what, nil=what in ("trait", "error"))
    pushes = {(one.name, affected): links.get((one.name, affected), 0.0) for one in loop.inputs for affected in one.targets}
    declared = [*((link.cause, link.affected) for link in loop.links), *pushes]
    for link in (*links, *differ):
        check_link(link, declared)
    drift = np.diag([-rates.get(name, RATE) for name in names])
    for (cause, affected), value in links.items():
        if (cause, affected) in pushes:
            continue
        drift[names.index(affected), names.index(cause)] = value
    refuse_unstable(drift)
    sd = np.array([within.get(name, WITHIN) for name in names])
    owner = [process.name for process in loop.processes for _ in process.indicators]
    error = np.array([errors.get(name, ERROR) ** 2 for name in owner])
    if error.any() and not error.all():
        raise SpecError("Answers to one process carry measurement error, and to another none.", fix="--error for both, or 0 for both")
    trait = np.diag([traits.get(name, TRAIT) ** 2 for name in names])
    return Truth(loop, drift, noise_for(drift, np.eye(len(names)), sd**2), trait, error, np.ones(len(owner)), dict(differ), pushes=pushes)


def noise_for(drift: Float[ndarray, "p p"], shape: Float[ndarray, "p p"], variance: Float[ndarray, " p"]) -> Float[ndarray, "p p"]:
    """Diffusion whose stationary variances are as asked, with the correlations of ``shape``.

    A P + P A' + D = 0 is linear in D; the scales of the noises are found so that diag(P) is as asked.

    Raises:
        SpecError: no noise does that, since the links alone move a process farther.
    """
    correlation = shape / np.sqrt(np.outer(np.diag(shape), np.diag(shape)))
    scale = np.sqrt(-2.0 * np.diag(drift) * variance)
    for _ in range(200):
        found = np.diag(stationary(drift, correlation * np.outer(scale, scale)))
        if np.allclose(found, variance, rtol=1e-12, atol=0.0):
            return correlation * np.outer(scale, scale)
        part = np.array([np.diag(stationary(drift, np.diag(unit))) for unit in np.eye(len(scale))]).T
        square = scale**2 + np.linalg.solve(part, variance - found)
        if not (square > 0).all():
            break
        scale = np.sqrt(square)
    raise SpecError(
        "With links this strong the processes would move farther than was stated, without any noise of their own.",
        fix="a weaker link, a faster --self, or a larger --within of what it affects",
    )


def rate_for(truth: Truth, link: Arrow, effect: float, lag: float) -> Truth:
    """The truth whose link, or input, gives a total effect after a lag, in within-person standard deviations.

    Args:
        truth: whose within-person deviations are kept.
        link: the one to set.
        effect, lag: what is wanted, and after which time.

    Raises:
        SpecError: no rate of a loop that returns does that.
    """
    if not (math.isfinite(lag) and lag > 0 and math.isfinite(effect)):
        fix = "--lag 1" if math.isfinite(effect) else f"--effect '{link[0]}->{link[1]}=0.1'"
        raise SpecError(f"An effect of {effect:g} after {lag:g} is not a number after a positive time.", fix=fix)

    if link in truth.pushes:
        without = truth.with_link(link, 0.0).standardised(link, lag)
        one = truth.with_link(link, 1.0).standardised(link, lag) - without
        return truth.with_link(link, (effect - without) / one)

    def found(rate: float) -> float | None:
        try:
            moved = truth.with_link(link, rate)
            return moved.standardised(link, lag) - effect if moved.stable else None
        except (SpecError, ValueError, np.linalg.LinAlgError):
            return None

    last, step = 0.0, math.copysign(0.02, effect - truth.with_link(link, 0.0).standardised(link, lag))
    while abs(last) < STRONGEST:
        height, following = found(last), found(last + step)
        if height is None or following is None:
            break
        if height * following <= 0.0:
            ends = sorted((last, last + step))
            return truth.with_link(link, float(brentq(lambda rate: found(float(rate)) or 0.0, ends[0], ends[1], xtol=1e-13)))
        last += step
    raise SpecError(
        f"No link {link[0]} -> {link[1]} moves {link[1]} by {effect:g} of its own standard deviations after {lag:g}.",
        why="It would have to be so strong that nothing else moved it.", fix="a smaller --effect, or another --lag",
    )  # fmt: skip


def refuse_loop(loop: Loop, given: str = "") -> None:
    """Stop where a loop holds what a plan cannot.

    Raises:
        SpecError: inputs that the study does not give, answers that look back, or no link.
    """
    others = [one.name for one in loop.inputs if one.name != given]
    if others:
        raise SpecError(f"The loop has the input '{others[0]}', which the study does not give.", fix=f"leave '{others[0]}' out of --loop.")
    if looks_back(loop):
        raise SpecError(
            "The loop has answers that look back over a stretch of time.", why="A study is planned for answers about the moment.",
            fix="leave '(mean of ...)' out of the loop.",
        )  # fmt: skip
    if not loop.links:
        raise SpecError("The loop has no link.", why="A study is planned to see one.", fix="--loop 'pain <-> depression'")
    if loop.vary_others:
        raise SpecError(
            f"People are to differ in '{loop.vary_others[0]}'; a plan can let them differ in levels and links.",
            fix=f"--vary '{loop.links[0].cause}->{loop.links[0].affected}=0.1'",
        )


def refuse_unstable(drift: Float[ndarray, "p p"]) -> None:
    """Stop where the loop runs away.

    Raises:
        SpecError: it does.
    """
    if np.linalg.eigvals(drift).real.max() >= 0:
        raise SpecError(
            "With these rates the loop runs away: what goes round comes back larger.", why="No study can be planned of what never settles.",
            fix="weaker links, or a faster return: --self pain=1",
        )  # fmt: skip


def check_link(link: Arrow, declared: list[Arrow]) -> None:
    """Stop at a link that is not declared.

    Raises:
        SpecError: it is not there.
    """
    if link not in declared:
        there = ", ".join(f"{cause} -> {affected}" for cause, affected in declared)
        near = did_you_mean(f"{link[0]}->{link[1]}", [f"{cause}->{affected}" for cause, affected in declared])
        raise SpecError(f"The loop has no link {link[0]} -> {link[1]}.{near}", why=f"Its links: {there}.", fix="add it to --loop.")


def _check(given: Mapping[str, float], names: tuple[str, ...], what: str, *, nil: bool) -> None:
    for name, value in given.items():
        if name not in names:
            raise SpecError(f"'{name}' is not a process of this loop.{did_you_mean(name, names)}", fix=f"use one of: {', '.join(names)}.")
        if not (math.isfinite(value) and (value > 0 or (nil and value == 0))):
            raise SpecError(f"--{what} {name}={value:g} is not a number above 0.", fix=f"--{what} {name}={1 if what != 'error' else 0.6:g}")


def runaways(truth: Truth, many: int = 4096) -> float:
    """Share of people whose own loop would run away, where links differ."""
    if not truth.differ:
        return 0.0
    random = np.random.Generator(np.random.Philox(np.random.SeedSequence([many, 62])))
    drift: Array = np.repeat(truth.drift[None], many, axis=0)
    for link, sd in truth.differ.items():
        i, j = truth.place(link)
        drift[:, i, j] += sd * random.standard_normal(many)
    return float((np.linalg.eigvals(drift).real.max(axis=1) >= 0).mean())
