"""A trial with one person as text for a terminal."""

from __future__ import annotations

from datetime import date, timedelta

from unspiral.doors.cli.learn_text import cautions, for_terminal, wrapped
from unspiral.records.trial import ALWAYS, Trial, TrialPlan
from unspiral.show.trial_words import answer, plan_answer, plan_sentences, runs, sentences
from unspiral.show.words import start


def plan_text(plan: TrialPlan) -> str:
    """A plan for a reader at a terminal: what it can tell, its days, when it ends early, what it takes for granted.

    Args:
        plan: of a trial.

    Returns:
        Text without a line end behind it.
    """
    days = "\n".join(["Days:", *(f"  {_when(plan, first, last)}  {'on ' if on else 'off'}" for first, last, on in runs(plan))])
    stop = "\n".join(["It ends early:", *(wrapped(f"- {said}", "  ", "    ") for said in plan.stop.words)])
    granted = _listed(plan.assumptions)
    judged = "\n".join(cautions(plan.verdicts))
    said = wrapped(" ".join(plan_sentences(plan)))
    parts = (wrapped(plan_answer(plan)), said, days, stop, granted, judged, wrapped(ALWAYS))
    return for_terminal("\n\n".join(part for part in parts if part))


def trial_text(found: Trial) -> str:
    """What a trial's diary says, for a reader at a terminal.

    Args:
        found: what was found.
    """
    judged = "\n".join(cautions(found.verdicts))
    body = "\n".join(wrapped(said) for said in sentences(found))
    parts = (wrapped(answer(found)), body, _listed(found.assumptions), judged, wrapped(ALWAYS))
    return for_terminal("\n\n".join(part for part in parts if part))


def _listed(assumptions: tuple[str, ...]) -> str:
    return "\n".join(["This takes for granted:", *(wrapped(f"- {start(said)}", "  ", "    ") for said in assumptions)])


def _when(plan: TrialPlan, first: int, last: int) -> str:
    span = f"{first:3d} to {last:3d}"
    if not plan.start:
        return span
    begin = date.fromisoformat(plan.start)
    return f"{span}  {begin + timedelta(days=first - 1)} to {begin + timedelta(days=last - 1)}"
