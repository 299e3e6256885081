"""Policies held against doing nothing else, as a page: three causal shares side by side everywhere, no ranking, no advice to a person."""

from __future__ import annotations

from unspiral.records.policies import PolicyComparison, PolicyFound
from unspiral.show import population_words as said
from unspiral.show.model import Part, Report, Section, Table
from unspiral.show.population_area_chart import area_picture
from unspiral.show.population_course_chart import course_picture
from unspiral.show.population_forest_chart import forest_picture
from unspiral.show.population_ladder_chart import ladder_picture
from unspiral.show.population_tornado_chart import tornado_picture
from unspiral.show.provenance import verdict_section
from unspiral.show.verb_page import verb_page

TITLE = "What would policies be expected to change?"
OURS = (
    "It is about a population like the one declared, and says nothing about one person: nobody can read from it what would help them.",
    "It ranks nothing. Policies stand in the order in which they were asked for.",
    "It is no proof of cause. How much of the links is causal is not known, so each number stands three times.",
)


def population_page(found: PolicyComparison) -> Report:
    """A comparison as a page.

    Args:
        found: whole.

    Source: tests/show/test_population_page.py.
    """
    words = said.headline(found)
    read = f"Declared: {found.name}, followed over {said.horizon(found.weeks)}. {found.about}".strip()
    shared = tuple(state for state in _states(found) if "+" not in state)
    sections = [
        Section("shares", "Read this first", _first(found), _ladder(found)),
        Section("population", "The population with nothing else done", (), _population(found)),
        *([Section("policies", "All policies", (), _overview(found, shared))] if found.policies else []),
        *(_policy(found, policy, shared) for policy in found.policies),
        *(
            [Section("attributable", "What part goes back to the other condition", (_FRACTION,), _attributable(found))]
            if found.attributable
            else []
        ),
        *([verdict_section(found.verdicts, "these numbers")] if found.verdicts else []),
        Section("made", "Where it comes from", parts=(Part(tables=(Table("What it was made from", ("", ""), _made(found)),)),)),
    ]
    return verb_page(TITLE, read, words[0], words[1:], sections, ours=OURS)


_FRACTION = (
    "Of new cases of one condition, the part that would not have been there without the other: P(exposed | cases) (RR − 1) / RR, the "
    "form that also holds for adjusted ratios (Miettinen, Am J Epidemiol 1974;99:325-332). It depends on what is taken to be causal, so "
    "it is a range."
)


def _first(found: PolicyComparison) -> tuple[str, ...]:
    return (said.SIDE_BY_SIDE, said.FOR_WHOM, said.drawn_words(found), said.classes_words(found), said.AT_START)


def _states(found: PolicyComparison) -> tuple[str, ...]:
    return tuple(measure.name.removeprefix("weeks:") for measure in found.measures if measure.name.startswith("weeks:"))


def _ladder(found: PolicyComparison) -> tuple[Part, ...]:
    picture = ladder_picture(found.ladder)
    return () if picture is None else (Part(pictures=(picture,)),)


def _population(found: PolicyComparison) -> tuple[Part, ...]:
    picture = area_picture(found)
    return () if picture is None else (Part(pictures=(picture,)),)


def _overview(found: PolicyComparison, states: tuple[str, ...]) -> tuple[Part, ...]:
    pictures = tuple(forest_picture(found, f"weeks:{state}") for state in states)
    return (Part(pictures=pictures),)


def _policy(found: PolicyComparison, policy: PolicyFound, states: tuple[str, ...]) -> Section:
    lead = (policy.about, said.care_words(policy), *said.why_words(found, policy))
    again = any(word.word == "more" and word.measure.startswith("new:") for word in policy.words)
    rows = tuple(
        (said.measure_words(found.measure(word.measure)), *(_cell(policy, arm.share, word.measure) for arm in policy.arms), word.word)
        for word in policy.words
    )
    header = ("", *(said.percent(share) for share in found.shares), "at every share")
    table = Table(f"Difference {said.per(found)}, with 95 % intervals", header, rows, stack=True)
    parts = [
        Part(pictures=tuple(course_picture(found, policy, state) for state in states)),
        Part(lead=(said.AGAIN,) if again else (), tables=(table,)),
        *(
            [Part("Which number matters most", pictures=tuple(tornado_picture(found, policy, each) for each in policy.tornados))]
            if policy.tornados
            else []
        ),
        Part("Its numbers, and where they come from", bullets=tuple(said.number_words(number) for number in policy.numbers)),
        *([Part(box_title="Found, and not counted", box=policy.left_out)] if policy.left_out else []),
    ]
    begins = f" (from week {policy.week})" if policy.week else ""
    return Section(f"policy-{policy.name}", f"{policy.label}{begins}", tuple(line for line in lead if line), tuple(parts))


def _cell(policy: PolicyFound, share: float, measure: str) -> str:
    row = next(arm for arm in policy.arms if arm.share == share).of(measure)
    simulated = said.simulated_words(row)
    more = said.relative(row)
    return said.difference_words(row) + (f", {more}" if more else "") + (f"; {simulated}" if simulated else "")


def _attributable(found: PolicyComparison) -> tuple[Part, ...]:
    header = ("where ...", "part", "at the ends of the ratio's interval", "ratio", "people exposed", "new cases exposed", "rows")
    return tuple(
        Part(
            said.attributable_title(part), tuple(said.attributable_words(part)[1:]),
            tables=(Table("Under each causal assumption", header, said.fraction_rows(part), stack=True),),
        )
        for part in found.attributable
    )  # fmt: skip


def _made(found: PolicyComparison) -> tuple[tuple[str, str], ...]:
    first = f", from {found.start}" if found.start else ""
    rows = [
        ("Horizon", f"{said.horizon(found.weeks)}{first}"),
        ("Causal shares", ", ".join(said.percent(share) for share in found.shares)),
        ("Draws behind each interval", str(found.draws) if found.draws else "none"),
        ("Simulated persons", str(found.persons) if found.persons else "none: the numbers are exact"),
        ("Seed", str(found.seed)),
        ("Nodes of each person effect", f"{found.nodes}"),
        *found.manifest,
    ]
    return tuple(rows)
