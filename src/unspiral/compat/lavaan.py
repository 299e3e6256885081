"""A panel model in lavaan's text as a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unspiral.compat.lavaan_text import read_syntax
from unspiral.compat.moved import Moved, Note
from unspiral.compat.notebook import sorted_notes
from unspiral.compat.panel import panel_of
from unspiral.compat.path import Equations
from unspiral.compat.place import line_of
from unspiral.compat.r_code import Assign, Call, Expression, Literal, Name, statements
from unspiral.compat.r_reading import Reading
from unspiral.compat.r_values import Null, Value, Vector
from unspiral.errors import SpecError, did_you_mean

_CALLS = ("lavaan", "sem", "cfa", "growth")
_CALLED = {
    "group": "groups have models of their own there; here one group of people is learned from.",
    "cluster": "people belong together in clusters there, which widens standard errors; here people are independent.",
    "sampling.weights": "people are weighted there; here every person counts once.",
}
_DROPPED = "{call}() drops people with any missing answer unless missing = 'ml' is written; here the answers that they gave count."


def from_lavaan(text: str, *, model: str | None = None, times: Sequence[float] | None = None, unit: str | None = None) -> Moved:
    """Read a cross-lagged panel model of lavaan, with random intercepts or without, into a loop, and say what became of every line.

    The lags of lavaan belong to the steps between its waves; a loop holds one rate for each arrow, A, and exp(A dt) is the effect after dt.
    Lags that are equal over equal steps are the same model in other words.

    Args:
        text: the model, or R code that holds it in quotes (then its call of ``lavaan()`` or ``sem()`` is read too).
        model: name of the variable that holds it, where the code has several models.
        times: of the waves; None = 0, 1, 2 ...
        unit: of ``times``: hour, day, week, month or year.

    Returns:
        Moved, with ``waves`` that say which column is which.

    Raises:
        SpecError: no panel model, factors of several columns a wave, levels or groups ...; with line and column.

    Source: Hamaker, Kuiper & Grasman 2015, doi:10.1037/a0038889; Mulder & Hamaker 2021, doi:10.1080/10705511.2020.1784738;
        tests/peers/lavaan/test_moving_in.py (the same log-likelihoods on the HELP panel).
    """
    equations, notes = _equations(text, model)
    moved = panel_of(equations, times, unit)
    return replace(moved, notes=sorted_notes((*moved.notes, *notes)))


def _equations(text: str, model: str | None) -> tuple[Equations, tuple[Note, ...]]:
    found = _in_script(text, model)
    if found is None:
        if model is not None:
            raise SpecError(
                f"There is no model '{model}' in this text.",
                why="The text is one model, without R code around it.",
                fix="leave out --model",
            )
        written = read_syntax(text)
        return Equations("lavaan", text, written.paths, written.equal, written.others), ()
    _, (model_text, start, end), call = found
    written = read_syntax(model_text, start, end)
    equations = Equations("lavaan", model_text, written.paths, written.equal, written.others, *_adds(call))
    return equations, () if call is None else _asked(call, text)


Held = tuple[str, int, int]  # whose text, from, to


def _in_script(text: str, model: str | None) -> tuple[str, Held, Call | None] | None:
    """The model in R code, and the call that fits it; None where the text is no R code that holds one."""
    try:
        lines = statements(text)
    except SpecError:
        return None
    reading = Reading(text)
    held: dict[str, Held] = {}
    calls: list[Call] = []
    for line in lines:
        expression = line.expression
        if isinstance(expression, Assign) and isinstance(expression.target, Name):
            _set(reading, expression.target.name, expression.value, held, text)
            expression = expression.value
        if isinstance(expression, Call) and expression.function in _CALLS:
            calls.append(expression)
            if (inline := _model_of(expression)) is not None and isinstance(inline, Literal) and isinstance(inline.value, str):
                held.setdefault(f"the model in {expression.function}()", _held(text, inline))
    if not held:
        return None
    if model is not None and model not in held:
        raise SpecError(
            f"There is no model '{model}' in this text.{did_you_mean(model, held)}",
            why=f"There are: {', '.join(held)}.",
            fix=f"--model {next(iter(held))}",
        )
    if model is None and len(held) > 1:
        names = ", ".join(f"{name} (line {line_of(text, start)})" for name, (of, start, _) in held.items() if of == text) or ", ".join(held)
        raise SpecError(
            f"There are {len(held)} models in this text: {names}.", why="Each would be another loop.", fix=f"--model {list(held)[-1]}"
        )
    name = model if model is not None else next(iter(held))
    mine = [call for call in calls if isinstance(of := _model_of(call), Name) and of.name == name]
    alone = [call for call in calls if isinstance(_model_of(call), Literal)] if not mine and name.startswith("the model in") else []
    return name, held[name], next(iter([*mine, *alone]), None)


def _set(reading: Reading, name: str, value: Expression, held: dict[str, Held], text: str) -> None:
    held.pop(name, None)
    try:
        found: Value = reading.value(value)
    except SpecError as problem:
        reading.unknown[name] = problem
        reading.known.pop(name, None)
        return
    reading.known[name] = found
    atom = found.atoms[0] if isinstance(found, Vector) and len(found.atoms) == 1 else None
    if isinstance(atom, str) and "~" in atom:
        held[name] = _held(text, value) if isinstance(value, Literal) else (atom, 0, len(atom))


def _held(text: str, value: Expression) -> Held:
    """Where a quoted model stands in the text, so that mistakes are shown in the file's own lines; by itself where it has escaped signs."""
    assert isinstance(value, Literal)
    said = str(value.value)
    return (text, value.at + 1, value.at + 1 + len(said)) if text.startswith(said, value.at + 1) else (said, 0, len(said))


