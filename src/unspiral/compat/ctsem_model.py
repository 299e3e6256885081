"""A model of ctsem with all its matrices, what was left out filled in as ctsem does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from unspiral.compat.ctsem_cell import Cell, cell_of
from unspiral.compat.ctsem_script import Script
from unspiral.compat.r_values import ListOf, Null, Vector, as_number, as_text
from unspiral.errors import did_you_mean
from unspiral.loop.tokens import fail

Matrix = tuple[tuple[Cell, ...], ...]

# Argument -> rows, columns ("latent", "manifest", "td", 1); the order is that of a model's parameter table.
SHAPES: dict[str, tuple[str, str]] = {
    "T0MEANS": ("latent", "1"), "LAMBDA": ("manifest", "latent"), "DRIFT": ("latent", "latent"), "DIFFUSION": ("latent", "latent"),
    "MANIFESTVAR": ("manifest", "manifest"), "MANIFESTMEANS": ("manifest", "1"), "CINT": ("latent", "1"), "TDPREDEFFECT": ("latent", "td"),
    "T0VAR": ("latent", "latent"), "TRAITVAR": ("latent", "latent"), "MANIFESTTRAITVAR": ("manifest", "manifest"),
    "T0TRAITEFFECT": ("latent", "latent"),
}  # fmt: skip
TRIANGLES = frozenset({"DIFFUSION", "MANIFESTVAR", "T0VAR", "TRAITVAR", "MANIFESTTRAITVAR", "T0TRAITEFFECT"})
OLD = ("TRAITVAR", "MANIFESTTRAITVAR", "T0TRAITEFFECT")
_LEFT_OUT = {"CINT": "0", "MANIFESTVAR": "diag"}
_NAMES = ("manifestNames", "latentNames", "TDpredNames", "TIpredNames")
_OTHER = frozenset(
    {
        "type",
        "n.manifest",
        "n.latent",
        "Tpoints",
        "manifesttype",
        "id",
        "time",
        "silent",
        "n.TDpred",
        "n.TIpred",
        "tipredDefault",
        "TDPREDMEANS",
        "T0TDPREDCOV",
        "TDPREDVAR",
        "TRAITTDPREDCOV",
        "TDTIPREDCOV",
        "TIPREDMEANS",
        "TIPREDEFFECT",
        "T0TIPREDEFFECT",
        "TIPREDVAR",
        "PARS",
        "startValues",
        "ncategories",
        "THRESHOLDS",
        *_NAMES,
    }
)


@dataclass(frozen=True, slots=True)
class CtModel:
    """All of a model.

    Args:
        script: where it comes from.
        kind: "ct" or "omx".
        latent, manifest, inputs, covariates: names.
        matrices: by name; of those of the old kind only what is there.
        said: matrices that the text gives; the others are as ctsem fills them in.
        everywhere: whether covariates act on all free parameters unless a cell says otherwise.
        person, time: columns.
        kinds: 0 = continuous, 1 = binary, 2 = ordinal, for each manifest variable.
    """

    script: Script
    kind: str
    latent: tuple[str, ...]
    manifest: tuple[str, ...]
    inputs: tuple[str, ...]
    covariates: tuple[str, ...]
    matrices: dict[str, Matrix]
    said: frozenset[str]
    everywhere: bool
    person: str
    time: str
    kinds: tuple[int, ...]

    def with_cell(self, matrix: str, row: int, column: int, cell: Cell) -> CtModel:
        """The same with one cell changed."""
        rows = [list(line) for line in self.matrices[matrix]]
        rows[row][column] = cell
        return replace(self, matrices=self.matrices | {matrix: tuple(tuple(line) for line in rows)})


def model_of(script: Script) -> CtModel:
    """Fill in a model as ctsem does.

    Args:
        script: a call of ``ctModel()``; later changes of it are not looked at here.

    Raises:
        SpecError: the model is of discrete time, its sizes do not agree, or a cell cannot be read.
    """
    return _Filling(script).model()


class _Filling:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.given = {name: value for name, value in script.given.items() if not isinstance(value, Null)}
        self.sizes: dict[str, int] = {"1": 1}
        self.names: dict[str, tuple[str, ...]] = {}

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        fail(self.script.text, at, what, why=why, fix=fix)

    def place(self, name: str) -> int:
        return self.script.places.get(name, self.script.at)

    def model(self) -> CtModel:
        for name in self.given:
            if name not in SHAPES and name not in _OTHER:
                near = did_you_mean(name, [*SHAPES, *_OTHER])
                self.fail(
                    self.place(name),
                    f"ctModel() has no argument '{name}'.{near}",
                    "What it would mean is not known.",
                    "correct its name, or leave it out.",
                )
        kind = self._kind()
        self._sizes()
        self.names = {
            "latent": self._named("latentNames", "latent", "eta"), "manifest": self._named("manifestNames", "manifest", "Y"),
            "td": self._named("TDpredNames", "td", "TD"), "ti": self._named("TIpredNames", "ti", "TI"),
        }  # fmt: skip
        if "LAMBDA" not in self.given:
            self.fail(self.script.at, "This model has no LAMBDA.", "It says which column measures which process, and ctsem asks for it.",
                      f"add LAMBDA=diag({self.sizes['latent']}).")  # fmt: skip
        matrices = {name: self._matrix(name) for name in SHAPES if name not in OLD or name in self.given}
        return CtModel(
            self.script,
            kind,
            self.names["latent"],
            self.names["manifest"],
            self.names["td"],
            self.names["ti"],
            matrices,
            frozenset(self.given) & frozenset(SHAPES),
            self._flag("tipredDefault", True),
            self._word("id", "id"),
            self._word("time", "time"),
            self._kinds(),
        )

    def _kind(self) -> str:
        old = bool({"Tpoints", *OLD} & self.given.keys())
        kind = self._word("type", "omx" if old and self.script.converted is None else "ct").removeprefix("stan")
        if kind == "dt":
            self.fail(
                self.place("type"),
                "This is a model of discrete time (type = 'dt').",
                "Its DRIFT holds effects from one row to the next, whatever time lies between them; a loop holds rates per unit of time."
                " One cannot be turned into the other without fitting.",
                "write type='ct', which asks the same question with time as it passed; or write the loop yourself:"
                " docs/how-to/write-a-loop.md.",
            )
        if kind not in ("ct", "omx"):
            self.fail(self.place("type"), f"ctsem has no type '{kind}'.{did_you_mean(kind, ('ct', 'dt', 'omx'))}", fix="write type='ct'.")
        return kind

    def _word(self, name: str, left_out: str) -> str:
        value = self.given.get(name)
        if value is None:
            return left_out
        atom = value.atoms[0] if isinstance(value, Vector) and len(value.atoms) == 1 else None
        if not isinstance(atom, str) or not atom.strip():
            self.fail(self.place(name), f"{name} is not one text.", fix=f"write {name}='{left_out}'.")
        return atom

    def _flag(self, name: str, left_out: bool) -> bool:
        value = self.given.get(name)
        if value is None:
            return left_out
        atom = value.atoms[0] if isinstance(value, Vector) and len(value.atoms) == 1 else None
        if not isinstance(atom, bool):
            self.fail(self.place(name), f"{name} is neither TRUE nor FALSE.", fix=f"write {name}=TRUE.")
        return atom

    def _texts(self, name: str) -> tuple[str, ...] | None:
        value = self.given.get(name)
        if value is None:
            return None
        texts = [as_text(atom) for atom in value.atoms] if isinstance(value, Vector) else []
        if not texts or any(text is None or not text.strip() for text in texts):
            self.fail(self.place(name), f"{name} is not a list of names.", fix=f"write {name}=c('a', 'b').")
        return None if texts == ["auto"] else tuple(text for text in texts if text is not None)

    def _sizes(self) -> None:
        loadings = self.given.get("LAMBDA")
        shape = loadings.dim if isinstance(loadings, Vector) else None
        effects = self.given.get("TDPREDEFFECT")
        wide = effects.dim[1] if isinstance(effects, Vector) and effects.dim else None
        told = {
            "latent": ("n.latent", "latentNames", shape[1] if shape else None),
            "manifest": ("n.manifest", "manifestNames", shape[0] if shape else None),
            "td": ("n.TDpred", "TDpredNames", wide),
            "ti": ("n.TIpred", "TIpredNames", None),
        }
        for what, (number, names, seen) in told.items():
            listed = self._texts(names)
            counted = self._count(number)
            sizes = {n for n in (None if listed is None else len(listed), counted, seen) if n is not None}
            if len(sizes) > 1:
                said = " and ".join(str(n) for n in sorted(sizes))
                self.fail(self.place(names if names in self.given else number), f"The number of {_WHAT[what]} is said to be {said}.",
                          f"{number}, {names} and the matrices must agree.", f"correct {names}.")  # fmt: skip
            if not sizes and what in ("latent", "manifest"):
                if isinstance(loadings, Vector) and len(loadings.atoms) == 1:
                    sizes = {1}
                else:
                    self.fail(
                        self.place("LAMBDA"),
                        f"The number of {_WHAT[what]} is not said.",
                        "LAMBDA is no matrix here, and no names are given.",
                        "add latentNames=c(...) and manifestNames=c(...).",
                    )
            self.sizes[what] = next(iter(sizes), 0)

    def _count(self, name: str) -> int | None:
        value = self.given.get(name)
        if value is None or (isinstance(value, Vector) and value.atoms == ("auto",)):
            return None
        number = as_number(value.atoms[0]) if isinstance(value, Vector) and len(value.atoms) == 1 else None
        if number is None or not number.is_integer() or not 0 <= number <= 1000:
            self.fail(self.place(name), f"{name} is not a whole number.", fix=f"write {name}=2.")
        return int(number)

    def _named(self, argument: str, what: str, stem: str) -> tuple[str, ...]:
        names = self._texts(argument) or tuple(f"{stem}{i + 1}" for i in range(self.sizes[what]))
        for name in names:
            if names.count(name) > 1:
                self.fail(self.place(argument), f"{argument} names '{name}' twice.", fix="give each a name of its own.")
        return names

    def _kinds(self) -> tuple[int, ...]:
        value = self.given.get("manifesttype")
        count = self.sizes["manifest"]
        if value is None:
            return (0,) * count
        numbers = [as_number(atom) for atom in value.atoms] if isinstance(value, Vector) else []
        if len(numbers) not in (1, count) or any(n not in (0.0, 1.0, 2.0) for n in numbers):
            self.fail(
                self.place("manifesttype"),
                f"manifesttype needs {count} numbers: 0 = continuous, 1 = binary, 2 = ordinal.",
                fix="write c(0, 1).",
            )
        kinds = tuple(int(n) for n in numbers if n is not None)
        return kinds * count if len(kinds) == 1 else kinds

    def _matrix(self, name: str) -> Matrix:
        rows, columns = (self.sizes[side] for side in SHAPES[name])
        value = self.given.get(name)
        place = self.place(name)
        if isinstance(value, ListOf):
            self.fail(place, f"{name} is a list.", "A matrix is needed.", f"write {name}=matrix(c(...), {rows}, {columns}).")
        if value is None:
            value = Vector((_LEFT_OUT.get(name, "auto"),), (place,))
        if isinstance(value, Null) or not rows or not columns:
            return tuple(() for _ in range(rows))
        words = set(value.atoms)
        if words <= {"auto"} or words <= {"diag"} or (words <= {"free"} and name == "MANIFESTVAR"):
            return self._automatic(name, rows, columns, str(value.atoms[0]) if value.atoms else "auto", place)
        return tuple(tuple(self._cell(name, atom, at) for atom, at in row) for row in self._filled(name, value, rows, columns, place))

    def _automatic(self, name: str, rows: int, columns: int, word: str, at: int) -> Matrix:
        def cell(row: int, column: int) -> Cell:
            off = row != column and SHAPES[name][1] == SHAPES[name][0]
            if off and (word == "diag" or (name in TRIANGLES and column > row) or (name == "LAMBDA")):
                return Cell(at, value=0.0)
            return Cell(at, label=self._label(name, row, column))

        if name == "LAMBDA" and word == "auto":
            self.fail(at, "LAMBDA='auto' frees every loading.", "Then nothing says which column measures which process, nor on what scale.",
                      f"write LAMBDA=diag({columns}), or the loadings as a matrix.")  # fmt: skip
        return tuple(tuple(cell(row, column) for column in range(columns)) for row in range(rows))

    def _label(self, name: str, row: int, column: int) -> str:
        """What ctsem calls a free parameter that nobody named."""
        stem = _STEMS.get(name, name.lower() + "_")
        first, second = self.names[SHAPES[name][0]][row], self.names[SHAPES[name][1]][column] if SHAPES[name][1] in self.names else ""
        short = not second or (row == column and SHAPES[name][0] == SHAPES[name][1])
        return stem + (first if short else f"{first}_{second}")

    def _filled(self, name: str, value: Vector, rows: int, columns: int, place: int) -> list[list[tuple[str | float | bool | None, int]]]:
        if value.dim is not None:
            if value.dim != (rows, columns):
                high, wide = value.dim
                self.fail(place, f"{name} has {high} rows and {wide} columns; this model needs {rows} and {columns}.",
                          f"There are {self.sizes['latent']} latent processes and {self.sizes['manifest']} manifest variables.",
                          f"write {name}=matrix(c(...), nrow={rows}, ncol={columns}).")  # fmt: skip
            return value.rows()
        cells = list(zip(value.atoms, value.places))
        if len(cells) == 1:
            cells *= rows * columns
        if len(cells) != rows * columns:
            self.fail(place, f"{name} has {len(cells)} cells; this model needs {rows * columns} ({rows} rows, {columns} columns).",
                      "A vector fills the matrix row by row in ctsem, a matrix() column by column.",
                      f"write {name}=matrix(c(...), nrow={rows}, ncol={columns}).")  # fmt: skip
        return [cells[row * columns : (row + 1) * columns] for row in range(rows)]

    def _cell(self, name: str, atom: str | float | bool | None, at: int) -> Cell:
        cell = cell_of(atom, at, self.names["latent"], self.names["ti"])
        if cell.wrong:
            self.fail(at, f"In {name}, {cell.wrong}.", fix="write a number to fix it, or a name to free it.")
        return cell


_STEMS = {
    "T0MEANS": "T0m_",
    "T0VAR": "T0var_",
    "DRIFT": "drift_",
    "DIFFUSION": "diff_",
    "MANIFESTVAR": "mvar",
    "MANIFESTMEANS": "mm_",
    "CINT": "cint_",
    "TDPREDEFFECT": "td_",
}
_WHAT = {
    "latent": "latent processes",
    "manifest": "manifest variables",
    "td": "time dependent predictors",
    "ti": "time independent predictors",
}
