"""What a population's file says of its calibration: [calibration], [[target]] and [[scenario]]."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from typing import Any, NoReturn, cast, get_args

import numpy as np

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence.malformed import readable
from unspiral.evidence.tables import epidemiology
from unspiral.loop.episode_numbers import parts
from unspiral.loop.episodes import Episodes
from unspiral.records.population_aim import Aim, Scenario, Search, Sight, States

Table = Mapping[str, Any]
KEYS = (
    "name", "source", "why", "value", "low", "high", "see", "what", "also", "after", "among", "clear", "exposed", "later", "days", "pair",
    "held_out",
)  # fmt: skip
PAIRS = ("people", "fraternal", "identical", "pairs")
LONGEST = 36525.0
NODES = 7
BIG = 25  # nodes


@readable
def read_search(text: str, where: str, episodes: Episodes) -> Search:
    """What the numbers of a declaration are to be moved for.

    Raises:
        SpecError: no targets, unknown rows, states, hazards or numbers, impossible values; by its place.
    """
    found = tomllib.loads(text)
    given: Table = found.get("calibration") or {}
    if not given or not found.get("target"):
        raise SpecError(
            f"{where} has no {'[calibration]' if not given else '[[target]]'}.",
            why="A calibration needs to know which numbers may move, and what studies saw.",
            fix='add [calibration] with free = ["rate:pain begins"] and a [[target]] (unspiral population calibrate --help shows one)',
        )
    return _Reader(where, episodes).search(given, found["target"])


@readable
def read_scenarios(text: str, where: str, episodes: Episodes) -> tuple[tuple[str, ...], tuple[Scenario, ...]]:
    """The numbers that were free, and what was found for each causal share that the file holds."""
    found = tomllib.loads(text)
    free = tuple(found.get("calibration", {}).get("free", ()))
    reader = _Reader(where, episodes)
    reader.numbers(free)
    return free, tuple(reader.scenario(given, free) for given in found.get("scenario", ()))


class _Reader:
    def __init__(self, where: str, episodes: Episodes) -> None:
        self.where, self.episodes = where, episodes

    def search(self, given: Table, targets: list[Table]) -> Search:
        self.known(given, "[calibration]", ("free", "priors", "nodes", "why"))
        free = tuple(str(name) for name in given.get("free", ()))
        if not free:
            self.fail("[calibration] frees no number", 'add free = ["rate:pain begins"]')
        self.numbers(free)
        if len(set(free)) < len(free):
            self.fail("[calibration] frees a number twice", "name every number once in 'free'")
        priors: list[tuple[str, float, str]] = []
        for name, prior in given.get("priors", {}).items():
            place = f"the prior of '{name}' in [calibration]"
            if name not in free:
                self.fail(f"{place} is of a number that is not free.{did_you_mean(name, free)}", "free it, or leave its prior out")
            told = cast("Table", prior if isinstance(prior, dict) else {})
            if not told.get("why"):
                self.fail(f"{place} does not say on what grounds", f'"{name}" = {{ sd = 0.5, why = "..." }}')
            priors.append((name, self.number(told.get("sd"), f"sd of {place}", 0.0, above=True), str(told["why"])))
        nodes = int(self.number(given.get("nodes", NODES), "nodes of [calibration]", 1, BIG))
        aims = tuple(self.aim(target) for target in targets)
        names = [aim.name for aim in aims]
        for name in names:
            if names.count(name) > 1:
                self.fail(f"two targets have the name '{name}'", "name every target differently")
        return Search(free, tuple(priors), nodes, aims)

    def numbers(self, free: tuple[str, ...]) -> None:
        """Names in 'free' that the declaration has numbers of."""
        for name in free:
            try:
                parts(self.episodes, name)
            except SpecError as error:
                self.fail(f"[calibration]: {error.what}", error.fix)

    def aim(self, given: Table) -> Aim:
        name = given.get("name")
        if not isinstance(name, str) or not name:
            self.fail("a [[target]] lacks 'name'", 'add name = "..."')
        place = f"target '{name}'"
        self.known(given, place, KEYS)
        see = cast("Sight", given.get("see"))
        if see not in get_args(Sight):
            self.fail(
                f"{place} wants to see {see!r}{did_you_mean(str(see), get_args(Sight))}", f"see = one of: {', '.join(get_args(Sight))}"
            )
        row, why = self.source(given, place)
        value, low, high = self.interval(given, place, row, ratio=see not in ("now", "ever", "risk"))
        what = self.states(given.get("what"), f"'what' of {place}")
        if not what:
            self.fail(f"{place} does not say what is looked for", 'add what = { pain = ["chronic"] }')
        exposed = self.states(given.get("exposed", {}), f"'exposed' of {place}")
        if bool(exposed) != (see in ("risk ratio", "odds ratio", "twins")):
            self.fail(
                f"{place} {'names' if exposed else 'does not name'} who is exposed",
                "leave 'exposed' out" if exposed else 'add exposed = { depression = ["episode"] }',
                "Ratios compare those who are exposed with those who are not; nothing else does.",
            )
        after = tuple(given.get("after", ()))
        for hazard in after:
            self.among(hazard, [h.name for h in self.episodes.hazards], "a hazard", place)
        pair = given.get("pair", "people")
        self.among(pair, PAIRS, "a kind of pair", place)
        days = {key: self.number(given.get(key, 0.0), f"{key} of {place}", 0.0, LONGEST) for key in ("clear", "later", "days")}
        return Aim(
            name, row, why, value, low, high, see, what, self.states(given.get("also", {}), f"'also' of {place}"), after,
            self.states(given.get("among", {}), f"'among' of {place}"), days["clear"], exposed, days["later"], days["days"], pair,
            bool(given.get("held_out", False)),
        )  # fmt: skip

    def source(self, given: Table, place: str) -> tuple[str, str]:
        source, why = str(given.get("source", "")), str(given.get("why", ""))
        if not source:
            self.fail(
                f"{place} has a number without a source",
                'add source = "E006" (a row of epidemiology.csv: unspiral evidence), or source = "own" with why = "..."',
                "A target whose origin nobody knows cannot be argued with.",
            )
        if source == "own":
            if not why:
                self.fail(f"{place} does not say where its own number comes from", 'add why = "our survey of 2025, n = 812"')
            return "", why
        self.among(source, [row.id for row in epidemiology()], "a row of epidemiology.csv", place)
        return source, why

    def interval(self, given: Table, place: str, row: str, *, ratio: bool) -> tuple[float, float, float]:
        """Value and interval: as given, else those of the row."""
        figure = next((r.figure for r in epidemiology() if r.id == row), None)
        known = {} if figure is None else {"value": figure.estimate, "low": figure.low, "high": figure.high}
        numbers: dict[str, float] = {}
        for key in ("value", "low", "high"):
            from_row = known.get(key)
            if key not in given and from_row is None:
                self.fail(
                    f"{place} lacks '{key}', and its row shows none",
                    f"add {key} = ... and say in 'why' where it comes from",
                    "How near is near enough depends on how sure the number is.",
                )
            numbers[key] = self.number(given.get(key, from_row.value if from_row else None), f"{key} of {place}")
        value, low, high = numbers["value"], numbers["low"], numbers["high"]
        other = [key for key in numbers if key in given and numbers[key] != getattr(known.get(key), "value", None)]
        if figure is not None and other and not given.get("why"):
            self.fail(f"{place} has another {' and '.join(other)} than the row {row}, and does not say why", 'add why = "..."')
        if not 0.0 < low < value < high or (not ratio and high >= 1.0):
            bounds = "0 < low < value < high" + ("" if ratio else " < 1, as shares are")
            self.fail(f"{place} is {value:g} from {low:g} to {high:g}, which cannot be", f"give numbers with {bounds}")
        return value, low, high

    def states(self, given: Any, place: str) -> States:
        if not isinstance(given, dict):
            self.fail(f"{place} names no states", 'write { pain = ["chronic"] }')
        out: list[tuple[str, tuple[str, ...]]] = []
        counted = {f"earlier {course.name}": ("none", "some") for course in self.episodes.courses if course.count_to}
        known = {course.name: course.states for course in self.episodes.courses} | counted
        for course, states in cast("Table", given).items():
            self.among(course, list(known), "a course", place)
            if not isinstance(states, list) or not states:
                self.fail(f"{place} names no states of {course}", f'write {course} = ["{known[course][0]}"]')
            named = [str(state) for state in cast("list[object]", states)]
            for state in named:
                self.among(state, known[course], f"a state of {course}", place)
            out.append((course, tuple(named)))
        return tuple(out)

    def scenario(self, given: Table, free: tuple[str, ...]) -> Scenario:
        place = f"the [[scenario]] of share {given.get('share')!r}"
        self.known(given, place, ("share", "values", "covariance"))
        share = self.number(given.get("share"), f"share of {place}", 0.0, 1.0)
        values = tuple(self.number(x, f"a value of {place}") for x in given.get("values", ()))
        covariance = np.array(given.get("covariance", ()), dtype=float)
        if len(values) != len(free) or covariance.shape != (len(free), len(free)):
            self.fail(
                f"{place} has {len(values)} values and a covariance of shape {covariance.shape} for {len(free)} free numbers",
                "write them anew: unspiral population calibrate FILE -o FILE",
            )
        if not np.allclose(covariance, covariance.T) or np.linalg.eigvalsh(covariance).min() < 0.0:
            self.fail(f"the covariance of {place} is none", "write it anew: unspiral population calibrate FILE -o FILE")
        return Scenario(share, values, covariance)

    def known(self, given: Table, place: str, keys: tuple[str, ...]) -> None:
        for key in given:
            self.among(key, keys, "an entry", place)

    def among(self, word: Any, known: Any, what: str, place: str) -> None:
        if word not in known:
            self.fail(
                f"{place} has '{word}', which is not {what} that is known.{did_you_mean(str(word), sorted(known))}",
                f"use one of: {', '.join(sorted(known)[:12])}{' ...' if len(known) > 12 else ''}",
            )

    def number(self, value: Any, what: str, low: float = -math.inf, high: float = math.inf, *, above: bool = False) -> float:
        fine = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and low <= value <= high
        if not fine or (above and value == low):
            bounds = "" if low == -math.inf else f" {'above' if above else 'from'} {low:g}" + (f" to {high:g}" if high < math.inf else "")
            self.fail(f"{what} is {value!r}", f"give a number{bounds}")
        return float(value)

    def fail(self, what: str, fix: str, why: str = "") -> NoReturn:
        raise SpecError(f"{self.where}: {what}{'' if what.endswith('?') else '.'}", why=why, fix=fix)
