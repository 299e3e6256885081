"""A plan of a study as a page: which design, power and width, the smallest that reach it, and what is taken to be true."""

from __future__ import annotations

from unspiral.loop.picture.words import spoken
from unspiral.records.design import StudyPlan
from unspiral.show.design_chart import design_picture
from unspiral.show.design_words import answer_words, asked_words, needed_words, wanted_words
from unspiral.show.model import Part, Report, Section
from unspiral.show.numbers import amount
from unspiral.show.provenance import verdict_section
from unspiral.show.verb_page import verb_page
from unspiral.show.words import start

OURS = (
    "It is a calculation on stated assumptions. A study whose people, days or answers differ from them has another power.",
    "It says nothing about whether the link or the effect is there: that is what the study would ask.",
)


def design_page(plan: StudyPlan) -> Report:
    """A plan as a page.

    Args:
        plan: whole.

    Source: tests/show/test_design_page.py.
    """
    said = answer_words(plan)
    power = Section("power", "Power and width", (asked_words(plan), *_error(plan)), (Part(pictures=(design_picture(plan),)),))
    lead = (f"The smallest that reach {wanted_words(plan)}:",)
    needed = Section("needed", "How few people, how few days", lead, (Part(bullets=tuple(needed_words(plan))),))
    truth = tuple(f"{start(assumed).rstrip('.')}." for assumed in plan.assumptions)
    assumed = Section("assumed", "What is taken to be true", (), (Part(box_title="Power moves with every one of these", box=truth),))
    title = f"How large must a study be to see {spoken(plan.link[0])} → {spoken(plan.link[1])}?"
    read = f"Numbers of a pilot, {plan.draws} loops that it leaves possible." if plan.draws else "Stated numbers; no data were looked at."
    sections = [power, needed, assumed, verdict_section(plan.verdicts, "this plan")]
    return verb_page(title, read, said[0], said[1:], sections, ours=OURS)


def _error(plan: StudyPlan) -> list[str]:
    unsure = max((row.power_error for row in plan.rows if not row.why), default=0.0)
    source = "draws of the pilot" if plan.draws else "patterns of answers"
    return [f"Monte-Carlo error of these powers, from {source}: {amount(unsure)} at most."] if unsure > 0 else []
