"""The report as frozen records: what the page holds, before any of it is markup."""

from __future__ import annotations

from dataclasses import dataclass

# Beside a word, so that no word is told by its colour alone. It stands here so that a page loads nothing that computes.
MARK = {"drives": "●", "likely drives": "◐", "clear but very small": "•", "nil": "○", "cannot tell": "?"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of a row names the row.

    Args:
        caption: what it shows, and in which units.
        header: of the columns.
        rows: cells as text.
        marks: one of "ok", "caution", "refuse" or "" per row, where rows are judgements.
        stack: on a phone each row becomes a small block, for tables too wide for it.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...] = ()
    stack: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the words around it and the data behind it.

    Args:
        title: the finding.
        svg: safe markup, fit for a phone's width.
        wide: the same for a wide page; "" where one serves both.
        caption: how to read it.
        table: the data behind it.
    """

    title: str
    svg: str
    caption: str
    table: Table
    wide: str = ""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One arrow in the answer: heading, word, sentences; ``hue`` is that of the cause."""

    heading: str
    word: str
    hue: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """First the answer, then how sure, then the number.

    Args:
        headline: never more than the fit's direction answer says.
        word: that answer in one word, where the headline is a note; else "".
        links: one for each arrow.
        after: sentences that stand behind them: which is stronger, what "drives" means.
    """

    headline: str
    word: str
    links: tuple[LinkLine, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Something below a section's lead: a heading of its own with sentences, pictures and tables."""

    heading: str = ""
    lead: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    bullets: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    box_title: str = ""
    box: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter of the page."""

    name: str
    heading: str
    lead: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class MyLoop:
    """The page about a person's own loop.

    Args:
        headline: what may be said.
        lead: of which days, and when words change.
        links: one for each arrow.
        needed: how many more days would help, with what is taken to be true for that.
        pictures: the loop, then how each effect grows and fades.
        twin: the picture of the loop in words.
        after: what the words mean, and what they do not.
        checks: what should be known beside the numbers.
    """

    headline: str
    lead: tuple[str, ...]
    links: tuple[LinkLine, ...] = ()
    needed: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    twin: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole page.

    Args:
        title: the question it answers.
        example: True when every number is made up.
        read: one line: what it comes from.
        answer: first of all.
        sections: in order of reading.
        notice: what it is not.
        crisis: where help is, whatever this page says.
        version: of unspiral.
    """

    title: str
    example: bool
    read: str
    answer: Answer
    sections: tuple[Section, ...]
    notice: tuple[str, ...]
    crisis: tuple[str, ...]
    version: str
