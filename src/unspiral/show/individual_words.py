"""How many people show an arrow, and how sure: what may be said about differences between people, as sentences. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scipy.special import ndtr, ndtri

from unspiral.learn.direction import CLEAR, LIKELY
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit, Parameter
from unspiral.records.individual import Correlation, Own, Spread
from unspiral.show.numbers import beside, effect, grouped, level, probability, together
from unspiral.show.words import duration, refused, start

FEW = 5  # people of whom a share means little
SHRINKAGE = (
    "A person's own answers are few, and chance makes some of them look extreme. So each person's value is drawn from where their own "
    "answers alone would put it towards the average person, the further the less their answers say. Drawn values are nearer to the truth "
    "on the whole, but a person who really differs is made to look more like the others than they are."
)
SURE = "Sure means here: the person's own interval lies wholly on one side of zero."
NIL_SPREAD = (
    "The spread ended at zero, the edge of what it can be: {} given the same value. That does not show that people are alike; "
    "it shows that these answers cannot tell them apart in this. How large the spread may be all the same was not worked out."
)


HARDLY = 0.1  # of a spread's estimate: where its interval begins below that, none at all is as good as inside


def individual_sentences(fit: Fit) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each parameter in which people differ: a heading with the finding, and what stands below it.

    Args:
        fit: with ``individual``; none where people were not asked to differ, or where the fit may not be relied on.

    Returns:
        (heading, sentences), in the order of the spreads.

    Source: docs/how-to/how-people-differ.md; tests/show/test_individual_words.py.
    """
    if fit.individual is None or refused(fit):
        return ()
    return tuple((heading_of(fit, spread), sentences_of(fit, spread)) for spread in fit.individual.spreads)


def heading_of(fit: Fit, spread: Spread) -> str:
    """The finding in one line: "Sad → cheerful: in about 83 % of people, and sure for 18 of 129"."""
    name = start(parameter_words(spread.name))
    if spread.nil:
        known = known_by(fit, spread)
        return f"{name}: no difference between people can be seen{f' beyond {known}' if known else ''}"
    if not _shows_shares(spread):
        sure = spread.sd.low is not None and spread.sd.low > HARDLY * spread.sd.estimate
        return f"{name}: people differ" if sure else f"{name}: whether people differ cannot be told"
    share, sign = _majority(spread)
    people = len(owns(fit, spread.name))
    sure = spread.sure_above if sign > 0 else spread.sure_below
    if share.low is None or share.low < 0.5:
        return f"{name}: which way it goes in most people cannot be told"
    said = f"{name}: {_way(spread, sign, plain=True)} in {_about(share.estimate)} of people"
    return f"{said}, and sure for {grouped(sure)} of {grouped(people)}" if people else said


def sentences_of(fit: Fit, spread: Spread) -> tuple[str, ...]:
    """First how many, then how sure, then the numbers of the average person and of the spread."""
    if spread.nil:
        known = known_by(fit, spread)
        alike = NIL_SPREAD.format(f"people of the same {known} are" if known else "everyone is")
        return tuple(said for said in (alike, _average(fit, spread), *_who(fit, spread)) if said)
    counted = (_population(fit, spread), _of_these(fit, spread)) if _shows_shares(spread) else (_half_of_people(fit, spread),)
    return tuple(said for said in (*counted, _average(fit, spread), _drawn(fit, spread), *_who(fit, spread)) if said)


def owns(fit: Fit, parameter: str) -> dict[str, Own]:
    """Person -> own value of one parameter."""
    held = fit.individual
    return {} if held is None else {person: values[parameter] for person, values in held.persons.items() if parameter in values}


def arrow_of(name: str) -> Arrow | None:
    """The arrow of ``link:pain->depression``; None for other parameters."""
    kind, _, rest = name.partition(":")
    cause, sign, affected = rest.partition("->")
    return (cause, affected) if kind == "link" and sign else None


def parameter_words(name: str) -> str:
    """A parameter as people say it: "sad → cheerful", "how fast pain returns to its level"."""
    arrow = arrow_of(name)
    if arrow is not None:
        return f"{spoken(arrow[0])} → {spoken(arrow[1])}"
    kind, _, rest = name.partition(":")
    if kind == "self":
        return f"how fast {spoken(rest)} returns to its level"  # a larger value is a faster return
    if kind == "input":
        source, _, target = rest.partition("->")
        return f"what {spoken(source)} does to {spoken(target)}"
    words = {"diffusion": "how strongly {} is pushed from outside", "error": "the measurement error of {}", "trait": "the usual {}",
             "fading": "how fast {} wears off", "t0mean": "{} at the first occasion", "level": "the level of {}"}  # fmt: skip
    return words[kind].format(" and ".join(spoken(part) for part in rest.split(","))) if kind in words else name