def _model_of(call: Call) -> Expression | None:
    named = {name: e for name, e in call.arguments if name is not None}
    loose = [e for name, e in call.arguments if name is None]
    return named.get("model", loose[0] if loose else None)


def _asked(call: Call, text: str) -> tuple[Note, ...]:
    """Notes on what the call asks for beside the model."""
    line = line_of(text, call.at)
    found = [Note("left out", f"{word}: {why}", line) for word, why in _CALLED.items() if any(name == word for name, _ in call.arguments)]
    if any(name == "ordered" for name, _ in call.arguments):
        found.append(
            Note("changed", "ordered: read as plain numbers here, unless learn is told otherwise (--family COLUMN=ordinal).", line)
        )
    if not any(name == "missing" for name, _ in call.arguments):
        found.append(Note("changed", _DROPPED.format(call=call.function), line))
    return tuple(found)


def _adds(call: Call | None) -> tuple[str, frozenset[str]]:
    """The function that fits the model, and what it frees by itself."""
    if call is None:
        return "", frozenset()
    reading = Reading("")
    flags: dict[str, bool] = {}
    for word, expression in call.arguments:
        if word is None or expression is None:
            continue
        try:
            value = reading.value(expression)
        except SpecError:
            continue
        atom = None if isinstance(value, Null) or not isinstance(value, Vector) or len(value.atoms) != 1 else value.atoms[0]
        if isinstance(atom, bool):
            flags[word] = atom
        elif word == "missing" and isinstance(atom, str) and atom.lower() in ("ml", "fiml", "direct", "ml.x", "fiml.x"):
            flags.setdefault("meanstructure", True)
    automatic = call.function != "lavaan"
    frees: set[str] = set()
    if flags.get("auto.var", automatic):
        frees.add("errors")
    if flags.get("auto.cov.lv.x", automatic):
        frees.add("traits with first wave")
    if flags.get("int.ov.free", automatic and call.function != "growth") or not flags.get("meanstructure", False):
        frees.add("means")  # without a mean structure the means are as free as they can be
    return f"{call.function}()", frozenset(frees)
