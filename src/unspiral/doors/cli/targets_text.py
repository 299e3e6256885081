"""A ranking as text for a terminal: the answer, how sure, the list, what acts on what, and all that it takes for granted."""

from __future__ import annotations

from unspiral.doors.cli.ground_text import ground_line
from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.records.targets import Ranked, Targets
from unspiral.show.numbers import beside, interval, level, probability, together
from unspiral.show.targets_words import FOR_WHOM, acts_words, answer_words, called, left_out_words
from unspiral.show.words import start
from unspiral.units import count

MOST = 10  # lines of the list; the rest is in the JSON


def targets_text(found: Targets) -> str:
    """A ranking for a reader at a terminal.

    Args:
        found: the ranking.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    shown = found.ranked[:MOST]
    parts = [wrapped(ground_line(found.beliefs)), wrapped(FOR_WHOM), wrapped(" ".join(answer_words(found)))]
    parts += ["\n".join(_table(found, shown)), "\n".join(_sources(shown))]
    if len(found.ranked) > MOST:
        parts.append(wrapped(f"{len(found.ranked) - MOST} more score lower; all are in the JSON (--json)."))
    if left := left_out_words(found):
        parts.append(wrapped(left))
    parts.append("\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}", "  ", "    ") for said in found.assumptions)]))
    parts.append("\n".join(cautions(found.verdicts)))
    return for_terminal("\n\n".join(part for part in parts if part))


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
    said = [wrapped(f"- {acts_words(entry)}", "  ", "    ") for entry in shown]
    return ["What each acts on:", *said] if said else []
