"""A ranking as text for a terminal: the answer, how sure, the list, what acts on what, and all that it takes for granted."""

from __future__ import annotations

from unspiral.doors.cli.ground_text import ground_line
from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.evidence.words import spoken as treatment_name
from unspiral.loop.picture.words import spoken
from unspiral.records.targets import Achievable, Ranked, Targets
from unspiral.show.numbers import beside, interval, level, probability, together
from unspiral.show.targets_words import called, finding, weighed
from unspiral.show.words import start
from unspiral.units import count

FOR_WHOM = (
    "For clinicians and researchers, not for choosing a treatment of one's own. A ranking by a model is not a guideline and not advice; "
    "about medicines talk to your prescriber. What guidelines offer: unspiral pathway."
)
MOST = 10  # lines of the list; the rest is in the JSON


def targets_text(found: Targets) -> str:
    """A ranking for a reader at a terminal.

    Args:
        found: the ranking.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    shown = found.ranked[:MOST]
    parts = [wrapped(ground_line(found.beliefs)), wrapped(FOR_WHOM), wrapped(" ".join(_answer(found)))]
    parts += ["\n".join(_table(found, shown)), "\n".join(_sources(shown))]
    if len(found.ranked) > MOST:
        parts.append(wrapped(f"{len(found.ranked) - MOST} more score lower; all are in the JSON (--json)."))
    if found.left_out:
        reasons = "; ".join(f"{treatment_name(name)} ({reason})" for name, reason in found.left_out)
        parts.append(wrapped(f"Not in the list: {reasons}."))
    parts.append("\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}", "  ", "    ") for said in found.assumptions)]))
    parts.append("\n".join(cautions(found.verdicts)))
    return for_terminal("\n\n".join(part for part in parts if part))


def _answer(found: Targets) -> list[str]:
    first, many = found.ranked[0], len(found.ranked)
    said = [finding(found), f"Weights: {weighed(found)}."]
    if found.answer is None:
        how = "best with a probability of" if found.beliefs is None else "best in this share of the assumed loops:"
        top = f"First in the list is {called(first)}, {how} {probability(first.best)}."
        return [*said, top] if many > 1 else said
    return [*said, f"If that is wrong, {beside(first.regret, 2)} standard deviations are lost on average."]


def _table(found: Targets, shown: tuple[Ranked, ...]) -> list[str]:
    ends = "intervals" if found.beliefs is None else "ranges"
    head = f"Weighted benefit over {count(found.horizon, found.unit)}, in standard deviations ({level(found.level)} {ends})"
    heads = ("P(best)", "P(helps)") if found.beliefs is None else ("best in", "helps in")
    rows = [("", "benefit", *heads)]
    for entry in shown:
        score = entry.score
        places = together(score.estimate, score.low, score.high)
        rows.append(
            (called(entry), f"{beside(score.estimate, places, sign=True)} ({interval(score.low, score.high, places)})",
             probability(entry.best), probability(entry.helps))
        )  # fmt: skip
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return [wrapped(head), *(("  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True))).rstrip() for row in rows)]


def _sources(shown: tuple[Ranked, ...]) -> list[str]:
    said: list[str] = []
    for entry in shown:
        acts = "; ".join(_effect(e) for e in entry.candidate.effects)
        harm = f" Harms: {entry.candidate.harms}." if entry.candidate.harms else ""
        who = " Talk to your prescriber." if entry.candidate.medical else ""
        said.append(wrapped(f"- {start(called(entry))}: {acts}.{harm}{who}", "  ", "    "))
    return ["What each acts on:", *said] if said else []


def _effect(e: Achievable) -> str:
    if e.reported is None:
        return f"moves {spoken(e.process)} by {beside(e.counted, 2)} standard deviations, as stated"
    ends = "" if e.low is None or e.high is None else f" ({interval(e.low, e.high, 2, sign=False)})"
    when = f", {e.time_point}" if e.time_point else ""
    basis = f", {e.basis}" if e.basis else ""
    notes = f"; {e.notes.rstrip('.')}" if e.notes else ""
    seen = f"{when}{basis}, certainty {e.certainty.replace('_', ' ')}, counted as {beside(e.counted, 2)}"
    return f"{spoken(e.process)} {beside(e.reported, 2)}{ends} against {e.comparator}{seen} ({e.row}: {e.citation}{notes})"
