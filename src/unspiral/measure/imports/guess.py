"""A mapping out of a table's names and first rows. Guesses are said aloud; what could be either way is refused, with the option for it."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from unspiral.errors import DataError, SpecError
from unspiral.measure.imports.clues import CLOCKS, DATES, NUMBERS, WEEKDAYS, decimal_commas, looks, private, time_forms, unit_of
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.lines import ME
from unspiral.measure.imports.mapping import FORMATS, ItemFrom, LongColumns, Mapping, When
from unspiral.measure.imports.recognise import Recognised, recognised
from unspiral.measure.imports.sheet import Sheet, no_rows, present
from unspiral.measure.names import COUNTER, PERSON, TIME, Wanted, candidates, words
from unspiral.measure.paste import option, options
from unspiral.measure.roles import listed

ROWS = 2_000
_CELLS = 2_000_000
_ASKED = Wanted(
    frozenset(
        ("item", "question", "question_id", "item_id", "item_name", "variable", "variable_name", "measure", "metric", "category", "symptom")
    )
)
_ANSWER = Wanted(frozenset(("value", "answer", "response", "rating", "rating_amount", "result", "amount")))


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping that was guessed.

    Args:
        mapping: complete; it can be saved.
        said: every guess, one sentence each.
        recognised: columns that are questions of questionnaires.
        kinds: column -> what its cells look like.
        sample: column -> its first cells.
        rows: numbers of the rows in the sample.
    """

    mapping: Mapping
    said: tuple[str, ...]
    recognised: tuple[Recognised, ...]
    kinds: Dict[str, str]
    sample: Dict[str, Sequence[str]]
    rows: Sequence[int]


def guessed(sheet: Sheet, given: Given) -> Guess:
    """Guess how a table becomes a diary.

    Args:
        sheet: opened table.
        given: what was said about it; never overruled.

    Returns:
        A mapping, and what was guessed in it.

    Raises:
        DataError: something could be either way; the message holds the option that settles it.
    """
    said: list[str] = []
    rows, sample = sampled(sheet)
    if not rows:
        raise no_rows(sheet)
    kinds = {name: looks(cells) for name, cells in sample.items()}
    _all_present(sheet, given)
    long = _long(sheet, given, kinds, said)
    taken = {given.person, *given.time, *given.skip, *given.items.values(), *((long.item, long.value) if long else ())}
    free = [n for n in kinds if n not in taken]
    person = given.person or ("" if given.person_is else _person(free, said))
    when = _when(sheet, [n for n in free if n != person], given, kinds, said)
    mapping = Mapping(
        kind="long" if long else "wide",
        when=when,
        person=person,
        person_is="" if person else given.person_is or ME,
        long=long or LongColumns(),
        skip=given.skip,
        duplicates=given.duplicates or "error",
        empty=given.empty or "unanswered",
        decimal=given.decimal or _decimal(sheet, sample, said),
    )
    known: tuple[Recognised, ...] = ()
    if not long:
        roles = {person, *when.columns, *given.skip}
        known, items = _items(sheet, [n for n in kinds if n not in roles], given, kinds, said)
        mapping = replace(mapping, items=items)
    # --item was taken up among the items already.
    mapping = replace(given, items={} if not long else given.items, time=(), person="", person_is="").over(mapping)
    return Guess(mapping, tuple(said), known, kinds, sample, rows)


def sampled(sheet: Sheet) -> tuple[list[int], dict[str, list[str]]]:
    """The first rows of every column that has a name."""
    names = [n for n in dict.fromkeys(sheet.names) if n]
    cells: dict[str, list[str]] = {name: [] for name in names}
    rows: list[int] = []
    for chunk in sheet.take(names):
        rows += chunk.rows
        for name in names:
            cells[name] += chunk.columns[name]
        if len(rows) >= ROWS or len(rows) * len(names) > _CELLS:
            break
    return rows, cells


def _all_present(sheet: Sheet, given: Given) -> None:
    asked = [("--person", given.person), *(("--time", name) for name in given.time), *(("--skip", name) for name in given.skip)]
    asked += [("--item-column", given.item_column), ("--value-column", given.value_column)]
    asked += [(f"--item {item}=", column) for item, column in given.items.items()]
    for flag, name in asked:
        if name:
            present(sheet, name, flag)


