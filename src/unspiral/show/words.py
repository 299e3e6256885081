"""What may be said about a fit, as sentences: first the answer, then how sure, then the number. Pure functions.

The probability words are fixed (docs/how-to/read-the-report.md): 97.5 % and more is "clear", 90 to 97.5 % "likely", all else "cannot tell".
"""

from __future__ import annotations

import math
from typing import Literal

from unspiral.learn.direction import CLEAR, LIKELY, headline, more_occasions, negligible
from unspiral.learn.edge import edges, through
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, DataSummary, Effect, Fit, LinkAnswer
from unspiral.show.model import MARK as MARK  # handed on
from unspiral.show.numbers import amount, effect, grouped, interval, level, probability, rough, together
from unspiral.units import count

Scope = Literal["days", "within", "mixed"]

NIL = ("nil", "clear but very small")
NO_VALUE = "too many of the loops that these data leave possible have no value here"
NO_END = "an end of it was not found, because the likelihood was not seen to fall far enough on that side"
EDGE = "The fit lies at the edge of what can be learned from these data, and an interval means nothing there."
SLIGHT, MUCH = 0.15, 0.4  # in standard deviations: "slightly" below, "much" above


def start(text: str) -> str:
    """The same text with a capital letter to begin with."""
    return text[:1].upper() + text[1:]


def back(arrow: Arrow) -> Arrow:
    """The arrow that goes the other way."""
    return arrow[1], arrow[0]


def scope_of(fit: Fit) -> Scope:
    """Whom a sentence is about: one person's "days", "within" a person, or "mixed" where people were not kept apart from their days."""
    if fit.data.persons == 1:
        return "days"
    return "within" if fit.choices.traits else "mixed"


def scope_words(fit: Fit) -> str:
    """The words a sentence begins with, so that the levels are never mixed."""
    data = fit.data
    if scope_of(fit) == "days":
        daily = data.time_unit == "day" and data.interval == 1.0
        return f"in these {grouped(data.occasions)} {'days' if daily else 'answers'}"
    return "within a person" if scope_of(fit) == "within" else "people and their changes taken together"


def question(fit: Fit) -> str:
    """What the report answers: "Does pain drive depression, or depression pain?"."""
    pair = headline(fit.processes)
    if pair is None:
        return f"How does {spoken(fit.processes[0])} move?"
    one, other = (spoken(name) for name in pair)
    return f"Does {one} drive {other}, {other} drive {one}, or both?"


def refused(fit: Fit) -> bool:
    """Whether a verdict says that nothing of this fit may be called."""
    return not fit.converged or any(verdict.level == "refuse" for verdict in fit.verdicts)


def withheld(fit: Fit, arrow: Arrow) -> bool:
    """Whether no number may stand beside an arrow, because the fit of one of its ends lies at an edge."""
    return through(arrow, fit.links, edges(fit))


def no_figures(fit: Fit) -> str:
    """Why neither gain nor what-if is shown: the fit lies at an edge, or too many possible loops run away; "" where both are."""
    if edges(fit):
        return EDGE
    return next((v.reason for v in fit.verdicts if v.code == "unstable" and v.level != "ok"), "")


def answer(fit: Fit) -> str:
    """The headline; it never claims more than ``fit.direction.answer``."""
    if refused(fit):
        why = "The chains of the sampler did not agree" if fit.choices.method == "bayes" else "The search did not end at a maximum"
        return f"No answer. {why}, so nothing on this page may be relied on."
    pair = headline(fit.processes)
    if pair is None:
        return "One process: there is nothing here that could drive it."
    if fit.direction.note:
        return fit.direction.note
    said = _answer(fit, pair)
    if scope_of(fit) == "mixed":
        return f"{said} But people were not kept apart from their days: this may be no more than differences between people."
    return said


