"""One look at the loop: the word for each arrow, by thresholds that allow for all looks before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from unspiral.errors import DataError, NotIdentified
from unspiral.learn.arrow_weight import NOTHING, ArrowWeight, arrow_weights
from unspiral.learn.direction import one_answer
from unspiral.learn.looks import FEWEST, Thresholds, of_sign, thresholds
from unspiral.learn.own_loop import PAIR, own_loop
from unspiral.records import Arrow, Fit, Panel

ARROWS: tuple[Arrow, ...] = (PAIR, (PAIR[1], PAIR[0]))


@dataclass(frozen=True, slots=True)
class ArrowWord:
    """What may be said of one arrow from a look on.

    Args:
        word: "drives", "likely drives", "clear but very small", "nil" or "cannot tell".
        probability: that the effect has the sign of its estimate, for one look; None where the fit gives none.
        effect: total effect after one day in within-person standard deviations; None where there is none.
        z: the normal deviate that was held against the thresholds; None where there is none.
    """

    word: str
    probability: float | None
    effect: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class LookTaken:
    """One look.

    Args:
        occasions: answered days up to it.
        words: of both arrows.
        limits: the thresholds; None where there were too few days to look at all.
        refused: why the loop could not be learned, as a sentence with its remedy; "" where it could.
    """

    occasions: int
    words: dict[Arrow, ArrowWord]
    limits: Thresholds | None
    refused: str = ""


def take_look(panel: Panel, before: Sequence[int]) -> LookTaken:
    """Look at the days so far.

    Args:
        panel: of one person, up to the day of the look.
        before: answered days at the looks before, oldest first.
    """
    person = panel.persons[0]
    at = [panel.indicators.index(name) for name in PAIR]
    occasions = int((~np.isnan(person.values[:, at]).all(axis=1)).sum())
    limits = thresholds([*before, occasions])
    if limits is None:
        few = f"There are {occasions} days with an answer, and {FEWEST} are the fewest that a look is taken at."
        return LookTaken(occasions, _untold(), None, few)
    try:
        weights: Mapping[Arrow, ArrowWeight] = arrow_weights(panel, own_loop(panel))
    except (NotIdentified, DataError) as refusal:
        return LookTaken(occasions, _untold(), limits, " ".join(x for x in (refusal.what, refusal.why) if x))
    return LookTaken(occasions, {arrow: word_of(weights[arrow], limits) for arrow in ARROWS}, limits)


def word_of(weight: ArrowWeight, limits: Thresholds) -> ArrowWord:
    """The word for one arrow; "nil" is decided before "drives", as in ``learn.direction``."""
    if not np.isfinite(weight.z):
        return ArrowWord("cannot tell", None, None, None)
    clear = abs(weight.z) >= limits.clear
    if weight.nil >= limits.nil:
        word = "clear but very small" if clear and weight.nil >= limits.clear else "nil"
    elif clear:
        word = "drives"
    else:
        word = "likely drives" if abs(weight.z) >= limits.likely else "cannot tell"
    effect = weight.effect if np.isfinite(weight.effect) else None
    return ArrowWord(word, of_sign(weight.z), effect, weight.z)


def _untold() -> dict[Arrow, ArrowWord]:
    return {arrow: word_of(NOTHING, Thresholds(np.inf, np.inf, np.inf)) for arrow in ARROWS}


def with_words(fit: Fit, words: Mapping[Arrow, str]) -> Fit:
    """The fit with the words of the last look in place of its own, which are those of a single look.

    Numbers stay as they are; an arrow that no look has told of yet cannot be told.

    Args:
        fit: of the headline loop, to the last day.
        words: arrow -> its word at the last look.
    """
    links = {arrow: replace(link, word=words.get(arrow, "cannot tell")) for arrow, link in fit.direction.links.items()}
    answer = one_answer(links.get(ARROWS[0]), links.get(ARROWS[1]), PAIR)
    return replace(fit, direction=replace(fit.direction, links=links, answer=answer))
