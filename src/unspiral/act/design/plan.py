"""A plan: which of many designs would see a stated link, and how large the smallest one is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from unspiral.act.design.asked import Asked
from unspiral.act.design.confirm import confirm
from unspiral.act.design.given import Given, refuse_inputs
from unspiral.act.design.judged import assumed, verdicts_of
from unspiral.act.design.pilot import Pilot, pilot_of
from unspiral.act.design.reach import Foreseen, Key, curves, fewest_days, fewest_people, foresee, merit, prospect, reaches
from unspiral.act.design.truth import Truth, check_link, rate_for, runaways, stated
from unspiral.errors import NotIdentified, SpecError
from unspiral.loop.model import Loop
from unspiral.records import Arrow, Fit, Verdict
from unspiral.records.design import Assigned, Confirmed, Design, StudyPlan

DRAWS = 40  # of a pilot
RUNAWAY = 0.05  # share of people whose own loop runs away from which nothing is planned

Tick = Callable[[str, int, int], None]


def design(
    link: Arrow,
    asked: Asked,
    *,
    loop: Loop | None = None,
    value: float | None = None,
    effect: tuple[float, float] | None = None,
    others: Mapping[Arrow, float] | None = None,
    differ: Mapping[Arrow, float] | None = None,
    rates: Mapping[str, float] | None = None,
    within: Mapping[str, float] | None = None,
    traits: Mapping[str, float] | None = None,
    errors: Mapping[str, float] | None = None,
    pilot: Fit | None = None,
    draws: int = DRAWS,
    studies: int = 0,
    seed: int = 1,
    workers: int = 1,
    progress: Tick | None = None,
) -> StudyPlan:
    """Plan a study that is to see one link between two processes, or what an input that the study gives does to one.

    The chance of seeing it is that of an interval around the estimate leaving out 0, with the standard error from the exact expected
    information of all numbers together, averaged over patterns of answers; where people are alike and the numbers are stated, the width of
    that interval moves with the estimates (``precision.power``), else it is taken to stay as it is.

    Of an input (``asked.given``) the effect of being assigned is planned for (intention to treat): what it does where taken, times the
    share that is taken. With a range of shares the plan holds for the smallest.

    Args:
        link: (cause, affected), to be seen.
        asked: designs, and what is wanted of them.
        loop: declared; left out with a pilot, which has its own.
        value: rate of the link per unit of time, of an input while it is taken; or ``effect``: standardised effect, and the lag after
            which.
        others: rates of other links; 0 where not given.
        differ: link -> standard deviation between people.
        rates, within, traits, errors: of each process, as ``truth.stated`` takes them; a pilot takes ``traits`` only.
        pilot: a fit whose numbers, with all their uncertainty, are taken to be true in place of stated ones.
        draws: loops drawn from the pilot; power is their mean.
        studies: made-up studies that confirm the chosen design; 0 for none. Of a pilot its drawn loops take turns in being true.
        seed: same seed, same plan, whatever the workers.
        workers, progress: side by side; called with (what, done, of).

    Returns:
        StudyPlan.

    Raises:
        SpecError: what is asked does not fit together.
        NotIdentified: the pilot carries nothing, the loop runs away, or too many people's own loops would.

    Source: docs/validation/act-design.md; tests/act/design/test_plan.py.
    """
    _check(link, asked, value, effect, min(seed, workers - 1, studies, draws - 2))
    given = _Given(dict(others or {}), dict(differ or {}), dict(rates or {}), dict(within or {}), dict(traits or {}), dict(errors or {}))
    truth, known = _truths(link, loop, value, effect, given, pilot, draws, asked.given)
    truth, most, assigned = _assigned(truth, link, asked.given)
    away = runaways(truth)
    if away > RUNAWAY:
        raise NotIdentified(
            f"Of {away:.0%} of such people the own loop would run away.", why="No study could follow people like that.",
            fix="a smaller spread: --vary", code="runaway-people",
        )  # fmt: skip

    def ticking(what: str) -> Callable[[int, int], None] | None:
        said = progress
        return None if said is None else lambda done, of: said(what, done, of)

    drawn = () if known is None else known.draws
    foreseen = foresee(truth, drawn, link, asked, most=most, seed=seed, workers=workers, tick=ticking("designs"))
    rows = tuple(
        prospect(foreseen, asked.design(*sizes), truth, asked) for sizes in product(asked.people, asked.days, asked.beeps, asked.compliance)
    )
    chosen = min((row for row in rows if reaches(row, asked)), key=lambda row: (row.design.prompts, row.design.people), default=None)
    best = chosen or max((row for row in rows if not row.why), key=lambda row: merit(row, asked), default=None)
    confirmed: Confirmed | None = None
    if studies and best is not None:
        confirmed = _tried(drawn or (truth,), link, best.design, asked, foreseen, studies, seed, workers, ticking("studies"))
    wanted_power, wanted_width = asked.wanted
    lag = effect[1] if effect is not None else 1.0
    plan = StudyPlan(
        link=link, value=truth.strength(link), standardised=(lag, truth.standardised(link, lag)), unit=truth.unit,
        level=asked.level, wanted_power=wanted_power, wanted_width=wanted_width, differ=dict(truth.differ), truth=truth.named(),
        draws=len(drawn), rows=rows, chosen=None if chosen is None else chosen.design,
        people=fewest_people(foreseen, truth, asked), days=fewest_days(foreseen, truth, asked), curves=curves(foreseen, truth, asked),
        confirmed=confirmed, seed=seed, given=assigned,
        assumptions=assumed(truth, asked.timetable(asked.beeps[0], asked.compliance[0]), pilot is not None), verdicts=(),
    )  # fmt: skip
    return replace(plan, verdicts=(*_said(known, draws), *verdicts_of(plan, away)))


def _check(link: Arrow, asked: Asked, value: float | None, effect: tuple[float, float] | None, least: int) -> None:
    """Refuse counts that cannot be (the least of them is below 0), and power to see what is not there."""
    if least < 0:
        raise SpecError("A seed or a number of studies below 0, no worker, or fewer than 2 draws.", fix="--seed 1 --workers 1")
    if asked.wanted[0] is not None and 0.0 in (value, None if effect is None else effect[0]):
        raise SpecError(
            f"{link[0]} -> {link[1]} is stated as 0, and no study can see what is not there.",
            why="Its power would be how often chance alone looks like a link; how narrowly a study pins a link of 0 down is its width.",
            fix=f"--link '{link[0]}->{link[1]}=0.1', or --width 0.1 without --power",
        )


def _tried(
    truths: tuple[Truth, ...], link: Arrow, one: Design, asked: Asked, foreseen: dict[Key, Foreseen], studies: int, seed: int,
    workers: int, tick: Callable[[int, int], None] | None,
) -> Confirmed:  # fmt: skip
    """One design on made-up studies."""
    of = foreseen[one.people == 1, one.beeps, one.compliance]
    se = [part.se(one.people, one.days) for part in of.draws or (of.at,)]
    return confirm(
        truths, link, one, asked.timetable(one.beeps, one.compliance), se, studies=studies, level=asked.level, seed=seed, workers=workers,
        tick=tick,
    )  # fmt: skip


def _assigned(truth: Truth, link: Arrow, given: Given | None) -> tuple[Truth, Truth | None, Assigned | None]:
    """Truths of being assigned, with the smaller and the larger share that is taken, from that of taking all."""
    if given is None:
        return truth, None, None
    most = truth.taken(given.most) if given.most > given.least else None
    return truth.taken(given.least), most, Assigned(given.name, given.block, given.least, given.most, truth.strength(link))


@dataclass(frozen=True, slots=True)
class _Given:
    others: dict[Arrow, float]
    differ: dict[Arrow, float]
    rates: dict[str, float]
    within: dict[str, float]
    traits: dict[str, float]
    errors: dict[str, float]


def _truths(
    link: Arrow,
    loop: Loop | None,
    value: float | None,
    effect: tuple[float, float] | None,
    given: _Given,
    pilot: Fit | None,
    draws: int,
    assigned: Given | None,
) -> tuple[Truth, Pilot | None]:
    """What is taken to be true: as stated, or as a pilot says."""
    for one, sd in given.differ.items():
        if not (math.isfinite(sd) and sd >= 0):
            raise SpecError(
                f"A spread of {sd:g} of {one[0]} -> {one[1]} is not a number from 0 on.", fix=f"--vary '{one[0]}->{one[1]}=0.1'"
            )
    for one, rate in {**given.others, **({} if value is None else {link: value})}.items():
        if not math.isfinite(rate):
            raise SpecError(f"A link {one[0]} -> {one[1]} of {rate:g} is not a number.", fix=f"--link '{one[0]}->{one[1]}=0.1'")
    if value is not None and effect is not None:
        raise SpecError("The link is stated twice: as a rate, and as an effect after a lag.", fix="leave one of them out.")
    differ = {one: sd for one, sd in given.differ.items() if sd > 0}
    if pilot is not None:
        if assigned is not None:
            raise SpecError(
                f"'{assigned.name}' is given, and a pilot carries a plan of links only.",
                why="What an input does is planned for from stated numbers.", fix="leave --fit out, and give --loop.",
            )  # fmt: skip
        if loop is not None or given.others or given.rates or given.within or given.errors or effect is not None:
            raise SpecError(
                "A pilot says what the loop and its numbers are.", why="Stated beside it, two truths would contradict each other.",
                fix="with --fit give only --link, --vary and --trait; or leave --fit out.",
            )  # fmt: skip
        known = pilot_of(pilot, link, value, draws=draws, differ=given.differ, traits=given.traits)
        return known.estimate, known
    if loop is None or (value is None and effect is None):
        raise SpecError("A plan needs a loop and the size of the link.", fix="--loop 'pain <-> depression' --link 'depression->pain=0.1'")
    refuse_inputs(loop, link, assigned)
    if assigned is not None and (differ or loop.vary_links):
        raise SpecError(
            "People are to differ in a link, and an input is given.", why="What an input does is planned for people with the same links.",
            fix="leave --vary and 'vary' out.",
        )  # fmt: skip
    effects = [(one.name, affected) for one in loop.inputs for affected in one.targets]
    check_link(link, [*((one.cause, one.affected) for one in loop.links), *effects])
    strengths = {**given.others, link: 0.0 if value is None else value}
    named = {(one.cause, one.affected) for one in loop.vary_links} - set(given.differ)
    if named:
        cause, affected = sorted(named)[0]
        raise SpecError(
            f"People are to differ in {cause} -> {affected}, and nobody says by how much.", fix=f"--vary '{cause}->{affected}=0.1'"
        )
    bare = replace(loop, vary_links=(), vary_levels=())
    truth = stated(
        bare, strengths, differ=differ, rates=given.rates, within=given.within, traits=given.traits, errors=given.errors,
        given="" if assigned is None else assigned.name,
    )  # fmt: skip
    return (truth if effect is None else rate_for(truth, link, *effect)), None


def _said(known: Pilot | None, draws: int) -> tuple[Verdict, ...]:
    if known is None:
        return ()
    if known.lost == 0.0:
        return known.said
    reason = f"Of {draws} loops that the pilot leaves possible {known.lost:.0%} run away; these are left out of the power."
    return (*known.said, Verdict("pilot-unstable", "caution", reason, "a longer pilot."))
