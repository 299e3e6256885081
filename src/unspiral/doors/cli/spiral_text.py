"""A spiral as text for a terminal: the answer, the links, what slows recovery, how effects travel, what all that takes for granted."""

from __future__ import annotations

import math

from unspiral.act.spiral_words import slowing_words
from unspiral.doors.cli.ground_text import ground_line
from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Spiral
from unspiral.records.spiral import Weighed
from unspiral.show.numbers import beside, interval, level, probability, together
from unspiral.show.words import start
from unspiral.units import count

Row = tuple[str, ...]


def spiral_text(found: Spiral) -> str:
    """A spiral for a reader at a terminal.

    Args:
        found: the spiral.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    parts = [wrapped(ground_line(found.beliefs)), _answer(found), _loop(found), _recovery(found), _travel(found), _central(found)]
    assumed = "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}", "  ", "    ") for said in found.assumptions)])
    parts += [assumed if found.assumptions else "", "\n".join(cautions(found.verdicts))]
    return for_terminal("\n\n".join(part for part in parts if part))


def _answer(found: Spiral) -> str:
    return "Does the loop feed itself?\n" + wrapped(found.words, "  ")


def _loop(found: Spiral) -> str:
    """Gain, amplification, rounds, and the share of every link."""
    if found.gain is None:
        return ""
    size = f"{100.0 * found.threshold:g} %"
    rows: list[Row] = [("", "estimate", _ends_called(found), f"beyond {size}?")]
    if found.weighed is not None:
        rows.append(("whole loop", *_numbers(found.gain), _beyond(found.weighed)))
    for arrow, share in found.shares.items():
        if share.weighed is not None:
            rows.append((f"through {_arrow(arrow)}", *_numbers(share.gain), _beyond(share.weighed)))
    head = "Gain: the share of a push that comes back round the loop, in all and through each link; 1 would be a runaway"
    lines = [wrapped(head), *_aligned(rows)]
    if len(found.shares) > 2:
        lines.append(wrapped("Loops that share a link count for each of their links, so that shares of links do not add up.", "  "))
    if found.amplification is not None:
        lines.append(wrapped(f"Amplification: a held push ends {_spoken(found.amplification, sign=False)} times as large.", "  ", "    "))
    if found.radius is not None and not _nothing(found):
        sure = probability(found.converging)
        said = f"One round of the links leaves {_spoken(found.radius, sign=False)} of a push (spectral radius)"
        what = "the probability" if found.beliefs is None else "the share of the assumed loops in which"
        whether = f"{what} {'that ' if found.beliefs is None else ''}every round is weaker than the one before is {sure}"
        lines.append(wrapped(f"{said}; {whether}.", "  ", "    "))
    return "\n".join(lines)


def _nothing(found: Spiral) -> bool:
    return found.weighed is not None and found.weighed.word == "none"


def _recovery(found: Spiral) -> str:
    if found.recovery is None:
        return ""
    lines = [wrapped(f"Recovery: a disturbance shrinks to 37 % within {_spoken(found.recovery, sign=False)} {found.unit}s at its slowest.")]
    slowing = found.slowing
    if slowing is None:
        return lines[0]
    lines.append(wrapped(slowing_words(slowing, found.unit, assumptions=found.beliefs is not None), "  "))
    if slowing.slowed.word == "none":
        return "\n".join(lines)
    rows: list[Row] = [("without", f"recovery, {found.unit}s", "shorter by", "interval", f"beyond {100.0 * found.threshold:g} %?", "slope")]
    for arrow, link in slowing.links.items():
        slope = _number(link.slope.estimate)
        rows.append((_arrow(arrow), _cell(link.without, sign=False), *_percents(link.saved.effect), _beyond(link.saved), slope))
    lines += _aligned(rows)
    note = "Slope: how fast the slowest rate rises as the link grows; above 0, a stronger link slows recovery."
    return "\n".join([*lines, wrapped(note, "  ", "    ")])


def _travel(found: Spiral) -> str:
    if not found.travel:
        return ""
    raw = "in points per point" if found.beliefs is None else "as it is counted here"
    unit = "in within-person standard deviations" if found.standardised else raw
    after = count(found.lag, found.unit)
    rows: list[Row] = [("effect", "way", "estimate", _ends_called(found), _asked(found))]
    several = any(len(travel.through) for travel in found.travel.values())
    for arrow, travel in found.travel.items():
        ways = [("all of it", travel.total)]
        if several:
            ways += [("straight", travel.direct), ("through others", travel.indirect)]
        if len(travel.through) > 1:
            ways += [(f"  {spoken(name)} alone", at) for name, at in travel.through.items()]
        rows += [(_arrow(arrow) if k == 0 else "", way, *_numbers(w.effect), _beyond(w)) for k, (way, w) in enumerate(ways)]
    lines = [wrapped(f"Effects after {after}, {unit}"), *_aligned(rows)]
    if any(len(travel.through) > 1 for travel in found.travel.values()):
        lines.append(wrapped("What goes through one process alone overlaps with what goes through another: these do not add up.", "  "))
    if found.standardised:
        note = "An interval that leaves out zero says that an effect is there; the last column asks whether it is large enough."
        lines += [wrapped(note, "  ")] if found.beliefs is None else []
    return "\n".join(lines)


def _central(found: Spiral) -> str:
    if len(found.centrality) < 2:
        return ""
    asked = _asked(found)
    rows: list[Row] = [("process", "on all others", asked, "passed on", asked, f"controllability, {found.unit}s")]
    for name, c in found.centrality.items():
        passed = ("nothing", "") if c.indirect_at.word == "none" else (_cell(c.indirect_at.effect), _beyond(c.indirect_at))
        energy = _cell(c.controllability, sign=False)
        rows.append((spoken(name), _cell(c.total_at.effect), _beyond(c.total_at), *passed, energy))
    head = f"Centrality after {count(found.lag, found.unit)}: what a process does to all others, and what it alone passes on between them"
    note = "Controllability ranks by energy and not by benefit; it stands here for comparison with other programs only."
    return "\n".join([wrapped(head), *_aligned(rows), wrapped(note, "  ")])


# Cells -----------------------------------------------------------------------------------------------------------------------------


def _ends_called(found: Spiral) -> str:
    return f"{level(found.level)} {'interval' if found.beliefs is None else 'range'}"


def _arrow(arrow: Arrow) -> str:
    return f"{spoken(arrow[0])} → {spoken(arrow[1])}"


def _asked(found: Spiral) -> str:
    """What the last column asks: beyond what is negligible, or, of raw effects, on which side of zero."""
    sizes = {abs(travel.total.threshold) for travel in found.travel.values()}
    return f"beyond {max(sizes):g}?" if found.standardised and sizes else "on that side?"


def _beyond(weighed: Weighed) -> str:
    """How sure it is that a number lies beyond what is worth speaking of."""
    if weighed.word == "none":
        return "nothing"
    word = "no, too small" if weighed.word == "nil" else weighed.word
    return f"{word}, {probability(weighed.probability)}" if weighed.word != "nil" else word


def _numbers(found: Effect) -> tuple[str, str]:
    places = together(found.estimate, found.low, found.high)
    return beside(found.estimate, places, sign=True), interval(found.low, found.high, places)


def _percents(found: Effect) -> tuple[str, str]:
    low, high = (None if x is None else 100.0 * x for x in (found.low, found.high))
    estimate, ends = _numbers(Effect(100.0 * found.estimate, low, high))
    return f"{estimate} %", ends


def _cell(found: Effect, *, sign: bool = True) -> str:
    if math.isinf(found.estimate):
        return "never"
    places = together(found.estimate, found.low, found.high)
    return f"{beside(found.estimate, places, sign=sign)} ({interval(found.low, found.high, places, sign=sign)})"


def _spoken(found: Effect, *, sign: bool = True) -> str:
    return _cell(found, sign=sign)


def _number(value: float) -> str:
    return beside(value, together(value), sign=True) if math.isfinite(value) else "none"


def _aligned(rows: list[Row]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in rows]
