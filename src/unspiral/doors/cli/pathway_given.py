"""What was told to ``unspiral pathway``: options, or a JSON file with the same names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from unspiral.doors.cli.paragraph import listed
from unspiral.errors import DataError, SpecError

LARGEST = 1_000_000  # bytes of a file of answers; a larger one is another file
NUMBERS = ("item9", "phq9", "phq8", "gad7", "pain_weeks", "rmdq", "peg", "worry_pain_14d")
SETS = ("tried", "considering", "not_wanted", "out_of_reach")


def told(file: str | None, options: Mapping[str, object]) -> dict[str, object]:
    """Names and values of a file and of options together.

    Args:
        file: a JSON object with the names of the inputs, or None.
        options: name -> value; None or an empty list is "not given".

    Raises:
        DataError: the file is no JSON object.
        SpecError: something stands in both.
    """
    found = {} if file is None else of_file(file)
    given = {name: _value(name, value) for name, value in options.items()}
    for name, value in given.items():
        if value is None or value == [] or (name == "acknowledged" and not value):  # a flag that was not set says nothing
            continue
        if name in found:
            raise SpecError(
                f"'{name}' stands in the file and among the options.", why="Which of them counts would be a guess.", fix="give it once."
            )
        found[name] = value
    return found


def _value(name: str, value: object) -> object:
    """What an option means; text that is no number stays text, so that it is refused behind help where that is called for."""
    if name in SETS:
        return listed(cast("tuple[str, ...]", value))
    if name not in NUMBERS or not isinstance(value, str):
        return value
    try:
        return float(value) if value.isascii() and "_" not in value else value
    except ValueError:
        return value


def of_file(file: str) -> dict[str, object]:
    """The object in a JSON file.

    Raises:
        DataError: it cannot be read, is no JSON, is no object, or names something twice.
    """
    place = Path(file)
    fix = 'a file such as {"phq9": 13, "pain_weeks": 60}; all names: unspiral pathway'
    try:
        if place.stat().st_size > LARGEST:
            raise DataError(f"'{place.name}' is larger than any file of answers.", fix=fix)
        text = place.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"'{place.name}' is no text.", fix=fix) from None
    except OSError as problem:
        raise DataError(f"'{file}' cannot be read: {(problem.strerror or 'unknown reason').lower()}.", fix="check its name.") from None
    try:
        found: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise DataError(f"'{place.name}' is nested too deeply to be answers.", fix=fix) from None
    except json.JSONDecodeError as problem:
        what = f"'{place.name}' is no JSON: line {problem.lineno}, column {problem.colno}."
        raise DataError(what, fix=fix) from None
    except ValueError as problem:  # a number of thousands of digits
        raise DataError(f"'{place.name}' holds a number that cannot be read.", why=str(problem).partition(":")[0] + ".", fix=fix) from None
    if not isinstance(found, dict):
        raise DataError(f"'{place.name}' holds no names with values.", fix=fix)
    return cast("dict[str, object]", found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise DataError(f"'{twice[0][:40]}' stands twice in the file.", why="Which of them counts would be a guess.", fix="keep one.")
    return dict(pairs)


def _no_constant(name: str) -> object:
    raise DataError(f"The file holds {name}, which is no answer.", fix="leave out what was not told, or write null.")
