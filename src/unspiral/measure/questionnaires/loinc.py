"""LOINC codes: the check digit at their end tells most slips of the pen."""

from __future__ import annotations

import re

NOTICE = "LOINC codes are (c) Regenstrief Institute, Inc. and the LOINC Committee; they are given here with that notice."
_CODE = re.compile(r"([0-9]{1,8})-([0-9])")
_ANSWER = re.compile(r"LA([0-9]{1,8})-([0-9])")


def is_code(text: str) -> bool:
    """Whether a text is a LOINC code with a check digit that fits: ``44249-1``.

    Source: the Mod 10 (Luhn) rule; tests/measure/questionnaires/test_loinc.py.
    """
    found = _CODE.fullmatch(text)
    return found is not None and check_digit(found[1]) == int(found[2])


def is_answer(text: str) -> bool:
    """Whether a text has the form of the code of a LOINC answer: ``LA6568-5``. The check digit of these is not looked at."""
    return _ANSWER.fullmatch(text) is not None


def check_digit(digits: str) -> int:
    """The digit that follows the hyphen.

    Args:
        digits: those before it.
    """
    doubled = [int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10
