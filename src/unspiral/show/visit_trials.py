"""Trials that a person made on themselves, for one page: what was tried, when, and what it told, each in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterable

from unspiral.records.effect import Effect
from unspiral.records.entry import Entry
from unspiral.records.own_trial import OwnTrial, own_trial
from unspiral.show.day_words import day_words, span_words
from unspiral.show.numbers import effect
from unspiral.show.own_trial_words import FAR
from unspiral.show.trial_words import answer, percent
from unspiral.show.visit_asked import Asked
from unspiral.show.without_commands import plain_words
from unspiral.show.words import start
from unspiral.units import count

MOST = 2  # trials on the page, those that began last
LONGEST = 60  # letters of a name
HELD = "What it told is held back, because of the answers about warning signs."
UNREAD = "It is read once, after its last day; until then nothing is said of it."


def trial_lines(entries: Iterable[Entry], period: Asked) -> tuple[str, ...]:
    """Trials of which a day lies in the period, those that began last.

    Args:
        entries: the newest version of each, as ``Journal.entries`` gives them; other kinds are passed over.
        period: what the person chose.

    Source: tests/show/test_visit_trials.py.
    """
    found = [trial for entry in entries if entry.kind == "trial" and (trial := own_trial(entry.key, entry)) is not None]
    ran = [trial for trial in found if trial.begin <= period.until and _end(trial) >= period.since]
    ran.sort(key=lambda trial: trial.begin)
    earlier = len(ran) - MOST
    more = f" {count(earlier, 'earlier trial')} {'is' if earlier == 1 else 'are'} not on this page for want of room." if earlier > 0 else ""
    lines = [_line(trial, period) for trial in ran[-MOST:]]
    return (*lines[:-1], lines[-1] + more) if lines else ()


def _end(trial: OwnTrial) -> str:
    """Its last day; that on which it was stopped, where that came first."""
    return min(trial.ended, trial.last) if trial.state == "stopped" and trial.ended else trial.last


def _line(trial: OwnTrial, period: Asked) -> str:
    name = " ".join(trial.name.split())
    name = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    how = "days with and without drawn by chance" if trial.way == "drawn" else "some weeks of it, held beside the days before"
    if trial.state == "stopped" and trial.ended < trial.begin:
        return f"Own trial of “{name}”: stopped before its first day, {day_words(trial.begin)}."
    head = f"Own trial of “{name}” for {FAR.get(trial.outcome, trial.outcome)} ({how}), {span_words(trial.begin, _end(trial))}"
    head += ", stopped early" if trial.state == "stopped" else ""
    if trial.state == "running":
        return f"{head}. {UNREAD}"
    if period.loop_held:
        return f"{head}. {HELD}"
    return f"{head}. {_told(trial)}"


def _told(trial: OwnTrial) -> str:
    if not trial.result:
        return plain_words(f"Cannot tell. {start(trial.why)}".strip())
    if trial.way == "drawn":
        from unspiral.store.trial_result_json import result_of  # late: few pages need it

        found = result_of(trial.result)
        first = found.effects[0]
        size = effect(first.on_days, percent(first.level_on), unit="points")
        return f"{answer(found)} {size}; {found.answered} of {found.days} days answered."
    held = trial.result.get("difference")
    gap = held if isinstance(held, dict) else {}
    numbers = [float(value) if isinstance(value := gap.get(key), int | float) else None for key in ("estimate", "low", "high")]
    if numbers[0] is None:
        return "Cannot tell."
    size = effect(Effect(numbers[0], numbers[1], numbers[2]), 0.95, unit="points")
    return f"{size} from before to after. That cannot show a cause."
