"""Repeated looks, as the web app takes them: made-up people who check in for a year, and what is said of their arrows at every look.

    python -m tests.calibration.looks --budget 3600
    python -m tests.calibration.looks --summary

Every person goes the way of the app: check-ins of whole numbers from 0 to 10 -> ``measure.daily.panel`` -> ``learn.look_words``, with the
thresholds of the looks before. Results go to build/calibrate/looks.jsonl, a line a person; run again, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any

import numpy as np
from tests.calibration.ledger import lines

from unspiral.learn.arrow_weight import ArrowWeight
from unspiral.learn.look_words import ARROWS, take_look, word_of
from unspiral.learn.looks import Thresholds, thresholds
from unspiral.measure.daily.panel import panel_of
from unspiral.records.entry import Entry
from unspiral.records.look import look_days

FILE = Path(__file__).resolve().parents[2] / "build" / "calibrate" / "looks.jsonl"
DAYS = 365
EDITION = 1  # raised when made-up people or the fit change, so that results are never mixed
WEEK = np.array([0.0, 0.3, 0.5, 0.3, 0.0, -0.6, -0.5])
BAR = 0.06


@dataclass(frozen=True, slots=True)
class Scene:
    """What is true of some made-up people.

    Args:
        name, about: said in the table.
        effect: standardised effect of one process on the other after a day (which on which is drawn), 0 for none.
        week: size of a weekly wave that both share.
        drift: points by which both levels move over the year, at most, each with a slope of its own.
        shared: correlation of the errors of the two answers of one evening, which the fitted loop does not know of.
        people: how many.
    """

    name: str
    about: str
    people: int
    effect: float = 0.0
    week: float = 0.0
    drift: float = 0.0
    shared: float = 0.0


SCENES = (
    Scene("null", "no arrow", 900),
    Scene("one-way-20", "one arrow of 0.20, the other absent", 200, effect=0.20),
    Scene("one-way-35", "one arrow of 0.35, the other absent", 100, effect=0.35),
    Scene("null-week", "no arrow, a weekly wave of both answers", 200, week=1.0),
    Scene("null-trend", "no arrow, both levels drift by up to 3 points", 200, drift=3.0),
    Scene("null-shared-error", "no arrow, errors of one evening correlated by 0.3", 300, shared=0.3),
    Scene("null-shared-half", "no arrow, errors of one evening correlated by 0.5", 300, shared=0.5),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up person: their check-ins, and the arrows (cause, affected) that are true."""

    entries: tuple[Entry, ...]
    true: tuple[tuple[str, str], ...]


def make(scene: Scene, seed: int, days: int = DAYS) -> Made:
    """Check-ins of one person: a day's loop that wanders, read with error, rounded, with days and stretches left out."""
    random = np.random.default_rng([88, EDITION, SCENES.index(scene) if scene in SCENES else 99, seed])
    way = int(random.integers(2))
    while True:  # until there is a law with this arrow in which both processes have deviation 1, so that its size is what is told
        keep = np.exp(-np.array([random.uniform(0.4, 1.2), random.uniform(0.15, 0.7)]))  # half-lives of about 1 day, and of 1 to 5
        f = np.diag(keep)
        f[1 - way, way] = scene.effect
        tie = random.uniform(0.0, 0.6)
        law = np.array([[1.0, tie], [tie, 1.0]])
        noise = law - f @ law @ f.T
        if np.linalg.eigvalsh(noise)[0] > 0.05:
            return _answered(scene, f, noise, way, random, days)


