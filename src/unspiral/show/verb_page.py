"""What the pages of single verbs have in common: the answer, what speaks against it, what it is not, and where help is."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.show.model import Answer, Picture, Report, Section
from unspiral.show.notice import crisis, not_this
from unspiral.version import VERSION


def verb_page(
    title: str, read: str, headline: str, after: Sequence[str], sections: Sequence[Section | None], *, ours: tuple[str, ...] | None = None
) -> Report:
    """A page that is no report of a fit.

    Args:
        title: the question.
        read: one line: what it comes from.
        headline: the answer.
        after: sentences behind it.
        sections: in order of reading; None is left out.
        ours: what the page is not, behind the standard notice; None for what holds of every page about a fit.
    """
    return Report(
        title=title,
        example=False,
        read=read,
        answer=Answer(headline, "", (), tuple(after)),
        sections=tuple(section for section in sections if section is not None),
        notice=not_this() if ours is None else not_this(ours),
        crisis=crisis(),
        version=VERSION,
    )


def pictures_of(report: Report) -> tuple[Picture, ...]:
    """Every picture of a page, in order: what ``--svg`` draws."""
    return tuple(picture for section in report.sections for part in section.parts for picture in part.pictures)
