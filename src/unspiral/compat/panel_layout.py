"""The parts of a cross-lagged panel model: waves, processes, states, random intercepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from unspiral.compat.path import Equations, Path
from unspiral.compat.wave_names import waves_of
from unspiral.loop.tokens import fail


@dataclass(frozen=True, slots=True)
class Layout:
    """Who is who in the terms of a panel model.

    Args:
        processes: names, in order of mention.
        waves: as written in the columns' names, in order of time.
        column: (process, place of the wave) -> column.
        state: name of a factor or column that the lags are about -> (process, place of the wave).
        within: whether states are factors of their own (within persons) rather than the columns.
        traits: random intercept -> its process.
        known: columns without a wave that something depends on.
    """

    processes: tuple[str, ...]
    waves: tuple[str, ...]
    column: dict[tuple[str, int], str]
    state: dict[str, tuple[str, int]]
    within: bool
    traits: dict[str, str]
    known: tuple[str, ...]

    @property
    def place(self) -> dict[str, tuple[str, int]]:
        """Column -> (process, place of the wave)."""
        return {column: spot for spot, column in self.column.items()}


def layout_of(equations: Equations) -> Layout:
    """Find waves, processes, states and random intercepts.

    Raises:
        SpecError: the terms are no cross-lagged panel model, or the columns' names do not say the waves.
    """
    return _Laying(equations).layout()


class _Laying:
    def __init__(self, equations: Equations) -> None:
        self.text = equations.text
        self.paths = equations.paths
        self.loadings: dict[str, list[Path]] = {}
        for path in equations.paths:
            if path.sign == "=~":
                self.loadings.setdefault(path.left, []).append(path)
        self.lags = [p for p in equations.paths if p.sign == "~"]

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        fail(self.text, at, what, why=why, fix=fix)

    def layout(self) -> Layout:
        if not self.lags:
            self.fail(
                self.paths[0].at if self.paths else 0,
                "This model has no regressions (x2 ~ x1 + y1), so it is no panel model with lags.",
                "Read are cross-lagged panel models, with random intercepts or without.",
                "give the model with its lagged regressions.",
            )
        moved = {p.left for p in self.lags} | {p.right for p in self.lags}
        factors = self._factors(moved)
        columns = self._columns(factors, moved)
        found = waves_of(columns)
        if not found:
            self.fail(
                self.lags[0].at,
                "Which columns are one question at several waves cannot be told from their names.",
                f"The columns are {', '.join(columns[:8])}{' ...' if len(columns) > 8 else ''}.",
                "name them by wave: x1, x2, y1, y2, or pain_t1, pain_t2.",
            )
        return self._laid(factors, columns, found)

    def _factors(self, moved: set[str]) -> dict[str, str]:
        """Factors of one column each -> the column; whatever else takes part in lags is refused."""
        found: dict[str, str] = {}
        for name, paths in self.loadings.items():
            inner = next((p for p in paths if p.right in self.loadings), None)
            if inner is not None and name in moved:
                self.fail(
                    inner.at,
                    f"'{name}' is a factor of factors.",
                    "In a loop each process is measured by columns.",
                    "give the model with one factor a wave.",
                )
            if len(paths) == 1 and paths[0].right not in self.loadings:
                found[name] = paths[0].right
            elif name in moved and any(
                name in (p.left, p.right) and {p.left, p.right} <= self.loadings.keys() and self._lagged(p) for p in self.lags
            ):
                columns = ", ".join(p.right for p in paths)
                self.fail(
                    paths[0].at, f"The factor '{name}' has several columns at one wave ({columns}).",
                    "Read are models with one column a wave and process. A loop can have several, measured alike at all waves.",
                    f"write the loop yourself: {name.rstrip('0123456789')} by {columns}",
                )  # fmt: skip
        return found

    def _lagged(self, path: Path) -> bool:
        """Whether a regression between two factors is one of factors with several columns each, not of a random intercept."""
        names = {p.right for p in self.loadings[path.left]} | {p.right for p in self.loadings[path.right]}
        return len(self.loadings[path.left]) > 1 and len(self.loadings[path.right]) > 1 and len(names) > 2

    def _columns(self, factors: dict[str, str], moved: set[str]) -> list[str]:
        """Observed names that may have waves: those behind factors, and those in lags among themselves."""
        named = [p.right for p in self.paths if p.sign == "=~" and p.right not in self.loadings]
        named += [n for p in self.lags for n in (p.left, p.right) if n not in self.loadings]
        return list(dict.fromkeys(named))

    def _laid(self, factors: dict[str, str], columns: list[str], found: dict[str, tuple[str, str]]) -> Layout:
        lagging = {p.left for p in self.lags if p.right in {n for q in self.lags for n in (q.left, q.right)}}
        within = {name: column for name, column in factors.items() if column in found and any(name in (p.left, p.right) for p in self.lags)}
        if within:
            alone = [name for name, column in factors.items() if column in found and name not in within]
            within |= {name: factors[name] for name in alone}
            states = dict(within)
            ours = set(states.values())
        else:
            ours = {c for c in columns if c in found and c in lagging}
            series = {found[c][0] for c in ours}
            ours = {c for c in found if found[c][0] in series}
            states = {c: c for c in ours}
        if not ours:
            self.fail(
                self.lags[0].at,
                "No regression here leads from one wave to a later one.",
                "A panel model has lags: x2 ~ x1.",
                "give the model with its lags.",
            )
        order = [c for c in columns if c in ours]
        processes = tuple(dict.fromkeys(found[c][0] for c in order))
        numbers = sorted({int(found[c][1]) for c in order})
        waves = tuple(next(found[c][1] for c in order if int(found[c][1]) == number) for number in numbers)
        if len(waves) < 2:
            self.fail(self.lags[0].at, "There is one wave only.", "Lags need two.", "name the columns by wave: x1, x2.")
        column: dict[tuple[str, int], str] = {}
        for c in order:
            spot = (found[c][0], numbers.index(int(found[c][1])))
            if spot in column:
                self.fail(
                    self.lags[0].at,
                    f"'{column[spot]}' and '{c}' would both be '{spot[0]}' at wave {found[c][1]}.",
                    fix="name the columns by wave: x1, x2.",
                )
            column[spot] = c
        place = {c: spot for spot, c in column.items()}
        state = {name: place[c] for name, c in states.items() if c in place}
        traits = self._traits(place, set(states))
        known = tuple(
            dict.fromkeys(p.right for p in self.lags if p.right not in self.loadings and p.right not in place and p.right not in state)
        )
        return Layout(processes, waves, column, state, bool(within), traits, known)

    def _traits(self, place: dict[str, tuple[str, int]], states: set[str]) -> dict[str, str]:
        """Random intercepts: factors of several waves' columns of one process."""
        found: dict[str, str] = {}
        for name, paths in self.loadings.items():
            if name in states or len(paths) < 2:
                continue
            inner = {p.right for p in paths}
            of = {place[self._behind(right)][0] for right in inner if self._behind(right) in place}
            if not of:
                continue
            if len(of) > 1:
                self.fail(paths[0].at, f"The factor '{name}' stands for the columns of {' and '.join(sorted(of))} together.",
                          "A trait belongs to one process.", "give each process a random intercept of its own.")  # fmt: skip
            found[name] = next(iter(of))
        return found

    def _behind(self, name: str) -> str:
        """The column itself, or that behind a factor of one column."""
        return self.loadings[name][0].right if name in self.loadings and len(self.loadings[name]) == 1 else name
