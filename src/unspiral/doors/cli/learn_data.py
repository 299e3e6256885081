"""What ``unspiral learn`` learns from: the loop as declared or guessed, and the table or the summary statistics."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from time import perf_counter

from unspiral.doors.cli.learn_options import KINDS_SAID, Options
from unspiral.doors.cli.loop_given import loop_given
from unspiral.doors.cli.read_again import another_table, same_unit, texts_of
from unspiral.errors import DataError, SpecError, closest, did_you_mean
from unspiral.loop.language import parse, to_text
from unspiral.loop.model import Loop
from unspiral.loop.tokens import quoted
from unspiral.records import Fit, Moments, Panel
from unspiral.units import count

MOST_SPANS = 10.0  # lags beyond this many times the longest record are a slip


def read_asked(options: Options, warm: Fit | None = None) -> tuple[Panel | Moments, Loop, float, tuple[str, ...]]:
    """Read the data and settle the loop.

    Args:
        options: checked by themselves.
        warm: a fit to go on from, which says the loop where no option does.

    Returns:
        The data, the loop, the seconds that reading took, and sentences to be said aloud.

    Raises:
        SpecError: the loop or an option cannot be understood.
        DataError: the table cannot be read without guessing.
    """
    loop = loop_given(options.loop, "--loop") if options.loop is not None else None if warm is None else parse(warm.loop_text)
    kinds = options.kinds()
    if loop is not None:
        loop = _with_inputs(loop, kinds)
    elif unsaid := [name for name, kind in kinds.items() if kind is None]:
        _no_kind(unsaid[0])
    began = perf_counter()
    data = _read(options, loop, tuple(kinds), warm)
    seconds = perf_counter() - began
    said = data.source.said
    if loop is None:
        loop = _with_inputs(_guessed(data), kinds)
        said = (*said, "No --loop was given, so it is: " + to_text(loop).replace("\n", "; "))
    _check_families(options.family, loop)
    if warm is None:
        _check_lag(options.lag, data)
    return data, loop, seconds, said


def _with_inputs(loop: Loop, kinds: Mapping[str, str | None]) -> Loop:
    """The loop with every ``--input`` that it does not declare itself acting on every process."""
    declared = {given.name: given.kind for given in loop.inputs}
    lines = [to_text(loop)]
    for name, kind in kinds.items():
        if name in loop.names:
            raise SpecError(
                f"--input '{name}' is a process of the loop, so it cannot be an input as well.",
                why="A process moves by itself and is measured; an input is known from outside.",
                fix=f"leave out --input {name}, or take the process out of the loop.",
            )
        if name in declared:
            if kind not in (None, declared[name]):
                fix = f"leave out :{kind}, or change the loop."
                raise SpecError(f"--input says '{name}' is {kind}, and the loop says it is {declared[name]}.", fix=fix)
        elif kind is None:
            _no_kind(name)
        else:
            lines.append(f"{quoted(name)} => {' + '.join(map(quoted, loop.names))} ({kind})")
    return parse("\n".join(lines)) if len(lines) > 1 else loop


def _no_kind(name: str) -> None:
    raise SpecError(f"The kind of the input '{name}' is not said, and no loop declares it.", why=KINDS_SAID, fix=f"--input {name}:impulse")


def _read(options: Options, loop: Loop | None, inputs: tuple[str, ...], warm: Fit | None) -> Panel | Moments:
    # Late: --help and a slip in the loop need no numbers.
    if options.moments is not None:
        from unspiral.measure.read_moments import read_moments

        return read_moments(options.moments)
    assert options.data is not None  # checked with the options
    try:
        return _table(options, options.data, loop, inputs, warm)
    except DataError as refusal:
        # A fit to go on from says its columns; what mends a first fit (another loop, an --input) cannot be done here.
        raise (refusal if warm is None or options.loop is not None else another_table(refusal, options.data, [warm])) from None


def _table(options: Options, data: str, loop: Loop | None, inputs: tuple[str, ...], warm: Fit | None) -> Panel:
    from unspiral.measure.read import read

    panel = read(
        data,
        columns=None if loop is None else loop.columns,
        person=options.person,
        time=options.time,
        time_unit=options.time_unit or (None if warm is None else warm.data.time_unit),
        inputs=inputs if loop is None else tuple(given.name for given in loop.inputs),
        reverse=options.reversed_scales(),
        missing=options.missing,
        covariates=tuple(options.covaried() if warm is None else warm.choices.covariates),
        weight=options.weight if warm is None else warm.choices.weight,
        time_zone=options.time_zone,
        covariate_texts=None if warm is None else texts_of([warm]),
        prompts=options.prompts,
        answered=options.answered,
    )
    if warm is not None:
        same_unit(panel, warm)
    return panel


def _guessed(data: Panel | Moments) -> Loop:
    """Pain and depression, each driving the other, measured by the columns that were read as such."""
    columns = data.indicators
    if isinstance(data, Moments):
        columns = _guessed_columns(columns)
    lines = ["pain <-> depression"]
    lines += [f"{name} by {quoted(column)}" for name, column in zip(("pain", "depression"), columns, strict=True) if name != column]
    return parse("\n".join(lines))


def _guessed_columns(columns: tuple[str, ...]) -> tuple[str, str]:
    from unspiral.measure.names import DEPRESSION, PAIN, candidates

    pain, depression = candidates(columns, PAIN), candidates(columns, DEPRESSION)
    if len(pain) == 1 and len(depression) == 1 and pain != depression:
        return pain[0], depression[0]
    raise DataError(
        "Which columns of the summary statistics are pain and depression cannot be told from their names.",
        why=f"Columns: {', '.join(columns)}.",
        fix=f"--loop '{' <-> '.join(map(quoted, columns[:2]))}'"
        if len(columns) > 1
        else "--loop 'pain <-> depression; pain by COLUMN; ...'",
    )


def _check_families(families: tuple[str, ...], loop: Loop) -> None:
    for text in families:
        column, _, family = text.rpartition("=")
        if column not in loop.columns:
            hint = did_you_mean(column, loop.columns)
            what = f"--family names '{column}', which is no column of the loop ({', '.join(loop.columns)}).{hint}"
            near = closest(column, loop.columns)
            fix = shlex.join(["--family", f"{near}={family}"]) if near else f"leave out --family {text}, or name the column in the loop."
            raise SpecError(what, fix=fix)


def _check_lag(lag: float, data: Panel | Moments) -> None:
    """An effect after many times the length of the record is no longer about these answers."""
    times = [data.waves] if isinstance(data, Moments) else [person.time for person in data.persons]
    longest = max(float(time[-1] - time[0]) for time in times)
    if lag > MOST_SPANS * longest > 0:
        raise SpecError(
            f"A lag of {count(lag, data.time_unit)} is more than {MOST_SPANS:g} times as long as anybody was followed "
            f"({count(longest, data.time_unit)}).",
            why="Effects at such lags say nothing about these answers.",
            fix="--lag 1",
        )
