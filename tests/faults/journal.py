"""Faults against the journal: python -m tests.faults.journal --kills 1000 --out build/faults.

Kills by SIGKILL during writing, backup, upgrade, restore and erasing; a full disk; a locked file; a torn and a truncated log; a clock that
jumps; two windows; a form that is sent twice. Prints what was lost and doubled, and ends with 1 when anything was.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.faults import kills, misfortunes
from tests.faults.tally import HEADING, Tally

from unspiral.store.journal import key_file
from unspiral.store.journal.place import Place

# Of a hundred kills so many happen during ...
SHARES: tuple[tuple[Callable[..., Tally], int], ...] = (
    (kills.during_writing, 70),
    (kills.during_backup, 8),
    (kills.during_upgrade, 6),
    (kills.during_restore, 8),
    (kills.during_erasing, 8),
)


def run(times: int, out: Path, seed: int) -> list[Tally]:
    """All faults, each in a folder of its own below ``out``."""
    tallies: list[Tally] = []
    for number, (fault, share) in enumerate(SHARES):
        tallies.append(_one(out / f"kill-{number}", partial(fault, kills=max(2, -(-times * share // 100)), seed=seed)))
    for name, fault in misfortunes.ALL.items():
        tallies.append(_one(out / name, fault))
    return tallies


def _one(folder: Path, fault: Callable[[Place], Tally]) -> Tally:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    begun = time.monotonic()
    tally = fault(Place.of(folder / "journal.unspiral"))
    tally.count("seconds", round(time.monotonic() - begun))
    print(tally.text(), flush=True)
    shutil.rmtree(folder)
    return tally


def main() -> int:
    """Run, print, and write the counts to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--few", action="store_true", help="the other faults less often, too")
    asked = parser.parse_args()
    misfortunes.SHARE = 0.1 if asked.few else 1.0
    key_file.MEMORY_KIB, key_file.PASSES = 64, 1  # guessing is not what is tested here
    print(HEADING, flush=True)
    tallies = run(asked.kills, asked.out, asked.seed)
    lost, doubled = sum(tally.lost for tally in tallies), sum(tally.doubled for tally in tallies)
    killed = sum(tally.times for tally in tallies if tally.fault.startswith("kill"))
    print(f"\n{killed} kills, {lost} acknowledged rows lost, {doubled} doubled")
    for tally in tallies:
        for sentence in tally.said:
            print(f"  {tally.fault}: {sentence}")
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "kills": killed, "tallies": [asdict(tally) for tally in tallies]}
    (asked.out / "journal.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 1 if lost or doubled else 0


if __name__ == "__main__":
    sys.exit(main())
