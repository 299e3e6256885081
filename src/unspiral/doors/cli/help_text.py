"""Help lines as commands show them: as words, as a part of a document, and the option that names a country."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import click

from unspiral.measure.safety.clinical_file import EVIDENCE
from unspiral.measure.safety.country import country_code, country_name, locale_country
from unspiral.measure.safety.help_lines import help_for, reach
from unspiral.records.help import Help, HelpLine

F = TypeVar("F", bound=Callable[..., object])


def country_option(command: F) -> F:
    """``--country``, handed to the command as ``country``."""
    said = "Whose help lines are shown, two letters; that of the machine's language settings when left out, else lines for anywhere."
    return click.option("--country", metavar="XX", help=said)(command)


def help_here(given: str | None) -> tuple[Help, str]:
    """Help for the country that was named, or else the machine's; and a sentence that says how the country was found.

    Args:
        given: the value of ``--country``; "" is none.

    Raises:
        SpecError: no country has this code.
    """
    if given is not None and given.strip():
        code, how = country_code(given), ""
    else:
        found = locale_country(os.environ)
        if found is None:
            return help_for(None), "This machine's settings name no country. For lines of one: --country XX (two letters)."
        code = found[0]
        how = f"The country is a guess from this machine's settings ({found[1]}). Another one: --country XX (two letters)."
    lines = help_for(code)
    if lines.country != code:
        how = f"There are no lines of {country_name(code)} itself in the package. {how}".strip()
    return lines, how


def help_words(found: Help, how: str = "", *, lines: bool = True) -> list[str]:
    """Help as lines of text: the emergency number first, the age of the lines last.

    Args:
        found: help for a country.
        how: how the country was found, or "".
        lines: False where only the emergency number is of use.
    """
    said = [f"Emergency: {found.emergency}"]
    said += [f"{line.name}: {reach(line)}{_aside(line)}" for line in found.lines if lines]
    seen = "" if found.evidence == "verified_2_sources" else EVIDENCE[found.evidence]
    about = "; ".join(words for words in (seen, found.note) if words)
    if about:
        said.append(f"About these numbers: {about}.")
    said.append(f"Checked on {found.checked_on.isoformat()}. {found.stale}".strip())
    return [*said, *([how] if how else [])]


def _aside(line: HelpLine) -> str:
    parts = [", ".join(line.modes), line.hours, line.note, "" if line.url in ("", line.contact) else line.url]
    if line.evidence != "verified_2_sources":
        parts.append(EVIDENCE[line.evidence])
    return f" ({'; '.join(part for part in parts if part)})"


def help_document(lines: Help) -> dict[str, object]:
    """Help as a part of a JSON document."""
    return {
        "country": lines.country,
        "name": lines.name,
        "emergency": lines.emergency,
        "lines": [line_document(line) for line in lines.lines],
        "checked_on": lines.checked_on.isoformat(),
        "stale": lines.stale,
        "evidence": lines.evidence,
        "note": lines.note,
        "sources": list(lines.sources),
    }


def line_document(line: HelpLine) -> dict[str, object]:
    """One help line as a part of a JSON document."""
    return {
        "name": line.name,
        "contact": line.contact,
        "modes": list(line.modes),
        "hours": line.hours,
        "url": line.url,
        "note": line.note,
        "evidence": line.evidence,
    }
