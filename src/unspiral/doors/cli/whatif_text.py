"""A what-if as text for a terminal: what was asked, the shifts, what they take for granted, what speaks against them."""

from __future__ import annotations

from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, WhatIf
from unspiral.show.numbers import amount, beside, interval, level, together
from unspiral.show.words import start
from unspiral.units import count


def whatif_text(found: WhatIf, untold: frozenset[str] = frozenset()) -> str:
    """A what-if for a reader at a terminal.

    Args:
        found: what a change would be expected to do.
        untold: processes whose shift hangs on an input that the data cannot tell from nothing (``unspiral.act.caution.untold``).

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    head = f"{asked(found)}: shift from the path without the change, in points ({level(found.level)} intervals)"
    table = "\n".join([wrapped(head), *_table(found)])
    if any(verdict.code == "link-not-told" for verdict in found.verdicts):
        untold = frozenset(found.long_run)
    sentences = wrapped(" ".join(_sentences(found, untold)))
    assumed = "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}", "  ", "    ") for said in found.assumptions)])
    judged = "\n".join(cautions(found.verdicts))
    return for_terminal("\n\n".join(part for part in (table, sentences, assumed, judged) if part))


def asked(found: WhatIf) -> str:
    """The change in words: ``"Walking pressed by 1 per day"``, ``"Pain → depression cut"``."""
    if found.cut is not None:
        return start(f"{spoken(found.cut[0])} → {spoken(found.cut[1])} cut")
    pushes = [
        f"{spoken(name)} {f'pressed by {size:g} per {found.unit}' if name in found.long_run else f'held at {size:g}'}"
        for name, size in found.press.items()
    ]
    return start(" and ".join(pushes))


def _table(found: WhatIf) -> list[str]:
    after = f"after {count(found.horizon, found.unit)}"
    rows = [("process", after, "in the long run", f"half of that after, {found.unit}s")]
    rows += [
        (spoken(name), _cell(at_end(found, name)), _cell(settled), _time(found.half_time[name])) for name, settled in found.long_run.items()
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in rows]


def at_end(found: WhatIf, name: str) -> Effect:
    """The shift at the end of the path; an end of its interval that has no value is None."""
    band = found.path.bands[name]
    low, high = (float(x[-1]) for x in (band.low, band.high))
    finite = (abs(low) != float("inf"), abs(high) != float("inf"))
    return Effect(float(band.estimate[-1]), low if finite[0] else None, high if finite[1] else None)


def _cell(found: Effect) -> str:
    places = together(found.estimate, found.low, found.high)
    return f"{beside(found.estimate, places, sign=True)} ({interval(found.low, found.high, places)})"


def _time(found: Effect) -> str:
    if found.estimate != found.estimate:
        return "nothing shifts"
    places = together(found.estimate, found.low, found.high)
    return f"{beside(found.estimate, places)} ({interval(found.low, found.high, places, sign=False)})"


def _sentences(found: WhatIf, untold: frozenset[str]) -> list[str]:
    """What would be expected at the end of the path, process by process, and of which not even the direction can be told."""
    when = f"after {count(found.horizon, found.unit)}"
    said: list[str] = []
    open_ones: list[str] = []
    surer = False
    for name in found.long_run:
        end, process = at_end(found, name), start(spoken(name))
        if end.estimate == 0.0 and end.low == 0.0 and end.high == 0.0:
            said.append(f"{process} would be expected to stay where it is.")
        elif not (off := (end.low is not None and end.low > 0.0) or (end.high is not None and end.high < 0.0)) or name in untold:
            open_ones.append(spoken(name))
            surer |= off
        else:
            way = "higher" if end.estimate > 0 else "lower"
            said.append(f"{process} would be expected to be about {amount(abs(end.estimate))} points {way} {when}.")
    if open_ones:
        but = ", though an interval above leaves out zero: it takes for granted what the caution below calls open" if surer else ""
        said.append(f"For {' and '.join(open_ones)} {when} these data cannot tell the direction of the shift{but}.")
    return said
