"""What a person is shown of their own loop: the answer of the last look, the numbers of all days, and what cannot be said yet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from unspiral.learn.lags import lag_curves
from unspiral.learn.look_words import ARROWS, ArrowWord, with_words
from unspiral.learn.looks import more_days
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Fit, LinkAnswer
from unspiral.show.chapters import lag_section
from unspiral.show.day_words import day_words, span_words
from unspiral.show.loop_checks import loop_checks
from unspiral.show.loop_picture import loop_picture, loop_twin
from unspiral.show.model import LinkLine, MyLoop
from unspiral.show.numbers import effect, grouped, probability
from unspiral.show.words import MUCH, SLIGHT, answer, link_heading, meaning_of_drives, refused, scope_words, start, withheld

NOT_CAUSE = "This is about your days. It does not show cause: something that nobody wrote down may lie behind both."
LOOKS = (
    "Words change on days 28, 56, 84 and 112 and then every 56 days, and each look asks for more than a single one would. Looking every "
    "day would sooner or later show something clear that is not there. Intervals beside numbers are those of a single look."
)
CAPTION = (
    "Width: size of the effect at its peak. Solid: clear at the last look. Dashed: not clear, whatever the newest numbers are. No arrow: "
    "no effect worth speaking of. Plus: more goes with more; minus: more goes with less. In the discs: how long half a bad stretch lasts."
)
EDGE = "Your days do not show yet how the two move from one day to the next, so no number is shown."
NEWEST = "That is the word of the last look; the newest days show no number."
# Shares of made-up people: docs/validation/looks.md, "Early looks say little".
HOW_LONG = (
    "How many more days it takes cannot be told from these days. Of made-up people about 6 in 10 stood here on day 28, 3 in 10 on day 112, "
    "and 1 in 20 on day 336."
)
SPARSE = 2.0  # days between two answers from which a day and the next are mostly not both answered
CALLED = ("drives", "nil", "clear but very small")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days it is about; days as "2026-11-22".

    Args:
        first, last: first and last day with a check-in.
        today: the reader's.
        day: today, counted from the first check-in, which is day 1.
        answered: days with an answer about pain or mood.
        look, look_on: the last look at which words were decided, and its day; 0 and "" before the first.
        next_look, next_on: the next one.
        counts: answered days at each look so far.
        gap: days that mostly lie between two answers.
    """

    first: str
    last: str
    today: str
    day: int
    answered: int
    look: int
    look_on: str
    next_look: int
    next_on: str
    counts: tuple[int, ...] = ()
    gap: float = 1.0


def cannot_learn(why: str, fix: str, days: Calendar) -> MyLoop:
    """The page of days from which the loop cannot be learned: why, and what would help."""
    helps = start(fix.rstrip(".")) + "." if fix else "More days with an answer may help."
    return MyLoop("Nothing can be said about your loop yet.", (why, f"What may help: {helps}", *_dates(days)))


def my_loop(fit: Fit, words: Mapping[Arrow, ArrowWord], days: Calendar) -> MyLoop:
    """The page.

    Args:
        fit: of all days so far.
        words: what the last look said of each arrow; empty before the first look.
        days: which days these are.
    """
    if refused(fit):
        return cannot_learn("The search for the best fit did not end at one, so no number is shown.", "more days, with fewer gaps", days)
    told = with_words(fit, {arrow: said.word for arrow, said in words.items()})
    curves = lag_curves(told, points=33)
    sections = lag_section(told, curves)
    lags = tuple(picture for part in sections.parts for picture in part.pictures)
    links = tuple(_line(told, arrow, words.get(arrow), days) for arrow in ARROWS)
    return MyLoop(
        headline=_headline(_as_looked(told, words), days),
        lead=_dates(days),
        links=links,
        needed=_needed(told, words, days),
        pictures=(replace(loop_picture(told, curves), caption=CAPTION), *lags),
        twin=loop_twin(told, curves),
        after=(meaning_of_drives(told), NOT_CAUSE, LOOKS),
        checks=(*_gaps(days), *loop_checks(fit)),
    )


