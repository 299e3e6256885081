"""What a run is of: hashes of what was declared, policies, sizes, versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy
from unspiral.scale.counting import Way
from unspiral.scale.manifest import made_by


def declaration_hash(episodes: Episodes) -> str:
    """SHA-256 of everything that is declared, words and sources included."""
    return hashlib.sha256(json.dumps(asdict(episodes), sort_keys=True).encode()).hexdigest()


def manifest_of(
    episodes: Episodes, persons: int, weeks: int, seed: int, policies: Sequence[Policy], way: Way, nodes: int
) -> dict[str, str]:
    """What the numbers of a run rest on, as text.

    Args:
        episodes, persons, weeks, seed, policies, way, nodes: of the run.
    """
    return made_by() | {
        "declaration": episodes.name,
        "declaration_sha256": declaration_hash(episodes),
        "loop": episodes.loop,
        "loop_sha256": hashlib.sha256(episodes.loop.encode()).hexdigest(),
        "policies": json.dumps([asdict(policy) for policy in policies]),
        "persons": str(persons),
        "weeks": str(weeks),
        "seed": str(seed),
        "nodes": str(nodes),
        "block": str(way.block),
        "workers": str(way.workers),
        "dask": way.dask,
    }


def identity(manifest: Mapping[str, str], *, logged: bool) -> dict[str, str]:
    """What must be the same for a stopped run to be gone on with.

    Args:
        manifest: of the run, with ``tables`` and ``log``.
        logged: every event is written, in blocks.
    """
    same = {
        "declaration": manifest["declaration_sha256"],
        "arms": manifest["policies"],
        "version": manifest["unspiral"],
        **{name: manifest[name] for name in ("persons", "weeks", "seed", "tables", "log")},
    }
    return same | ({"block": manifest["block"]} if logged else {})