def _answered(scene: Scene, f: np.ndarray, w: np.ndarray, way: int, random: np.random.Generator, days: int) -> Made:
    root = np.linalg.cholesky(w)
    state = np.zeros((days + 60, 2))
    for t in range(1, len(state)):
        state[t] = f @ state[t - 1] + root @ random.standard_normal(2)
    spread = np.array([random.uniform(1.2, 2.2), random.uniform(1.0, 2.0)])
    level = np.array([random.uniform(3.5, 6.5), random.uniform(3.0, 6.0)])
    noise = np.sqrt(random.uniform(0.1, 0.5, 2)) * spread  # 9 to 33 in 100 of an answer's variance
    error = random.multivariate_normal([0.0, 0.0], [[1.0, scene.shared], [scene.shared, 1.0]], days) * noise
    start = date(2025, 1, 1) + timedelta(days=int(random.integers(7)))
    weekday = np.array([(start + timedelta(days=t)).weekday() for t in range(days)])
    slope = scene.drift * random.uniform(-1.0, 1.0, 2) * (np.arange(days)[:, None] / DAYS - 0.5)
    value = level + spread * state[60:] + error + scene.week * WEEK[weekday][:, None] + slope
    answers = np.clip(np.round(value), 0, 10).astype(int)
    seen = random.random(days) >= random.uniform(0.05, 0.30)
    for _ in range(random.poisson(1.5 * days / DAYS)):  # away, or too ill to write
        begin = int(random.integers(1, days))
        seen[begin : begin + int(random.integers(3, 15))] = False
    seen[0] = True
    both = random.random((days, 2)) >= 0.02  # now and then a single answer is left out
    entries: list[Entry] = []
    for t in np.flatnonzero(seen):
        day = (start + timedelta(days=int(t))).isoformat()
        pain, low = int(answers[t, 0]), int(answers[t, 1])
        given = {k: v for k, v, there in (("pain", pain, both[t, 0]), ("mood", 10 - low, both[t, 1])) if there}
        entries.append(Entry(f"{t}", "check-in", day, f"{day}T20:00:00+00:00", {"form": "check-in/1", "answers": given}))
    names = ("pain", "low_mood")
    return Made(tuple(entries), ((names[way], names[1 - way]),) if scene.effect else ())


def live(scene: Scene, seed: int) -> dict[str, Any]:
    """One line of results: every look of a person's year."""
    began = perf_counter()
    made = make(scene, seed)
    first = date.fromisoformat(made.entries[0].day)
    before: list[int] = []
    looks: list[dict[str, Any]] = []
    for look in look_days(DAYS):
        panel = panel_of(made.entries, until=(first + timedelta(days=look - 1)).isoformat())
        taken = take_look(panel, before)
        before.append(taken.occasions)
        arrows = {f"{a}->{b}": [w.word, _short(w.z), _short(w.effect)] for (a, b), w in taken.words.items()}
        looks.append({"look": look, "occasions": taken.occasions, "arrows": arrows, "refused": taken.refused})
    true = [f"{a}->{b}" for a, b in made.true]
    seconds = round(perf_counter() - began, 3)
    return {"edition": EDITION, "scene": scene.name, "seed": seed, "true": true, "looks": looks, "seconds": seconds}


def _short(x: float | None) -> float | None:
    return None if x is None else float(f"{x:.5g}")


def ever(line: dict[str, Any], arrow: str, words: tuple[str, ...], last: int = DAYS) -> bool:
    """Whether a person saw one of these words for an arrow at any look up to a day."""
    return any(look["arrows"][arrow][0] in words for look in line["looks"] if look["look"] <= last)


CLEAR = ("drives", "clear but very small")


def summary(results: list[dict[str, Any]]) -> str:
    """A table of how many ever saw a false word, and when true arrows were called."""
    rows = ["| people | n | arrow | ever a false clear | ever a false likely or clear | ever a false nil |", "|---|---|---|---|---|---|"]
    power = ["", "| people | n | a true arrow is clear by day 56 | 112 | 224 | 336 | likely or clear by 336 | called the wrong way |"]
    power += ["|---|---|---|---|---|---|---|---|"]
    for scene in SCENES:
        found = [line for line in results if line["scene"] == scene.name]
        if not found:
            continue
        for arrow in (f"{a}->{b}" for a, b in ARROWS):
            absent = [line for line in found if arrow not in line["true"]]
            cells = [_share([ever(line, arrow, words) for line in absent]) for words in (CLEAR, (*CLEAR, "likely drives"))]
            rows.append(f"| {scene.about} | {len(absent)} | {arrow} | {' | '.join(cells)} | - |")
        if scene.effect:
            by = [_share([ever(line, line["true"][0], CLEAR, day) for line in found]) for day in (56, 112, 224, 336)]
            likely = _share([ever(line, line["true"][0], (*CLEAR, "likely drives")) for line in found])
            wrong = _share([_wrong(line) for line in found])
            nil = _share([ever(line, line["true"][0], ("nil", "clear but very small")) for line in found])
            power.append(f"| {scene.about} | {len(found)} | {' | '.join([*by, likely, wrong])} |")
            rows.append(f"| {scene.about} | {len(found)} | the true one | - | - | {nil} |")
    for a, b in ARROWS:
        absent = [line for line in results if f"{a}->{b}" not in line["true"]]
        cells = [_share([ever(line, f"{a}->{b}", words) for line in absent]) for words in (CLEAR, (*CLEAR, "likely drives"))]
        rows.append(f"| all together | {len(absent)} | {a}->{b} | {' | '.join(cells)} | - |")
    return "\n".join([*rows, *power])


