"""Loop -> equations that a newcomer can read, with the unit of every coefficient."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.model import Indicator, Input, Link, Loop, Process, Window
from unspiral.loop.tokens import quoted
from unspiral.units import TIME_UNITS, count, per


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number that is learned.

    Args:
        symbol: as it stands in the equation.
        parameter: its name in a fit (``link:depression->pain``).
        unit: such as "1/day".
        meaning: in plain words.
    """

    symbol: str
    parameter: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Equation:
    """How one process moves, and how it is seen.

    Args:
        process: its name.
        text: ``d pain/dt = -r_pain pain + a_pain_depression depression + noise``.
        latex: the same for LaTeX's mathematics mode.
        measurement: one equation for each column that measures the process.
        measurement_latex: the same for LaTeX.
        coefficients: every number in these equations, in order, with name, unit and meaning.
        notes: what the equations mean in words: inputs, windows, and in what people differ.
    """

    process: str
    text: str
    latex: str
    measurement: tuple[str, ...]
    measurement_latex: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]
    notes: tuple[str, ...]


def equations(loop: Loop, unit: str = "day") -> tuple[Equation, ...]:
    """Write out what a loop says, one equation a process.

    d eta / dt = A eta + M u + noise;   answer = level + loading * eta + measurement error.

    Args:
        loop: the declared loop.
        unit: the unit of time in which rates are given: hour, day, week, month or year.

    Returns:
        One equation for each process, in the loop's order. Parameters are named as in a fit.

    Raises:
        SpecError: the unit is not one of the five.

    Source: Driver, Oud & Voelkle 2017, doi:10.18637/jss.v077.i05, for the model; tests/loop/test_equations.py for the names.
    """
    if unit not in TIME_UNITS:
        near = did_you_mean(unit, TIME_UNITS)
        raise SpecError(
            f"'{unit}' is not a unit of time.{near}", why="Rates are given per unit of time.", fix=f"use one of {', '.join(TIME_UNITS)}."
        )
    return tuple(_equation(loop, process, unit) for process in loop.processes)


def _equation(loop: Loop, process: Process, unit: str) -> Equation:
    name = process.name
    links = [link for link in loop.links if link.affected == name]
    inputs = [entry for entry in loop.inputs if name in entry.targets]
    terms = [f"-r_{_word(name)} {quoted(name)}"]
    terms += [f"a_{_word(name)}_{_word(link.cause)} {quoted(link.cause)}" for link in links]
    terms += [f"m_{_word(name)}_{_word(entry.name)} {_acting(entry)}" for entry in inputs]
    tex = [f"-r_{{{_tex(name)}}}\\,{_tex(name)}"]
    tex += [f"a_{{{_tex(name)},{_tex(link.cause)}}}\\,{_tex(link.cause)}" for link in links]
    tex += [f"m_{{{_tex(name)},{_tex(entry.name)}}}\\,{_acting_tex(entry)}" for entry in inputs]
    tex += [f"\\xi_{{{_tex(name)}}}(t)"]
    return Equation(
        process=name,
        text=f"d {quoted(name)}/dt = {' + '.join([*terms, 'noise'])}",
        latex=f"\\frac{{d\\,{_tex(name)}}}{{dt}} = {' + '.join(tex)}",
        measurement=tuple(_answer(process, indicator) for indicator in process.indicators),
        measurement_latex=tuple(_answer_tex(process, indicator) for indicator in process.indicators),
        coefficients=(
            _self_rate(name, unit),
            *(_link_rate(link, unit) for link in links),
            *(found for entry in inputs for found in _input_sizes(entry, name, unit)),
            *_noises(loop, name, unit),
            *(found for indicator in process.indicators for found in _answer_sizes(process, indicator)),
            *_differences(loop, name, links, unit),
        ),
        notes=tuple(_notes(loop, process, inputs, unit)),
    )


# How a process moves ---------------------------------------------------------------------------------------------------------------


