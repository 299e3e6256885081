"""What an expression of R stands for: the few functions that models are written with, and no others."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NoReturn

from unspiral.compat.r_code import Assign, Call, Expression, Literal, Name
from unspiral.compat.r_values import MOST, Atom, ListOf, Null, Value, Vector, alike, as_number, as_text
from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.tokens import fail

_CONSTANTS: dict[str, Atom] = {
    "TRUE": True, "T": True, "FALSE": False, "F": False, "NA": None, "NA_real_": None, "NA_integer_": None, "NA_character_": None,
    "Inf": math.inf, "pi": math.pi,
}  # fmt: skip
_LETTERS = {"letters": "abcdefghijklmnopqrstuvwxyz", "LETTERS": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_DEEPEST = 60

Arguments = tuple[tuple[str | None, Expression | None], ...]


class Reading:
    """Expressions of one text, with what its variables stand for so far.

    Args:
        text: the whole text, for the places of mistakes.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str, Value] = {}
        self.unknown: dict[str, SpecError] = {}  # variables that are set to what is not read here, and why
        self.depth = 0

    def value(self, expression: Expression) -> Value:
        """What an expression stands for.

        Raises:
            SpecError: it needs R to be run, or does not hang together; with its place.
        """
        self.depth += 1
        try:
            if self.depth > _DEEPEST:
                self.fail(expression.at, "This expression is too long to be followed.", fix="write the matrix out cell by cell.")
            return self._value(expression)
        finally:
            self.depth -= 1

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        """Raise the error that points at a place."""
        fail(self.text, at, what, why=why, fix=fix)

    def _value(self, expression: Expression) -> Value:
        if isinstance(expression, Literal):
            return Vector((expression.value,), (expression.at,))
        if isinstance(expression, Name):
            return self._named(expression)
        if isinstance(expression, Call):
            return self._called(expression)
        word = "An assignment" if isinstance(expression, Assign) else f"'{expression.word}'"
        self.fail(expression.at, f"{word} is not followed here.", "Nothing of a script is run.", "write the matrix out cell by cell.")

    def _named(self, name: Name) -> Value:
        if name.name in self.known:
            return self.known[name.name]
        if name.name in self.unknown:
            raise self.unknown[name.name]
        if name.name == "NULL":
            return Null(name.at)
        if name.name in _CONSTANTS:
            return Vector((_CONSTANTS[name.name],), (name.at,))
        if name.name in _LETTERS:
            return Vector(tuple(_LETTERS[name.name]), (name.at,) * 26)
        near = did_you_mean(name.name, self.known)
        self.fail(
            name.at,
            f"'{name.name}' is not set anywhere in this text.{near}",
            "Nothing of a script is run, so its value is not known.",
            f"add a line above: {name.name} <- ...",
        )

    def _called(self, call: Call) -> Value:
        function = _FUNCTIONS.get(call.function) if call.of is None else None
        if function is None or call.function in self.unknown:
            said = f"'{call.function}'" if call.of is None else "This call"
            known = ", ".join(sorted(name for name in _FUNCTIONS if name.isalnum()))
            self.fail(
                call.at,
                f"{said} is not read here.",
                f"Nothing of a script is run. What is read: {known}, and arithmetic of numbers.",
                "write the matrix out, or paste what dput() of it prints in R.",
            )
        return function(self, call)

    # What functions ask for --------------------------------------------------------------------------------------------------------

    def matched(self, call: Call, names: tuple[str, ...]) -> dict[str, Value]:
        """Arguments by name, the unnamed ones in order, as R matches them (a name may be cut short)."""
        found: dict[str, Value] = {}
        loose: list[Expression] = []
        for name, expression in call.arguments:
            if expression is None:
                continue
            if name is None:
                loose.append(expression)
                continue
            full = name if name in names else next(iter([n for n in names if n.startswith(name)]), None)
            if full is None:
                self.fail(call.at, f"{call.function}() has no argument '{name}' that is read here.{did_you_mean(name, names)}",
                          fix=f"the arguments are {', '.join(names)}.")  # fmt: skip
            if full in found:
                self.fail(call.at, f"{call.function}() is given '{full}' twice.", fix="leave one of them out.")
            found[full] = self.value(expression)
        left = [name for name in names if name not in found]
        if len(loose) > len(left):
            self.fail(loose[len(left)].at, f"{call.function}() is given too many arguments.", fix=f"it takes {', '.join(names)}.")
        return found | {name: self.value(expression) for name, expression in zip(left, loose)}

    def vector(self, value: Value | None, call: Call, what: str) -> Vector:
        """A vector, or an error that says what is missing."""
        if isinstance(value, Vector):
            return value
        self.fail(call.at, f"{call.function}() needs {what} here.", fix=f"write {call.function}(c(1, 0, 0, 1), 2, 2).")

    def count(self, value: Value | None, call: Call, what: str, least: int = 1) -> int | None:
        """A whole number, or None where the argument was left out."""
        if value is None or isinstance(value, Null):
            return None
        number = as_number(value.atoms[0]) if isinstance(value, Vector) and len(value.atoms) == 1 else None
        if number is None or not number.is_integer() or not least <= number <= MOST:
            self.fail(call.at, f"{what} of {call.function}() is not a whole number from {least} to {MOST}.", fix=f"write {what}=2.")
        return int(number)

    def flag(self, value: Value | None, call: Call, what: str) -> bool:
        """TRUE or FALSE; FALSE where it was left out."""
        if value is None:
            return False
        atom = value.atoms[0] if isinstance(value, Vector) and len(value.atoms) == 1 else None
        if not isinstance(atom, bool | float):
            self.fail(call.at, f"{what} of {call.function}() is neither TRUE nor FALSE.", fix=f"write {what}=TRUE.")
        return bool(atom)

    def sized(self, size: int, call: Call) -> None:
        """Refuse what no model needs."""
        if size > MOST:
            self.fail(call.at, f"This has {size} cells; at most {MOST} are read.", fix="write the matrix of the model, not data.")


