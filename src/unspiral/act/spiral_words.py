"""The spiral in plain sentences: the size, what the data allow, and whether it is worth speaking of."""

from __future__ import annotations

from unspiral.act.figures import percent, shown
from unspiral.learn.direction import CLEAR, LIKELY, negligible
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Fit
from unspiral.records.spiral import Slowing, Weighed
from unspiral.units import count

FAINT = 0.005  # a gain too small to show as a whole per cent


def in_words(gain: Effect, probability: float, weighed: Weighed, *, closed: bool) -> str:
    """The gain as plain sentences: the size, what the data allow, whether the loop feeds itself, and whether that is worth speaking of.

    Args:
        gain: of the closed loop, with its interval.
        probability: that it is above 0.
        weighed: the same gain held against what is worth speaking of.
        closed: whether any links lead back to where they start.
    """
    if not closed:
        return "No links lead back to where they start, so nothing of a push comes round."
    size = percent(abs(gain.estimate))
    if abs(gain.estimate) < FAINT:
        first = f"The loop feeds back next to nothing of a push ({percent(gain.estimate)})"
    elif gain.estimate > 0:
        first = f"The loop feeds back about {size} of a push"
    else:
        first = f"The loop works against a push: about {size} of it comes back with the opposite sign"
    low = percent(gain.low) if gain.low is not None else "any damping"
    high = percent(gain.high) if gain.high is not None else "a loop that runs away"
    missing = [side for side, end in (("lower", gain.low), ("upper", gain.high)) if end is None]
    open_end = f" Its interval has no {' and no '.join(missing)} end." if missing else ""
    judged = f"{_judged(gain, probability)} {_worth(weighed)}"
    if weighed.word == "nil":  # what cannot be told of so small a gain need not be told
        judged = judged if _judged(gain, probability).endswith("is clear.") else _worth(weighed)
    return f"{first}; the data allow anything from {low} to {high}.{open_end} {judged}"


def in_assumed_words(gain: Effect, probability: float, weighed: Weighed, *, closed: bool) -> str:
    """The gain where assumptions stand in place of data: what they amount to, and no word that sounds like a finding.

    Args:
        gain, probability, weighed, closed: as for ``in_words``.
    """
    if not closed:
        return "No links lead back to where they start, so nothing of a push comes round."
    low = percent(gain.low) if gain.low is not None else "any damping"
    high = percent(gain.high) if gain.high is not None else "a loop that runs away"
    if gain.low is not None and gain.low == gain.high:
        size = percent(gain.estimate)
        return f"If these assumptions held, {size} of a push would be expected to come back. Nobody's answers say that they do."
    first = f"If these assumptions held, anything from {low} to {high} of a push would be expected to come back round the loop"
    if CLEAR > probability > 1.0 - CLEAR:
        return f"{first}. Whether it feeds itself or damps itself, assumptions cannot tell."
    way = "feeds" if probability >= CLEAR else "damps"
    size = percent(abs(weighed.threshold))
    return f"{first}. That it {way} itself was put in, not found; whether by more than {size}, answers have to tell."


def _worth(weighed: Weighed) -> str:
    """Whether so much comes back, or is damped, that it is worth speaking of."""
    size = percent(abs(weighed.threshold))
    if weighed.word == "nil":
        return f"It is less than {size} either way: no spiral worth speaking of."
    way = "feeds back" if weighed.threshold > 0 else "damps away"
    said = f"That it {way} more than {size} of a push"
    if weighed.word in ("clear", "likely"):
        return f"{said} is {weighed.word}."
    share = "less than 1 %" if weighed.probability < 0.01 else f"{100.0 * weighed.probability:.0f} %"
    if weighed.word == "likely not":
        return f"{said}, from which a spiral is worth speaking of, is not likely (probability {share})."
    return f"{said}, from which a spiral is worth speaking of, these data cannot tell (probability {share})."


def _judged(gain: Effect, probability: float) -> str:
    # An interval of the fit may come from a profile and the probability from draws: clear is what both say.
    if probability >= CLEAR and gain.low is not None and gain.low > 0.0:
        return "That it feeds itself is clear."
    if probability <= 1.0 - CLEAR and gain.high is not None and gain.high < 0.0:
        return "That it damps itself is clear."
    if probability >= LIKELY:
        return "That it feeds itself is likely."
    if probability <= 1.0 - LIKELY:
        return "That it damps itself is likely."
    return "Whether it feeds itself or damps itself, these data cannot tell."


