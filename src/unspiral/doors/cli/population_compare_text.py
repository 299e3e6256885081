"""What ``unspiral population compare`` prints: first what may be said, then every number at every causal share."""

from __future__ import annotations

from collections.abc import Sequence

import click

from unspiral.doors.cli.paragraph import WIDTH, wrapped
from unspiral.loop.policy import Care, Proposal, Stated
from unspiral.records.policies import PolicyComparison, PolicyFound
from unspiral.show import population_words as said
from unspiral.show.words import start

KINDS = {"trial": "trial", "cohort": "cohort", "choice": "chosen"}


def compare_text(found: PolicyComparison) -> str:
    """A comparison in words.

    Args:
        found: whole.
    """
    parts = [wrapped(line) for line in said.headline(found)]
    parts += [wrapped(said.FOR_WHOM), wrapped(said.SIDE_BY_SIDE)]
    for policy in found.policies:
        parts.append(_policy(found, policy))
    parts += [wrapped(said.drawn_words(found)), wrapped(said.classes_words(found)), wrapped(said.AT_START)]
    if any(word.word == "more" and word.measure.startswith("new:") for policy in found.policies for word in policy.words):
        parts.append(wrapped(said.AGAIN))
    for part in found.attributable:
        lines = [wrapped(line) for line in said.attributable_words(part)]
        rows = [
            wrapped(f"{fraction} ({_interval(ends)}) where {assumes} ({rows})", "  ")
            for assumes, fraction, ends, *_, rows in said.fraction_rows(part)
        ]
        parts.append("\n".join([lines[0], *rows, *lines[1:]]))
    parts += [wrapped(f"Caution ({verdict.code}): {verdict.reason} Remedy: {verdict.remedy}.") for verdict in found.verdicts]
    return "\n\n".join(parts)


def _policy(found: PolicyComparison, policy: PolicyFound) -> str:
    begins = "" if not policy.week else f" (from week {policy.week} on)"
    lines = [f"{policy.name.upper()}{begins}, {said.per(found)}"]
    for word in policy.words:
        measure = found.measure(word.measure)
        lines.append(f"  {said.measure_words(measure)}: {word.word}")
        for arm in policy.arms:
            row = arm.of(word.measure)
            more = said.relative(row)
            simulated = said.simulated_words(row)
            told = f"{said.percent(arm.share):>12}: {said.difference_words(row)}"
            told += f", {more} of {said.now_words(row)}" if more else f" from {said.now_words(row)}"
            lines.append(f"    {told}{f'; {simulated}' if simulated else ''}")
    care = said.care_words(policy)
    more = [*([care] if care else []), *said.why_words(found, policy)]
    lines += [wrapped(line, "  ") for line in more]
    for tornado in policy.tornados:
        lines.append(wrapped(f"{said.tornado_title(found, tornado)} (all others held at {said.percent(tornado.share)}):", "  "))
        lines += [wrapped(f"{bar.key}: {said.bar_words(bar)}", "    ") for bar in tornado.bars[:6]]
    lines += [wrapped(said.ALONE, "  ")] if policy.tornados else []
    return "\n".join(lines)


def list_text(known: Sequence[Proposal]) -> str:
    """Every policy with its numbers.

    Args:
        known: in order.
    """
    return "\n\n".join(_listed(each) for each in known)


def _listed(each: Proposal) -> str:
    lines = [f"{each.name}: {each.label}", *([wrapped(each.about, "  ")] if each.about else [])]
    if each.start != "now":
        lines.append(f"  begins: {each.start}")
    for care in each.care:
        where = " and ".join(f"{course} {' or '.join(states)}" for course, states in care.only) or "everybody"
        lines.append(wrapped(f"offered where: {where}", "  "))
        lines.append(_stated(f"begin within {care.uptake_weeks:g} weeks", care.uptake, "assumed" if not care.uptake.basis.row else ""))
        lines.append(
            _item(
                f"the offer does not end: at that pace {_within_two_years(care)} % would have begun within two years, were they"
                " still such people and never in it before"
            )
        )
        lines.append(_stated(f"still there after {care.stays_weeks:g} weeks", care.stays, "assumed" if not care.stays.basis.row else ""))
        lines += [_item(f"from {low:g} to {high:g} years begin {factor:g} times as fast") for low, high, factor in care.by_age]
        lines += [
            _stated(f"'{lever.hazard}' while it is taken, ratio of hazards", lever.factor, KINDS[lever.kind]) for lever in care.effects
        ]
    lines += [_stated(f"'{lever.hazard}', ratio of hazards", lever.factor, KINDS[lever.kind]) for lever in each.changes]
    lines += [_item(f"link {link} is cut") for link in each.cut]
    lines += [_item(f"not counted: {line}") for line in each.left_out]
    return "\n".join(lines)


def _interval(ends: str) -> str:
    return "assumed, no interval" if ends.startswith("none") else ends


def _within_two_years(care: Care) -> str:
    """1 - (1 - share)^(two years / weeks), in per cent."""
    return f"{100.0 * (1.0 - (1.0 - care.uptake.value) ** (104.0 / care.uptake_weeks)):.0f}"


def _stated(what: str, number: Stated, kind: str) -> str:
    ends = "" if number.low is None or number.high is None else f" ({number.low:.3g} to {number.high:.3g})"
    source = " ".join(part for part in (kind, number.basis.row) if part)
    return _item(f"{what}: {number.value:.3g}{ends}. {start(source)}: {number.basis.why}. Counted as: {number.how}.")


def _item(words: str) -> str:
    return click.wrap_text(words, WIDTH, initial_indent="  - ", subsequent_indent="    ")
