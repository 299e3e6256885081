"""How far an answer depends on what is assumed of skipped prompts, in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.special import ndtr, ndtri

from unspiral.loop.picture.words import spoken
from unspiral.records.skipping import Assumed, Skipping

AGAINST = 8.0  # log-likelihood units below the best place from which the answers, read by this model, speak against an assumption


def on_one(skipping: Skipping, process: str) -> list[Assumed]:
    """The places of the slider at which one process alone drives skipping, from the lowest slope to the highest, none included.

    Args:
        skipping: with its slider, the fit's own place last.
        process: which one.
    """
    held = [a for a in skipping.slider[:-1] if all(slope == 0.0 for name, slope in a.slope.items() if name != process)]
    return sorted(held, key=lambda a: a.slope[process])


def turns(places: Sequence[Assumed], process: str) -> tuple[Assumed | None, Assumed | None]:
    """The first place below none, and above none, at which an arrow has another word; None where all keep theirs.

    Args:
        places: of the slider of one process, in order.
        process: which one.
    """
    none = next((a for a in places if a.slope[process] == 0.0), None)
    if none is None:
        return None, None
    below = next((a for a in reversed(places) if a.slope[process] < 0.0 and a.words != none.words), None)
    above = next((a for a in places if a.slope[process] > 0.0 and a.words != none.words), None)
    return below, above


def against(skipping: Skipping, place: Assumed) -> float:
    """How far the log-likelihood of a place lies below that of the best one; 0 where it is not known."""
    known = [a.loglik for a in skipping.slider if a.loglik is not None]
    return max(known) - place.loglik if known and place.loglik is not None else 0.0


def slider_note(skipping: Skipping, *, learned: bool) -> str:
    """What the slider says, in plain words.

    Args:
        skipping: counts, the answer that ignores skips, the slider, with the fit's own place last.
        learned: whether the fit's own slopes were learned from the answers.
    """
    own, random = skipping.slider[-1], skipping.random
    said: list[str] = []
    if random is not None:
        how = "With the slopes that the answers speak for" if learned else "With the slopes that were assumed"
        changed = other_words(own, random)
        said.append(
            f"{how}, skipped prompts matter: {changed} when they are ignored." if changed
            else f"{how}, every arrow keeps the word that it has when skipped prompts are ignored."
        )  # fmt: skip
    for process in own.slope:
        places = on_one(skipping, process)
        if len(places) < 2:
            continue
        none = next(a for a in places if a.slope[process] == 0.0)
        found = [place for place in turns(places, process) if place is not None]
        if not found:
            low, high = places[0].slope[process], places[-1].slope[process]
            said.append(
                f"All words stay for every slope of {spoken(process)} from {low:+g} to {high:+g} probits per standard deviation, as if "
                f"nothing but {spoken(process)} drove skipping (at {high:+g}: {meaning(skipping, high)})."
            )  # fmt: skip
        for place in found:
            slope = place.slope[process]
            far = against(skipping, place)
            but = f"; the answers speak against so strong a slope, by {far:.0f} log-likelihood units" if far > AGAINST else ""
            said.append(
                f"From {slope:+g} on (people skip {'more' if slope > 0.0 else 'less'} when {spoken(process)} is high: "
                f"{meaning(skipping, slope)}{but}) {other_words(place, none)} without a slope."
            )  # fmt: skip
    return " ".join(said)


def meaning(skipping: Skipping, slope: float) -> str:
    """A slope as percentages: skipping at the usual state, and a standard deviation above it."""
    share = min(max(skipping.skipped / skipping.prompts, 0.001), 0.999)
    above = float(ndtr(float(ndtri(share)) + slope))
    return f"{100 * share:.0f} % of prompts at the usual state, {100 * above:.0f} % a standard deviation above it"


def other_words(one: Assumed, other: Assumed) -> str:
    """Arrows whose word differs between two places: ``pain → mood is “drives”, and “cannot tell”``; "" where none does."""
    changed = [
        f"{spoken(cause)} → {spoken(affected)} is “{word}” here, and “{other.words[cause, affected]}”"
        for (cause, affected), word in one.words.items()
        if (cause, affected) in other.words and other.words[cause, affected] != word
    ]
    return "; ".join(changed)
