"""How far an answer depends on what is assumed of skipped prompts, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.special import ndtr, ndtri

from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow
from unspiral.records.skipping import Assumed, Skipping


def on_one(skipping: Skipping, process: str) -> list[Assumed]:
    """The places of the slider at which one process alone drives skipping, from the lowest slope to the highest, none included.

    Args:
        skipping: with its slider.
        process: which one.
    """
    held = [a for a in skipping.slider[:-1] if all(slope == 0.0 for name, slope in a.slope.items() if name != process)]
    return sorted(held, key=lambda a: a.slope[process])


def turns(places: Sequence[Assumed], process: str) -> tuple[Assumed | None, Assumed | None]:
    """The first place below none, and above none, at which the answer is another; None where it stays.

    Args:
        places: of the slider of one process, in order.
        process: which one.
    """
    none = next((a for a in places if a.slope[process] == 0.0), None)
    if none is None:
        return None, None
    below = next((a for a in reversed(places) if a.slope[process] < 0.0 and _other(a, none)), None)
    above = next((a for a in places if a.slope[process] > 0.0 and _other(a, none)), None)
    return below, above


def _other(one: Assumed, none: Assumed) -> bool:
    return one.answer != none.answer or one.words != none.words


def slider_note(skipping: Skipping, pair: Arrow | None, *, learned: bool) -> str:
    """What the slider says, in plain words.

    Args:
        skipping: counts, the answer that ignores skips, the slider, with the fit's own place last.
        pair: the two processes of the question; None with one.
        learned: whether the fit's own slopes were learned from the answers.
    """
    if not skipping.slider:
        return ""
    own, random = skipping.slider[-1], skipping.random
    said: list[str] = []
    if random is not None:
        same = own.answer == random.answer and own.words == random.words
        how = "with the slopes that the answers speak for" if learned else "with the slopes that were assumed"
        what = _answer(own.answer, pair)
        said.append(
            f"Skipped prompts change nothing of what is said: {how} it is what it is when they are ignored ({what})." if same
            else f"Skipped prompts matter here: {how} the answer is {what}{_words(own, random, pair)}; when they are ignored it is "
            f"{_answer(random.answer, pair)}." if own.answer != random.answer
            else f"The answer stays {what} {how}, but not every arrow keeps its word{_words(own, random, pair)}."
        )  # fmt: skip
    for process in own.slope:
        places = on_one(skipping, process)
        if len(places) < 2:
            continue
        low, high = places[0].slope[process], places[-1].slope[process]
        below, above = turns(places, process)
        if below is None and above is None:
            said.append(
                f"It stays so for every slope of {spoken(process)} from {low:g} to {high:+g} probits per standard deviation ({meaning(skipping, high)})."
            )  # fmt: skip
        for place in (below, above):
            if place is not None:
                slope = place.slope[process]
                change = "less" if slope < 0.0 else "more"
                said.append(
                    f"From {slope:+g} on (a person skips {change} often when {spoken(process)} is high: {meaning(skipping, slope)}) the answer is "
                    f"{_answer(place.answer, pair)}{_words(place, places[_none(places, process)], pair)}."
                )  # fmt: skip
    return " ".join(said)


def _none(places: Sequence[Assumed], process: str) -> int:
    return next(i for i, a in enumerate(places) if a.slope[process] == 0.0)


def meaning(skipping: Skipping, slope: float) -> str:
    """A slope as percentages: skipping at the usual state, and a standard deviation above it."""
    share = min(max(skipping.skipped / skipping.prompts, 0.001), 0.999)
    usual = float(ndtri(share))
    return f"{share:.0%} of prompts at the usual state, {float(ndtr(usual + slope)):.0%} a standard deviation above it"


def _answer(answer: str, pair: Arrow | None) -> str:
    """The headline in words."""
    if "->" in answer:
        cause, affected = answer.split("->")
        return f"“{spoken(cause)} drives {spoken(affected)}”"
    if answer == "both" and pair is not None:
        return f"“{spoken(pair[0])} and {spoken(pair[1])} drive each other”"
    return f"“{answer}”"


def _words(one: Assumed, other: Assumed, pair: Arrow | None) -> str:
    """Arrows that have another word, in brackets."""
    changed = [
        f"{spoken(cause)} → {spoken(affected)}: {word}, not {other.words[cause, affected]}"
        for (cause, affected), word in one.words.items()
        if (cause, affected) in other.words and other.words[cause, affected] != word
    ]
    return f" ({'; '.join(changed)})" if changed and pair is not None else ""