def _long(sheet: Sheet, given: Given, kinds: Dict[str, str], said: list[str]) -> LongColumns | None:
    if given.kind == "wide" or (given.items and not given.item_column and given.kind != "long"):
        return None
    asked = (given.item_column,) if given.item_column else candidates(kinds, _ASKED)
    answer = (given.value_column,) if given.value_column else candidates(kinds, _ANSWER)
    if not given.kind and not given.item_column and not (asked and answer):
        return None
    for what, flag, found in (("what was asked", "--item-column", asked), ("the answer", "--value-column", answer)):
        if len(found) != 1:
            shown = f"Several columns could hold {what}: {listed(found)}." if found else f"No column of '{sheet.name}' looks like {what}."
            fix = options(flag, list(found)) if found else f"{flag} COLUMN, or for a table with a column for each item: --kind wide"
            raise DataError(shown, why=f"Columns: {listed(sheet.names)}.", fix=fix)
    if not given.kind:
        said.append(
            f"The table was read as long: column '{asked[0]}' says what was asked and '{answer[0]}' holds the answer"
            " (a table with a column for each item is said with --kind wide)."
        )
    there = {name.casefold(): name for name in kinds}
    found = {role: there.get(role, "") for role in ("unit", "instrument", "form")}
    for role, name in found.items():
        if name:
            said.append(f"Column '{name}' was read as the {role}.")
    return LongColumns(item=asked[0], value=answer[0], unit=found["unit"], instrument=found["instrument"], form=found["form"])


def _person(free: Sequence[str], said: list[str]) -> str:
    found = candidates(free, PERSON)
    if len(found) > 1:
        raise DataError(f"Several columns could say who answered: {listed(found)}.", fix=options("--person", list(found)))
    if found:
        said.append(f"Column '{found[0]}' was read as the person.")
        return found[0]
    said.append(f"No column says who answered, so everything is of one person, called '{ME}' (another name: --person-is NAME).")
    return ""


def _when(sheet: Sheet, free: Sequence[str], given: Given, kinds: Dict[str, str], said: list[str]) -> When:
    if given.at:
        return When((), zone=given.zone, at=given.at)
    columns = given.time or _time_columns(sheet, [n for n in free if kinds[n] != WEEKDAYS], kinds, said)
    form = given.time_format
    if form and form not in FORMATS:
        form = When(columns, form).format  # said by the mapping's own check
    if not form:
        form = _form(sheet, columns, kinds, said)
    unit = given.unit or (unit_of(columns[0]) if form == "number" else "day")
    if form == "number" and not given.unit:
        said.append(f"Times in '{columns[0]}' were read as {unit}s; another unit is said with --time-unit.")
    if form in ("unix", "unix-ms") and not given.zone:
        said.append("Days are those of UTC; your own: --time-zone Europe/Zurich.")
    if len(columns) == 2 and form not in ("beep",) and not given.time:
        said.append(f"The date stands in '{columns[0]}' and the clock time in '{columns[1]}'.")
    return When(columns, form, given.zone, unit, given.start, given.beeps)


def _time_columns(sheet: Sheet, free: Sequence[str], kinds: Dict[str, str], said: list[str]) -> tuple[str, ...]:
    found = candidates(free, TIME) or candidates(free, COUNTER)
    beep = next((n for n in free if words(n) == ("beep",) and kinds[n] == NUMBERS), None)
    if len(found) == 1 and beep and beep != found[0] and "day" in words(found[0]) and kinds[found[0]] == NUMBERS:
        said.append(f"The time was read as day '{found[0]}' and beep '{beep}'.")
        return (found[0], beep)
    if len(found) == 2:
        dates = [n for n in found if kinds[n] == DATES]
        clocks = [n for n in found if kinds[n] == CLOCKS]
        if len(dates) == len(clocks) == 1:
            return (dates[0], clocks[0])
    if len(found) > 1:
        raise DataError(f"Several columns could be the time: {listed(found)}.", fix=options("--time", list(found)))
    if not found:
        dated = [n for n in free if kinds[n] == DATES]
        if len(dated) == 1:
            found = (dated[0],)
        else:
            raise DataError(
                f"No column of '{sheet.name}' looks like the time of an answer.",
                why=f"Columns: {listed(sheet.names)}.",
                fix="--time COLUMN",
            )
    said.append(f"Column '{found[0]}' was read as the time.")
    clocks = [n for n in free if kinds[n] == CLOCKS and {"clock", "time", "hour"} & set(words(n))]
    if len(clocks) == 1 and kinds[found[0]] == DATES and clocks != [found[0]]:
        return (found[0], clocks[0])
    return (found[0],)


