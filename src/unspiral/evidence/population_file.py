"""Declarations of populations as TOML: every number with the row of the packaged tables that it comes from, or why it is assumed."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence.malformed import readable
from unspiral.evidence.named_row import apart, entries, told
from unspiral.evidence.population_aims import read_scenarios
from unspiral.evidence.tables import epidemiology, links, treatments
from unspiral.loop.episode_numbers import with_numbers, with_share
from unspiral.loop.episodes import Basis, Course, Episodes, Hazard, Outcome, People, Ratio
from unspiral.loop.language import parse

ASSUMED = "assumption"  # in place of a row: then `why` must say on what grounds
SEXES = ("women", "men")
Table = Mapping[str, Any]


PACKAGED = ("back-pain-depression",)


def packaged(name: str) -> str:
    """The text of a packaged population.

    Raises:
        SpecError: no such population.
    """
    if name not in PACKAGED:
        raise SpecError(
            f"No population called '{name}' comes with unspiral.{did_you_mean(name, PACKAGED)}", fix=f"use {', '.join(PACKAGED)}"
        )
    return (files("unspiral.evidence") / "populations" / f"{name}.toml").read_text(encoding="utf-8")


def holds_scenarios(text: str) -> bool:
    """Whether a declaration says what its numbers are at causal shares; its text was read before."""
    return bool(tomllib.loads(text).get("scenario"))


@readable
def scenarios(text: str, where: str) -> dict[float, Episodes]:
    """The declaration at each causal share that its file holds: the part of each link's log ratio that is causal, and what goes with it.

    Each can be run as it stands: link ratios are taken to their share, hazards and person effects are those of that share.

    Raises:
        SpecError: what ``read_episodes`` refuses; no [[scenario]].
    """
    declared = read_episodes(text, where, found=False)
    free, found = read_scenarios(text, where, declared)
    if not found:
        raise SpecError(
            f"{where} holds no [[scenario]]: nothing says what its numbers are where less of the links is causal.",
            fix=f"unspiral population calibrate {where} -o {where}",
        )
    out: dict[float, Episodes] = {}
    for scenario in sorted(found, key=lambda one: one.share):
        out[scenario.share] = with_numbers(with_share(declared, scenario.share), dict(zip(free, scenario.values, strict=True)))
    return out


@cache
def rows() -> frozenset[str]:
    """Keys of all rows that a number may come from."""
    return frozenset(row.id for table in (epidemiology(), links(), treatments()) for row in table)


@readable
def read_episodes(text: str, where: str, *, found: bool = True) -> Episodes:
    """Read a declaration.

    Args:
        text: TOML; src/unspiral/evidence/populations/back-pain-depression.toml has everything that may stand in it.
        where: it comes from, for messages.
        found: with the numbers that a calibration found where all of the links is causal ([[scenario]] of share 1), where the file holds
            them; else as they stand under their hazards, where the search began.

    Raises:
        SpecError: what is missing, unknown, contradictory, or no number, by its place.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{where} is no TOML: {error}.", fix="mend that line") from None
    declared = _Reader(where).episodes(given)
    free, known = read_scenarios(text, where, declared) if found else ((), ())
    for scenario in known:
        if scenario.share == 1.0:
            declared = with_numbers(declared, dict(zip(free, scenario.values, strict=True)))
    return declared


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where

    def episodes(self, found: Table) -> Episodes:
        self.known(
            found,
            "the file",
            ("name", "loop", "about", "ends", "people", "course", "effects", "hazard", "outcome", "calibration", "target", "scenario"),
        )
        courses = tuple(self.course(name, given) for name, given in self.need(found, "the file", "course", dict).items())
        effects = found.get("effects", {})
        self.known(effects, "[effects]", ("names", "correlations"))
        names = tuple(effects.get("names", ()))
        by_name = {course.name: course for course in courses}
        hazards = tuple(self.hazard(given, by_name, names) for given in self.need(found, "the file", "hazard", list))
        if len({hazard.name for hazard in hazards}) < len(hazards):
            self.fail("two hazards have the same name", "name every hazard differently")
        ends = found.get("ends")
        if ends is not None:
            self.state(by_name, ends[0], ends[1], "ends")
        correlations = tuple((str(a), str(b), self.number(r, "a correlation", -1.0, 1.0)) for a, b, r in effects.get("correlations", ()))
        for a, b, _ in correlations:
            for name in (a, b):
                self.among(name, names, "an effect", "[effects]")
        loop = self.loop(self.need(found, "the file", "loop", str), courses, hazards)
        people = self.people(self.need(found, "the file", "people", dict))
        for hazard in hazards:
            for ratio in hazard.ratios:
                age = people.cuts(ratio.low, ratio.high) if ratio.of == "age" else None
                if age is not None:
                    self.fail(
                        f"'times' of 'age' in hazard '{hazard.name}' changes at {age:g} years, inside of an age band",
                        f"name an age at which a band begins, or add {age:g} to bands of [people]",
                        "Everybody of one band has the same hazards: the change would come at another age than stated.",
                    )
        return Episodes(
            self.need(found, "the file", "name", str), loop, courses, hazards, people, names, correlations,
            tuple(self.outcome(given, by_name, tuple(h.name for h in hazards)) for given in found.get("outcome", ())),
            None if ends is None else (ends[0], ends[1]), found.get("about", ""),
        )  # fmt: skip

    def loop(self, text: str, courses: Collection[Course], hazards: Collection[Hazard]) -> str:
        """The loop's text, once the courses name its processes and the ratios its links, each in the direction of the link."""
        try:
            declared = parse(text)
        except SpecError as error:
            self.fail(f"the loop '{text}' cannot be read: {error.what.rstrip('.')}", error.fix)
        processes = [process.name for process in declared.processes]
        links = {f"{link.cause}->{link.affected}" for link in declared.links}
        of = {course.name: course.process for course in courses}
        for course in courses:
            if course.process and course.process not in processes:
                near = did_you_mean(course.process, processes)
                self.fail(
                    f"[course.{course.name}] names the process '{course.process}', which the loop '{text}' does not have.{near}",
                    f"process = one of: {', '.join(processes)}; or leave 'process' out, as of treatments",
                    "Episodes belong to processes of the loop that they are declared on.",
                )
        for hazard in hazards:
            for ratio in hazard.ratios:
                place = f"'times' of '{ratio.of}' in hazard '{hazard.name}'"
                if ratio.link and ratio.link not in links:
                    self.fail(
                        f"{place} names the link '{ratio.link}', which the loop '{text}' does not have.{did_you_mean(ratio.link, links)}",
                        f"link = one of: {', '.join(sorted(links))}; or leave 'link' out",
                    )
                here = f"{of.get(ratio.of, '')}->{of[hazard.course]}"
                if ratio.link and ratio.link != here:
                    self.fail(
                        f"{place} stands for the link '{ratio.link}', but what it moves is '{here}'",
                        f'link = "{here}"' if here in links else "leave 'link' out",
                        "A link that is cut must take away what it stands for, and nothing else.",
                    )
        return text

    def course(self, name: str, given: Table) -> Course:
        place = f"[course.{name}]"
        self.plain(name, "a course")
        self.known(given, place, ("states", "start", "process", "episode", "count_to"))
        states = tuple(self.need(given, place, "states", list))
        for state in states:
            self.plain(state, f"a state of {place}")
        start = self.need(given, place, "start", str)
        for state in (start, *given.get("episode", ())):
            self.among(state, states, "a state", place)
        count = int(self.number(given.get("count_to", 0), f"count_to of {place}", 0, 20))
        return Course(name, states, start, given.get("process", ""), tuple(given.get("episode", ())), count)

    def hazard(self, given: Table, courses: Mapping[str, Course], effects: tuple[str, ...]) -> Hazard:
        name = self.need(given, "a [[hazard]]", "name", str)
        place = f"hazard '{name}'"
        self.known(
            given, place, ("name", "course", "from", "to", "per_year", "source", "why", "times", "effects", "since", "only", "resets")
        )
        course = self.need(given, place, "course", str)
        before = tuple(self.need(given, place, "from", list))
        after = self.need(given, place, "to", str)
        for state in (*before, after):
            self.state(courses, course, state, place)
        if after in before:
            self.fail(f"{place} leads from '{after}' to itself", "name another state in 'to'")
        for effect in given.get("effects", {}):
            self.among(effect, effects, "an effect", place)
        only = {who: tuple(states) for who, states in given.get("only", {}).items()}
        for who, state in [(who, state) for who, states in only.items() for state in states] + list(given.get("resets", {}).items()):
            self.state(courses, who, state, place)
        since = tuple(
            (self.number(day, f"a day of {place}", 0.0), self.number(f, f"a factor of {place}", 0.0)) for day, f in given.get("since", ())
        )
        if list(since) != sorted(since):
            self.fail(f"the days of 'since' in {place} go back", "write them in the order of time")
        per_year = self.number(self.need(given, place, "per_year", (int, float)), f"per_year of {place}", 0.0, above=True)
        basis = self.basis(given, place)
        self.held(basis, place, {"per_year": per_year}, rate=True)
        return Hazard(
            name, course, before, after, per_year, basis,
            tuple(self.ratio(ratio, place, courses) for ratio in given.get("times", ())),
            tuple((e, self.number(x, f"effect '{e}' of {place}")) for e, x in given.get("effects", {}).items()),
            since, tuple(only.items()), tuple(given.get("resets", {}).items()),
        )  # fmt: skip

    def ratio(self, given: Table, place: str, courses: Mapping[str, Course]) -> Ratio:
        of = self.need(given, f"'times' of {place}", "of", str)
        place = f"'times' of '{of}' in {place}"
        self.known(given, place, ("of", "in", "from", "to", "course", "factor", "link", "source", "why"))
        self.among(of, (*courses, "age", "sex", "earlier"), "a course, age, sex or earlier", place)
        among = tuple(given.get("in", ()))
        for state in among:
            if of in courses:
                self.state(courses, of, state, place)
            elif of == "sex":
                self.among(state, SEXES, "a sex", place)
        if (of in courses or of == "sex") and not among:
            self.fail(f"{place} does not say where it holds", "add in = [...]")
        if of == "earlier":
            self.among(
                given.get("course", ""), [c.name for c in courses.values() if c.count_to], "a course whose episodes are counted", place
            )
        factor = self.number(self.need(given, place, "factor", (int, float)), f"factor of {place}", 0.0, above=True)
        low = self.number(given.get("from", 1 if of == "earlier" else 0), f"from of {place}", 0.0)
        high = self.number(given["to"], f"to of {place}", low, above=True) if "to" in given else math.inf
        basis = self.basis(given, place)
        self.held(basis, place, {"factor": factor})
        return Ratio(of, factor, basis, among, low, high, given.get("course", ""), given.get("link", ""))

    def outcome(self, given: Table, courses: Mapping[str, Course], hazards: tuple[str, ...]) -> Outcome:
        name = self.need(given, "an [[outcome]]", "name", str)
        place = f"outcome '{name}'"
        self.known(given, place, ("name", "unit", "per_day", "per_event", "base", "product", "source", "why"))
        for row in given.get("per_day", ()):
            for state in row[1]:
                self.state(courses, row[0], state, place)
        for hazard in given.get("per_event", {}):
            self.among(hazard, hazards, "a hazard", place)
        per_day = tuple((c, tuple(states), self.number(x, f"an amount of {place}")) for c, states, x in given.get("per_day", ()))
        per_event = tuple((h, self.number(x, f"an amount of {place}")) for h, x in given.get("per_event", {}).items())
        base = self.number(given.get("base", 0.0), f"base of {place}")
        return Outcome(
            name, self.need(given, place, "unit", str), per_day, per_event, self.basis(given, place), base, given.get("product", False)
        )

    def people(self, given: Table) -> People:
        place = "[people]"
        self.known(given, place, ("youngest", "oldest", "bands", "women", "entry", "weights", "source", "why"))
        youngest, oldest, entry = (
            int(self.number(self.need(given, place, key, int), f"{key} of {place}", 0, 120)) for key in ("youngest", "oldest", "entry")
        )
        bands = tuple(self.number(b, f"bands of {place}", 0.0, 120.0) for b in self.need(given, place, "bands", list))
        if any(first != int(first) for first in bands):
            self.fail(f"bands of {place} are not whole years", "name the year of life with which each band begins: bands = [18, 30, 45]")
        if not entry <= youngest < oldest or not bands or list(bands) != sorted(set(bands)) or bands[0] > entry:
            self.fail(
                f"the ages of {place} contradict each other (entry {entry}, youngest {youngest}, oldest {oldest}, bands "
                + ", ".join(f"{first:g}" for first in bands)
                + ")",
                "entry <= youngest < oldest, and bands that rise from the entry age or below",
            )
        weights = tuple(self.number(w, f"weights of {place}", 0.0) for w in given.get("weights", ()))
        if weights and (len(weights) != oldest - youngest or sum(weights) <= 0.0):
            self.fail(
                f"weights of {place} has {len(weights)} numbers for {oldest - youngest} years of life",
                "give one for each year, or leave it out",
            )
        women = self.number(self.need(given, place, "women", (int, float)), f"women of {place}", 0.0, 1.0)
        return People(youngest, oldest, bands, women, entry, self.basis(given, place), weights)

    def basis(self, given: Table, place: str) -> Basis:
        source, why = given.get("source", ""), given.get("why", "")
        if not source:
            self.fail(
                f"{place} has a number without a source",
                f'add source = "E035" (a row of the tables: unspiral evidence), or source = "{ASSUMED}" with why = "..."',
                why="A number whose origin nobody knows cannot be argued with.",
            )
        if source == ASSUMED:
            if not why:
                self.fail(f"{place} assumes a number and does not say on what grounds", 'add why = "..."')
            return Basis("", why)
        for row in str(source).replace(",", " ").split():
            if row not in rows():
                self.fail(
                    f"{place} names the row '{row}', which is in none of the tables.{did_you_mean(row, sorted(rows()))}",
                    "unspiral evidence lists them",
                )
        return Basis(str(source), why)

    def plain(self, name: object, what: str) -> None:
        """Refuse names that cannot be told from the signs between them: results say "pain:chronic+depression:episode"."""
        if not isinstance(name, str) or not name.strip() or not name.isprintable() or set(name) & set(":+"):
            self.fail(f"{what} is called {name!r}", "use letters, digits, blanks and hyphens", "Results put ':' and '+' between names.")

    def held(self, basis: Basis, place: str, numbers: Mapping[str, float], *, rate: bool = False) -> None:
        """Refuse numbers that name rows, are those of none of them, and do not say what was made of them."""
        if basis.row and not basis.why and apart(basis.row, numbers, rate=rate):
            mine = ", ".join(f"{key} = {value:g}" for key, value in numbers.items())
            instead = entries(basis.row, tuple(numbers), rate=rate)
            self.fail(
                f"{place} has {mine}, and the row that it names has another number: {told(basis.row)}",
                f'{instead + ", or " if instead else ""}add why = "..." that says how the number comes from the row',
                "A number under the name of a row is taken for what studies found.",
            )

    def need(self, given: Table, place: str, key: str, kind: type | tuple[type, ...]) -> Any:
        if key not in given:
            self.fail(f"{place} lacks '{key}'", f"add {key} = ...")
        if not isinstance(given[key], kind) or isinstance(given[key], bool):
            self.fail(f"'{key}' of {place} is {given[key]!r}", f"'{key}' wants {_KINDS[kind if isinstance(kind, type) else kind[-1]]}")
        return given[key]

    def known(self, given: Table, place: str, keys: Collection[str]) -> None:
        for key in given:
            self.among(key, keys, "an entry", place)

    def among(self, word: str, known: Collection[str], what: str, place: str) -> None:
        if word not in known:
            self.fail(
                f"{place} has '{word}', which is not {what} that is known.{did_you_mean(word, sorted(known))}", f"use {', '.join(known)}"
            )

    def state(self, courses: Mapping[str, Course], course: str, state: str, place: str) -> None:
        self.among(course, courses, "a course", place)
        self.among(state, courses[course].states, f"a state of {course}", place)

    def number(self, value: object, what: str, low: float = -math.inf, high: float = math.inf, *, above: bool = False) -> float:
        fine = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and low <= value <= high
        if not fine or (above and value == low):
            bounds = (
                f"{'above' if above else 'from'} {low:g}" + (f" to {high:g}" if high < math.inf else "")
                if low > -math.inf
                else "any finite number"
            )
            self.fail(f"{what} is {value!r}", f"give a number: {bounds}")
        return float(value)  # type: ignore[arg-type]

    def fail(self, what: str, fix: str, why: str = "") -> NoReturn:
        raise SpecError(f"{self.where}: {what}{'' if what.endswith('?') else '.'}", why=why, fix=fix)


_KINDS: Mapping[type, str] = {dict: "a table", list: "a list", str: "a text", int: "a whole number", float: "a number"}
Reader = _Reader  # of policies too: the same words for the same mistakes
