"""What a change would be expected to do, in words that promise nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from unspiral.learn.direction import headline
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Fit, Verdict, WhatIf
from unspiral.show.numbers import amount, beside, effect, interval, together
from unspiral.show.words import duration, start
from unspiral.units import count


def change(found: WhatIf) -> str:
    """The change itself, to stand after "if": "pain no longer pushed depression"."""
    if found.cut is not None:
        return f"{spoken(found.cut[0])} no longer pushed {spoken(found.cut[1])}"
    parts = [
        f"{spoken(name)} were pushed {'down' if push < 0 else 'up'} all the time by {amount(abs(push))} points a {found.unit}"
        for name, push in found.press.items()
    ]
    return " and ".join(parts)


def target(found: WhatIf, fit: Fit) -> str:
    """The process whose path is drawn: the affected one of a cut; of a press, the first one of the question that is not pressed itself."""
    if found.cut is not None:
        return found.cut[1]
    first = headline(fit.processes) or ()
    return next((name for name in (*first, *fit.processes) if name not in found.press), fit.processes[0])


def told(found: WhatIf, process: str) -> bool:
    """Whether the data can tell a long-run shift of this process from none."""
    if any(verdict.code in ("link-not-told", "link-nil", "input-not-told") for verdict in found.verdicts):
        return False
    shift = found.long_run[process]
    return shift.low is not None and shift.high is not None and (shift.low > 0.0 or shift.high < 0.0)


def whatif_title(found: WhatIf, process: str) -> str:
    """The finding; a change that cannot be told from none says that first."""
    condition = f"if {change(found)}"
    name = spoken(process)
    if any(verdict.code == "link-nil" for verdict in found.verdicts):
        return f"No change worth speaking of would be expected in {name} {condition}"
    if not told(found, process):
        return f"Cannot tell whether {name} would change {condition}"
    side = "lower" if found.long_run[process].estimate < 0 else "higher"
    return f"{start(name)} would be expected to settle {side} {condition}"


def whatif_sentences(found: WhatIf, process: str) -> tuple[str, ...]:
    """The number behind the title, and how soon half of it would be reached."""
    said = [f"{_when(found, process)}, the shift of {spoken(process)} would be expected to be {_shift(found, process)}."]
    if not told(found, process) and _off_zero(found, process):
        said.append("These data cannot tell it from none all the same: the interval takes for granted what is called open here.")
    half = found.half_time[process]
    if told(found, process) and half.estimate == half.estimate and half.estimate != float("inf"):
        said.append(f"Half of it would be reached after about {duration(half, found.unit, found.level)}.")
    if found.press:
        said.append(_size_of_press(found))
    return tuple(said)


def _off_zero(found: WhatIf, process: str) -> bool:
    """Whether the interval that is shown leaves out zero."""
    shift = found.long_run[process] if _settles(found, process) else _at_end(found, process)
    return (shift.low is not None and shift.low > 0.0) or (shift.high is not None and shift.high < 0.0)


def _settles(found: WhatIf, process: str) -> bool:
    """Whether the long run has an interval; where it has none, the end of the path speaks in its place."""
    return found.long_run[process].low is not None and found.long_run[process].high is not None


def _when(found: WhatIf, process: str) -> str:
    if _settles(found, process):
        return "Once everything has settled"
    return f"Where it would settle cannot be told; after {count(found.horizon, found.unit)}"


def _shift(found: WhatIf, process: str) -> str:
    if _settles(found, process):
        return effect(found.long_run[process], found.level, unit="points")
    return effect(_at_end(found, process), found.level, unit="points")


def _at_end(found: WhatIf, process: str) -> Effect:
    band = found.path.bands[process]
    low, high = (float(end) if math.isfinite(end) else None for end in (band.low[-1], band.high[-1]))
    return Effect(float(band.estimate[-1]), low, high)


def _size_of_press(found: WhatIf) -> str:
    """What the press does to the processes that it pushes."""
    parts = [f"{spoken(name)} itself would be expected to shift by {_shift(found, name)}" for name in found.press if name in found.long_run]
    return start("; ".join(parts)) + "." if parts else ""


def shared_assumptions(found: Sequence[WhatIf]) -> tuple[str, ...]:
    """Assumptions that every one of the what-ifs makes, in order."""
    if not found:
        return ()
    return tuple(said for said in found[0].assumptions if all(said in other.assumptions for other in found))


def own_cautions(found: WhatIf, fit: Fit) -> tuple[Verdict, ...]:
    """Cautions of this what-if that are not those of the fit itself."""
    known = {(verdict.code, verdict.reason) for verdict in fit.verdicts}
    return tuple(v for v in found.verdicts if v.level != "ok" and (v.code, v.reason) not in known)


def long_run_row(found: WhatIf, process: str) -> tuple[str, str, str]:
    """Process, its level without the change, and its long-run shift, each with its interval, as cells of a table."""
    cells: list[str] = []
    for value, sign in ((found.baseline[process], False), (found.long_run[process], True)):
        if sign and not _settles(found, process):
            cells.append("cannot be told")
            continue
        places = together(value.estimate, value.low, value.high)
        first = beside(value.estimate, places, sign=sign)
        cells.append(f"{first} ({interval(value.low, value.high, places, sign=sign)})")
    return spoken(process), cells[0], cells[1]
