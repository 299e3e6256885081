"""Which country a person is in, from what was said or from the machine's settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import clinical_file

WORLD, UNION = "*", "EU"
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_LOCALE = re.compile(r"[A-Za-z]{2,3}[_-](?:[A-Za-z]{4}[_-])?([A-Za-z]{2})(?![A-Za-z])")


def country_code(given: str) -> str:
    """The two-letter code of a country that somebody named.

    Args:
        given: a code in any case; "UK" and "EL" are understood, "EU" is the European Union, "*" anywhere else.

    Raises:
        SpecError: no country has this code.

    Source: files/countries.toml; tests/measure/safety/test_country.py.
    """
    table = clinical_file("countries")
    names: dict[str, str] = table["names"]
    code = given.strip().upper()
    code = table["also"].get(code, code)
    if code in names or code in (UNION, WORLD):
        return code
    near = _meant(given, table)
    hint = f" Did you mean '{near}' ({names[near]})?" if near else ""
    raise SpecError(
        f"'{given[:40]}' is no code of a country.{hint}",
        why="Help lines are kept by two-letter codes, and a wrong country would show numbers that do not work.",
        fix=f"--country {near}" if near else "--country '*' shows lines for anywhere; two letters, such as IE, those of a country",
    )


def locale_country(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """The country in the machine's settings, and the setting it was read from; None where they name none.

    Args:
        environ: environment variables.

    Source: LC_ALL, LC_MESSAGES, LANG in that order; tests/measure/safety/test_country.py.
    """
    names: dict[str, str] = clinical_file("countries")["names"]
    for variable in LOCALES:
        found = _LOCALE.match(environ.get(variable, ""))
        if found and found[1].upper() in names:
            return found[1].upper(), f"{variable}={environ[variable]}"
    return None


def country_name(code: str) -> str:
    """The usual English name of a country; of the two fallbacks, the name they have in the file of help lines."""
    names: dict[str, str] = clinical_file("countries")["names"]
    if code in names:
        return names[code]
    return next(str(row["name"]) for row in clinical_file("crisis_lines")["country"] if row["code"] == code)


def is_union(code: str) -> bool:
    """Whether a country is a member of the European Union."""
    return code in clinical_file("countries")["eu"]


def _meant(given: str, table: Mapping[str, Any]) -> str:
    """The code of the country whose whole name, or whose beginning, was given; "" rather than one that is only spelled alike."""
    names: dict[str, str] = table["names"]
    other: dict[str, str] = table["other"]
    word = " ".join(given.casefold().split())
    if len(word) < 3:
        return ""
    whole = [code for code, name in names.items() if name.casefold() == word]
    if whole or word in other:
        return whole[0] if whole else other[word]
    begun = {code for code, name in names.items() if name.casefold().startswith(word)}
    elsewhere = {code for name, code in other.items() if name.startswith(word)} - begun
    return begun.pop() if len(begun) == 1 and not elsewhere else ""
