"""Priors that a user states: on the natural scale, by contract name, each kind of number with the one law that fits it."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Mapping

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.parameters import Layout, Slot

Given = Mapping[str, "str | tuple[float, float]"]

NORMAL, LOG_NORMAL, HALF_NORMAL = "normal", "log-normal", "half-normal"
LAWS = (NORMAL, LOG_NORMAL, HALF_NORMAL)
EXAMPLE = "link:pain->depression=normal(0, 0.2)"
_TEXT = re.compile(r"\s*([a-z-]+)\s*\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)\s*")


def law_of(slot: Slot) -> str:
    """The law that a kind of number takes; "" where none can be stated (covariances, correlations, thresholds: parts of a whole).

    Rates keep their sign, so that their logarithm is normal; of a variance the standard deviation is half-normal; all others are normal.

    Args:
        slot: one free number.
    """
    kind = slot.name.partition(":")[0]
    if kind in ("self", "fading"):
        return LOG_NORMAL
    if kind in ("threshold", "cor"):
        return ""
    if kind == "sd":
        return HALF_NORMAL
    if slot.field in ("diffusion", "t0_cov", "error"):
        return HALF_NORMAL if len(slot.entries) == 1 else ""
    return NORMAL


def given_priors(layout: Layout, given: Given) -> dict[str, tuple[float, float]]:
    """What a user stated, as centre and spread by contract name.

    normal(centre, spread); log-normal(median, spread of the logarithm), the median in the number's own unit and sign;
    half-normal(0, spread) of a standard deviation, the root of the variance that bears the name.

    Args:
        layout: whose numbers may be named.
        given: contract name -> a law as text, or (centre, spread).

    Raises:
        SpecError: an unknown name, a law that does not fit the number, or numbers that are no law's.
    """
    slots = {slot.name: slot for slot in layout.slots}
    found: dict[str, tuple[float, float]] = {}
    for name, stated in given.items():
        if name not in slots:
            raise SpecError(
                f"A prior was given for '{name}', which is no number of this loop.{did_you_mean(name, tuple(slots))}",
                fix=f"one of {', '.join(slots)}",
            )
        wanted = law_of(slots[name])
        if not wanted and name.startswith("threshold:"):
            raise SpecError(
                f"A prior was given for the threshold '{name}'.",
                why="Thresholds rise one after another: a prior of one of them by itself could not be kept.",
                fix="leave it out; theirs follows from the shares of the answers.",
            )
        if not wanted:
            among = name.startswith("cor:")
            raise SpecError(
                f"A prior was given for the {'correlation' if among else 'covariance'} '{name}'.",
                why="Correlations have one prior for the whole matrix, which favours no sign.",
                fix=f"state priors of {'the spreads (sd:...)' if among else 'the variances'} instead, as half-normal(0, SD).",
            )
        centre, spread = _law(name, stated, wanted)
        if wanted == LOG_NORMAL and not centre < 0.0:
            raise SpecError(
                f"The prior of '{name}' has the median {centre:g}, and a rate of return is below 0.",
                why="Medians are stated on the scale on which the number is reported.",
                fix=_pasted(name, LOG_NORMAL, f"{-abs(centre) or -0.5:g}", f"{spread:g}"),
            )
        if wanted == HALF_NORMAL and centre != 0.0:
            raise SpecError(
                f"The prior of '{name}' begins at {centre:g}; that of a standard deviation begins at 0.",
                fix=_pasted(name, HALF_NORMAL, "0", f"{spread:g}"),
            )
        found[name] = centre, spread
    return found


def stated(texts: tuple[str, ...]) -> dict[str, str]:
    """``NAME=LAW(CENTRE, SPREAD)``, taken apart at the last sign of equality.

    Args:
        texts: as given on a command line.

    Raises:
        SpecError: a text is no such thing, or a name comes twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, law = text.rpartition("=")
        if not sign or not name.strip() or _TEXT.fullmatch(law) is None:
            raise SpecError(f"'{text}' is no prior.", why="A prior is the name of a number and its law.", fix=f"--prior '{EXAMPLE}'")
        if name.strip() in found:
            raise SpecError(f"Two priors were given for '{name.strip()}'.", fix="give one of them.")
        found[name.strip()] = law
    return found


def _law(name: str, stated: str | tuple[float, float], wanted: str) -> tuple[float, float]:
    """Centre and spread, once they are numbers and the law is that of the number."""
    usual = _pasted(name, wanted, _CENTRES[wanted], "0.5")
    if isinstance(stated, str):
        read = _TEXT.fullmatch(stated)
        if read is None:
            raise SpecError(f"'{stated}' is no law.", fix=usual)
        law, *texts = read.groups()
        if law != wanted:
            near = did_you_mean(law, LAWS) if law not in LAWS else ""
            raise SpecError(
                f"'{name}' was given the law '{law}'; it takes {wanted}.{near}",
                why="Rates keep their sign (log-normal), standard deviations are not below 0 (half-normal), others are normal.",
                fix=_pasted(name, wanted, _CENTRES[wanted], texts[1]) if _is_spread(texts[1]) else usual,
            )
        try:
            centre, spread = (float(text) for text in texts)
        except ValueError:
            raise SpecError(f"'{stated}' holds something that is no number.", fix=usual) from None
    else:
        centre, spread = (float(value) for value in stated)
    if not (math.isfinite(centre) and math.isfinite(spread) and spread > 0.0):
        raise SpecError(f"The prior of '{name}' has the spread {spread:g} around {centre:g}; a spread is a number above 0.", fix=usual)
    return centre, spread


def _pasted(name: str, law: str, centre: str, spread: str) -> str:
    """The option as a shell takes it."""
    return f"--prior {shlex.quote(f'{name}={law}({centre}, {spread})')}"


def _is_spread(text: str) -> bool:
    try:
        return 0.0 < float(text) < math.inf
    except ValueError:
        return False


_CENTRES = {NORMAL: "0", LOG_NORMAL: "-0.5", HALF_NORMAL: "0"}
