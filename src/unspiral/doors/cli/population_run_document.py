"""A simulated population -> the document of ``population run --json``."""

from __future__ import annotations

from dataclasses import asdict

from unspiral.loop.episodes import Episodes
from unspiral.records.population import PopulationRun
from unspiral.show.population_run_words import SAID, rests_on
from unspiral.store.document import verdict_entry

SCHEMA = "unspiral.population/1"
OF = "everybody who was there at the start; but for the dead, states are of people alive: divide by the share alive for a share of those"
NORMAL = 1.959963984540054  # of a 95 % interval


def document(run: PopulationRun, episodes: Episodes) -> dict[str, object]:
    """A run as one JSON document.

    Args:
        run: what was counted.
        episodes: the declaration.

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
        "policies": [{"name": name} | _arm(run, k) | {"differences": _differences(run, k)} for k, name in enumerate(run.arms) if k],
        "keeping": None if run.keeping is None else asdict(run.keeping),
        "verdicts": [verdict_entry(verdict) for verdict in run.verdicts],
        "rests_on": rests_on(episodes),
        "said": list(SAID),
        "manifest": run.manifest,
    }


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
