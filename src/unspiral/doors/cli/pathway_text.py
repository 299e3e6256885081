"""What ``unspiral pathway`` prints: what comes first, then the options with every line, then what it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from unspiral.act.pathway.answers import inputs
from unspiral.act.pathway.condition import NAMES
from unspiral.act.pathway.numbers import numbers_for
from unspiral.act.pathway.option import options
from unspiral.doors.cli.measure_score_text import notice_text
from unspiral.doors.cli.paragraph import WIDTH, wrapped
from unspiral.doors.cli.pathway_document import NOT
from unspiral.evidence.pathway_file import pathway_file
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.records.pathway import AddedNumber, Offered, Option, Plan, Position

if TYPE_CHECKING:
    from unspiral.doors.cli.pathway_safety import Safety

# A guideline recommends; a study, or an article, only speaks for or against.
GUIDELINE = {
    "strong_for": "recommends it strongly", "for": "recommends it", "conditional_for": "it may be offered",
    "against": "do not offer it", "conditional_against": "it should not be used routinely", "silent": "no recommendation found",
}  # fmt: skip
OTHER = {
    "strong_for": "for it", "for": "for it", "conditional_for": "for it, with conditions", "against": "against it",
    "conditional_against": "against it, with conditions", "silent": "no recommendation",
}  # fmt: skip
SEEN = {
    "verified_2_sources": "", "verified_1_source": "one source", "unverified": "UNVERIFIED",
    "project_convention": "this project's own choice", "article": "",
}  # fmt: skip
LEGEND = (
    "UNVERIFIED: recalled, or its wording was not seen; nobody has yet held it against the source. [one source]: seen in one place only."
    " Lines without a mark were seen in two or more, but for those of health articles, which are no guideline."
)
ACP = "ACP treats guidelines older than 5 years as withdrawn unless renewed."  # as the file's list of sources says
HEADINGS = (
    ("GUIDELINES OFFER", ("strong_for", "for")),
    ("MAY BE OFFERED", ("conditional_for",)),
    ("GUIDELINES DISAGREE", ("conflict",)),
    ("NO GUIDELINE LINE FOR OR AGAINST WAS READ", ("silent",)),
)
UNBACKED = "TO PREPARE (no guideline's own line for this was read)"
LAST = "LAST, BECAUSE OF WHAT YOU SAID"
AGAINST = "YOU ASKED ABOUT THESE"
MEDICINE = "Talk to your prescriber. Do not stop a medicine suddenly."
# Options that are no medicine, and whose title names one: the same goes for the medicine in them.
NAMES_A_MEDICINE = ("antidepressant", "medicine", "opioid", "painkiller", "tablet", "drug")
IF_MEDICINE = "If this is about a medicine, talk to your prescriber. Do not stop a medicine suddenly."
CAUTIONS = {
    "nsaid": "nsaid", "paracetamol": "paracetamol", "opioid_chronic": "opioid", "gabapentinoid": "gabapentinoid",
    "benzodiazepine": "benzodiazepine",
}  # fmt: skip
# Short forms of the file, as people read them.
PLAIN = (
    ("LBP", "low back pain"), ("stomach cautions in safety.json", "it can upset or damage the stomach"),
    ("one article article", "a health article"),
    ("see surgery_with_depression", "see [surgery_with_depression]"), ("CBT-based", "based on cognitive behavioural therapy"),
)  # fmt: skip
COMPARED = ((re.compile(r" ?>= ?(\d+)"), r" of \1 or more"), (re.compile(r" ?< ?(\d+)"), r" below \1"))
# For a person, beside those: no figure of a study in brackets, and no short form of its field.
FIGURES = re.compile(r" \((?:[A-Z]+ )?[-+]?\d[^()]*\)")
FOR_A_PERSON = (
    (" (MBSR)", ", mindfulness-based stress reduction"), ("individual CBT", "individual talking therapy (CBT)"),
    ("with CBT; SSRI or SNRI", "with a talking therapy, CBT; the kinds called SSRI or SNRI"),
    ("CBT for insomnia", "Talking therapy (CBT) for insomnia"),
    ("sleep is a mediator in the model", "in the model, sleep stands between pain and mood"),
)  # fmt: skip


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
    first = [safety.flag, f"{plan.urgency[:1].upper()}{plan.urgency[1:]}." if plan.urgency else "", *plan.messages]
    parts += [wrapped(words) for words in first if words]
    parts += [wrapped(words) for words in plan.said]
    parts += _options(plan.offered, plan.answers.mode)
    if plan.not_recommended:
        parts.append(AGAINST)
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
    lines += [wrapped(f"{each.id}: {_plain(each.title, 'person')}", "  ") for each in options().values()]
    lines += ["", "For example: unspiral pathway --phq9 13 --item9 0 --pain-weeks 60 --red-flag none", "", wrapped(NOT)]
    return "\n".join(lines)


# One option ------------------------------------------------------------------------------------------------------------------------


def _options(offered: Sequence[Offered], mode: str) -> list[str]:
    """Groups by what guidelines say; within a group the order is that of the file."""
    parts: list[str] = []
    ahead = [each for each in offered if not each.last]
    for heading, nets in HEADINGS:
        group = [each for each in ahead if each.option.net in nets and (each.option.backed or each.option.net in ("conflict", "silent"))]
        parts += [heading, *(_option(each.option, mode, each.numbers) for each in group)] if group else []
    unbacked = [each for each in ahead if each.option.net not in ("conflict", "silent") and not each.option.backed]
    parts += [UNBACKED, *(_option(each.option, mode, each.numbers) for each in unbacked)] if unbacked else []
    last = [each for each in offered if each.last]
    parts += [LAST, *(_option(each.option, mode, each.numbers, each.last, net=True) for each in last)] if last else []
    if parts:
        parts.append(wrapped("Within a group the order says nothing."))
    return parts


def _option(option: Option, mode: str, numbers: Iterable[AddedNumber] = (), last: Sequence[str] = (), *, net: bool = False) -> str:
    lines = [wrapped(f"{_plain(option.title, mode)} [{option.id}]")]
    if last:
        lines.append(wrapped(f"Last because: {', '.join(last)}.", "  "))
    if net and option.disagree:
        lines.append(wrapped("Guidelines disagree:", "  "))
    elif option.mixed and not option.disagree:
        lines.append(wrapped("Not all of these lines point the same way; look at whom each is about:", "  "))
    lines += [_item(_position(each, mode), "  ") for each in option.positions]
    if option.note:
        lines.append(wrapped(f"Note: {_plain(option.note, mode)}.", "  "))
    if option.kind == "medicine":
        lines.append(wrapped(_caution(option.id), "  "))
    elif any(word in option.title.casefold() for word in NAMES_A_MEDICINE):
        lines.append(wrapped(IF_MEDICINE, "  "))
    return "\n".join([*lines, *_numbers(numbers)])


def _position(line: Position, mode: str) -> str:
    """One source's line: who, when, about whom, how strongly, and how well that was seen."""
    who = f"{line.name} ({line.year})" if line.year else line.name
    said = (GUIDELINE if line.kind == "guideline" else OTHER)[line.strength]
    detail = f" ({_plain(line.detail, mode)})" if line.detail else ""
    seen = f" [{SEEN[line.evidence]}]" if SEEN[line.evidence] and line.kind != "articles" else ""
    return f"{who}, for {_plain(line.population, mode)}: {said}{detail}.{seen}"


