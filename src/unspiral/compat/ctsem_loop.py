"""The matrices that say what drives what (LAMBDA, DRIFT, TDPREDEFFECT) as the statements of a loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from unspiral.compat.ctsem_cell import Cell
from unspiral.compat.ctsem_model import CtModel
from unspiral.compat.notebook import Notebook, listed, plural
from unspiral.loop.tokens import fail, quoted

NEARLY_NIL = 1e-3  # ctsem's way of writing a rate of 0


@dataclass(slots=True)
class Structure:
    """What drives what.

    Args:
        processes: names in order; a latent that only carries an input is none.
        indicators: process -> its columns, that with the fixed loading first.
        links: (cause, affected), row by row of DRIFT.
        inputs: (column, its targets, its kind).
        carriers: latents that only carry an input -> the input.
        vary: statements behind ``vary``, apart from levels.
    """

    processes: list[str]
    indicators: dict[str, list[str]]
    links: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    inputs: list[tuple[str, list[str], str]] = field(default_factory=list[tuple[str, list[str], str]])
    carriers: dict[str, str] = field(default_factory=dict[str, str])
    vary: list[str] = field(default_factory=list[str])

    def text(self, levels: list[str]) -> str:
        """The loop's text; ``levels`` = processes behind ``vary`` where only some vary."""
        lines = _link_lines(self.links)
        linked = list(dict.fromkeys(name for link in self.links for name in link))
        by = [f"{quoted(p)} by {', '.join(map(quoted, self.indicators[p]))}" for p in self.processes]
        if linked == self.processes:
            lines += [line for line, p in zip(by, self.processes) if self.indicators[p] != [p]]
        else:
            lines = by + lines
        lines += [f"{quoted(name)} => {' + '.join(map(quoted, targets))} ({kind})" for name, targets, kind in self.inputs if targets]
        vary = [*map(quoted, levels), *self.vary]
        return "\n".join([*lines, *([f"vary {', '.join(vary)}"] if vary else [])])


def _link_lines(links: list[tuple[str, str]]) -> list[str]:
    left, lines = list(links), list[str]()
    while left:
        cause, affected = left.pop(0)
        back = (affected, cause) in left
        if back:
            left.remove((affected, cause))
        lines.append(f"{quoted(cause)} {'<->' if back else '->'} {quoted(affected)}")
    return lines


def structure_of(model: CtModel, notebook: Notebook) -> Structure:
    """What drives what in a model of ctsem.

    Raises:
        SpecError: it is no linear loop of measured processes.
    """
    return _Structuring(model, notebook).structure()


