"""A made-up declaration of two conditions, and what is worked out of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.town import Town, town_of
from unspiral.evidence.population_file import read_episodes
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy

FILE = Path(__file__).parents[2] / "evidence" / "population_example.toml"
TURN = 700.0  # first day of the second period
POLICY = Policy(
    "more care", week=100, scale=(("mood care begins", 3.0),), by_age=(("pain care begins", 18.0, 60.0, 2.0),), cut=("depression->pain",)
)


def one_effect() -> str:
    """The fixture's text with one person effect in place of three: seven classes, quick to work out."""
    text = FILE.read_text(encoding="utf-8")
    for words in ("effects = { mood = 1.0 }", "effects = { mending = 1.2 }", 'correlations = [["back", "mood", 0.3]]'):
        text = text.replace(words, "")
    return text.replace('names = ["back", "mood", "mending"]', 'names = ["back"]')


def declared() -> Episodes:
    """The fixture: person effects, no hazard that depends on the time in a state."""
    return read_episodes(FILE.read_text(encoding="utf-8"), FILE.name)


def markov() -> Episodes:
    """The same without person effects."""
    found = declared()
    return replace(found, hazards=tuple(replace(h, effects=()) for h in found.hazards), effects=(), correlations=())


def falling() -> Episodes:
    """The same with a recovery that slows down within an episode."""
    found = declared()
    slower = ((91.3, 0.5), (365.25, 0.1))
    return replace(found, hazards=tuple(replace(h, since=slower) if h.name == "depression ends" else h for h in found.hazards))


def town(episodes: Episodes, weeks: int, nodes: int = 3, policy: Policy | None = POLICY, **more: Any) -> Town:
    """Two arms, with and without a policy."""
    joint, people = joint_of(episodes), classes(episodes, nodes)
    arms = {"now": rates_of(episodes, joint, begins=(0.0, TURN))}
    if policy is not None:
        arms[policy.name] = rates_of(episodes, joint, policy, begins=(0.0, TURN))
    return town_of(episodes, joint, arms, people, start_of(episodes, joint, arms["now"], people), weeks, **more)
