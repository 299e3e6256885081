"""What comes before a pathway: help where an answer calls for it, and what a warning sign calls for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.red_flags import CODE, stopping
from unspiral.measure.safety.suicide_item import notice
from unspiral.records.help import Help, SafetyNotice
from unspiral.records.pathway import Plan

# Which help is named next depends on the answer. Where only "it was triggered" is known, the nearest help is named, not the later one.
NEAREST = 3
YES = ("true", "yes")  # of a trigger that a file has as text, which is refused behind help


@dataclass(frozen=True, slots=True)
class Safety:
    """What is shown before, or beside, what guidelines offer.

    Args:
        notices: shown before anything else.
        flag: what a warning sign that stops nothing calls for, or "".
        urgency: of the warning signs, "" where none was told.
    """

    notices: tuple[SafetyNotice, ...]
    flag: str
    urgency: str


def safety_of(plan: Plan, lines: Help) -> Safety:
    """The texts that a plan's routes lead to, word for word from the files of measure/safety.

    Args:
        plan: with the routes of its rules of step 0.
        lines: help for the person's country.

    Source: tests/act/pathway/test_safety.py.
    """
    found: list[SafetyNotice] = []
    if "safety.suicide_item" in plan.routes:
        found.append(_because_of_total(_of_item(plan.answers.item9, lines), asdict(plan.answers)))
    urgency = plan.answers.red_flag or ""
    flag = ""
    if "safety.red_flags" in plan.routes:
        text = str(clinical_file("red_flags")["urgency"][urgency]["text"]).format(emergency=lines.emergency)
        if urgency in stopping():
            said = tuple(part for part in (f"Emergency: {lines.emergency}.", lines.stale) if part)
            found.append(SafetyNotice(CODE, text, said, lines))
        else:
            flag = text
    return Safety(tuple(found), flag, urgency)


def calls(given: Mapping[str, object]) -> bool:
    """Whether something that was told, checked or not, calls for help."""
    from unspiral.act.pathway.answers import inputs

    def between(name: str, least: float, most: float = float("inf")) -> bool:
        answer = _number(given.get(name))
        return answer is not None and least <= answer <= most

    # A total that its questionnaire does not have, such as a code for missing, says nothing of anybody; an answer to the question itself
    # opens help even where it cannot be read.
    return _said_so(given) or between("phq9", inputs()["phq8"]["range"][1] + 1, inputs()["phq9"]["range"][1])


def _said_so(given: Mapping[str, object]) -> bool:
    """Whether somebody said so themselves: in item 9, or as a trigger; a total alone says it for them."""
    from unspiral.act.pathway.answers import inputs

    triggered, answer = given.get("suicide_trigger"), _number(given.get("item9"))
    number = _number(triggered)
    return (
        triggered is True
        or (isinstance(triggered, str) and triggered.strip().casefold() in YES)
        or (number is not None and number >= 1)
        or (answer is not None and answer >= inputs()["item9"]["opens_at"])
    )


def _because_of_total(found: SafetyNotice, given: Mapping[str, object]) -> SafetyNotice:
    """The notice; where only a total calls for it, first that this is why: its words speak to somebody who said so."""
    total = _number(given.get("phq9"))
    if _said_so(given) or total is None:
        return found
    why = (
        f"A PHQ-9 score of {total:g} cannot come about unless item 9, on thoughts of being better off dead or of hurting yourself, was "
        "answered with 1 or more. That is why this is shown: what follows is written for somebody who answered so."
    )
    return replace(found, message=(why, *found.message))


def help_notice(given: Mapping[str, object], lines: Help) -> SafetyNotice:
    """The notice for answers that could not be checked.

    Args:
        given: name -> value, as it was told.
        lines: help for the person's country.
    """
    return _because_of_total(_of_item(_number(given.get("item9")), lines), given)


def _number(answer: object) -> float | None:
    """An answer as a number, also where it is refused as text: "2" for item 9 is no slip that help waits for."""
    if isinstance(answer, str):
        try:
            return float(answer)
        except ValueError:
            return None
    return answer if isinstance(answer, int | float) and not isinstance(answer, bool) else None


def _of_item(answer: float | None, lines: Help) -> SafetyNotice:
    found = notice(answer, lines)
    if found is None:  # not told, or a total that says otherwise
        found = notice(NEAREST, lines)
    assert found is not None  # the highest answer always opens one
    return found
