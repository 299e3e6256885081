"""``unspiral loop``: read a loop, print its equations with units, draw it."""

from __future__ import annotations

import textwrap

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.loop_given import loop_given
from unspiral.errors import SpecError
from unspiral.loop.diagram import diagram
from unspiral.loop.equations import Coefficient, Equation, equations
from unspiral.loop.language import to_text
from unspiral.loop.model import Input, Loop
from unspiral.units import TIME_UNITS


@click.command(short_help="Read a loop, print its equations with units, draw it.")
@click.argument("text", metavar="TEXT|@FILE", nargs=-1, required=True)
@click.option("--svg", "picture", metavar="FILE", help="Draw the loop into FILE, a picture for any browser.")
@click.option("--unit", type=click.Choice(TIME_UNITS), default="day", show_default=True, help="Unit of time of the rates.")
@json_option
@quiet_option
def command(text: tuple[str, ...], picture: str | None, unit: str, as_json: bool) -> None:
    """Read a loop, print its equations with units, and draw it.

    TEXT holds one statement a line, or several with ';' between them. Put it in single quotes, because > and ; mean something to a shell.

    \b
    Examples:
      unspiral loop 'pain <-> depression'
      unspiral loop 'pain -> sleep -> depression; walking => pain (fading)' --svg loop.svg
      unspiral loop @loop.txt --json
    """
    loop = loop_given(_one(text), "unspiral loop")
    written = equations(loop, unit)
    if picture is not None:  # first, so that a place that cannot be written leaves stdout empty
        write_aside(picture, diagram(loop))
    if as_json:
        print_json(_document(loop, written, unit))
    else:
        click.echo("\n\n".join([_said(loop), *(_written_out(equation) for equation in written), _sketch(loop)]))
    if picture is not None:
        say(f"The picture is in {picture}.")
    elif not as_json:
        say("A picture of it: add --svg loop.svg")


def _one(text: tuple[str, ...]) -> str:
    if len(text) == 1:
        return text[0]
    raise SpecError(
        f"The loop came in {len(text)} pieces: {' | '.join(text)}",
        why="Without quotes the shell takes it apart, and > writes into a file.",
        fix="put the whole loop in single quotes: unspiral loop 'pain <-> depression'",
    )


def _document(loop: Loop, written: tuple[Equation, ...], unit: str) -> dict[str, object]:
    return {
        "schema": "unspiral.loop/1",
        "text": to_text(loop),
        "processes": list(loop.names),
        "links": [[link.cause, link.affected] for link in loop.links],
        "inputs": [{"name": entry.name, "targets": list(entry.targets), "kind": entry.kind, **_after(entry)} for entry in loop.inputs],
        "equations": [equation.text for equation in written],
        "unit": unit,
        "measurement": [line for equation in written for line in equation.measurement],
        "latex": [line for equation in written for line in (equation.latex, *equation.measurement_latex)],
        "parameters": [{"name": c.parameter, "symbol": c.symbol, "unit": c.unit, "meaning": c.meaning} for c in _once(written)],
        "vary": {"levels": list(loop.vary_levels), "links": [[link.cause, link.affected] for link in loop.vary_links]},
    }


def _after(entry: Input) -> dict[str, object]:
    return {} if entry.after is None else {"after": {"amount": entry.after.amount, "unit": entry.after.unit}}


def _once(written: tuple[Equation, ...]) -> list[Coefficient]:
    """Every parameter once: an input's fading is told with each process it acts on, but there is one of it."""
    return list({c.parameter: c for equation in written for c in equation.coefficients}.values())


# For people ------------------------------------------------------------------------------------------------------------------------


def _said(loop: Loop) -> str:
    return "\n".join(["The loop", *(f"  {line}" for line in to_text(loop).splitlines())])


def _written_out(equation: Equation) -> str:
    lines = [equation.text, *(f"  {line}" for line in equation.measurement)]
    lines += [line for coefficient in equation.coefficients for line in _number(coefficient)]
    lines += [line for note in equation.notes for line in _wrapped(note, "  ")]
    return "\n".join(lines)


def _number(coefficient: Coefficient) -> list[str]:
    return [f"    {coefficient.symbol}: {coefficient.parameter}, {coefficient.unit}", *_wrapped(coefficient.meaning, "        ")]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, 96, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _sketch(loop: Loop) -> str:
    pairs = {(link.cause, link.affected) for link in loop.links}
    lines: list[str] = []
    for link in loop.links:
        back = (link.affected, link.cause) in pairs
        if back and loop.names.index(link.cause) > loop.names.index(link.affected):
            continue
        lines.append(f"  ({link.cause}) {'<==>' if back else '===>'} ({link.affected})")
    lines += [f"  [{entry.name}: {entry.acting}] ---> {', '.join(f'({t})' for t in entry.targets)}" for entry in loop.inputs]
    alone = [name for name in loop.names if not any(name in pair for pair in pairs)]
    lines += [f"  ({name})" for name in alone]
    return "\n".join(["Sketch", *lines])
