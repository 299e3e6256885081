"""What would be expected of a push that depends on the state."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.bands import effect_of, ends
from unspiral.act.believed import estimated
from unspiral.act.caution import assumed, assumed_of_delay, input_verdicts, refuse, refuse_unplaced
from unspiral.act.response import Response, solved
from unspiral.act.whatif.asked import Adherence, Kinds, adherence_of, amounts_of, can_be_held, known_processes, number
from unspiral.act.whatif.assumed import assumed_of_adherence, assumed_of_rule
from unspiral.act.whatif.ground import Ground, acting, ground_of, horizon_of, shares, with_fading
from unspiral.act.whatif.play import Played, Scene, mean_path, play, together
from unspiral.act.whatif.told import told
from unspiral.errors import SpecError
from unspiral.learn.discretise import held_steps
from unspiral.learn.stationary import stationary_many
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Fit, Verdict, WhatIf
from unspiral.records.whatif import MonteCarlo, Rule
from unspiral.units import count

DRAWS = 200
FEWEST, MOST = 128, 4096  # persons simulated in every draw
SMALL = 0.1  # a Monte-Carlo error up to this part of half an interval is small: it widens one by 2 in 100 at most
SETTLED = 5.0  # recoveries after the horizon until the long run is looked at
LONGEST = 2000  # looks of a path
BEYOND = 500  # looks after its end, at most


def policy(
    fit: Fit,
    rule: Rule,
    amounts: Mapping[str, float],
    horizon: float | None = None,
    *,
    adherence: Adherence = None,
    seed: int | None = None,
    draws: int = DRAWS,
) -> WhatIf:
    """What would be expected if a push were on whenever a rule says so.

    At every look the rule sees mu_j + eta_j, and the push b is on or off until the next one:
    eta(t + h) = exp(A h) eta(t) + G(h) b [on] + noise. With and without the push share their noise, so the difference carries none of it.
    In the long run E Delta = (I - exp(A h))^-1 (G(h) b P(on) + exp(A h) x0 P(begins)), x0 being what is put in place when it begins.

    Args:
        fit: a fitted loop.
        rule: when the push is on.
        amounts: process -> points per time unit, or input -> the size at which it is held while the push is on.
        horizon: length of the path, in time units; it is cut to whole looks.
        adherence: share of the push that is really taken, or its least and largest one.
        seed: of the random numbers; None = the fit's own.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: intervals from draws of the loop; beside them, in ``monte_carlo``, the standard error of the simulation, of which as many
        runs are made as bring it to a tenth of half an interval, or 4096.

    Raises:
        SpecError: a name that the loop does not have, a rule that contradicts itself, too many looks.
        NotIdentified: the estimated loop runs away, the answers have no points to compare with, or the fit was refused.

    Source: the exact step of a linear stochastic equation; against a closed form and a brute-force simulation in
    tests/act/whatif/test_policy.py.
    """
    given, kinds = amounts_of(fit, amounts, "pressed")
    can_be_held(fit, kinds)
    share = adherence_of(adherence)
    every = _checked(fit, rule)
    looks = _looks(horizon_of(fit, horizon), every, fit.data.time_unit)
    refuse(fit)
    refuse_unplaced(fit, rule.process, "A rule needs a value that can be compared.", "name another process in the rule.")
    ground = replace(ground_of(fit, horizon, draws), step=every, steps=looks)
    stage = _stage(ground, rule, given, kinds, shares(fit, share, draws)[:, None], fit.choices.seed if seed is None else seed)
    played, small = _grown(stage, looks)
    answer, on = _answered(ground, stage, played, looks)
    on_share = effect_of(ground.draws.told(on), fit.choices.level)
    first = next(p for p in parse(fit.loop_text).processes if p.name == rule.process).indicators[0].column
    return told(
        ground, "policy", answer, ground.stable,
        asked={"press": given, "rule": replace(rule, every=every), "adherence": share, "share_on": on_share},
        assumptions=[
            *assumed(fit), *assumed_of_rule(rule, every, kinds, fit.data.time_unit, first, fit.data.persons),
            *assumed_of_adherence(share), *assumed_of_delay(parse(fit.loop_text).inputs, kinds),
        ],
        judged=[
            *input_verdicts(fit, [name for name, kind in kinds.items() if kind != "process"]), *_judged(ground, stage, played, small, on)
        ],
        monte_carlo=_error(fit, stage, played, looks, every),
    )  # fmt: skip


def _checked(fit: Fit, rule: Rule) -> float:
    """Time between two looks, once the rule makes sense."""
    known_processes(fit, [rule.process])
    at, until = number(rule.at, "The value at which the rule begins"), number(rule.until, "The value at which the rule ends")
    if (until > at) if rule.above else (until < at):
        raise SpecError(
            f"A push that begins at {at:g} cannot end {'below' if rule.above else 'above'} {until:g}: it would end before it begins.",
            fix=f"--policy 'while {rule.process} {'>=' if rule.above else '<='} {at:g} press ...', which ends where it begins.",
        )  # fmt: skip
    every = fit.data.interval if rule.every is None else rule.every
    if not (math.isfinite(every) and every > 0.0):
        raise SpecError(f"A look every {every:g} is no positive time.", fix="... look every 1")
    return float(every)


def _looks(horizon: float, every: float, unit: str) -> int:
    """Whole looks up to the horizon."""
    looks = math.floor(horizon / every * (1.0 + 1e-12))
    if looks < 1:
        raise SpecError(
            f"Within {count(horizon, unit)} the rule is looked at only once, at the start.",
            why=f"A look comes every {count(every, unit)}.",
            fix="a longer horizon (--days), or '... look every N' with a smaller N.",
        )  # fmt: skip
    if looks > LONGEST:
        raise SpecError(f"{looks} looks are more than {LONGEST}.", fix="a shorter horizon (--days), or '... look every N' with a larger N.")
    return looks


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """A scene over the loops that settle, and what its answers are worked out from.

    Args:
        scene: without those that run away: these have no usual day to start from.
        drift, push: of processes and fading inputs.
        late: looks from which the long run is read; empty where it is too far away.
    """

    scene: Scene
    drift: Float[ndarray, "draws q q"]
    push: Float[ndarray, "draws q"]
    late: range


def _stage(ground: Ground, rule: Rule, given: dict[str, float], kinds: Kinds, taken: Array, seed: int) -> _Stage:
    p, every, settles = len(ground.fit.processes), ground.step, ground.stable
    drift = with_fading(ground) if "fading" in kinds.values() else ground.drift
    q = drift.shape[1]
    push, jump = np.zeros((2, len(drift), q))
    for name, amount in given.items():
        one = acting(ground, name, amount, kinds[name])
        push, jump = push + one[0][:, :q] * taken, jump + one[1][:, :q] * taken
    drift, push, jump = drift[settles], push[settles], jump[settles]
    transition, held = held_steps(drift, every)
    law = stationary_many(drift[:, :p, :p], ground.draws.diffusion[settles, :p, :p])
    own = transition[:, :p, :p]
    noise = law - own @ law @ own.swapaxes(1, 2)  # what one step adds to a law that stays as it is
    after = math.ceil(SETTLED * _recovery(drift[0]) / every)
    extra = 2 * max(after, 4) if 2 * after <= BEYOND else 0
    scene = Scene(
        transition, np.einsum("nij,nj->ni", held, push), jump, _root(noise), _root(law), ground.level[settles][:, _at(ground, rule)],
        _at(ground, rule), rule, ground.steps + extra, seed,
    )  # fmt: skip
    return _Stage(scene, drift, push, range(ground.steps + extra // 2, ground.steps + extra))


def _recovery(drift: Array) -> float:
    """Time in which the slowest part of a disturbance shrinks to 37 %."""
    return -1.0 / float(np.linalg.eigvals(drift).real.max())


def _at(ground: Ground, rule: Rule) -> int:
    return ground.fit.processes.index(rule.process)


def _root(law: Array) -> Array:
    """The symmetric root, the only one that does not depend on the order of the processes."""
    values, vectors = np.linalg.eigh(law)
    return (vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]) @ vectors.swapaxes(1, 2)


def _grown(stage: _Stage, looks: int) -> tuple[Played, bool]:
    """Runs, twice as many each time, until the Monte-Carlo error is small against the intervals; and whether it became so."""
    parts: list[Played] = []
    done, wanted, p = 0, FEWEST, stage.scene.first.shape[1]
    while True:
        parts += [play(stage.scene, range(k, min(k + FEWEST, wanted))) for k in range(done, wanted, FEWEST)]
        played, done = together(parts), wanted
        path = mean_path(stage.scene, played)[:, : looks + 1, :p]
        error = played.shift[:, : looks + 1, :p].std(axis=0, ddof=1) / math.sqrt(done)
        low, high = (end.reshape(looks + 1, p) for end in ends(path[1:].reshape(len(path) - 1, -1), 0.95))
        small = bool((error.max(axis=0) <= SMALL * (0.5 * (high - low)).max(axis=0) + 1e-15).all())
        if small or wanted >= MOST:
            return played, small
        wanted = min(2 * wanted, MOST)


def _answered(ground: Ground, stage: _Stage, played: Played, looks: int) -> tuple[Response, Float[ndarray, " draws"]]:
    """Path, long run, half-time and area of every draw, and how often its push is on; nan for a loop that runs away."""
    p, many, scene = len(ground.fit.processes), float(len(played.persons)), stage.scene
    share, begun = played.on / many, played.begun / many
    path = mean_path(scene, played)
    given = ground.step * stage.push * share[:, :looks].sum(axis=1)[:, None] + scene.jump * begun[:, :looks].sum(axis=1)[:, None]
    area = solved(stage.drift, path[:, looks] - given)
    settled: Array = np.full(area.shape, np.nan)
    if len(stage.late):
        at = slice(stage.late.start, stage.late.stop)
        settled = _settled(scene, share[:, at].mean(axis=1), begun[:, at].mean(axis=1))
    half = _half(path, settled, ground.step)
    still = ~(path != 0.0).any(axis=(0, 1))
    settled[:, still], area[:, still], half[:, still] = 0.0, 0.0, np.nan
    n, settles = len(ground.drift), ground.stable
    out = Response(*(np.full((n, *shape), np.nan) for shape in ((looks + 1, p), (p,), (p,), (p,))))
    out.path[settles], out.settled[settles] = path[:, : looks + 1, :p], settled[:, :p]
    out.half[settles], out.area[settles] = half[:, :p], area[:, :p]
    on = np.full(n, np.nan)
    on[settles] = share[:, :looks].mean(axis=1)
    return out, on


def _settled(scene: Scene, share: Array, begun: Array) -> Array:
    """Where the expected shift rests when the push is on this often, and begins this often."""
    give = scene.pushed * share[:, None] + np.einsum("nij,nj->ni", scene.transition, scene.jump * begun[:, None])
    return solved(np.eye(scene.pushed.shape[1]) - scene.transition, give)


def _half(path: Array, settled: Array, every: float) -> Array:
    """First time at which half of the long run is reached, on a straight line between two looks."""
    with np.errstate(all="ignore"):
        part = path / settled[:, None]
        past = part >= 0.5
        first = past.argmax(axis=1)
        before = np.maximum(first - 1, 0)
        a, b = (np.take_along_axis(part, k[:, None], axis=1)[:, 0] for k in (before, first))
        found = every * (before + np.where(first > 0, (0.5 - a) / (b - a), 0.0))
    return np.where((settled == 0.0) | np.isnan(settled), np.nan, np.where(past.any(axis=1), found, np.inf))


def _error(fit: Fit, stage: _Stage, played: Played, looks: int, every: float) -> MonteCarlo:
    """What other random numbers would change of the estimate: standard errors over the persons simulated."""
    scene, many = stage.scene, len(played.persons)
    mine = played.mine
    begun = mine & ~np.column_stack([np.zeros(many, dtype=bool), mine[:, :-1]])

    def spread(values: Array) -> Array:
        return values.std(axis=0, ddof=1) / math.sqrt(many)

    path = spread(played.shift[:, : looks + 1])
    given = every * mine[:, :looks].sum(axis=1)[:, None] * stage.push[0] + begun[:, :looks].sum(axis=1)[:, None] * scene.jump[0]
    area = spread(solved(np.broadcast_to(stage.drift[0], (many, *stage.drift[0].shape)), played.shift[:, looks] - given))
    long = np.full(scene.pushed.shape[1], np.nan)
    if len(stage.late):
        at = slice(stage.late.start, stage.late.stop)
        give = mine[:, at].mean(axis=1)[:, None] * scene.pushed[0] + begun[:, at].mean(axis=1)[:, None] * (
            scene.transition[0] @ scene.jump[0]
        )
        returns = np.eye(len(long)) - scene.transition[0]
        long = spread(solved(np.broadcast_to(returns, (many, *returns.shape)), give))
    names = list(enumerate(fit.processes))
    lasting, under = {name: float(long[k]) for k, name in names}, {name: float(area[k]) for k, name in names}
    return MonteCarlo(many, {name: path[:, k] for k, name in names}, lasting, under)


def _judged(ground: Ground, stage: _Stage, played: Played, small: bool, on: Array) -> list[Verdict]:
    """What speaks against trusting the simulation."""
    found: list[Verdict] = []
    if not small:
        reason = f"After {len(played.persons)} runs the Monte-Carlo error is still more than a tenth of half an interval."
        found.append(
            Verdict("monte-carlo", "caution", reason, "Read 'monte_carlo' beside the intervals; another --seed shows how much moves.")
        )
    if not len(stage.late):
        reason = "The loop recovers so slowly that its long run under the rule lies too far away to be simulated."
        found.append(Verdict("long-run-far", "caution", reason, "Read the path, or let the rule look less often."))
    if on[0] in (0.0, 1.0):
        name, what = stage.scene.rule.process, "never" if on[0] == 0.0 else "at every look"
        level = float(ground.level[0, stage.scene.process])
        stands = f"{name} stands at about {level:.3g}, and its swings do not cross the value"
        reason = f"In the {estimated(ground.fit)} the rule presses {what}: {stands}."
        found.append(Verdict("rule-idle", "caution", reason, "Choose a value nearer to the usual level."))
    return found