def _form(sheet: Sheet, columns: tuple[str, ...], kinds: Dict[str, str], said: list[str]) -> str:
    if len(columns) == 2 and all(kinds[name] == NUMBERS for name in columns):
        return "beep"
    name = columns[0]
    forms: tuple[str, ...] = ()
    first = True
    for chunk in sheet.take([name]):  # as many rows as it takes to tell day from month
        now = time_forms(chunk.columns[name], name)
        if not any(text.strip() for text in chunk.columns[name]):
            continue
        forms = now if first else tuple(form for form in forms if form in now)
        first = False
        if len(forms) < 2:
            break
    if len(forms) == 1:
        if forms[0] not in ("iso", "number"):
            said.append(f"Times in '{name}' were read as {forms[0]}.")
        return forms[0]
    if forms:
        readings = ", ".join(forms)
        raise DataError(
            f"The times in '{name}' of '{sheet.name}' can be read in {len(forms)} ways: {readings}.",
            why="Read the wrong way, days would be put in another order.",
            fix=options("--time-format", list(forms)),
        )
    raise DataError(
        f"The times in '{name}' of '{sheet.name}' are not all of one form that can be told from them.",
        why=f"Forms that can be read: {', '.join(FORMATS)}.",
        fix=option("--time-format", "iso") + ", or another column: --time COLUMN",
    )


def _decimal(sheet: Sheet, sample: Dict[str, Sequence[str]], said: list[str]) -> str:
    found = decimal_commas(sample.values(), possible=sheet.comma_possible)
    if found == "?":
        raise DataError(
            f"Commas inside numbers of '{sheet.name}' could be decimal marks or part the thousands.",
            why="Read the wrong way they would be off by a factor of 1000.",
            fix="--decimal comma (or --decimal point, which leaves such cells as they are)",
        )
    if found == ",":
        said.append("The comma was read as the decimal mark, and is written as a point.")
    return found


def _items(
    sheet: Sheet, free: Sequence[str], given: Given, kinds: Dict[str, str], said: list[str]
) -> tuple[tuple[Recognised, ...], tuple[ItemFrom, ...]]:
    known = recognised([n for n in free if n not in given.items.values()], dict(sheet.labels), given.instrument or None)
    by_column = {r.column: r for r in known}
    asked: dict[str, str] = {}
    for item, column in given.items.items():
        if column in asked:
            raise SpecError(
                f"One column is named for two items: '{column}' for '{asked[column]}' and for '{item}'.",
                why="One of the two would be lost, or both would say the same.",
                fix=f"leave one of them out: {option('--item', f'{item}={column}')}",
            )
        asked[column] = item
    items: list[ItemFrom] = []
    hidden: list[str] = []
    names: set[str] = set(asked.values())
    for name in free:
        found = by_column.get(name)
        if name in asked:
            items.append(ItemFrom((name,), asked[name]))
        elif found is not None:
            plain = found.item if found.item not in names else f"{found.instrument}.{found.item}"
            items.append(ItemFrom((name,), plain, instrument=found.instrument))
            names.add(plain)
        elif private(name) and not given.identifiers:
            hidden.append(name)
        elif not given.items:  # whoever names items wants these
            items.append(ItemFrom((name,), name))
            names.add(name)
    for instrument in dict.fromkeys(r.instrument for r in known):
        mine = [r for r in known if r.instrument == instrument]
        shown = ", ".join(f"{r.column[:40]} -> {r.item}" for r in mine)
        said.append(f"Read as questions of {instrument}: {shown}. Another questionnaire is said with --instrument.")
    if hidden:
        said.append(
            f"Not imported, as they look like names, addresses or birthdays: {listed(hidden, 30)} (to take them too: --identifiers)."
        )
    if not items:
        raise DataError(
            f"'{sheet.name}' has no column left to take answers from.", why=f"Columns: {listed(sheet.names)}.", fix="--item pain=COLUMN"
        )
    return known, tuple(items)