def _c(reading: Reading, call: Call) -> Value:
    atoms: list[Atom] = []
    places: list[int] = []
    names: list[str] = []
    entries: list[tuple[str, Value]] = []
    for name, expression in call.arguments:
        if expression is None:
            reading.fail(
                call.at, "Two commas follow each other here, or one stands at the end.", "R would not read this either.", "leave one out."
            )
        value = reading.value(expression)
        if isinstance(value, ListOf):
            entries += value.entries
        elif isinstance(value, Vector):
            atoms += value.atoms
            # What a variable or a function made stands where it is used: that is where a reader looks.
            places += value.places if isinstance(expression, Literal | Call) else [expression.at] * len(value.atoms)
            names += value.names or ([name or ""] * len(value.atoms))
        reading.sized(len(atoms), call)
    if entries:
        return ListOf(tuple(entries), call.at)
    return Vector(alike(atoms), tuple(places), None, tuple(names) if any(names) else ())


def _list(reading: Reading, call: Call) -> Value:
    return ListOf(tuple((name or "", reading.value(expression)) for name, expression in call.arguments if expression is not None), call.at)


def _matrix(reading: Reading, call: Call) -> Value:
    given = reading.matched(call, ("data", "nrow", "ncol", "byrow", "dimnames"))
    data = given.get("data", Vector((None,), (call.at,)))
    cells = reading.vector(data, call, "the cells")
    high, wide = reading.count(given.get("nrow"), call, "nrow"), reading.count(given.get("ncol"), call, "ncol")
    size = len(cells.atoms)
    if not size:
        reading.fail(call.at, "This matrix has no cells.", fix="write matrix(c(...), nrow=2, ncol=2).")
    if high is None and wide is None:
        high, wide = size, 1
    elif high is None:
        assert wide is not None
        high = -(-size // wide)
    elif wide is None:
        wide = -(-size // high)
    reading.sized(high * wide, call)
    if high * wide % size:
        reading.fail(
            call.at, f"{size} cells do not fill {high} rows and {wide} columns.",
            "R would begin again at the first cell with a warning, and the matrix would hold what nobody meant.",
            f"give {high * wide} cells, or other nrow and ncol.",
        )  # fmt: skip
    order = [place % size for place in range(high * wide)]
    if reading.flag(given.get("byrow"), call, "byrow"):
        order = [order[row * wide + column] for column in range(wide) for row in range(high)]
    return Vector(tuple(cells.atoms[i] for i in order), tuple(cells.places[i] for i in order), (high, wide))


def _diag(reading: Reading, call: Call) -> Value:
    given = reading.matched(call, ("x", "nrow", "ncol", "names"))
    cells = reading.vector(given["x"], call, "numbers") if "x" in given else Vector((1.0,), (call.at,))
    high, wide = reading.count(given.get("nrow"), call, "nrow"), reading.count(given.get("ncol"), call, "ncol")
    if cells.dim is not None:
        reading.fail(call.at, "diag() of a matrix is not read here.", fix="write the cells out: c(...).")
    if any(isinstance(atom, str) for atom in cells.atoms):
        reading.fail(call.at, "R's diag() turns texts into NA.", "Free parameters need names, and these would be lost.",
                     "write matrix(c('a', 0, 0, 'b'), 2, 2).")  # fmt: skip
    if "x" in given and len(cells.atoms) == 1 and high is None and wide is None:
        high = reading.count(cells, call, "x")
        cells = Vector((1.0,), (call.at,))
    rows = high or wide or len(cells.atoms)
    columns = wide or rows
    reading.sized(rows * columns, call)
    shorter = min(rows, columns)
    if not cells.atoms or shorter % len(cells.atoms):
        reading.fail(call.at, f"{len(cells.atoms)} cells do not fill a diagonal of {shorter}.", fix=f"give {shorter} cells, or one.")
    atoms: list[Atom] = [0.0] * (rows * columns)
    places = [call.at] * len(atoms)
    for i in range(shorter):
        atoms[i * rows + i], places[i * rows + i] = cells.atoms[i % len(cells.atoms)], cells.places[i % len(cells.atoms)]
    return Vector(alike(atoms), tuple(places), (rows, columns))


def _bind(reading: Reading, call: Call) -> Value:
    parts = [reading.vector(reading.value(e), call, "vectors") for _, e in call.arguments if e is not None]
    by_row = call.function == "rbind"
    lines: list[list[tuple[Atom, int]]] = []
    for part in parts:
        grid = part.rows() if part.dim else [list(zip(part.atoms, part.places))]
        lines += grid if by_row or not part.dim else [list(column) for column in zip(*grid)]
    longest = max((len(line) for line in lines), default=0)
    if not longest or any(not line or longest % len(line) for line in lines):
        reading.fail(call.at, f"The parts of {call.function}() are not equally long.", fix="give each the same number of cells.")
    reading.sized(longest * len(lines), call)
    lines = [[line[i % len(line)] for i in range(longest)] for line in lines]
    columns = [list(column) for column in zip(*lines)] if by_row else lines
    cells = [cell for column in columns for cell in column]
    dim = (len(lines), longest) if by_row else (longest, len(lines))
    return Vector(alike([atom for atom, _ in cells]), tuple(place for _, place in cells), dim)


def _rep(reading: Reading, call: Call) -> Value:
    given = reading.matched(call, ("x", "times", "each", "length.out"))
    cells = reading.vector(given.get("x"), call, "what to repeat")
    each = reading.count(given.get("each"), call, "each", 0)
    each = 1 if each is None else each
    times, length = reading.count(given.get("times"), call, "times", 0), reading.count(given.get("length.out"), call, "length.out", 0)
    size = len(cells.atoms) * each
    total = length if length is not None else size * (1 if times is None else times)
    reading.sized(max(total, size), call)
    order = [i for i in range(len(cells.atoms)) for _ in range(each)]
    order = [order[i % len(order)] for i in range(total)] if order else []
    return Vector(tuple(cells.atoms[i] for i in order), tuple(cells.places[i] for i in order))


def _paste(reading: Reading, call: Call) -> Value:
    parts: list[Vector] = []
    words = {"sep": "" if call.function == "paste0" else " ", "collapse": None}
    for name, expression in call.arguments:
        if expression is None:
            continue
        value = reading.value(expression)
        if name in words and isinstance(value, Null):
            words[name] = None
        elif name in words:
            words[name] = as_text(reading.vector(value, call, f"a text for {name}").atoms[0])
        else:
            parts.append(reading.vector(value, call, "texts"))
    longest = max((len(part.atoms) for part in parts), default=0)
    reading.sized(longest, call)
    parts = [part for part in parts if part.atoms]
    sep = words["sep"] or ""
    texts = [sep.join(as_text(part.atoms[i % len(part.atoms)]) or "NA" for part in parts) for i in range(longest)]
    if words["collapse"] is not None:
        texts = [words["collapse"].join(texts)]
    return Vector(tuple(texts), (call.at,) * len(texts))


def _range(reading: Reading, call: Call) -> Value:
    if call.function == "seq_len":
        last = reading.count(reading.matched(call, ("length.out",)).get("length.out"), call, "length.out", 0)
        first, last = 1, 0 if last is None else last
        return Vector(tuple(float(i) for i in range(first, last + 1)), (call.at,) * last)
    ends = [_number(reading, call, expression) for _, expression in call.arguments]
    if len(ends) != 2:
        reading.fail(call.at, f"{call.function} with {len(ends)} arguments is not read here.", fix="write the numbers out: c(1, 2, 3).")
    first, last = ends
    if not abs(last - first) < MOST:
        reading.fail(call.at, "This range is too long.", fix="write the numbers out: c(1, 2, 3).")
    step = 1.0 if last >= first else -1.0
    count = int(abs(last - first)) + 1
    return Vector(tuple(first + step * i for i in range(count)), (call.at,) * count)


def _number(reading: Reading, call: Call, expression: Expression | None) -> float:
    value = None if expression is None else reading.value(expression)
    number = value.atoms[0] if isinstance(value, Vector) and len(value.atoms) == 1 else None
    if not isinstance(number, float) or not math.isfinite(number):
        reading.fail(call.at, f"'{call.function}' needs a number here.", fix="write the numbers out: c(1, 2, 3).")
    return number


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "^": lambda a, b: a**b,
}  # fmt: skip


def _arithmetic(reading: Reading, call: Call) -> Value:
    sides = [reading.vector(reading.value(e), call, "numbers") for _, e in call.arguments if e is not None]
    if len(sides) == 1:
        sides = [Vector((0.0,), (call.at,)), *sides]
    if call.function == "-" and isinstance(call.arguments[-1][1], Literal) and len(call.arguments) == 1:
        sides[1] = Vector(sides[1].atoms, (call.at,))  # a negative number stands where its sign stands
    longest = max(len(side.atoms) for side in sides)
    atoms: list[Atom] = []
    for i in range(longest):
        pair = [float(a) if isinstance(a, bool) else a for a in (side.atoms[i % len(side.atoms)] if side.atoms else "" for side in sides)]
        if not all(isinstance(a, float) for a in pair) or any(longest % len(side.atoms) for side in sides):
            reading.fail(
                call.at, f"'{call.function}' needs numbers on both sides.", "Parameters are named by plain texts.", "write the cells out."
            )
        try:
            found = _ARITHMETIC[call.function](*pair)  # type: ignore[arg-type]
        except (ZeroDivisionError, OverflowError):
            found = math.inf
        if not isinstance(found, float):  # a root of a negative number
            found = math.nan
        atoms.append(found)
    longer = max(sides, key=lambda side: len(side.atoms))
    return Vector(tuple(atoms), longer.places, longer.dim)


def _structure(reading: Reading, call: Call) -> Value:
    if not call.arguments or call.arguments[0][1] is None:
        reading.fail(call.at, "structure() holds nothing.", fix="paste the whole of what dput() prints.")
    value = reading.value(call.arguments[0][1])
    given = {(name or "").strip("."): expression for name, expression in call.arguments[1:] if expression is not None}
    if isinstance(value, Vector) and ("dim" in given or "Dim" in given):
        dim = reading.vector(reading.value(given.get("dim", given.get("Dim", call.arguments[0][1]))), call, "a dim")
        sides = [as_number(atom) for atom in dim.atoms]
        if len(sides) != 2 or sides[0] is None or sides[1] is None or sides[0] * sides[1] != len(value.atoms):
            reading.fail(call.at, f"dim does not fit {len(value.atoms)} cells.", fix="write dim = c(2, 2).")
        return Vector(value.atoms, value.places, (int(sides[0]), int(sides[1])))
    if isinstance(value, ListOf) and "names" in given:
        names = reading.vector(reading.value(given["names"]), call, "names")
        return ListOf(tuple((as_text(n) or "", v) for n, (_, v) in zip(names.atoms, value.entries)), value.at)
    return value


def _t(reading: Reading, call: Call) -> Value:
    cells = reading.vector(reading.matched(call, ("x",)).get("x"), call, "a matrix")
    rows = cells.rows() if cells.dim else [[cell] for cell in zip(cells.atoms, cells.places)]
    flat = [cell for row in rows for cell in row]
    return Vector(tuple(a for a, _ in flat), tuple(p for _, p in flat), (len(rows[0]) if rows else 0, len(rows)))


def _same(reading: Reading, call: Call) -> Value:
    found = [reading.value(e) for _, e in call.arguments if e is not None]
    if not found:
        reading.fail(call.at, f"{call.function}() holds nothing.", fix="leave it out.")
    return found[0]


def _length(reading: Reading, call: Call) -> Value:
    cells = reading.vector(_same(reading, call), call, "a vector")
    return Vector((float(len(cells.atoms)),), (call.at,))


_FUNCTIONS: dict[str, Callable[[Reading, Call], Value]] = {
    "c": _c,
    "list": _list,
    "matrix": _matrix,
    "diag": _diag,
    "cbind": _bind,
    "rbind": _bind,
    "rep": _rep,
    "paste": _paste,
    "paste0": _paste,
    "seq_len": _range,
    "seq": _range,
    ":": _range,
    "structure": _structure,
    "t": _t,
    "as.matrix": _same,
    "as.character": _same,
    "as.numeric": _same,
    "I": _same,
    "length": _length,
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
}
