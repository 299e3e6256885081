"""What is to be asked of a fit: the options of a what-if, and the questions that they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from unspiral.doors.cli import whatif_asked as said
from unspiral.doors.cli.ground_given import MOST_SPANS, check_reach
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.records import Fit, WhatIf

F = TypeVar("F", bound=Callable[..., object])
ON_LINKS, PUSHES = ("cut", "weaken"), ("press", "pulse", "schedule", "policy")

OPTIONS = (
    click.option(
        "--press", metavar="NAME=AMOUNT", multiple=True, help="Hold a push on a process, or hold an input at AMOUNT; several add up."
    ),
    click.option("--pulse", metavar="NAME=AMOUNT", multiple=True, help="Push once, at the start; several add up."),
    click.option(
        "--hold", metavar="PROCESS=VALUE", multiple=True, help="Bring a process to VALUE of its first indicator and keep it there."
    ),
    click.option("--weaken", metavar="'CAUSE->AFFECTED=PART'", multiple=True, help="Take PART of a link away: 0.5 halves it. Quote it."),
    click.option(
        "--cut",
        metavar="'CAUSE->AFFECTED'",
        multiple=True,
        help="Take a link away; several at once. Quote it: > means something to a shell.",
    ),
    click.option(
        "--schedule", metavar="'NAME=AMOUNT from DAY to DAY'", multiple=True, help="Push from one day to another; without 'to' it goes on."
    ),
    click.option(
        "--policy", metavar="RULE", multiple=True, help="Push while the state is so: 'while pain >= 6 press activity=-1 stop below 4'."
    ),
    click.option("--adherence", metavar="SHARE", help="Part of a push that is really taken: 0.7, or 0.5:0.8 for a range."),
    click.option(
        "--reference",
        metavar="PROCESS=VALUE",
        multiple=True,
        help="With --cut and --weaken: where a level is measured from; 0 when left out.",
    ),
    click.option("--days", type=float, metavar="N", help="How far to look; 56, or 8 typical intervals where time is not in days."),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), metavar="N", help="With --policy: of its simulation; the fit's own when left out."
    ),
)


def whatif_options(command: F) -> F:
    """The options that ask what if, handed to a verb by their names; verbs of change as keywords (``given``)."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Question:
    """One change, read from the words of the command line before any fit is opened.

    Args:
        verb: of the change.
        ask: answers it for a fit, up to a horizon in the fit's time units (None = the usual one).
    """

    verb: str
    ask: Callable[[Fit, float | None], WhatIf]


def questions(
    given: Mapping[str, tuple[str, ...]],
    reference: tuple[str, ...],
    adherence: str | None,
    days: float | None,
    seed: int | None,
    *,
    drawn: bool = False,
) -> list[Question]:
    """Every change that was given, in the order of the verbs; each is answered by itself.

    Args:
        given: verb -> its texts.
        reference, adherence, seed: as the options have them; each goes to the verbs that it belongs to.
        days: checked here, used by ``horizon_asked``.
        drawn: whether the loop itself is drawn with the seed, from priors; the seed then belongs to every verb.

    Raises:
        SpecError: a slip in the words, or an option that belongs to none of the verbs.
    """
    verbs = [verb for verb in said.VERBS if given[verb]]
    _fits_together(verbs, given, reference, adherence, None if drawn else seed)
    if days is not None and not (math.isfinite(days) and days > 0):
        raise SpecError(f"'--days {days:g}' is not a positive time.", fix="--days 56")
    references = dict(said.pair(text, "--reference") for text in reference)
    share = said.adherence(adherence)
    return [Question(verb, _question(verb, given[verb], references, share if verb in PUSHES else None, seed)) for verb in verbs]


def horizon_asked(fit: Fit, days: float | None) -> float | None:
    """``--days`` in the fit's time units.

    Raises:
        SpecError: further than the data carry.
    """
    from unspiral.units import DAYS_PER

    per = DAYS_PER[fit.data.time_unit]
    check_reach("--days", days, MOST_SPANS * fit.data.span * per, 56.0, besides="; 'long_run' says where it would settle")
    return None if days is None else days / per


def _fits_together(
    verbs: list[str], given: Mapping[str, tuple[str, ...]], reference: tuple[str, ...], adherence: str | None, seed: int | None
) -> None:
    named = " and ".join(verbs)
    if reference and not set(verbs) & set(ON_LINKS):
        raise SpecError(
            f"--reference belongs to --cut and --weaken: a {named or 'change'} is the same wherever a level is measured from.",
            fix="leave --reference out.",
        )
    if adherence is not None and not set(verbs) & set(PUSHES):
        what = "a process that is held is at its value or is not" if "hold" in verbs else "a link loses what is said of it"
        raise SpecError(
            f"--adherence belongs to a push: {what}, and nobody takes part of it.",
            fix=said.without_adherence(verbs[0], given[verbs[0]], adherence) if verbs else "leave --adherence out.",
        )
    if seed is not None and "policy" not in verbs:
        raise SpecError(f"--seed belongs to --policy: a {named or 'change'} is exact, and nothing is simulated.", fix="leave --seed out.")


def _question(
    verb: str,
    texts: tuple[str, ...],
    reference: Mapping[str, float],
    share: float | tuple[float, float] | None,
    seed: int | None,
) -> Callable[[Fit, float | None], WhatIf]:
    """What is to be asked of the fit; every slip in the words is found before the fit is opened."""
    if verb in ("press", "pulse"):
        amounts = said.amounts(texts, f"--{verb}", f"{verb}ed" if verb == "press" else "pulsed")

        def push(fit: Fit, horizon: float | None) -> WhatIf:
            from unspiral.act.whatif import press, pulse

            return (press if verb == "press" else pulse)(fit, amounts, horizon, adherence=share)

        return push
    if verb == "hold":
        values = said.amounts(texts, "--hold", "held")

        def keep(fit: Fit, horizon: float | None) -> WhatIf:
            from unspiral.act.whatif import hold

            return hold(fit, values, horizon)

        return keep
    if verb in ON_LINKS:
        parts = said.weakened(texts) if verb == "weaken" else {}
        cuts = [said.arrow(text, "--cut") for text in texts] if verb == "cut" else []

        def lessen(fit: Fit, horizon: float | None) -> WhatIf:
            from unspiral.act.whatif import cut, weaken

            return weaken(fit, parts, reference, horizon) if verb == "weaken" else cut(fit, cuts, reference, horizon)

        return lessen
    return _in_time(verb, texts, share, seed)


def _in_time(
    verb: str, texts: tuple[str, ...], share: float | tuple[float, float] | None, seed: int | None
) -> Callable[[Fit, float | None], WhatIf]:
    """A schedule or a policy, whose days are turned into the fit's units of time."""
    if verb == "policy" and len(texts) > 1:
        raise SpecError("A policy is one rule.", fix="press several things in one rule: 'while pain >= 6 press activity=-1 and pain=-0.5'")
    for text in texts:
        (said.piece if verb == "schedule" else said.rule)(text, 1.0)

    def ask(fit: Fit, horizon: float | None) -> WhatIf:
        from unspiral.act.whatif import policy, schedule
        from unspiral.units import DAYS_PER

        per_day = 1.0 / DAYS_PER[fit.data.time_unit]
        if verb == "schedule":
            return schedule(fit, [said.piece(text, per_day) for text in texts], horizon, adherence=share)
        rule, amounts = said.rule(next(iter(texts)), per_day)
        return policy(fit, rule, amounts, horizon, adherence=share, seed=seed)

    return ask
