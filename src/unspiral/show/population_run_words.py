"""What a simulated population says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from unspiral.loop.episodes import Basis, Episodes
from unspiral.records.fit import Verdict
from unspiral.records.population import PopulationRun

SAID = (
    "These numbers are about a population like the one declared. They say nothing about any one person, and nobody should choose a"
    " treatment by them.",
    "The interval of a difference is the chance of the simulation alone. How sure the declared numbers are is not in it.",
)


def verdicts_of(run: PopulationRun, shares: Mapping[float | None, PopulationRun]) -> tuple[Verdict, ...]:
    """What must be said of a run: that of one causal share only where there is one, and what speaks against any of the others.

    Args:
        run: what is shown first.
        shares: every run, by its causal share.
    """
    if len(shares) < 2:
        return run.verdicts
    mine = [verdict for verdict in run.verdicts if verdict.code != "one-share"]
    others = [
        replace(verdict, reason=f"At a causal share of {share:g}: {verdict.reason}")
        for share, other in shares.items()
        for verdict in other.verdicts
        if other is not run and verdict.code not in {"one-share", *(one.code for one in mine)}
    ]
    return (*mine, *others)


def rests_on(episodes: Episodes) -> dict[str, object]:
    """How many declared numbers name a row of the packaged tables, how many are assumed, and which rows they are.

    Args:
        episodes: as declared.
    """
    bases = list(_bases(episodes))
    rows = sorted({row for basis in bases for row in basis.row.replace(",", " ").split()})
    return {
        "numbers": len(bases),
        "sourced": sum(1 for basis in bases if basis.row),
        "assumed": sum(1 for basis in bases if not basis.row),
        "rows": rows,
    }


def _bases(episodes: Episodes) -> Iterator[Basis]:
    yield episodes.people.basis
    for hazard in episodes.hazards:
        yield hazard.basis
        yield from (ratio.basis for ratio in hazard.ratios)
    yield from (outcome.basis for outcome in episodes.outcomes)


def state_words(state: str) -> str:
    """A state as people read it: "pain: chronic", "pain: chronic, with depression: episode"."""
    parts = [part.replace(":", ": ", 1) for part in state.split("+")]
    return ", with ".join(parts)
