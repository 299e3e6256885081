"""What becomes of a prompt: offered, opened, answered; in time, late, or never. Pure functions, so that the same holds in every store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.prompts.zone import offset_at
from unspiral.records.prompt import ANSWERED, EARLY, EXPIRED, LATE, NOT_OFFERED, PAUSED, PENDING, Due, Prompt

NEW, SAME, AGAIN = "new", "same", "again"
SUBMISSION = re.compile(r"[!-~]{1,100}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an answer.

    Args:
        prompts: the log after it.
        outcome: "new" = the first answer to this prompt; "same" = it had arrived before, nothing changed; "again" = another answer to a
            prompt that was answered already: its id is kept, the first one counts.
        status: "answered", "late" or "early".
    """

    prompts: tuple[Prompt, ...]
    outcome: str
    status: str


def prompts_of(dues: Iterable[Due]) -> tuple[Prompt, ...]:
    """The log before anything happened: one prompt for each moment of a plan.

    Args:
        dues: from ``due``, or from ``planned`` where pauses shall be counted, too.
    """
    return tuple(
        Prompt(
            one.person, one.schedule, one.version, one.rule, one.kind, one.id, one.day, one.local, _local(one), one.zone, one.zone_data,
            items=one.items, left_out=one.left_out, reason=one.pause, paused=bool(one.pause),
        )
        for one in dues
    )  # fmt: skip


def status(prompt: Prompt, now: datetime) -> str:
    """What has become of a prompt.

    An answer is in time from the moment the prompt is due until just before it expires; one that comes at the instant of expiry is late.

    Args:
        prompt: with its times.
        now: with its offset.

    Returns:
        "answered", "late", "early" (before it was due: some clock is wrong), "paused", "pending" (its time is not over), "expired" (it was
        offered, and nobody answered), or "not offered".

    Source: tests/measure/prompts/test_log.py.
    """
    if prompt.submitted is not None:
        if prompt.submitted < prompt.due:
            return EARLY
        return ANSWERED if prompt.submitted < prompt.expires else LATE
    if prompt.paused:
        return PAUSED
    if _aware(now, "now") < prompt.expires:
        return PENDING
    return NOT_OFFERED if prompt.offered is None and prompt.opened is None else EXPIRED


def may_submit(prompt: Prompt, now: datetime) -> bool:
    """Whether an answer would be in time now: due, not expired, not paused, not answered.

    Args:
        prompt: with its times.
        now: with its offset; from the clock of whoever keeps the log, not from the person's phone.
    """
    return prompt.submitted is None and not prompt.paused and prompt.due <= _aware(now, "now") < prompt.expires


def offer(prompt: Prompt, at: datetime) -> Prompt:
    """The prompt was shown or rung; the first time counts."""
    return prompt if prompt.offered is not None else replace(prompt, offered=_aware(at, "offered"))


def open_it(prompt: Prompt, at: datetime) -> Prompt:
    """The person looked at the prompt; the first time counts."""
    return prompt if prompt.opened is not None else replace(prompt, opened=_aware(at, "opened"))


def submit(
    prompts: Sequence[Prompt], person: str, schedule: str, prompt_id: str, submission: str, at: datetime, answered: Sequence[str] = ()
) -> Receipt:
    """Take an answer into the log. Sent twice it counts once; late it is flagged; none is dropped.

    Args:
        prompts: the log.
        person, schedule, prompt_id: of the prompt.
        submission: id that the person's device made up for this answer, and sends again with it when it is not sure.
        at: when the answer was given, with its offset.
        answered: which of the prompt's items were answered.

    Raises:
        DataError: there is no such prompt, the submission's id belongs to another prompt or is none, or an item was not asked.

    Source: tests/measure/prompts/test_log.py.
    """
    if not SUBMISSION.fullmatch(submission):
        raise DataError(
            f"The id of the answer to '{prompt_id}' is empty, longer than 100 signs, or holds blanks.",
            why="Without it an answer that is sent twice would count twice.",
            fix="send a random id with each answer, such as a UUID.",
        )
    place = next((i for i, one in enumerate(prompts) if (one.id, one.person, one.schedule) == (prompt_id, person, schedule)), None)
    if place is None:
        near = did_you_mean(prompt_id, (one.id for one in prompts if one.person == person))
        raise DataError(f"The log has no prompt '{prompt_id}' of plan '{schedule}' for this person.{near}", fix="take the id from the log.")
    prompt = prompts[place]
    if submission in (prompt.submission, *prompt.again):
        return Receipt(tuple(prompts), SAME, status(prompt, at))
    other = next((one for one in prompts if submission in (one.submission, *one.again)), None)
    if other is not None:
        raise DataError(
            f"The answer '{submission}' to prompt '{prompt_id}' has the id of an answer to prompt '{other.id}'.",
            why="One of the two would be lost.",
            fix="make up a new id for each answer, such as a UUID.",
        )
    if prompt.items and (stray := next((item for item in answered if item not in prompt.items), "")):
        raise DataError(
            f"Prompt '{prompt_id}' did not ask '{stray}'.{did_you_mean(stray, prompt.items)}", fix=f"it asked: {', '.join(prompt.items)}."
        )
    if prompt.submitted is not None:
        changed, outcome = replace(prompt, again=(*prompt.again, submission)), AGAIN
    else:
        in_order = tuple(dict.fromkeys(answered)) if not prompt.items else tuple(item for item in prompt.items if item in answered)
        changed, outcome = replace(prompt, submitted=_aware(at, "submitted"), submission=submission, answered=in_order), NEW
    return Receipt((*prompts[:place], changed, *prompts[place + 1 :]), outcome, status(changed, at))


def _aware(moment: datetime, name: str) -> datetime:
    if moment.utcoffset() is None:
        raise DataError(
            f"'{name}' has no offset: {moment.isoformat()}.",
            why="Which instant it means cannot be told.",
            fix="2026-03-29T20:05:00+02:00",
        )
    return moment


def _local(due: Due) -> datetime:
    """When it expires, on the clock that then holds."""
    return due.expires_at.astimezone(timezone(timedelta(seconds=offset_at(int(due.expires_at.timestamp()), due.zone))))
