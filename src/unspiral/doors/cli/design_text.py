"""A plan as text for a terminal: the answer, how sure, the table, what it takes for granted."""

from __future__ import annotations

from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.loop.picture.words import spoken
from unspiral.records.design import Confirmed, Needed, Prospect, StudyPlan
from unspiral.show.design_chart import design_words, nearest
from unspiral.show.numbers import amount, level
from unspiral.show.words import start
from unspiral.units import count


def design_text(plan: StudyPlan) -> str:
    """A plan for a reader at a terminal.

    Args:
        plan: whole.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    assumed = "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}.", "  ", "    ") for said in plan.assumptions)])
    parts = [_answer(plan), _asked(plan), _table(plan), _needed(plan), assumed, "\n".join(cautions(plan.verdicts))]
    return for_terminal("\n\n".join(part for part in parts if part))


def _answer(plan: StudyPlan) -> str:
    """What was found, first."""
    best = nearest(plan)
    lines: list[str] = []
    if plan.chosen is None:
        lines.append(wrapped(f"None of these designs reaches {_wanted(plan)}. The nearest:" if best else "No design can tell this link."))
    if best is None:
        return "\n".join(lines)
    told = plan.confirmed
    found = design_words(best, plan)
    if told is not None and told.design == best.design:
        found = f"{found[:-1]} (confirmed by {told.studies} simulated studies: power {told.power:.2f} ± {told.power_error:.2f})."
    lines.append(wrapped(found))
    if told is not None:
        lines.append(wrapped(_simulated(told, plan)))
    return "\n".join(lines)


def _simulated(told: Confirmed, plan: StudyPlan) -> str:
    failed = f" {told.failed} gave no answer: they count as not having seen it, and not for widths and coverage." if told.failed else ""
    turns = f" {told.truths} loops that the pilot leaves possible took turns in being true." if told.truths > 1 else ""
    return (
        f"In the simulated studies, each learned from with every number free, intervals were {amount(told.width)} wide and held the true "
        f"link in {100 * told.covered:.0f} % (meant: {level(plan.level)}); the expected standard error lies {_gap(told)} the spread of the "
        f"estimates.{failed}{turns} After ± stands one Monte-Carlo standard error."
    )


def _gap(told: Confirmed) -> str:
    if told.gap != told.gap:
        return "beside an unknown share of"
    return f"{abs(100 * told.gap):.0f} % (± {100 * told.gap_error:.0f}) {'below' if told.gap < 0 else 'above'}"


def _wanted(plan: StudyPlan) -> str:
    parts = [f"a power of {plan.wanted_power:g}"] if plan.wanted_power is not None else []
    parts += [f"an interval no wider than {plan.wanted_width:g}"] if plan.wanted_width is not None else []
    return " and ".join(parts)


def _asked(plan: StudyPlan) -> str:
    lag, effect = plan.standardised
    link = f"{spoken(plan.link[0])} → {spoken(plan.link[1])}"
    source = f" Power is the mean over {plan.draws} loops that the pilot leaves possible." if plan.draws else ""
    return wrapped(
        f"To be seen: {link}, {plan.value:.3g} per {plan.unit}, an effect of {amount(effect)} within-person standard deviations after "
        f"{count(lag, plan.unit)}. Wanted: {_wanted(plan)}.{source}"
    )


def _table(plan: StudyPlan) -> str:
    """Every design; a star marks the chosen one."""
    ranged = any(row.low is not None for row in plan.rows)
    rows = [("", "people", "days", "beeps", "answered", "prompts", "power", *(["10 to 90 %"] if ranged else []), "width")]
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
    lines = [wrapped(f"The smallest that reach {_wanted(plan)}:")]
    lines += [wrapped(f"- {_people(one)}", "  ", "    ") for one in plan.people]
    lines += [wrapped(f"- {_days(one, plan)}", "  ", "    ") for one in plan.days]
    return "\n".join(lines)


def _asking(one: Needed) -> str:
    return f"{one.beeps} {'beep' if one.beeps == 1 else 'beeps'} a day, {100 * one.compliance:.0f} % answered"


def _people(one: Needed) -> str:
    found = "more than 100,000 people" if one.people is None else f"{one.people} people"
    return f"{one.days} days, {_asking(one)}: {found}"


def _days(one: Needed, plan: StudyPlan) -> str:
    who = "1 person" if one.people == 1 else f"{one.people} people"
    if one.days is not None:
        return f"{who}, {_asking(one)}: {one.days} days"
    if (plan.wanted_power is not None and one.ceiling < plan.wanted_power) or (
        plan.wanted_width is not None and one.floor > plan.wanted_width
    ):
        limit = f"power never passes {one.ceiling:.2f}" if plan.wanted_power is not None else f"the interval stays {amount(one.floor)} wide"
        return f"{who}, {_asking(one)}: cannot reach it however long, because people differ in the link ({limit})"
    longest = max(row.design.days for row in plan.rows)
    return f"{who}, {_asking(one)}: not within {longest} days"
