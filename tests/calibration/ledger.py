"""Results on disk: a file a study, a line a replicate, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.calibration.study import Study


def ledger(folder: Path, study: Study) -> Path:
    """Where a study's results lie."""
    return folder / f"{study.name}.jsonl"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Whole lines; one that was cut off by an interruption is passed over."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            try:
                found = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(found, dict):
                yield found


def results(folder: Path, study: Study) -> list[dict[str, Any]]:
    """What this very study has found, each replicate once, in their order; results of another definition are not mixed in."""
    found = {line["replicate"]: line for line in lines(ledger(folder, study)) if line.get("study") == study.fingerprint}
    return [found[k] for k in sorted(found)]


def missing(folder: Path, study: Study) -> list[int]:
    """Replicates that are still to be run."""
    done = {line["replicate"] for line in results(folder, study)}
    return [k for k in range(study.replicates) if k not in done]


def append(folder: Path, study: Study, found: list[dict[str, Any]]) -> None:
    """Add lines; a cut-off last line is closed first."""
    path = ledger(folder, study)
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, 2)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        for line in found:
            stream.write(json.dumps(line, separators=(",", ":"), allow_nan=False).encode() + b"\n")
