"""Which column is who, when, an answer or an input: as asked, or guessed from the names and said aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.loop.tokens import quoted
from unspiral.measure.names import COUNTER, DEPRESSION, PAIN, PERSON, TIME, Wanted, candidates, is_item, words
from unspiral.measure.paste import loop_by, option, options
from unspiral.measure.prompted import check_prompts
from unspiral.units import TIME_UNITS

_OCCASION = re.compile(r"(.*\D)\d+")  # a question and the number of an occasion


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader was asked for; the arguments of every ``read_*`` in one record."""

    columns: tuple[str, ...] | None
    person: str | None
    time: str | None
    time_unit: str | None
    inputs: tuple[str, ...]
    reverse: dict[str, float | None]
    missing: tuple[str, ...]
    order: str
    covariates: tuple[str, ...] = ()
    weight: str | None = None
    zone: str | None = None
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    prompts: str | None = None
    answered: str | None = None
    flags: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Roles:
    """Columns by role.

    Args:
        person: None when the table holds one person.
        time: of the occasion.
        indicators: answers, in the order asked; pain, then depression when guessed.
        inputs: outside events.
        said: guesses, one sentence each.
        covariates: what does not change within a person.
        weight: how much a row counts, or None.
        answered: whether a prompt was answered, or None.
    """

    person: str | None
    time: str
    indicators: tuple[str, ...]
    inputs: tuple[str, ...]
    said: tuple[str, ...]
    covariates: tuple[str, ...] = ()
    weight: str | None = None
    answered: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is read."""
        alone = tuple(name for name in (self.weight, self.answered) if name)
        return (*((self.person,) if self.person else ()), self.time, *self.indicators, *self.inputs, *self.covariates, *alone)


class Options(TypedDict, total=False):
    """The options that every reader takes by name; ``unspiral.measure.read`` says what each means."""

    columns: Sequence[str] | None
    person: str | None
    time: str | None
    time_unit: str | None
    inputs: Sequence[str]
    reverse: Mapping[str, float | None] | None
    missing: Sequence[str]
    order: str
    covariates: Sequence[str]
    weight: str | None
    time_zone: str | None
    covariate_texts: Mapping[str, Sequence[str]] | None
    prompts: str | None
    answered: str | None
    flags: Mapping[str, str] | None


def ask(
    *,
    columns: Sequence[str] | None = None,
    person: str | None = None,
    time: str | None = None,
    time_unit: str | None = None,
    inputs: Sequence[str] = (),
    reverse: Mapping[str, float | None] | None = None,
    missing: Sequence[str] = (),
    order: str = "sort",
    covariates: Sequence[str] = (),
    weight: str | None = None,
    time_zone: str | None = None,
    covariate_texts: Mapping[str, Sequence[str]] | None = None,
    prompts: str | None = None,
    answered: str | None = None,
    flags: Mapping[str, str] | None = None,
) -> Asked:
    """Check the options by themselves, before any table is opened.

    Raises:
        SpecError: an option has a value that no table could make right.
    """
    if time_unit is not None and time_unit not in TIME_UNITS:
        raise SpecError(
            f"'{time_unit}' is not a unit of time.{did_you_mean(time_unit, TIME_UNITS)}", fix="--time-unit day (or hour, week, month, year)"
        )
    check_prompts(prompts, answered)
    for argument, name in (("person", person), ("time", time), ("weight", weight), ("time_zone", time_zone), ("answered", answered)):
        if name is not None and not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SpecError(f"{argument} takes the name of a column as text, and was given {name!r}.", fix=f'{argument}="{name}"')
    if order not in ("sort", "file"):
        raise SpecError(f"order is 'sort' or 'file', not '{order}'.", fix='order="sort"')
    if time_zone is not None:
        _check_zone(time_zone)
    for argument, value in (("columns", columns), ("inputs", inputs), ("missing", missing), ("covariates", covariates)):
        if isinstance(value, str):
            raise SpecError(f"{argument} takes several names, and was given the single text '{value}'.", fix=f'{argument}=["{value}"]')
    if columns is not None and not columns:
        raise SpecError("No column of answers was asked for.", fix='columns=["pain", "depression"]')
    return Asked(
        None if columns is None else tuple(columns),
        person,
        time,
        time_unit,
        tuple(inputs),
        dict(reverse or {}),
        tuple(str(m) for m in missing),
        order,
        tuple(covariates),
        weight,
        time_zone,
        {name: tuple(texts) for name, texts in (covariate_texts or {}).items()},
        prompts,
        answered,
        dict(flags or {}),
    )


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        raise SpecError(f"'{name[:60]}' is not a time zone.{did_you_mean(name, known)}", fix="--time-zone Europe/Zurich") from None


def roles_of(names: tuple[str, ...], asked: Asked) -> Roles:
    """Give every role its column.

    Args:
        names: the header.
        asked: the options.

    Raises:
        DataError: a column that is not there or is there twice, or a role that no column or several could have.
    """
    for name, flag in _named(asked):
        _present(names, name, flag)
    taken = {name for name, _ in _named(asked)}
    free = [n for n in names if n and n not in taken]
    said: list[str] = []
    person = asked.person or _guess_person(free, said)
    time = asked.time or _guess_time([n for n in free if n != person], names, said)
    indicators = asked.columns or _guess_answers([n for n in free if n not in (person, time)], names, said)
    roles = Roles(person, time, indicators, asked.inputs, tuple(said), asked.covariates, asked.weight, asked.answered)
    for name in roles.names:
        _present(names, name, "")
    _once(roles)
    for name in asked.reverse:
        if name not in indicators:
            hint = did_you_mean(name, indicators)
            raise DataError(
                f"Cannot turn '{name}' round: it is not one of the columns read as answers ({', '.join(indicators)}).{hint}",
                fix=options("--reverse", list(indicators)),
            )
    return roles


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a row, the end cut off when there are many."""
    shown = [n for n in names if n]
    rest = len(shown) - most
    return ", ".join(shown[:most]) + (f" and {rest} more" if rest > 0 else "")