def _answer(fit: Fit, pair: Arrow) -> str:
    one, other = (spoken(name) for name in pair)
    where = start(scope_words(fit))
    found = fit.direction.answer
    if found == "both":
        return f"Both. {where}, {_pushes(fit, pair)}, and {_pushes(fit, back(pair))}."
    if found == "neither":
        return f"Neither. {where}, neither {one} nor {other} drives the other in a size worth speaking of."
    for arrow in (pair, back(pair)):
        if found == f"{arrow[0]}->{arrow[1]}":
            other_way = fit.direction.links[back(arrow)].word
            rest = "the other way the effect is clear but very small" if other_way == "clear but very small" else "not the other way round"
            return f"{link_heading(arrow, 'drives', fit.direction.links[arrow].effect.estimate)}. {where}, {_pushes(fit, arrow)}; {rest}."
    yet = "Cannot tell yet." if scope_of(fit) == "days" else "Cannot tell."
    for arrow in (pair, back(pair)):
        there, other_way = fit.direction.links.get(arrow), fit.direction.links.get(back(arrow))
        source, target = spoken(arrow[0]), spoken(arrow[1])
        if there is None:
            continue
        first = f"{link_heading(arrow, 'drives', there.effect.estimate)}. {where}, {_pushes(fit, arrow)}" if there.word == "drives" else ""
        if other_way is None:
            asked = f"Whether {target} drives {source} was not asked: that arrow is not in the loop."
            return (
                f"{yet[:-1]} whether it goes both ways. {first}. {asked}"
                if first
                else f"{yet} {where}, these data do not show whether {source} drives {target}. {asked}"
            )
        if first:
            return f"{yet[:-1]} whether it goes both ways. {first}; whether {target} drives {source} cannot be told."
    return f"{yet} {where}, these data do not show whether {one} drives {other}, {other} drives {one}, or both."


def _pushes(fit: Fit, arrow: Arrow) -> str:
    """What a called arrow does, with its direction."""
    more = "more" if fit.direction.links[arrow].effect.estimate >= 0 else "less"
    return f"more {spoken(arrow[0])} is followed by {more} {spoken(arrow[1])}"


def in_one_word(fit: Fit) -> str:
    """The machine's answer in words, for the place beside a headline that is a note."""
    names = fit.direction.answer.split("->")
    return f"{spoken(names[0])} drives {spoken(names[1])}" if len(names) == 2 else fit.direction.answer


def link_heading(arrow: Arrow, word: str, estimate: float = 0.0) -> str:
    """One arrow and its word: "Pain drives depression", "Depression → pain: cannot tell".

    Args:
        arrow: (cause, affected).
        word: what may be said about it.
        estimate: of its effect; a negative one drives "down".
    """
    cause, affected = start(spoken(arrow[0])), spoken(arrow[1])
    if word in ("drives", "likely drives"):
        return f"{cause} {word} {affected}{' down' if estimate < 0.0 else ''}"
    if word == "nil":
        return f"{cause} → {affected}: no effect worth speaking of"
    return f"{cause} → {affected}: {word}"


def link_sentences(fit: Fit, arrow: Arrow) -> tuple[str, ...]:
    """How sure, then the number, then how much more would be needed."""
    link = fit.direction.links[arrow]
    if refused(fit):
        bayes = fit.choices.method == "bayes"
        return (f"The {'chains of the sampler did not agree' if bayes else 'search did not end at a maximum'}: no number is given.",)
    if withheld(fit, arrow):
        return (EDGE, "So no number is given (see the checks).")
    if link.effect.low is None or link.effect.high is None:
        return _without_interval(fit, arrow)
    said = (_how_sure(fit, link), _number(fit, arrow, link), needed(fit, link))
    return tuple(sentence for sentence in said if sentence)


def _without_interval(fit: Fit, arrow: Arrow) -> tuple[str, ...]:
    """Why there is none, the side of zero where that much is known, and what may help."""
    link = fit.direction.links[arrow]
    sure = math.isfinite(link.probability)
    why = f"{NO_VALUE}, or lie elsewhere than the estimate"
    if _from_profile(fit, arrow):  # where draws had no value already, none was walked
        why = NO_END if sure else f"no profile of the likelihood could be followed, or {NO_VALUE}"
    said = [f"No interval can be given: {why}."]
    if sure:
        side = "above" if link.effect.estimate >= 0 else "below"
        uncalled = (
            "; without both ends of its interval it is not called" if link.word == "cannot tell" and link.probability >= LIKELY else ""
        )
        said.append(f"The probability that the effect lies {side} zero is {probability(link.probability)}{uncalled}.")
    return (*said, "What may help: a longer or denser series, or a loop with fewer arrows.")


