"""What the priors expect of answers, and what the answers are: a band behind, a bar before it."""

from __future__ import annotations

import math

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records.prior_view import Five, PriorRow, PriorView
from unspiral.show.axis import TOP, Scale, dot, step_of, ticks, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for, interval
from unspiral.show.prior_words import judged
from unspiral.show.svg import NARROW, frame, hued, rule, tag, text

ROW, FOOT, SIDE = 58.0, 40.0, 20.0
WHAT = {"answers": "answers", "changes": "change from one answer to the next"}


def prior_view_picture(view: PriorView, what: str, owner: dict[str, str]) -> Picture | None:
    """Draw one kind of figure for every indicator; None where there is none.

    Args:
        view: what the priors expect, and the data.
        what: "answers" or "changes".
        owner: indicator -> process, for the colour.
    """
    rows = [row for row in view.rows if row.what == what]
    if not rows:
        return None
    beyond = [spoken(row.indicator) for row in rows if judged(row).startswith("The data reach")]
    name = "Answers" if what == "answers" else "Changes from one answer to the next"
    said = f"the data reach beyond the priors for {', '.join(beyond)}" if beyond else "the priors expect the data, and more"
    title = f"{name}: {said}"
    ends = [end for row in rows for five in (row.observed, row.expected) for end in (five[0], five[4])]
    low, high = widened(min(ends), max(ends))
    x = Scale(low, high, SIDE, NARROW - SIDE)
    bottom = TOP + ROW * len(rows)
    fine = max(0, -math.floor(math.log10(step_of(high - low, 5)) + 1e-9))
    body = [rule((x.at(t), TOP - 8), (x.at(t), bottom), tone="grid") for t in ticks(low, high)]
    body.append(rule((x.start, bottom), (x.end, bottom)))
    for t in ticks(low, high):
        body += [rule((x.at(t), bottom), (x.at(t), bottom + 4)), text(amount(t, fine), x.at(t), bottom + 14, anchor="middle", tone="quiet")]
    body.append(text(f"{WHAT[what]}, points", (x.start + x.end) / 2, bottom + 31, anchor="middle"))
    for k, row in enumerate(rows):
        y = TOP + ROW * k
        body.append(text(spoken(row.indicator), SIDE, y + 6))
        body.append(hued("other", _bar(x, row.expected, y + 32.0, (22.0, "0.18"), (22.0, "0.30"))))
        own = _bar(x, row.observed, y + 32.0, (3.0, "1"), (9.0, "1"))
        body.append(hued(hue_of(owner[row.indicator]), own + dot(x.at(row.observed[2]), y + 32.0, 5.5, hollow=True)))
    described = (
        f"{len(rows)} rows. Grey bands: 95 % and 50 % of what {view.panels} panels made up from the priors alone hold. Coloured bars: the "
        "same of the data, with a ring at their middle. The numbers are in the table below."
    )
    caption = (
        "Grey: what the priors expect before the answers are used, 95 % and the middle half. Coloured: the data, 95 %, the middle half and "
        "the middle. Weak priors expect more than there is; priors that do not reach the data would have to be looked at again."
    )
    lines = tuple(_line(row) for row in rows)
    table = Table(f"{name}, in points", ("indicator", "priors expect (95 %)", "data (95 %)"), lines, stack=True)
    return Picture(title, frame(body, NARROW, bottom + FOOT, title, described, "prior-view"), caption, table)


def _bar(x: Scale, five: Five, y: float, thin: tuple[float, str], thick: tuple[float, str]) -> str:
    """95 % and the middle half, each with its thickness and opacity."""
    pieces: list[str] = []
    for (first, last), (size, opacity) in (((0, 4), thin), ((1, 3), thick)):
        start, width = x.at(five[first]), max(x.at(five[last]) - x.at(five[first]), 1.0)
        pieces.append(tag("rect", x=start, y=y - size / 2, width=width, height=size, fill="currentColor", fill_opacity=opacity))
    return "".join(pieces)


def _line(row: PriorRow) -> tuple[str, ...]:
    places = max(0, decimals_for(row.expected[0], row.expected[4], row.observed[0], row.observed[4]))
    ends = (interval(five[0], five[4], places, sign=False) for five in (row.expected, row.observed))
    return spoken(row.indicator), *ends
