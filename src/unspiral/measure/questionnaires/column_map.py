"""Which column of a table holds which item: as told, or guessed from names, and then said aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.measure.names import words
from unspiral.measure.paste import option
from unspiral.measure.questionnaires.instrument import Instrument

_LEADS: tuple[tuple[str, ...], ...] = (("q",), ("item",), ("i",), ("question",))


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Item id -> column, and what was guessed on the way ("" = nothing was)."""

    columns: Mapping[str, str]
    said: str = ""


def told_columns(instrument: Instrument, texts: Sequence[str]) -> dict[str, str]:
    """What ``--map`` says.

    Args:
        instrument: whose items they are.
        texts: each ``item=column``, or several of them with commas between; a column's own comma is kept.

    Returns:
        Item id -> column, as far as told.

    Raises:
        SpecError: not of that form, an unknown item, or an item told twice.

    Source: tests/measure/questionnaires/test_column_map.py.
    """
    ids = [item.id for item in instrument.items]
    known = "|".join(sorted(map(re.escape, ids), key=len, reverse=True))
    found: dict[str, str] = {}
    for text in texts:
        for pair in re.split(rf",(?=\s*(?:{known})\s*=)", text):
            item, sign, column = (part.strip() for part in pair.partition("="))
            if not sign or not column:
                raise SpecError(f"--map wants item=column, and '{pair[:60]}' is not.", fix=f"--map {ids[0]}=COLUMN")
            if item not in ids:
                why = f"Its items are {', '.join(ids[:12])}{' ...' if len(ids) > 12 else ''}."
                raise SpecError(
                    f"{instrument.id} has no item '{item[:40]}'.{did_you_mean(item[:40], ids)}", why=why, fix=f"--map {ids[0]}=COLUMN"
                )
            if item in found:
                raise SpecError(f"--map names item '{item}' twice.", fix="name each item once.")
            found[item] = column
    return found


def map_columns(instrument: Instrument, names: Sequence[str], told: Mapping[str, str] | None = None) -> ColumnMap:
    """Find the column of every scored item.

    Args:
        instrument: whose items they are.
        names: of the table's columns.
        told: item id -> column; where it names any, it names all scored items: half a guess is none.

    Raises:
        DataError: a column is not there, stands there twice or is meant twice, or names allow no single guess.

    Source: tests/measure/questionnaires/test_column_map.py.
    """
    mapped = ColumnMap(dict(told)) if told else _guessed(instrument, names)
    for item in instrument.scored:
        if item.id not in mapped.columns:
            raise DataError(
                f"No column is named for item '{item.id}' of {instrument.id}.",
                why="An item without a column would count as never answered.",
                fix=f"add {option('--map', f'{item.id}=COLUMN')}, or score a questionnaire without that item.",
            )
    columns = list(mapped.columns.values())
    for item, column in mapped.columns.items():
        if column not in names:
            raise DataError(
                f"The table has no column '{column}' (for item '{item}').{did_you_mean(column, names)}",
                fix=f"the columns are: {', '.join(name for name in list(names)[:20] if name)}",
            )
        if list(names).count(column) > 1:
            raise DataError(
                f"The table has several columns '{column}'.", why="Which one is meant cannot be told.", fix="rename one of them."
            )
        if columns.count(column) > 1:
            raise DataError(f"Column '{column}' is named for several items.", fix="name another column for one of them.")
    return mapped


def _guessed(instrument: Instrument, names: Sequence[str]) -> ColumnMap:
    forms = [_plain(name) for name in names]
    found: list[tuple[str, ...]] = []
    best: tuple[int, list[str]] = (0, [])
    twice: list[str] = []
    for pattern in _patterns(instrument):
        if (*pattern[-1][:-1], str(len(pattern) + 1)) in forms and pattern[0][:-1] in _LEADS:
            continue  # q1 to q9 are no seven items called q1 to q7: they belong to another questionnaire
        hits = [[name for name, form in zip(names, forms) if form == wanted] for wanted in pattern]
        lost = [item.id for item, hit in zip(instrument.scored, hits) if not hit]
        if len(hits) - len(lost) > best[0]:
            best = (len(hits) - len(lost), lost)
        if not lost and not twice:
            twice = [name for hit in hits if len(hit) > 1 for name in hit][:2]
        if all(len(hit) == 1 for hit in hits):
            columns = tuple(hit[0] for hit in hits)
            if columns not in found:
                found.append(columns)
    if len(found) == 1:
        columns = dict(zip((item.id for item in instrument.scored), found[0]))
        shown = ", ".join(f"{item} from '{column}'" for item, column in columns.items())
        return ColumnMap(columns, f"Guessed from the names: {shown}. If that is wrong, say it with --map.")
    example = ",".join(f"{item.id}=COLUMN" for item in instrument.scored[:2]) + (",..." if len(instrument.scored) > 2 else "")
    if found:
        what = f"Two sets of columns could be the items of {instrument.id}: '{found[0][0]}' ... and '{found[1][0]}' ..."
        raise DataError(what, why="They may differ.", fix=f"--map {example}")
    if twice:
        first, second = twice
        what = (
            f"The table has several columns '{first}'." if first == second else f"Columns '{first}' and '{second}' could be the same item."
        )
        raise DataError(
            what,
            why=f"Which one belongs to {instrument.id} cannot be told.",
            fix="rename one of them." if first == second else f"--map {example}",
        )
    lacking = f" Not found: {', '.join(best[1][:12])}." if best[0] else ""
    raise DataError(
        f"The columns of {instrument.id} cannot be told from their names.{lacking}",
        why=f"The columns are {', '.join(name for name in list(names)[:20] if name)}.",
        fix=f"--map {example}",
    )


def _patterns(instrument: Instrument) -> list[list[tuple[str, ...]]]:
    """Ways in which the items' columns are usually named, each as one form for each item."""
    own = _plain(instrument.id)
    places = [str(place) for place in range(1, len(instrument.scored) + 1)]
    leads = [own, *(own + lead for lead in _LEADS), *_LEADS]
    return [[_plain(item.id) for item in instrument.scored], *([(*lead, place) for place in places] for lead in leads)]


def _plain(name: str) -> tuple[str, ...]:
    """``PHQ9_01`` -> ("phq", "9", "1")."""
    return tuple(str(int(word)) if word.isdecimal() else word for word in words(name))
