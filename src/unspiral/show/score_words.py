"""How a questionnaire's score changed, in words: the change first, then the published figure beside it, with its source."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.measure.questionnaires.change import Changed, Judged, change
from unspiral.measure.questionnaires.library import instrument as named
from unspiral.measure.questionnaires.provenance import seen_words
from unspiral.show.day_words import day_words
from unspiral.show.score_record import Scored

# What a published figure says a change is, for the person who answered.
KINDS = {
    "reliable_change": "more than the questionnaire's own measurement error",
    "clinically_meaningful": "large enough to matter to people",
    "MIC": "large enough to matter to people",
    "MID": "large enough to matter to people",
    "meaningful": "large enough to matter to people",
}


def score_finding(scores: Sequence[Scored]) -> str:
    """The title of a picture of one questionnaire: the newest score, and the first one.

    Args:
        scores: of one questionnaire, with values, by day; at least one.
    """
    first, last = scores[0], scores[-1]
    now = f"{last.name} was {amount_of(last)} on {day_words(last.day)}"
    if len(scores) == 1:
        return f"{now}, the only one so far"
    return f"{now}; the first of {len(scores)} was {_shown(first)}, on {day_words(first.day)}"


def amount_of(each: Scored) -> str:
    """A score with its range and band: "8 of 27 (mild)"."""
    top = f" of {each.high:g}" if each.low == 0 else f" on a scale from {each.low:g} to {each.high:g}"
    return f"{_shown(each)}{top}{f' ({each.band})' if each.band else ''}"


def _shown(each: Scored) -> str:
    """A score as it is written: one place behind the point at most."""
    return "no score" if each.value is None else f"{round(each.value, 1):g}"


def change_sentences(scores: Sequence[Scored]) -> tuple[str, ...]:
    """The change since the first score, and since the one before, each beside the figures of the questionnaire's file.

    Args:
        scores: of one questionnaire, with values, by day.

    Source: the questionnaire's own file; tests/show/test_score_words.py.
    """
    if len(scores) < 2:
        return ("After the next one you will see here how much it changed, and whether that is more than measurement error.",)
    said = [_since("the first", scores[0], scores[-1])]
    if len(scores) > 2:
        said.append(_since("the one before", scores[-2], scores[-1]))
    return tuple(said)


def figure_sources(scores: Sequence[Scored]) -> tuple[str, ...]:
    """Who published the figures that changes are held against, and how well that was seen; empty where there are none.

    Args:
        scores: of one questionnaire.
    """
    found = named(scores[-1].instrument)
    said: list[str] = []
    for figure in found.changes:
        sizes = [f"{figure.points:g} points"] if figure.points is not None else []
        sizes += [f"{100 * figure.share:g} %"] if figure.share is not None else []
        sources = "; ".join(found.sources[key] for key in figure.support.sources)
        meant = KINDS.get(figure.kind, figure.kind.replace("_", " "))
        said.append(f"{' or '.join(sizes)}, {meant}: {seen_words(figure.support)}{f'. {sources}' if sources else ''}.")
    return tuple(said)


def _since(word: str, before: Scored, after: Scored) -> str:
    assert before.value is not None and after.value is not None
    changed: Changed = change(named(after.instrument), before.value, after.value)
    when = f"Since {word} ({day_words(before.day)})"
    if changed.points == 0:
        return f"{when} the score is the same: {_shown(after)}."
    way = "fell" if changed.points > 0 else "rose"
    size = round(abs(changed.points), 1)
    points = f"{size:g} {'point' if size == 1 else 'points'}"
    said = [f"{when} the score {way} by {points}, from {_shown(before)} to {_shown(after)}."]
    said += [_judged(judged) for judged in changed.judged]
    if all(judged.kind != "reliable_change" for judged in changed.judged):
        said.append("Whether it is more than measurement error cannot be said: there is no published figure for that in the file.")
    return " ".join(said)


def _judged(judged: Judged) -> str:
    figure = f"{judged.figure:g} {'%' if judged.by == 'percent' else 'points'}"
    meant = KINDS.get(judged.kind, judged.kind.replace("_", " "))
    doubt = ", a figure that nobody has seen in its source," if judged.support.evidence == "unverified" else ""
    if judged.reached is None:
        return f"Whether it reaches the {figure}{doubt} that are called {meant} cannot be told here."
    return f"It {'reaches' if judged.reached else 'is smaller than'} the {figure}{doubt} that are called {meant}."
