"""Try one thing: plan it, do it, stop it whenever wished, and read it once, at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, refused, shown
from unspiral.doors.web.blocked import blocked, help_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.form import read_form
from unspiral.doors.web.keeping import form_key, keep
from unspiral.doors.web.own_trials import adherence, answers_of, condition_words, today_of, trial_of_key, trials_of
from unspiral.doors.web.trial_aside import worked_out
from unspiral.doors.web.trial_form import (
    EFFECTS,
    FADING,
    KEPT,
    LEAST_DAYS,
    OUTCOMES,
    WAYS,
    WEEKS,
    TrialForm,
    empty_trial,
    faults_of,
    question_of,
    read_trial,
    seed_of,
    size_of,
)
from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain
from unspiral.records.own_trial import OwnTrial
from unspiral.show.day_words import day_words, span_words

router = APIRouter()

TITLE = "Try one thing"
BLOCKED = "A new trial is not planned now: the warning signs that you reported call for a doctor first."
ONE_AT_A_TIME = "One trial at a time: the one that runs has to end first, or be stopped."
GONE = "There is no such trial in your journal."
PAST = 120  # days before today from which the own ups and downs are learned
LEAST_BEFORE, MOST_BEFORE = 14, 56  # days before a period that it is held beside, also where it was stopped after a few


@router.get("/try")
async def try_page(request: Request) -> Response:
    """What runs, what was tried before, and a form for something new."""
    visit = admitted(request)
    return _list(request, visit, empty_trial(today_of(visit)))


@router.post("/try/plan")
async def plan_page(request: Request) -> Response:
    """What such a trial would take, and what it can tell; nothing is begun yet."""
    visit = admitted(request)
    today = today_of(visit)
    typed = read_trial(await read_form(request), today)
    wrong = _wrong(visit, typed, today)
    if wrong:
        return _list(request, visit, typed, wrong, 422)
    if typed.way == "period":
        return shown(request, "try_plan.html", title=TITLE, form=typed, plans=[], words=_period_words(typed))
    diary = _diary(visit, typed.outcome, today)
    answer = await worked_out({"do": "propose", **question_of(typed, diary)})
    if "refused" in answer:
        return _list(request, visit, typed, {"": _said(answer)}, 422)
    return _proposals(request, typed, answer["plans"], sum(each is not None for each in diary))


@router.post("/try/begin")
async def begin(request: Request) -> Response:
    """Draw the days, and begin."""
    visit = admitted(request)
    today = today_of(visit)
    typed = read_trial(await read_form(request), today)
    if trial_of_key(visit.journal, typed.key) is not None:  # the same form, sent twice
        return away("/try")
    wrong = _wrong(visit, typed, today)
    size = size_of(typed)
    if not wrong and typed.way == "drawn" and size is None:
        wrong["size"] = "Pick one of the lengths first."
    if wrong:
        return _list(request, visit, typed, wrong, 422)
    if typed.way == "period":
        days = 7 * int(typed.weeks)
        every_day: list[Plain] = [1] * days
        body: dict[str, Plain] = {"on": every_day, "days": days}
    else:
        assert size is not None  # looked at above
        question = question_of(typed, _diary(visit, typed.outcome, today))
        told = {"days": size[0], "block": size[1], "start": typed.start, "seed": seed_of(typed.key)}
        answer = await worked_out({"do": "plan", **question, **told})
        if "refused" in answer:
            return _list(request, visit, typed, {"": _said(answer)}, 422)
        plan = answer["plan"]
        body = {"on": plan["on"], "days": plan["days"], "plan": plan}
    body = {"name": typed.name, "outcome": typed.outcome, "way": typed.way, "from": typed.start, "state": "running", **body}
    try:
        await keep(visit.journal, Entry(typed.key, "trial", typed.start, _moment(visit), body))
    except StoreError as error:
        if error.code != "key-taken":
            raise
    return away("/try")


@router.get("/try/{key}")
async def one_trial(request: Request, key: str) -> Response:
    """One trial: its days, how they went, and what it told."""
    visit = admitted(request)
    found = trial_of_key(visit.journal, key)
    return refused(request, GONE, 404) if found is None else _one(request, visit, found)


@router.post("/try/{key}/stop")
async def stop(request: Request, key: str) -> Response:
    """End a trial before its time; no reason is needed."""
    visit = admitted(request)
    found, sent = trial_of_key(visit.journal, key), await read_form(request)
    if found is None:
        return refused(request, GONE, 404)
    today = today_of(visit)
    if found.state != "running" or found.is_over(today):
        return away(f"/try/{found.key}")
    reached = max(0, found.number(today))
    answer: dict[str, Any] = {"refused": {"what": "It was stopped before its first day."}}
    if reached:
        answer = await worked_out(_reading(visit, found, min(today, found.last), stopped=True))
    await _finish(visit, found, form_key(sent.one("key")), "stopped", today, answer)
    return away(f"/try/{found.key}")


@router.post("/try/{key}/read")
async def read(request: Request, key: str) -> Response:
    """Read a trial that is over, once."""
    visit = admitted(request)
    found, sent = trial_of_key(visit.journal, key), await read_form(request)
    if found is None:
        return refused(request, GONE, 404)
    today = today_of(visit)
    if found.state != "running":
        return away(f"/try/{found.key}")
    if not found.is_over(today):
        when = day_words((date.fromisoformat(found.last) + timedelta(days=1)).isoformat())
        return refused(request, f"It is read once, when its last day is over: on {when}. Looking before that would find too much.", 409)
    answer = await worked_out(_reading(visit, found, found.last, stopped=False))
    await _finish(visit, found, form_key(sent.one("key")), "ended", today, answer)
    return away(f"/try/{found.key}")


# What is asked, kept and shown -----------------------------------------------------------------------------------------------------


def _wrong(visit: Visit, typed: TrialForm, today: str) -> dict[str, str]:
    """Field -> why nothing can be planned."""
    if "model_advice" in blocked(visit):
        return {"": BLOCKED}
    if any(each.state == "running" for each in trials_of(visit.journal)):
        return {"": ONE_AT_A_TIME}
    wrong = faults_of(typed, today)
    if not wrong and typed.way == "drawn":
        have = sum(each is not None for each in _diary(visit, typed.outcome, today))
        if have < LEAST_DAYS:
            missing = LEAST_DAYS - have
            wrong["way"] = (
                f"To draw days, your own ups and downs must be seen first: {have} evenings say something about "
                f"{OUTCOMES[typed.outcome][0]}, {missing} more {'is' if missing == 1 else 'are'} needed."
            )
    return wrong


def _diary(visit: Visit, outcome: str, today: str) -> list[float | None]:
    """Answers day by day up to today, from the first one of the last ``PAST`` days on."""
    since = (date.fromisoformat(today) - timedelta(days=PAST)).isoformat()
    found = answers_of(visit.journal, outcome, since, today)
    return _days(found, min(found), today) if found else [None]


def _days(found: dict[str, float], first: str, last: str) -> list[float | None]:
    begin = date.fromisoformat(first)
    return [found.get((begin + timedelta(days=k)).isoformat()) for k in range((date.fromisoformat(last) - begin).days + 1)]


def _reading(visit: Visit, trial: OwnTrial, until: str, *, stopped: bool) -> dict[str, Any]:
    """The question to the other process about a trial's diary."""
    after = _days(answers_of(visit.journal, trial.outcome, trial.begin, until), trial.begin, until)
    if trial.way == "drawn":
        return {"do": "read", "plan": dict(trial.plan), "diary": after, "stopped": stopped}
    first = date.fromisoformat(trial.begin)
    since, last = ((first - timedelta(days=days)).isoformat() for days in (min(max(len(after), LEAST_BEFORE), MOST_BEFORE), 1))
    return {"do": "compare", "before": _days(answers_of(visit.journal, trial.outcome, since, last), since, last), "after": after}