def nobody_can_tell(fit: Fit, spread: Spread) -> int:
    """How many of the people learned from have an interval that holds zero."""
    return len(owns(fit, spread.name)) - spread.sure_above - spread.sure_below


def correlation_sentences(fit: Fit) -> tuple[str, ...]:
    """What goes together over people, where that is sure enough; a sentence where nothing is."""
    held = fit.individual
    if held is None or refused(fit) or not held.correlations:
        return ()
    known = [c for c in held.correlations if c.value.low is not None and c.value.high is not None and c.value.low * c.value.high > 0.0]
    if not known:
        count = len(held.correlations)
        return (
            f"Whether these differences go together over people cannot be told ({count} correlation{'s' if count > 1 else ''} looked at).",
        )
    return tuple(_correlation(c, fit.choices.level) for c in known)


def _correlation(found: Correlation, share: float) -> str:
    way = "higher" if found.value.estimate > 0.0 else "lower"
    return (
        f"Between people, {parameter_words(found.first)} lies {way} where {parameter_words(found.second)} lies higher "
        f"(correlation {effect(found.value, share)})."
    )


def _shows_shares(spread: Spread) -> bool:
    return spread.scale == "added" and spread.above is not None


def _majority(spread: Spread) -> tuple[Effect, int]:
    """The share of people on the side of most of them, and that side's sign: the average person's, unless covariates part people."""
    assert spread.above is not None
    if spread.above.estimate >= 0.5:
        return spread.above, 1
    return _turned(spread.above, 1.0), -1


def _turned(found: Effect, whole: float) -> Effect:
    """The rest of a whole: its ends change places."""
    low, high = (None if end is None else whole - end for end in (found.high, found.low))
    return Effect(whole - found.estimate, low, high, found.se)


def _way(spread: Spread, sign: int, *, plain: bool = False) -> str:
    """What a value on one side of zero means."""
    arrow = arrow_of(spread.name)
    if arrow is None:
        return "above zero" if sign > 0 else "below zero"
    if plain:
        return "more is followed by more" if sign > 0 else "more is followed by less"
    return f"more {spoken(arrow[0])} is followed by {'more' if sign > 0 else 'less'} {spoken(arrow[1])}"


def _population(fit: Fit, spread: Spread) -> str:
    share, sign = _majority(spread)
    known = share.low is not None and share.high is not None
    ends = f"{level(fit.choices.level)} interval {_percents(share)}" if known else "no interval of that share can be given"
    rest = _way(spread, -sign) if arrow_of(spread.name) is None else f"by {'less' if sign > 0 else 'more'}"
    return f"In {_about(share.estimate)} of people like these ({ends}) {_way(spread, sign)}; in the others {rest}."


def _of_these(fit: Fit, spread: Spread) -> str:
    people = len(owns(fit, spread.name))
    if people == 0:
        return ""
    _, sign = _majority(spread)
    many = spread.many if spread.many is None or sign > 0 else _turned(spread.many, float(people))
    sure, other = (spread.sure_above, spread.sure_below) if sign > 0 else (spread.sure_below, spread.sure_above)
    about = ""
    if many is not None:
        ends = "" if many.low is None or many.high is None else f" (from {_count(many.low)} to {_count(many.high)})"
        about = f"Of the {grouped(people)} people learned from, that is about {_count(many.estimate)}{ends}. "
    against = f", and sure of the opposite for {grouped(other)}" if other else ""
    left = nobody_can_tell(fit, spread)
    rest = f"; for the other {grouped(left)} nobody can tell from their answers" if left else ""
    return f"{about}One can be sure of it for {grouped(sure)} of them{against}{rest}."


def _half_of_people(fit: Fit, spread: Spread) -> str:
    """Where the middle half of people lie, for what is multiplied: mean x exp(+-0.67 sd)."""
    reach = math.exp(float(ndtri(0.75)) * spread.sd.estimate)
    kind, _, rest = spread.name.partition(":")
    mean = spread.mean.estimate
    if spread.scale == "multiplied" and kind == "self" and mean < 0.0:
        half = math.log(2.0) / -mean
        first = duration(Effect(half / reach, None, None), fit.data.time_unit, fit.choices.level)
        last = duration(Effect(half * reach, None, None), fit.data.time_unit, fit.choices.level)
        return f"Half of a rise of {spoken(rest)} is gone after {first} to {last} in the middle half of people."
    if spread.scale == "multiplied":
        low, high = sorted((mean / reach, mean * reach))
    else:
        width = float(ndtri(0.75)) * spread.sd.estimate
        low, high = mean - width, mean + width
    places = together(mean, low, high)
    return f"In the middle half of people it lies between {beside(low, places)} and {beside(high, places)}."


