"""Which what-ifs a report shows when nobody asked for others: each headline link cut, each headline process pushed down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from unspiral.act.spiral import spiral
from unspiral.act.whatif import cut, press
from unspiral.errors import NotIdentified
from unspiral.learn.direction import headline
from unspiral.records import Fit, Spiral, WhatIf
from unspiral.show.words import back, no_figures, refused


def expected(fit: Fit) -> tuple[tuple[WhatIf, ...], Spiral | None]:
    """The what-ifs and the spiral of a report.

    A press lowers a process by one point if the loop did not answer: its amount is minus one point times the self-rate.
    What the fit cannot carry (an edge, a loop that runs away) is left out; the report says why.

    Args:
        fit: a fitted loop.

    Returns:
        What-ifs in the order of the page, and the spiral, or None where the fit carries none.
    """
    pair = headline(fit.processes)
    if pair is None or refused(fit) or no_figures(fit):
        return (), None
    found: list[WhatIf] = []
    for arrow in (pair, back(pair)):
        if arrow in fit.links:
            found += _carried(lambda link=arrow: cut(fit, link))
    for name in pair:
        rate = float(fit.drift[fit.processes.index(name), fit.processes.index(name)])
        if rate < 0.0 and any(cause == name for cause, _ in fit.links):
            found += _carried(lambda process=name, amount=rate: press(fit, {process: amount}))
    return tuple(found), spiral(fit, travel=False)


def beside(asked: Sequence[WhatIf], usual: Sequence[WhatIf]) -> tuple[WhatIf, ...]:
    """What was asked for first, then the usual ones that were not asked for by themselves.

    Args:
        asked, usual: what-ifs of one fit.
    """

    def question(found: WhatIf) -> tuple[object, ...]:
        return found.verb, found.press, found.links, found.reference, found.adherence

    known = [question(found) for found in asked]
    return (*asked, *(found for found in usual if question(found) not in known))


def _carried(ask: Callable[[], WhatIf]) -> list[WhatIf]:
    try:
        return [ask()]
    except NotIdentified:
        return []
