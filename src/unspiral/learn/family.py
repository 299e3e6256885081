"""Which family each indicator's answers are of: read from what was asked, held against the answers, and said."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError, NotIdentified, SpecError, closest, did_you_mean
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Moments, Panel, Verdict

FAMILIES = ("gaussian", "ordinal", "binary", "count", "bounded")
PLAIN = ("gaussian",)  # numbers with normal noise: what the filter takes as they are
NOISY = ("gaussian", "bounded")  # those that carry a measurement error of their own
MOST_STEPS = 12  # different answers up to which a scale is one of steps
RARE = 5  # answers to a step below which its thresholds are hardly known
_TEXT = re.compile(r"\s*(\w+)\s*(?:\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\))?\s*")

Families = dict[str, str]
Scales = dict[str, tuple[float, ...]]


def read_family(text: str, column: str) -> tuple[str, tuple[float, float] | None]:
    """A family as it is typed: "ordinal", or "bounded(0,10)" with the ends of the scale.

    Args:
        text: as typed.
        column: whose family it is, for messages.

    Returns:
        The family, and the ends where they were given.

    Raises:
        SpecError: there is no such family, or the ends are no ends.
    """
    found = _TEXT.fullmatch(text)
    name = found[1].lower() if found else text
    if found is None or name not in FAMILIES:
        raise SpecError(
            f"'{text}' is not a family of answers.{did_you_mean(name, FAMILIES)}",
            why="An answer is a number (gaussian), a step (ordinal), yes or no (binary), a count, or a number on a scale with ends "
            "(bounded).",
            fix=f"--family {column}=ordinal",
        )
    if found[2] is None:
        return name, None
    if name != "bounded":
        raise SpecError(f"'{name}' has no ends to be given.", fix=f"--family {column}={name}")
    try:
        low, high = float(found[2]), float(found[3])
    except ValueError:
        low = high = np.nan
    if not (np.isfinite(low + high) and low < high):
        raise SpecError(f"'{text}' does not say the lowest and the highest possible answer.", fix=f"--family '{column}=bounded(0,10)'")
    return name, (low, high)


def settle_families(data: Panel | Moments, loop: Loop, asked: Mapping[str, str]) -> tuple[Families, Scales, list[Verdict]]:
    """The family of every indicator and the steps or ends of its scale, once the answers are such answers.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model.
        asked: column -> family as typed; the others are Gaussian.

    Returns:
        Families; column -> its answers in order (ordinal, binary) or its two ends (bounded); and what has to be said.

    Raises:
        SpecError: a column or a family that does not exist, or that does not go with these data.
        DataError: an answer that the family does not have.
        NotIdentified: too few different answers.
    """
    families, scales, said = dict.fromkeys(loop.columns, "gaussian"), Scales(), list[Verdict]()
    for column, text in asked.items():
        if column not in loop.columns:
            hint = did_you_mean(column, loop.columns)
            what = f"--family names '{column}', which is no column of the loop ({', '.join(loop.columns)}).{hint}"
            near = closest(column, loop.columns)
            raise SpecError(
                what, fix=f"--family {near}={text}" if near else f"leave out --family {column}={text}, or name the column in the loop."
            )
        family, ends = read_family(text, column)
        if family == "gaussian":
            continue
        if isinstance(data, Moments):
            raise SpecError(
                f"Summary statistics cannot say how '{column}' was answered: they hold means and covariances alone.",
                why="Steps, counts and the ends of a scale are seen only in single answers.", fix="learn from the table of rows.",
            )  # fmt: skip
        values = _answers(data, column)
        families[column] = family
        scale, more = _SETTLE[family](column, values, ends)
        if scale:
            scales[column] = scale
        said += more
    return families, scales, said


def _answers(data: Panel, column: str) -> Array:
    values = np.concatenate([p.values[:, data.indicators.index(column)] for p in data.persons])
    return values[~np.isnan(values)]


def _ordinal(column: str, values: Array, _ends: tuple[float, float] | None) -> tuple[tuple[float, ...], list[Verdict]]:
    steps, counts = np.unique(values, return_counts=True)
    if len(steps) == 2:
        raise SpecError(f"'{column}' has two different answers: that is yes or no.", fix=f"--family {column}=binary")
    if len(steps) > MOST_STEPS:
        raise SpecError(
            f"'{column}' has {len(steps)} different answers; steps are learned up to {MOST_STEPS}.",
            why="Each step costs a threshold, and so fine a scale is hardly different from a number.",
            fix=f"--family {column}=gaussian, or --family {column}=bounded where many answers lie at an end",
        )
    listed = ", ".join(f"{v:g}" for v in steps)
    said = [Verdict("family", "ok", f"'{column}' is read in {len(steps)} steps ({listed}), with a threshold between neighbours.")]
    whole = bool(np.all(steps == np.round(steps)))
    between = range(int(steps[0]), int(steps[-1])) if np.ptp(steps) <= 2 * MOST_STEPS else ()
    never = [f"{v}" for v in between if v not in steps] if whole and np.ptp(steps) <= 2 * MOST_STEPS else []
    if never:
        said.append(
            Verdict("unused-step", "caution", f"Nobody answered {' or '.join(never)} to '{column}': the steps around it are taken as "
                    "neighbours, with one threshold between them.",
                    "As it should be where that answer cannot be given; else its thresholds are not known from these answers.")
        )  # fmt: skip
    rare = [f"{v:g} ({n} time{'' if n == 1 else 's'})" for v, n in zip(steps, counts, strict=True) if n < RARE]
    if rare:
        said.append(
            Verdict("rare-step", "caution",
                    f"'{column}' was hardly ever answered {', '.join(rare)}: the thresholds beside it are hardly known.",
                    "Read them with care; steps may be put together in the table before it is read.")
        )  # fmt: skip
    return tuple(steps.tolist()), said


def _binary(column: str, values: Array, _ends: tuple[float, float] | None) -> tuple[tuple[float, ...], list[Verdict]]:
    steps = np.unique(values)
    if len(steps) != 2:
        raise SpecError(
            f"'{column}' has {len(steps)} different answers, and yes or no are two.",
            fix=f"--family {column}={'ordinal' if len(steps) <= MOST_STEPS else 'gaussian'}",
        )
    said = Verdict("family", "ok", f"'{column}' is read as yes ({steps[1]:g}) or no ({steps[0]:g}): {np.mean(values == steps[1]):.0%} yes.")
    return tuple(steps.tolist()), [said]


def _count(column: str, values: Array, _ends: tuple[float, float] | None) -> tuple[tuple[float, ...], list[Verdict]]:
    wrong = values[(values < 0) | (values != np.round(values))]
    if len(wrong):
        raise DataError(
            f"'{column}' holds {wrong[0]:g}, which is no count.", why="Counts are 0, 1, 2 and so on.",
            fix=f"correct that answer, or --family {column}=gaussian",
        )  # fmt: skip
    return (), [Verdict("family", "ok", f"'{column}' is read as a count whose expected value is e to the power of the state (Poisson).")]


def _bounded(column: str, values: Array, ends: tuple[float, float] | None) -> tuple[tuple[float, ...], list[Verdict]]:
    low, high = ends or (float(values.min()), float(values.max()))
    beyond = values[(values < low) | (values > high)]
    if len(beyond):
        raise DataError(
            f"'{column}' holds {beyond[0]:g}, beyond its ends {low:g} and {high:g}.", why="No answer can lie beyond the ends of its scale.",
            fix=f"--family '{column}=bounded({min(low, float(values.min())):g},{max(high, float(values.max())):g})'",
        )  # fmt: skip
    if len(np.unique(values[(values > low) & (values < high)])) < 3:
        raise NotIdentified(
            f"Nearly all answers to '{column}' lie at {low:g} or {high:g}.",
            why="How far people move between the ends is seen only in answers between them.",
            fix=f"--family {column}=ordinal", code="bounded-ends-only",
        )  # fmt: skip
    at_low, at_high = (float((values == end).sum()) / len(values) for end in (low, high))
    whence = "" if ends else " (the lowest and the highest answer there is; bounded(LOW,HIGH) names others)"
    shares = f"{at_low:.0%} lie at the one, {at_high:.0%} at the other"
    told = f"'{column}' is read as a number that is cut off at {low:g} and {high:g}{whence}: {shares}."
    return (low, high), [Verdict("family", "ok", told)]


_SETTLE = {"ordinal": _ordinal, "binary": _binary, "count": _count, "bounded": _bounded}


def held_families(warm: Fit, asked: Mapping[str, str]) -> dict[str, str]:
    """Families of a saved fit, as they would be typed; what is asked beside must be the same.

    Raises:
        SpecError: it is not.
    """
    held = warm.choices.families
    for column, text in asked.items():
        family, _ = read_family(text, column)
        if held.get(column) != family:
            raise SpecError(
                f"--family {column}={text} contradicts the fit to go on from, which reads it as {held.get(column, 'nothing')}.",
                why="A fit that goes on answers the same question with more days.",
                fix="leave that option out, or learn anew without --from and with it.",
            )
    ends = {c: "({:g},{:g})".format(*s) for c, s in warm.choices.scales.items() if held.get(c) == "bounded"}
    return {c: family + ends.get(c, "") for c, family in held.items()}


def families_of(choices: Choices, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Family of each column, in order; Gaussian where nothing is said."""
    return tuple(choices.families.get(c, "gaussian") for c in columns)


