#!/usr/bin/env python3
"""The packaged example: the diary of one person who does not exist, simulated from stated numbers.

    python scripts/make_example_diary.py            write the diary
    python scripts/make_example_diary.py --choose   how the seed was chosen (a few minutes)

Every number of the diary is made up. The truth below is what a learner should find again, within its intervals.
"""

from __future__ import annotations

import argparse
import datetime
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Person, Source

Array = NDArray[np.float64]

OUT = Path(__file__).resolve().parents[1] / "src" / "unspiral" / "evidence" / "examples" / "diary.csv"
SEED = 15  # by the rule in ``choose``
CANDIDATES = range(1, 61)
FIRST = datetime.date(2024, 1, 8)
EVENINGS = 196
AWAY = ((61, 71), (128, 133))  # a holiday and a week in bed: no diary
MISSED = 0.08  # chance that any other evening was missed
SKIPPED = 0.02  # chance that one answer was left out
FORTNIGHT = 14

# Sleep follows pain and drives nothing, so that the loop of pain and depression alone is exactly the truth of those two. Company lifts the
# mood more than anything in life is known to: a strong push from outside, at times drawn by lot, is what lets so few evenings tell.
LOOP = """
pain <-> depression
pain -> sleep_problem
company => depression (sustained)
"""
TRUTH = {
    "self:pain": -0.6,
    "self:depression": -0.4,
    "self:sleep_problem": -0.9,
    "link:pain->depression": 0.4,
    "link:depression->pain": 0.3,
    "link:pain->sleep_problem": 0.3,
    "diffusion:pain": 1.5,
    "diffusion:pain,depression": 0.0,
    "diffusion:depression": 0.5,
    "diffusion:pain,sleep_problem": 0.0,
    "diffusion:depression,sleep_problem": 0.0,
    "diffusion:sleep_problem": 3.0,
    "level:pain": 6.0,
    "level:depression": 7.0,
    "level:sleep_problem": 4.5,
    "error:pain": 0.15,
    "error:depression": 0.15,
    "error:sleep_problem": 0.4,
    "input:company->depression": -0.8,
}
LEARNED = "pain <-> depression\ncompany => depression (sustained)"


def plan(seed: int) -> tuple[Array, Array]:
    """Which evenings were answered, and whether a friend was staying: in one fortnight of each two, drawn by lot."""
    random = np.random.default_rng([seed, 0, 7])
    kept = random.random(EVENINGS) >= MISSED
    kept[0] = True
    for first, last in AWAY:
        kept[first:last] = False
    pairs = [random.permutation([0.0, 1.0]) for _ in range(EVENINGS // (2 * FORTNIGHT))]
    company = np.repeat(np.concatenate(pairs), FORTNIGHT)
    return np.flatnonzero(kept).astype(float), company[kept]


def diary(seed: int) -> Panel:
    """The answers as a person gives them: whole numbers from 0 to 10."""
    time, company = plan(seed)
    choices = Choices(traits=False, error=True, t0="stationary", means="constant", families={})
    made = simulate(parse(LOOP), TRUTH, [time], seed=seed, choices=choices, unit="day", inputs=[company[:, None]], missing=SKIPPED)
    person = made.persons[0]
    answers = np.clip(np.round(person.values), 0.0, 10.0) + 0.0  # -0 is 0
    return Panel((Person("1", person.time, answers, person.inputs),), made.indicators, made.inputs, "day", Source("diary", "", len(time)))


def as_csv(made: Panel) -> str:
    """A plain table, a line an evening."""
    person = made.persons[0]
    lines = [",".join(["date", *made.indicators, *made.inputs])]
    for time, values, given in zip(person.time, person.values, person.inputs):
        day = (FIRST + datetime.timedelta(days=int(time))).isoformat()
        lines.append(",".join([day, *("" if np.isnan(v) else f"{v:.0f}" for v in values), *(f"{u:.0f}" for u in given)]))
    return "\n".join(lines) + "\n"


def choose() -> int:
    """The seed whose diary gives the most middling answer, never the prettiest.

    Of the candidates whose fit raises no caution, the one whose two effects (standardised, after one day) lie nearest to their
    medians over all candidates, in units of their median absolute deviations. The words given to all of them are counted and printed.
    """
    from unspiral.learn.fit_ml import fit_ml

    loop = parse(LEARNED)
    effects: list[list[float]] = []
    words: Counter[tuple[str, ...]] = Counter()
    quiet: list[bool] = []
    for seed in CANDIDATES:
        fit = fit_ml(diary(seed), loop)
        links = fit.direction.links.values()
        effects.append([link.effect.estimate for link in links])
        words[tuple(link.word for link in links)] += 1
        quiet.append(all(verdict.level == "ok" for verdict in fit.verdicts))
        said = "; ".join(f"{link.word} {link.effect.estimate:+.2f}" for link in links)
        print(f"seed {seed}: {said}{'' if quiet[-1] else ' (with a caution)'}", flush=True)
    found = np.array(effects)
    middle = np.median(found, axis=0)
    apart = (((found - middle) / np.median(np.abs(found - middle), axis=0)) ** 2).sum(axis=1)
    best = int(np.argmin(np.where(quiet, apart, np.inf)))
    for pair, count in words.most_common():
        print(f"{count:3d} of {len(found)}: pain -> depression {pair[0]}; depression -> pain {pair[1]}")
    print(f"{sum(quiet)} raise no caution; medians {middle.round(3)}; most middling: seed {CANDIDATES[best]}, {found[best].round(3)}")
    return CANDIDATES[best]


def main() -> None:
    """Write the diary, or show how its seed was chosen."""
    asked = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    asked.add_argument("--choose", action="store_true", help="try every candidate seed and say which is the most middling")
    asked.add_argument("-o", "--out", type=Path, default=OUT)
    given = asked.parse_args()
    if given.choose:
        choose()
        return
    given.out.write_text(as_csv(diary(SEED)), encoding="utf-8", newline="\n")
    print(f"wrote {given.out}")


if __name__ == "__main__":
    main()
