"""A page record, or a part of it, as the words that a reader sees."""

from __future__ import annotations

from unspiral.show.model import Report, Section, Table


def words_of(page: Report) -> str:
    """All words of a page, in order."""
    said = [page.title, page.read, page.answer.headline, *page.answer.after]
    for section in page.sections:
        said.append(section_words(section))
    return " ".join([*said, *page.notice, *page.crisis])


def section_words(section: Section) -> str:
    """All words of a chapter."""
    said = [section.heading, *section.lead]
    for part in section.parts:
        said += [part.heading, *part.lead, *part.bullets, part.box_title, *part.box]
        for picture in part.pictures:
            said += [picture.title, picture.caption, *_cells(picture.table)]
        for table in part.tables:
            said += _cells(table)
    return " ".join(said)


def section(page: Report, name: str) -> Section:
    """One chapter by its name."""
    return next(found for found in page.sections if found.name == name)


def _cells(table: Table) -> list[str]:
    return [table.caption, *(cell for row in (table.header, *table.rows) for cell in row)]