def _as_looked(fit: Fit, words: Mapping[Arrow, ArrowWord]) -> Fit:
    """The fit with the effects of the look, for sentences that say which way its words go: near an edge the newest ones may be anything."""
    links = {
        arrow: replace(link, effect=replace(link.effect, estimate=said.effect))
        if (said := words.get(arrow)) is not None and said.effect is not None
        else link
        for arrow, link in fit.direction.links.items()
    }
    return replace(fit, direction=replace(fit.direction, links=links))


def first_words(words: Mapping[Arrow, ArrowWord], days: Calendar) -> MyLoop:
    """The page while the numbers are still worked out: what the look said, and nothing else.

    Args:
        words: what the look said of each arrow.
        days: which days these are, with the look.
    """
    links = tuple(
        LinkLine(
            link_heading(arrow, said.word, math.nan if said.effect is None else said.effect), said.word, hue_of(arrow[0]),
            (_how_sure(said, days),),
        )
        for arrow in ARROWS
        if (said := words.get(arrow)) is not None
    )  # fmt: skip
    return MyLoop(f"The look on day {days.look} is done. Numbers and pictures follow.", _dates(days), links, after=(NOT_CAUSE, LOOKS))


def _gaps(days: Calendar) -> tuple[str, ...]:
    if days.gap < SPARSE:
        return ()
    return (
        f"Mostly {days.gap:.2g} days lie between two of your answers. What is said of one day and the next then rests more on the loop "
        "that is taken to be true than on your days.",
    )


def _headline(fit: Fit, days: Calendar) -> str:
    if not days.look:
        return f"Too early to say. The first words come on day {days.next_look}, {day_words(days.next_on, days.today)}."
    hidden = any(withheld(fit, arrow) for arrow in ARROWS)
    if hidden and all(fit.direction.links[arrow].word in ("cannot tell", "likely drives") for arrow in ARROWS):
        return f"Cannot tell yet. {EDGE}"
    said = f"{answer(fit)} {NEWEST}" if hidden else answer(fit)
    return said.replace(start(scope_words(fit)), f"In your days up to day {days.look}", 1)


def _dates(days: Calendar) -> tuple[str, ...]:
    of = f"From {grouped(days.answered)} days with an answer, {span_words(days.first, days.last, days.today)}."
    coming = f"next look on day {days.next_look} ({day_words(days.next_on, days.today)})"
    if not days.look:
        return of, f"No words yet; {coming}. The pictures follow every check-in."
    return of, f"Words as of day {days.look} ({day_words(days.look_on, days.today)}); {coming}. The pictures follow every check-in."


def _line(fit: Fit, arrow: Arrow, said: ArrowWord | None, days: Calendar) -> LinkLine:
    link = fit.direction.links[arrow]
    hidden, before = withheld(fit, arrow), said.effect if said is not None else None
    heading = link_heading(arrow, link.word, link.effect.estimate if before is None else before)
    if said is None:
        heading = f"{start(spoken(arrow[0]))} → {spoken(arrow[1])}: no word yet"
    sentences = [_how_sure(said, days)] if said is not None else []
    sentences.append(EDGE if hidden else _number(fit, arrow, link))
    if link.word in (*CALLED, "likely drives") and before is not None and not hidden and before * link.effect.estimate < 0:
        sentences.append("The days since that look point the other way; the word is decided again at the next look.")
    return LinkLine(heading, link.word, hue_of(arrow[0]), tuple(s for s in sentences if s))


def _how_sure(said: ArrowWord, days: Calendar) -> str:
    on = f"At the look on day {days.look}"
    if said.probability is None:
        return f"{on} nothing could be told of it."
    chance = f"the probability that the effect has the sign of its estimate was {probability(said.probability)}, for a single look"
    sure = {
        "drives": f"Clear. {on} {chance}.",
        "likely drives": f"Likely, not clear. {on} {chance}.",
        "nil": f"{on} any effect was too small to be worth speaking of.",
        "clear but very small": f"Clear but very small. {on} {chance}.",
    }
    return sure.get(said.word, f"Not sure enough to say. {on} {chance}.")


