"""Warning signs of back pain: 18 questions, four urgencies. The highest urgency wins; a modifier alone triggers nothing.

No single sign is accurate, so no probability is shown, and no answer ever says that all is well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.sign import Question, Reply, check_replies, questions
from unspiral.records.help import Help, SafetyNotice

CODE = "red-flag"
NO_RULE = (
    "What you answered does not by itself call for a doctor by the rules kept here. That does not rule out a serious cause. If something"
    " feels wrong or new signs appear, contact a doctor."
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired, and the answers that made it fire.

    Args:
        rule: its id, "RF1" to "RF8".
        urgency: how soon a doctor is needed.
        answers: id of the question -> what was answered, for the answers that led to it.
        note: what the file says of the rule, or "".
    """

    rule: str
    urgency: str
    answers: Mapping[str, Reply]
    note: str


@dataclass(frozen=True, slots=True)
class RedFlags:
    """What the answers to the warning signs come to.

    Args:
        urgency: "emergency_now", "same_day", "urgent_days", "routine_soon", or None where no rule fired.
        text: what is said, with the emergency number filled in; where no rule fired, words that reassure nobody.
        blocks: what is not shown meanwhile: "pathway", "model_advice".
        reasons: the rules that fired, the most urgent first.
        not_sure: questions answered "not sure".
        not_asked: questions without an answer, in the order of asking; never taken as "no".
        said: what a reader must know beside it: what was not asked, and which signs or rules nobody has seen in a source.
        questions: those behind the reasons, with their sources.
        help: the lines for the person's country.
    """

    urgency: str | None
    text: str
    blocks: tuple[str, ...]
    reasons: tuple[Reason, ...]
    not_sure: tuple[str, ...]
    not_asked: tuple[str, ...]
    said: tuple[str, ...]
    questions: tuple[Question, ...]
    help: Help

    @property
    def stops(self) -> bool:
        """Whether a doctor is needed today or at once, before anything else is shown."""
        return self.urgency in stopping()

    @property
    def notice(self) -> SafetyNotice | None:
        """The same as what is shown before anything else; None where a doctor is not needed today."""
        if not self.stops:
            return None
        emergency = f"Emergency: {self.help.emergency}."
        return SafetyNotice(CODE, self.text, tuple(part for part in (emergency, *self.said, self.help.stale) if part), self.help)


def urgencies() -> tuple[str, ...]:
    """The four urgencies, from the least to the most urgent."""
    return tuple(clinical_file("red_flags")["order"])


def stopping() -> tuple[str, ...]:
    """The urgencies that come before anything else: those that block what guidelines offer."""
    table: dict[str, dict[str, Any]] = clinical_file("red_flags")["urgency"]
    return tuple(name for name in urgencies() if "pathway" in table[name]["blocks"])


def red_flags(answers: Mapping[str, Reply], help: Help) -> RedFlags:  # noqa: A002 - the word people look for
    """What the answers to the warning signs come to.

    Args:
        answers: id of the question -> "yes", "no" or "not sure"; a question that is left out was not asked, which is not "no".
        help: lines for the person's country, for the emergency number.

    Raises:
        SpecError: an id or an answer is unknown.

    Source: files/red_flags.toml, rules RF1 to RF8 (doi:10.2519/jospt.2020.9971, and who else is named there);
    tests/measure/safety/test_red_flags.py.
    """
    check_replies(answers)
    table = clinical_file("red_flags")
    order = urgencies()
    fired = [reason for rule in table["rule"] if (reason := _fires(rule, answers)) is not None]
    reasons = tuple(sorted(fired, key=lambda reason: -order.index(reason.urgency)))
    urgency = reasons[0].urgency if reasons else None
    behind = {question for reason in reasons for question in reason.answers}
    not_asked = tuple(question.id for question in questions() if question.id not in answers)
    shown = tuple(question for question in questions() if question.id in behind)
    found: dict[str, Any] = table["urgency"].get(urgency, {})
    return RedFlags(
        urgency=urgency,
        text=str(found["text"]).format(emergency=help.emergency) if found else _negative(answers, not_asked),
        blocks=tuple(found.get("blocks", ())),
        reasons=reasons,
        not_sure=tuple(question for question, reply in answers.items() if reply == "not sure"),
        not_asked=not_asked,
        said=_said(answers, not_asked, shown, reasons),
        questions=shown,
        help=help,
    )


def _fires(rule: Mapping[str, Any], answers: Mapping[str, Reply]) -> Reason | None:
    every: list[str] = rule.get("all_yes", [])
    some = [question for question in rule.get("any_yes", []) if answers.get(question) == "yes"]
    unsure = [question for question in rule.get("any_not_sure", []) if answers.get(question) == "not sure"]
    if not all(answers.get(question) == "yes" for question in every):
        return None
    if ("any_yes" in rule and not some) or ("any_not_sure" in rule and not unsure):
        return None
    led: dict[str, Reply] = {question: answers[question] for question in (*every, *some, *unsure)}
    return Reason(rule["id"], rule["urgency"], led, rule.get("note", ""))


def _negative(answers: Mapping[str, Reply], not_asked: Collection[str]) -> str:
    """The fixed words for "no rule fired"; where a sign was reported, or nothing answered, they would not be true."""
    if len(not_asked) == len(questions()):
        return "No question was answered, so nothing can be said. If something feels wrong or new signs appear, contact a doctor."
    if any(reply != "no" for reply in answers.values()):
        return NO_RULE
    return str(clinical_file("red_flags")["negative_text"])


def _said(
    answers: Mapping[str, Reply], not_asked: Collection[str], shown: Collection[Question], reasons: Iterable[Reason]
) -> tuple[str, ...]:
    said: list[str] = []
    if not_asked and len(not_asked) < len(questions()):
        many = f"{len(not_asked)} of {len(questions())} questions were not answered"
        said.append(f"{many}, and are not taken as 'no': {', '.join(not_asked)}.")
    alone = [question.id for question in questions() if answers.get(question.id) == "yes" and question not in shown]
    if alone:
        said.append(f"Answered 'yes', which by itself calls for nothing here but may count beside another sign: {', '.join(alone)}.")
    unsure = [question for question, reply in answers.items() if reply == "not sure"]
    if unsure:
        said.append(f"Answered 'not sure', which is not 'no': {', '.join(unsure)}. If one of these worries you, ask a doctor.")
    unseen = [question.id for question in shown if question.evidence == "unverified"]
    if unseen:
        said.append(f"Unverified: nobody has yet held these questions against a source: {', '.join(unseen)}.")
    ours = [reason.rule for reason in reasons if "project" in reason.note]
    if ours:
        said.append(f"How soon is this project's own choice (project convention) in: {', '.join(ours)}.")
    return tuple(said)
