"""The fixture at three causal shares, and policies small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from tests.act.population.example import declared

from unspiral.evidence.policy_file import packaged_policies, pick, read_policies
from unspiral.loop.episodes import Episodes, People
from unspiral.loop.policy import Proposal

POLICY = """
[[policy]]
name = "own"
label = "A policy of our own"
start = "week 20"

[[policy.care]]
name = "help"
only = { depression = ["episode"] }
instead_of = ["mood care"]
ends_with = ["depression ends"]
by_age = [[45, 200, 0.5]]
uptake = { share = 0.5, within_weeks = 10, low = 0.3, high = 0.7, source = "assumption", why = "made up" }
stays = { share = 0.5, after_weeks = 30, source = "assumption", why = "made up" }

[[policy.care.effect]]
hazard = "depression ends"
kind = "trial"
ratio = 2.0
low = 1.5
high = 3.0
source = "T033"
why = "made up"

[[policy.care.effect]]
hazard = "pain becomes chronic"
kind = "cohort"
ratio = 0.5
low = 0.4
high = 0.7
source = "E122"
why = "made up"

[[policy.care.price]]
outcome = "cost"
unit = "EUR"
each_start = 100.0
each_week = 7.0
source = "assumption"
why = "made up"
"""


FASTER = """
[[policy]]
name = "faster"

[[policy.change]]
hazard = "mood care begins"
kind = "choice"
ratio = 3.0
low = 2.0
high = 4.0
source = "assumption"
why = "made up"
"""


def faster() -> Proposal:
    """A policy without care of its own: what is there is begun three times as fast."""
    return read_policies(FASTER, "faster.toml")[0]


def own() -> Proposal:
    """A policy with everything that may stand in one."""
    return read_policies(POLICY, "own.toml")[0]


def packaged(*names: str) -> tuple[Proposal, ...]:
    """Packaged policies by their names."""
    return pick(names, packaged_policies())


def at_share(episodes: Episodes, share: float) -> Episodes:
    """Links taken to a share of their logarithm: what the calibrated scenarios do, without their calibration."""
    hazards = tuple(
        replace(h, ratios=tuple(replace(r, factor=r.factor**share) if r.link else r for r in h.ratios))
        if any(r.link for r in h.ratios)
        else h
        for h in episodes.hazards
    )
    return replace(episodes, hazards=hazards)


def town(*, ages: tuple[int, int] = (33, 36), effects: tuple[str, ...] = ("back", "mood", "mending")) -> Episodes:
    """The fixture with fewer years of life, lived from three years before, and with fewer person effects where asked: for speed."""
    found = declared()
    people: People = replace(found.people, youngest=ages[0], oldest=ages[1], entry=max(18, ages[0] - 3))
    hazards = tuple(replace(h, effects=tuple((name, x) for name, x in h.effects if name in effects)) for h in found.hazards)
    correlations = tuple((a, b, rho) for a, b, rho in found.correlations if a in effects and b in effects)
    return replace(found, people=people, hazards=hazards, effects=effects, correlations=correlations)


def scenarios(episodes: Episodes | None = None) -> dict[float, Episodes]:
    """Three causal shares."""
    found = town(effects=()) if episodes is None else episodes
    return {share: at_share(found, share) for share in (0.0, 0.5, 1.0)}
