"""Where human help is, for the country a person is in. Packaged, so that it works without a network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.country import UNION, WORLD, country_code, is_union, locale_country
from unspiral.records.help import Help, HelpLine


def help_for(country: str | None, today: date | None = None) -> Help:
    """The emergency number and the help lines for a country.

    Countries of the European Union without lines of their own get those of the Union and then those for anywhere; all others without lines
    of their own get those for anywhere.

    Args:
        country: two letters; "EU", "*" and None are the fallbacks.
        today: on which the age of the lines is judged; the machine's date when left out.

    Returns:
        The lines with the date on which they were last checked, and a sentence in ``stale`` when that is more than 90 days ago.

    Raises:
        SpecError: no country has this code.

    Source: files/crisis_lines.toml; tests/measure/safety/test_help_lines.py.
    """
    table = clinical_file("crisis_lines")
    rows = {str(row["code"]): row for row in table["country"]}
    code = WORLD if country is None else country_code(country)
    if code not in rows:
        code = UNION if is_union(code) else WORLD
    row = rows[code]
    shown = [row, rows[WORLD]] if code == UNION else [row]
    checked_on: date = table["checked_on"]
    return Help(
        country=code,
        name=row["name"],
        emergency=row["emergency"],
        lines=tuple(_line(line, each) for each in shown for line in each["line"]),
        checked_on=checked_on,
        stale=stale(checked_on, int(table["recheck_days"]), date.today() if today is None else today),
        sources=tuple(dict.fromkeys(source for each in shown for source in each["sources"])),
        evidence=row["evidence"],
        note=row.get("note", ""),
    )


def countries() -> tuple[str, ...]:
    """Codes of the countries that have lines of their own, then the fallbacks, in the order of the file."""
    return tuple(str(row["code"]) for row in clinical_file("crisis_lines")["country"])


def country_from(given: str | None, environ: Mapping[str, str]) -> str | None:
    """The country for help lines: as given, else that of the machine's language settings, else None (the fallback for anywhere).

    Args:
        given: what was said, such as the value of ``--country``; "" is nothing said.
        environ: environment variables; LC_ALL, LC_MESSAGES and LANG are looked at.

    Raises:
        SpecError: no country has the code that was given.

    Source: tests/measure/safety/test_help_lines.py.
    """
    if given is not None and given.strip():
        return country_code(given)
    found = locale_country(environ)
    return None if found is None else found[0]


def help_or_world(given: str | None, environ: Mapping[str, str], today: date | None = None) -> tuple[Help, SpecError | None]:
    """Help also where the country that was named is none: a slip in its name must not stand before somebody who needs help now.

    Args:
        given: what was said, such as the value of ``--country``; "" is nothing said.
        environ: environment variables; LC_ALL, LC_MESSAGES and LANG are looked at.
        today: on which the age of the lines is judged; the machine's date when left out.

    Returns:
        The lines, and None; or, for a country that does not exist, the lines for anywhere and the complaint to be made after them.

    Source: tests/measure/safety/test_help_lines.py.
    """
    try:
        return help_for(country_from(given, environ), today), None
    except SpecError as problem:
        return help_for(None, today), problem


def reach(line: HelpLine) -> str:
    """How a line is reached, in words: its number or address, and "text" before a number that cannot be called.

    Args:
        line: any line.

    Source: tests/measure/safety/test_help_lines.py.
    """
    return f"text {line.contact}" if "text" in line.modes and "call" not in line.modes else line.contact


def stale(checked_on: date, recheck_days: int, today: date) -> str:
    """What to say of lines that nobody has checked for longer than the file allows; "" before that.

    Args:
        checked_on: the day of the last check.
        recheck_days: how many days a check is good for.
        today: the day on which they are shown.

    Source: files/crisis_lines.toml, recheck_days; tests/measure/safety/test_help_lines.py.
    """
    age = (today - checked_on).days
    if age <= recheck_days:
        return ""
    return (
        f"These numbers were last checked on {checked_on.isoformat()}, more than {recheck_days} days ago ({age} days), and may have "
        "changed. If one does not answer, call your local emergency number."
    )


def _line(line: Mapping[str, Any], row: Mapping[str, Any]) -> HelpLine:
    """One line; what the file knows beside the fields of the record goes into the note, so that nothing is lost."""
    notes = [
        f"also {line['alt']}" if "alt" in line else "",
        f"text {line['text']}" if "text" in line else "",
        f"languages: {', '.join(line['languages'])}" if "languages" in line else "",
        str(line.get("note", "")),
    ]
    return HelpLine(
        name=line["name"],
        contact=line["contact"],
        modes=tuple(line["modes"]),
        hours=line.get("hours", ""),
        url=line.get("url", ""),
        note="; ".join(note for note in notes if note),
        evidence=line.get("evidence", row["evidence"]),
    )
