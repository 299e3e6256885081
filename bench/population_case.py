"""The two-condition population of bench/population.py: for our kernel, for other programs, and as an exact chain of weekly steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from unspiral.act.population.effects import Classes, classes
from unspiral.act.population.forward import Start, band_of, forward, start_of
from unspiral.act.population.joint import Joint, holds, joint_of
from unspiral.act.population.rates import Rates, rates_of
from unspiral.act.population.town import Town, town_of
from unspiral.evidence import population_file
from unspiral.evidence.population_file import read_episodes
from unspiral.loop.episodes import Episodes, Hazard
from unspiral.records.population import Policy

FIXTURE = Path(__file__).resolve().parents[1] / "tests" / "evidence" / "population_example.toml"
SHOWN = {
    "acute": ("pain", "acute"), "chronic": ("pain", "chronic"), "depressed": ("depression", "episode"), "pain care": ("pain care", "on"),
    "mood care": ("mood care", "on"), "earlier pain": ("earlier pain", ""), "earlier depression": ("earlier depression", ""),
    "dead": ("life", "dead"),
}  # fmt: skip


@dataclass(frozen=True)
class Population:
    """A declaration, worked out."""

    episodes: Episodes
    joint: Joint
    classes: Classes
    start: Start
    arms: dict[str, Rates]

    def town(self, weeks: int) -> Town:
        """For the kernel."""
        return town_of(self.episodes, self.joint, self.arms, self.classes, self.start, weeks)

    def exact(self, weeks: int, arm: str = "now") -> np.ndarray:
        """Share in each joint state by the forward equation."""
        return forward(self.episodes, self.joint, self.arms[arm], self.classes, self.start, weeks)

    def shown(self, shares: np.ndarray) -> dict[str, np.ndarray]:
        """Shares by the names that all programs answer with."""
        found: dict[str, np.ndarray] = {}
        for name, (course, state) in SHOWN.items():
            column = self.joint.names.index(course)
            alive = ~holds(self.joint, self.episodes, "life", ("dead",))
            there = holds(self.joint, self.episodes, course, (state,)) if state else self.joint.states[:, column] > 0
            found[name] = shares[there & alive if name != "dead" else there].sum(axis=0)
        return found


def declared(file: Path | None) -> Episodes:
    """A declaration: of a file, or the packaged one with links wholly causal, or the tests' fixture where none is packaged."""
    if file is not None:
        return read_episodes(file.read_text(encoding="utf-8"), str(file))
    scenarios = getattr(population_file, "scenarios", None)
    if scenarios is None:
        return read_episodes(FIXTURE.read_text(encoding="utf-8"), str(FIXTURE))
    return scenarios(population_file.packaged("back-pain-depression"), "back-pain-depression")[1.0]


def population(episodes: Episodes, *, effects: bool, nodes: int = 7, policies: tuple[Policy, ...] = (), alike: bool = False) -> Population:
    """Of a declaration; without person effects where they are not wanted; ``alike``: all begin as women of 40 in the first state."""
    if not effects:
        episodes = replace(episodes, hazards=tuple(replace(h, effects=()) for h in episodes.hazards), effects=(), correlations=())
    joint, people = joint_of(episodes), classes(episodes, nodes)
    arms = {"now": rates_of(episodes, joint)} | {p.name: rates_of(episodes, joint, p) for p in policies}
    start = start_of(episodes, joint, arms["now"], people)
    if alike:
        one = np.zeros((1, len(people.weight), len(joint.states)))
        one[:, :, joint.first] = 1.0
        start = Start(np.array([40]), np.array([0]), np.ones(1), one)
    return Population(episodes, joint, people, start, arms)


