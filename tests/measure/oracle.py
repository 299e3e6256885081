"""A second reading of a table, written apart from the first: no csv module, no regular expression, no float() of a text."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction

DIGITS = "0123456789"
NOTHING = ("", "na", "nan", ".")


class Unreadable(Exception):
    """A cell that no reader may turn into a number."""


def cut(text: str, mark: str) -> list[list[str]]:
    """The cells of a text, letter by letter; rows that hold nothing are left out."""
    rows: list[list[str]] = []
    row: list[str] = []
    cell: list[str] = []
    at, quoted, fresh = 0, False, True
    while at < len(text):
        sign = text[at]
        if quoted:
            if sign == '"' and text[at + 1 : at + 2] == '"':
                cell.append('"')
                at += 1
            elif sign == '"':
                quoted = False
            else:
                cell.append(sign)
        elif sign == '"' and fresh:
            quoted, fresh = True, False
        elif sign == mark:
            row.append("".join(cell))
            cell, fresh = [], True
        elif sign in "\r\n":
            if sign == "\r" and text[at + 1 : at + 2] == "\n":
                at += 1
            rows.append([*row, "".join(cell)])
            row, cell, fresh = [], [], True
        elif not (sign == " " and fresh):
            cell.append(sign)
            fresh = False
        at += 1
    if row or cell:
        rows.append([*row, "".join(cell)])
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def fraction(text: str, *, comma: bool) -> Fraction | None:
    """The number that a text says, exactly; None when it says none."""
    rest = text.replace(",", ".", 1) if comma and "." not in text else text
    sign = -1 if rest[:1] == "-" else 1
    rest = rest[1:] if rest[:1] in ("+", "-") and rest else rest
    power = 0
    for e in "eE":
        if e in rest:
            rest, _, exponent = rest.partition(e)
            down = -1 if exponent[:1] == "-" else 1
            exponent = exponent[1:] if exponent[:1] in ("+", "-") else exponent
            if not exponent or any(d not in DIGITS for d in exponent):
                return None
            power = down * sum(DIGITS.index(d) * 10**k for k, d in enumerate(reversed(exponent[-6:])))
            break
    whole, point, decimals = rest.partition(".")
    if not (whole or decimals) or any(d not in DIGITS for d in whole + decimals) or (comma and point and not decimals and "," in text):
        return None
    held = 0
    for digit in whole + decimals:
        held = 10 * held + DIGITS.index(digit)
    if held == 0:
        return Fraction(0)
    if power - len(decimals) + len(whole + decimals) < -400:
        return Fraction(0)
    if power - len(decimals) > 400:
        raise Unreadable
    return sign * held * Fraction(10) ** (power - len(decimals))


def number(text: str, *, comma: bool = False) -> float:
    """The nearest number that a computer holds; nan for "not answered"."""
    if text.lower() in NOTHING:
        return math.nan
    exact = fraction(text, comma=comma)
    if exact is None:
        raise Unreadable
    try:
        return float(exact)  # of a Fraction: the nearest one, by whole numbers alone
    except OverflowError:
        raise Unreadable from None


def person(text: str) -> Fraction | str:
    """Who is meant: ids that are numbers are the same person however they are written."""
    if text.lower() in NOTHING:
        raise Unreadable
    if "e" in text or "E" in text or len(text) > 39:
        return text
    exact = fraction(text, comma=False)
    return text if exact is None else exact


def day(text: str, *, comma: bool = False) -> tuple[str, float]:
    """A time: a number, or the day of an ISO date."""
    if text.lower() in NOTHING:
        raise Unreadable
    if len(text) == 10 and text[4] == text[7] == "-" and all(d in DIGITS for d in text[:4] + text[5:7] + text[8:]):
        try:
            return "date", float(datetime.date(int(text[:4]), int(text[5:7]), int(text[8:])).toordinal())
        except ValueError:
            raise Unreadable from None
    return "number", number(text, comma=comma)


Panel = dict[tuple[Fraction | str, float], tuple[float, ...]]


def panel(rows: list[list[str]], names: list[str], columns: tuple[str, ...], *, comma: bool = False) -> Panel:
    """Who, when -> answers, as a table must be understood that was not refused.

    Raises:
        Unreadable: it should have been refused.
    """
    who, when, *places = (names.index(name) for name in ("id", "day", *columns))
    times = [day(row[when], comma=comma) for row in rows]
    if len({kind for kind, _ in times}) > 1:
        raise Unreadable
    origin = min((t for kind, t in times if kind == "date"), default=0.0)
    found: Panel = {}
    for row, (_, time) in zip(rows, times, strict=True):
        values = tuple(number(row[place], comma=comma) for place in places)
        key = (person(row[who]), time - origin)
        if key in found:
            raise Unreadable
        found[key] = values
    return {key: values for key, values in found.items() if not all(map(math.isnan, values))}
