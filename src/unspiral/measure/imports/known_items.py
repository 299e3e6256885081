"""Questionnaires and their items, as far as recognising columns needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unspiral.measure.questionnaires.instrument import Instrument

_PLAIN = re.compile(r"[^a-z0-9]+")
_FAMILIES = {"cesd": ("cesd", "ces"), "rm": ("rm", "rmdq"), "peg": ("peg",), "phq": ("phq",), "gad": ("gad",)}
_LETTERS = {"p": 1, "e": 2, "g": 3}  # the PEG's items have letters


@dataclass(frozen=True, slots=True, eq=False)
class KnownItems:
    """Items of questionnaires.

    Args:
        by_instrument: questionnaire -> (item, words without signs), in order.
    """

    by_instrument: Mapping[str, tuple[tuple[str, str], ...]]

    def items(self, instrument: str) -> frozenset[str]:
        """The items of a questionnaire."""
        return frozenset(item for item, _ in self.by_instrument[instrument])

    def has_family(self, instrument: str, family: str) -> bool:
        """Whether a questionnaire has items with such names."""
        return instrument in self.by_instrument and any(_family(item) == _root(family) for item, _ in self.by_instrument[instrument])

    def of_size(self, family: str, size: int) -> str | None:
        """The questionnaire of one family alone that has so many items."""
        for instrument, items in self.by_instrument.items():
            if len(items) == size and all(_family(item) == _root(family) for item, _ in items):
                return instrument
        return None

    def numbered(self, instrument: str, family: str, number: int) -> str | None:
        """The item of a questionnaire with this number."""
        for item, _ in self.by_instrument[instrument]:
            if _family(item) == _root(family) and _number(item) == number:
                return item
        return None

    def worded(self, words: str) -> tuple[tuple[str, str], ...]:
        """(questionnaire, item) of every item with these words; a header may leave out what stands in brackets."""
        if len(words) < 12:
            return ()
        return tuple(
            (instrument, item)
            for instrument, items in self.by_instrument.items()
            for item, text in items
            if text and (text == words or (len(words) >= 24 and words.endswith(text)))
        )


def known_items(instruments: Iterable[Instrument] | None = None) -> KnownItems:
    """Items of every questionnaire in the library, or of those that are given."""
    if instruments is None:
        from unspiral.measure.questionnaires.library import instrument as one
        from unspiral.measure.questionnaires.library import instruments as ids

        instruments = [one(name) for name in ids()]
    held = {
        i.id: tuple((item.id, _PLAIN.sub(" ", item.text.casefold()).strip()) for item in i.scored or i.items)
        for i in instruments
        if i.items
    }
    return KnownItems(held)


def _family(item: str) -> str:
    return _root(re.match(r"[a-z]*", item.casefold())[0])  # type: ignore[index]  # an empty match is a match


def _root(family: str) -> str:
    return next((root for root, names in _FAMILIES.items() if family in names), family)


def _number(item: str) -> int:
    digits = re.search(r"[0-9]+$", item)
    if digits:
        return int(digits[0])
    return _LETTERS.get(item.rpartition("_")[2], 0)