def settled_scales(choices: Choices, columns: tuple[str, ...]) -> None:
    """Refuse choices that name a family without the scale that it needs.

    Raises:
        SpecError: steps or ends are not given, or are none.
    """
    for column in columns:
        family, scale = choices.families.get(column, "gaussian"), choices.scales.get(column, ())
        fewest = {"ordinal": 3, "binary": 2, "bounded": 2}.get(family, 0)
        wrong = len(scale) < fewest or (family in ("binary", "bounded") and len(scale) != 2) or list(scale) != sorted(set(scale))
        if family not in FAMILIES or wrong:
            raise SpecError(
                f"The family '{family}' of '{column}' has no scale that goes with it.",
                fix=f"scales={{'{column}': (0.0, 1.0, 2.0, 3.0)}}, the answers in order, or the two ends of a bounded one",
            )


def steps_of(choices: Choices, columns: tuple[str, ...]) -> tuple[int, ...]:
    """How many steps each ordinal column has; 0 for the others."""
    return tuple(len(choices.scales.get(c, ())) if choices.families.get(c) == "ordinal" else 0 for c in columns)


def in_steps(choices: Choices) -> tuple[str, ...]:
    """Columns whose answers are not plain numbers."""
    return tuple(c for c, family in choices.families.items() if family not in PLAIN)


