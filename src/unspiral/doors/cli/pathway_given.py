"""What was told to ``unspiral pathway``: options, or a JSON file with the same names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from unspiral.act.pathway.answers import option_of
from unspiral.doors.cli.paragraph import listed
from unspiral.doors.cli.pathway_safety import calls
from unspiral.errors import DataError, SpecError, UnspiralError

LARGEST = 1_000_000  # bytes of a file of answers; a larger one is another file
NUMBERS = ("item9", "phq9", "phq8", "gad7", "pain_weeks", "rmdq", "peg", "worry_pain_14d")
SETS = ("tried", "considering", "not_wanted", "out_of_reach")


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, and what is wrong with how it was told.

    Args:
        file: name -> value, of the file.
        options: name -> value, of the options that were given.
        slip: what cannot be used: a file that cannot be read, a list without a name; None where nothing is wrong.
    """

    file: dict[str, object]
    options: dict[str, object]
    slip: UnspiralError | None

    def values(self) -> dict[str, object]:
        """Both together.

        Raises:
            UnspiralError: the slip, or something stands in both.
        """
        if self.slip is not None:
            raise self.slip
        for name in self.options:
            if name in self.file:
                raise SpecError(
                    f"'{name}' stands in the file and among the options.",
                    why="Which of them counts would be a guess.",
                    fix=f"leave out {option_of(name)}, or '{name}' in the file.",
                )
        return {**self.file, **self.options}


def told(file: str | None, options: Mapping[str, object]) -> Told:
    """Names and values of a file and of options. Nothing is raised here, so that an answer that calls for help is seen whatever is wrong.

    Args:
        file: a JSON object with the names of the inputs, or None.
        options: name -> value; None or an empty list is "not given".
    """
    given: dict[str, object] = {}
    slip: UnspiralError | None = None
    for name, value in options.items():
        try:
            found = _value(name, value)
        except SpecError as problem:
            slip = slip or problem
            continue
        if found is not None and found != [] and not (name == "acknowledged" and not found):  # a flag that was not set says nothing
            given[name] = found
    of_the_file: dict[str, object] = {}
    if file is not None:
        try:
            of_the_file, problem = of_file(file)
            slip = slip or problem
        except DataError as problem:
            slip = slip or problem
    return Told(of_the_file, given, slip)


def _value(name: str, value: object) -> object:
    """What an option means; text that is no number stays text, so that it is refused behind help where that is called for."""
    if name in SETS:
        return listed(cast("tuple[str, ...]", value), option_of(name), "NAME,... (the names: unspiral pathway)")
    if name not in NUMBERS or not isinstance(value, str):
        return value
    try:
        return float(value) if value.isascii() and "_" not in value else value
    except ValueError:
        return value


def of_file(file: str) -> tuple[dict[str, object], DataError | None]:
    """The object in a JSON file, and what is wrong with one of its answers, or None.

    Raises:
        DataError: it cannot be read, is no JSON, or is no object.
    """
    place = Path(file)
    fix = 'a file such as {"phq9": 13, "pain_weeks": 60}; all names: unspiral pathway'
    try:
        if not file or place.is_dir():
            raise DataError(f"'{file}' is a folder." if file else "The name of the file is empty.", fix=fix)
        if place.stat().st_size > LARGEST:
            raise DataError(f"'{place.name}' is larger than any file of answers.", fix=fix)
        text = place.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"'{place.name}' is no text.", fix=fix) from None
    except (OSError, ValueError) as problem:  # a name with a nul byte is a ValueError
        reason = (getattr(problem, "strerror", "") or "unknown reason").lower()
        stray = file.casefold() in ("yes", "no", "true", "false")
        switch = "--leg-pain or --no-leg-pain, with no word behind it."
        raise DataError(f"'{file[:200]}' cannot be read: {reason}.", fix=switch if stray else "check its name.") from None
    slips: list[DataError] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if twice := [name for name in names if names.count(name) > 1]:
            slips.append(_twice(twice[0]))
            # Of two answers to one question the one that calls for help is kept, until they are refused.
            return {**dict(pairs), **{name: value for name, value in pairs if calls({name: value})}}
        return dict(pairs)

    def no_constant(name: str) -> object:
        slips.append(DataError(f"The file holds {name}, which is no answer.", fix="leave out what was not told, or write null."))
        return None

    try:
        found: object = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except RecursionError:
        raise DataError(f"'{place.name}' is nested too deeply to be answers.", fix=fix) from None
    except json.JSONDecodeError as problem:
        what = f"'{place.name}' is no JSON: line {problem.lineno}, column {problem.colno}."
        raise DataError(what, fix=fix) from None
    except ValueError as problem:  # a number of thousands of digits
        raise DataError(f"'{place.name}' holds a number that cannot be read.", why=str(problem).partition(":")[0] + ".", fix=fix) from None
    if not isinstance(found, dict):
        raise DataError(f"'{place.name}' holds no names with values.", fix=fix)
    if isinstance(kind := cast("dict[str, object]", found).get("schema"), str):
        raise DataError(f"'{place.name}' is a document of another kind ({kind[:40]}), and holds no answers.", fix=fix)
    return cast("dict[str, object]", found), slips[0] if slips else None


def _twice(name: str) -> DataError:
    return DataError(f"'{name[:40]}' stands twice in the file.", why="Which of them counts would be a guess.", fix="keep one.")
