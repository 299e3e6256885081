"""A table read as that of a fit was: its columns, its unit of time, and the options of reading that the fit keeps."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unspiral.doors.cli.learn_options import scales_turned
from unspiral.errors import DataError, SpecError
from unspiral.store.reading import words_kept

if TYPE_CHECKING:
    from unspiral.loop.model import Loop
    from unspiral.records import Fit, Panel

_OTHER_UNIT = re.compile(r"Times in '.+' were read as \w+s, as asked, although its name speaks of \w+s\.")  # said by measure/clock.py
_TURNED = re.compile(r"Column '(.+)' was turned round: x was read as (?:(\S+) - x|-x)\.")  # said by measure/answers.py


class Reading(NamedTuple):
    """Options of reading, as typed or as kept."""

    person: str | None = None
    time: str | None = None
    time_zone: str | None = None
    reverse: Mapping[str, float | None] = {}
    missing: tuple[str, ...] = ()


def kept_reading(fit: Fit) -> Reading:
    """How the table of a fit was read; a fit that was learned from Python says it in sentences alone."""
    words = words_kept(fit.data.said)
    pairs = list(zip(words[::2], words[1::2], strict=True))
    last = dict(pairs)
    turned = scales_turned(tuple(value for flag, value in pairs if flag == "--reverse")) or {
        hit[1]: None if hit[2] is None else float(hit[2]) for said in fit.data.said if (hit := _TURNED.fullmatch(said))
    }
    missing = tuple(value for flag, value in pairs if flag == "--missing")
    return Reading(last.get("--person"), last.get("--time"), last.get("--time-zone"), turned, missing)


def read_again(data: str, fits: Mapping[str, Fit], typed: Reading) -> Panel:
    """Read a table for fits, with everything that any of them looks at.

    Args:
        data: the file.
        fits: by what they are called in messages.
        typed: options of the command line; what is left out comes from the fits.

    Raises:
        SpecError: an option contradicts a fit, or the fits one another.
        DataError: the table lacks a column, or cannot be read.
    """
    from unspiral.measure.read import read

    how = settled(fits, typed)
    every = list(fits.values())
    loops = _loops(every)
    try:
        panel = read(
            data,
            columns=loops[0].columns,
            person=how.person,
            time=how.time,
            time_unit=every[0].data.time_unit,
            inputs=tuple(dict.fromkeys(given.name for loop in loops for given in loop.inputs)),
            reverse=how.reverse,
            missing=how.missing,
            covariates=tuple(dict.fromkeys(name for fit in every for name in fit.choices.covariates)),
            weight=every[0].choices.weight,
            time_zone=how.time_zone,
            covariate_texts=texts_of(every),
        )
    except DataError as refusal:
        raise another_table(refusal, data, every) from None
    for fit in every:
        same_unit(panel, fit)
    return panel


def texts_of(fits: Sequence[Fit]) -> dict[str, tuple[str, ...]]:
    """Covariate that was text -> its texts, in the order of their numbers, as the fits count them."""
    return {name: texts for fit in fits if fit.centres is not None for name, texts in fit.centres.texts.items()}


def same_unit(panel: Panel, fit: Fit) -> None:
    """Refuse a table whose times speak of another unit than that of the fit, where the table of the fit did not.

    Raises:
        DataError: months would be read as days, say.
    """
    for said in panel.source.said:
        if _OTHER_UNIT.fullmatch(said) and said not in fit.data.said:
            raise DataError(
                f"The fit counts time in {fit.data.time_unit}s. {said}",
                why="An effect after a day is not one after a month.",
                fix=f"give a table whose times are in {fit.data.time_unit}s, or learn anew from this one.",
            )


def another_table(refusal: DataError, data: str, fits: Sequence[Fit]) -> DataError:
    """What is said where a column that a fit needs is not there; any other refusal as it is.

    Args:
        refusal: of reading; its remedies are those of a first fit, whose loop may still be changed.
        data: the file.
        fits: that were to be set on it.
    """
    loops = _loops(fits)
    held = [kept_reading(fit) for fit in fits]
    groups = {
        "column": [c for loop in loops for c in loop.columns],
        "input": [given.name for loop in loops for given in loop.inputs],
        "covariate": [name for fit in fits for name in fit.choices.covariates],
        "weight": [fit.choices.weight for fit in fits if fit.choices.weight],
        "person": [how.person for how in held if how.person],
        "time": [how.time for how in held if how.time],
    }
    lacks = [name for names in groups.values() for name in names if refusal.what.startswith(f"There is no column '{name}'.")]
    if not lacks:
        return refusal
    parts = [_counted(kind, list(dict.fromkeys(names))) for kind, names in groups.items() if names]
    whole = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    subject = "The fit needs" if len(fits) == 1 else "The fits need"
    return DataError(
        f"'{os.path.basename(data)}' has no column '{lacks[0]}'.",
        why=f"{subject} {whole}. {refusal.why}",
        fix=f"give the table that was learned from ('{fits[0].data.name}'), or one with the same columns.",
    )


def _counted(kind: str, names: list[str]) -> str:
    said = ", ".join(f"'{name}'" for name in names)
    return f"the {kind}{'s' if len(names) > 1 else ''} {said}"


def _loops(fits: Sequence[Fit]) -> list[Loop]:
    from unspiral.loop.language import parse

    return [parse(fit.loop_text) for fit in fits]


def settled(fits: Mapping[str, Fit], typed: Reading) -> Reading:
    """What the fits keep, and what was typed where they keep nothing.

    Raises:
        SpecError: an option contradicts a fit, or the fits one another.
    """
    names = list(fits)
    held = [kept_reading(fit) for fit in fits.values()]
    for flag, name in (("--reverse", "reverse"), ("--missing", "missing")):
        for other, one in zip(names[1:], held[1:], strict=True):
            if _same(getattr(one, name)) != _same(getattr(held[0], name)):
                _otherwise(flag, names[0], getattr(held[0], name), other, getattr(one, name))
    # A table with newer answers may hold a code for "no answer" that the fit's did not; a scale cannot turn in between.
    if typed.reverse and typed.reverse != held[0].reverse:
        _contradicts("--reverse", typed.reverse, held[0].reverse, names[0])
    if typed.missing and held[0].missing and _same(typed.missing) != _same(held[0].missing):
        _contradicts("--missing", typed.missing, held[0].missing, names[0])
    return Reading(
        person=_one("--person", typed.person, {n: how.person for n, how in zip(names, held, strict=True)}),
        time=_one("--time", typed.time, {n: how.time for n, how in zip(names, held, strict=True)}),
        time_zone=_one("--time-zone", typed.time_zone, {n: how.time_zone for n, how in zip(names, held, strict=True)}),
        reverse=held[0].reverse,
        missing=held[0].missing or typed.missing,
    )


def _same(value: Mapping[str, float | None] | tuple[str, ...]) -> object:
    """Without the order in which it was typed."""
    return dict(value) if isinstance(value, Mapping) else set(value)


def _one(flag: str, typed: str | None, held: Mapping[str, str | None]) -> str | None:
    said = {name: value for name, value in held.items() if value is not None}
    if not said:
        return typed
    first = next(iter(said))
    for name, value in said.items():
        if value != said[first]:
            _otherwise(flag, first, said[first], name, value)
    if typed is not None and typed != said[first]:
        _contradicts(flag, typed, said[first], first)
    return said[first]


def _said(value: str | Mapping[str, float | None] | tuple[str, ...]) -> str:
    from unspiral.measure.saying import exact

    if isinstance(value, str):
        return value
    parts = [f"{n}={exact(top)}" if top is not None else n for n, top in value.items()] if isinstance(value, Mapping) else list(value)
    return ", ".join(parts) or "nothing"


def _contradicts(
    flag: str,
    typed: str | Mapping[str, float | None] | tuple[str, ...],
    held: str | Mapping[str, float | None] | tuple[str, ...],
    name: str,
) -> None:
    without = f"was read without {flag}" if not held else f"was read with {_said(held)}"
    raise SpecError(
        f"{flag} ({_said(typed)}) contradicts the fit in '{name}', whose table {without}.",
        why="A fit's numbers are about answers as they were read for it.",
        fix=f"leave out {flag}: it comes from the fit.",
    )


def _otherwise(
    flag: str, one: str, mine: str | Mapping[str, float | None] | tuple[str, ...], other: str,
    theirs: str | Mapping[str, float | None] | tuple[str, ...],
) -> None:  # fmt: skip
    raise SpecError(
        f"The table was read otherwise for '{other}' ({flag}: {_said(theirs)}) than for '{one}' ({flag}: {_said(mine)}).",
        why="One table cannot be read both ways at once.",
        fix=f"learn both with the same {flag}.",
    )
