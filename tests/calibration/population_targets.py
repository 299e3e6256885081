"""Every hard target of the packaged tables in the packaged population, at each causal share.

To write the tables of docs/validation/population.md anew:

python -m tests.calibration.population_targets --write
"""

from __future__ import annotations

from functools import cache

import numpy as np
from tests.calibration.page_part import POPULATION, PagePart
from tests.calibration.population_tails import durations, law, links_cut, uneven

from unspiral.act.population.seen import Seen
from unspiral.act.population.targets import Goal, goals_of
from unspiral.act.population.twins import ladder
from unspiral.evidence.finding import Target
from unspiral.evidence.population_aims import read_search
from unspiral.evidence.population_file import packaged, read_episodes, scenarios
from unspiral.evidence.tables import epidemiology

NAME = "back-pain-depression"
PART = PagePart(POPULATION, "<!-- tables: tests/calibration/population_targets.py -->", "<!-- end of tables -->")
FINE = 21  # nodes of each person effect: near a normal law

# Hard rows that this population does not see, and why. Rows that it restates are worked out below.
NOT_SEEN = {
    "E038": "depression has no degrees of severity here: an episode or none",
    "E039": "as E038",
    "E042": "distress among patients, a questionnaire's score; no state here is distress",
    "E043": "as E042",
    "E058": "a slope of symptom scores between waves within persons; episodes have no score (loops of symptoms do: `act/whatif`)",
    "E059": "as E058",
    "E060": "as E058",
    "E061": "as E058",
    "E062": "an autoregression of a score within persons; as E058",
    "E063": "as E062",
    "E064": "as E062",
    "E065": "as E062",
    "E070": "mean pain from 0 to 100; states are none, acute and chronic, and no row says how much each of them hurts at each time",
    "E071": "as E070",
    "E072": "as E070",
    "E073": "as E070",
    "E074": "as E070",
    "E075": "as E070",
    "E076": "as E070",
    "E077": "as E070",
    "E132": "moments of a day; the shortest thing here is a state that lasts weeks",
    "E133": "intensity of a moment; as E132",
}
# Why a target lies outside its interval, where it does.
OUTSIDE = {
    "E009": "Canada's share at a moment and Germany's within a year (E006, searched for) do not go together here: with recovery as E078"
    " and E079 have it, who was in chronic pain within a year mostly still is. Countries and questions differ",
    "E010": "Canada has more depression among those in chronic pain than Germany (14.2 %, X002), and E008 was searched for",
    "E011": "as E010: 5.9 % of the pain-free in Canada, 4.7 % of those without chronic pain in Germany (X003)",
    "E029": "E030 is met and the ratio of the two (E040) lies in the lower part of its interval, so that the level of the depressed is"
    " below the row's. The row has no interval and no number of depressed people: the one shown is an assumption",
}

# Rows that no number was searched for with, and that restate rows that were: agreement with them is no success of its own.
RESTATE = {"E092": "E088, the same curve", "E082": "E084 and E087, one curve", "E083": "E084 and E087, one curve"}

# What stands above tables that need a word.
CUT = "Both links cut, the numbers of each share held: what is left is shared liability.", ""
LASTS = "E031, E094, E096 and E103 are soft rows and no targets. Everybody as they are at the first week; nobody dies.", ""
UNEVEN = "In whom pain begins, with the seven classes of each effect.", ""
LAW = "What mood-care would be expected to change, all of the cohorts' ratios causal, ten years, per 100,000 people.", ""


@cache
def found() -> dict[float, tuple[Seen, tuple[Goal, ...], tuple[float, ...]]]:
    """At each causal share: the population, its targets, and what it shows of each."""
    text = packaged(NAME)
    goals = goals_of(read_search(text, NAME, read_episodes(text, NAME)).aims)
    out: dict[float, tuple[Seen, tuple[Goal, ...], tuple[float, ...]]] = {}
    for share, episodes in scenarios(text, NAME).items():
        seen = Seen(episodes)
        out[share] = seen, goals, tuple(float(goal.look(seen)) for goal in goals)
    return out


@cache
def hard() -> dict[str, Target]:
    """Rows that are marked hard."""
    return {row.id: row for row in epidemiology() if row.target_type == "hard"}


def shown(value: float, goal: Goal) -> str:
    """A share in per cent, days, or a ratio."""
    return f"{100.0 * value:.1f} %" if goal.scale == "share" else f"{value:.0f}" if goal.scale == "time" else f"{value:.2f}"


def inside(goal: Goal, value: float) -> bool:
    """Whether the population shows it within its interval."""
    return goal.low <= value <= goal.high


def rows(*, held_out: bool, is_hard: bool) -> list[str]:
    """Lines of a table of targets."""
    goals = next(iter(found().values()))[1]
    lines = ["| row | target | wanted (95 %) | none causal | half | all | |", "|---|---|---|---|---|---|---|"]
    for k, goal in enumerate(goals):
        if goal.held_out is not held_out or (goal.row in hard()) is not is_hard or goal.row in RESTATE:
            continue
        reached = [found()[share][2][k] for share in (0.0, 0.5, 1.0)]
        verdict = "" if all(inside(goal, x) for x in reached) else "**outside**"
        wanted = f"{shown(goal.value, goal)} ({shown(goal.low, goal)} to {shown(goal.high, goal)})"
        lines.append(f"| {goal.row} | {goal.name} | {wanted} | {' | '.join(shown(x, goal) for x in reached)} | {verdict} |")
    return lines


