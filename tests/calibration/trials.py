"""Trials with one person, counted: false positives, power against trials that are analysed one by one, and how often intervals hold.

    OPENBLAS_NUM_THREADS=1 python -m tests.calibration.trials --budget 3600
    python -m tests.calibration.trials --only null-21
    python -m tests.calibration.trials --summary

Results go to build/calibrate-trials, a line a portion; run it again and it goes on where it stopped. Every portion has a seed of its own.
The search never begins at the truth: it begins at PLAN, numbers as a fit of another diary of the same person might have given them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy import ndarray

from unspiral.act.trial.analyse import analyse_trial
from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import alternatives, drawn, sampled, which_test
from unspiral.act.trial.case import case_of
from unspiral.act.trial.chance import bootstrap_p, estimate, nulls, randomisation_p, statistics, t_test
from unspiral.act.trial.exposure import exposures, response, settled
from unspiral.act.trial.gls import answering
from unspiral.act.trial.interval import held_against, sizes
from unspiral.act.trial.person import model_of
from unspiral.act.trial.plan import plan_trial, push_of
from unspiral.act.trial.power import Setting, analytic_power, made_up_trials, simulated_power
from unspiral.act.trial.refit import climb, first_curvature
from unspiral.records.trial import TrialPerson, TrialPlan

FOLDER = Path(__file__).resolve().parents[2] / "build" / "calibrate-trials"
DAYS, PORTION, MANY = 84, 50, 500
BOUND = 1.959964
FEW, SOME = 99, 199  # replicates of a bootstrap inside a count: a (1 + n) stays whole, so that the level is not moved
TEXT = "pain -> depression\ndepression -> pain"
TRUTH = {
    "self:pain": -0.8, "self:depression": -0.35, "link:pain->depression": 0.15, "link:depression->pain": 0.3, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.1, "diffusion:depression": 0.6, "level:pain": 5.0, "level:depression": 3.0, "error:pain": 0.4,
    "error:depression": 0.3,
}  # fmt: skip
PLAN = TRUTH | {
    "self:pain": -0.6, "self:depression": -0.5, "link:pain->depression": 0.05, "link:depression->pain": 0.2, "diffusion:pain": 0.9,
    "diffusion:pain,depression": 0.0, "diffusion:depression": 0.8, "level:pain": 4.8, "level:depression": 3.3, "error:pain": 0.6,
    "error:depression": 0.2,
}  # fmt: skip
PERSON = TrialPerson(TEXT, TRUTH, True, 1.0, (1.0, 1.0), "fit")
SLOW = TrialPerson(TEXT, TRUTH | {"self:pain": -0.25, "self:depression": -0.12, "link:pain->depression": 0.02,
                                  "link:depression->pain": 0.05}, True, 1.0, (1.0, 1.0), "fit")  # fmt: skip
OTHER = TrialPerson(TEXT, PLAN, True, 1.0, (1.0, 1.0), "fit")
# days, block, design, long-run shift of depression, share of on-days taken, share of days missed
DESIGNS = (
    (84, 7, "randomised", -2.0, 1.0, 0.0), (84, 14, "randomised", -2.0, 1.0, 0.0), (84, 21, "randomised", -2.0, 1.0, 0.0),
    (84, 3, "randomised", -3.0, 1.0, 0.0), (84, 7, "ab", -2.0, 1.0, 0.0), (112, 14, "alternating", -1.5, 1.0, 0.0),
    (84, 7, "randomised", -2.0, 0.8, 0.0), (84, 7, "randomised", -2.0, 1.0, 0.15), (126, 7, "randomised", -1.5, 0.8, 0.1),
    (56, 7, "ab", -2.5, 0.9, 0.1),
)  # fmt: skip


@dataclass(frozen=True)
class Study:
    """One count: so many portions of ``work``."""

    name: str
    portions: int
    work: Callable[[int], dict[str, Any]]


def null(block: int, k: int, design: str = "randomised") -> dict[str, Any]:
    """A portion of trials in which the treatment does nothing."""
    truth, model = model_of(PERSON), model_of(OTHER)
    values = made_up(truth, DAYS, PORTION, 17_000 + k, block)
    on = drawn(DAYS, block, design, 19_000 + k)
    mask = np.ones((DAYS, 2), dtype=bool)
    p, statistic = judged(model, values, mask, on, block, design, exposures(DAYS, ((0.0, 0.0),)), k, FEW)
    _, plain = t_test(values[:, :, 0], mask[:, 0], on)
    return {
        "p": [round(float(x), 5) for x in p],
        "plain": [round(float(x), 5) for x in plain],
        "z": [round(float(x), 4) for x in statistic],
    }


def judged(
    model: Any, values: ndarray, mask: ndarray, on: ndarray, block: int, design: str, exposure: ndarray, k: int, replicates: int
) -> tuple[ndarray, ndarray]:
    """p of each diary as the analysis gives it, all parameters estimated."""
    push = push_of(model, ["depression"])
    inverse = first_curvature(model, mask, 1)
    theta = climb(model, values, mask, np.tile(model.theta, (len(values), 1)), inverse)
    acting, days = exposure @ on, len(on)
    statistic = statistics(model, theta, push, values, mask, acting)
    if which_test(days, block, design) == "randomisation":
        others = alternatives(days, block, design, k)
        p = randomisation_p(model, theta, push, values, mask, exposure, on, others, sampled=sampled(days, block, design))
        return p, statistic
    first, second = nulls(model, theta, mask, acting, push, inverse, replicates=replicates, seed=1000 + k, stream=60 + block)
    p = np.array([bootstrap_p(float(s), a, b) for s, a, b in zip(statistic, first, second, strict=True)])
    return p, statistic


def setting(which: int) -> tuple[Setting, int, str]:
    """One of the ten designs, of a person whose numbers are known."""
    days, block, design, shift, adherence, missed = DESIGNS[which]
    model = model_of(PERSON)
    push = push_of(model, ["depression"])
    loops = answering(model, model.theta[None], push)
    size = shift / float(settled(loops.drift, loops.push, loops.loading)[0, 1])
    on = drawn(days, block, design, 5)
    return Setting(model, push, size, on, 0.0, 0.0, adherence, missed, 400 + which), block, design


def planned(which: int, k: int) -> dict[str, Any]:
    """The planned power of a design."""
    s, block, design = setting(which)
    if which_test(len(s.on), block, design) == "randomisation":
        others = alternatives(len(s.on), block, design, s.seed)
        s = replace(s, others=others, sampled=sampled(len(s.on), block, design))
    power, error = simulated_power(s, 0.05, 4000)
    return {"known": analytic_power(s, 0.05), "power": power, "error": error}


def brute(which: int, k: int) -> dict[str, Any]:
    """A portion of trials with the effect, each analysed for itself."""
    s, block, design = setting(which)
    mask = s.masks()[k % len(s.masks())]
    values = made_up_trials(s, PORTION, 70_000 + k)
    p, statistic = judged(s.model, values, mask, s.on, block, design, s.looked_at, k + 500, FEW)
    return {"p": [round(float(x), 5) for x in p], "z": [round(float(x), 4) for x in statistic]}


def many_null(block: int, k: int) -> dict[str, Any]:
    """Statistics alone of many trials without effect: cheap, so that their share beyond 1.96 is known far better than that of p."""
    truth, model = model_of(PERSON), model_of(OTHER)
    values, mask = made_up(truth, DAYS, MANY, 27_000 + k, block), np.ones((DAYS, 2), dtype=bool)
    theta = climb(model, values, mask, np.tile(model.theta, (MANY, 1)), first_curvature(model, mask, 1))
    acting = drawn(DAYS, block, "randomised", 29_000 + k).astype(float)[None]
    z = statistics(model, theta, push_of(model, ["depression"]), values, mask, acting)
    return {"z": [round(float(x), 3) for x in z]}


def looked(k: int) -> dict[str, Any]:
    """A trial without effect with an early look: p at the look and at the end."""
    plan = plan_trial(
        OTHER, treatment="walking", acts_on=["depression"], outcomes=["depression"], effect=-2.0, days=DAYS, block=7, seed=5_000 + k,
        look=True, simulations=0,
    )  # fmt: skip
    values = made_up(model_of(PERSON), DAYS, 1, 90_000 + k, 7)[0]
    found = [analyse_trial(plan, values[:reached], replicates=SOME) for reached in (plan.stop.look, DAYS)]
    return {"words": [each.word for each in found], "p": [each.p for each in found]}


def with_effect(person: TrialPerson, shift: float, block: int, k: int) -> tuple[TrialPlan, ndarray, ndarray, dict[str, float]]:
    """A plan by OTHER, a diary of ``person``, the direction of the push, and what it truly does: averages over the on-days, long run."""
    plan = plan_trial(
        OTHER, treatment="walking", acts_on=["depression"], outcomes=["depression", "pain"], effect=-2.0, days=DAYS, block=block,
        design="randomised", seed=3_000 + k, simulations=0,
    )  # fmt: skip
    truth = model_of(person)
    push = push_of(truth, ["depression"])
    loops = answering(truth, truth.theta[None], push)
    far = settled(loops.drift, loops.push, loops.loading)[0]
    size, on = shift / float(far[1]), np.array(plan.on)
    x = size * response(loops.kernel(DAYS), on.astype(float))[0]
    near = x[on == 1].mean(axis=0)
    true = {
        f"{name}-{what}": float(each[j])
        for what, each in (("on", near), ("far", size * far))
        for j, name in enumerate(("pain", "depression"))
    }
    return plan, made_up(truth, DAYS, 1, 80_000 + k, block)[0] + x, push, true


def cover(person: TrialPerson, shift: float, block: int, k: int) -> dict[str, Any]:
    """Do intervals hold the truth? An interval holds a size just where the diary is not ruled out among diaries made up with it."""
    plan, values, push, true = with_effect(person, shift, block, k)
    model = model_of(OTHER)
    c = case_of(model, values, np.array(plan.on), ((0.0, 0.0),), push, "bootstrap", plan.seed)
    both = estimate(model, c.values[None], c.answered, c.acting, push, c.inverse, blind=False)
    weight = sizes(c, both, push=1.0).size[0]
    tried = np.array(list(true.values())) / weight
    held = held_against(c, both, tried, FEW, 0.05)
    out: dict[str, Any] = {name: bool(held.out[j, j] <= 0.0) for j, name in enumerate(true)}
    return out | {f"{name}-bias": round(float(held.estimate[j]) - true[name], 4) for j, name in enumerate(true)}


def whole(shift: float, block: int, k: int) -> dict[str, Any]:
    """The same by whole analyses, from what is printed."""
    plan, values, _, true = with_effect(PERSON, shift, block, k)
    found = analyse_trial(plan, values, replicates=SOME)
    out: dict[str, Any] = {"p": found.p, "word": found.word}
    for e in found.effects:
        for what, got in (("on", e.on_days), ("far", e.long_run)):
            low, high = (-np.inf if got.low is None else got.low), (np.inf if got.high is None else got.high)
            name = f"{e.outcome}-{what}"
            out[name] = bool(low <= true[name] <= high)
            out[f"{name}-bias"] = round(float(got.estimate - true[name]), 4)
            out[f"{name}-ends"] = [got.low, got.high]
    return out


def studies() -> list[Study]:
    """All of them, the bars first."""
    found = [Study(f"null-{b}", 5000 // PORTION, lambda k, b=b: null(b, k)) for b in (21, 14, 7, 3)]
    found += [Study(f"planned-{w}", 1, lambda k, w=w: planned(w, k)) for w in range(len(DESIGNS))]
    found += [Study(f"brute-{w}", 2000 // PORTION, lambda k, w=w: brute(w, k)) for w in range(len(DESIGNS))]
    found += [Study(f"statistics-{b}", 40, lambda k, b=b: many_null(b, k)) for b in (14, 21)]
    found += [Study("looks", 400, looked)]
    found += [Study(f"cover-{b}", 400, lambda k, b=b: cover(PERSON, -2.0, b, k)) for b in (3, 7, 14, 21)]
    found += [Study(f"coversmall-{b}", 400, lambda k, b=b: cover(PERSON, -0.5, b, k)) for b in (7, 14)]
    found += [Study(f"coverslow-{b}", 400, lambda k, b=b: cover(SLOW, -2.0, b, k)) for b in (7, 14)]
    found += [Study(f"whole-{b}", 400, lambda k, b=b: whole(-2.0, b, k)) for b in (3, 7, 14, 21)]
    return found


def known(study: Study, folder: Path) -> dict[int, dict[str, Any]]:
    """Portions that are done."""
    path = folder / f"{study.name}.jsonl"
    if not path.exists():
        return {}
    found: dict[int, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:  # cut off by an interruption
            continue
        found[row["portion"]] = row
    return found


def known_of(name: str, folder: Path) -> list[dict[str, Any]]:
    """Portions of the count of p that belongs to a count of statistics."""
    own = name.replace("statistics", "null")
    return [row for s in studies() if s.name == own for row in known(s, folder).values()]


def summary(folder: Path) -> list[str]:
    """A line for each study that has results."""
    lines: list[str] = []
    for s in studies():
        rows = known(s, folder)
        if not rows:
            continue
        if s.name.startswith("planned"):
            lines.append(f"{s.name}: known {rows[0]['known']:.3f}, planned {rows[0]['power']:.3f} (error {rows[0]['error']:.3f})")
        elif s.name.startswith("statistics"):
            z = np.abs(np.concatenate([row["z"] for row in rows.values()]))
            share = float((z > BOUND).mean())
            line = f"{s.name}: {len(z)} trials, |z| > 1.96 in {share:.4f} (error {np.sqrt(share * (1 - share) / len(z)):.4f})"
            beside = [
                (p <= 0.05) * 1.0 - (abs(x) > BOUND) for row in known_of(s.name, folder) for p, x in zip(row["p"], row["z"], strict=True)
            ]
            if beside:
                error = np.hypot(np.std(beside) / np.sqrt(len(beside)), np.sqrt(share * (1 - share) / len(z)))
                line += f"; p <= 0.05 by control variate {share + np.mean(beside):.4f} (error {error:.4f}, {len(beside)} pairs)"
            lines.append(line)
        elif s.name == "looks":
            said = [row["words"] for row in rows.values()]
            lines.append(f"looks: {len(said)} trials, clear at the look {sum(w[0] == 'clear' for w in said)}, at either reading "
                         f"{sum('clear' in w for w in said)}")  # fmt: skip
        elif s.name.startswith(("cover", "whole")):
            for key in [k for k in rows[min(rows)] if k.endswith(("-on", "-far"))]:
                hits = [row[key] for row in rows.values()]
                bias = np.median([row[f"{key}-bias"] for row in rows.values()])
                lines.append(f"{s.name}: {key} holds in {np.mean(hits):.3f} of {len(hits)}, median bias {bias:.3f}")
        else:
            p = np.concatenate([row["p"] for row in rows.values()])
            share = float((p <= 0.05).mean())
            error = np.sqrt(share * (1 - share) / len(p))
            more = ""
            if "plain" in rows[min(rows)]:
                plain = np.concatenate([row["plain"] for row in rows.values()])
                more = f"; t-test {(plain <= 0.05).mean():.4f}"
            lines.append(f"{s.name}: {len(p)} trials, p <= 0.05 in {share:.4f} (error {error:.4f}){more}")
    return lines


def main() -> int:
    """Run what is missing until the budget is spent: the first portion of every study, then the second of each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--budget", type=float, default=3600.0)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--summary", action="store_true")
    asked = parser.parse_args()
    begun, folder = monotonic(), asked.out
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [s for s in studies() if not asked.only or any(s.name == word or s.name.startswith(word + "-") for word in asked.only)]
    done = {s.name: known(s, folder) for s in chosen}
    for k in [] if asked.summary else range(max(s.portions for s in chosen)):
        for s in chosen:
            if k >= s.portions or k in done[s.name] or monotonic() - begun > asked.budget:
                continue
            at = monotonic()
            row = s.work(k) | {"portion": k}
            row["seconds"] = round(monotonic() - at, 2)
            with (folder / f"{s.name}.jsonl").open("a", encoding="utf-8") as out:
                out.write("\n" * (out.tell() > 0) + json.dumps(row))
    sys.stdout.write("\n".join(summary(folder)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
