"""The rules of the pathway as the packaged file has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from unspiral.act.pathway.condition import Condition, Values, condition
from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import AGAINST, Fired, Option

ALWAYS = "for everyone"


@dataclass(frozen=True, slots=True)
class Rule:
    """When something is shown, and what.

    Args:
        id: its name.
        step: "0" comes first and may hold or end everything; "1" to "4"; "guard" is about what the person asked.
        when: its condition.
        show, show_not_recommended: ids of options.
        message, urgency, route: words, how soon, and what of safety is shown; "" where there is none.
        holds: True where it holds all others back until it was acknowledged.
        stops: True where nothing comes after it.
        hide_against: True where options that guidelines speak against are left out of ``show``.
        sources: keys of the sources behind it.
        evidence: "" or how far it is this project's own choice.
    """

    id: str
    step: str
    when: Condition
    show: tuple[str, ...]
    show_not_recommended: tuple[str, ...]
    message: str
    urgency: str
    route: str
    holds: bool
    stops: bool
    hide_against: bool
    sources: tuple[str, ...]
    evidence: str

    def fires(self, values: Values) -> bool:
        """Whether its condition holds; what was not told makes no condition hold."""
        return self.when.truth(values) is True

    def shown(self, options: dict[str, Option]) -> tuple[str, ...]:
        """Ids of the options it shows."""
        return tuple(each for each in self.show if not (self.hide_against and options[each].net in AGAINST))

    def asks_about(self, value: str) -> bool:
        """Whether it is a rule about something that a person may ask for."""
        return any(each.var == "considering" and each.value == value for each in self.when.comparisons())

    def fired(self) -> Fired:
        """What is told of it once it fired."""
        return Fired(self.id, self.step, self.when.words() or ALWAYS, self.sources, self.evidence, self.message, self.urgency)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of the file: safety first.

    Source: evidence/pathway.toml; tests/act/pathway/test_rule.py.
    """
    return tuple(_rule(row) for row in pathway_file()["rule"])


def _rule(row: dict[str, Any]) -> Rule:
    then: dict[str, Any] = row["then"]
    return Rule(
        id=row["id"],
        step=str(row["step"]),
        when=condition(row["if"]),
        show=tuple(then.get("show", ())),
        show_not_recommended=tuple(then.get("show_not_recommended", ())),
        message=then.get("message", ""),
        urgency=then.get("urgency", ""),
        route=then.get("route", ""),
        holds="hold_other_rules_until" in then,
        stops=bool(then.get("stop", False)),
        hide_against=then.get("hide_below_net") == "against",
        sources=tuple(row.get("why", ())),
        evidence=row.get("evidence", ""),
    )