def slowing_words(found: Slowing, unit: str, *, assumptions: bool = False) -> str:
    """Whether links slow recovery, and which one does so most.

    Args:
        found: what slows recovery.
        unit: of time.
        assumptions: whether they stand in place of data.
    """
    slowed = found.slowed
    if slowed.word == "none":
        return "Links that lead nowhere back change no recovery: each disturbance passes at its own process's pace."
    if assumptions:
        low, high = (None if end is None else percent(end) for end in (slowed.effect.low, slowed.effect.high))
        ends = f"anything from {low or 'any shortening'} to {high or 'no end'}" if low != high else low
        return (
            f"If these assumptions held, the links would be expected to make a disturbance last longer by {ends} than the slowest process "
            f"alone would need ({shown(found.alone.estimate)} {unit}s in the middle). Which link would do most, assumptions cannot tell."
        )
    size = percent(abs(slowed.effect.estimate))
    if slowed.word == "nil":
        first = f"The links change how long a disturbance lasts by less than {percent(abs(slowed.threshold))}: nothing worth speaking of."
        return first
    way = "longer" if slowed.effect.estimate > 0 else "shorter"
    first = f"With the links a disturbance lasts about {size} {way} than the slowest process alone would need"
    sure = {"clear": "is clear", "likely": "is likely", "likely not": "is not likely"}.get(slowed.word, "these data cannot tell")
    first = f"{first} ({shown(found.alone.estimate)} {unit}s); that it is more than {percent(abs(slowed.threshold))} {way} {sure}."
    return f"{first} {_slowest(found)}"


def _slowest(found: Slowing) -> str:
    """Which link slows recovery most."""
    if not found.most:
        return "No link slows recovery: without any of them it would take as long or longer."
    names = [f"{spoken(a)} → {spoken(b)}" for a, b in found.most]
    saved = found.links[found.most[0]].saved
    if saved.word == "nil":
        return f"No link slows it by more than {percent(abs(saved.threshold))}."
    shorter = f"recovery would be expected to be {percent(saved.effect.estimate)} shorter"
    share = "more than 99 %" if found.probability > 0.99 else f"{100.0 * found.probability:.0f} %"
    if len(names) > 1:
        which = f"{', '.join(names[:-1])} or {names[-1]}"
        sure = (
            f"that it would be shorter is {found.word}" if found.word in ("clear", "likely") else "whether it would, these data cannot tell"
        )
        return f"Cutting {which} would do the same: {shorter}; {sure} (probability {share})."
    if found.word in ("clear", "likely"):
        return f"The link that slows it most is {names[0]}: without it {shorter}. That it is this one is {found.word} ({share})."
    return f"Which link slows it most these data cannot tell; the estimate says {names[0]} (probability {share}): without it {shorter}."


def assumed_of_spiral(fit: Fit, threshold: float, lag: float | None, *, standardised: bool) -> list[str]:
    """What the numbers of a spiral assume, and what counts as worth speaking of.

    Args:
        fit: a fitted loop.
        threshold: gain from which a spiral is worth speaking of.
        lag: at which effects are judged; None where they are not shown.
        standardised: whether effects are in within-person standard deviations.
    """
    found = [
        f"A spiral counts as worth speaking of from a gain of {percent(threshold)}: a held push then ends "
        f"{percent(threshold / (1.0 - threshold))} larger than it would without the loop.",
    ]
    if lag is None:
        return found
    unit = fit.data.time_unit
    if len(fit.processes) > 2:
        found.append("Straight means: every other process held still at its level. That is a thought, not something that was tried.")
    if standardised:
        size = shown(negligible(fit.data.interval, unit))
        found.append(f"Effects after {count(lag, unit)} count as worth speaking of from {size} within-person standard deviations.")
    else:
        found.append("The loop has no level of its own to which it returns for sure: effects are in points per point, none is called nil.")
    found.append("Centrality adds up effects on different processes as if a standard deviation of each weighed the same.")
    return found