def _number(fit: Fit, arrow: Arrow, link: LinkAnswer) -> str:
    e = link.effect
    cause, affected = spoken(arrow[0]), spoken(arrow[1])
    if not math.isfinite(e.estimate):
        return "No number can be given."
    if e.low is None or e.high is None:
        return "No interval can be given for the number, so it is not shown."
    size = ""
    if link.standardised:
        size = "slightly " if abs(e.estimate) < SLIGHT else "much " if abs(e.estimate) > MUCH else ""
    goes = f"{size}{'more' if e.estimate >= 0 else 'less'} {affected}"
    unit = (
        f"standard deviations of {affected} for each one of {cause}" if link.standardised else f"points of {affected} for each of {cause}"
    )
    figures = effect(e, fit.choices.level)
    if e.low < 0.0 < e.high and link.word in ("cannot tell", "nil"):
        return f"In your days, more {cause} on one day went with {goes} on the next: {figures}, in {unit}. Zero lies in that interval."
    return f"In your days, more {cause} on one day went with {goes} on the next: {figures}, in {unit}."


def _needed(fit: Fit, words: Mapping[Arrow, ArrowWord], days: Calendar) -> tuple[str, ...]:
    """How many more days would help, for each arrow that is not told yet."""
    lines, unknown = list[str](), False
    for arrow in ARROWS:
        link = fit.direction.links[arrow]
        if arrow in words and words[arrow].word in CALLED:
            continue
        if withheld(fit, arrow) or not math.isfinite(link.probability):
            unknown = True
            continue
        name = f"{start(spoken(arrow[0]))} → {spoken(arrow[1])}"
        more = more_days(_deviate(link), days.answered, days.day, days.counts)
        if more is None:
            lines.append(f"{name}: at the size it seems to have now, three years of days may not be enough to call it clear.")
        else:
            lines.append(f"{name}: about {_about(more)} more days, up to the look on day {days.day + more}.")
    if lines:
        lines.append(
            "This takes the effect to be as large as it seems now, and you to check in as often as so far; then a look calls it clear "
            "with a chance of 4 in 5. The size is itself not known well, so this number may change a lot."
        )
    return (*lines, *([HOW_LONG] if unknown else []))


def _deviate(link: LinkAnswer) -> float:
    """Size of an effect in its own errors, from its 90 % interval."""
    error = (link.high90 - link.low90) / (2.0 * 1.645)
    return link.effect.estimate / error if math.isfinite(error) and error > 0.0 else float("nan")


def _about(days: int) -> int:
    return days if days < 20 else 10 * math.ceil(days / 10)


def stored_words(verdicts: Mapping[str, Mapping[str, object]]) -> dict[Arrow, ArrowWord]:
    """The words of a look as the journal keeps them."""
    found: dict[Arrow, ArrowWord] = {}
    for name, said in verdicts.items():
        cause, _, affected = name.partition("->")
        numbers = [float(v) if isinstance(v := said.get(key), (int, float)) else None for key in ("probability", "effect", "z")]
        found[cause, affected] = ArrowWord(str(said.get("word", "cannot tell")), *numbers)
    return found


def kept_words(words: Mapping[Arrow, ArrowWord]) -> dict[str, dict[str, object]]:
    """The same for the journal."""
    return {
        "->".join(arrow): {"word": said.word, "probability": said.probability, "effect": said.effect, "z": said.z}
        for arrow, said in words.items()
    }


def counted(bodies: Sequence[Mapping[str, object]]) -> tuple[int, ...]:
    """Answered days at each kept look, oldest first."""
    return tuple(int(n) for body in bodies if isinstance(n := body.get("occasions"), int))
