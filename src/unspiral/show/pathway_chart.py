"""What each guideline says of each option, at a glance: one mark a line, from "do not offer" to "offer strongly". No rank."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.loop.picture.words import wrap
from unspiral.records.pathway import Offered, Position
from unspiral.show.axis import dot
from unspiral.show.model import Picture, Table
from unspiral.show.pathway_words import GUIDELINE, OTHER, SEEN, plain
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, frame, hued, rule, tag, text

# Strength -> the words above its column, in order; the words of the list, shortened.
COLUMNS = {
    "against": ("do not", "offer"), "conditional_against": ("not", "routinely"), "silent": ("no", "line"),
    "conditional_for": ("may be", "offered"), "for": ("offer", ""), "strong_for": ("offer", "strongly"),
}  # fmt: skip
EDGE, HEAD, LINE, MARKS, STEP = 4.0, 40.0, 16.0, 26.0, 14.0  # margins, heights of head, of a line of words and of marks; room of a mark


def positions_picture(listed: Sequence[Offered], mode: str) -> Picture | None:
    """Draw every line on every option; None where there is no option.

    Args:
        listed: offered and not recommended ones, in the order of the page.
        mode: for whom; a person reads no figure of a study.

    Source: tests/show/test_pathway_chart.py.
    """
    if not listed:
        return None
    split = sum(each.option.disagree for each in listed)
    title = f"Every line on {'one option' if len(listed) == 1 else f'{len(listed)} options'}"
    title += f"; on {'one' if split == 1 else split} of them guidelines disagree" if split else ""
    column = (NARROW - 2 * EDGE) / len(COLUMNS)
    middles = {strength: EDGE + column * (k + 0.5) for k, strength in enumerate(COLUMNS)}
    body = [
        text(word, middles[strength], 9.0 + 14.0 * k, anchor="middle", tone="quiet")
        for strength, words in COLUMNS.items()
        for k, word in enumerate(words)
        if word
    ]
    y = HEAD
    for each in listed:
        body.append(rule((EDGE, y - 2), (NARROW - EDGE, y - 2), tone="grid"))
        for line in wrap(plain(each.option.title, mode), FONT, NARROW - 2 * EDGE):
            body.append(text(line, EDGE, y + LINE / 2, halo=True))
            y += LINE
        body.append(hued("other", "".join(_row(each.option.positions, middles, y + MARKS / 2))))
        y += MARKS
    # Grey behind the column that is neither for nor against: left of it speaks against, right of it for.
    left = EDGE + 2 * column
    body.insert(0, tag("rect", class_="uc-band", fill=TONES_LIGHT["band"], x=left, y=HEAD - 4, width=column, height=y - HEAD + 4))
    described = "A row for each option, a column for each strength. " + " ".join(_said(each, mode) for each in listed)
    caption = (
        "One mark a line: a disc for a guideline, a square for a study or an article. Filled: seen in two sources or more; hollow: seen in "
        "one, or recalled and not yet held against its source. Left of the grey column: against; right: for. Lines are about different "
        "people, so that counting marks says nothing, and the order of the options is no rank."
    )
    return Picture(title, frame(body, NARROW, y + 4, title, described, "positions"), caption, _table(listed, mode))


def _row(positions: Sequence[Position], middles: dict[str, float], y: float) -> list[str]:
    """Marks of one option, those of one strength side by side."""
    out: list[str] = []
    for strength, middle in middles.items():
        here = [each for each in positions if each.strength == strength]
        out += [_mark(each, middle + STEP * (k - (len(here) - 1) / 2), y) for k, each in enumerate(here)]
    return out


def _mark(line: Position, x: float, y: float) -> str:
    hollow = line.evidence not in ("verified_2_sources", "article")
    if line.kind == "guideline":
        return dot(x, y, 5.0, hollow=hollow)
    if hollow:
        return tag(
            "rect", class_="uc-paper", fill="#FFFFFF", stroke="currentColor", stroke_width=2, x=x - 4.5, y=y - 4.5, width=9, height=9
        )
    return tag("rect", fill="currentColor", x=x - 5, y=y - 5, width=10, height=10)


def _said(each: Offered, mode: str) -> str:
    lines = "; ".join(f"{line.name}: {_words(line)}" for line in each.option.positions)
    return f"{plain(each.option.title, mode)}: {lines}."


def _words(line: Position) -> str:
    return (GUIDELINE if line.kind == "guideline" else OTHER)[line.strength]


def _table(listed: Sequence[Offered], mode: str) -> Table:
    rows = tuple(
        (plain(each.option.title, mode), f"{line.name} {line.year}".strip(), _words(line), plain(line.population, mode), _seen(line))
        for each in listed
        for line in each.option.positions
    )
    return Table("Every line, source by source", ("option", "source", "says", "for whom", "seen"), rows, stack=True)


def _seen(line: Position) -> str:
    return "an article, no guideline" if line.kind == "articles" else SEEN[line.evidence] or "in two sources or more"
