"""A what-if as text for a terminal: the answer, how sure, the numbers, what they take for granted, what speaks against them."""

from __future__ import annotations

from unspiral.doors.cli.ground_text import ground_line
from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.loop.picture.words import spoken
from unspiral.records import WhatIf
from unspiral.show.numbers import amount, level
from unspiral.show.whatif_words import at_end, at_most, cell, time_cell
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
    if any(verdict.code == "link-not-told" for verdict in found.verdicts):
        untold = frozenset(found.long_run)
    sentences = wrapped(" ".join([f"{asked(found)}{taken(found)}.", *_sentences(found, untold)]))
    ends = "intervals" if found.beliefs is None else "ranges"
    head = f"Shift from the path without the change, in {units(found)} ({level(found.level)} {ends})"
    table = "\n".join([wrapped(head), *_table(found), *(wrapped(line) for line in (_areas(found), *_error(found)))])
    assumed = "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}", "  ", "    ") for said in found.assumptions)])
    judged = "\n".join(cautions(found.verdicts))
    return for_terminal("\n\n".join(part for part in (wrapped(ground_line(found.beliefs)), sentences, table, assumed, judged) if part))


def units(found: WhatIf) -> str:
    """What the shifts are counted in."""
    counted = list(dict.fromkeys(found.beliefs.counted.values())) if found.beliefs is not None else ["points"]
    plain = ["points" if said.startswith("points") else "standard deviations of each process" for said in counted]
    return " or ".join(dict.fromkeys(plain))


def unit_of(found: WhatIf, name: str) -> str:
    """What one process is counted in, behind a number."""
    if found.beliefs is None or found.beliefs.counted[name].startswith("points"):
        return "points"
    return "of its standard deviations"


def asked(found: WhatIf) -> str:
    """The change in words: ``"Walking pressed by 1 per day"``, ``"Pain → depression cut"``."""
    if found.links:
        cuts = {spoken(a) + " → " + spoken(b): part for (a, b), part in found.links.items()}
        if found.verb == "cut":
            return start(f"{' and '.join(cuts)} cut")
        by = [f"{link} {'weakened' if part >= 0 else 'strengthened'} by {100 * abs(part):.3g} %" for link, part in cuts.items()]
        return start(" and ".join(by))
    if found.held:
        return start(" and ".join(f"{spoken(name)} held at {value:g}" for name, value in found.held.items()))
    if found.pieces:
        said = [
            f"{_pressed(found, p.name, p.amount)} from {found.unit} {p.start:.4g} {'on' if p.end is None else f'to {p.end:.4g}'}"
            for p in found.pieces
        ]
        return start(" and ".join(said))
    pushes = " and ".join(
        f"{spoken(name)} pulsed by {size:g}" if found.verb == "pulse" else _pressed(found, name, size) for name, size in found.press.items()
    )
    if found.rule is None:
        return start(pushes)
    on, off = ("at or above", "below") if found.rule.above else ("at or below", "above")
    return start(f"{pushes} while {spoken(found.rule.process)} is {on} {found.rule.at:g}, until it is {off} {found.rule.until:g}")


def taken(found: WhatIf) -> str:
    """How much of a push is really taken, where that is not all of it: ``", of which 50 to 80 % is really taken"``."""
    low, high = (100.0 * share for share in found.adherence)
    if low == high == 100.0:
        return ""
    return f", of which {f'{low:.3g}' if low == high else f'{low:.3g} to {high:.3g}'} % is really taken"


def _pressed(found: WhatIf, name: str, size: float) -> str:
    return f"{spoken(name)} {f'pressed by {size:g} per {found.unit}' if name in found.long_run else f'held at {size:g}'}"


def _named(found: WhatIf, name: str) -> str:
    """A process; with what it is counted in, where the processes are counted in different units."""
    if " or " not in units(found):
        return spoken(name)
    return f"{spoken(name)} ({'points' if unit_of(found, name) == 'points' else 'its standard deviations'})"


def _table(found: WhatIf) -> list[str]:
    after = f"after {count(found.horizon, found.unit)}"
    if found.whole_area:
        rows = [("process", "at its most", after, f"half of its area after, {found.unit}s")]
        rows += [
            (_named(found, name), cell(at_most(found, name)[1]), cell(at_end(found, name)), time_cell(found.half_time[name], whole))
            for name, whole in found.whole_area.items()
        ]
    else:
        rows = [("process", after, "in the long run", f"half of that after, {found.unit}s")]
        rows += [
            (_named(found, name), cell(at_end(found, name)), cell(settled), time_cell(found.half_time[name], settled))
            for name, settled in found.long_run.items()
        ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in rows]


def _areas(found: WhatIf) -> str:
    """Points times time, up to the horizon, or without end where the change ends."""
    areas, until = (found.whole_area, "in all") if found.whole_area else (found.area, f"up to {found.unit} {amount(found.horizon)}")
    said = "; ".join(f"{_named(found, n)} {cell(a)}" for n, a in areas.items())
    return f"Area under the shift {until}, {units(found)} x {found.unit}s: {said}."


def _error(found: WhatIf) -> list[str]:
    error = found.monte_carlo
    if error.runs == 0:
        whose = "the data leave possible" if found.beliefs is None else "these assumptions allow"
        return [f"Exact for every loop that {whose}: nothing is simulated, and the Monte-Carlo error is 0."]
    ends = ", ".join(f"{spoken(name)} {amount(float(path[-1]))}" for name, path in error.path.items())
    said = [f"Simulated {error.runs} times in every loop; Monte-Carlo standard error after {count(found.horizon, found.unit)}: {ends}."]
    if found.share_on is not None:
        on = found.share_on
        ends_of = f" ({100.0 * on.low:.0f} to {100.0 * on.high:.0f} %)" if on.low is not None and on.high is not None else ""
        said.insert(0, f"The push would be expected to be on {100.0 * on.estimate:.0f} %{ends_of} of the time.")
    return said


def _sentences(found: WhatIf, untold: frozenset[str]) -> list[str]:
    """What would be expected, process by process, and of which not even the direction can be told."""
    said: list[str] = []
    open_ones: list[str] = []
    surer = False
    held = "if these assumptions held, " if found.beliefs is not None else ""
    end_of_path = f"after {count(found.horizon, found.unit)}"
    for name in found.long_run:
        process, when, end = start(spoken(name)), end_of_path, at_end(found, name)
        if found.whole_area:  # what ends is told where it is at its most
            time, end = at_most(found, name)
            when = f"at its most, after {count(time, found.unit)}" if time else "at once, and less from then on"
        if end.estimate == 0.0 and end.low == 0.0 and end.high == 0.0:
            said.append(start(f"{held}{process if not held else spoken(name)} would be expected to stay where it is."))
        elif not (off := (end.low is not None and end.low > 0.0) or (end.high is not None and end.high < 0.0)) or name in untold:
            open_ones.append(spoken(name))
            surer |= off
        else:
            way = "higher" if end.estimate > 0 else "lower"
            size = f"about {amount(abs(end.estimate))} {unit_of(found, name)} {way} {when}"
            said.append(start(f"{held}{process if not held else spoken(name)} would be expected to be {size}."))
    if open_ones:
        but = ", though an interval below leaves out zero: it takes for granted what the caution below calls open" if surer else ""
        when = "" if found.whole_area else f" {end_of_path}"
        whose = "these data" if found.beliefs is None else "assumptions alone"
        said.append(f"For {' and '.join(open_ones)}{when} {whose} cannot tell the direction of the shift{but}.")
    return said