class _Structuring:
    def __init__(self, model: CtModel, notebook: Notebook) -> None:
        self.model = model
        self.notebook = notebook
        self.drift = model.matrices["DRIFT"]

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        fail(self.model.script.text, at, what, why=why, fix=fix)

    def structure(self) -> Structure:
        self._linear()
        carriers = self._carriers()
        found = self._measured(carriers)
        found.carriers = carriers
        self._links(found)
        self._inputs(found)
        self._equal_labels()
        return found

    def _linear(self) -> None:
        for name, matrix in self.model.matrices.items():
            for row in matrix:
                for cell in row:
                    if cell.expression:
                        self.fail(
                            cell.at, f"{name} holds a formula here: {cell.expression[:60]}.",
                            "A loop is linear: its rates are numbers that do not depend on the state or on other parameters.",
                            "give the cell a parameter of its own, which lets the data say it; or keep this model in ctsem.",
                        )  # fmt: skip

    def _carriers(self) -> dict[str, str]:
        """Latents without indicators, noise or causes that one input pushes: how ctsem writes a fading or lasting input."""
        found: dict[str, str] = {}
        model = self.model
        for place, name in enumerate(model.latent):
            if any(not row[place].nil for row in model.matrices["LAMBDA"]):
                continue
            pushes = model.matrices["TDPREDEFFECT"][place]
            pushed = [i for i, cell in enumerate(pushes) if not cell.nil]
            noise = model.matrices["DIFFUSION"]
            quiet = all(noise[place][i].value is not None and abs(noise[place][i].value or 0.0) <= NEARLY_NIL for i in range(place + 1))
            alone = all(cell.nil for i, cell in enumerate(self.drift[place]) if i != place)
            lone = len(pushed) == 1 and all(row[pushed[0]].nil for i, row in enumerate(model.matrices["TDPREDEFFECT"]) if i != place)
            if quiet and alone and lone and pushes[pushed[0]].value == 1.0:
                found[name] = model.inputs[pushed[0]]
                continue
            self.fail(
                model.script.places.get("LAMBDA", model.script.at),
                f"No column measures the latent '{name}': its column of LAMBDA holds only zeros.",
                "A process of a loop is measured. (A latent that only carries an input is read too: no noise, no causes, and a 1"
                " in TDPREDEFFECT.)",
                f"give '{name}' an indicator, or leave it out.",
            )
        return found

    def _measured(self, carriers: dict[str, str]) -> Structure:
        model = self.model
        processes = [name for name in model.latent if name not in carriers]
        of: dict[str, list[tuple[str, Cell]]] = {name: [] for name in processes}
        for column, row in zip(model.manifest, model.matrices["LAMBDA"]):
            on = [(name, cell) for name, cell in zip(model.latent, row) if not cell.nil]
            if len(on) != 1:
                names = listed([f"'{name}'" for name, _ in on]) if on else "no process"
                self.fail(
                    on[1][1].at if on else model.script.places.get("LAMBDA", model.script.at), f"The column '{column}' measures {names}.",
                    "In a loop one column measures one process, else the two cannot be told apart.",
                    f"give '{column}' one loading that is not 0" + ("." if on else ", or leave it out of manifestNames."),
                )  # fmt: skip
            of[on[0][0]].append((column, on[0][1]))
        return Structure(processes, {name: self._indicators(name, cells) for name, cells in of.items()})

    def _indicators(self, process: str, cells: list[tuple[str, Cell]]) -> list[str]:
        first = next((place for place, (_, cell) in enumerate(cells) if cell.value is not None), 0)
        cells = [cells[first], *cells[:first], *cells[first + 1 :]]
        column, scale = cells[0]
        said = f"LAMBDA: '{process}' is measured by {listed([name for name, _ in cells])}."
        self.notebook.taken(said + (f" '{column}' sets its scale (loading 1)." if len(cells) > 1 else ""), scale.at)
        if scale.value is None:
            self.notebook.changed(f"No loading of '{process}' is fixed; here that of '{column}' is 1, which sets the scale.", scale.at)
        elif scale.value != 1.0:
            self.notebook.changed(
                f"The loading of '{column}' is {scale.value:g} there and 1 here: '{process}' is {scale.value:g} times as large"
                f" here, and its rates"
                " from and to others change with it.",
                scale.at,
            )
        for name, cell in cells[1:]:
            if cell.value is not None:
                self.notebook.changed(f"The loading of '{name}' is fixed at {cell.value:g} there and estimated here.", cell.at)
        for name, cell in cells:
            if cell.free and cell.varying:
                self.notebook.left(
                    f"People differ in the loading of '{name}': an answer would then mean another thing for each person.", cell.at
                )
        return [name for name, _ in cells]

    def _links(self, found: Structure) -> None:
        index = {name: place for place, name in enumerate(self.model.latent)}
        for affected in found.processes:
            for cause in found.processes:
                cell = self.drift[index[affected]][index[cause]]
                if cause == affected:
                    self._self_effect(found, affected, cell)
                elif not cell.nil:
                    self._link(found, cause, affected, cell)
            others = [name for name in found.processes if name != affected and self.drift[index[affected]][index[name]].nil]
            if others:
                at = self.drift[index[affected]][index[others[0]]].at
                self.notebook.taken(
                    f"DRIFT: 0 in the row of '{affected}': {listed(others)} {plural(others, 'does', 'do')} not drive it.", at
                )

        order = {name: place for place, name in enumerate(found.processes)}
        found.links.sort(key=lambda link: (order[link[0]], order[link[1]]))

    def _self_effect(self, found: Structure, name: str, cell: Cell) -> None:
        if cell.value is not None:
            self.notebook.changed(f"DRIFT: the self-effect of '{name}' is fixed at {cell.value:g} there and estimated here.", cell.at)
        else:
            self.notebook.taken(f"DRIFT: the self-effect of '{name}' is estimated (self:{name}, a rate below 0 where it returns).", cell.at)
        self._transformed(cell, f"self:{name}")
        if cell.free and cell.varying:
            found.vary.append(f"{quoted(name)} -> {quoted(name)}")
            self.notebook.taken(f"People differ in self:{name}. There the transformed value is normal; here its logarithm is.", cell.at)

    def _link(self, found: Structure, cause: str, affected: str, cell: Cell) -> None:
        found.links.append((cause, affected))
        what = f"row '{affected}', column '{cause}'"
        if cell.value is not None:
            self.notebook.changed(
                f"DRIFT, {what}: fixed at {cell.value:g} there; here link:{cause}->{affected} is estimated, so one parameter more"
                f" is learned.",
                cell.at,
            )
        else:
            self.notebook.taken(f"DRIFT, {what}: the link {cause} -> {affected}.", cell.at)
        self._transformed(cell, f"link:{cause}->{affected}")
        if cell.free and cell.varying:
            found.vary.append(f"{quoted(cause)} -> {quoted(affected)}")
            self.notebook.taken(f"People differ in link:{cause}->{affected}.", cell.at)

    def _transformed(self, cell: Cell, what: str) -> None:
        if cell.transform:
            self.notebook.left(
                f"{what}: the transformation {cell.transform[:60]} bounds the parameter in ctsem; ours has no such bound, so"
                f" where it matters the"
                " estimates differ.",
                cell.at,
            )

    def _inputs(self, found: Structure) -> None:
        index = {name: place for place, name in enumerate(self.model.latent)}
        for number, column in enumerate(self.model.inputs):
            carrier = next((name for name, of in found.carriers.items() if of == column), None)
            if carrier is not None:
                self._carried(found, column, carrier, index)
                continue
            targets: list[str] = []
            for name in found.processes:
                cell = self.model.matrices["TDPREDEFFECT"][index[name]][number]
                if cell.nil:
                    continue
                targets.append(name)
                if cell.value is not None:
                    self.notebook.changed(
                        f"The effect of '{column}' on '{name}' is fixed at {cell.value:g} there and estimated here.", cell.at
                    )
                if cell.free and cell.varying:
                    found.vary.append(f"{quoted(column)} => {quoted(name)}")
                    self.notebook.taken(f"People differ in input:{column}->{name}.", cell.at)
            at = self.model.script.places.get("TDPREDEFFECT", self.model.script.places.get("TDpredNames"))
            if targets:
                found.inputs.append((column, targets, "impulse"))
                self.notebook.taken(
                    f"TDPREDEFFECT: '{column}' pushes {listed(targets)} at its row, before the answers of that row (impulse).", at
                )
            else:
                self.notebook.left(f"'{column}' acts on nothing: its effects are fixed at 0.", at)

    def _carried(self, found: Structure, column: str, carrier: str, index: dict[str, int]) -> None:
        own = self.drift[index[carrier]][index[carrier]]
        targets = [name for name in found.processes if not self.drift[index[name]][index[carrier]].nil]
        lasting = own.value is not None and abs(own.value) <= NEARLY_NIL
        if own.value is not None and not lasting:
            self.notebook.changed(
                f"'{column}' wears off at a rate that is fixed at {own.value:g} there and estimated here (fading:{column}).", own.at
            )
        if not targets:
            self.notebook.left(f"'{column}' moves only '{carrier}', which drives nothing.", own.at)
            return
        found.inputs.append((column, targets, "sustained" if lasting else "fading"))
        if lasting:
            self.notebook.changed(
                f"'{carrier}' keeps what '{column}' adds to it for ever; here '{column}' acts while its column is not 0"
                f" (sustained). So the column"
                " must hold, on each row, the sum of what it held until then.",
                own.at,
            )
        else:
            self.notebook.taken(f"'{carrier}' only carries '{column}' to {listed(targets)} and wears off: a fading input.", own.at)

    def _equal_labels(self) -> None:
        seen: dict[str, list[tuple[str, Cell]]] = {}
        for name, matrix in self.model.matrices.items():
            for r, row in enumerate(matrix):
                for c, cell in enumerate(row):
                    if cell.free:
                        seen.setdefault(cell.label, []).append((f"{name}[{r + 1}, {c + 1}]", cell))
        for label, cells in seen.items():
            if len(cells) > 1:
                spots = listed([spot for spot, _ in cells[:6]]) + (" and more" if len(cells) > 6 else "")
                self.notebook.changed(f"'{label}' is one parameter in {spots}; here each is estimated by itself.", cells[1][1].at)