def one_curve() -> list[str]:
    """Rows that are held out in the file and are points of curves that were searched for."""
    lines = ["| row | target | from | wanted (95 %) | none causal | half | all |", "|---|---|---|---|---|---|---|"]
    for k, goal in enumerate(next(iter(found().values()))[1]):
        if goal.row in RESTATE:
            reached = [shown(found()[share][2][k], goal) for share in (0.0, 0.5, 1.0)]
            wanted = f"{shown(goal.value, goal)} ({shown(goal.low, goal)} to {shown(goal.high, goal)})"
            lines.append(f"| {goal.row} | {goal.name} | {RESTATE[goal.row]} | {wanted} | {' | '.join(reached)} |")
    return lines


def restated() -> list[str]:
    """Rows that were worked out from others that are searched for."""
    lines = ["| row | from | wanted | none causal | half | all |", "|---|---|---|---|---|---|"]
    by_row = {share: {goal.row: x for goal, x in zip(one[1], one[2], strict=True)} for share, one in found().items()}

    def line(row: str, origin: str, values: list[float]) -> str:
        return f"| {row} | {origin} | {hard()[row].figure.estimate.value:.3g} | {' | '.join(f'{x:.3g}' for x in values)} |"

    shares = (0.0, 0.5, 1.0)
    three = [[by_row[s][row] for row in ("E006", "E007", "E008")] for s in shares]
    for row, formula in (
        ("X001", lambda a, b, both: both * (1.0 - a - b + both) / ((a - both) * (b - both))),
        ("X002", lambda a, b, both: both / a),
        ("X003", lambda a, b, both: (b - both) / (1.0 - a)),
        ("X005", lambda a, b, both: both / b),
    ):
        lines.append(line(row, "E006 to E008", [formula(*one) for one in three]))
    still = [[1.0, *(1.0 - by_row[s][row] for row in ("E088", "E089", "E090", "E091"))] for s in shares]
    for k, (row, months) in enumerate((("X016", 3.0), ("X017", 3.0), ("X018", 6.0), ("X019", 12.0))):
        lines.append(line(row, "E088 to E091", [float(np.log(one[k] / one[k + 1])) / months for one in still]))
    return lines


def readings() -> list[str]:
    """The ladder with another reading of the exposure."""
    rungs = ("all people (E050: 1.31 to 2.05)", "all pairs (E051: 1.13 to 2.69)", "fraternal (E052: 1.39 to 4.08)")
    lines = [
        f"| depression is read as | share causal | {' | '.join(rungs)} | identical (E053: 0.42 to 2.05) |",
        "|---|---|---|---|---|---|",
    ]
    for words in ("ever", "now"):
        for share, (seen, _, _) in found().items():
            low = seen.earlier("depression") if words == "ever" else seen.among("depression", "episode")
            one = ladder(seen, low, seen.earlier("pain"))
            lines.append(f"| {words} | {share:g} | {one.people:.2f} | {one.pairs:.2f} | {one.fraternal:.2f} | {one.identical:.2f} |")
    return lines


def classes() -> list[str]:
    """How much hangs on person effects being classes."""
    lines = ["| share causal | searched for, inside with 7 nodes | with 21 | outside with 21 |", "|---|---|---|---|"]
    text = packaged(NAME)
    for share, episodes in scenarios(text, NAME).items():
        _, goals, reached = found()[share]
        fine = Seen(episodes, nodes=FINE)
        used = [k for k, goal in enumerate(goals) if not goal.held_out]
        other = {k: float(goals[k].look(fine)) for k in used}
        out = [f"{goals[k].row} {shown(other[k], goals[k])}" for k in used if not inside(goals[k], other[k])]
        coarse = sum(inside(goals[k], reached[k]) for k in used)
        lines.append(f"| {share:g} | {coarse} of {len(used)} | {len(used) - len(out)} of {len(used)} | {', '.join(out) or 'none'} |")
    return lines


def tables() -> str:
    """All tables of the page."""
    out = ["## Searched for (in sample), hard rows", "", *rows(held_out=False, is_hard=True)]
    out += ["", "## Held out, hard rows", "", *rows(held_out=True, is_hard=True), ""]
    out += [f"- {row}: {why}." for row, why in OUTSIDE.items()]
    out += ["", "## Held out, soft rows", "", *rows(held_out=True, is_hard=False)]
    out += ["", "## Rows that restate others", "", *restated(), "", *one_curve()]
    out += ["", "## Hard rows that this population does not see", "", "| row | quantity | why not |", "|---|---|---|"]
    out += [f"| {row} | {hard()[row].quantity} | {why} |" for row, why in NOT_SEEN.items()]
    out += ["", "## Two readings of the co-twin study", "", *readings()]
    out += ["", "## Links cut", "", *CUT, *links_cut()]
    out += ["", "## How long depression lasts", "", *LASTS, *durations()]
    out += ["", "## Classes of person effects", "", *classes(), "", *UNEVEN, *uneven(), "", *LAW, *law()]
    return "\n".join(out)


if __name__ == "__main__":
    PART.main(tables)
