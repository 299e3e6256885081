"""The models in a script for ctsem: each call of ``ctModel()``, what is changed in it afterwards, and how it is fitted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from unspiral.compat.r_code import Assign, Call, Expression, Literal, Name, Opaque, statements
from unspiral.compat.r_reading import Reading
from unspiral.compat.r_values import ListOf, Null, Value, Vector, as_number
from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.tokens import line_of

_MAKE = frozenset({"ctModel"})
_CONVERT = frozenset({"ctModelConvertOMX", "ctStanModel"})
_FIT = frozenset({"ctFit", "ctStanFit", "ctMultigroupFit", "ctRefineTo"})
_FIRST = (
    "LAMBDA", "type", "n.manifest", "n.latent", "Tpoints", "manifestNames", "manifesttype", "latentNames", "id", "time", "silent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """A line that changes a model after it was made: ``model$DRIFT[1, 2] <- 0``.

    Args:
        path: names behind the dollar signs: ("DRIFT",), ("matrices", "DRIFT"), ("pars", "indvarying").
        index: what stands in the brackets, or None where there are none.
        value: what it is set to; None where that is not read here.
        at: place in the text.
    """

    path: tuple[str, ...]
    index: tuple[Expression | None, ...] | None
    value: Value | None
    at: int


@dataclass(frozen=True, slots=True)
class Script:
    """One model of a script.

    Args:
        name: of the variable that holds it, or "".
        text: the whole text.
        given: arguments of ``ctModel()``; places of theirs in ``places``.
        edits: later changes, in order; of those before a conversion from type "omx", ``converted`` says how many.
        at: place of the call.
        converted: number of edits before ``ctModelConvertOMX()``; None where it was never called.
        fit: arguments of the call that fits it, those that are read here.
    """

    name: str
    text: str
    given: dict[str, Value]
    places: dict[str, int]
    at: int
    edits: tuple[Edit, ...] = ()
    converted: int | None = None
    fit: dict[str, Value | None] = field(default_factory=dict[str, "Value | None"])

    def line(self, at: int) -> int:
        """Line of a place."""
        return line_of(self.text, at)


def read_script(text: str, model: str | None = None) -> Script:
    """The model of a script.

    Args:
        text: R code; what has nothing to do with the model is passed over.
        model: name of the variable that holds it, needed where there are several.

    Raises:
        SpecError: no model, several, or one that cannot be read without running R.
    """
    walk = _Walk(text)
    for statement in statements(text):
        if statement.problem is not None:
            if statement.words & (_MAKE | walk.models.keys()):
                raise statement.problem
            walk.forget(statement.words, statement.problem)
        elif statement.expression is not None:
            walk.take(statement.expression)
    return walk.chosen(model)


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.reading = Reading(text)
        self.models: dict[str, Script] = {}
        self.lists: dict[str, tuple[ListOf, int]] = {}

    def take(self, expression: Expression) -> None:
        if isinstance(expression, Assign):
            self.assign(expression)
        elif isinstance(expression, Opaque):
            if expression.sets & _MAKE and expression.word != "function":
                self.reading.fail(expression.at, f"A model is made inside '{expression.word}', which is not followed here.",
                                  "Nothing of a script is run.", "put the call of ctModel() on a line of its own.")  # fmt: skip
            self.forget(expression.sets, self.problem(expression))
            if expression.word != "function":
                self.touched(expression.sets, expression.at)
        elif isinstance(expression, Call):
            if expression.function in _MAKE:
                self.models[""] = self.made("", expression)
            elif expression.function in _FIT:
                self.fitted(expression)

    def assign(self, line: Assign) -> None:
        target = line.target
        if not isinstance(target, Name):
            self.change(line)
            return
        name, value = target.name, line.value
        while isinstance(value, Assign):
            value = value.value
        self.models.pop(name, None)
        if isinstance(value, Call) and value.function in _MAKE:
            self.models[name] = self.made(name, value)
        elif isinstance(value, Call) and value.function in _CONVERT:
            self.convert(name, value)
        elif isinstance(value, Name) and value.name in self.models:
            self.models[name] = replace(self.models[value.name], name=name)
        elif isinstance(value, Call) and value.function in _FIT:
            self.fitted(value)
            self.forget({name}, self.problem(value))
        else:
            self.keep(name, value)

    def keep(self, name: str, value: Expression) -> None:
        try:
            found = self.reading.value(value)
        except SpecError as problem:
            self.forget({name} | _passed_over(value), problem)
            self.touched(_passed_over(value), value.at)
            return
        self.reading.known[name] = found
        self.reading.unknown.pop(name, None)
        if isinstance(found, ListOf) and {"DRIFT", "LAMBDA"} & {entry for entry, _ in found.entries}:
            self.lists[name] = found, value.at

    def problem(self, expression: Expression) -> SpecError:
        try:
            return SpecError(str(self.reading.value(expression)))
        except SpecError as problem:
            return problem

    def forget(self, names: frozenset[str] | set[str], problem: SpecError) -> None:
        for name in names:
            self.reading.known.pop(name, None)
            self.reading.unknown[name] = problem
            self.lists.pop(name, None)

    def made(self, name: str, call: Call) -> Script:
        given: dict[str, Value] = {}
        places: dict[str, int] = {}
        loose = iter(_FIRST)
        for argument, expression in call.arguments:
            if expression is None:
                continue
            word = argument or next((w for w in loose if w not in given), None)
            if word is None or word in given:
                self.reading.fail(
                    expression.at,
                    f"ctModel() is given '{word}' twice." if word else "ctModel() is given too many arguments.",
                    fix="name each argument: LAMBDA=..., DRIFT=...",
                )
            given[word], places[word] = self.reading.value(expression), expression.at
        return Script(name, self.text, given, places, call.at)

    def convert(self, name: str, call: Call) -> None:
        arguments = {n or i: e for i, (n, e) in enumerate(call.arguments)}
        of = arguments.get(0, arguments.get("ctmodelobj"))
        if not isinstance(of, Name) or of.name not in self.models:
            self.reading.fail(
                call.at, f"{call.function}() is given something that is no model of this text.", fix="write its ctModel() above."
            )
        old = self.models[of.name]
        kind = arguments.get("type", arguments.get(1))
        given = old.given | {"type": self.reading.value(kind) if kind is not None else Vector(("ct",), (call.at,))}
        if "tipredDefault" in arguments and (flag := arguments["tipredDefault"]) is not None:
            given["tipredDefault"] = self.reading.value(flag)
        self.models[name] = replace(old, name=name, given=given, converted=len(old.edits))

    def change(self, line: Assign) -> None:
        """``x$y[i, j] <- value``: a change of a model, or of a variable."""
        path: list[str] = []
        index: tuple[Expression | None, ...] | None = None
        target: Expression = line.target
        while isinstance(target, Call) and target.function in ("$", "[") and target.arguments:
            if target.function == "$":
                name = target.arguments[1][1]
                path.insert(0, str(name.value) if isinstance(name, Literal) else "")
            elif (
                len(target.arguments) == 2 and isinstance(target.arguments[1][1], Literal) and isinstance(target.arguments[1][1].value, str)
            ):
                path.insert(0, target.arguments[1][1].value)  # model[["DRIFT"]]
            elif index is None and not path:
                index = tuple(expression for _, expression in target.arguments[1:])
            else:
                path.insert(0, "")
            base = target.arguments[0][1]
            if base is None:
                break
            target = base
        if not isinstance(target, Name):  # dim(x) <- ..., names(x)[2] <- ...
            of = _set_in(line.target)
            if of & self.models.keys():
                self.edit(next(iter(of & self.models.keys())), Edit(("",), None, None, line.target.at))
            self.forget(of, self.problem(line))
        elif target.name in self.models:
            try:
                value: Value | None = self.reading.value(line.value)
            except SpecError:
                value = None
            self.edit(target.name, Edit(tuple(path), index, value, line.target.at))
        elif path or not self.set_cell(target.name, index, line.value):
            self.forget({target.name}, self.problem(line))

    def edit(self, name: str, edit: Edit) -> None:
        self.models[name] = replace(self.models[name], edits=(*self.models[name].edits, edit))

    def touched(self, names: frozenset[str], at: int) -> None:
        """Models that code which is not followed may have changed."""
        for name in names & self.models.keys():
            self.edit(name, Edit(("",), None, None, at))

    def set_cell(self, name: str, index: tuple[Expression | None, ...] | None, expression: Expression) -> bool:
        """``x[1, 2] <- 0`` of a matrix that is known."""
        matrix = self.reading.known.get(name)
        if not isinstance(matrix, Vector) or index is None:
            return False
        try:
            value = self.reading.value(expression)
            changed = with_cells(self.reading, matrix, index, value)
        except SpecError:
            return False
        if changed is not None:
            self.reading.known[name] = changed
        return changed is not None

    def fitted(self, call: Call) -> None:
        named: dict[str, Expression] = {name: e for name, e in call.arguments if name is not None and e is not None}
        loose = [e for name, e in call.arguments if name is None and e is not None]
        of = next((named[w] for w in ("model", "ctstanmodel", "ctmodelobj") if w in named), None)
        names = [of] if of is not None else loose
        found = next((e.name for e in names if isinstance(e, Name) and e.name in self.models), None)
        if found is None:
            return
        fit: dict[str, Value | None] = {}
        for word in ("stationary", "optimize", "priors", "nopriors"):
            if word in named:
                try:
                    fit[word] = self.reading.value(named[word])
                except SpecError:
                    fit[word] = None
        self.models[found] = replace(self.models[found], fit=self.models[found].fit | fit)

    def chosen(self, model: str | None) -> Script:
        found = dict(self.models)
        if not found:
            found |= {
                name: Script(name, self.text, dict(entry.entries), dict.fromkeys([n for n, _ in entry.entries], at), at)
                for name, (entry, at) in self.lists.items()
            }
        if not found:
            raise SpecError(
                "No model was found: nothing in this text calls ctModel().",
                why="Read are calls of ctModel() with the matrices that they are given; nothing of a script is run.",
                fix="give the file in which the model is made, or a model such as ctModel(type='ct', LAMBDA=diag(2)).",
            )
        if model is not None:
            if model not in found:
                known = ", ".join(name or "(no name)" for name in found)
                raise SpecError(f"There is no model '{model}' in this text.{did_you_mean(model, found)}", why=f"There are: {known}.",
                                fix=f"--model {next(iter(found))}")  # fmt: skip
            return found[model]
        if len(found) > 1:
            names = ", ".join(f"{name or '(no name)'} (line {line_of(self.text, s.at)})" for name, s in found.items())
            raise SpecError(f"There are {len(found)} models in this text: {names}.", why="Each would be another loop.",
                            fix=f"--model {list(found)[-1]}")  # fmt: skip
        return next(iter(found.values()))


def with_cells(reading: Reading, matrix: Vector, index: tuple[Expression | None, ...], value: Value) -> Vector | None:
    """A matrix with some cells set: ``[i, j]``, ``[i, ]``, ``[, j]`` or ``[k]``; None where the index is of another kind."""
    if not isinstance(value, Vector) or not value.atoms:
        return None
    high, wide = matrix.dim or (len(matrix.atoms), 1)
    if len(index) == 1 and index[0] is not None:
        picked = _picked(reading, index[0], len(matrix.atoms))
        cells = picked
    elif len(index) == 2:
        rows, columns = _picked(reading, index[0], high), _picked(reading, index[1], wide)
        cells = None if rows is None or columns is None else [c * high + r for c in columns for r in rows]
    else:
        return None
    if not cells or len(cells) % len(value.atoms):
        return None
    atoms, places = list(matrix.atoms), list(matrix.places)
    for place, cell in enumerate(cells):
        atoms[cell], places[cell] = value.atoms[place % len(value.atoms)], value.places[place % len(value.atoms)]
    return Vector(tuple(atoms), tuple(places), matrix.dim)


def _picked(reading: Reading, expression: Expression | None, size: int) -> list[int] | None:
    """Rows or columns that an index names, from 0; None where they are not plain numbers from 1."""
    if expression is None:
        return list(range(size))
    found = reading.value(expression)
    if isinstance(found, Null | ListOf):
        return None
    if len(found.atoms) == size and all(isinstance(atom, bool) for atom in found.atoms):
        return [place for place, atom in enumerate(found.atoms) if atom]
    numbers = [None if isinstance(atom, bool | str) else as_number(atom) for atom in found.atoms]
    if any(n is None or not n.is_integer() or not 1 <= n <= size for n in numbers):
        return None
    return [int(n) - 1 for n in numbers if n is not None]


def _passed_over(expression: Expression) -> frozenset[str]:
    """Names that code which is not followed may set."""
    if isinstance(expression, Opaque):
        return expression.sets if expression.word != "function" else frozenset()
    inside = [e for _, e in expression.arguments] if isinstance(expression, Call) else []
    return frozenset(name for e in inside if e is not None for name in _passed_over(e))


def _set_in(expression: Expression) -> frozenset[str]:
    """Names in an expression that it may set: of code that is not followed, and of the left side of an assignment."""
    found: set[str] = set()
    ahead = [expression]
    while ahead:
        now = ahead.pop()
        if isinstance(now, Opaque):
            found |= now.sets
        elif isinstance(now, Name):
            found.add(now.name)
        elif isinstance(now, Assign):
            ahead += [now.target, now.value]
        elif isinstance(now, Call):
            ahead += [e for _, e in now.arguments if e is not None]
    return frozenset(found)