def _item(text: str, indent: str) -> str:
    """One entry of a list, folded under itself."""
    return click.wrap_text(text, WIDTH, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ")


def _caution(option: str) -> str:
    """What is said of the class of a medicine, word for word from the cautions of measure/safety."""
    name = CAUTIONS.get(option)
    found = [each for each in clinical_file("medicines")["caution"] if name in (*each.get("any_class", ()), *each.get("only", ()))]
    more = f"More: unspiral measure medicines --taking {name}." if name else ""
    return " ".join(part for part in (*(each["text"] for each in found), MEDICINE, more) if part)


def _against(found: Offered, mode: str) -> str:
    option = found.option
    why = "Guidelines speak against it:" if option.net in ("against", "conditional_against") else "No guideline that was read supports it:"
    head = _option(option, mode, found.numbers).split("\n")
    title = [line for line in head if not line.startswith("  ")]
    rest = head[len(title) :]
    end = [] if option.kind == "medicine" else [wrapped("Ask the person who treats you about it.", "  ")]
    return "\n".join([*title, wrapped(why, "  "), *rest, *end])


def _numbers(numbers: Iterable[AddedNumber]) -> list[str]:
    lines: list[str] = []
    for each in numbers:
        lines.append(wrapped(f"* Studies: {each.said}. {each.about[:1].upper()}{each.about[1:]}.", "    "))
        lines.append(wrapped(f"{each.harms}. {each.certainty[:1].upper()}{each.certainty[1:]}.", "      "))
        lines.append(wrapped(f"Source: {each.source} {each.url} [{each.id}]", "      "))
    return lines


# Behind the options ----------------------------------------------------------------------------------------------------------------


def _why(plan: Plan) -> list[str]:
    support = plan.support
    lines = ["WHY THIS LIST"]
    for rule in plan.fired:
        named = "; ".join(_named(key) for key in rule.sources)
        own = f" [{_own(rule.evidence)}]" if rule.evidence else ""
        tag = f" [{rule.id}]" if plan.answers.mode == "researcher" else ""
        because = f"{rule.because[:1].upper()}{rule.because[1:]}"
        lines.append(_item(f"{because}{f' - {named}' if named else ''}.{own}{tag}", "  "))
    if support.measured:
        lines.append(wrapped(f"Result of the STarT Back tool, as it was told: {support.level}.", "  "))
    else:
        word = {True: "yes", False: "no", None: "not told"}
        parts = "; ".join(f"{part.said}? {word[part.met]}" for part in support.parts)
        level = "cannot tell, for what was not told could change it" if support.level == "unknown" else support.level
        stand_in = "This project's own stand-in, checked by nobody; it is not the STarT Back tool."
        lines.append(wrapped(f"Support level: {level}. {stand_in} {parts}.", "  "))
    if plan.not_told:
        told = ", ".join(NAMES.get(name, name) for name in plan.not_told)
        lines.append(wrapped(f"Not told, and it would matter to some rule: {told}.", "  "))
    for each in plan.priors:
        seen = f" [{SEEN[each.evidence]}]" if SEEN[each.evidence] else ""
        lines.append(_item(f"For models: {each.parameter}: {each.value} ({_named(each.source)}).{seen}", "  "))
    return ["\n".join(lines)]


def _own(evidence: str) -> str:
    return evidence.replace("project_convention", "this project's own choice")


def _named(key: str) -> str:
    found = pathway_file()["named"][key]
    return f"{found['name']} {found['year']}".strip()


def _end(compiled: str, acp: bool) -> str:
    review = f"Compiled on {compiled} from public texts; a clinician has yet to review it. Every source: --json."
    legend = f"{LEGEND} {ACP}" if acp else LEGEND
    return "\n\n".join(
        [wrapped(legend), "WHAT THIS IS NOT", wrapped(NOT), wrapped(review), wrapped(str(clinical_file("wording")["standard_notice"]))]
    )


def _plain(text: str, mode: str) -> str:
    """The file's words in full; for a person also without figures of studies and short forms of the field."""
    for short, long in (*PLAIN, *(FOR_A_PERSON if mode == "person" else ())):
        text = text.replace(short, long)
    for sign, words in COMPARED:
        text = sign.sub(words, text)
    return FIGURES.sub("", text) if mode == "person" else text
