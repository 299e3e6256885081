"""A code for "no answer" that is an answer of a known questionnaire is refused: its answers would be lost without a trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from unspiral.errors import SpecError
from unspiral.measure.cells import NUMBER
from unspiral.measure.imports.recode import Gone

_MOST_WHOLE = 1_000  # numbers of a range that are looked at


def check_answers(missing: Sequence[str], asked: Iterable[tuple[str, str]]) -> None:
    """Refuse codes that are answers.

    Args:
        missing: codes and ranges that somebody named.
        asked: (questionnaire, item) of what is imported; questionnaires that the library does not have are passed over.

    Raises:
        SpecError: a code is an answer to one of the items.

    Source: tests/measure/imports/test_answered.py.
    """
    codes = [(code, numbers) for code in missing if (numbers := _numbers(code))]
    if not codes:
        return
    # Late: without codes no questionnaire is opened.
    from unspiral.measure.questionnaires.answer import accepts
    from unspiral.measure.questionnaires.library import instrument, instruments

    known = set(instruments())
    for name, item in asked:
        if name not in known:
            continue
        found = next((each for each in instrument(name).items if each.id == item.removeprefix(f"{name}.")), None)
        for code, numbers in codes:
            if found is not None and any(accepts(found, number) for number in numbers):
                raise SpecError(
                    f"--missing {code}: that is an answer to item '{found.id}' of {name}.",
                    why="Answers would be lost without a trace.",
                    fix="--missing with a code that is no answer, such as --missing -99",
                )


def _numbers(code: str) -> list[float]:
    if NUMBER.fullmatch(code.strip()):
        return [float(code)]
    return [number for low, high in Gone((code,)).ranges for number in _within(low, high)]


def _within(low: float, high: float) -> list[float]:
    """The ends and the whole numbers between them; answers are small numbers."""
    first, last = int(max(low, -_MOST_WHOLE)), int(min(high, _MOST_WHOLE))
    return [low, high, *(float(whole) for whole in range(first, last + 1) if low <= whole <= high)]
