"""What an input was seen to do, in sentences: how sure, the number, and for how long."""

from __future__ import annotations

import math

from unspiral.act.whatif import settled_shift
from unspiral.learn.direction import CLEAR, LIKELY
from unspiral.loop.language import parse
from unspiral.loop.model import Input
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Fit, Parameter
from unspiral.show.model import Part, Section
from unspiral.show.numbers import amount, beside, effect, interval, level, probability, together
from unspiral.show.words import about, duration, refused, start

NOT_PROOF = (
    "This says what followed an input in these answers. Who takes a treatment, and when, may itself depend on how they feel; only a trial "
    "in which chance decides could tell the two apart."
)


def input_sentences(fit: Fit) -> tuple[str, ...]:
    """One line for each input and each process it may act on; none where the loop has no inputs, or the fit is refused."""
    if refused(fit):
        return ()
    held = {p.name: p for p in fit.parameters}
    lines: list[str] = []
    for given in parse(fit.loop_text).inputs:
        shifts = settled_shift(fit, given.name) if given.kind == "sustained" else {}
        for target in given.targets:
            p = held.get(f"input:{given.name}->{target}")
            if p is not None:
                lines.append(_line(fit, given, target, p, shifts.get(target)))
        fades = held.get(f"fading:{given.name}")
        if given.kind == "fading" and fades is not None:
            lines.append(_fading(fit, given, fades))
    return tuple(lines)


def inputs_section(fit: Fit) -> Section | None:
    """The same as a chapter of the report; None without inputs."""
    lines = input_sentences(fit)
    return Section("inputs", "What inputs were seen to do", (NOT_PROOF,), (Part(bullets=lines),)) if lines else None


def _line(fit: Fit, given: Input, target: str, p: Parameter, settled: Effect | None) -> str:
    name, process = spoken(given.name), spoken(target)
    share = fit.choices.level
    when = {
        "impulse": f"right after {name}",
        "sustained": f"for as long as {name} is held at 1",
        "fading": f"at first after {name}",
    }[given.kind]
    if given.after is not None:
        when += f" ({about(given.after.amount, given.after.unit)} later)"
    unit = "points" if given.kind == "impulse" else f"points per {fit.data.time_unit}"
    if p.se is None or p.low is None or p.high is None or not p.se > 0:
        return f"{start(name)} and {process}: cannot tell. No interval can be given for what {name} does to {process}."
    sure = 0.5 * (1.0 + math.erf(abs(p.estimate) / p.se / math.sqrt(2.0)))
    outside = p.low > 0 or p.high < 0
    word = "clear" if sure >= CLEAR and outside else "likely" if sure >= LIKELY else "cannot tell"
    where = "higher" if p.estimate > 0 else "lower"
    moved = where if given.kind == "impulse" else "pushed " + ("up" if p.estimate > 0 else "down")
    places = together(p.estimate, p.low, p.high)
    ends = f"{level(share)} interval {interval(p.low, p.high, places)}"
    figure = (
        f"{amount(abs(p.estimate), places)} {unit} {where}" if given.kind == "impulse" else f"by {amount(abs(p.estimate), places)} {unit}"
    )
    if word == "cannot tell":
        estimate = f"The estimate is {effect(Effect(p.estimate, p.low, p.high), share, unit=unit)}, {when}."
        if settled is not None and settled.low is not None and settled.high is not None and settled.low <= 0.0 <= settled.high:
            estimate = f"The estimate is {effect(settled, share, unit='points')} once settled, with {name} held at 1."
        return f"Whether {name} changes {process}: cannot tell (the probability that it goes that way is {probability(sure)}). {estimate}"
    if settled is not None and settled.low is not None and settled.high is not None:
        # The shift is from draws; an interval of the push that was read from a profile may know less, and must not be outdone.
        surer = not outside and not settled.low <= 0.0 <= settled.high
        open_push = " The interval of the push itself, in the table of numbers, holds zero, and that one counts." if surer else ""
        return _settled(given, process, word, p, settled, share) + open_push
    said = f"{process} was {figure}" if given.kind == "impulse" else f"{process} was {moved} {figure}"
    return f"{start(name)} and {process}: {word}. {start(when)}, {said} ({ends}; for one unit of {name})."


def _settled(given: Input, process: str, word: str, p: Parameter, shift: Effect, share: float) -> str:
    """A held input by where it leads: a rate, read as what goes on for as long as it is held, would promise ever more."""
    name = spoken(given.name)
    size = together(shift.estimate, shift.low, shift.high)
    ends = f"{level(share)} interval {interval(shift.low, shift.high, size)}; for one unit of {name}"
    where = "higher" if shift.estimate > 0 else "lower"
    later = f", {about(given.after.amount, given.after.unit)} after it begins" if given.after is not None else ""
    end = f"{process} would be expected to be about {beside(abs(shift.estimate), size)} points {where} once settled"
    if (shift.estimate > 0) == (p.estimate > 0):
        return f"{start(name)} and {process}: {word}. With {name} held at 1{later}, {end}, then no further ({ends})."
    way = "up" if p.estimate > 0 else "down"
    return f"{start(name)} and {process}: {word}. With {name} held at 1{later}, {process} is pushed {way} at first; {end} ({ends})."


def _fading(fit: Fit, given: Input, p: Parameter) -> str:
    """How long a fading input lasts: ln 2 over its rate."""
    if not p.estimate < 0:
        return f"How long {spoken(given.name)} lasts cannot be told."
    half = math.log(2.0)
    low = half / -p.low if p.low is not None and p.low < 0 else None
    high = half / -p.high if p.high is not None and p.high < 0 else None
    lasts = duration(Effect(half / -p.estimate, low, high), fit.data.time_unit, fit.choices.level)
    return f"Half of what {spoken(given.name)} does is gone after {lasts}."
