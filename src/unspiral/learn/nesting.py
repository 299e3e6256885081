"""Whether one model is a special case of another, decided from what was declared, never from the numbers that came out."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.learn.family import NOISY
from unspiral.loop.language import parse
from unspiral.loop.model import Delay, Loop
from unspiral.records import Fit
from unspiral.units import DAYS_PER

# Law of the first occasion -> laws of which it is a special case, where nothing else differs.
_T0_WITHIN: dict[str, tuple[str, ...]] = {
    "stationary": ("stationary", "centred", "separate", "joint"),
    "centred": ("centred", "separate", "joint"),
    "separate": ("separate", "joint"),
    "joint": ("joint",),
    "point": ("point", "separate", "joint"),
}


@dataclass(frozen=True, slots=True)
class Nested:
    """How the smaller model comes out of the larger one.

    Args:
        cut: what it sets to a number inside of the range, in words.
        zero: variances that it sets to zero, the edge of their range.
    """

    cut: tuple[str, ...]
    zero: tuple[str, ...]


def nested(smaller: Fit, larger: Fit) -> Nested | str:
    """How one model is a special case of another, or why it is not, in words.

    Args:
        smaller: the one with fewer free numbers.
        larger: the other.
    """
    a, b = parse(smaller.loop_text), parse(larger.loop_text)
    why = _measured_otherwise(smaller, larger, a, b)
    if why:
        return why
    cut, zero = list[str](), list[str]()
    for found in (_links(a, b), _inputs(a, b), _people(smaller, larger, a, b), _calendar(smaller, larger), _first(smaller, larger, a, b)):
        if isinstance(found, str):
            return found
        cut += found[0]
        zero += found[1]
    if not cut and not zero:
        return "They are the same model."
    return Nested(tuple(cut), tuple(zero))


Found = tuple[list[str], list[str]]  # set to a number, set to zero at the edge


def _measured_otherwise(smaller: Fit, larger: Fit, a: Loop, b: Loop) -> str:
    if set(a.names) != set(b.names):
        return "They have different processes."
    owners = [{p.name: tuple(i.column for i in p.indicators) for p in loop.processes} for loop in (a, b)]
    if owners[0] != owners[1]:
        return "They measure their processes by different columns."
    windows = [{i.column: i.window for p in loop.processes for i in p.indicators} for loop in (a, b)]
    if windows[0] != windows[1]:
        return "They read an answer's window differently."
    if smaller.choices.families != larger.choices.families:
        return "They read the answers by different families."
    return ""


def _links(a: Loop, b: Loop) -> Found | str:
    mine, theirs = [{(k.cause, k.affected) for k in loop.links} for loop in (a, b)]
    extra = sorted(mine - theirs)
    if extra:
        return f"The one with fewer numbers has a link that the other lacks ({extra[0][0]} -> {extra[0][1]})."
    return [f"{cause} -> {affected} = 0" for cause, affected in sorted(theirs - mine)], []


def _inputs(a: Loop, b: Loop) -> Found | str:
    mine, theirs = [{(x.name, target): x.kind for x in loop.inputs for target in x.targets} for loop in (a, b)]
    # No number of the larger one moves a delay: it is declared, so that another one is another model.
    when = [{x.name: _days(x.after) for x in loop.inputs} for loop in (a, b)]
    for name, after in when[0].items():
        if name in when[1] and when[1][name] != after:
            return f"They let '{name}' act at different times."
    for key, kind in mine.items():
        if theirs.get(key) != kind:
            return f"The one with fewer numbers has an input that the other lacks ({key[0]} => {key[1]}, {kind})."
    gone = sorted(set(theirs) - set(mine))
    fading = {name for (name, _), kind in theirs.items() if kind == "fading"} - {name for name, _ in mine}
    if fading:
        return f"Without the fading input '{min(fading)}' its rate means nothing, so that the usual law does not hold."
    return [f"{name} => {target} = 0" for name, target in gone], []


def _days(after: Delay | None) -> float:
    return 0.0 if after is None else round(after.amount * DAYS_PER[after.unit], 9)


def _people(smaller: Fit, larger: Fit, a: Loop, b: Loop) -> Found | str:
    """Traits, measurement error, what else people differ in, and covariates."""
    c, d = smaller.choices, larger.choices
    cut, zero = list[str](), list[str]()
    mine = set(a.vary_levels or a.names) if c.traits else set[str]()
    theirs = set(b.vary_levels or b.names) if d.traits else set[str]()
    if mine - theirs:
        return f"The one with fewer numbers lets people differ in the level of {min(mine - theirs)}, the other does not."
    zero += [f"trait:{name}" for name in sorted(theirs - mine)]
    if c.error and not d.error:
        return "The one with fewer numbers has measurement error, the other has none."
    if d.error and not c.error:
        zero += [f"error:{column}" for column in b.columns if d.families.get(column, "gaussian") in NOISY]
    alone = [name for name in c.individual if name not in d.individual]
    if alone:
        return f"The one with fewer numbers lets people differ in {alone[0]}, the other does not."
    zero += [f"sd:{name}" for name in d.individual if name not in c.individual]
    for column, where in c.covariates.items():
        if d.covariates.get(column) not in (where, "both"):
            return f"The one with fewer numbers has the covariate '{column}', the other has not."
    for column, where in d.covariates.items():
        if c.covariates.get(column) != where:
            cut.append(f"covariate '{column}' = 0")
    return cut, zero


def _calendar(smaller: Fit, larger: Fit) -> Found | str:
    c, d = smaller.choices, larger.choices
    said = {"weekday": "days of the week", "daytime": "the time of day", "overnight": "the night", "trend": "a trend"}
    cut: list[str] = []
    for name, words in said.items():
        mine, theirs = bool(getattr(c, name)), bool(getattr(d, name))
        if mine and not theirs:
            return f"The one with fewer numbers has {words}, the other has not."
        if theirs and not mine:
            cut.append(f"{words} = 0")
    return cut, []


def _first(smaller: Fit, larger: Fit, a: Loop, b: Loop) -> Found | str:
    """The law of the first occasion, and the means over time."""
    c, d = smaller.choices, larger.choices
    laws = [_law(fit, loop) for fit, loop in ((smaller, a), (larger, b))]
    if c.means == "wave" and d.means != "wave":
        return "The one with fewer numbers has a mean for every wave, the other has one mean."
    if c.means == d.means == "wave" and c.waves != d.waves:
        return "They have means at different waves."
    cut: list[str] = []
    if c.means != d.means:
        if laws[0] not in ("centred", "stationary"):
            return (
                f"Means that begin at a level of their own (t0 '{c.t0}') are a special case of wave means only if everybody was there "
                "at the first wave, which a fit does not say."
            )
        cut.append("one mean in all waves")
    if laws[1] not in _T0_WITHIN[laws[0]]:
        return f"A first occasion of the kind '{c.t0}' is no special case of '{d.t0}'."
    zero: list[str] = []
    if laws[0] == "point" and laws[1] != "point":
        zero += [f"t0cov:{name}" for name in a.names]
    elif laws[0] != laws[1]:
        cut.append(f"first occasion '{c.t0}' in place of '{d.t0}'")
    return cut, zero


def _law(fit: Fit, loop: Loop) -> str:
    """What the law of the first occasion comes to: without traits nothing is joint, and with wave means no first mean is free."""
    c = fit.choices
    law = c.t0
    if law == "joint" and not c.traits:
        law = "separate"
    if law == "separate" and c.means == "wave":
        law = "centred"
    return law
