"""What guidelines say, in words: one line a source, who and when, about whom, how strongly, and how well that was seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unspiral.act.pathway.condition import NAMES
from unspiral.evidence.pathway_file import pathway_file
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.medicines import TALK
from unspiral.records.pathway import AddedNumber, Offered, Option, Plan, Position

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
    ("Guidelines offer", ("strong_for", "for")),
    ("May be offered", ("conditional_for",)),
    ("Guidelines disagree", ("conflict",)),
    ("No guideline line for or against was read", ("silent",)),
)
UNBACKED = "To prepare"
UNBACKED_WHY = "no guideline's own line for this was read"
LAST = "Last, because of what you said"
AGAINST = "You asked about these"
ORDER = "Within a group the order says nothing."
NOT = (
    "It lists what guidelines say for answers such as these, the same list for anyone with the same answers. It does not choose a"
    " treatment, it is no diagnosis, and it is not for emergencies. It is made for a talk with the person who treats you."
)
STAND_IN = "This project's own stand-in, checked by nobody; it is not the STarT Back tool."
MEDICINE = TALK
# Options that are no medicine, and whose title names one: the same goes for the medicine in them.
NAMES_A_MEDICINE = ("antidepressant", "medicine", "opioid", "painkiller", "tablet", "drug")
IF_MEDICINE = "If this is about a medicine, talk to your prescriber. Do not stop a medicine suddenly."
ASK = "Ask the person who treats you about it."
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


def start(text: str) -> str:
    """The same text with a capital letter; not that of ``words``, which loads what computes: help has to be there at once."""
    return text[:1].upper() + text[1:]


def plain(text: str, mode: str) -> str:
    """The file's words in full; for a person also without figures of studies and short forms of the field."""
    for short, long in (*PLAIN, *(FOR_A_PERSON if mode == "person" else ())):
        text = text.replace(short, long)
    for sign, words in COMPARED:
        text = sign.sub(words, text)
    return FIGURES.sub("", text) if mode == "person" else text


def groups(offered: Sequence[Offered]) -> list[tuple[str, tuple[Offered, ...]]]:
    """Options under what guidelines say, and last those that were tried, are not wanted or cannot be had; the order inside is the file's.

    Args:
        offered: of a plan.
    """
    ahead = [each for each in offered if not each.last]
    found: list[tuple[str, tuple[Offered, ...]]] = []
    for heading, nets in HEADINGS:
        group = [each for each in ahead if each.option.net in nets and (each.option.backed or each.option.net in ("conflict", "silent"))]
        found.append((heading, tuple(group)))
    unbacked = [each for each in ahead if each.option.net not in ("conflict", "silent") and not each.option.backed]
    found += [(UNBACKED, tuple(unbacked)), (LAST, tuple(each for each in offered if each.last))]
    return [(heading, group) for heading, group in found if group]


def first_words(plan: Plan, flag: str) -> list[str]:
    """What stands before the options where nothing holds them back.

    Args:
        plan: of ``act.pathway``.
        flag: what a warning sign that stops nothing calls for, or "".
    """
    said = [flag, f"{start(plan.urgency)}." if plan.urgency else "", *plan.messages, *plan.said]
    return [words for words in said if words]


def mixed_words(option: Option, *, net: bool) -> str:
    """That lines point both ways, where they do; ``net`` where the heading above does not say it already."""
    if net and option.disagree:
        return "Guidelines disagree:"
    if option.mixed and not option.disagree:
        return "Not all of these lines point the same way; look at whom each is about:"
    return ""


def position_words(line: Position, mode: str) -> str:
    """One source's line: who, when, about whom, how strongly, and how well that was seen."""
    who = f"{line.name} ({line.year})" if line.year else line.name
    said = (GUIDELINE if line.kind == "guideline" else OTHER)[line.strength]
    detail = f" ({plain(line.detail, mode)})" if line.detail else ""
    seen = f" [{SEEN[line.evidence]}]" if SEEN[line.evidence] and line.kind != "articles" else ""
    return f"{who}, for {plain(line.population, mode)}: {said}{detail}.{seen}"


def medicine_words(option: Option) -> str:
    """What is said wherever an option is a medicine, or its title names one; "" elsewhere."""
    if option.kind == "medicine":
        return caution_words(option.id)
    return IF_MEDICINE if any(word in option.title.casefold() for word in NAMES_A_MEDICINE) else ""


def caution_words(option: str) -> str:
    """What is said of the class of a medicine, word for word from the cautions of measure/safety."""
    name = CAUTIONS.get(option)
    found = [each for each in clinical_file("medicines")["caution"] if name in (*each.get("any_class", ()), *each.get("only", ()))]
    more = f"More: unspiral measure medicines --taking {name}." if name else ""
    return " ".join(part for part in (*(each["text"] for each in found), MEDICINE, more) if part)


def against_words(option: Option) -> str:
    """Why an option is not recommended."""
    if option.net in ("against", "conditional_against"):
        return "Guidelines speak against it:"
    return "No guideline that was read supports it:"


def number_words(each: AddedNumber) -> tuple[str, str, str]:
    """What studies found: the effect and in whom, harms and certainty, the source."""
    return (
        f"Studies: {each.said}. {start(each.about)}.",
        f"{each.harms}. {start(each.certainty)}.",
        f"Source: {each.source} {each.url} [{each.id}]",
    )


def rule_words(plan: Plan) -> list[str]:
    """Which rules named the options, each with the sources behind it; researchers also see its name."""
    said: list[str] = []
    for rule in plan.fired:
        named = "; ".join(source_name(key) for key in rule.sources)
        own = f" [{rule.evidence.replace('project_convention', SEEN['project_convention'])}]" if rule.evidence else ""
        tag = f" [{rule.id}]" if plan.answers.mode == "researcher" else ""
        said.append(f"{start(rule.because)}{f' - {named}' if named else ''}.{own}{tag}")
    return said


def support_words(plan: Plan) -> list[str]:
    """The support level with its parts, and what was not told."""
    support = plan.support
    if support.measured:
        said = [f"Result of the STarT Back tool, as it was told: {support.level}."]
    else:
        word = {True: "yes", False: "no", None: "not told"}
        parts = "; ".join(f"{part.said}? {word[part.met]}" for part in support.parts)
        level = "cannot tell, for what was not told could change it" if support.level == "unknown" else support.level
        said = [f"Support level: {level}. {STAND_IN} {parts}."]
    if plan.not_told:
        said.append(f"Not told, and it would matter to some rule: {', '.join(NAMES.get(name, name) for name in plan.not_told)}.")
    return said


def prior_words(plan: Plan) -> list[str]:
    """Numbers that models may start from, for researchers."""
    seen = {key: f" [{word}]" if word else "" for key, word in SEEN.items()}
    return [f"For models: {each.parameter}: {each.value} ({source_name(each.source)}).{seen[each.evidence]}" for each in plan.priors]


def source_name(key: str) -> str:
    """How a source is called, with its year."""
    found = pathway_file()["named"][key]
    return f"{found['name']} {found['year']}".strip()


def review_words(compiled: str) -> str:
    """When the content was put together, and who has not looked at it yet."""
    return f"Compiled on {compiled} from public texts; a clinician has yet to review it."
