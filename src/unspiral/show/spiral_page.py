"""A spiral as a page: whether the loop feeds itself, through which link, what slows recovery, and how effects travel."""

from __future__ import annotations

from unspiral.learn.direction import headline
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, Spiral
from unspiral.records.spiral import Centrality
from unspiral.show.effects_chapter import effects_lead, travel_part
from unspiral.show.model import Part, Report, Section, Table
from unspiral.show.numbers import level
from unspiral.show.provenance import read_line, verdict_section
from unspiral.show.shares_chart import shares_title
from unspiral.show.spiral_chapter import HEADING, spiral_parts, sure
from unspiral.show.verb_page import verb_page
from unspiral.show.whatif_words import cell
from unspiral.units import count

ENERGY = "Controllability ranks by energy and not by benefit; it stands here for comparison with other programs only."


def spiral_page(fit: Fit, found: Spiral) -> Report:
    """A spiral as a page.

    Args:
        fit: that it is of.
        found: the spiral, with effects taken apart.

    Source: tests/show/test_spiral_page.py.
    """
    shares = Section("shares", "How much comes back, and through which link", (), spiral_parts(found))
    sections = [shares, _travels(fit, found), _central(found), verdict_section(found.verdicts, "these numbers")]
    return verb_page(HEADING, read_line(fit), shares_title(found), (found.words,), sections)


def _travels(fit: Fit, found: Spiral) -> Section | None:
    """Only where there is a third process: with two, everything goes straight."""
    if not found.travel or len(fit.processes) < 3:
        return None
    part = travel_part(found.travel, headline(fit.processes), found.lag, found.unit)
    return Section("effects", "Straight, or through something else?", tuple(effects_lead(fit)), (part,))


def _central(found: Spiral) -> Section | None:
    if len(found.centrality) < 3:
        return None
    sizes = {abs(travel.total.threshold) for travel in found.travel.values()}
    asked = f"beyond {max(sizes):g}?" if found.standardised and sizes else "on that side?"
    header = ("process", "on all others", asked, "passed on", asked, f"controllability, {found.unit}s")
    rows = tuple((spoken(name), *_cells(one)) for name, one in found.centrality.items())
    caption = f"After {count(found.lag, found.unit)}, each number with its {level(found.level)} interval. {ENERGY}"
    lead = ("What a process does to all others, and what it alone passes on between them.",)
    return Section("central", "How central each process is", lead, (Part(tables=(Table(caption, header, rows, stack=True),)),))


def _cells(one: Centrality) -> tuple[str, ...]:
    passed = ("nothing", "") if one.indirect_at.word == "none" else (cell(one.indirect_at.effect), sure(one.indirect_at))
    return cell(one.total_at.effect), sure(one.total_at), *passed, cell(one.controllability, sign=False)
