"""A person's own earlier bad days as a page: pictures of the record, what was recorded as tried, and no advice."""

from __future__ import annotations

from unspiral.act.flare_days import DayTable
from unspiral.loop.picture.words import spoken
from unspiral.records.flare import Compared, FlarePlan, TriedThing
from unspiral.show.flare_chart import length_picture, spells_picture
from unspiral.show.flare_words import NO_ADVICE, NO_RANK, after_days, days_words, definition, headline, length_words, thing_words
from unspiral.show.model import Part, Report, Section, Table
from unspiral.show.pathway_words import start
from unspiral.show.verb_page import verb_page

TITLE = "What does this record say about earlier bad days?"
OURS = (NO_ADVICE, "It is one person's record. It says nothing about anybody else, and nothing about why a day was bad.")
UNNAMED = "Nothing was named as tried, so the days after are not told: --tried COL,..."


def flare_page(found: FlarePlan, table: DayTable, *, name: str) -> Report:
    """A person's earlier bad days as a page.

    Args:
        found: of ``act.flare``.
        table: the same record day by day.
        name: of the file that it comes from.

    Source: tests/show/test_flare_page.py.
    """
    when = Section("spells", "When the bad days were", (definition(found),), (Part(pictures=(spells_picture(found, table),)),))
    after = [length_words(found.length, found.rule.fewest)] if found.spells else []
    said = () if found.things else found.said
    sections = [when, _length(found), _tried(found)]
    return verb_page(TITLE, f"From one person's own answers ({name}).", f"{headline(found)}", [*after, *said], sections, ours=OURS)


def _length(found: FlarePlan) -> Section | None:
    picture = length_picture(found)
    return None if picture is None else Section("length", "How long spells lasted", (), (Part(pictures=(picture,)),))


def _tried(found: FlarePlan) -> Section | None:
    """What was recorded as tried, thing by thing; both sides stand beside each other without a difference."""
    heading = "What was recorded as tried"
    if not found.things:
        return Section("tried", heading, (UNNAMED,)) if found.spells else None
    return Section("tried", heading, (NO_RANK, *found.said), tuple(_thing(thing, found) for thing in found.things))


def _thing(thing: TriedThing, found: FlarePlan) -> Part:
    if not thing.ever or not thing.compared:
        return Part(start(spoken(thing.name)), (thing_words(thing),))
    rows = tuple(_row(each, found.rule.fewest) for each in thing.compared)
    caption = f"From a bad day to {after_days(found.rule)}, in points"
    table = Table(caption, ("", f"bad days with {spoken(thing.name)}", "bad days without"), rows, stack=True)
    return Part(start(spoken(thing.name)), (thing_words(thing),), tables=(table,))


def _row(each: Compared, fewest: int) -> tuple[str, str, str]:
    return spoken(each.column), days_words(each.tried, fewest), days_words(each.not_tried, fewest)
