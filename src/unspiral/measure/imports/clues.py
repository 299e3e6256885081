"""What the cells of a column look like: times and their form, numbers, words, and whether a comma is a decimal mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from unspiral.measure.cells import EMPTY_WORDS, NUMBER
from unspiral.measure.imports.when import CLOCK, COMPACT, DATE, SLASHED, STAMP
from unspiral.measure.names import unit_in, words

COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_WEEKDAYS = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
)
_PRIVATE = frozenset(
    (
        "name", "firstname", "lastname", "surname", "forename", "fullname", "email", "mail", "phone", "telephone", "tel", "mobile", "fax",
        "address", "street", "city", "zip", "zipcode", "postcode", "birth", "birthdate", "birthday", "dob", "ssn", "mrn", "nhs", "ip",
        "latitude", "longitude", "gps", "signature",
    )
)  # fmt: skip

NUMBERS, DATES, CLOCKS, TEXT, NOTHING, WEEKDAYS = "numbers", "dates", "clock times", "text", "nothing", "weekdays"


def looks(texts: Iterable[str]) -> str:
    """What the cells of a column are, taken together: one of the words above."""
    different = {text.strip() for text in texts} - {""}
    different = {text for text in different if text.casefold() not in EMPTY_WORDS}
    if not different:
        return NOTHING
    if all(NUMBER.fullmatch(t) or COMMA.fullmatch(t) for t in different):
        return NUMBERS
    if all(DATE.fullmatch(t) or STAMP.fullmatch(t) or SLASHED.fullmatch(t) for t in different):
        return DATES
    if all(CLOCK.fullmatch(t) for t in different):
        return CLOCKS
    if all(t.casefold() in _WEEKDAYS for t in different):
        return WEEKDAYS
    return TEXT


def private(name: str) -> bool:
    """Whether a column's name speaks of a name, an address, a birthday or the like."""
    found = set(words(name))
    return bool(found & _PRIVATE) and not found & {"item", "instrument", "form", "event", "variable"}


def time_forms(texts: Iterable[str], name: str) -> tuple[str, ...]:
    """The forms in which every one of these times can be read; several = it cannot be told, none = they cannot be read.

    Args:
        texts: cells of the column.
        name: of the column; tells serial numbers from study days.
    """
    different = {text.strip() for text in texts} - {""}
    if not different:
        return ()
    if all(DATE.fullmatch(t) or STAMP.fullmatch(t) for t in different):
        return ("iso",)
    if all(NUMBER.fullmatch(t) for t in different):
        return _number_forms([float(t) for t in different], different, name)
    found = [SLASHED.fullmatch(t) for t in different]
    if not all(found):
        return ()
    short = {len(m[4]) == 2 for m in found if m}
    if len(short) > 1:
        return ()
    end = "yy" if short == {True} else "year"
    day_first = all(1 <= int(m[1]) <= 31 and 1 <= int(m[3]) <= 12 for m in found if m)
    month_first = all(1 <= int(m[1]) <= 12 and 1 <= int(m[3]) <= 31 for m in found if m)
    return tuple(form for form, fits in ((f"day/month/{end}", day_first), (f"month/day/{end}", month_first)) if fits)


def _number_forms(numbers: Sequence[float], texts: set[str], name: str) -> tuple[str, ...]:
    low, high = min(numbers), max(numbers)
    if all(COMPACT.fullmatch(t) and 1 <= int(t[4:6]) <= 12 and 1 <= int(t[6:]) <= 31 for t in texts):
        return ("yyyymmdd",)
    for form, scale in (("unix", 1.0), ("unix-ms", 1e3)):
        if 6e8 * scale < low and high < 4.2e9 * scale:
            return (form,)
    if low >= 25_000 and high <= 75_000:  # 1968 to 2105 as Excel counts
        dated = {"date", "datetime", "timestamp"} & set(words(name))
        return ("excel",) if dated else ("excel", "number")
    return ("number",)


def unit_of(name: str) -> str:
    """The unit of time that a column's name speaks of, else the day."""
    return unit_in(name) or "day"


def decimal_commas(columns: Iterable[Iterable[str]], *, possible: bool = True) -> str:
    """``,`` where numbers have a decimal comma, ``.`` where not, ``?`` where it could part the thousands just as well.

    Args:
        columns: cells of each column.
        possible: whether the table can have decimal commas at all; where commas part its cells, only thousands are looked for.
    """
    with_comma: set[str] = set()
    with_point = False
    for texts in columns:
        different = {text.strip() for text in texts}
        if not all(NUMBER.fullmatch(t) or COMMA.fullmatch(t) or _THOUSANDS.fullmatch(t) or t.casefold() in EMPTY_WORDS for t in different):
            continue
        with_comma |= {t for t in different if _THOUSANDS.fullmatch(t) or (possible and COMMA.fullmatch(t))}
        with_point |= any("." in t and NUMBER.fullmatch(t) for t in different)
    if not with_comma:
        return "."
    if not possible or with_point or any(t.count(",") > 1 for t in with_comma) or all(_THOUSANDS.fullmatch(t) for t in with_comma):
        return "?"
    return ","


def example(texts: Sequence[str], kind: str) -> str:
    """Cells to show: numbers and times as they are; words that somebody wrote only by their length."""
    shown = list(dict.fromkeys(t.strip() for t in texts if t.strip()))
    if not shown:
        return "(empty)"
    if kind == TEXT:
        lengths = sorted(len(t) for t in shown)
        return (
            f"text of {lengths[0]} to {lengths[-1]} characters, {len(shown)} different"
            if len(shown) > 1
            else f"text of {lengths[0]} characters"
        )
    return ", ".join(t[:24] for t in shown[:4]) + (" ..." if len(shown) > 4 else "")
