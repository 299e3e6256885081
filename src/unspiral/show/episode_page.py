"""A declared population as a page: the picture, every number with its source, and what it is not."""

from __future__ import annotations

from unspiral.act.population.naming import basis_words
from unspiral.loop.episodes import Episodes
from unspiral.loop.picture.words import spoken
from unspiral.show.episode_picture import episode_picture
from unspiral.show.model import Part, Report, Section, Table
from unspiral.show.verb_page import verb_page
from unspiral.show.words import start

OURS = (
    "It is a declaration: what is taken to be true, with a source or a reason for every number. Nothing on it was learned from "
    "anybody's answers.",
    "It speaks of a population like the one declared, and says nothing about any one person.",
)


def episode_page(episodes: Episodes) -> Report:
    """A declaration as a page.

    Args:
        episodes: declared.

    Source: tests/show/test_episode_page.py.
    """
    conditions = [spoken(course.name) for course in episodes.courses if course.process]
    what = " and ".join(conditions) if conditions else episodes.name
    sections = [
        Section("picture", "States, and what moves people between them", (), (Part(pictures=(episode_picture(episodes),)),)),
        Section("people", "Who the people are", (_people(episodes),), (Part(tables=_outcomes(episodes)),) if episodes.outcomes else ()),
    ]
    rows, assumed = _counted(episodes)
    headline = (
        f"{start(what)} as episodes: {rows + assumed} numbers, {rows} of them with a row of the tables behind them, {assumed} assumed."
    )
    return verb_page(f"{episodes.name}: a declared population", "A declaration; nothing was simulated.", headline,
                     (episodes.about,) if episodes.about else (), sections, ours=OURS)  # fmt: skip


def _counted(episodes: Episodes) -> tuple[int, int]:
    """How many rates and ratios name a row of the tables, and how many are assumed."""
    bases = [basis for hazard in episodes.hazards for basis in (hazard.basis, *(ratio.basis for ratio in hazard.ratios))]
    rows = sum(bool(basis.row) for basis in bases)
    return rows, len(bases) - rows


def _people(episodes: Episodes) -> str:
    people = episodes.people
    said = (
        f"People of {people.youngest} to {people.oldest - 1} years, {100 * people.women:.0f} % of them women: {basis_words(people.basis)}."
    )
    if episodes.effects:
        said += f" They differ beyond age and sex in {', '.join(episodes.effects)}."
    return said


def _outcomes(episodes: Episodes) -> tuple[Table, ...]:
    rows = tuple((outcome.name, outcome.unit, basis_words(outcome.basis)) for outcome in episodes.outcomes)
    return (Table("What is added up over people's time", ("outcome", "unit", "source"), rows, stack=True),)