async def _finish(visit: Visit, trial: OwnTrial, key: str, state: str, day: str, answer: dict[str, Any]) -> None:
    newest = visit.journal.find(trial.newest)
    assert newest is not None  # it was read from the journal just now
    told: dict[str, Plain] = {"result": answer["result"]} if "result" in answer else {"why": _said(answer)}
    body = {**newest.body, "state": state, "ended": day, **told}
    try:
        await keep(visit.journal, Entry(key, "trial", trial.begin, _moment(visit), body, trial.newest))
    except StoreError as error:
        if error.code != "key-taken":  # the same form, sent twice: what was read first stays
            raise


def _said(answer: dict[str, Any]) -> str:
    held = answer["refused"]
    return " ".join(part for part in (str(held["what"]), str(held.get("why", ""))) if part)


def _moment(visit: Visit) -> str:
    return visit.desk.now().isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Choice:
    """One length that a trial can have, with what is said of it."""

    size: str
    length: str
    chance: str
    verdict: str
    said: tuple[str, ...]


def _proposals(request: Request, typed: TrialForm, plans: list[dict[str, Any]], learned: int) -> Response:
    from unspiral.show.own_trial_words import chance_words, length_words, plan_said, verdict_words
    from unspiral.store.trial_json import plan_of

    choices: list[Choice] = []
    for document in plans:
        plan = plan_of(document)
        said = plan_said(plan, typed.name, typed.outcome, learned)
        choices.append(Choice(f"{plan.days}x{plan.block}", length_words(plan), chance_words(plan), verdict_words(plan), said))
    return shown(request, "try_plan.html", title=TITLE, form=typed, plans=choices, words=())