def _wrong(line: dict[str, Any]) -> bool:
    return any(look["arrows"][line["true"][0]][0] in CLEAR and look["arrows"][line["true"][0]][1] < 0 for look in line["looks"])


def _share(seen: list[bool]) -> str:
    p = float(np.mean(seen)) if seen else float("nan")
    return f"{100 * p:.1f} % (± {100 * np.sqrt(p * (1 - p) / max(len(seen), 1)):.1f})"


def results(path: Path) -> list[dict[str, Any]]:
    """Lines of this edition, each person once, in the words of the thresholds as they are now."""
    found = {(line["scene"], line["seed"]): line for line in lines(path) if line.get("edition") == EDITION}
    return [told_anew(found[key]) for key in sorted(found)]


@cache
def _limits(occasions: tuple[int, ...]) -> Thresholds | None:
    return thresholds(occasions)


def told_anew(line: dict[str, Any]) -> dict[str, Any]:
    """The same person with words by today's thresholds: deviates do not hang on them. Words of nil effects stay as they were found."""
    counts: list[int] = []
    for look in line["looks"]:
        counts.append(look["occasions"])
        limits = _limits(tuple(counts))
        for said in look["arrows"].values():
            if said[1] is not None and limits is not None and said[0] not in ("nil", "clear but very small"):
                said[0] = word_of(ArrowWeight(said[1], math.nan, -math.inf), limits).word
    return line


def main(arguments: list[str] | None = None) -> int:
    """Run, then sum up; 1 when more than 6 in 100 ever saw a false clear in one direction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=float, default=float("inf"), metavar="SECONDS")
    parser.add_argument("--only", action="append", default=[], metavar="SCENE")
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--summary", action="store_true", help="run nothing, sum up what is there")
    parser.add_argument("--seeds", type=int, default=0, metavar="N", help="make up people from this number on")
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="N", help="sum up only people from this number on")
    parser.add_argument("--odd", type=int, default=-1, help="0 or 1: only even or odd persons, for two runs side by side")
    asked = parser.parse_args(arguments)
    began = monotonic()
    if not asked.summary:
        asked.file.parent.mkdir(parents=True, exist_ok=True)
        done = {(line["scene"], line["seed"]) for line in results(asked.file)}
        scenes = [s for s in SCENES if not asked.only or s.name in asked.only]
        # The share of each scene that is done stays the same for all, so that a run that was cut short tells of all of them.
        todo = sorted(
            (seed / s.people, s.name, asked.seeds + seed, s)
            for s in scenes
            for seed in range(s.people)
            if (s.name, asked.seeds + seed) not in done
        )
        for _, _, seed, scene in todo:
            if asked.odd >= 0 and seed % 2 != asked.odd:
                continue
            if monotonic() - began > asked.budget:
                break
            line = json.dumps(live(scene, seed), separators=(",", ":"), allow_nan=False)
            with asked.file.open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
    found = [line for line in results(asked.file) if line["seed"] >= asked.first]
    print(summary(found))
    return int(not met(found))


def met(found: list[dict[str, Any]]) -> bool:
    """Whether in every scene, and for each arrow that is not there, at most 6 in 100 people ever saw it called clear."""
    for scene in SCENES:
        for a, b in ARROWS:
            absent = [line for line in found if line["scene"] == scene.name and f"{a}->{b}" not in line["true"]]
            if absent and np.mean([ever(line, f"{a}->{b}", CLEAR) for line in absent]) > BAR:
                return False
    return True


if __name__ == "__main__":
    sys.exit(main())
