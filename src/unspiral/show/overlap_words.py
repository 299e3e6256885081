"""What becomes of the arrows when questions that ask about another process are left out of what they measure, and when they stay in."""

from __future__ import annotations

from unspiral.learn.overlap import overlap_rungs
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit, Rung
from unspiral.show.ladder_chart import effect_on, ladder_picture, unit_on, word_on
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import beside, interval, together
from unspiral.show.words import refused

WHY = (
    "The same answer on both sides of an arrow looks like an arrow: whoever slept badly says so twice, once as sleep and once as part of "
    "depression."
)
HEAD = "Questions that ask about two processes"


def overlap_sentences(fit: Fit, *levels: str) -> tuple[str, ...]:
    """What was left out or kept, and whether the words hang on it; none where nothing overlaps.

    Args:
        fit: what was learned.
        levels: of the verdicts that are meant; all when left out.
    """
    return tuple(v.reason for v in fit.verdicts if v.code == "overlap" and (not levels or v.level in levels))


def overlap_rows(fit: Fit) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and a row for each arrow: what may be said of it on each rung, with effect and interval."""
    rungs = overlap_rungs(fit.ladder)
    header = ("arrow", *(rung.label for rung in rungs))
    arrows = [arrow for arrow in fit.links if all(arrow in rung.links for rung in rungs)]
    return header, tuple((f"{spoken(a)} → {spoken(b)}", *(_cell(rung, (a, b)) for rung in rungs)) for a, b in arrows)


def overlap_section(fit: Fit) -> Section | None:
    """The chapter of the report; None where nothing overlaps."""
    rungs, said = overlap_rungs(fit.ladder), overlap_sentences(fit)
    if refused(fit) or not said:
        return None
    if len(rungs) < 2:
        return Section("overlap", HEAD, (*said, WHY))
    header, rows = overlap_rows(fit)
    pictures = tuple(
        ladder_picture(arrow, rungs, lag=fit.direction.lag, unit=fit.data.time_unit, level=fit.choices.level)
        for arrow in _moved(fit, rungs)
    )
    table = Table("What may be said with these questions and without", header, rows, stack=True)
    return Section("overlap", HEAD, (*said, WHY), (Part(pictures=pictures, tables=(table,)),))


def _moved(fit: Fit, rungs: tuple[Rung, ...]) -> tuple[Arrow, ...]:
    """Arrows whose word changes; where none does, the one whose effect changes most."""
    arrows = [arrow for arrow in fit.links if all(arrow in rung.links for rung in rungs)]
    changed = tuple(a for a in arrows if len({rung.words.get(a) for rung in rungs}) > 1)
    if changed or not arrows:
        return changed
    return (max(arrows, key=lambda a: abs(effect_on(rungs[0], a).estimate - effect_on(rungs[-1], a).estimate)),)


def _cell(rung: Rung, arrow: Arrow) -> str:
    e = effect_on(rung, arrow)
    return f"{word_on(rung, arrow)}: {figures(e)} {unit_on(rung, arrow)}"


def figures(e: Effect) -> str:
    """An estimate and its interval in brackets."""
    places = together(e.estimate, e.low, e.high)
    ends = "" if e.low is None or e.high is None else f" ({interval(e.low, e.high, places)})"
    return beside(e.estimate, places, sign=True) + ends
