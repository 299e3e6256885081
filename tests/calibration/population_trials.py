"""Two trials inside the packaged population: what they would have found there, beside what they found.

To write the table of docs/validation/population.md anew:

python -m tests.calibration.population_trials --write
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.optimize import brentq
from tests.calibration.page_part import POPULATION, PagePart
from tests.calibration.population_targets import NAME

from unspiral.act.population.seen import Seen
from unspiral.evidence.policy_file import of_shares
from unspiral.evidence.population_file import packaged, scenarios
from unspiral.evidence.tables import treatments
from unspiral.loop.episodes import Episodes

PART = PagePart(POPULATION, "<!-- trials: tests/calibration/population_trials.py -->", "<!-- end of trials -->")
States = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial as the population can be put through it.

    Args:
        row: of its ratio.
        words: of it.
        hazard: that the care multiplies.
        who: states of those who are taken in.
        over: states in which somebody counts as better at the end.
        usual: course of usual care.
        days: until the end.
        control: share of the trial's control arm that was better.
    """

    row: str
    words: str
    hazard: str
    who: tuple[States, ...]
    over: States
    usual: str
    days: float
    control: float


BOTH = (("pain", ("chronic",)), ("depression", ("episode",)))
TRIALS = (
    Trial("T033", "no depression after 12 months", "depression ends", BOTH, ("depression", ("none",)), "mood care", 365.25, 21 / 127),
    Trial("T023", "no chronic pain after 26 weeks", "chronic pain ends", BOTH[:1], ("pain", ("none", "acute")), "pain care", 182.0, 0.441),
)


def arms(episodes: Episodes, trial: Trial, ratio: float, *, usual: bool) -> tuple[float, float]:
    """Shares of those taken in who are better at the end, without the care and with it for the whole time.

    The same people in both arms: in those states at the first week, and not in usual care of that side.

    Args:
        episodes: at a causal share.
        trial: which.
        ratio: of hazards, by which the care multiplies.
        usual: whether people of the control arm begin usual care of that side as declared; else nobody has it in either.
    """
    seen = Seen(episodes)
    taken = np.all([*(seen.among(course, *states) for course, states in trial.who), seen.among(trial.usual, "off")], axis=0)
    start = np.asarray(seen.now) * taken
    outcomes: list[float] = []
    for factor, beside in ((1.0, usual), (ratio, False)):
        hazards = tuple(
            replace(h, per_year=h.per_year * (factor if h.name == trial.hazard else 1.0))
            if beside or h.name != f"{trial.usual} begins"
            else replace(h, per_year=0.0)
            for h in episodes.hazards
        )
        arm = Seen(replace(episodes, hazards=hazards))
        after = np.asarray(arm.stay(start, np.zeros(len(taken), dtype=bool), trial.days))
        outcomes.append(float(after[..., arm.among(trial.over[0], *trial.over[1])].sum() / start.sum()))
    return outcomes[0], outcomes[1]


@cache
def found() -> list[tuple[Trial, float, bool, float, float, float, float]]:
    """Of each trial, causal share and comparator: both arms, the ratio of hazards used, the one that would give the trial's ratio."""
    figures = {row.id: row.figure for row in treatments()}
    out: list[tuple[Trial, float, bool, float, float, float, float]] = []
    for trial in TRIALS:
        estimate = figures[trial.row].estimate
        assert estimate is not None
        used = of_shares(estimate.value, trial.control)
        for share, episodes in scenarios(packaged(NAME), NAME).items():
            for usual in (False, True):
                low, high = arms(episodes, trial, used, usual=usual)

                def off(
                    x: float, episodes: Episodes = episodes, trial: Trial = trial, usual: bool = usual, want: float = estimate.value
                ) -> float:
                    a, b = arms(episodes, trial, math.exp(x), usual=usual)
                    return b / a - want

                need = math.exp(brentq(off, -1.0, 4.0, xtol=1e-6))
                out.append((trial, share, usual, low, high, used, need))
    return out


def table() -> str:
    """Both trials, at each causal share."""
    figures = {row.id: row.figure for row in treatments()}
    lines = [
        "| row | better is | share causal | beside | control arm, trial | here | ratio, trial (95 %) | here | here to trial"
        " | ratio of hazards used | that would give the trial's |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for trial, share, usual, low, high, used, need in found():
        figure = figures[trial.row]
        assert figure.estimate is not None and figure.low is not None and figure.high is not None
        beside = "usual care as declared" if usual else "no care"
        wanted = f"{figure.estimate.text} ({figure.low.text} to {figure.high.text})"
        lines.append(
            f"| {trial.row} | {trial.words} | {share:g} | {beside} | {100 * trial.control:.1f} % | {100 * low:.1f} % | {wanted} "
            f"| {high / low:.2f} | {high / low / figure.estimate.value:.2f} | {used:.2f} | {need:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    PART.main(table)
