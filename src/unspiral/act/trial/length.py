"""How long a trial takes: as asked, or the shortest one with enough power."""

from __future__ import annotations

from dataclasses import dataclass, replace

from unspiral.act.trial.blocks import alternatives, count_blocks, drawn, sampled, which_test
from unspiral.act.trial.exposure import response
from unspiral.act.trial.gls import answering
from unspiral.act.trial.power import Setting, analytic_power, simulated_power, standard_error
from unspiral.act.trial.stop import ALPHA, BLOCKS_FOR_LOOK, stop_rule
from unspiral.errors import SpecError
from unspiral.records import Verdict
from unspiral.records.trial import Power, StopRule

SIMULATIONS = 1000
WANTED = 0.8  # power that a length is chosen for
TARGETS = (0.8, 0.88, 0.93, 0.97)  # by formula, one after another, until the simulated power is WANTED
BLOCKS = (3, 7, 14, 21)
LONGEST = 182  # days that a plan is stretched to
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan was asked for.

    Args:
        days, block, design, simulations, look: as for ``plan_trial``.
        outcome: indicator that decides.
        better: "lower" or "higher".
        level_known: whether the usual level of the outcome is known.
        most: highest adherence.
    """

    days: int | None
    block: int | None
    design: str
    simulations: int
    outcome: int
    look: bool
    better: str
    level_known: bool
    most: float


def settled_on(free: Setting, asked: Wanted) -> tuple[int, int, tuple[Verdict, ...], StopRule, Power]:
    """Length, block, what is said of them, rule and power.

    A length that is chosen by formula is stretched until simulation agrees that it is enough.

    Args:
        free: of the trial, its days not settled yet.
        asked: what was asked for.
    """
    design, found = asked.design, None
    for wanted in TARGETS:
        length, size, chosen = _length(free, asked.days, asked.block, design, wanted, look=asked.look)
        if found is not None and found[:2] == (length, size):
            continue
        by_order = which_test(length, size, design) == "randomisation"
        setting = replace(
            free, on=drawn(length, size, design, free.seed), sampled=by_order and sampled(length, size, design),
            others=alternatives(length, size, design, free.seed) if by_order else None,
        )  # fmt: skip
        level = float(free.model.system.level[0, asked.outcome]) if asked.level_known else None
        rule = stop_rule(
            free.model, asked.outcome, setting.on, size, free.seed, look=asked.look, better=asked.better, level=level, missed=free.missed
        )  # fmt: skip
        known = analytic_power(setting, rule.final)
        estimated, error = simulated_power(setting, rule.final, asked.simulations) if asked.simulations else (None, 0.0)
        most = known if asked.most == free.adherence else analytic_power(replace(setting, adherence=asked.most), rule.final)
        found = length, size, chosen, rule, Power(known, estimated, error, asked.simulations, _width(setting, asked.outcome), most)
        if estimated is None or estimated >= WANTED or (asked.days is not None and asked.block is not None) or chosen[0].level == "caution":
            break
    assert found is not None  # TARGETS is not empty
    return found


def _width(setting: Setting, outcome: int) -> float:
    s = setting
    x = response(answering(s.model, s.model.theta[None], s.push).kernel(len(s.on)), s.exposure @ s.on)[0, :, outcome]
    return 2.0 * 1.96 * standard_error(s) * abs(float(x[s.on == 1].mean()))


def _length(
    setting: Setting, days: int | None, block: int | None, design: str, wanted: float, *, look: bool
) -> tuple[int, int, tuple[Verdict, ...]]:  # fmt: skip
    """Days and block as given, or the shortest trial with enough power; blocks no shorter than what fades within them, where that goes."""
    if days is not None and days > MOST_DAYS:
        size = 7 if block is None else block
        raise SpecError(
            f"{days} days are more than a trial with one person is planned for here ({MOST_DAYS}).",
            fix=f"--days {size * max(4, min(84, MOST_DAYS) // size)} --block {size}" if 4 * size <= MOST_DAYS else "--days 84 --block 7",
        )  # fmt: skip
    if days is not None and block is not None:
        count_blocks(days, block, design)
        return days, block, ()
    tried: list[tuple[int, int, float]] = []
    least = BLOCKS_FOR_LOOK if look and (days is None or any(days % b == 0 and days // b >= BLOCKS_FOR_LOOK for b in BLOCKS)) else 4
    for size in (block,) if block is not None else BLOCKS:
        if not 1 <= size <= MOST_DAYS // 4:
            raise SpecError(f"Blocks of {size} days make no trial of at most {MOST_DAYS} days.", fix="--block 7 --days 84")
        few = least if least * size <= MOST_DAYS else 4
        for length in (days,) if days is not None else range(few * size, max(LONGEST, few * size) + 1, 2 * size):
            if length % size or length // size < few:
                continue
            power = analytic_power(replace(setting, on=drawn(length, size, design, setting.seed)), ALPHA)
            tried.append((length, size, power))
            if power >= wanted:
                break
    if not tried:
        assert days is not None  # without days every block has a length
        count_blocks(days, BLOCKS[0] if block is None else block, design)
        near = max(28, 7 * round(days / 7))
        raise SpecError(f"{days} days are not whole blocks of {', '.join(map(str, BLOCKS))} days.", fix=f"--days {near} --block 7")
    enough = [t for t in tried if t[2] >= wanted]
    best = min(enough) if enough else max(tried, key=lambda t: (t[2], -t[0]))
    said = f"{best[0]} days in blocks of {best[1]} were chosen: by formula the power is {100 * best[2]:.0f} %."
    if enough:
        return best[0], best[1], (Verdict("length-chosen", "ok", said),)
    reason = f"No length up to {max(t[0] for t in tried)} days gives a power of {100 * wanted:g} % by formula. {said}"
    return (
        best[0],
        best[1],
        (Verdict("length-chosen", "caution", reason, "Name a larger effect only if it is expected; else a trial here tells little."),),
    )
