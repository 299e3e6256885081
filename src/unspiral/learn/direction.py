"""The headline: does pain drive mood, mood drive pain, both, neither, or can we not tell?

The rule (docs/decisions/direction-answer.md): each link's total effect at the typical interval between occasions, standardised by
the within-person stationary deviation; "nil" is decided before "clear".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.draws import Draws, effect, interval
from unspiral.learn.edge import edges, reaches, through
from unspiral.learn.lags import can_standardise, deviations, transitions
from unspiral.learn.system import Array
from unspiral.records import Arrow, Direction, Effect, Fit, LinkAnswer
from unspiral.units import DAYS_PER, PANEL_DAYS, WEEK

CLEAR, LIKELY = 0.975, 0.90
NEGLIGIBLE_DAYS, NEGLIGIBLE_PANEL = 0.1, 0.03  # standardised effects not worth speaking of
CALLED = ("drives", "likely drives", "clear but very small")


def negligible(interval_in_units: float, unit: str) -> float:
    """Half-width of the range not worth speaking of: 0.1 standard deviations for days, 0.03 for panels."""
    return NEGLIGIBLE_PANEL if interval_in_units * DAYS_PER[unit] >= PANEL_DAYS else NEGLIGIBLE_DAYS


def nil_lags(interval_in_units: float, span: float, unit: str) -> list[float]:
    """Lags, fixed by the design, at which an effect must be negligible before it is called nil.

    The typical interval and its doublings: up to a week for a diary, up to the length of the record for a panel. An effect that is
    small from one beep to the next may be large from one day to the next.
    """
    days = DAYS_PER[unit]
    longest = span if interval_in_units * days >= PANEL_DAYS else min(WEEK / days, span)
    lags = [interval_in_units]
    while 2.0 * lags[-1] <= longest * (1.0 + 1e-9):
        lags.append(2.0 * lags[-1])
    return lags


def link_answer(
    estimate: float, draws: Float[ndarray, " draws"], level: float, nil: float | None, later: Sequence[Float[ndarray, " draws"]] = ()
) -> LinkAnswer:
    """The word for one arrow.

    Args:
        estimate: total effect at the fixed lag.
        draws: of the same effect.
        level: of the interval that is shown.
        nil: half-width of the negligible range; None when effects are raw, and nil is then never said.
        later: draws of the effect at the other lags at which it must be negligible too.

    Returns:
        LinkAnswer; its probability is nan where the draws say nothing about the effect.
    """
    usable = draws[np.isfinite(draws)]
    lost = len(usable) < 0.95 * len(draws) or not np.isfinite(estimate)
    # An estimate outside its own interval means that the draws have left the neighbourhood of the maximum.
    if lost or not interval(usable, 0.95)[0] <= estimate <= interval(usable, 0.95)[1]:
        return LinkAnswer("cannot tell", np.nan, Effect(estimate, None, None), -np.inf, np.inf, nil is not None)
    share = float((usable > 0).mean())
    probability = share if estimate > 0 else 1.0 - share
    low90, high90 = interval(usable, 0.90)
    low95, high95 = interval(usable, 0.95)
    clear = low95 > 0 or high95 < 0
    if nil is not None and all(_inside(x, 0.90, nil) for x in (usable, *later)):
        small = clear and all(_inside(x, 0.95, nil) for x in (usable, *later))
        word = "clear but very small" if small else "nil"
    elif clear and probability >= CLEAR:
        word = "drives"
    else:
        word = "likely drives" if probability >= LIKELY else "cannot tell"
    return LinkAnswer(word, probability, effect(estimate, usable, level), low90, high90, nil is not None)


def _inside(draws: Array, level: float, nil: float) -> bool:
    usable = draws[np.isfinite(draws)]
    low, high = interval(usable, level)
    return -nil < low and high < nil


def headline(processes: tuple[str, ...]) -> tuple[str, str] | None:
    """The two processes of the question: pain and depression where they are, else the first two; None with one."""
    if len(processes) < 2:
        return None
    if "pain" in processes and "depression" in processes:
        return "pain", "depression"
    return processes[0], processes[1]


def direction(
    fit_processes: tuple[str, ...], links: tuple[Arrow, ...], draws: Draws, lags: Sequence[float], level: float, nil: float
) -> Direction:
    """Words for every declared arrow and one answer for the pair in question.

    Args:
        fit_processes: names, in the order of the drift.
        links: declared arrows.
        draws: of the fit.
        lags: fixed before fitting: the typical interval between occasions, then those at which nil must hold too.
        level: of the intervals shown.
        nil: half-width of the negligible range.
    """
    standardise = can_standardise(draws)
    lag = lags[0]
    f = transitions(draws.drift, lag)
    f_later = [transitions(draws.drift, other) for other in lags[1:]] if standardise else []
    sd = deviations(draws) if standardise else np.ones(draws.drift.shape[:2])
    pair = headline(fit_processes)
    there, back = pair or ("", ""), (pair[1], pair[0]) if pair else ("", "")
    wanted = list(links) + [a for a in (there, back) if pair and a not in links and reaches(a, links)]
    effects: dict[Arrow, Array] = {}
    answers: dict[Arrow, LinkAnswer] = {}
    for cause, affected in wanted:
        i, j = fit_processes.index(affected), fit_processes.index(cause)
        size = sd[:, j] / sd[:, i]
        at = effects[cause, affected] = f[:, i, j] * size
        later = [draws.around(g[:, i, j] * size) for g in f_later]
        answers[cause, affected] = link_answer(float(at[0]), draws.around(at), level, nil if standardise else None, later)
    if pair is None:
        return Direction("cannot tell", lag, answers)
    stronger = None
    if there in effects and back in effects:
        stronger = float((np.abs(effects[there][1:]) > np.abs(effects[back][1:])).mean())
    return Direction(one_answer(answers.get(there), answers.get(back), pair), lag, answers, stronger)


def withhold(found: Direction, links: tuple[Arrow, ...], processes: frozenset[str], pair: Arrow | None) -> Direction:
    """Take back every word about arrows that begin, pass or end at these processes: their fit lies at an edge.

    Args:
        found: the answer before.
        links: declared arrows.
        processes: at an edge (``edges``).
        pair: of the headline.
    """
    if not processes:
        return found
    kept = {a: _untold(link) if through(a, links, processes) else link for a, link in found.links.items()}
    if pair is None:
        return replace(found, links=kept)
    whole = all(kept.get(a) == found.links.get(a) for a in (pair, (pair[1], pair[0])))
    answer = one_answer(kept.get(pair), kept.get((pair[1], pair[0])), pair)
    return replace(found, links=kept, answer=answer, stronger=found.stronger if whole else None)


def _untold(link: LinkAnswer) -> LinkAnswer:
    nothing = Effect(link.effect.estimate, None, None)
    return replace(link, word="cannot tell", probability=np.nan, effect=nothing, low90=-np.inf, high90=np.inf)


def one_answer(there: LinkAnswer | None, back: LinkAnswer | None, pair: tuple[str, str]) -> str:
    """One answer from two words. Both clear = both; one clear and the other nil = one way; both nil = neither; anything else, cannot tell.

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


