"""The questions about warning signs of back pain, and the answers they can have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.safety.clinical_file import clinical_file

Reply = Literal["yes", "no", "not sure"]
REPLIES: tuple[Reply, ...] = ("yes", "no", "not sure")


@dataclass(frozen=True, slots=True)
class Question:
    """One warning sign that is asked about.

    Args:
        id: its name in rules and options.
        group: what the sign may point to.
        ask: the words, as they are asked.
        weight: "single" may count by itself, "combined" asks for several things at once, "modifier" counts only beside another.
        urgency: how soon a doctor is needed when this alone is answered yes, or None.
        sources: who names this sign; empty where no source was seen.
        evidence: how well that was seen; "unverified" is shown as such.
    """

    id: str
    group: str
    ask: str
    weight: Literal["single", "combined", "modifier"]
    urgency: str | None
    sources: tuple[str, ...]
    evidence: str


@cache
def questions() -> tuple[Question, ...]:
    """The 18 questions in the order in which they are asked.

    Source: files/red_flags.toml; tests/measure/safety/test_sign.py.
    """
    rows: list[dict[str, Any]] = clinical_file("red_flags")["question"]
    return tuple(
        Question(row["id"], row["group"], row["ask"], row["weight"], row.get("urgency"), tuple(row["sources"]), row["evidence"])
        for row in rows
    )


def replies(yes: Iterable[str] = (), not_sure: Iterable[str] = (), no: Iterable[str] = ()) -> dict[str, Reply]:
    """Answers by question, from three lists of ids.

    Args:
        yes, not_sure, no: ids of questions; what stands in none of them was not asked.

    Raises:
        SpecError: a question has two answers, or an id is unknown.
    """
    found: dict[str, Reply] = {}
    given: tuple[tuple[Reply, Iterable[str]], ...] = (("yes", yes), ("not sure", not_sure), ("no", no))
    for reply, named in given:
        for question in named:
            if found.get(question, reply) != reply:
                raise SpecError(
                    f"The question '{question}' is answered both '{found[question]}' and '{reply}'.",
                    why="Which of them is meant decides whether a doctor is needed today.",
                    fix="name it in one of --yes, --not-sure and --no only.",
                )
            found[question] = reply
    check_replies(found)
    return found


def check_replies(answers: Mapping[str, str]) -> None:
    """Refuse ids and answers that are not asked about.

    Args:
        answers: id of the question -> answer.

    Raises:
        SpecError: an id or an answer is unknown.
    """
    known = [question.id for question in questions()]
    for question, reply in answers.items():
        if question not in known:
            raise SpecError(
                f"'{question[:40]}' is no question about warning signs.{did_you_mean(question, known)}",
                fix=f"one of: {', '.join(known)}",
            )
        if reply not in REPLIES:
            raise SpecError(f"The question '{question}' is answered '{reply}'.", fix="one of: yes, no, not sure")
