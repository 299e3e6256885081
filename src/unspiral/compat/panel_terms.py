"""The terms of a panel model, ticked off as they are taken, so that none is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from unspiral.compat.notebook import listed
from unspiral.compat.path import Equations, Path, Sign
from unspiral.loop.tokens import fail, line_of


class Terms:
    """All terms of a model.

    Args:
        equations: the model.
    """

    def __init__(self, equations: Equations) -> None:
        self.text = equations.text
        self.all = equations.paths
        self._taken: set[int] = set()
        self._same: dict[str, str] = {}
        for one, other in equations.equal:
            self._same[self._root(one)] = self._root(other)

    def fail(self, at: int, what: str, why: str = "", fix: str = "") -> NoReturn:
        """Raise the error that points at a term."""
        fail(self.text, at, what, why=why, fix=fix)

    def of(self, sign: Sign) -> list[Path]:
        """Terms of one kind."""
        return [path for path in self.all if path.sign == sign]

    def take(self, paths: Iterable[Path]) -> list[Path]:
        """Tick off terms, and give them back."""
        found = list(paths)
        self._taken |= {id(path) for path in found}
        return found

    def left(self) -> list[Path]:
        """Terms that nothing ticked off."""
        return [path for path in self.all if id(path) not in self._taken]

    def all_equal(self, paths: list[Path]) -> bool:
        """Whether terms are held equal: one label, or one number."""
        if len(paths) < 2:
            return True
        if all(path.fixed is not None for path in paths):
            return len({path.fixed for path in paths}) == 1
        return all(path.label for path in paths) and len({self._root(path.label) for path in paths}) == 1

    def where(self, paths: Iterable[Path]) -> str:
        """`` (lines 3 to 7)``; nothing where they stand on one line."""
        lines = sorted({line_of(self.text, path.at) for path in paths})
        if len(lines) < 2:
            return ""
        runs: list[list[int]] = []
        for line in lines:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        said = [word for run in runs for word in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]
        return f" (lines {listed(said)})"

    def _root(self, label: str) -> str:
        while label in self._same and self._same[label] != label:
            label = self._same[label]
        return label
