"""``unspiral measure compliance``: what was asked and what was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.doors.cli.measure_schedule import moment_of

if TYPE_CHECKING:
    from unspiral.records.compliance import Compliance, Count

SCHEMA = "unspiral.compliance/1"
BY = ("person", "day", "item", "weekday", "hour", "kind", "rule")
MOST_ROWS = 60


@click.command(short_help="Count what was asked and what was answered.")
@click.argument("log", metavar="LOG.csv")
@click.option("--by", type=click.Choice(BY), default="person", show_default=True, help="One row for each of these.")
@click.option("--now", metavar="MOMENT", help="Whose time is over is decided at this moment; the present one when left out.")
@json_option
@quiet_option
def command(log: str, by: str, now: str | None, as_json: bool) -> None:
    """Count what was asked and what was answered: in time, late, expired, never offered, paused, still open.

    LOG.csv holds one row for each prompt, as 'unspiral measure schedule ... -o prompts.csv' begins it. Late answers are counted apart and
    never dropped; what the plan left out by design is not missing.

    \b
    Examples:
      unspiral measure compliance prompts.csv
      unspiral measure compliance prompts.csv --by item --json
      unspiral measure compliance prompts.csv --by weekday --now 2026-04-30T00:00+02:00

    Ends with 0 when done, 2 for bad input.
    """
    moment = _now(now)
    # Late: --help and a slip in the options need no table.
    from unspiral.measure.prompts.compliance import compliance
    from unspiral.measure.prompts.read_log import read_log

    found = compliance(read_log(log), moment, by)
    if as_json:
        print_json(document(found))
        return
    click.echo(compliance_text(found))
    for note in found.notes:
        say(note)


def _now(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    return moment_of("--now", text, "+02:00")


def document(found: Compliance) -> dict[str, object]:
    """The counts as one JSON document."""
    return {
        "schema": SCHEMA,
        "by": found.by,
        "now": found.now.isoformat(),
        "rows": [_row(row) for row in found.rows],
        "total": _row(found.total),
        "gaps": [
            {"person": gap.person, "days": gap.days, "from": gap.start.isoformat(), "to": gap.end.isoformat(), "prompts": gap.prompts,
             "paused": gap.paused}
            for gap in found.gaps
        ],
        "notes": list(found.notes),
    }  # fmt: skip


def _row(row: Count) -> dict[str, object]:
    return {
        "key": row.key, "answered": row.answered, "late": row.late, "early": row.early, "expired": row.expired,
        "not_offered": row.not_offered, "paused": row.paused, "pending": row.pending, "blank": row.blank, "by_design": row.by_design,
        "partly": row.partly, "over": row.over, "rate": row.rate, "low": row.low, "high": row.high, "reasons": dict(row.reasons),
    }  # fmt: skip


# Out, as text ----------------------------------------------------------------------------------------------------------------------

_ALWAYS = ("answered", "late", "expired", "not_offered", "paused", "pending")
_WHERE_ANY = ("early", "blank", "by_design", "partly")


def compliance_text(found: Compliance) -> str:
    """The counts for a reader at a terminal, without a line end behind them."""
    rows = [*found.rows[:MOST_ROWS], *([found.total] if found.by != "item" and len(found.rows) != 1 else [])]
    names = [*_ALWAYS, *(name for name in _WHERE_ANY if any(getattr(row, name) for row in rows))]
    table = [[found.by, *(name.replace("_", " ") for name in names), "in time"]]
    table += [[row.key, *(str(getattr(row, name)) for name in names), _rate(row)] for row in rows]
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    lines = [f"Prompts by {found.by}; what is over was decided at {found.now.isoformat()}."]
    lines += ["  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))) for line in table]
    if len(found.rows) > MOST_ROWS:
        lines.append(f"... and {len(found.rows) - MOST_ROWS} more: --json")
    if found.total.reasons:
        lines += ["", "Why not answered: " + ", ".join(f"{reason} {n}" for reason, n in found.total.reasons) + "."]
    lines += ["", *(_gap_lines(found))] if found.gaps else []
    return "\n".join(lines)


def _gap_lines(found: Compliance) -> list[str]:
    longest = sorted(found.gaps, key=lambda gap: -gap.days)[:5]
    lines = ["Longest time without an answer:"]
    for gap in longest:
        beside = f", {gap.paused} paused" if gap.paused else ""
        lines.append(
            f"  {gap.person}: {gap.days:.1f} days, {gap.start:%Y-%m-%d %H:%M} to {gap.end:%Y-%m-%d %H:%M}, {gap.prompts} unanswered{beside}"
        )
    return lines


def _rate(row: Count) -> str:
    if row.rate is None or row.low is None or row.high is None:
        return "nothing over"
    return f"{row.rate:.0%} ({row.low:.0%} to {row.high:.0%})"
