"""What the usual shortcut would have said: the same answers read as numbers with normal noise, beside the fit."""

from __future__ import annotations

from unspiral.loop.picture.words import spoken
from unspiral.records import Fit
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import beside, interval, level, together
from unspiral.show.shortcut_chart import Reading, shortcut_picture
from unspiral.units import count

KINDS = {"ordinal": "in steps", "binary": "yes or no", "count": "a count", "bounded": "a number cut off at the ends of its scale"}
OWN, OTHER = "as answered", "as numbers"


def shortcut_section(fit: Fit) -> Section | None:
    """Both readings side by side; None where all answers are plain numbers."""
    found = fit.shortcut
    if found is None:
        return None
    pictures = tuple(
        shortcut_picture(
            arrow, (OWN, effect, fit.direction.links[arrow].word), (OTHER, found.shortcut[arrow], found.words[arrow]), lag=found.lag,
            unit=fit.data.time_unit, level=fit.choices.level,
        )
        for arrow, effect in found.effects.items()
        if arrow in found.shortcut and arrow in fit.direction.links
    )  # fmt: skip
    rows = tuple(
        (column, KINDS.get(fit.choices.families.get(column, ""), "a number"), f"{found.floor[column]:.0%}", f"{found.ceiling[column]:.0%}")
        for column in found.floor
    )
    table = Table("How these answers lie", ("answers to", "are read", "at the lowest", "at the highest"), rows, stack=True)
    lead = (
        "Answers in steps are often read as if they were numbers with a bell-shaped noise around them. Here the same loop was fitted both "
        f"ways. {found.note}",
    )
    return Section("shortcut", "What if the answers were read as numbers?", lead, (Part(pictures=pictures, tables=(table,)),))


def shortcut_lines(fit: Fit) -> list[tuple[str, ...]]:
    """Rows for a terminal: arrow, effect by each reading."""
    found = fit.shortcut
    if found is None:
        return []
    rows: list[tuple[str, ...]] = []
    for arrow, effect in found.effects.items():
        if arrow in found.shortcut:
            own: Reading = (OWN, effect, fit.direction.links[arrow].word)
            rows.append((f"{spoken(arrow[0])} → {spoken(arrow[1])}", _cell(own), _cell((OTHER, found.shortcut[arrow], found.words[arrow]))))
    return rows


def shortcut_heading(fit: Fit) -> str:
    """Of these rows."""
    lag = fit.direction.lag if fit.shortcut is None else fit.shortcut.lag
    said = f"effect after {count(lag, fit.data.time_unit)} in standard deviations, {level(fit.choices.level)} intervals"
    return f"The same answers read as numbers ({said})"


def _cell(reading: Reading) -> str:
    _, e, word = reading
    places = together(e.estimate, e.low, e.high)
    ends = "" if e.low is None or e.high is None else f" ({interval(e.low, e.high, places)})"
    return f"{beside(e.estimate, places, sign=True)}{ends}, {'too small to speak of' if word == 'nil' else word}"
