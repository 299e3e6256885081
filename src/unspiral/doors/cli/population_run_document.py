"""A simulated population -> the document of ``population run --json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from unspiral.loop.episodes import Episodes
from unspiral.records.population import PopulationRun
from unspiral.show.population_run_words import SAID, rests_on, verdicts_of
from unspiral.store.document import verdict_entry

SCHEMA = "unspiral.population/1"
OF = "everybody who was there at the start; but for the dead, states are of people alive: divide by the share alive for a share of those"
NORMAL = 1.959963984540054  # of a 95 % interval


def document(run: PopulationRun, episodes: Episodes, shares: Mapping[float | None, PopulationRun]) -> dict[str, object]:
    """A run as one JSON document.

    Args:
        run: what was counted.
        episodes: the declaration.
        shares: the same at every causal share that was run, this one among them.

    Returns:
        ``prevalence`` and ``exact`` are of the arm without a policy; every policy has its own, and its difference from that arm.

    Source: docs/reference/cli.md; tests/doors/cli/test_population_run_document.py.
    """
    return {
        "schema": SCHEMA,
        "declaration": run.name,
        "persons": run.persons,
        "weeks": run.weeks,
        "seed": run.seed,
        "seconds": run.seconds,
        "of": OF,
        **_arm(run, 0),
        "policies": _policies(run),
        "shares": [
            {"share": share, "policies": _policies(found), "keeping": _keeping(found), "seconds": found.seconds, "manifest": found.manifest}
            for share, found in shares.items()
        ]
        if len(run.arms) > 1
        else [],
        "keeping": _keeping(run),
        "verdicts": [verdict_entry(verdict) for verdict in verdicts_of(run, shares)],
        "rests_on": rests_on(episodes),
        "said": list(SAID),
        "manifest": run.manifest,
    }


def _keeping(run: PopulationRun) -> dict[str, object] | None:
    return None if run.keeping is None else asdict(run.keeping)


def _policies(run: PopulationRun) -> list[dict[str, object]]:
    return [{"name": name} | _arm(run, k) | {"differences": _differences(run, k)} for k, name in enumerate(run.arms) if k]


def _arm(run: PopulationRun, arm: int) -> dict[str, object]:
    weeks = list(range(run.weeks + 1))

    def lines(rows: object) -> dict[str, object]:
        return {"week": weeks, "state": dict(zip(run.states, rows, strict=True))}  # type: ignore[arg-type]

    return {
        "prevalence": lines(run.share[arm].tolist()),
        "exact": None if run.exact is None else lines(run.exact[arm].tolist()),
        "events": {"week": weeks, "hazard": dict(zip(run.hazards, run.events[arm].tolist(), strict=True))},
        "outcomes": {
            name: {"unit": unit, "mean": float(run.mean[arm, o]), "se": float(run.se[arm, o])}
            for o, (name, unit) in enumerate(zip(run.outcomes, run.units, strict=True))
        },
    }


def _differences(run: PopulationRun, arm: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for o, (name, unit) in enumerate(zip(run.outcomes, run.units, strict=True)):
        estimate, se = float(run.apart[arm, o]), float(run.apart_se[arm, o])
        found[name] = {"unit": unit, "estimate": estimate, "se": se, "low": estimate - NORMAL * se, "high": estimate + NORMAL * se}
    return found