def between_note(fit: Fit) -> str:
    """The sentence that must stand first when arrows seen without traits can no longer be called with them; "" otherwise.

    "People with more pain are more depressed" is said only where the traits themselves are positively correlated beyond their interval.
    """
    pair = headline(fit.processes)
    plain = next((r for r in fit.ladder if not r.traits), None)
    if plain is None or pair is None or not fit.choices.traits:
        return ""
    arrows = [pair, (pair[1], pair[0])]
    seen = any(plain.words.get(a) == "drives" and plain.lagged[a].estimate > 0 for a in arrows)
    held = any(fit.direction.links[a].word in CALLED for a in arrows if a in fit.direction.links)
    if not seen or held:
        return ""
    one, other = pair
    names = (f"trait:{one},{other}", f"trait:{other},{one}")
    shared = next((p for p in fit.parameters if p.name in names), None)
    feeling = {"pain": "in more pain", "depression": "more depressed"}
    if shared is not None and shared.low is not None and shared.low > 0:
        first = f"People with more {one} are {feeling.get(other, 'higher in ' + other)}."
    else:
        first = "An arrow that shows without traits is not there, or cannot be told, once people are kept apart."
    if all(fit.direction.links[a].word == "nil" for a in arrows if a in fit.direction.links):
        either = "in either direction " if len([a for a in arrows if a in fit.direction.links]) == 2 else ""
        return f"{first} Within a person these data show no push {either}that is worth speaking of."
    if len(asked := [a for a in arrows if a in fit.direction.links]) == 1:  # the other arrow is not in the loop: nobody looked at it
        cause, affected = asked[0]
        return f"{first} Whether {cause} pushes {affected} within a person, these data cannot tell."
    return f"{first} Whether {one} pushes {other} within a person, or {other} {one}, these data cannot tell."


def more_occasions(link: LinkAnswer, occasions: int) -> int | None:
    """How many more occasions would make an effect clear with a chance of four in five, if it is as large as estimated.

    None when it is clear already, or when no sensible number can be given. The standard error shrinks with the square root of the
    occasions, and 1.96 + 0.84 of it must fit between the effect and zero: n ((2.80 se / |effect|)^2 - 1).
    """
    estimate = link.effect.estimate
    if not np.isfinite(link.low90 + link.high90) or link.word in ("drives", "nil", "clear but very small"):
        return None
    error = (link.high90 - link.low90) / (2.0 * 1.645)
    if not abs(estimate) > error / 10.0:  # beyond some 800 times the data, a number would be a joke
        return None
    return max(1, int(np.ceil(occasions * ((2.80 * error / abs(estimate)) ** 2 - 1.0))))


def of_fit(fit: Fit, draws: Draws) -> Direction:
    """The direction answer of a fit from given draws, with words withheld where the fit lies at an edge."""
    d = fit.data
    found = direction(
        fit.processes, fit.links, draws, nil_lags(d.interval, d.span, d.time_unit), fit.choices.level, negligible(d.interval, d.time_unit)
    )
    return withhold(found, fit.links, edges(fit), headline(fit.processes))