def _from_profile(fit: Fit, arrow: Arrow) -> bool:
    """Whether the interval of an arrow's effect was looked for on a profile of the likelihood; else it is from draws."""
    if fit.choices.ci == "profile":
        return True
    turned = next((v.reason.casefold() for v in fit.verdicts if v.code == "intervals"), "")
    pair = headline(fit.processes)
    asked = pair is not None and arrow in (pair, back(pair))
    return turned.startswith("intervals and words are read from profiles") or (
        asked and "effects of the headline are read from profiles" in turned
    )


def interval_kind(fit: Fit) -> str:
    """Where the intervals of the numbers come from; near an edge learning turns to profiles by itself, which its verdict says."""
    if fit.choices.method == "bayes":
        return "credible"
    kind = {"wald": "Wald", "sandwich": "sandwich", "profile": "profile likelihood", "bootstrap": "bootstrap"}[fit.choices.ci]
    turned = next((v.reason for v in fit.verdicts if v.code == "intervals"), "")
    if fit.choices.ci != "wald" or "read from profiles" not in turned:
        return kind
    if turned.startswith("Intervals"):
        return "profile likelihood where near an edge, else Wald"
    return "Wald" if "headline" in turned else "profile likelihood for some, else Wald"


def interval_notes(fit: Fit) -> tuple[str, ...]:
    """What was decided about intervals without being asked: profiles near an edge, a sandwich because of weights."""
    if fit.choices.ci not in ("wald", "sandwich"):
        return ()
    # At level "caution" they stand with the cautions.
    return tuple(v.reason for v in fit.verdicts if v.code in ("intervals", "weights") and v.level == "ok")


def _how_sure(fit: Fit, link: LinkAnswer) -> str:
    side = "above" if link.effect.estimate >= 0 else "below"
    chance = f"the probability that the effect lies {side} zero is {probability(link.probability)}"
    if link.word == "drives":
        return f"Clear: {chance}."
    if link.word == "likely drives":
        return f"Likely, not clear: {chance}."
    if link.word == "clear but very small":
        return f"Clear but very small: {chance}, and the whole interval lies where an effect is not worth speaking of."
    if link.word == "nil":
        edge = amount(negligible(fit.data.interval, fit.data.time_unit))
        ends = interval(link.low90, link.high90)
        return f"The whole 90 % interval ({ends}) lies within ±{edge} standard deviations, which is not worth speaking of."
    return f"Not sure enough to say: {chance}; from {level(LIKELY)} on it would be called likely, from {level(CLEAR)} on clear."


def _number(fit: Fit, arrow: Arrow, link: LinkAnswer) -> str:
    cause, affected = spoken(arrow[0]), spoken(arrow[1])
    e = link.effect
    how = ""
    if link.standardised:
        how = "slightly " if abs(e.estimate) < SLIGHT else "much " if abs(e.estimate) > MUCH else ""
    what = f"{how}{'more' if e.estimate >= 0 else 'less'} {affected}"
    if link.standardised:
        unit = f"standard deviations of {affected} for each one of {cause}"
    else:
        unit = f"points of {affected} for each point of {cause}"
    before, after = one_lag(fit.direction.lag, fit.data.time_unit)
    figures = effect(e, fit.choices.level)
    return f"{start(scope_words(fit))}, more {cause} {before} went with {what} {after}: {figures}, in {unit}."


def one_lag(lag: float, unit: str) -> tuple[str, str]:
    """Words for the two ends of a lag: ("on one day", "on the next")."""
    if lag == 1.0 and unit == "day":
        return "on one day", "on the next"
    if lag == 1.0:
        return f"in one {unit}", "in the next"
    return "at one time", f"{about(lag, unit)} later"


def about(amount_of_time: float, unit: str) -> str:
    """A time in words, in a unit that suits it: ``about(0.07, "day")`` is "1.7 hours"."""
    scale, suited = suited_unit(amount_of_time, unit)
    return count(scale * amount_of_time, suited)