def _period_words(typed: TrialForm) -> tuple[str, ...]:
    from unspiral.records.trial_line import ALWAYS
    from unspiral.show.own_trial_words import DRAWN_CAN, NO_CAUSE, REGRESSION

    what = OUTCOMES[typed.outcome][0]
    return (
        f"From {day_words(typed.start)} on you do “{typed.name}” for {typed.weeks} weeks, and check in as always. Then these days are held "
        f"beside the days before, for {what}.",
        NO_CAUSE, REGRESSION, DRAWN_CAN, "At any time, for any reason or none: stopping needs no reason.", ALWAYS,
    )  # fmt: skip


def _list(request: Request, visit: Visit, typed: TrialForm, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    today, every = today_of(visit), trials_of(visit.journal)
    running = [each for each in every if each.state == "running"]
    held = "model_advice" in blocked(visit)
    return shown(
        request, "try.html", status=status, title=TITLE, form=typed, wrong=wrong or {}, held=BLOCKED if held else "",
        running=[(each, _today_words(each, today)) for each in running],
        before=[(each, _when(each)) for each in every if each.state != "running"],
        outcomes={name: words for name, (words, _) in OUTCOMES.items()}, effects=EFFECTS, kept=KEPT, fading=FADING, ways=WAYS, weeks=WEEKS,
    )  # fmt: skip


def _when(trial: OwnTrial) -> str:
    """Its days, those that it had: one that was stopped ends there."""
    if trial.state == "stopped" and trial.ended < trial.begin:
        return f"before its first day, {day_words(trial.begin)}"
    return span_words(trial.begin, trial.ended if trial.state == "stopped" else trial.last)


def _today_words(trial: OwnTrial, today: str) -> str:
    if trial.is_over(today):
        return "Its last day is over: it can be read."
    return condition_words(trial, today) if trial.runs_on(today) else f"It begins on {day_words(trial.begin)}."


def _one(request: Request, visit: Visit, trial: OwnTrial) -> Response:
    from uuid import uuid4

    from unspiral.show import own_trial_words as words
    from unspiral.show.without_commands import without_commands

    today = today_of(visit)
    plan: Any = None
    sections: list[Any] = []
    harm: list[str] = []
    if trial.plan:
        from unspiral.store.trial_json import plan_of

        plan = plan_of(trial.plan)
        harm = _harm(visit, trial, plan, min(today, trial.last)) if trial.state == "running" else []
    held = help_first(visit) if trial.result and "model_advice" in blocked(visit) else ""
    if trial.result and not held:
        sections.append(_result(visit, trial))
    if plan is not None:
        sections.append(words.schedule_section(plan, trial.name))
    return shown(
        request, "try_one.html", title=TITLE, trial=trial, outcome=OUTCOMES.get(trial.outcome, (trial.outcome, ""))[0],
        sections=[without_commands(section) for section in sections], harm=harm, rules=plan.stop.words if plan else (), fresh=str(uuid4()),
        today=_today_words(trial, today) if trial.state == "running" else "", over=trial.is_over(today), held=held,
        when=_when(trial), kept=words.kept_words(adherence(visit.journal, trial)),
    )  # fmt: skip


def _result(visit: Visit, trial: OwnTrial):  # noqa: ANN202 - a Section; what shows it is loaded late
    from unspiral.records.before_after import BeforeAfter, Stretch
    from unspiral.records.effect import Effect
    from unspiral.show import own_trial_words as words
    from unspiral.store.trial_result_json import result_of

    if trial.way == "drawn":
        return words.result_section(result_of(trial.result), adherence(visit.journal, trial))
    held: dict[str, Any] = dict(trial.result)
    found = BeforeAfter(
        Stretch(**held["before"]), Stretch(**held["after"]), Effect(**held["difference"]), float(held["alike"]), float(held["level"])
    )
    return words.compared_section(found, trial.name, trial.outcome)


def _harm(visit: Visit, trial: OwnTrial, plan: Any, until: str) -> list[str]:
    """What the rule about harm says today; it may be asked on any day, because it calls no effect."""
    import numpy as np

    from unspiral.act.trial.harm import harm_of

    if until < trial.begin:
        return []
    days = _days(answers_of(visit.journal, trial.outcome, trial.begin, until), trial.begin, until)
    return [f"{verdict.reason} {verdict.remedy}" for verdict in harm_of(plan, np.array(days, dtype=np.float64))]
