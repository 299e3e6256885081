"""``unspiral loop --from-ctsem``, ``--from-lavaan``, ``--from-mplus``: a model of another program as a loop, and what to type next."""

from __future__ import annotations

import math
import re
import shlex
import textwrap
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from unspiral.doors.cli.loop_given import reason
from unspiral.errors import SpecError
from unspiral.units import DAYS_PER

if TYPE_CHECKING:
    from unspiral.compat.moved import Moved, Waves

PROGRAMS = ("ctsem", "lavaan", "mplus")
HEADS = {"taken": "Taken over", "changed": "Changed", "left out": "Left out"}
MAP = "waves.toml"


def moved_from(program: str, file: str, model: str | None, waves: str | None, unit: str | None) -> Moved:
    """Read the model in a file.

    Args:
        program: one of ``PROGRAMS``.
        file: its name.
        model: name of the variable that holds the model, where there are several.
        waves: times of the waves, as typed.
        unit: of the times; None = day.

    Raises:
        SpecError: the file cannot be read, an option does not go with the program, or the model is none that a loop can say.
    """
    from unspiral.compat.ctsem import from_ctsem, from_matrices
    from unspiral.compat.lavaan import from_lavaan
    from unspiral.compat.matrices import read_matrices
    from unspiral.compat.mplus import from_mplus

    text = _text(program, file)
    if program == "ctsem" and waves is not None:
        raise SpecError("--waves is about wide tables, and a model of ctsem is learned from a long one.", fix="leave out --waves")
    if model is not None and (program == "mplus" or file.lower().endswith((".json", ".csv"))):
        raise SpecError(f"--model names one of several models in R code, and '{file}' holds one.", fix="leave out --model")
    try:
        if program == "ctsem":
            return from_matrices(read_matrices(text)) if file.lower().endswith((".json", ".csv")) else from_ctsem(text, model)
        if program == "lavaan":
            return from_lavaan(text, model=model, times=_times(waves), unit=unit)
        return from_mplus(text, times=_times(waves), unit=unit)
    except SpecError as problem:
        raise SpecError(f"In the file '{file}': {problem.what}", why=problem.why, fix=problem.fix) from None


