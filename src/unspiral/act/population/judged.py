"""What must be said of a simulated population."""

from __future__ import annotations

from unspiral.records.fit import Verdict
from unspiral.records.population import Keeping
from unspiral.scale.laid import compiled


def judged(found: Keeping | None, why_not: str) -> tuple[Verdict, ...]:
    """Whether persons keep to the exact equation, and what they were simulated by.

    Args:
        found: persons held against the equation; None where there is none.
        why_not: then the reason.
    """
    out = [_none(why_not) if found is None else _off(found) if found.outside else _kept(found)]
    if compiled() is None:
        out.append(
            Verdict(
                "no-kernel",
                "caution",
                "There is no compiled kernel: persons were simulated in plain Python, with the same numbers, slowly.",
                "install a compiler and unspiral anew",
            )
        )
    return tuple(out)


def one_share(share: float | None) -> Verdict:
    """That what a policy does was looked at under one assumption alone.

    Args:
        share: part of the links that is causal; None where the declaration does not say.
    """
    causal = "if all of the declared links are causal" if share is None else f"if {share:.0%} of each link is causal"
    reason = f"What a policy changes is shown for one assumption alone: {causal}. Studies do not settle which part is."
    return Verdict(
        "one-share", "caution", reason, "look at the three causal shares 0, 0.5 and 1: leave out --share, or unspiral population compare"
    )


def _none(why_not: str) -> Verdict:
    reason = f"There is no exact line beside the simulated one. {why_not}"
    return Verdict("no-exact-line", "caution", reason, "more --persons make the simulated one smoother")


def _off(found: Keeping) -> Verdict:
    return Verdict(
        "off-the-equation",
        "caution",
        f"{found.outside} of {found.looked} numbers of persons lie outside of the band around the exact equation that holds for all of them"
        f" at once ({found.level:.0%}): the furthest is '{found.state}' in week {found.week} ({found.arm}), {found.persons} persons where"
        f" {found.expected:.0f} were expected.",
        "run it again with another --seed: by chance alone this is seen in at most 1 of 20 runs; seen again, it is a fault to report",
    )


def _kept(found: Keeping) -> Verdict:
    return Verdict(
        "keeps-to-the-equation",
        "ok",
        f"All {found.looked} numbers of persons (every state, week and arm) lie within the band around the exact equation that holds"
        f" for all of them at once ({found.level:.0%}).",
    )
