"""The chapter about how people differ in links and other parameters: how many show an arrow, and how sure."""

from __future__ import annotations

from unspiral.records import Fit
from unspiral.records.individual import Individual, Spread
from unspiral.show.individual_chart import individual_picture
from unspiral.show.individual_words import (
    arrow_of,
    correlation_sentences,
    heading_of,
    known_by,
    owns,
    parameter_words,
    person_note,
    sentences_of,
    unit_of,
)
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import beside, interval, level, together
from unspiral.show.words import refused

HEADING = "How people differ"
LEAD = (
    "The answer above is about the average person. Here people may differ in how strongly one process drives the other, so that the "
    "question becomes: in how many of them, and for whom can one be sure?"
)


def individual_section(fit: Fit) -> Section | None:
    """The chapter; None where people were not asked to differ, or where the fit may not be relied on.

    Source: tests/show/test_individual_chapter.py.
    """
    held = fit.individual
    if held is None or refused(fit) or not held.spreads:
        return None
    lead = (LEAD, *person_note(fit, held.spreads), *_persons_hint(held))
    parts = [_part(fit, spread) for spread in held.spreads if arrow_of(spread.name) or spread.name.startswith("input:")]
    others = [spread for spread in held.spreads if not (arrow_of(spread.name) or spread.name.startswith("input:"))]
    parts += [Part(heading_of(fit, spread), sentences_of(fit, spread)) for spread in others]
    parts.append(Part("In numbers", correlation_sentences(fit), tables=_tables(fit, held)))
    return Section("individual", HEADING, lead, tuple(parts))


def _part(fit: Fit, spread: Spread) -> Part:
    heading = heading_of(fit, spread)
    picture = individual_picture(
        spread, owns(fit, spread.name), unit=_axis_words(fit, spread), level_of=fit.choices.level, title=heading,
        known=known_by(fit, spread),
    )  # fmt: skip
    return Part(heading, sentences_of(fit, spread), () if picture is None else (picture,))


def _axis_words(fit: Fit, spread: Spread) -> str:
    unit = unit_of(fit, spread.name)
    return unit if arrow_of(spread.name) else f"{parameter_words(spread.name)}, {unit}" if unit else parameter_words(spread.name)


def _persons_hint(held: Individual) -> tuple[str, ...]:
    return (
        ("People are counted by rank here, not named; unspiral learn ... --persons persons.csv writes each person's values.",)
        if (held.persons)
        else ()
    )


def _tables(fit: Fit, held: Individual) -> tuple[Table, ...]:
    share = level(fit.choices.level)
    rows: list[tuple[str, ...]] = []
    for spread in held.spreads:
        mean, sd = spread.mean, spread.sd
        places, wide = together(mean.estimate, mean.low, mean.high), together(sd.estimate, sd.low, sd.high)
        above = "–" if spread.above is None else f"{100 * spread.above.estimate:.0f} %"
        if spread.above is not None and spread.above.low is not None and spread.above.high is not None:
            above += f" ({100 * spread.above.low:.0f} to {100 * spread.above.high:.0f} %)"
        rows.append(
            (
                parameter_words(spread.name),
                f"{beside(mean.estimate, places, sign=True)} ({interval(mean.low, mean.high, places)})",
                "nil" if spread.nil else f"{beside(sd.estimate, wide)} ({interval(sd.low, sd.high, wide, sign=False)})",
                "of the logarithm" if spread.scale == "multiplied" else unit_of(fit, spread.name),
                above,
            )
        )
    header = ("", "average person", "standard deviation between people", "unit of it", "share of people above zero")
    tables = [Table(f"How people differ, each with its {share} interval", header, tuple(rows), stack=True)]
    if held.correlations:
        between = tuple(
            (
                f"{parameter_words(c.first)} and {parameter_words(c.second)}",
                beside(c.value.estimate, 2, sign=True),
                interval(c.value.low, c.value.high, 2),
            )
            for c in held.correlations
        )
        tables.append(Table("What goes together over people", ("", "correlation", f"{share} interval"), between, stack=True))
    if held.rule:
        error = "" if held.error is None else f"{held.error:.2g}"
        tables.append(
            Table(
                "How it was computed",
                ("deviations integrated out by", "points a person", "log-likelihood may be off by"),
                ((held.rule, str(held.points) if held.points else "", error),),
                stack=True,
            )
        )
    return tuple(tables)