def numbers(of: Population, weeks: int) -> dict[str, Any]:
    """The case as other programs read it; stops where the declaration has what bench/population_peers.py does not know."""
    hazards = {hazard.name: hazard for hazard in of.episodes.hazards}
    times: dict[str, float] = {}
    known = {
        *(f"pain begins:{of}" for of in ("depression", "earlier")), *(f"chronic pain ends:{of}" for of in ("depression", "pain care")),
        *(f"depression begins:{of}" for of in ("pain", "earlier", "sex")), "depression ends:mood care", "death:sex",
    }  # fmt: skip
    for hazard in hazards.values():
        for ratio in hazard.ratios:
            if hazard.name == "death" and ratio.of == "age":
                continue
            key = f"{hazard.name}:{ratio.of}"
            assert key in known and key not in times, f"other programs do not know {key}"
            times[key] = float(np.real(ratio.factor))
    assert set(times) == known, f"the declaration lacks {known - set(times)}"
    per_week = {name: float(np.real(hazard.per_year)) * 7.0 / 365.25 for name, hazard in hazards.items()}
    ages = [ratio for ratio in hazards["death"].ratios if ratio.of == "age"]
    bands = of.episodes.people.bands
    first = [bands[band_of(of.episodes.people, year)] for year in range(130)]
    by_year = [float(np.prod([np.real(r.factor) for r in ages if r.low <= begin < r.high])) for begin in first]
    names = ("pain", "depression", "pain care", "mood care", "earlier pain", "earlier depression")
    return {
        "weeks": weeks, "per_week": per_week, "times": times, "death_by_year": by_year,
        "cell": np.stack([of.start.age, of.start.sex], axis=1).tolist(), "share": of.start.share.tolist(),
        "state": of.joint.states[:, [of.joint.names.index(name) for name in names]].tolist(), "within": of.start.state[:, 0, :].tolist(),
    }  # fmt: skip


def weekly(of: Population, weeks: int) -> np.ndarray:
    """Exact shares under the weekly steps of bench/population_peers.py: each course moves by itself, from the states as the week begins."""
    people = of.episodes.people
    step = {(b, s): _week(of, b, s) for b in range(len(people.bands)) for s in (0, 1)}
    now = of.start.state[:, 0, :] * of.start.share[:, None]
    out = np.zeros((len(of.joint.states), weeks + 1))
    out[:, 0] = now.sum(axis=0)
    for week in range(weeks):
        for cell, (age, sex) in enumerate(zip(of.start.age, of.start.sex, strict=True)):
            now[cell] = now[cell] @ step[band_of(people, float(age) + 7.0 * week / 365.25), int(sex)]
        out[:, week + 1] = now.sum(axis=0)
    return out


def _week(of: Population, band: int, sex: int) -> np.ndarray:
    joint, episodes, rates = of.joint, of.episodes, of.arms["now"]
    place = {tuple(row): i for i, row in enumerate(joint.states.tolist())}
    out = np.zeros((len(joint.states), len(joint.states)))
    speed = 7.0 * rates.rate[0] * rates.aged[0][joint.hazard, band, sex]
    for s in range(len(joint.states)):
        courses: dict[str, list[tuple[Hazard, float]]] = {}
        for j in np.flatnonzero(joint.source == s):
            hazard = episodes.hazards[joint.hazard[j]]
            courses.setdefault(hazard.course, []).append((hazard, float(speed[j])))
        choices: list[list[tuple[Hazard | None, float]]] = []
        for moves in courses.values():
            total = sum(x for _, x in moves)
            choices.append([(None, np.exp(-total)), *((h, -np.expm1(-total) * x / total) for h, x in moves)])
        for chosen in product(*choices):
            probability = float(np.prod([p for _, p in chosen]))
            out[s, place[_after(of, s, [h for h, _ in chosen if h is not None])]] += probability
    return out


def _after(of: Population, state: int, struck: list[Hazard]) -> tuple[int, ...]:
    joint, episodes = of.joint, of.episodes
    new = joint.states[state].tolist()
    if any(hazard.course == "life" for hazard in struck):
        dead = holds(joint, episodes, "life", ("dead",))
        return tuple(joint.states[np.flatnonzero(dead)[0]].tolist())
    for hazard in struck:
        course = episodes.course(hazard.course)
        at = joint.names.index(hazard.course)
        if course.count_to and hazard.after in course.episode and course.states[joint.states[state][at]] not in course.episode:
            count = joint.names.index(f"earlier {hazard.course}")
            new[count] = min(new[count] + 1, course.count_to)
        new[at] = course.states.index(hazard.after)
    for hazard in struck:
        for course, after in hazard.resets:
            new[joint.names.index(course)] = episodes.course(course).states.index(after)
    return tuple(new)
