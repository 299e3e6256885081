"""Every event of every person as Parquet, a folder for each block: written through, never held as a whole."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unspiral.aside import file_aside, write_aside
from unspiral.errors import SpecError
from unspiral.scale.blocks import Block
from unspiral.scale.extra import needed
from unspiral.scale.laid import Laid, Tally, compiled, tally, told_in_words

BEGAN = "began"  # in place of a hazard: where a person was when the first week began
AT_ONCE = 8_192  # persons whose events are held in memory
TRIED = 4_000  # persons by whom the size is estimated
MARGIN = 1.1
SEXES = ("women", "men")
FILE, MANIFEST = "events.parquet", "_manifest.json"


@dataclass(frozen=True, slots=True)
class EventLog:
    """Where events go, and how their numbers are called.

    Args:
        folder: of the log; one folder in it for each block, ``block=FIRST`` after its first person.
        arms, hazards, states: names, by their numbers in the tables.
    """

    folder: str
    arms: tuple[str, ...]
    hazards: tuple[str, ...]
    states: tuple[str, ...]

    def place(self, block: Block) -> Path:
        """File of a block."""
        return Path(self.folder) / f"block={block.first}" / FILE

    def begin(self, *, anew: bool) -> None:
        """Make the folder.

        Args:
            anew: nothing was done yet; else the files of an earlier, stopped run stay.

        Raises:
            SpecError: something is in it already, or it cannot be made.
        """
        try:
            os.makedirs(self.folder, exist_ok=True)
            held = os.listdir(self.folder)
        except OSError as problem:
            reason = (problem.strerror or "unknown reason").lower()
            raise SpecError(
                f"The folder '{self.folder}' for the log of events cannot be made: {reason}.", fix="--events in another place"
            ) from None
        if anew and held:
            raise SpecError(
                f"There is something in '{self.folder}' already.",
                why="A log that holds the events of two runs cannot be told apart.",
                fix=f"--events with another name, or rm -r '{self.folder}'",
            )

    def end(self, manifest: Mapping[str, str]) -> None:
        """Say what the log is of, once it is whole.

        Args:
            manifest: of the run; pyarrow passes over names that begin with a stroke.
        """
        write_aside(Path(self.folder) / MANIFEST, json.dumps(dict(manifest), indent=1) + "\n")

    def check(self, block: Block) -> None:
        """See that the file of a block has come to lie where this machine sees it.

        Raises:
            SpecError: it has not: the workers write into a folder of their own machines.
        """
        if not self.place(block).is_file():
            raise SpecError(
                f"A worker wrote its events into '{self.folder}', and this machine does not see them there.",
                why="A log of several machines needs a folder that all of them share.",
                fix="--events on a shared disk, or --dask local",
            )

    def write(self, laid: Laid, block: Block) -> None:
        """Write all events of a block, whole or not at all.

        Raises:
            SpecError: the disk is full, or the folder cannot be written.
        """
        place = self.place(block)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for left in place.parent.glob(f".{FILE}.*"):  # of a worker that was killed
                left.unlink()
        except OSError as problem:
            raise SpecError(
                f"The folder '{place.parent}' cannot be made: {(problem.strerror or 'unknown reason').lower()}.",
                fix="free some space, or choose another place for --events, and run again",
            ) from None
        with file_aside(place) as stream:
            self._write(laid, _parts(block, AT_ONCE), stream)

    def estimate(self, laid: Laid, persons: int) -> int:
        """Bytes that the log will take, from the first few thousand persons.

        Args:
            laid: tables.
            persons: all there are.
        """
        few = min(persons, TRIED)
        stream = io.BytesIO()
        self._write(laid, [Block(0, few)], stream)
        return int(stream.tell() / few * persons * MARGIN)

    def refuse_if_full(self, laid: Laid, persons: int, left: int | None = None) -> int:
        """The estimate, where the disk has room for it.

        Args:
            laid, persons: as for ``estimate``.
            left: persons that have not been written yet; all when left out.

        Raises:
            SpecError: the disk has less room.
        """
        size = self.estimate(laid, persons)
        folder = Path(os.path.realpath(self.folder))
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        free = shutil.disk_usage(folder).free
        wanted = size * (persons if left is None else left) // persons
        if wanted > free:
            raise SpecError(
                f"The log of events would take about {sized(wanted)}, and there are {sized(free)} left at '{self.folder}'.",
                fix="fewer --persons or --years, another place for --events, or no --events: all counts are kept without it",
            )
        return size

    def _write(self, laid: Laid, parts: Sequence[Block] | Iterator[Block], stream: Any) -> None:
        arrow, parquet = needed("pyarrow", "--events"), needed("pyarrow.parquet", "--events")
        words = arrow.dictionary(arrow.int32(), arrow.string())
        names = ("person", "arm", "day", "hazard", "state", "age", "sex")
        kinds = (arrow.uint64(), words, arrow.float64(), words, words, arrow.int32(), words)
        schema = arrow.schema(list(zip(names, kinds, strict=True)))
        ages, sexes = laid.given["cells"][:, 0], laid.given["cells"][:, 1]
        with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
            for part in parts:
                person, day, clock, state, arm, cell = events_of(laid, part)
                columns = (
                    arrow.array(person, arrow.uint64()), _named(arrow, arm, self.arms), arrow.array(day, arrow.float64()),
                    _named(arrow, clock + 1, (BEGAN, *self.hazards)), _named(arrow, state, self.states),
                    arrow.array(ages[cell], arrow.int32()), _named(arrow, sexes[cell], SEXES),
                )  # fmt: skip
                writer.write_table(arrow.Table.from_arrays(list(columns), schema=schema))


def tally_and_log(log: EventLog, laid: Laid, block: Block) -> Tally:
    """Count a block, after its events were written."""
    log.write(laid, block)
    return tally(laid, block)


def events_of(laid: Laid, block: Block) -> tuple[Any, ...]:
    """Persons, days, hazards (-1: where the person began), joint states afterwards, arms, and cells of age and sex.

    Raises:
        SpecError: there is no compiled kernel.
    """
    if laid.kernel is None:
        why = "UNSPIRAL_KERNEL=numpy leaves it out." if compiled() is None else ""
        raise SpecError("A log of events needs the compiled kernel, which is not there.", why=why, fix="leave out --events")
    with told_in_words():
        return laid.kernel.events(laid.seed, block.first, block.count)


def _parts(block: Block, size: int) -> Iterator[Block]:
    end = block.first + block.count
    for first in range(block.first, end, size):
        yield Block(first, min(size, end - first))


def _named(arrow: Any, number: Any, names: Sequence[str]) -> Any:
    return arrow.DictionaryArray.from_arrays(arrow.array(np.asarray(number), arrow.int32()), arrow.array(list(names), arrow.string()))


def sized(size: int) -> str:
    """A number of bytes as people say it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.1f} MB"
