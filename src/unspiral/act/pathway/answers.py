"""What was told, checked against the inputs of the packaged file: kinds, ranges, names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, cast

from unspiral.act.pathway.condition import UNKNOWN, Value
from unspiral.act.pathway.option import kinds, options
from unspiral.errors import SpecError, closest, did_you_mean
from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import Answers

# How the command line tells what a file calls otherwise.
OTHER_OPTIONS = {"worry_pain_14d": "--worry", "suicide_trigger": '"suicide_trigger": true'}
SWITCHES = {
    "leg_pain": '--leg-pain or --no-leg-pain; in a file "leg_pain": true or false',
    "suicide_trigger": '"suicide_trigger": true or false; on the command line --item9 0 to 3',
    "acknowledged": '--acknowledged once the help was read; in a file "acknowledged": true',
}


@cache
def inputs() -> Mapping[str, Mapping[str, Any]]:
    """Every input by its name, with its type, range and note: those of the file, and those that were added."""
    table = pathway_file()
    return {**table["inputs"], **table["inputs_added"]}


def answers_of(given: Mapping[str, object]) -> Answers:
    """Answers from names and values, as a JSON file or options have them.

    Args:
        given: name -> value; None is "not told".

    Raises:
        SpecError: a name is unknown, a value is of another kind or out of range, two inputs say the same, or a sum is below its part.

    Source: ``inputs`` of evidence/pathway.toml; tests/act/pathway/test_answers.py.
    """
    for name in given:
        if name not in inputs():
            near = closest(name, inputs())
            raise SpecError(
                f"'{name[:40]}' is no input of the pathway.{did_you_mean(name, inputs())}",
                fix=f'"{near}" in place of "{name[:40]}"' if near else f"one of: {', '.join(inputs())}",
            )
    if given.get("phq9") is not None and given.get("phq8") is not None:
        raise SpecError(
            "Both phq9 and phq8 were given.",
            why="They have the same bands, and which of them counts would be a guess.",
            fix="leave out --phq8 where there is a PHQ-9.",
        )
    found: dict[str, object] = {}
    for name, value in given.items():
        if value is not None:
            found[name] = _CHECKS[inputs()[name]["type"]](name, value)
    answers = Answers(**cast("dict[str, Any]", found))
    if answers.phq9 is not None and answers.item9 is not None and answers.phq9 < answers.item9:
        raise SpecError(
            f"A PHQ-9 score of {answers.phq9:g} is lower than its own item 9, which was given as {answers.item9:g}.",
            why="A sum is at least as large as each of its parts, so one of the two is a slip, and the score is not used.",
            fix=f"--phq9 {answers.item9:g} to {inputs()['phq9']['range'][1]:g}, the sum of all nine items; or leave out --phq9.",
        )
    return answers


def values_of(answers: Answers) -> dict[str, Value]:
    """Answers as rules compare them: the PHQ-8 stands in for the PHQ-9, and a total that only item 9 can explain opens what it opens.

    Args:
        answers: as told.
    """
    found: dict[str, Value] = {each.name: getattr(answers, each.name) for each in fields(answers)}
    found["phq9"] = answers.phq8 if answers.phq9 is None else answers.phq9
    if answers.item9 is not None:
        opened = answers.item9 >= inputs()["item9"]["opens_at"]
        found["suicide_trigger"] = bool(answers.suicide_trigger) or opened
    if item_nine_shows(answers):
        found["suicide_trigger"] = True
    found["start_risk"] = found["start_risk"] or UNKNOWN
    return found


def item_nine_shows(answers: Answers) -> bool:
    """Whether a PHQ-9 total is higher than its first eight items can make it, so that item 9 was not 0."""
    most = inputs()["phq8"]["range"][1]
    return answers.phq9 is not None and answers.phq9 > most


# Kinds of inputs -------------------------------------------------------------------------------------------------------------------


def _bool(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, value, "true or false")
    return value


def _whole(name: str, value: object) -> int:
    number = _number(name, value)
    if number != int(number):
        raise _wrong(name, value, "a whole number")
    return int(number)


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(name, value, "a number")
    low, high = inputs()[name].get("range", (0, math.inf))
    if not low <= value <= high:
        within = f"what lies between {low:g} and {high:g}" if math.isfinite(high) else f"{low:g} or more"
        raise SpecError(f"{name} was given as {value:g}, and takes {within}.", fix=_fix(name))
    return value


def _choice(name: str, value: object) -> str:
    known: list[str] = inputs()[name]["values"]
    if value not in known:
        near = closest(value, known) if isinstance(value, str) else ""
        hint = did_you_mean(value, known) if isinstance(value, str) else ""
        raise SpecError(f"{name} was given as {_shown(value)}.{hint}", fix=f"{option_of(name)} {near or '|'.join(known)}")
    return str(value)


def _several(name: str, value: object) -> tuple[str, ...]:
    known = inputs()[name].get("values") or [*options(), *(() if name == "tried" else kinds())]
    if isinstance(value, str) or not isinstance(value, Sequence):
        example = value if value in known else known[0]
        raise SpecError(
            f"{name} was given as {_shown(value)}, and takes a list of names.",
            fix=f'{option_of(name)} {example}, or "{name}": ["{example}"]',
        )
    for each in cast("Sequence[object]", value):
        if each not in known:
            near = closest(each, known) if isinstance(each, str) else ""
            hint = did_you_mean(each, known) if isinstance(each, str) else ""
            one_of = f"{option_of(name)} with one or more of: {', '.join(known)}"
            raise SpecError(
                f"{name} names {_shown(each)}, which is not known here.{hint}", fix=f"{option_of(name)} {near}" if near else one_of
            )
    return tuple(dict.fromkeys(cast("Sequence[str]", value)))


_CHECKS = {"bool": _bool, "int": _whole, "number": _number, "enum": _choice, "set": _several}


def option_of(name: str) -> str:
    """The option of ``unspiral pathway`` that tells an input; one that no option tells stands as a file has it.

    Args:
        name: of the input.

    Source: tests/act/pathway/test_answers.py holds every one against the options of the command.
    """
    return OTHER_OPTIONS.get(name, f"--{name.replace('_', '-')}")


def _wrong(name: str, value: object, wanted: str) -> SpecError:
    return SpecError(f"{name} was given as {_shown(value)}, and takes {wanted}.", fix=_fix(name))


def _fix(name: str) -> str:
    """The option with the values it takes; no value is picked, for a score that was pasted would be nobody's."""
    about = inputs()[name]
    if about["type"] == "bool":
        return SWITCHES.get(name, option_of(name))
    low, high = about.get("range", (0, math.inf))
    whole = ", a whole number" if about["type"] == "int" else ""
    span = f"{low:g} to {high:g}" if math.isfinite(high) else f"N, a number that is {low:g} or more"
    return f"{option_of(name)} {span}{whole}"


def _shown(value: object) -> str:
    text = str(value)
    return f"'{text[:40]}'" if isinstance(value, str) else text[:40]
