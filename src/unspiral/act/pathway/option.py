"""The options of the pathway, each with every position on it, and the order in which they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import Option, Position

# The order of the file's ``evaluation``; what guidelines speak against comes behind all of it and is never offered.
STRENGTHS = ("strong_for", "for", "conditional_for", "conflict", "silent", "conditional_against", "against")


@cache
def options() -> dict[str, Option]:
    """Every option by its id, in the order of the file.

    Source: evidence/pathway.toml; tests/act/pathway/test_option.py.
    """
    table = pathway_file()
    return {row["id"]: _option(row, table) for row in table["option"]}


@cache
def kinds() -> tuple[str, ...]:
    """The kinds that options have."""
    return tuple(dict.fromkeys(option.kind for option in options().values()))


def last_reasons(option: Option, tried: Collection[str], not_wanted: Collection[str], out_of_reach: Collection[str]) -> tuple[str, ...]:
    """Why an option stands last; empty where nothing speaks for that.

    Args:
        option: of the file.
        tried: ids.
        not_wanted, out_of_reach: ids or kinds.
    """
    own = {option.id, option.kind}
    found = (("tried", option.id in tried), ("not wanted", bool(own & set(not_wanted))), ("out of reach", bool(own & set(out_of_reach))))
    return tuple(reason for reason, holds in found if holds)


def ordered(named: Iterable[str], last: Collection[str] = ()) -> tuple[Option, ...]:
    """Options once each: by the strength of what guidelines say, and within one strength as the file has them, which is no rank.

    Args:
        named: ids, in any order and any number of times.
        last: ids that stand behind all others.

    Source: ``evaluation.order`` of evidence/pathway.toml; tests/act/pathway/test_option.py.
    """
    place = list(options())
    found = {name: options()[name] for name in named}
    return tuple(sorted(found.values(), key=lambda each: (each.id in last, STRENGTHS.index(each.net), place.index(each.id))))


def _option(row: dict[str, Any], table: dict[str, Any]) -> Option:
    return Option(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        net=row["net"],
        positions=tuple(_position(line, table["named"]) for line in row["recommendations"]),
        note=row.get("note", ""),
        browse_only=row["id"] in table["browse_only"],
    )


def _position(line: dict[str, str], named: dict[str, dict[str, str]]) -> Position:
    source = named[line["source"]]
    return Position(
        source=line["source"],
        name=source["name"],
        year=source["year"],
        kind=source["kind"],
        strength=line["strength"],
        population=line["population"],
        detail=line.get("detail", ""),
        evidence=line["evidence"],
    )
