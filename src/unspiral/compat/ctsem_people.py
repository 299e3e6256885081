"""Levels, first occasions and how people differ in them: MANIFESTMEANS, CINT, T0MEANS, T0VAR and the old TRAITVAR as our choices."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.compat.ctsem_cell import Cell
from unspiral.compat.ctsem_loop import Structure
from unspiral.compat.ctsem_model import CtModel
from unspiral.compat.notebook import Notebook, listed, plural
from unspiral.compat.r_values import Vector, as_text

NEARLY_POINT = 0.01  # a T0VAR below it is ctsem's way of writing a known first state
ONE_PERSON = (
    "Where the table holds one person, ctsem drops all of this and fixes T0VAR near 0; then write --no-traits --t0 point (or stationary)."
)


@dataclass(frozen=True, slots=True)
class People:
    """Traits, the law of the first occasion, and which levels vary where only some do."""

    traits: bool
    t0: str
    levels: tuple[str, ...]


def people_of(model: CtModel, structure: Structure, notebook: Notebook) -> People:
    """What ctsem says of levels and first occasions, as choices."""
    return _People(model, structure, notebook).people()


class _People:
    def __init__(self, model: CtModel, structure: Structure, notebook: Notebook) -> None:
        self.model = model
        self.structure = structure
        self.notebook = notebook
        self.place = {name: i for i, name in enumerate(model.latent)}
        self.row = {name: i for i, name in enumerate(model.manifest)}

    def at(self, *names: str) -> int | None:
        return next((self.model.script.places[name] for name in names if name in self.model.script.places), None)

    def column(self, matrix: str) -> dict[str, Cell]:
        """Cells of a matrix of one column, by process."""
        return {name: self.model.matrices[matrix][self.place[name]][0] for name in self.structure.processes}

    def means(self, process: str) -> list[Cell]:
        return [self.model.matrices["MANIFESTMEANS"][self.row[name]][0] for name in self.structure.indicators[process]]

    def people(self) -> People:
        slow = self._levels()
        varying = self._varying(slow)
        processes = self.structure.processes
        traits = bool(varying)
        t0 = self._first(traits, slow)
        levels = tuple(name for name in processes if name in varying) if traits and len(varying) < len(processes) else ()
        if levels:
            self.notebook.taken(
                f"People differ only in the level of {listed(levels)}: vary {', '.join(levels)}.", self.at("MANIFESTMEANS", "CINT")
            )
        return People(traits, t0, levels)

    def _levels(self) -> bool:
        """How usual levels are written: by CINT (True) or by MANIFESTMEANS."""
        cint = self.column("CINT")
        by_cint = [name for name, cell in cint.items() if not cell.nil]
        fixed: list[str] = []
        for name in self.structure.processes:
            cells = self.means(name)
            fixed += [
                c
                for c, cell in zip(self.structure.indicators[name], cells)
                if cell.value is not None and (name not in by_cint or cells[0] is not cell)
            ]
            if cint[name].value is not None and not cint[name].nil:
                self.notebook.changed(f"CINT of '{name}' is fixed at {cint[name].said} there; here its level is estimated.", cint[name].at)
            if name in by_cint and cells[0].free:
                self.notebook.changed(
                    f"'{name}' has both CINT and MANIFESTMEANS free, and one says what the other says; here there is one level.",
                    cint[name].at,
                )
        if by_cint:
            self.notebook.changed(
                f"CINT of {listed(by_cint)}: a constant push b there. Here the same is written as the level that it leads to,"
                f" -A⁻¹ b: the same model"
                " in other words while the loop is stable. Compare levels, not CINT.",
                self.at("CINT"),
            )
        else:
            self.notebook.taken(
                "CINT is 0 and each indicator has its level (MANIFESTMEANS; level:... here).", self.at("MANIFESTMEANS", "CINT")
            )
        if fixed:
            cell = self.means(next(p for p in self.structure.processes if fixed[0] in self.structure.indicators[p]))[0]
            self.notebook.changed(
                f"MANIFESTMEANS of {listed(fixed)} {plural(fixed, 'is', 'are')} fixed there ({cell.said}); here every level is"
                f" estimated. On answers"
                " that were centred before it comes out near 0, and counts as a parameter.",
                cell.at,
            )
        return bool(by_cint)

    def _varying(self, slow: bool) -> set[str]:
        """Processes in whose level people differ."""
        model, found = self.model, set[str]()
        if model.kind == "omx":
            for name in ("TRAITVAR", "MANIFESTTRAITVAR"):
                matrix = model.matrices.get(name, ())
                diagonal = {i for i, row in enumerate(matrix) if not row[i].nil}
                of = {p for p in self.structure.processes if (self.place[p] in diagonal if name == "TRAITVAR" else
                      any(self.row[c] in diagonal for c in self.structure.indicators[p]))}  # fmt: skip
                found |= of
                if of:
                    self.notebook.taken(
                        f"{name}: people differ in level (--traits). It holds a Cholesky factor there, covariances here.", self.at(name)
                    )
            if not found:
                self.notebook.taken(
                    "No TRAITVAR and no MANIFESTTRAITVAR in a model of the old kind (omx): people do not differ (--no-traits)."
                )
            return found
        cint = self.column("CINT")
        for name in self.structure.processes:
            cells = self.means(name)
            if any(cell.free and cell.varying for cell in cells) or (cint[name].free and cint[name].varying):
                found.add(name)
            if len(cells) > 1 and sum(bool(cell.free and cell.varying) for cell in cells) > 1:
                self.notebook.changed(
                    f"Each indicator of '{name}' has a level of its own for each person there; here a person has one level of"
                    f" '{name}', which all its"
                    " indicators share by their loadings.",
                    cells[0].at,
                )
        told = "MANIFESTMEANS" in model.said or any(edit.path[:1] == ("pars",) for edit in model.script.edits)
        if found:
            how = "" if told else " ctsem does so unless told otherwise."
            self.notebook.taken(
                f"People differ in level (--traits): free means of ctsem that vary over people.{how} {ONE_PERSON}",
                self.at("MANIFESTMEANS", "CINT"),
            )
            if slow and 0 < len(found) < len(self.structure.processes):
                self.notebook.changed(
                    "Only some CINT vary over people. A varying push moves the level of every process that it reaches; here only"
                    " the levels of"
                    f" {listed(sorted(found))} differ.",
                    self.at("CINT"),
                )
        else:
            self.notebook.taken("People do not differ in level (--no-traits).", self.at("MANIFESTMEANS"))
        return found

    def _first(self, traits: bool, slow: bool) -> str:
        if "T0VAR" in self._stationary():
            self.notebook.taken("stationary: the first occasion follows the law of a loop left to itself (--t0 stationary).")
            return "stationary"
        means, variances = self.column("T0MEANS"), self._variances()
        free, differ = [c for c in means.values() if c.free], [c for c in means.values() if c.free and c.varying]
        at = self.at("T0MEANS", "T0VAR")
        loose = [v for v in variances if v.free]
        if not loose and not differ and all(abs(v.value or 0.0) <= NEARLY_POINT for v in variances):
            self.notebook.taken("T0VAR is fixed near 0: the first state is one point (--t0 point).", self.at("T0VAR"))
            return "point"
        if not loose and not differ:
            self.notebook.changed("T0VAR is fixed at numbers there; here the covariance of the first state is estimated.", self.at("T0VAR"))
        self._full(variances)
        if not free:
            if all(c.nil for c in means.values()) and not slow:
                self.notebook.taken("T0MEANS is 0: everybody starts around the usual level (--t0 centred).", at)
                return "centred"
            values = ", ".join(c.said for c in means.values())
            self.notebook.changed(f"T0MEANS is fixed ({values}) there; here the mean of the first state is estimated (--t0 separate).", at)
            return "separate"
        if len(free) < len(means):
            fixed = [name for name, c in means.items() if not c.free]
            self.notebook.changed(f"T0MEANS of {listed(fixed)} is fixed there; here the first state has a free mean in every process.", at)
        return self._law(traits, slow, bool(differ), at)

    def _law(self, traits: bool, slow: bool, differ: bool, at: int | None) -> str:
        if not traits:
            self.notebook.taken("T0MEANS and T0VAR: the first state has a free mean and a free covariance (--t0 separate).", at)
            return "separate"
        if self.model.kind == "omx":
            effect = self.model.matrices.get("T0TRAITEFFECT", ())
            if "T0TRAITEFFECT" in self._stationary() and not any(not c.nil for row in effect for c in row):
                self.notebook.taken(
                    "The first state lies around each person's own level, and how far is independent of it (--t0 separate).", at
                )
                return "separate"
            self.notebook.taken("T0TRAITEFFECT: first state and level go together freely (--t0 joint).", self.at("T0TRAITEFFECT"))
            return "joint"
        if differ:
            self.notebook.taken("People differ in T0MEANS and in level: both share one free covariance (--t0 joint).", at)
            return "joint"
        if slow:
            self.notebook.changed(
                "The first state does not depend on a person's CINT there, so its distance from that person's level does; here"
                " level and first state"
                " share a free covariance (--t0 joint), which is wider.",
                at,
            )
            return "joint"
        self.notebook.taken("T0MEANS is the same for all, T0VAR is free: first state and level are independent (--t0 separate).", at)
        return "separate"

    def _variances(self) -> list[Cell]:
        places = [self.place[name] for name in self.structure.processes]
        return [self.model.matrices["T0VAR"][p][p] for p in places]

    def _full(self, variances: list[Cell]) -> None:
        places = [self.place[name] for name in self.structure.processes]
        matrix = self.model.matrices["T0VAR"]
        below = [matrix[r][c] for r in places for c in places if c < r]
        if any(v.free for v in variances) and any(cell.value is not None for cell in below):
            self.notebook.changed("T0VAR: covariances are fixed there; here first states have a full covariance.", self.at("T0VAR"))
        if any(v.free for v in variances) and any(v.value is not None for v in variances):
            self.notebook.changed("T0VAR: some variances are fixed there; here all are estimated.", self.at("T0VAR"))

    def _stationary(self) -> tuple[str, ...]:
        """What the call that fits the model holds at its stationary value."""
        value = self.model.script.fit.get("stationary")
        if isinstance(value, Vector):
            return tuple(as_text(atom) or "" for atom in value.atoms)
        return ("T0TRAITEFFECT",) if self.model.kind == "omx" and "stationary" not in self.model.script.fit else ()