def coded(values: Float[ndarray, "*any"], family: str, scale: tuple[float, ...], column: str) -> Float[ndarray, "*any"]:
    """Answers as the model holds them: steps as 0, 1, 2 ... in their order, others as they are.

    Args:
        values: answers, nan where there is none.
        family: of the column.
        scale: its answers in order.
        column: for messages.

    Raises:
        DataError: an answer is none of the steps, or beyond the ends.
    """
    given = ~np.isnan(values)
    if family in ("ordinal", "binary"):
        steps = np.array(scale)
        place = np.searchsorted(steps, np.where(given, values, steps[0]))
        strange = given & (steps[np.minimum(place, len(steps) - 1)] != values)
        if strange.any():
            listed = ", ".join(f"{v:g}" for v in steps)
            raise DataError(
                f"'{column}' holds {values[strange][0]:g}, which is none of its steps ({listed}).",
                why="What lies behind an answer that was never seen cannot be told.",
                fix="learn again from all answers, without --from.",
            )
        return np.where(given, place.astype(float), np.nan)
    if family == "bounded" and bool((given & ((values < scale[0]) | (values > scale[1]))).any()):
        raise DataError(
            f"'{column}' holds an answer beyond its ends {scale[0]:g} and {scale[1]:g}.",
            fix="learn again from all answers, without --from.",
        )
    return values


def decoded(values: Float[ndarray, "*any"], family: str, scale: tuple[float, ...]) -> Float[ndarray, "*any"]:
    """The reverse of ``coded``: steps 0, 1, 2 ... as the answers of the questionnaire."""
    if family not in ("ordinal", "binary"):
        return values
    given = ~np.isnan(values)
    return np.where(given, np.array(scale)[np.where(given, values, 0).astype(int)], np.nan)


def ends_of(choices: Choices, columns: tuple[str, ...]) -> tuple[tuple[float, float], ...]:
    """Lowest and highest possible answer of each bounded column; infinite for the others."""
    found: list[tuple[float, float]] = []
    for c in columns:
        scale = choices.scales.get(c, ()) if choices.families.get(c) == "bounded" else ()
        found.append((float(scale[0]), float(scale[1])) if scale else (-np.inf, np.inf))
    return tuple(found)


# What a number of such a process is counted in ------------------------------------------------------------------------------------

UNITS = {"gaussian": "points", "bounded": "points", "ordinal": "probits", "binary": "probits", "count": "logs"}


def unit_of(family: str) -> str:
    """What the number behind an answer is counted in: points of its scale, probits, or natural logarithms of a rate."""
    return UNITS[family]


def product(one: str, other: str) -> str:
    """Unit of a covariance."""
    return f"{one}^2" if one == other else f"{one}*{other}"


def unit_of_process(fit: Fit, process: str) -> str:
    """What a process of a fit is counted in: the unit of its first indicator; without data as its beliefs say."""
    if fit.beliefs is not None:
        return fit.beliefs.counted[process]
    column = next(p.indicators[0].column for p in parse(fit.loop_text).processes if p.name == process)
    return unit_of(fit.choices.families.get(column, "gaussian"))


def refuse_steps(choices: Choices, what: str) -> None:
    """Stop where something is not worked out for answers that are not plain numbers.

    Args:
        choices: of the fit.
        what: is asked of it, as the beginning of a sentence: "A forecast".

    Raises:
        SpecError: the fit has such answers.
    """
    columns = in_steps(choices)
    if columns:
        raise SpecError(
            f"{what} is not made from a fit with --family {columns[0]}={choices.families[columns[0]]}.",
            why="What would be answered next is then a chance of each step, which this version does not work out.",
            fix=f"learn again with --family {columns[0]}=gaussian, and read what that leaves out in docs/how-to/answers-in-steps.md.",
        )