def _text(program: str, file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SpecError(
            f"The file '{file}' is not UTF-8 text (byte {problem.start + 1}).", fix="save the file as UTF-8 in your editor."
        ) from None
    except (OSError, ValueError) as problem:
        fix = f"--from-{program} model.{'inp' if program == 'mplus' else 'R'}"
        raise SpecError(f"The file '{file}' cannot be read: {reason(problem)}.", fix=fix) from None


def _times(waves: str | None) -> tuple[float, ...] | None:
    if waves is None:
        return None
    found: list[float] = []
    for word in waves.split(","):
        try:
            found.append(float(word))
        except ValueError:
            raise SpecError(f"--waves '{waves[:60]}' holds '{word[:20]}', which is no number.", fix="--waves 0,6,12,18,24") from None
    return tuple(found)


# What to type next -----------------------------------------------------------------------------------------------------------------


def commands(moved: Moved, saved: str | None = None, unit: str = "day") -> list[str]:
    """The lines that bring a table into shape and learn the model from it.

    Args:
        moved: the model.
        saved: where the mapping of a wide table is, or None.
        unit: of the times of a long table.
    """
    if moved.waves is None:
        learn = _learn(moved, "data.csv", moved.person or "id", moved.time or "time", None)
        return [learn if unit == "day" else f"{learn} --time-unit {unit}"]
    step = _step(moved.waves)
    return [
        f"unspiral measure import wide.csv --map {shlex.quote(saved or MAP)} --wide occasion -o long.csv",
        _learn(moved, "long.csv", "person", "time", step),
    ]


def _learn(moved: Moved, table: str, person: str, time: str, lag: float | None) -> str:
    words = ["unspiral", "learn", table, "--person", person, "--time", time, "--loop", "; ".join(_statements(moved))]
    if moved.traits is not None:
        words.append("--traits" if moved.traits else "--no-traits")
    if moved.error is not None:
        words.append("--error" if moved.error else "--no-error")
    if moved.t0 is not None:
        words += ["--t0", moved.t0]
    if moved.means != "constant":
        words += ["--means", moved.means]
    for column, family in moved.families.items():
        words += ["--family", f"{column}={family}"]
    for column, part in moved.covariates.items():
        words += ["--covariate", f"{column}:{part}"]
    if lag is not None:
        words += ["--lag", f"{lag:.10g}"]
    return shlex.join(words)


def _statements(moved: Moved) -> list[str]:
    from unspiral.loop.language import to_text

    return to_text(moved.loop).splitlines()


def _step(waves: Waves) -> float | None:
    """Days from one wave to the next where all steps are equal: the lag that the other program's numbers belong to."""
    steps = [b - a for a, b in pairwise(waves.times)]
    equal = max(steps) - min(steps) <= 1e-9 * max(steps)
    return steps[0] * DAYS_PER[waves.unit] if equal and math.isfinite(steps[0]) else None


def map_text(moved: Moved) -> str:
    """A mapping for ``unspiral measure import`` that reads the wide table of a panel.

    Raises:
        SpecError: the model is of a long table.
    """
    from unspiral.measure.imports.mapping import ItemFrom, Mapping, When
    from unspiral.measure.imports.mapping_file import mapping_text
    from unspiral.measure.imports.when import days_text

    if moved.waves is None:
        raise SpecError("A model of ctsem is learned from a long table, which needs no mapping.", fix="leave out --save-map")
    codes: dict[str, str] = {}
    items: list[ItemFrom] = []
    for name, columns in moved.waves.columns.items():
        before, after = _around([column for column in columns if column])
        for column, time in zip(columns, moved.waves.times):
            if column:
                codes[column[len(before) : len(column) - len(after)]] = f"{time:.10g}"
        items.append(ItemFrom((f"{before}{{wave}}{after}",), name, missing=moved.waves.missing.get(name, ())))
    # What is known of a person has no wave: it stands beside the first one.
    at = days_text(f"{moved.waves.times[0]:.10g}", moved.waves.unit) if moved.covariates else ""
    items += [ItemFrom((column,), column, missing=moved.waves.missing.get(column, ())) for column in moved.covariates]
    when = When(unit=moved.waves.unit, codes=codes, at=at)
    return mapping_text(Mapping("wide", when, tuple(items), name="a panel in a wide table", person=moved.person or "id"))


def _around(columns: list[str]) -> tuple[str, str]:
    """What stands before and behind the number by which columns differ."""
    for run in re.finditer(r"[0-9]+", columns[0]):
        before, after = columns[0][: run.start()], columns[0][run.end() :]
        if all(re.fullmatch(re.escape(before) + "[0-9]+" + re.escape(after), column) for column in columns):
            return before, after
    return columns[0], ""


# What is shown ---------------------------------------------------------------------------------------------------------------------


def moved_document(moved: Moved, saved: str | None, unit: str) -> dict[str, object]:
    """What ``--json`` adds to the document of a loop; ``saved`` and ``unit`` as for ``commands``."""
    waves = moved.waves
    return {
        "program": moved.program,
        "choices": moved.choices,
        "person": moved.person,
        "time": moved.time,
        "waves": None if waves is None else {
            "names": waves.names, "times": waves.times, "unit": waves.unit, "told": waves.told, "columns": waves.columns,
        },
        "map": None if waves is None else map_text(moved),
        "commands": commands(moved, saved, unit),
        "notes": [{"became": note.became, "line": note.line or None, "text": note.text} for note in moved.notes],
    }  # fmt: skip


def moved_text(moved: Moved, saved: str | None, unit: str) -> str:
    """The commands and what became of every line, for people.

    Args:
        moved: the model.
        saved: the file that the mapping was written to, or None.
        unit: of the times of a long table.
    """
    parts = ["\n".join(["Learn it", *(f"  {line}" for line in commands(moved, saved, unit))])]
    if moved.waves is not None:
        parts.append(_map_said(moved, saved))
    for became, head in HEADS.items():
        notes = [note for note in moved.notes if note.became == became]
        if notes:
            parts.append("\n".join([f"{head} ({len(notes)})", *(line for note in notes for line in _note(note.text, note.line))]))
    return "\n\n".join(parts)


def _map_said(moved: Moved, saved: str | None) -> str:
    if saved is not None:
        other = f"If the column with the persons is not called {moved.person or 'id'}, change it there."
        return f"The mapping for the first line is in {saved}. {other}"
    lines = map_text(moved).splitlines()
    change = f"persons are in {moved.person}" if moved.person else "change id to the column with the persons"
    head = f"{MAP}, for the first line (--save-map {MAP} writes it; {change})"
    return "\n".join([head, *(f"  {line}".rstrip() for line in lines)])


def _note(text: str, line: int) -> list[str]:
    lead = f"  line {line}: " if line else "  - "
    return textwrap.wrap(text, 96, initial_indent=lead, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