def _self_rate(name: str, unit: str) -> Coefficient:
    return Coefficient(
        symbol=f"r_{_word(name)}",
        parameter=f"self:{name}",
        unit=per(unit),
        meaning=f"how long a bad {'day' if unit == 'day' else 'spell'} lasts: left alone, half of it is over after"
        f" 0.69 / r_{_word(name)} {unit}s (ln 2 / r); a fit gives self:{name} = -r_{_word(name)}, below 0",
    )


def _link_rate(link: Link, unit: str) -> Coefficient:
    return Coefficient(
        symbol=f"a_{_word(link.affected)}_{_word(link.cause)}",
        parameter=f"link:{link.cause}->{link.affected}",
        unit=per(unit),
        meaning=f"how fast {link.cause} pushes {link.affected}: points of {link.affected} per {unit}, for each point of {link.cause}",
    )


def _input_sizes(entry: Input, name: str, unit: str) -> list[Coefficient]:
    moment = entry.kind == "impulse"
    given = f"unit of {entry.name}"
    while_it_acts = {"impulse": "at that moment", "sustained": "as long as it stands", "fading": "while it fades"}[entry.kind]
    size = Coefficient(
        symbol=f"m_{_word(name)}_{_word(entry.name)}",
        parameter=f"input:{entry.name}->{name}",
        unit=f"points per {given}" if moment else f"points/{unit} per {given}",
        meaning=f"how {'far' if moment else 'fast'} one {given} pushes {name} {while_it_acts}",
    )
    if entry.kind != "fading":
        return [size]
    rate = Coefficient(
        symbol=f"f_{_word(entry.name)}",
        parameter=f"fading:{entry.name}",
        unit=per(unit),
        meaning=f"how fast the push of {entry.name} wears off: half of it is gone after 0.69 / f_{_word(entry.name)} {unit}s;"
        f" a fit gives fading:{entry.name} = -f_{_word(entry.name)}, below 0",
    )
    return [size, rate]


def _noises(loop: Loop, name: str, unit: str) -> list[Coefficient]:
    own = Coefficient(
        "noise", f"diffusion:{name}", f"points^2/{unit}", f"how strongly {name} is moved by what is not in the loop (a variance)"
    )
    later = loop.names[loop.names.index(name) + 1 :]
    together = [
        Coefficient(
            symbol="noise",
            parameter=f"diffusion:{name},{other}",
            unit=f"points^2/{unit}",
            meaning=f"how far such outside things move {name} and {other} together (a covariance)",
        )
        for other in later
    ]
    return [own, *together]


def _acting(entry: Input) -> str:
    name = quoted(entry.name) if entry.after is None else f"{quoted(entry.name)}[{entry.after.words} ago]"
    return {"impulse": f"impulse({name})", "sustained": name, "fading": f"fading({name})"}[entry.kind]


def _acting_tex(entry: Input) -> str:
    name = _tex(entry.name)
    late = "" if entry.after is None else f" - {entry.after.amount:g}\\,\\text{{{entry.after.unit}s}}"
    if entry.kind == "sustained":
        return f"{name}(t{late})"
    if entry.kind == "impulse":
        return f"\\sum_k {name}_k\\,\\delta(t{late} - t_k)"
    return f"\\sum_{{t_k \\le t{late}}} {name}_k\\,e^{{-f_{{{name}}}\\,(t{late} - t_k)}}"


# How it is seen --------------------------------------------------------------------------------------------------------------------


def _answer(process: Process, indicator: Indicator) -> str:
    seen = quoted(process.name)
    if indicator.window is not None:
        seen = f"mean of {seen} over the last {_stretch(indicator.window)}"
    if indicator is not process.indicators[0]:
        seen = f"l_{_word(indicator.column)} {seen if indicator.window is None else f'({seen})'}"
    elif len(process.indicators) > 1:
        seen = f"1 {seen if indicator.window is None else f'({seen})'}"
    return f"{quoted(indicator.column)} (column) = level + {seen} + measurement error"


