"""What is said at once when somebody answers that they have had thoughts of being better off dead or of hurting themselves.

It does not assess a risk: it notices an answer, says so kindly, and puts human help first. An answer of 0 is no reassurance, and says
nothing.
"""

from __future__ import annotations

import math

from unspiral.measure.safety.clinical_file import EVIDENCE, clinical_file
from unspiral.measure.safety.help_lines import reach
from unspiral.records.help import Help, HelpLine, SafetyNotice

CODE = "suicide-item"


def notice(answer: float | None, help: Help, *, in_danger: bool = False) -> SafetyNotice | None:  # noqa: A002 - the word people look for
    """The notice for an answer to the item about thoughts of death or self-harm, or None where it does not open one.

    Args:
        answer: the item's score; None or nan where it was not answered, which is never taken as 0.
        help: lines for the person's country.
        in_danger: whether the person said that they are in immediate danger; it decides only which help comes first.

    Returns:
        The notice for every answer of 1 or more, whatever the total; None for 0 and for no answer, which means nothing but that.

    Source: files/suicide_item.toml (doi:10.1176/appi.ps.201200587); tests/measure/safety/test_suicide_item.py.
    """
    table = clinical_file("suicide_item")
    if answer is None or math.isnan(answer) or answer < table["trigger"]["at_least"]:
        return None
    copy: dict[str, str] = table["copy"]
    now = copy["now"].format(emergency=help.emergency)
    lines = [f"{copy['line'].format(line_name=line.name, line_contact=reach(line))}{_aside(line)}" for line in help.lines]
    doubts = "; ".join(part for part in (_seen(help.evidence), help.note) if part)
    unsure = f"About these numbers: {doubts}." if doubts else ""
    said = [now, copy["body"]] if in_danger else [copy["body"], now]
    steps = [step for step in table["follow_on"] if answer >= step["at_least"]]
    return SafetyNotice(
        code=CODE,
        title=copy["title"],
        message=tuple(part for part in (*said, *lines, copy["not_monitored"], unsure, help.stale) if part),
        help=help,
        follow_on=max(steps, key=lambda step: step["at_least"])["say"],
    )


def _aside(line: HelpLine) -> str:
    """What must be known of a line before somebody relies on it: its note, and how well it was checked where that is not well."""
    parts = [part for part in (line.note, _seen(line.evidence)) if part]
    return f" ({'; '.join(parts)})" if parts else ""


def _seen(evidence: str) -> str:
    return "" if evidence == "verified_2_sources" else EVIDENCE[evidence]


def danger_question() -> str:
    """The one question that may be asked after the notice; its answer decides which help comes first and is no grade of anything."""
    return str(clinical_file("suicide_item")["danger"]["ask"])


def go_on() -> str:
    """The words with which a person says that they have read the notice."""
    return str(clinical_file("suicide_item")["copy"]["continue"])
