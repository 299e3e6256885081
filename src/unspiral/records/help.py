"""Where a person finds human help, and what is said before any score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line that can be called, written to or opened.

    Args:
        name: of the service.
        contact: number or address.
        modes: "call", "text", "chat", "web".
        hours: "24/7", or "" where nobody checked.
        url: its page, or "".
        note: what else is known, or "".
        evidence: how well the line was checked: "verified_2_sources", "verified_1_source", "unverified".
    """

    name: str
    contact: str
    modes: tuple[str, ...]
    hours: str = ""
    url: str = ""
    note: str = ""
    evidence: str = "unverified"


@dataclass(frozen=True, slots=True)
class Help:
    """Help for one country, with the date on which its lines were last checked.

    Args:
        country: two letters, "EU" or "*" for the fallbacks.
        name: of the country.
        emergency: the emergency number, or the words for it.
        lines: in the order in which they are shown.
        checked_on: when somebody last held them against their sources.
        stale: a sentence when that is longer ago than the file allows (90 days), else "".
        sources: where the lines were seen.
        evidence: how well the emergency number was checked, as in ``HelpLine``.
        note: what nobody has checked about this country, or "".
    """

    country: str
    name: str
    emergency: str
    lines: tuple[HelpLine, ...]
    checked_on: date
    stale: str
    sources: tuple[str, ...]
    evidence: str = "unverified"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SafetyNotice:
    """What is shown at once, before any score, band, chart or model output.

    Args:
        code: machine-readable: "suicide-item", or "red-flag".
        title: one line.
        message: the fixed texts, one paragraph each, with the emergency number and the lines filled in.
        help: the lines for the person's country.
        follow_on: which help is suggested next; orders help, never a grade of risk.
    """

    code: str
    title: str
    message: tuple[str, ...]
    help: Help
    follow_on: str = ""
