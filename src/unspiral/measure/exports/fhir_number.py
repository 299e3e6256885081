"""Numbers as FHIR holds them: with all the digits they were given with, and no others."""

from __future__ import annotations

import re
from decimal import Decimal

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MOST_DIGITS = 17
_INT32 = 2**31


def integer_of(text: str) -> int | None:
    """The whole number that a text is, if FHIR's integer (32 bits) holds exactly that."""
    if _INTEGER.fullmatch(text) is None or text == "-0":
        return None
    number = int(text)
    return number if -_INT32 <= number < _INT32 else None


def decimal_of(text: str) -> Decimal | None:
    """The number that a text is, if every reader of FHIR can hold it; None for texts, and for numbers too long or too large."""
    if len(text) > 40 or _NUMBER.fullmatch(text) is None:
        return None
    number = Decimal(text)
    digits = len(number.as_tuple().digits)
    return number if digits <= _MOST_DIGITS and -12 <= number.adjusted() <= 16 and len(plain(number)) <= 30 else None


def plain(number: Decimal) -> str:
    """A number without an exponent, as JSON and people write it."""
    text = format(number, "f")
    return "0" if text == "-0" else text


def json_number(number: Decimal) -> int | float | Decimal:
    """The same number as the JSON writer takes it: a Decimal only where a float would be written with other digits."""
    text = plain(number)
    if "." not in text:
        return int(text)
    near = float(text)
    return near if repr(near) == text else number
