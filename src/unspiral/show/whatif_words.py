"""What a change would be expected to do, in words that promise nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from unspiral.learn.direction import headline
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit, Verdict, WhatIf
from unspiral.records.whatif import Piece
from unspiral.show.numbers import amount, beside, effect, interval, level, together
from unspiral.show.words import duration, start
from unspiral.units import count


def change(found: WhatIf) -> str:
    """The change itself, to stand after "if": "pain no longer pushed depression"."""
    if found.links:
        return " and ".join(_of_link(found, arrow) for arrow in found.links)
    if found.held:
        return " and ".join(f"{spoken(name)} were held at {amount(value)}" for name, value in found.held.items())
    if found.pieces:
        return " and ".join(f"{_pushed(found, p.name, p.amount)} {_from_to(found, p)}" for p in found.pieces)
    if found.verb == "pulse":
        return " and ".join(_once(found, name, size) for name, size in found.press.items())
    parts = " and ".join(_pushed(found, name, push) for name, push in found.press.items())
    if found.rule is None:
        return " and ".join(_pushed(found, name, push, " all the time") for name, push in found.press.items())
    on, off = ("at or above", "below") if found.rule.above else ("at or below", "above")
    until = f", until it is {off} {amount(found.rule.until)}" if found.rule.until != found.rule.at else ""
    return f"{parts} while {spoken(found.rule.process)} is {on} {amount(found.rule.at)}{until}"


def _of_link(found: WhatIf, arrow: Arrow) -> str:
    cause, affected = (spoken(name) for name in arrow)
    if found.verb == "cut":
        return f"{cause} no longer pushed {affected}"
    part = found.links[arrow]
    return f"{cause} pushed {affected} {100.0 * abs(part):.3g} % {'less' if part >= 0.0 else 'more'}"


def _pushed(found: WhatIf, name: str, push: float, always: str = "") -> str:
    if name not in found.path.bands:
        return f"{spoken(name)} were held at {amount(push)}{always}"
    return f"{spoken(name)} were pushed {'down' if push < 0 else 'up'}{always} by {amount(abs(push))} points a {found.unit}"


def _once(found: WhatIf, name: str, size: float) -> str:
    if name not in found.path.bands:
        return f"{spoken(name)} of size {amount(size)} happened once"
    return f"{spoken(name)} were pushed {'down' if size < 0 else 'up'} once by {amount(abs(size))} points"


def _from_to(found: WhatIf, piece: Piece) -> str:
    return f"from {found.unit} {amount(piece.start)} {'on' if piece.end is None else f'to {amount(piece.end)}'}"


def target(found: WhatIf, fit: Fit) -> str:
    """The process whose path is drawn: the affected one of the first link; else the first of the question that is not acted on itself."""
    if found.links:
        return next(iter(found.links))[1]
    first = headline(fit.processes) or ()
    acted = {*found.press, *found.held, *(piece.name for piece in found.pieces)}
    return next((name for name in (*first, *fit.processes) if name not in acted), fit.processes[0])


def told(found: WhatIf, process: str) -> bool:
    """Whether the data can tell a long-run shift of this process from none; of a change that ends, its whole area."""
    if any(verdict.code in ("link-not-told", "link-nil", "input-not-told") for verdict in found.verdicts):
        return False
    shift = (found.whole_area or found.long_run)[process]
    return shift.low is not None and shift.high is not None and (shift.low > 0.0 or shift.high < 0.0)


def whatif_title(found: WhatIf, process: str) -> str:
    """The finding; a change that cannot be told from none says that first, and assumptions without data that they are these."""
    condition = f"if {change(found)}{'' if found.beliefs is None else ', and if all that was assumed held'}"
    name = spoken(process)
    if any(verdict.code == "link-nil" for verdict in found.verdicts):
        return f"No change worth speaking of would be expected in {name} {condition}"
    if not told(found, process):
        return f"Cannot tell whether {name} would change {condition}"
    if found.whole_area:
        side = "lower" if found.whole_area[process].estimate < 0 else "higher"
        return f"{start(name)} would be expected to be {side} for a while {condition}"
    side = "lower" if found.long_run[process].estimate < 0 else "higher"
    return f"{start(name)} would be expected to settle {side} {condition}"


def whatif_sentences(found: WhatIf, process: str) -> tuple[str, ...]:
    """The number behind the title, and how soon half of it would be reached."""
    if found.whole_area:
        said = [_at_most(found, process)]
    else:
        said = [f"{_when(found, process)}, the shift of {spoken(process)} would be expected to be {_shift(found, process)}."]
    if not told(found, process) and _off_zero(found, process):
        said.append("These data cannot tell it from none all the same: the interval takes for granted what is called open here.")
    half = found.half_time[process]
    if told(found, process) and half.estimate == half.estimate and half.estimate != float("inf"):
        what = "Half of all that it does would be over" if found.whole_area else "Half of it would be reached"
        said.append(f"{what} after about {duration(half, found.unit, found.level)}.")
    if found.share_on is not None:
        said.append(f"The push would be expected to be on {_share(found.share_on, found.level)} of the time.")
    if found.monte_carlo.runs:
        error = amount(float(found.monte_carlo.path[process].max()))
        said.append(f"This was simulated {found.monte_carlo.runs} times; other random numbers would move the path by about {error}.")
    if found.press and not found.whole_area:
        said.append(_size_of_press(found))
    return tuple(said)


def _at_most(found: WhatIf, process: str) -> str:
    """Where a shift that ends is largest."""
    time, largest = at_most(found, process)
    when = f"after {count(time, found.unit)}" if time else "at once"
    shift = effect(largest, found.level, unit="points")
    return f"At its most, {when}, the shift of {spoken(process)} would be expected to be {shift}; nothing of it lasts."


def _share(on: Effect, at: float) -> str:
    ends = "" if on.low is None or on.high is None else f" ({level(at)} interval {100 * on.low:.0f} to {100 * on.high:.0f} %)"
    return f"{100 * on.estimate:.0f} %{ends}"


def _off_zero(found: WhatIf, process: str) -> bool:
    """Whether the interval that is shown leaves out zero."""
    shift = (found.whole_area or found.long_run)[process] if _settles(found, process) else at_end(found, process)
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
    return effect(at_end(found, process), found.level, unit="points")


def at_end(found: WhatIf, process: str) -> Effect:
    """The shift at the end of the path; an end of its interval that has no value is None."""
    return _at(found, process, -1)


def at_most(found: WhatIf, process: str) -> tuple[float, Effect]:
    """When the shift is largest, and how large it is then."""
    k = int(abs(found.path.bands[process].estimate).argmax())
    return float(found.path.time[k]), _at(found, process, k)


def _at(found: WhatIf, process: str, k: int) -> Effect:
    band = found.path.bands[process]
    low, high = (float(end) if math.isfinite(end) else None for end in (band.low[k], band.high[k]))
    return Effect(float(band.estimate[k]), low, high)


def _size_of_press(found: WhatIf) -> str:
    """What the press does to the processes that it pushes."""
    parts = [f"{spoken(name)} itself would be expected to shift by {_shift(found, name)}" for name in found.press if name in found.long_run]
    return start("; ".join(parts)) + "." if parts else ""


def simulated_words(found: WhatIf) -> str:
    """Whether anything was simulated."""
    if found.monte_carlo.runs == 0:
        return "Exact for every loop that the data leave possible: nothing is simulated."
    return f"Simulated {found.monte_carlo.runs} times in every loop that the data leave possible."


def shared_assumptions(found: Sequence[WhatIf]) -> tuple[str, ...]:
    """Assumptions that every one of the what-ifs makes, in order."""
    if not found:
        return ()
    return tuple(said for said in found[0].assumptions if all(said in other.assumptions for other in found))


def own_cautions(found: WhatIf, fit: Fit) -> tuple[Verdict, ...]:
    """Cautions of this what-if that are not those of the fit itself."""
    known = {(verdict.code, verdict.reason) for verdict in fit.verdicts}
    return tuple(v for v in found.verdicts if v.level != "ok" and (v.code, v.reason) not in known)


def number_header(found: WhatIf) -> tuple[str, ...]:
    """What stands in the columns of ``number_row``."""
    kept = "at its most" if found.whole_area else "long-run shift"
    half = f"half of {'its area' if found.whole_area else 'that'} after, {found.unit}s"
    area = "in all" if found.whole_area else f"up to {found.unit} {amount(found.horizon)}"
    return "", "level without the change", kept, half, f"area {area}, points × {found.unit}s"


def number_row(found: WhatIf, process: str) -> tuple[str, ...]:
    """Process, its level, its long-run shift (of a change that ends: the largest one), half-time and area, each with its interval."""
    if found.whole_area:
        kept = cell(at_most(found, process)[1])
    else:
        kept = cell(found.long_run[process]) if _settles(found, process) else "cannot be told"
    area = (found.whole_area or found.area)[process]
    half = time_cell(found.half_time[process], (found.whole_area or found.long_run)[process])
    return spoken(process), cell(found.baseline[process], sign=False), kept, half, cell(area)


def cell(found: Effect, *, sign: bool = True) -> str:
    """A number with its interval, as it stands in a table."""
    if not math.isfinite(found.estimate):
        return "cannot be told"
    places = together(found.estimate, found.low, found.high)
    return f"{beside(found.estimate, places, sign=sign)} ({interval(found.low, found.high, places, sign=sign)})"


def time_cell(found: Effect, shift: Effect) -> str:
    """A half-time with its interval, or why there is none.

    Args:
        found: the half-time.
        shift: what it is half of.
    """
    if found.estimate != found.estimate:  # the estimate stays: in all draws, or in the middle of those that go either way
        return "nothing shifts" if shift.low == shift.high == 0.0 else "cannot be told"
    return cell(found, sign=False)
