"""What ``unspiral pathway`` prints: what comes first, then the options with every line, then what it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from unspiral.act.pathway.answers import inputs
from unspiral.act.pathway.condition import NAMES
from unspiral.act.pathway.numbers import numbers_for
from unspiral.act.pathway.option import options
from unspiral.doors.cli.measure_score_text import notice_text
from unspiral.doors.cli.paragraph import WIDTH, wrapped
from unspiral.evidence.pathway_file import pathway_file
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.records.pathway import AddedNumber, Offered, Option, Plan
from unspiral.show import pathway_words as said

if TYPE_CHECKING:
    from unspiral.doors.cli.pathway_safety import Safety


def plan_text(plan: Plan, safety: Safety, how: str) -> str:
    """A plan for somebody tired: first what cannot wait, then the options, then what it is not.

    Args:
        plan: of ``act.pathway``.
        safety: of the same plan.
        how: how the country of the help lines was found.
    """
    parts = [notice_text(notice, how=how) for notice in safety.notices]
    if plan.held or plan.stopped:
        parts += [wrapped(words) for words in plan.said]
        if plan.stopped:
            parts.append(wrapped("What guidelines offer is not shown now: a doctor comes first."))
        return "\n\n".join(parts)
    parts += [wrapped(words) for words in said.first_words(plan, safety.flag)]
    parts += _options(plan.offered, plan.answers.mode)
    if plan.not_recommended:
        parts.append(said.AGAINST.upper())
        parts += [_against(each, plan.answers.mode) for each in plan.not_recommended]
    parts += _why(plan)
    return "\n\n".join([*parts, _end(plan.compiled, any("ACP (" in part for part in parts))])


def browse_text(mode: str) -> str:
    """Every option with every line, in the order of the file.

    Args:
        mode: clinicians and researchers also see what studies found.
    """
    shown = [_option(each, mode, numbers=() if mode == "person" else numbers_for(each.id), net=True) for each in options().values()]
    head = wrapped("Every option that is known here, with every line that was read on it. The order says nothing.")
    return "\n\n".join([head, *shown, _end(str(pathway_file()["compiled"]), True)])


def needs_text() -> str:
    """What can be told, and where it comes from."""
    lines = ["What can be told; every one may be left out, and what is left out is never taken as no, as zero or as low.", ""]
    where = {
        "item9": "item 9 of the PHQ-9", "suicide_trigger": "", "red_flag": "unspiral measure flags --ask", "acknowledged": "",
        "phq9": "unspiral measure score phq9", "phq8": "unspiral measure score phq8", "gad7": "unspiral measure score gad7",
        "rmdq": "unspiral measure show rmdq", "peg": "unspiral measure score peg",
    }  # fmt: skip
    for name, about in inputs().items():
        if name == "suicide_trigger":  # in a file; on the command line it is --item9
            continue
        option = f"--{'worry' if name == 'worry_pain_14d' else name.replace('_', '-')}"
        span = f"{about['range'][0]} to {about['range'][1]}" if "range" in about else ", ".join(about.get("values", ()))
        note = where.get(name, "") or about.get("note", "") or NAMES.get(name, "")
        lines.append(wrapped(f"{option}  {'; '.join(part for part in (span, note) if part)}", "  "))
    lines += ["", "Options that --tried, --not-wanted and --out-of-reach name:"]
    lines += [wrapped(f"{each.id}: {said.plain(each.title, 'person')}", "  ") for each in options().values()]
    lines += ["", "For example: unspiral pathway --phq9 13 --item9 0 --pain-weeks 60 --red-flag none", "", wrapped(said.NOT)]
    return "\n".join(lines)


# One option ------------------------------------------------------------------------------------------------------------------------


def _options(offered: Sequence[Offered], mode: str) -> list[str]:
    """Groups by what guidelines say; within a group the order is that of the file."""
    parts: list[str] = []
    for heading, group in said.groups(offered):
        parts.append(f"{heading.upper()} ({said.UNBACKED_WHY})" if heading == said.UNBACKED else heading.upper())
        parts += [_option(each.option, mode, each.numbers, each.last, net=bool(each.last)) for each in group]
    if parts:
        parts.append(wrapped(said.ORDER))
    return parts


def _option(option: Option, mode: str, numbers: Iterable[AddedNumber] = (), last: Sequence[str] = (), *, net: bool = False) -> str:
    lines = [wrapped(f"{said.plain(option.title, mode)} [{option.id}]")]
    if last:
        lines.append(wrapped(f"Last because: {', '.join(last)}.", "  "))
    if mixed := said.mixed_words(option, net=net):
        lines.append(wrapped(mixed, "  "))
    lines += [_item(said.position_words(each, mode), "  ") for each in option.positions]
    if option.note:
        lines.append(wrapped(f"Note: {said.plain(option.note, mode)}.", "  "))
    if medicine := said.medicine_words(option):
        lines.append(wrapped(medicine, "  "))
    return "\n".join([*lines, *_numbers(numbers)])


def _item(text: str, indent: str) -> str:
    """One entry of a list, folded under itself."""
    return click.wrap_text(text, WIDTH, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ")


def _against(found: Offered, mode: str) -> str:
    option = found.option
    head = _option(option, mode, found.numbers).split("\n")
    title = [line for line in head if not line.startswith("  ")]
    rest = head[len(title) :]
    end = [] if option.kind == "medicine" else [wrapped(said.ASK, "  ")]
    return "\n".join([*title, wrapped(said.against_words(option), "  "), *rest, *end])


def _numbers(numbers: Iterable[AddedNumber]) -> list[str]:
    lines: list[str] = []
    for each in numbers:
        found, harms, source = said.number_words(each)
        lines += [wrapped(f"* {found}", "    "), wrapped(harms, "      "), wrapped(source, "      ")]
    return lines


# Behind the options ----------------------------------------------------------------------------------------------------------------


def _why(plan: Plan) -> list[str]:
    lines = ["WHY THIS LIST", *(_item(words, "  ") for words in said.rule_words(plan))]
    lines += [wrapped(words, "  ") for words in said.support_words(plan)]
    lines += [_item(words, "  ") for words in said.prior_words(plan)]
    return ["\n".join(lines)]


def _end(compiled: str, acp: bool) -> str:
    review = f"{said.review_words(compiled)} Every source: --json."
    legend = f"{said.LEGEND} {said.ACP}" if acp else said.LEGEND
    standard = str(clinical_file("wording")["standard_notice"])
    return "\n\n".join([wrapped(legend), "WHAT THIS IS NOT", wrapped(said.NOT), wrapped(review), wrapped(standard)])
