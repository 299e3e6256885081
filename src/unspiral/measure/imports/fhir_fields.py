"""Fields of a FHIR resource, each of the kind that it must be. What is of another kind is an error that names the place, never a guess."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from unspiral.errors import DataError
from unspiral.measure.exports.fhir_names import AS_GIVEN, Json
from unspiral.measure.exports.fhir_number import plain
from unspiral.measure.exports.fhir_text import extended

DEEPEST = 40
"""Groups of questions inside groups; deeper ones are taken for a damaged file."""


class Malformed(Exception):
    """A field of another kind than FHIR says. It names the field and no content."""


def place(where: str, resource: str, problem: Malformed) -> DataError:
    """The error as people read it."""
    return DataError(
        f"{where}: {resource}.{problem} is not what FHIR R4 says.",
        why="What the sender meant cannot be told.",
        fix="export it again, or take this resource out of the file.",
    )


def a_map(element: Json, name: str) -> Json:
    """An element inside another; {} where it is absent."""
    found = element.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Malformed(name)
    return cast(Json, found)


def maps(element: Json, name: str) -> list[Json]:
    """A list of elements; [] where it is absent."""
    found = element.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in cast(list[Any], found)):
        raise Malformed(name)
    return cast(list[Json], found)


def text(element: Json, name: str) -> str:
    """A primitive that is a text; "" where it is absent."""
    found = element.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Malformed(name)
    return found


def exact_text(element: Json, name: str) -> str:
    """The same, or the text that our own extension says it was given as."""
    beside = element.get(f"_{name}")
    if beside is not None:
        given = extended(extensions(a_map(element, f"_{name}")), AS_GIVEN)
        if given is not None:
            return given
    return text(element, name)


def number(element: Json, name: str) -> str:
    """A number with the digits it was written with; "" where it is absent."""
    found = element.get(name)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
        raise Malformed(name)
    if isinstance(found, Decimal):
        if not found.is_finite() or abs(found.adjusted()) > 400 or len(found.as_tuple().digits) > 400:
            raise Malformed(name)
        return plain(found)
    return str(found) if abs(found) < 10**400 else _too_long(name)


def truth(element: Json, name: str) -> str:
    """A yes or no as "true" or "false"; "" where it is absent."""
    found = element.get(name)
    if found is None:
        return ""
    if not isinstance(found, bool):
        raise Malformed(name)
    return "true" if found else "false"


def extensions(element: Json) -> list[Json]:
    """The extensions of an element."""
    return maps(element, "extension")


def ours(element: Json, url: str) -> str | None:
    """The text of one of our own extensions; None where it is absent."""
    return extended(extensions(element), url)


def _too_long(name: str) -> str:
    raise Malformed(name)
