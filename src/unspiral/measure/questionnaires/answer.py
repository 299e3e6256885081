"""What may be answered to an item, and what is said of an answer that may not."""

from __future__ import annotations

import math
from fractions import Fraction

from unspiral.errors import DataError
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.rounding import exact


def bounds(item: Item) -> tuple[float, float]:
    """The smallest and the largest score of an item; nan for an item of words."""
    if item.options:
        scores = [option.score for option in item.options]
        return min(scores), max(scores)
    return item.low, item.high


def reach(items: tuple[Item, ...]) -> tuple[Fraction, Fraction]:
    """The smallest and the largest sum that items can give."""
    ends = [bounds(item) for item in items if item.kind != "list" and all(math.isfinite(end) for end in bounds(item))]
    return sum((exact(low) for low, _ in ends), Fraction(0)), sum((exact(high) for _, high in ends), Fraction(0))


def accepts(item: Item, value: float) -> bool:
    """Whether this is one of the item's answers."""
    if item.options:
        return any(option.score == value for option in item.options)
    if item.kind == "list" or not math.isfinite(value):
        return False
    return item.low <= value <= item.high and (item.kind == "number" or value == int(value))


def allowed(item: Item) -> str:
    """The item's answers in words: ``0, 1, 2 or 3``; ``a whole number from 0 to 10``."""
    if item.options:
        scores = [f"{score:g}" for score in sorted(option.score for option in item.options)]
        return f"{', '.join(scores[:-1])} or {scores[-1]}" if len(scores) > 1 else scores[0]
    if item.kind == "list":
        return "words, which are kept and never scored"
    return f"a {'whole number' if item.kind == 'integer' else 'number'} from {item.low:g} to {item.high:g}"


def refused(instrument: Instrument, item: Item, value: float, where: str = "") -> DataError:
    """The error for an answer that is none of the item's.

    Args:
        instrument: whose item it is.
        item: the item.
        value: what was answered.
        where: "Row 7, column 'q3': ", or "".
    """
    return DataError(
        f"{where}{value:g} is not an answer to item '{item.id}' of {instrument.id}. Allowed is {allowed(item)}.",
        why="A score from answers that cannot be would look like any other.",
        fix="correct it, or leave it empty if it was not answered."
        if where
        else f"correct it, or leave it empty if it was not answered; the items: unspiral measure show {instrument.id} --items",
    )


def counted_as(item: Item, value: float) -> Fraction:
    """What an answer adds to the score: itself, or the other way round for a reversed item."""
    given = exact(value)
    if not item.reverse:
        return given
    low, high = bounds(item)
    return exact(low) + exact(high) - given
