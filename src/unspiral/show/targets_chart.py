"""What could be acted on, side by side: the benefit of each with its interval, and the probability of being best."""

from __future__ import annotations

import math

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import cut, width
from unspiral.records import Effect
from unspiral.records.targets import Ranked, Targets
from unspiral.show.axis import Scale, dot, ticks, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import beside, decimals_for, interval, level, probability, signed, together
from unspiral.show.svg import FONT, NARROW, WIDE, frame, hued, rule, tag, text
from unspiral.show.targets_words import called, finding, score_unit
from unspiral.units import count

MOST = 10  # rows of the picture; the table behind it holds all
SIDE, EDGE, LINE, ROW, TOP, FOOT = 18.0, 4.0, 15.0, 48.0, 6.0, 50.0


def targets_picture(found: Targets) -> Picture:
    """Draw a ranking, the highest on top.

    Args:
        found: the ranking.

    Source: tests/show/test_targets_chart.py.
    """
    shown = found.ranked[:MOST]
    title, described = finding(found), _described(found, shown)
    drawings = [_drawn(found, shown, room, title, described) for room in (NARROW, WIDE)]
    left = len(found.ranked) - len(shown)
    caption = (
        f"Dot: weighted benefit over {count(found.horizon, found.unit)}; line: its {level(found.level)} interval, as data and trials "
        "leave it. Right of zero does good; a hollow dot may do none. Percentages: how often each is best."
        + (f" {left} more, all lower, are in the table." if left else "")
    )
    return Picture(title, drawings[0], caption, _table(found), wide=drawings[1])


def _drawn(found: Targets, shown: tuple[Ranked, ...], room: float, title: str, described: str) -> str:
    ends = [end for r in shown for end in (r.score.estimate, r.score.low, r.score.high) if end is not None and math.isfinite(end)]
    low, high = widened(min([*ends, 0.0]), max([*ends, 0.0]), 4)
    x, bottom = Scale(low, high, SIDE, room - SIDE), TOP + ROW * len(shown)
    body: list[str] = []
    for k, entry in enumerate(shown):
        y = TOP + ROW * k
        words = f"best {probability(entry.best)}"
        body.append(text(cut(called(entry), FONT, room - 2 * EDGE - width(words, FONT) - 8), EDGE, y + LINE / 2 + 2))
        body.append(text(words, room - EDGE, y + LINE / 2 + 2, anchor="end", tone="quiet"))
        body.append(rule((x.at(0.0), y + LINE + 6), (x.at(0.0), y + ROW), tone="ink", width=1.4))
        body.append(hued(hue_of(entry.candidate.effects[0].process), _whisker(entry.score, x, y + LINE + 18)))
    body.append(rule((x.start, bottom), (x.end, bottom)))
    places = ticks(low, high, 4 if room < WIDE else 8)
    decimals = max(0, decimals_for(places[1] - places[0], digits=1)) if len(places) > 1 else 0
    for value in places:
        body.append(rule((x.at(value), bottom), (x.at(value), bottom + 4)))
        body.append(text(signed(value, decimals) if value else "0", x.at(value), bottom + 14, anchor="middle", tone="quiet"))
    body.append(text(score_unit(), room / 2, bottom + 33, anchor="middle"))
    return frame(body, room, bottom + FOOT, title, described, "targets")


def _whisker(score: Effect, x: Scale, y: float) -> str:
    mark = dot(x.at(score.estimate), y, 5.0, hollow=score.low is not None and score.low <= 0.0)
    low, high = (x.start if score.low is None else x.at(score.low)), (x.end if score.high is None else x.at(score.high))
    line = tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=2.5)
    caps = "".join(f"M{end:.1f} {y - 5:.1f}v10" for end, given in ((low, score.low), (high, score.high)) if given is not None)
    return line + (tag("path", d=caps, stroke="currentColor", stroke_width=2) if caps else "") + mark


def _described(found: Targets, shown: tuple[Ranked, ...]) -> str:
    rows = " ".join(f"{called(r)}: benefit {_cell(r.score)}, best with a probability of {probability(r.best)}." for r in shown)
    return f"Forest chart of {len(shown)} of {len(found.ranked)} candidates, {score_unit()}. {rows}"


def _table(found: Targets) -> Table:
    rows = tuple(
        (called(r), _cell(r.score), probability(r.best), probability(r.helps), *(_cell(change) for change in r.changes.values()))
        for r in found.ranked
    )
    header = ("acted on", "benefit, SD", "P(best)", "P(helps)", *(f"{name}, points" for name in found.ranked[0].changes))
    caption = (
        f"Mean change over {count(found.horizon, found.unit)} ({level(found.level)} intervals); benefit weighted, in standard deviations."
    )
    return Table(caption, header, rows, stack=True)


def _cell(found: Effect) -> str:
    places = together(found.estimate, found.low, found.high)
    return f"{beside(found.estimate, places, sign=True)} ({interval(found.low, found.high, places)})"