def suited_unit(amount_of_time: float, unit: str) -> tuple[float, str]:
    """How many of a smaller unit make one of ``unit``, and that unit, where an amount is too small to be read in its own."""
    if unit == "day" and amount_of_time < 0.9:
        return (24.0, "hour") if 24.0 * amount_of_time >= 1.0 else (1440.0, "minute")
    return (60.0, "minute") if unit == "hour" and amount_of_time < 0.9 else (1.0, unit)


def duration(found: Effect, unit: str, share: float) -> str:
    """A time with its interval, both in a unit that suits it: "18 hours (95 % interval 14 to 24)"."""
    scale, suited = suited_unit(found.estimate, unit)
    low, high = (None if end is None else scale * end for end in (found.low, found.high))
    estimate = scale * found.estimate
    places = max(0, together(estimate, low, high))
    said = f"{amount(estimate, places)} {suited}{'' if amount(estimate, places) == '1' else 's'}"
    if low is None and high is None:
        return said
    return f"{said} ({level(share)} interval {interval(low, high, places, sign=False)})"


def every(interval_of_time: float, unit: str) -> str:
    """How often, in words: ``every(1, "day")`` is "every day", ``every(6, "month")`` is "every 6 months"."""
    said = about(interval_of_time, unit)
    return f"every {said.removeprefix('1 ')}"


def needed(fit: Fit, link: LinkAnswer) -> str:
    """How much more would make an effect of this size clear; "" where that is not the question."""
    if link.effect.low is None or link.effect.high is None:
        return ""
    more = more_occasions(link, fit.data.occasions)
    if more is None:
        hopeless = link.word == "cannot tell" and abs(link.effect.estimate) < (link.effect.high - link.effect.low) / 40.0
        return "An effect as small as this estimate could not be told with any sensible number of further answers." if hopeless else ""
    if more < 0.1 * fit.data.occasions:
        return "If the effect is as large as estimated, a little more of the same may be enough to call it clear."
    return f"If the effect is as large as estimated, about {_more(rough(more), fit.data)} would be needed to call it clear."


def _more(occasions: int, data: DataSummary) -> str:
    """More days for one person; more people for a panel, who are followed as long as these were."""
    if data.persons > 1:
        people = rough(max(1.0, occasions / max(data.occasions_per_person, 1.0)))
        each = f"{grouped(round(data.occasions_per_person))} {'occasion' if round(data.occasions_per_person) == 1 else 'occasions'} each"
        return f"{grouped(people)} more people with {each}"
    if data.time_unit == "day" and data.interval == 1.0:
        return f"{grouped(occasions)} more {'day' if occasions == 1 else 'days'}"
    return f"{grouped(occasions)} more answers, one {every(data.interval, data.time_unit)},"


def stronger(fit: Fit) -> str:
    """Which of two clear arrows is the larger one; "" unless both are clear."""
    pair = headline(fit.processes)
    if pair is None or fit.direction.stronger is None or fit.direction.answer != "both" or refused(fit):
        return ""
    first = fit.direction.stronger
    larger, chance = (pair, first) if first >= 0.5 else (back(pair), 1.0 - first)
    arrow = f"{spoken(larger[0])} → {spoken(larger[1])}"
    sure = "clearly" if chance >= CLEAR else "likely" if chance >= LIKELY else ""
    if not sure:
        return f"Which of the two is stronger cannot be told (the probability that {arrow} is the larger one is {probability(chance)})."
    return f"{start(arrow)} is {sure} the stronger of the two (probability {probability(chance)})."


def meaning_of_drives(fit: Fit) -> str:
    """What the word means here, and what it does not."""
    lag = about(fit.direction.lag, fit.data.time_unit)
    return (
        f"“Drives” means here: a change in one is followed by a change in the other {lag} later, beyond what the other’s own past "
        "leads one to expect. It is not proof of cause: something that nobody wrote down may lie behind both."
        + (" Numbers count all paths from one to the other together." if len(fit.processes) > 2 else "")
    )
