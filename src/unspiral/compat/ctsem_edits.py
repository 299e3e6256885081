"""What a script changes in a model of ctsem after it was made, and in what people differ at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from unspiral.compat.ctsem_cell import Cell, cell_of
from unspiral.compat.ctsem_model import SHAPES, CtModel, Matrix
from unspiral.compat.ctsem_script import Edit, with_cells
from unspiral.compat.notebook import Notebook
from unspiral.compat.r_code import Call, Expression, Literal, Name
from unspiral.compat.r_reading import Reading
from unspiral.compat.r_values import Atom, Vector, as_number, as_text
from unspiral.errors import SpecError
from unspiral.loop.tokens import fail

# Where ctsem lets people differ unless told otherwise, in models of type "ct".
DIFFER = frozenset({"T0MEANS", "MANIFESTMEANS", "CINT"})
_PLAIN = frozenset({"transform", "sdscale", "meanscale", "multiplier", "offset", "inneroffset", "parnames"})
_BY_MATRIX = "model$pars$indvarying[model$pars$matrix %in% 'MANIFESTMEANS'] <- TRUE"

Spot = tuple[str, int, int]


def edited(model: CtModel, notebook: Notebook) -> CtModel:
    """The model after all later lines of the script.

    Raises:
        SpecError: a line changes the model in a way that is not followed.
    """
    converted = model.script.converted
    for number, edit in enumerate(model.script.edits):
        if number == (converted or 0):
            model = _differing(model)
        model = _Editing(model, notebook).apply(edit)
    return _differing(model)


def _differing(model: CtModel) -> CtModel:
    """Every free cell says whether people differ in it, and on which covariates it depends."""

    def settled(name: str, cell: Cell) -> Cell:
        if not cell.free:
            return cell
        varying = cell.varying if cell.varying is not None else model.kind == "ct" and name in DIFFER
        covariates = cell.covariates if cell.covariates is not None else model.covariates if model.everywhere else ()
        return replace(cell, varying=varying, covariates=covariates if model.kind == "ct" else ())

    return replace(model, matrices={name: _each(matrix, name, settled) for name, matrix in model.matrices.items()})


def _each(matrix: Matrix, name: str, change: Callable[[str, Cell], Cell]) -> Matrix:
    return tuple(tuple(change(name, cell) for cell in row) for row in matrix)


class _Editing:
    def __init__(self, model: CtModel, notebook: Notebook) -> None:
        self.model = model
        self.notebook = notebook
        self.reading = Reading(model.script.text)

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        fail(self.model.script.text, at, what, why=why, fix=fix)

    def apply(self, edit: Edit) -> CtModel:
        path = edit.path
        if path == ("",):
            self.notebook.left("This code names the model and is not followed: if it changes the model, that is not here.", edit.at)
            return self.model
        names = path[1:] if path[:1] == ("matrices",) else path
        if len(names) == 1 and names[0] in SHAPES:
            return self._matrix(names[0], edit)
        if path == ("manifesttype",):
            return self._kinds(edit)
        if path and path[0] == "pars":
            return self._pars(path[1] if len(path) == 2 else "", edit)
        self.notebook.left(f"model${'$'.join(path)} is a setting of ctsem's own that has no place in a loop.", edit.at)
        return self.model

    def _matrix(self, name: str, edit: Edit) -> CtModel:
        old = self.model.matrices.get(name)
        if edit.value is None or not isinstance(edit.value, Vector) or not old or not old[0]:
            self.fail(
                edit.at,
                f"{name} is set to something that is not read here.",
                "The loop would be another one.",
                "write the cells out: c(...).",
            )
        cells = [cell for column in zip(*old) for cell in column]
        numbered = Vector(tuple(float(i) for i in range(len(cells))), tuple(cell.at for cell in cells), (len(old), len(old[0])))
        index = edit.index if edit.index is not None else (None, None)
        value = Vector(tuple(-1.0 - i for i in range(len(edit.value.atoms))), edit.value.places, edit.value.dim)
        try:
            placed = with_cells(self.reading, numbered, index, value)
        except SpecError:
            placed = None
        if placed is None:
            self.fail(
                edit.at,
                f"Which cells of {name} are set here is not read.",
                "The loop would be another one.",
                f"name them by number: model${name}[1, 2] <- 0.",
            )
        made = [self._cell(name, atom, at) for atom, at in zip(edit.value.atoms, edit.value.places)]
        found = [cells[int(n)] if n >= 0 else made[int(-n) - 1] for n in placed.atoms if isinstance(n, float)]
        high = len(old)
        rows = tuple(tuple(found[column * high + row] for column in range(len(old[0]))) for row in range(high))
        return replace(self.model, matrices=self.model.matrices | {name: rows}, said=self.model.said | {name})

    def _cell(self, name: str, atom: Atom, at: int) -> Cell:
        cell = cell_of(atom, at, self.model.latent, self.model.covariates)
        if cell.wrong:
            self.fail(at, f"In {name}, {cell.wrong}.", fix="write a number to fix it, or a name to free it.")
        if cell.free and cell.varying is None:
            cell = replace(cell, varying=self.model.kind == "ct" and name in DIFFER)
        return replace(cell, covariates=()) if cell.free and cell.covariates is None else cell

    def _kinds(self, edit: Edit) -> CtModel:
        numbers = [as_number(atom) for atom in edit.value.atoms] if isinstance(edit.value, Vector) and edit.index is None else []
        if len(numbers) not in (1, len(self.model.manifest)) or any(n not in (0.0, 1.0, 2.0) for n in numbers):
            self.fail(edit.at, "manifesttype is set to something that is not read here.", fix="write model$manifesttype <- c(0, 1).")
        kinds = tuple(int(n) for n in numbers if n is not None)
        return replace(self.model, kinds=kinds if len(kinds) > 1 else kinds * len(self.model.manifest))

    # The table of parameters --------------------------------------------------------------------------------------------------------

    def _pars(self, column: str, edit: Edit) -> CtModel:
        index = edit.index
        if not column and index is not None and len(index) == 2 and index[1] is not None:
            try:
                named = self.reading.value(index[1])
            except SpecError:
                named = None
            columns = [as_text(atom) or "" for atom in named.atoms] if isinstance(named, Vector) else [""]
            index = index[:1]
        else:
            columns = [column]
        for name in columns:
            self.model = self._column(name, index, edit)
        return self.model

    def _column(self, column: str, index: tuple[Expression | None, ...] | None, edit: Edit) -> CtModel:
        if column in _PLAIN:
            self.notebook.left(f"{column}: transformations and scales only shape ctsem's search and priors; ours are fixed.", edit.at)
            return self.model
        covariate = column.removesuffix("_effect")
        if column != "indvarying" and covariate not in self.model.covariates:
            self.fail(
                edit.at,
                f"The table of parameters is changed in '{column or '?'}' here, which is not followed.",
                "Free and fixed parameters decide the loop.",
                "write it into the matrices: model$matrices$DRIFT[1, 2] <- 0.",
            )
        flags = edit.value.atoms if isinstance(edit.value, Vector) else ()
        if len(flags) != 1 or not isinstance(flags[0], bool | float):
            self.fail(edit.at, f"{column} is set to something that is neither TRUE nor FALSE.", fix=f"write {_BY_MATRIX}.")
        spots = self._spots() if index in (None, (), (None,)) else self._picked(index, edit.at)
        for name, row, place in spots:
            cell = self.model.matrices[name][row][place]
            if not cell.free:
                continue
            if column == "indvarying":
                cell = replace(cell, varying=bool(flags[0]))
            else:
                others = tuple(c for c in cell.covariates or () if c != covariate)
                cell = replace(cell, covariates=(*others, covariate) if flags[0] else others)
            self.model = self.model.with_cell(name, row, place, cell)
        return self.model

    def _spots(self) -> list[Spot]:
        return [(name, r, c) for name, matrix in self.model.matrices.items() for r, line in enumerate(matrix) for c in range(len(line))]

    def _picked(self, index: tuple[Expression | None, ...], at: int) -> list[Spot]:
        if len(index) != 1 or index[0] is None:
            self.fail(at, "Which parameters are meant here is not read.", fix=f"write {_BY_MATRIX}.")
        spots = self._spots()
        found = [spot for spot, picked in zip(spots, self._which(index[0], spots, at)) if picked]
        if not found:
            self.fail(
                at,
                "This picks no parameter of the model.",
                "A name may be misspelt, or be one that ctsem makes up itself.",
                f"write {_BY_MATRIX}.",
            )
        return found

    def _which(self, test: Expression, spots: list[Spot], at: int) -> list[bool]:
        """Which rows of the table of parameters a condition picks."""
        if isinstance(test, Call) and test.of is None:
            sides = [e for _, e in test.arguments if e is not None]
            if test.function == "!" and len(sides) == 1:
                return [not picked for picked in self._which(sides[0], spots, at)]
            if test.function == "which" and len(sides) == 1:
                return self._which(sides[0], spots, at)
            if test.function in ("&", "|", "&&", "||") and len(sides) == 2:
                left, right = (self._which(side, spots, at) for side in sides)
                return [a and b if test.function[0] == "&" else a or b for a, b in zip(left, right)]
            if test.function in ("%in%", "==", "!=") and len(sides) == 2:
                column = self._table(sides[0])
                try:
                    wanted = None if column is None else self.reading.value(sides[1])
                except SpecError:
                    wanted = None
                if column is not None and isinstance(wanted, Vector) and (test.function == "%in%" or len(wanted.atoms) == 1):
                    texts = {as_text(atom) for atom in wanted.atoms}
                    return [(column(spot) in texts) != (test.function == "!=") for spot in spots]
        self.fail(
            at,
            "Which parameters are meant here is not read.",
            "Rows of ctsem's table of parameters have other numbers in other versions; what is read are conditions on matrix,"
            " row, col and param.",
            f"write {_BY_MATRIX}.",
        )

    def _table(self, expression: Expression) -> Callable[[Spot], str | None] | None:
        """A column of the table of parameters, as a function of the row."""
        if not (isinstance(expression, Call) and expression.function == "$" and isinstance(expression.arguments[0][1], Call | Name)):
            return None
        of, name = expression.arguments[0][1], expression.arguments[1][1]
        if not (
            isinstance(of, Call) and of.function == "$" and isinstance(of.arguments[1][1], Literal) and of.arguments[1][1].value == "pars"
        ):
            return None
        columns: dict[str, Callable[[Spot], str | None]] = {
            "matrix": lambda spot: spot[0], "row": lambda spot: str(spot[1] + 1), "col": lambda spot: str(spot[2] + 1),
            "param": lambda spot: self.model.matrices[spot[0]][spot[1]][spot[2]].label or None,
        }  # fmt: skip
        return columns.get(str(name.value)) if isinstance(name, Literal) else None