def _named(asked: Asked) -> list[tuple[str, str]]:
    answers = [(c, "") for c in asked.columns or ()]
    inputs = [(c, "--input") for c in asked.inputs]
    person = [(asked.person, "--person")] if asked.person else []
    time = [(asked.time, "--time")] if asked.time else []
    covariates = [(c, "--covariate") for c in asked.covariates]
    weight = [(asked.weight, "--weight")] if asked.weight else []
    prompt = [(asked.answered, "--answered")] if asked.answered else []
    found = person + time + answers + inputs + covariates + weight + prompt
    return [(name, asked.flags.get(name, flag)) for name, flag in found]


def _present(names: tuple[str, ...], name: str, flag: str) -> None:
    if name not in names:
        hint = did_you_mean(name, [n for n in names if n])
        near = hint.split("'")[1] if hint else "COLUMN"
        fix = option(flag, near) if flag else f"say in the loop which column measures it: {quoted(name)} by {quoted(near)}"
        raise DataError(f"There is no column '{name}'.{hint}", why=f"Columns: {listed(names)}.", fix=fix)
    if names.count(name) > 1:
        places = [str(i + 1) for i, n in enumerate(names) if n == name]
        raise DataError(
            f"{len(places)} columns have the name '{name}' (columns {' and '.join(places)}).",
            why="Which of them is meant cannot be told.",
            fix="give each column of the header a name of its own.",
        )


def _once(roles: Roles) -> None:
    seen: set[str] = set()
    for name in roles.names:
        if name in seen:
            raise DataError(
                f"Column '{name}' was given two roles.",
                why="A column is the person, the time, one answer, one input, one covariate, the weight, or what became of the prompt.",
                fix="name another column for one of them.",
            )
        seen.add(name)


def _guess_person(free: list[str], said: list[str]) -> str | None:
    found = candidates(free, PERSON)
    if len(found) > 1:
        raise DataError(f"Several columns could say who answered: {listed(found)}.", fix=options("--person", found))
    if found:
        said.append(f"Column '{found[0]}' was read as the person.")
        return found[0]
    said.append(
        "No column says who answered, so the whole table was read as one person. If it holds several, name their column: --person COLUMN."
    )
    return None


def _guess_time(free: list[str], names: tuple[str, ...], said: list[str]) -> str:
    found = candidates(free, TIME) or candidates(free, COUNTER)
    if len(found) > 1:
        raise DataError(f"Several columns could be the time: {listed(found)}.", fix=options("--time", found))
    if not found and (wide := _wide(free)):
        raise DataError(
            f"No column looks like the time of an answer, and {listed(wide, 4)} look like one question at several occasions.",
            why="Read is a row for each occasion, with a column that says when; here an occasion seems to be a group of columns.",
            fix="bring the table into the long form (pandas.wide_to_long, say), or learn from its moments: --moments",
        )
    if not found:
        raise DataError("No column looks like the time of an answer.", why=f"Columns: {listed(names)}.", fix="--time COLUMN")
    said.append(f"Column '{found[0]}' was read as the time.")
    if not candidates(found, TIME):
        said.append(f"'{found[0]}' seems to count occasions; a column of actual times, if there is one, would be better: --time COLUMN.")
    return found[0]


def _wide(free: list[str]) -> list[str]:
    """Columns of the question that most columns ask, one for each occasion: ``pain_0``, ``pain_3``, ``pain_6``."""
    stems = dict[str, list[str]]()
    for name in free:
        if (hit := _OCCASION.fullmatch(name)) and not is_item(name):
            stems.setdefault(hit[1].casefold(), []).append(name)
    several = [columns for columns in stems.values() if len(columns) > 1]
    return max(several, key=len) if len(several) > 1 else []


def _guess_answers(free: list[str], names: tuple[str, ...], said: list[str]) -> tuple[str, ...]:
    pain, depression = candidates(free, PAIN), candidates(free, DEPRESSION)
    if len(pain) == 1 and len(depression) == 1 and pain != depression:
        said.append(f"Column '{pain[0]}' was read as pain and '{depression[0]}' as depression.")
        return (pain[0], depression[0])
    taken = [n for n in names if n not in free]
    parts = (_trouble("pain", pain, free, taken, PAIN), _trouble("depression", depression, free, taken, DEPRESSION))
    trouble = " ".join(filter(None, parts))
    by = {process: found[0] if found else "COLUMN" for process, found in (("pain", pain), ("depression", depression))}
    raise DataError(trouble or f"Column '{pain[0]}' could be pain or depression.", why=f"Columns: {listed(names)}.", fix=loop_by(by))


def _trouble(process: str, found: tuple[str, ...], free: list[str], taken: list[str], wanted: Wanted) -> str:
    if len(found) > 1:
        return f"Several columns could be {process}: {listed(found)}."
    if found:
        return ""
    if elsewhere := candidates(taken, wanted):
        return f"Column '{elsewhere[0]}' looks like {process}, and was given another role; a column has one."
    items = [n for n in free if is_item(n) and wanted.words & set(words(n))]
    return f"No column looks like {process}" + (f" ({items[0]} and its like are single questions, not a score)." if items else ".")
