"""What an Mplus input says outside its MODEL: missing codes, persons, and commands that change which rows, columns or covariances count."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from unspiral.compat.moved import Became, Note
from unspiral.compat.mplus_text import HEADING, SERIES
from unspiral.compat.place import fail, line_of

_OPTION = re.compile(r"\s*([A-Za-z]+)\s*(?:=|\b(?:ARE|IS)\b)\s*(.*)", re.I | re.S)
_CODES = re.compile(r"([A-Za-z_][\w]*(?:\s*-\s*[A-Za-z_]\w*)?)\s*\(([^)]*)\)")
_CODE = re.compile(r"(-?\d+(?:\.\d+)?)(?:-(-?\d+(?:\.\d+)?))?")
_FAMILY = {"CATEGORICAL": "ordinal", "COUNT": "count", "CENSORED": "bounded"}
_ROWS = {
    "USEOBSERVATIONS": "Only some rows count there; here every row of the table does. Leave the others out of the table first.",
    "SUBPOPULATION": "Only some rows count there; here every row of the table does. Leave the others out of the table first.",
    "WEIGHT": "Rows are weighted there; here every person counts once.",
    "CLUSTER": "People belong together in clusters there, which widens standard errors; here people are independent.",
    "STRATIFICATION": "The sample is stratified there; here people are independent.",
    "GROUPING": "Groups have models of their own there; here one group of people is learned from.",
}


@dataclass(slots=True)
class Said:
    """What stands outside MODEL.

    Args:
        missing: column, in capital letters, or "ALL" -> codes that stand for no answer, as a mapping writes them.
        person: the column with the persons, or None.
        without_covariances: whether covariances that Mplus frees by itself are 0 (``MODEL = NOCOV``).
        notes: on everything that has no place here.
    """

    missing: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    person: str | None = None
    without_covariances: bool = False
    notes: list[Note] = field(default_factory=list[Note])

    def codes_of(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Codes of no answer in any of these columns."""
        found = [*self.missing.get("ALL", ()), *(code for column in columns for code in self.missing.get(column.upper(), ()))]
        return tuple(dict.fromkeys(found))


def read_commands(text: str) -> Said:
    """Read VARIABLE, DATA, DEFINE and ANALYSIS of an input.

    Raises:
        SpecError: latent classes, or codes of missing answers that are not read.
    """
    said = Said()
    bare = re.sub(r"![^\r\n]*", lambda found: " " * len(found.group()), text)  # without comments, every place kept
    heads = list(HEADING.finditer(bare))
    for place, head in enumerate(heads):
        command, start = head.group(1).upper(), head.end()
        end = heads[place + 1].start() if place + 1 < len(heads) else len(bare)
        if command == "DEFINE":
            _note(
                said,
                text,
                "left out",
                head.start(),
                "DEFINE computes columns there; nothing is computed here. Do the same in the table first.",
            )
        if command not in ("VARIABLE", "DATA", "ANALYSIS"):
            continue
        at = start
        for statement in bare[start:end].split(";"):
            option = _OPTION.match(statement)
            if option is not None:
                _option(said, text, command, option.group(1).upper(), " ".join(option.group(2).split()), at + option.start(1))
            at += len(statement) + 1
    return said


def _option(said: Said, text: str, command: str, word: str, value: str, at: int) -> None:
    shown = f"{word} = {value[:60]}"
    if command == "VARIABLE":
        family = next((law for name, law in _FAMILY.items() if word.startswith(name[:5])), None)
        rows = next((why for name, why in _ROWS.items() if len(word) >= 4 and name.startswith(word[:6])), None)
        if word.startswith("MISS"):
            _missing(said, text, value, at)
        elif word.startswith("IDVAR"):
            said.person = value
            _note(said, text, "taken", at, f"{value} says who a row is about.")
        elif word.startswith(("CLASS", "KNOWN")):
            fail(
                text, at, f"This is a model of classes ({shown}).", why="A loop has no latent classes.", fix="give the model of one class."
            )
        elif family is not None:
            _note(
                said,
                text,
                "changed",
                at,
                f"{shown}: read as plain numbers here, unless learn is told otherwise (--family COLUMN={family}).",
            )
        elif rows is not None:
            _note(said, text, "left out", at, f"{shown}. {rows}")
    elif command == "DATA" and word.startswith("LISTW") and value.upper() == "ON":
        _note(said, text, "changed", at, "People with any missing answer are dropped there; here the answers that they gave count.")
    elif command == "ANALYSIS" and word == "MODEL" and "NOCOV" in value.upper():
        said.without_covariances = True
        _note(said, text, "taken", at, "Covariances are 0 unless a line frees them (MODEL = NOCOV).")
    elif command == "ANALYSIS" and word == "TYPE" and "MIXTURE" in value.upper():
        fail(text, at, f"This is a model of classes ({shown}).", why="A loop has no latent classes.", fix="give the model of one class.")
    elif command == "ANALYSIS" and word.startswith("ESTIM") and value.upper() == "BAYES":
        _note(
            said,
            text,
            "changed",
            at,
            "A posterior with the priors of Mplus there; maximum likelihood here (--bayes has priors of its own).",
        )


def _missing(said: Said, text: str, value: str, at: int) -> None:
    if value.upper() in (".", "*", "BLANK"):
        _note(
            said,
            text,
            "taken",
            at,
            "An empty cell, or a point, is no answer here too." if value != "*" else "* is no answer: write it empty.",
        )
        return
    codes: dict[str, list[tuple[str, str]]] = {}
    unread = _CODES.sub("", value).strip()
    for names, inside in _CODES.findall(value):
        first, bar, last = names.upper().partition("-")
        one, other = SERIES.fullmatch(first.strip()), SERIES.fullmatch(last.strip())
        if bar and (one is None or other is None or one[1] != other[1] or not 0 <= int(other[2]) - int(one[2]) < 1000):
            unread = unread or names
        elif bar and one is not None and other is not None:
            codes |= {f"{one[1]}{number}": _CODE.findall(inside) for number in range(int(one[2]), int(other[2]) + 1)}
        else:
            codes[first] = _CODE.findall(inside)
    if unread or not codes or not all(codes.values()):
        fail(
            text, at, f"These codes of missing answers are not read: {value[:60]}.", why="Read as answers, they would change every number.",
            fix="write MISSING = ALL (-999); or MISSING = x1-x5 (9 99);",
        )  # fmt: skip
    for name, found in codes.items():
        said.missing[name] = tuple(first if not last else f"{first}..{last}" for first, last in found)
    _note(said, text, "taken", at, f"No answer: {value} (missing in the mapping).")


def _note(said: Said, text: str, became: Became, at: int, note: str) -> None:
    said.notes.append(Note(became, note, line_of(text, at)))