def _answer_tex(process: Process, indicator: Indicator) -> str:
    column, name = _tex(indicator.column), _tex(process.name)
    seen = f"{name}(t)"
    if indicator.window is not None:
        width = f"{indicator.window.amount:g}\\,\\text{{{indicator.window.unit}s}}"
        seen = f"\\frac{{1}}{{w}}\\int_{{t-w}}^{{t}} {name}(s)\\,ds\\ (w = {width})"
    loading = "" if indicator is process.indicators[0] else f"\\lambda_{{{column}}}\\,"
    return f"{column} = \\tau_{{{column}}} + {loading}{seen} + \\varepsilon_{{{column}}}"


def _answer_sizes(process: Process, indicator: Indicator) -> list[Coefficient]:
    column = indicator.column
    found = [Coefficient("level", f"level:{column}", "points", f"the usual answer in the column {column}")]
    if indicator is not process.indicators[0]:
        first = process.indicators[0].column
        what = f"how far {column} moves when {process.name} moves by one point; {first} has 1, which sets the scale"
        found.append(
            Coefficient(f"l_{_word(column)}", f"loading:{process.name}={column}", f"points of {column} per point of {first}", what)
        )
    what = f"how far an answer in {column} strays by chance (a variance)"
    return [*found, Coefficient("measurement error", f"error:{column}", "points^2", what)]


# In what people differ -------------------------------------------------------------------------------------------------------------


def _differences(loop: Loop, name: str, links: list[Link], unit: str) -> list[Coefficient]:
    found: list[Coefficient] = []
    if name in loop.vary_levels:
        found.append(Coefficient("level", f"trait:{name}", "points^2", f"how much people differ in their usual {name} (a variance)"))
        for other in (n for n in loop.names[loop.names.index(name) + 1 :] if n in loop.vary_levels):
            what = f"whether people with more {name} tend to have more {other} (a covariance)"
            found.append(Coefficient("level", f"trait:{name},{other}", "points^2", what))
    for link in (link for link in links if link in loop.vary_links):
        what = f"how much people differ in the push of {link.cause} on {name} (a standard deviation)"
        symbol = f"a_{_word(name)}_{_word(link.cause)}"
        found.append(Coefficient(symbol, f"sd:link:{link.cause}->{name}", per(unit), what))
    return found


def _notes(loop: Loop, process: Process, inputs: list[Input], unit: str) -> list[str]:
    name = process.name
    found = [f"{name} is counted from the person's own level: 0 is a usual {unit}."]
    found += [_input_note(entry, name) for entry in inputs]
    for indicator in process.indicators:
        if indicator.window is not None:
            found.append(f"{indicator.column} looks back: an answer is the average of {name} over the last {_stretch(indicator.window)}.")
    if name in loop.vary_levels:
        found.append(f"People differ in their level of {name}: every person has their own, and the links are about changes around it.")
    for link in loop.vary_links:
        if link.affected == name:
            found.append(f"People differ in how strongly {link.cause} pushes {name}; every person has their own rate.")
    return found


def _input_note(entry: Input, name: str) -> str:
    given = entry.name
    later = "" if entry.after is None else f" All of it happens {entry.after.words} later than the rows say."
    if entry.kind == "impulse":
        return f"{given} is one push: the moment it is recorded, {name} jumps, before the answers of that row are read.{later}"
    if entry.kind == "sustained":
        return f"{given} pushes {name} from the row where it starts until the row where it changes.{later}"
    return f"fading({given}) is what is left of {given}: it rises when {given} is recorded and wears off by itself.{later}"


def _stretch(window: Window) -> str:
    return count(window.amount, window.unit)


def _word(name: str) -> str:
    """A name as part of a symbol: without blanks and signs."""
    return re.sub(r"\W+", "_", name)


_TEX = {sign: f"\\{sign}" for sign in "{}$&#_%"} | {"\\": "\\textbackslash{}", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}"}


def _tex(name: str) -> str:
    return f"\\text{{{''.join(_TEX.get(c, c) for c in name)}}}"
