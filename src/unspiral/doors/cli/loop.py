"""``unspiral loop``: read a loop, print its equations with units, draw it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.loop_given import loop_given
from unspiral.doors.cli.loop_moved import PROGRAMS, map_text, moved_document, moved_from, moved_text
from unspiral.errors import SpecError
from unspiral.loop.diagram import diagram
from unspiral.loop.equations import Coefficient, Equation, equations
from unspiral.loop.language import to_text
from unspiral.loop.model import Input, Loop
from unspiral.units import TIME_UNITS

if TYPE_CHECKING:
    from unspiral.compat.moved import Moved


@click.command(short_help="Read a loop, print its equations with units, draw it.")
@click.argument("text", metavar="[TEXT|@FILE]", nargs=-1)
@click.option("--from-ctsem", metavar="FILE", help="Read the model out of R code with ctModel(), or matrices as .json or .csv.")
@click.option("--from-lavaan", metavar="FILE", help="Read a cross-lagged panel model out of lavaan's text, or R code that holds it.")
@click.option("--from-mplus", metavar="FILE", help="Read a cross-lagged panel model out of an Mplus input.")
@click.option("--model", metavar="NAME", help="With R code that holds several models: the variable.")
@click.option("--waves", metavar="T1,T2,...", help="With --from-lavaan and --from-mplus: times of the waves, in --unit.")
@click.option("--save-map", metavar="FILE.toml", help="With the same: write the mapping that brings the wide table into shape.")
@click.option("--svg", "picture", metavar="FILE", help="Draw the loop into FILE, a picture for any browser.")
@click.option("--unit", type=click.Choice(TIME_UNITS), default="day", show_default=True, help="Unit of time of the rates.")
@json_option
@quiet_option
def command(text: tuple[str, ...], picture: str | None, unit: str, as_json: bool, **other: str | None) -> None:
    """Read a loop, print its equations with units, and draw it.

    TEXT holds one statement a line, or several with ';' between them. Put it in single quotes, because > and ; mean something to a shell.

    With --from-ctsem, --from-lavaan or --from-mplus the loop is read out of a model of that program. Printed are the loop, the commands
    that learn it, and what became of every line. Nothing of a script is run.

    \b
    Examples:
      unspiral loop 'pain <-> depression'
      unspiral loop 'pain -> sleep -> depression; walking => pain (fading)' --svg loop.svg
      unspiral loop @loop.txt --json
      unspiral loop --from-ctsem model.R
      unspiral loop --from-lavaan riclpm.R --waves 0,6,12 --unit month --save-map waves.toml
    """
    moved = _moved(text, unit, other)
    loop = loop_given(_one(text), "unspiral loop") if moved is None else moved.loop
    written = equations(loop, unit)
    saved = other["save_map"]
    mapping = map_text(moved) if moved is not None and saved is not None else None
    if picture is not None:  # first, so that a place that cannot be written leaves stdout empty
        write_aside(picture, diagram(loop))
    if saved is not None and mapping is not None:
        write_aside(saved, mapping)
        say(f"The mapping is in {saved}.")
    if as_json:
        more = {} if moved is None else {"moved": moved_document(moved)}
        print_json({**_document(loop, written, unit), **more})
    elif moved is not None:
        click.echo(f"{_said(loop)}\n\n{moved_text(moved, saved)}")
    else:
        click.echo("\n\n".join([_said(loop), *(_written_out(equation) for equation in written), _sketch(loop)]))
    if picture is not None:
        say(f"The picture is in {picture}.")
    elif not as_json:
        say("A picture of it: add --svg loop.svg")


def _moved(text: tuple[str, ...], unit: str, other: dict[str, str | None]) -> Moved | None:
    """The model of another program, where one was named."""
    named = [program for program in PROGRAMS if other[f"from_{program}"] is not None]
    alone = [f"--{name.replace('_', '-')}" for name in ("model", "waves", "save_map") if other[name] is not None]
    if not named:
        if alone:
            raise SpecError(
                f"{alone[0]} is about models of other programs, and none is named.", fix=f"--from-lavaan model.R {alone[0]} ..."
            )
        if not text:
            raise SpecError("No loop was given.", fix="unspiral loop 'pain <-> depression', or unspiral loop --from-ctsem model.R")
        return None
    if len(named) + bool(text) > 1:
        raise SpecError("Several loops were given, and one is read.", why="A model of another program is a loop of its own.",
                        fix=f"leave out {'the text' if text else f'--from-{named[1]}'}.")  # fmt: skip
    file = other[f"from_{named[0]}"]
    assert file is not None
    return moved_from(named[0], file, other["model"], other["waves"], unit)


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
