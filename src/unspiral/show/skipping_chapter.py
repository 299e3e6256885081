"""The chapter on skipped prompts: what they say, and what would be said if they said something else."""

from __future__ import annotations

from unspiral.learn.direction import headline
from unspiral.learn.edge import reaches
from unspiral.learn.skip_words import on_one
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit
from unspiral.records.skipping import Skipping
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import beside, grouped, interval, level, together
from unspiral.show.slider_chart import slider_picture
from unspiral.show.words import back, withheld


def counted(held: Skipping) -> str:
    """How many prompts, and how many of them were skipped."""
    share = 100.0 * held.skipped / held.prompts
    return f"{grouped(held.skipped)} of {grouped(held.prompts)} prompts that count were skipped ({share:.0f} %)."


def slope_rows(fit: Fit) -> list[tuple[str, str, str, str]]:
    """The learned slopes: process, estimate, interval, unit."""
    held = fit.skipping
    rows: list[tuple[str, str, str, str]] = []
    for name, slope in (held.slopes if held is not None else {}).items():
        places = together(slope.estimate, slope.low, slope.high)
        ends = interval(slope.low, slope.high, places)
        rows.append((spoken(name), beside(slope.estimate, places, sign=True), ends, "probits per point"))
    return rows


def assumed_words(fit: Fit) -> str:
    """The slopes that were assumed, in words; "" where all were learned."""
    held = fit.skipping
    if held is None or not fit.choices.skip_slope:
        return ""
    own = held.slider[-1].slope
    said = ", ".join(f"{own[name]:+g} for {spoken(name)}" for name in fit.choices.skip_slope)
    return f"Assumed, not learned: {said} (probits of skipping per within-person standard deviation)."


def skipping_section(fit: Fit) -> Section | None:
    """Whether people skip because of how they feel, and how far the answer hinges on it; None where nobody asked."""
    held = fit.skipping
    if held is None or not held.slider:
        return None
    lead = [
        counted(held),
        "A prompt that is skipped because of how the person feels takes with it the very answer that would have shown it. Here whether a "
        "prompt was skipped is read as one more answer that depends on the state, together with how often the person skips in general. "
        "Nobody saw the state at a skipped prompt: what is learned of that rests on the shape of the model, and the slider shows what "
        "would be said under other assumptions.",
        held.note,
        assumed_words(fit),
    ]
    pair = headline(fit.processes)
    arrows = [a for a in ((pair, back(pair)) if pair else ()) if reaches(a, fit.links) and not withheld(fit, a)]
    c, own = fit.choices, held.slider[-1]
    pictures = tuple(
        slider_picture(
            arrow, process, places, own, learned=process not in c.skip_slope, lag=c.lag, unit=fit.data.time_unit, level=c.level
        )
        for process in fit.processes if len(places := on_one(held, process)) > 1 for arrow in arrows
    )  # fmt: skip
    rows = slope_rows(fit)
    tables: tuple[Table, ...] = ()
    if rows:
        header = ("process", "slope", f"{level(c.level)} interval", "unit")
        tables = (Table("How the state drives skipping, as learned", header, tuple(rows), stack=True),)
    heading = "Do people skip because of how they feel?"
    return Section("skipping", heading, tuple(x for x in lead if x), (Part(pictures=pictures, tables=tables),))