def _average(fit: Fit, spread: Spread) -> str:
    unit = unit_of(fit, spread.name)
    if unit.startswith("1/"):  # a rate that is counted in nothing
        unit = f"{'an' if unit == '1/hour' else 'a'} {unit.removeprefix('1/')}"
    mean = effect(spread.mean, fit.choices.level, unit=unit)
    known = known_by(fit, spread)
    if spread.nil:
        return f"For {f'people of average {known}' if known else 'everyone'}: {mean}."
    sd = effect(spread.sd, fit.choices.level, sign=False)
    differ = f"People of the same {known} differ" if known else "People differ from that"
    how = "of the logarithm" if spread.scale == "multiplied" else "in the same unit"
    return f"The average person: {mean}. {differ} by a standard deviation of {sd}, {how}."


def _drawn(fit: Fit, spread: Spread) -> str:
    """How far values were drawn, in the middle person."""
    shares = sorted(own.shrunk for own in owns(fit, spread.name).values() if math.isfinite(own.shrunk))
    if len(shares) < FEW:
        return ""
    middle = shares[len(shares) // 2]
    known = known_by(fit, spread)
    to = f"the average of people of the same {known}" if known else "that of the average person"
    return f"The middle person's value was drawn {_percent(middle)} of the way to {to}."


def tilts(fit: Fit, parameter: str) -> tuple[tuple[str, Parameter], ...]:
    """Covariates on which a link depends, with their coefficient: ``covariate:age->link:pain->depression``."""
    found: list[tuple[str, Parameter]] = []
    for p in fit.parameters:
        name, sign, target = p.name.removeprefix("covariate:").partition("->")
        if p.name.startswith("covariate:") and sign and target == parameter:
            found.append((name, p))
    return tuple(found)


def known_by(fit: Fit, spread: Spread) -> str:
    """The covariates on which a link depends, as words; "" where there are none."""
    return " and ".join(spoken(name) for name, _ in tilts(fit, spread.name))


def _who(fit: Fit, spread: Spread) -> tuple[str, ...]:
    return tuple(_who_by(fit, spread, name, p) for name, p in tilts(fit, spread.name))


def _who_by(fit: Fit, spread: Spread, name: str, p: Parameter) -> str:
    """Whether a covariate explains who shows it; a difference between people, never a cause."""
    figures = effect(Effect(p.estimate, p.low, p.high), fit.choices.level, unit=p.unit)
    if p.se is None or not p.se > 0.0:
        return f"Whether {spoken(name)} tells who shows it cannot be said: {figures}."
    sure = float(ndtr(abs(p.estimate) / p.se))
    way = "higher" if p.estimate > 0.0 else "lower"
    word = "clear" if sure >= CLEAR else "likely" if sure >= LIKELY else ""
    if not word:
        return (
            f"Whether {spoken(name)} tells who shows it cannot be told (the probability that people with more of it lie {way} is "
            f"{probability(sure)}): {figures}."
        )
    return f"Between people, {parameter_words(spread.name)} lies {way} with more {spoken(name)} ({word}): {figures}."


def unit_of(fit: Fit, name: str) -> str:
    """Unit of a parameter: of an arrow in points, else as the fit has it; "" where it has none of that name."""
    if (arrow := arrow_of(name)) is not None:
        each = "an" if fit.data.time_unit == "hour" else "a"
        return f"points of {spoken(arrow[1])} {each} {fit.data.time_unit}, for each point of {spoken(arrow[0])}"
    return next((p.unit for p in fit.parameters if p.name == name), "")


def person_note(fit: Fit, spreads: Iterable[Spread]) -> tuple[str, ...]:
    """What holds for all of them: what sure means, and what drawing towards the average does; none where nobody differs."""
    differ = [s for s in spreads if not s.nil]
    if not differ or fit.individual is None or not fit.individual.persons:
        return ()
    care = tuple(f"To be read with great care. {v.reason}" for v in fit.verdicts if v.code == "differences-noise" and v.level == "caution")
    return (*care, *((SURE, SHRINKAGE) if any(_shows_shares(s) for s in differ) else (SHRINKAGE,)))


def _percent(share: float) -> str:
    """Whole percent that never claims all or none."""
    if share > 0.99:
        return "more than 99 %"
    if share < 0.01:
        return "less than 1 %"
    return f"{100 * share:.0f} %"


def _about(share: float) -> str:
    """``about 83 %``, or ``more than 99 %``."""
    said = _percent(share)
    return said if "than" in said else f"about {said}"


def _percents(share: Effect) -> str:
    if share.low is None or share.high is None:
        return ""
    return f"{100 * share.low:.0f} to {100 * share.high:.0f} %"


def _count(people: float) -> str:
    return grouped(round(people))
