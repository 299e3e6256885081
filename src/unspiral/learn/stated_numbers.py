"""Numbers that a user states for a loop without data: one number, a 95 % range, or a law; each kind with the one law that fits it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.given_priors import LOG_NORMAL, NORMAL, given_priors
from unspiral.learn.parameters import Layout

Stated = Mapping[str, float | str]

FIXED = "fixed"
HALF_LIFE, WITHIN = "half-life", "within"
MOST = 1e9  # in size: beyond it no number of a loop makes sense
MOST_PUSH = 1e3  # of a link, an input or a rate, in its own unit: a push that would cross any scale within a moment
REACH = float(ndtri(0.975))  # standard deviations to either end of a 95 % range
EXAMPLES = {
    "self": "half-life:{0}=0.5:4", "half-life": "half-life:{0}=0.5:4", "fading": "fading:{0}=-1:-0.1", "link": "link:{0}=0:0.2",
    "input": "input:{0}=-0.5:0", "level": "level:{0}=5", "within": "within:{0}=1.8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Law:
    """The law of one number.

    Args:
        kind: "fixed", "normal", or "log-normal", which keeps the sign of its median.
        centre: the number itself, the mean, or the median.
        spread: standard deviation, of the logarithm where the law is log-normal; 0 where the number is fixed.
    """

    kind: str
    centre: float
    spread: float = 0.0

    def at(self, z: Float[ndarray, " draws"]) -> Float[ndarray, " draws"]:
        """Values at these standard normal numbers."""
        if self.kind == LOG_NORMAL:
            return self.centre * np.exp(self.spread * z)
        return self.centre + self.spread * z

    @property
    def ends(self) -> tuple[float, float, float]:
        """2.5 %, 50 % and 97.5 % of it, in order."""
        low, high = sorted(float(x) for x in self.at(np.array([-REACH, REACH])))
        return low, self.centre, high


def stated_numbers(layout: Layout, stated: Stated) -> dict[str, Law]:
    """What a user stated, as laws by contract name; half-lives as the rates they are, and ``within:PROCESS`` beside them.

    0.2 is that number. 0.1:0.3 holds 95 % between its ends: normal, of rates and half-lives log-normal. normal(0, 0.2) and
    log-normal(-0.7, 1.2) as for ``unspiral learn --prior``.

    Args:
        layout: of the loop.
        stated: name -> number, or text.

    Raises:
        SpecError: an unknown name, a range that runs backwards, a rate or half-life of the wrong sign, a number that is none, or one of a
            size that no loop has.

    Source: tests/learn/test_stated_numbers.py.
    """
    known = nameable(layout)
    found: dict[str, Law] = {}
    for name, value in stated.items():
        kind, _, rest = name.partition(":")
        if name not in known:
            what = f"A number was stated for '{name}', which is none of this loop's.{did_you_mean(name, known)}"
            raise SpecError(what, fix=f"one of {', '.join(known)}")
        law = _law(layout, name, value)
        meant = f"self:{rest}" if kind == HALF_LIFE else name
        if kind == HALF_LIFE:  # rate = log 2 / half-life, whose logarithm has the same spread
            law = Law(law.kind, -math.log(2.0) / law.centre, law.spread)
        _of_a_size(name, value, law)
        if meant in found:
            raise SpecError(f"'{meant}' is stated twice, as a rate and as a half-life.", fix="state one of them.")
        found[meant] = law
    for name in found:
        process = _process_of_level(layout, name)
        if process is not None and f"{WITHIN}:{process}" not in found:
            raise SpecError(
                f"'{name}' says where {process} stands in points, and nobody says how many points one standard deviation of it is.",
                why="Levels and links would be counted in different units.", fix=f"--prior {WITHIN}:{process}=1.8 beside it",
            )  # fmt: skip
    return found


def nameable(layout: Layout) -> tuple[str, ...]:
    """Names under which something can be stated."""
    at = layout.sections
    held = [slot.name for name in ("self", "link", "fading", "input", "level") for slot in layout.slots[at[name]]]
    return (*held, *(f"{HALF_LIFE}:{name}" for name in layout.processes), *(f"{WITHIN}:{name}" for name in layout.processes))


def _of_a_size(name: str, value: float | str, law: Law) -> None:
    """Stop at a number that no loop has: what follows from it would look like an answer.

    Half-lives come as the rates that they are, so that one of next to nothing is one of these, too.
    """
    kind, _, rest = name.partition(":")
    most = MOST_PUSH if kind in ("link", "input", "self", "fading", HALF_LIFE) else MOST
    with np.errstate(over="ignore"):  # too large for a computer is too large for a loop
        ends = law.ends
    size = max(abs(end) for end in ends)
    if not (size <= most and (kind not in ("self", "fading", HALF_LIFE, WITHIN) or min(abs(end) for end in ends) >= 1.0 / MOST)):
        bound = f"between {1.0 / MOST:g} and {most:g}" if kind in ("self", "fading", HALF_LIFE, WITHIN) else f"{most:g} at most in size"
        what = "as a rate " if kind == HALF_LIFE else ""
        raise SpecError(
            f"'{name}={value}' makes no sense for a loop: {what}it has to be {bound}, with its whole range.",
            why="It looks like a slip of the keyboard.", fix=f"--prior '{EXAMPLES[kind].format(rest)}'",
        )  # fmt: skip


def _process_of_level(layout: Layout, name: str) -> str | None:
    column = name.removeprefix("level:") if name.startswith("level:") else None
    return None if column is None else layout.processes[layout.owner[layout.columns.index(column)]]


def _law(layout: Layout, name: str, value: float | str) -> Law:
    kind, _, rest = name.partition(":")
    fix = f"--prior '{EXAMPLES[kind].format(rest)}'"
    if isinstance(value, str) and "(" in value:
        if kind in (HALF_LIFE, WITHIN):
            raise SpecError(f"'{name}' takes a number{' or a range' if kind == HALF_LIFE else ''}, and '{value}' is neither.", fix=fix)
        law = LOG_NORMAL if kind in ("self", "fading") else NORMAL
        return Law(law, *given_priors(layout, {name: value})[name])
    ends = _ends(name, value, fix)
    if kind == WITHIN and len(ends) > 1:
        raise SpecError(
            f"'{name}' is given a range; it says what one point is, and takes one number.", why="A scale that moves is none.",
            fix=f"--prior {name}={math.sqrt(abs(ends[0] * ends[1])) or 1.0:.3g}",
        )  # fmt: skip
    if kind in ("self", "fading") and max(ends) >= 0.0:
        raise SpecError(
            f"'{name}' is stated as {_shown(ends)}, and a rate of return is below 0.",
            why="At 0 and above nothing brings the process back, and a loop of such processes has no level.", fix=fix,
        )  # fmt: skip
    if kind in (HALF_LIFE, WITHIN) and min(ends) <= 0.0:
        raise SpecError(f"'{name}' is stated as {_shown(ends)}, and is a number above 0.", fix=fix)
    if len(ends) == 1:
        return Law(FIXED, ends[0])
    low, high = ends[0], ends[-1]
    if kind in ("self", "fading", HALF_LIFE):
        sign = -1.0 if kind != HALF_LIFE else 1.0
        return Law(LOG_NORMAL, sign * math.sqrt(low * high), abs(math.log(high / low)) / (2.0 * REACH))
    return Law(NORMAL, 0.5 * (low + high), (high - low) / (2.0 * REACH))


def _ends(name: str, value: float | str, fix: str) -> list[float]:
    """One number, or the two ends of a range."""
    parts = value.split(":") if isinstance(value, str) else [value]
    try:
        found: list[float] = [float(part) for part in parts]
    except ValueError:
        found = []
    if len(found) not in (1, 2) or not all(math.isfinite(x) for x in found):
        raise SpecError(f"'{name}={value}' is neither a number nor a range of two.", why="0.2 is a number, 0.1:0.3 a range.", fix=fix)
    if len(found) == 2 and found[0] >= found[1]:
        low, high = found[1], found[0]
        way = "runs backwards" if low < high else "has two ends that are one"
        better = f"--prior '{name}={low:g}:{high:g}'" if low < high else f"--prior '{name}={low:g}'"
        raise SpecError(f"The range {value} of '{name}' {way}.", why="It holds 95 % between its lower and its upper end.", fix=better)
    return found


def _shown(ends: list[float]) -> str:
    return " to ".join(f"{end:g}" for end in ends)
