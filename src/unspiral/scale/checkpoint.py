"""What a run has done so far, as a file beside its output: a run that was stopped goes on from there."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any

import numpy as np

from unspiral.aside import file_aside
from unspiral.errors import DataError, SpecError
from unspiral.scale.blocks import Ranges
from unspiral.scale.sums import Sums

ENDING = ".unfinished"
EDITION = 1
BIG = ("amount", "square", "apart", "apart_square")  # beyond 64 bits: written as digits
WHAT = {
    "declaration": "another declaration", "arms": "other policies", "persons": "another number of persons", "weeks": "another length",
    "seed": "another seed", "version": "another version of unspiral", "tables": "other tables (another machine, or another version)",
    "log": "another log of events", "block": "another size of block, which its log of events is divided by",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The file, and what a run must be to go on from it.

    Args:
        path: of the file.
        identity: what makes two runs the same run, by name.
    """

    path: Path
    identity: Mapping[str, str]

    def load(self) -> tuple[Sums, Ranges] | None:
        """What was done; None where nothing was.

        Raises:
            DataError: the file is of another run, or cannot be read.
        """
        try:
            held = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise self._spoiled((problem.strerror or "unknown reason").lower()) from None
        try:
            with np.load(io.BytesIO(held), allow_pickle=False) as kept:
                header: dict[str, Any] = json.loads(bytes(kept["header"]).decode())
                there, events = kept["there"], kept["events"]
            if header["edition"] != EDITION:
                raise self._spoiled("it was written by another version of unspiral")
            self._compare(header["identity"])
            numbers = {name: tuple(int(x) for x in header[name]) for name in BIG}
            return Sums(there, events, **numbers), tuple((int(a), int(b)) for a, b in header["done"])
        except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile):
            raise self._spoiled("it is no file that unspiral wrote, or it was changed") from None

    def save(self, sums: Sums, done: Ranges) -> None:
        """Write what is done, whole or not at all.

        Raises:
            SpecError: it cannot be written; what was written before stays.
        """
        header: dict[str, Any] = {"edition": EDITION, "identity": dict(self.identity), "done": done}
        header |= {name: [str(x) for x in getattr(sums, name)] for name in BIG}
        with file_aside(self.path) as stream:
            np.savez(stream, header=np.frombuffer(json.dumps(header).encode(), dtype=np.uint8), there=sums.there, events=sums.events)

    def tidy(self) -> None:
        """Take away what a killed run was writing: of its checkpoint, and of its output."""
        for name in (self.path.name, self.path.name.removesuffix(ENDING)):
            for left in self.path.parent.glob(f".{escape(name[:60])}.{'[0-9a-f]' * 12}"):
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)

    def remove(self) -> None:
        """Take the file away, once the run is whole."""
        with suppress(FileNotFoundError):
            self.path.unlink()

    def _compare(self, held: Mapping[str, str]) -> None:
        for name, mine in self.identity.items():
            if held.get(name) != mine:
                raise DataError(
                    f"'{self.path}' is what another run has done so far: it has {WHAT.get(name, name)}.",
                    why="Persons of two runs cannot be added up.",
                    fix=f"give the command of that run to finish it, choose another -o, or begin anew: rm '{self.path}'",
                )

    def _spoiled(self, reason: str) -> DataError:
        return DataError(f"'{self.path}', what a run has done so far, cannot be read: {reason}.", fix=f"begin anew: rm '{self.path}'")


def beside(place: str | os.PathLike[str]) -> Path:
    """Where the checkpoint of an output lies.

    Args:
        place: the output.

    Raises:
        SpecError: its folder does not exist.
    """
    path = Path(os.path.realpath(place))
    if not path.parent.is_dir():
        raise SpecError(f"The folder '{path.parent}' does not exist, so '{path.name}' cannot be written.", fix=f"mkdir -p '{path.parent}'")
    return path.with_name(path.name + ENDING)
