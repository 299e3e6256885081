"""What the page is not, and where help is. Fixed wording and numbers come from the clinical files, which carry their sources."""

from __future__ import annotations

from datetime import date, timedelta

from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.help_lines import help_for

_OURS = (
    "It does not tell anyone what to do. What guidelines offer, and what suits one person, are questions for the person who treats you.",
    "It is no proof of cause. It shows which came first and goes with what, in these answers; something that nobody wrote down may lie "
    "behind both.",
    "It says nothing about people whose answers are not in it.",
)


def not_this(ours: tuple[str, ...] = _OURS) -> tuple[str, ...]:
    """What the page is not, the standard notice first.

    Args:
        ours: what stands behind it; left out, what holds for every page about a fit.

    Source: measure/safety/files/wording.toml; tests/show/test_notice.py.
    """
    return (str(clinical_file("wording")["standard_notice"]), *ours)


def crisis(today: date | None = None) -> tuple[str, ...]:
    """Where help is, for a reader whose country is not known.

    A page is read long after it was made, so it says when its lines were checked and how long that is good for.

    Args:
        today: the day on which the page is made; the machine's date when left out.

    Source: measure/safety/files/wording.toml and crisis_lines.toml; tests/show/test_notice.py.
    """
    words: dict[str, str] = clinical_file("wording")["report"]
    anywhere = help_for(None, today)
    # Without the scheme: nothing on the page shall be an address that a browser would open by itself.
    lines = ", or ".join(f"{line.contact.removeprefix('https://')} ({line.name})" for line in anywhere.lines)
    until = anywhere.checked_on + timedelta(days=int(clinical_file("crisis_lines")["recheck_days"]))
    said = (
        words["danger"].format(emergency=anywhere.emergency),
        words["someone"].format(lines=lines),
        words["checked"].format(checked_on=anywhere.checked_on.isoformat(), until=until.isoformat()),
        anywhere.stale,
        words["not_monitored"],
    )
    return tuple(sentence for sentence in said if sentence)
