"""The headline: does pain drive mood, mood drive pain, both, neither, or can we not tell?

The rule (docs/decisions/direction-answer.md): each link's total effect at the typical interval between occasions, standardised by
the within-person stationary deviation; "nil" is decided before "clear".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.draws import Draws, effect, interval
from unspiral.learn.lags import can_standardise, deviations, transitions
from unspiral.learn.system import Array
from unspiral.records import Arrow, Direction, Effect, Fit, LinkAnswer, Rung
from unspiral.units import DAYS_PER

CLEAR, LIKELY = 0.975, 0.90
NEGLIGIBLE_DAYS, NEGLIGIBLE_PANEL = 0.1, 0.03  # standardised effects not worth speaking of
PANEL_DAYS = 28.0  # typical intervals from here on are those of a panel
CALLED = ("drives", "likely drives", "clear but very small")


def negligible(interval_in_units: float, unit: str) -> float:
    """Half-width of the range not worth speaking of: 0.1 standard deviations for days, 0.03 for panels."""
    return NEGLIGIBLE_PANEL if interval_in_units * DAYS_PER[unit] >= PANEL_DAYS else NEGLIGIBLE_DAYS


def link_answer(estimate: float, draws: Float[ndarray, " draws"], level: float, nil: float | None) -> LinkAnswer:
    """The word for one arrow.

    Args:
        estimate: total effect at the fixed lag.
        draws: of the same effect.
        level: of the interval that is shown.
        nil: half-width of the negligible range; None when effects are raw, and nil is then never said.

    Returns:
        LinkAnswer.
    """
    usable = draws[np.isfinite(draws)]
    if len(usable) < 0.95 * len(draws) or not np.isfinite(estimate):
        return LinkAnswer("cannot tell", 0.5, Effect(estimate, None, None), -np.inf, np.inf, nil is not None)
    share = float((usable > 0).mean())
    probability = share if estimate > 0 else 1.0 - share
    low90, high90 = interval(usable, 0.90)
    low95, high95 = interval(usable, 0.95)
    clear = low95 > 0 or high95 < 0
    if nil is not None and -nil < low90 and high90 < nil:
        inside = -nil < low95 and high95 < nil
        word = "clear but very small" if clear and inside else "nil"
    elif clear and probability >= CLEAR:
        word = "drives"
    else:
        word = "likely drives" if probability >= LIKELY else "cannot tell"
    return LinkAnswer(word, probability, effect(estimate, usable, level), low90, high90, nil is not None)


def headline(processes: tuple[str, ...]) -> tuple[str, str] | None:
    """The two processes of the question: pain and depression where they are, else the first two; None with one."""
    if len(processes) < 2:
        return None
    if "pain" in processes and "depression" in processes:
        return "pain", "depression"
    return processes[0], processes[1]


def direction(fit_processes: tuple[str, ...], links: tuple[Arrow, ...], draws: Draws, lag: float, level: float, nil: float) -> Direction:
    """Words for every declared arrow and one answer for the pair in question.

    Args:
        fit_processes: names, in the order of the drift.
        links: declared arrows.
        draws: of the fit.
        lag: fixed before fitting: the typical interval between occasions.
        level: of the intervals shown.
        nil: half-width of the negligible range.
    """
    standardise = can_standardise(draws)
    f = transitions(draws.drift, lag)
    sd = deviations(draws) if standardise else np.ones(draws.drift.shape[:2])
    pair = headline(fit_processes)
    there, back = pair or ("", ""), (pair[1], pair[0]) if pair else ("", "")
    wanted = list(links) + [a for a in (there, back) if pair and a not in links and _reaches(a, links)]
    effects: dict[Arrow, Array] = {}
    answers: dict[Arrow, LinkAnswer] = {}
    for cause, affected in wanted:
        i, j = fit_processes.index(affected), fit_processes.index(cause)
        effects[cause, affected] = f[:, i, j] * sd[:, j] / sd[:, i]
        at = effects[cause, affected]
        answers[cause, affected] = link_answer(float(at[0]), at[1:], level, nil if standardise else None)
    if pair is None:
        return Direction("cannot tell", lag, answers)
    stronger = None
    if there in effects and back in effects:
        stronger = float((np.abs(effects[there][1:]) > np.abs(effects[back][1:])).mean())
    return Direction(_answer(answers.get(there), answers.get(back), pair), lag, answers, stronger)


def withhold(found: Direction, processes: set[str]) -> Direction:
    """Take back every word about arrows that touch these processes: their fit lies at an edge, where intervals mean nothing."""
    links = {
        arrow: replace(link, word="cannot tell") if processes & set(arrow) else link for arrow, link in found.links.items()
    }  # fmt: skip
    touched = any(found.links[a].word != link.word for a, link in links.items())
    return replace(found, links=links, answer="cannot tell" if touched else found.answer)


def _reaches(arrow: Arrow, links: tuple[Arrow, ...]) -> bool:
    """Whether a path of declared links leads from cause to affected."""
    found, frontier = {arrow[0]}, [arrow[0]]
    while frontier:
        here = frontier.pop()
        for cause, affected in links:
            if cause == here and affected not in found:
                found.add(affected)
                frontier.append(affected)
    return arrow[1] in found


def _answer(there: LinkAnswer | None, back: LinkAnswer | None, pair: tuple[str, str]) -> str:
    """Both clear = both; one clear and the other nil = one way; both nil = neither; anything else, cannot tell.

    An arrow that the loop leaves out was never looked at: it is neither clear nor nil.
    """
    if there is None or back is None:
        return "cannot tell"
    words = (there.word, back.word)
    nil = ("nil", "clear but very small")
    if words == ("drives", "drives"):
        return "both"
    if words[0] == "drives" and words[1] in nil:
        return f"{pair[0]}->{pair[1]}"
    if words[1] == "drives" and words[0] in nil:
        return f"{pair[1]}->{pair[0]}"
    return "neither" if words[0] in nil and words[1] in nil else "cannot tell"


def between_note(answer: Direction, ladder: tuple[Rung, ...], pair: tuple[str, str] | None) -> str:
    """The sentence that must stand first when arrows seen without traits can no longer be called with them."""
    plain = next((r for r in ladder if not r.traits), None)
    if plain is None or pair is None:
        return ""
    arrows = [(pair[0], pair[1]), (pair[1], pair[0])]
    seen = any(plain.words.get(a) in CALLED and plain.lagged[a].estimate > 0 for a in arrows)
    held = any(answer.links[a].word in CALLED for a in arrows if a in answer.links)
    if not seen or held:
        return ""
    one, other = pair
    feeling = {"pain": "in more pain", "depression": "more depressed"}
    first = f"People with more {one} are {feeling.get(other, 'higher in ' + other)}."
    told = all(answer.links[a].word == "nil" for a in arrows if a in answer.links)
    if told:
        return f"{first} Within a person these data show no push in either direction that is worth speaking of."
    return f"{first} Whether {one} pushes {other} within a person, or {other} {one}, these data cannot tell."


def more_occasions(link: LinkAnswer, occasions: int) -> int | None:
    """How many more occasions would make an effect clear, if it is as large as estimated.

    None when it is clear already, or when no sensible number can be given. The
    interval shrinks with the square root of the occasions: n (1.96 se / |effect|)^2 - n.
    """
    e = link.effect
    if e.low is None or e.high is None or link.word in ("drives", "nil", "clear but very small"):
        return None
    half = (e.high - e.low) / 2.0
    if not abs(e.estimate) > half / 20.0:  # beyond 400 times the data, a number would be a joke
        return None
    needed = occasions * (half / abs(e.estimate)) ** 2 - occasions
    return max(1, int(np.ceil(needed)))


def of_fit(fit: Fit, draws: Draws) -> Direction:
    """The direction answer of a fit from given draws."""
    nil = negligible(fit.data.interval, fit.data.time_unit)
    return direction(fit.processes, fit.links, draws, fit.data.interval, fit.choices.level, nil)
