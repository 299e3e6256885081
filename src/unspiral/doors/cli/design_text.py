"""A plan as text for a terminal: the answer, how sure, the table, what it takes for granted."""

from __future__ import annotations

from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.records.design import Prospect, StudyPlan
from unspiral.show.design_words import answer_words, asked_words, needed_words, wanted_words
from unspiral.show.numbers import amount
from unspiral.show.words import start


def design_text(plan: StudyPlan) -> str:
    """A plan for a reader at a terminal.

    Args:
        plan: whole.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    assumed = "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}.", "  ", "    ") for said in plan.assumptions)])
    answer = "\n".join(wrapped(said) for said in answer_words(plan))
    parts = [answer, wrapped(asked_words(plan)), _table(plan), _needed(plan), assumed, "\n".join(cautions(plan.verdicts))]
    return for_terminal("\n\n".join(part for part in parts if part))


def _table(plan: StudyPlan) -> str:
    """Every design; a star marks the chosen one."""
    ranged = any(row.low is not None for row in plan.rows)
    rows = [("", "people", "days", "beeps", "answered", "prompts", "power", *([_range(plan)] if ranged else []), "width")]
    rows += [_row(row, plan, ranged=ranged) for row in plan.rows]
    widths = [max(len(row[i]) for row in rows if len(row) > i) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(wide) for cell, wide in zip(row[:7], widths[:7], strict=True)) for row in rows]
    tails = ["  ".join(cell.rjust(wide) for cell, wide in zip(row[7:], widths[7:], strict=False)) for row in rows]
    unsure = max((row.power_error for row in plan.rows if not row.why), default=0.0)
    source = "draws of the pilot" if plan.draws else "patterns of answers"
    error = [wrapped(f"Monte-Carlo error of these powers, from {source}: {amount(unsure)} at most.", "  ")] if unsure > 0 else []
    star = [wrapped("* the fewest prompts in all among those that reach it.", "  ")] if plan.chosen is not None else []
    whys = list(dict.fromkeys(row.why for row in plan.rows if row.why))
    notes = [wrapped(f"- (none): {why}.", "  ", "    ") for why in whys]
    return "\n".join([*(f"{line}  {tail}".rstrip() for line, tail in zip(lines, tails, strict=True)), *notes, *star, *error])


def _range(plan: StudyPlan) -> str:
    """What two powers of a design lie between."""
    return "10 to 90 %" if plan.given is None else f"{100 * plan.given.least:.0f} to {100 * plan.given.most:.0f} % taken"


def _row(row: Prospect, plan: StudyPlan, *, ranged: bool) -> tuple[str, ...]:
    one = row.design
    head = (
        "*" if one == plan.chosen else "",
        f"{one.people}",
        f"{one.days}",
        f"{one.beeps}",
        f"{100 * one.compliance:.0f} %",
        f"{one.prompts}",
    )
    if row.why:
        return (*head, "none", *(["-"] if ranged else []), "-")
    middle = [f"{row.low:.2f} to {row.high:.2f}" if row.low is not None else "-"] if ranged else []
    return (*head, f"{row.power:.2f}", *middle, amount(row.width))


def _needed(plan: StudyPlan) -> str:
    """The smallest studies along either direction."""
    lines = [wrapped(f"The smallest that reach {wanted_words(plan)}:")]
    return "\n".join([*lines, *(wrapped(f"- {said}", "  ", "    ") for said in needed_words(plan))])
