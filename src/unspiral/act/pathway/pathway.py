"""The stepped plan: safety first, then every rule that holds, then the options they name in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unspiral.act.pathway.answers import item_nine_shows, values_of
from unspiral.act.pathway.condition import NAMES, Value, spoken
from unspiral.act.pathway.numbers import numbers_for
from unspiral.act.pathway.option import last_reasons, options, ordered
from unspiral.act.pathway.rule import Rule, rules
from unspiral.act.pathway.support import support_level
from unspiral.evidence.pathway_file import pathway_file
from unspiral.records.pathway import AddedNumber, Answers, Offered, Option, Plan, Prior, SupportLevel

# How an input is asked for, where its absence kept a rule open.
NO_ITEM_NINE = (
    "The question about thoughts of being better off dead or of hurting yourself was not told here, and that is not a no. If you have such"
    " thoughts, please talk to someone today: unspiral measure help-lines."
)
# What may be asked about and is a medicine, and what is said of it whatever else is known.
ASKED_MEDICINES, CAREFUL = ("opioid",), "Talk to your prescriber. Do not stop a medicine suddenly."
NO_FLAGS = "The warning signs of back pain were not told here, and that is not a no. To go through them: unspiral measure flags --ask."
LEG_PAIN = "No rule here looks at leg pain."
HIGHER = "What was not told could make the support level higher."
HIGH_TOTAL = "A PHQ-9 as high as this one cannot come about without its question about thoughts of death or self-harm."


def pathway(answers: Answers) -> Plan:
    """What guidelines offer for these answers, with every position where they disagree; safety first.

    Rules of step 0 are looked at first. Thoughts of death or self-harm hold everything else until the help was acknowledged; a warning sign
    that needs a doctor today ends it; each is shown even where the other fired. Then every rule stands by itself: what they show is put
    together once, by the strength of what guidelines say and within one strength in the order of the file. What was tried, is not wanted or
    cannot be reached stands last with that reason, and is never left out. A comparison with something that was not told does not hold.

    Args:
        answers: as ``answers_of`` checks them.

    Returns:
        The plan. In person mode it holds no number of a study, and in no mode is anything ranked by a model.

    Source: ``evaluation`` of evidence/pathway.toml; all twelve scenarios of the clinical content in tests/act/pathway/test_scenarios.py.
    """
    values = values_of(answers)
    support = support_level(values)
    values["start_risk"] = support.level
    first = [rule for rule in rules() if rule.step == "0" and rule.fires(values)]
    held = any(rule.holds for rule in first) and not answers.acknowledged
    stopped = any(rule.stops for rule in first)
    later = () if held or stopped else [rule for rule in rules() if rule.step != "0" and rule.fires(values)]
    fired = (*first, *later)
    table = pathway_file()
    unsettled = () if held or stopped else _not_told(values)
    return Plan(
        answers=answers,
        fired=tuple(rule.fired() for rule in fired),
        offered=_offered(fired, answers),
        not_recommended=_spoken_against(fired, answers),
        routes=tuple(dict.fromkeys(rule.route for rule in fired if rule.route)),
        held=held,
        stopped=stopped,
        messages=tuple(dict.fromkeys(rule.message for rule in fired if rule.message)),
        urgency=next((rule.urgency for rule in fired if rule.urgency), ""),
        support=support,
        not_told=unsettled,
        said=(HIGH_TOTAL,) if held and item_nine_shows(answers) else () if held or stopped else _said(answers, values, support),
        priors=tuple(Prior(**row) for row in table["prior"]) if answers.mode == "researcher" and not (held or stopped) else (),
        sources=dict(table["sources"]),
        compiled=str(table["compiled"]),
    )


def _offered(fired: Sequence[Rule], answers: Answers) -> tuple[Offered, ...]:
    by = _named([(rule.id, rule.shown(options())) for rule in fired])
    last = {name: last_reasons(options()[name], answers.tried, answers.not_wanted, answers.out_of_reach) for name in by}
    moved = [name for name, reasons in last.items() if reasons]
    return tuple(Offered(each, by[each.id], last[each.id], _numbers(each, answers)) for each in ordered(by, moved))


def _spoken_against(fired: Sequence[Rule], answers: Answers) -> tuple[Offered, ...]:
    by = _named([(rule.id, rule.show_not_recommended) for rule in fired])
    place = list(options())
    return tuple(Offered(options()[name], by[name], (), _numbers(options()[name], answers)) for name in sorted(by, key=place.index))


def _named(shown: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Option -> rules that name it."""
    found: dict[str, tuple[str, ...]] = {}
    for rule, names in shown:
        for name in names:
            found[name] = (*found.get(name, ()), rule)
    return found


def _numbers(option: Option, answers: Answers) -> tuple[AddedNumber, ...]:
    return () if answers.mode == "person" else numbers_for(option.id)


def _not_told(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Inputs that were not told and that keep at least one rule open."""
    found: list[str] = []
    for rule in rules():
        if rule.when.truth(values) is None:
            found += [each.var for each in rule.when.comparisons() if each.truth(values) is None]
    return tuple(dict.fromkeys(found))


def _said(answers: Answers, values: Mapping[str, Value], support: SupportLevel) -> tuple[str, ...]:
    said: list[str] = []
    if values["suicide_trigger"] is None:
        said.append(NO_ITEM_NINE)
    if answers.red_flag is None:
        said.append(NO_FLAGS)
    said += [words for each in answers.considering if (words := _unanswered(each, values))]
    if not support.measured and support.level == "medium" and any(part.met is None for part in support.parts):
        said.append(HIGHER)
    if answers.leg_pain is not None:
        said.append(LEG_PAIN)
    return tuple(said)


def _unanswered(asked: str, values: Mapping[str, Value]) -> str:
    """Why there is nothing about something that the person asked about; "" where there is."""
    about = [rule for rule in rules() if rule.asks_about(asked)]
    if any(rule.fires(values) for rule in about):
        return ""
    missing = dict.fromkeys(each.var for rule in about for each in rule.when.comparisons() if each.truth(values) is None)
    full = "Every line on every option: unspiral pathway --all."
    if missing:
        lacking = ", ".join(NAMES.get(name, name) for name in missing)
        careful = f" {CAREFUL}" if asked in ASKED_MEDICINES else ""
        return f"You asked about {spoken(asked)}. What is said of it depends on something that was not told: {lacking}.{careful} {full}"
    return f"You asked about {spoken(asked)}. With these answers no rule says anything of it, which speaks neither for nor against. {full}"
