"""Good files, spoiled: bytes flipped, cut out, doubled, spliced in. And a program of its own that reads spoiled binary files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

Change = tuple[str, float, float, int]
KINDS = ("flip", "set", "cut", "double", "splice", "swap", "end", "move")
PIECES = (
    b"\0",
    b'"',
    b"\r",
    b"\n\n",
    b",",
    b";",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"NA",
    b"-",
    b"1e999",
    b"9" * 20,
    b"\xff\xff\xff\x7f",
    b"{",
    b"\xd9\xa3",
    b" ",
)


def changes() -> st.SearchStrategy[list[Change]]:
    """One to three changes: what, where, how much, and with what."""
    share = st.integers(0, 1000).map(lambda n: n / 1000)
    return st.lists(st.tuples(st.sampled_from(KINDS), share, share, st.integers(0, 255)), min_size=1, max_size=3)


def spoil(content: bytes, changed: list[Change]) -> bytes:
    """The content with these changes."""
    held = bytearray(content)
    for kind, where, much, what in changed:
        at = int(where * len(held))
        to = min(len(held), at + 1 + int(much**3 * len(held) / 2))
        if kind == "flip" and at < len(held):
            held[at] ^= 1 << what % 8
        elif kind == "set" and at < len(held):
            held[at] = what
        elif kind == "cut":
            del held[at:to]
        elif kind == "double":
            held[at:at] = held[at:to]
        elif kind == "splice":
            held[at:at] = PIECES[what % len(PIECES)]
        elif kind == "swap":
            held[at:to] = held[at:to][::-1]
        elif kind == "end":
            del held[at:]
        elif kind == "move":
            piece = held[at:to]
            del held[at:to]
            held[what % (len(held) + 1) : 0] = piece
    return bytes(held)


@dataclass
class Outcome:
    """What became of spoiled files."""

    tried: int = 0
    read: int = 0
    refused: int = 0
    crashed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def binary_files(folder: Path, count: int) -> Outcome:
    """Read so many spoiled files; a program that ends without a word is started again behind the file that ended it."""
    outcome = Outcome()
    start = 0
    while start < count:
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n{_PROGRAM}"]
        ran = subprocess.run([*command, str(folder), str(start), str(count)], capture_output=True, text=True, timeout=3600)
        lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("[")]
        for seed, what in lines:
            outcome.tried += 1
            outcome.read += what == "read"
            outcome.refused += what == "refused"
            if what not in ("read", "refused"):
                outcome.wrong.append(f"{seed}: {what}")
        start = lines[-1][0] + 1 if lines else start
        assert lines or "Traceback" not in ran.stderr, ran.stderr  # the files could not even be made
        if ran.returncode != 0 or not lines:
            outcome.crashed.append(f"{start}: {ran.returncode} {ran.stderr[-300:]}")
            outcome.tried += 1
            start += 1
    return outcome


_PROGRAM = "from tests.measure.spoiled import main; main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))"


def main(folder: str, start: int, count: int) -> None:
    """Read the spoiled files from one seed to another; a line for each."""
    import resource
    import warnings

    from unspiral.errors import UnspiralError
    from unspiral.measure import read

    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error")
    good = [(path.name, path.read_bytes()) for path in _good(Path(folder))]
    for seed in range(start, count):
        chosen = random.Random(seed)
        name, content = good[seed % len(good)]
        changed = [(chosen.choice(KINDS), chosen.random(), chosen.random(), chosen.randrange(256)) for _ in range(1 + chosen.randrange(3))]
        path = Path(folder) / f"spoiled-{name}"
        path.write_bytes(spoil(content, changed))
        try:
            read(path, columns=["pain", "depression"], person="id", time="day")
            what = "read"
        except UnspiralError as error:
            what = "refused" if "\n  Fix: " in str(error) else f"no remedy: {error}"
        except BaseException as error:
            what = f"{name} {type(error).__name__}: {str(error)[:200]}"
        print(json.dumps([seed, what]), flush=True)


def _good(folder: Path) -> list[Path]:
    """The same small table in every binary form."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.feather
    import pyarrow.parquet
    import pyreadstat

    frame = pd.DataFrame(
        {
            "id": [f"P{i % 4}" for i in range(40)],
            "day": [float(i) for i in range(40)],
            "pain": [float(i % 11) for i in range(40)],
            "depression": [None if i % 5 == 0 else i / 4 for i in range(40)],
        }
    )
    table = pa.Table.from_pandas(frame, preserve_index=False)
    names = ["a.parquet", "b.parquet", "c.parquet", "a.feather", "b.feather", "a.arrow", "a.sav", "a.zsav", "a.dta"]
    paths = [folder / name for name in names]
    pa.parquet.write_table(table, paths[0])
    pa.parquet.write_table(table, paths[1], compression="gzip", use_dictionary=False)
    pa.parquet.write_table(table, paths[2], compression="none", version="1.0")
    pa.feather.write_feather(table, str(paths[3]), compression="uncompressed")
    pa.feather.write_feather(table, str(paths[4]), compression="zstd")
    with pa.OSFile(str(paths[5]), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    pyreadstat.write_sav(frame, str(paths[6]))
    pyreadstat.write_sav(frame, str(paths[7]), compress=True)
    pyreadstat.write_dta(frame, str(paths[8]))
    return paths
