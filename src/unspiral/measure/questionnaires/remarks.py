"""What must be known beside a score, on whose word it stands, and which of that nobody has seen in a source."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.measure.questionnaires.instrument import Instrument, MissingRule, Support

# Name in ``Score.unverified`` -> how it is said.
SAID = {
    "scoring": "the way of scoring",
    "bands": "the bands",
    "missing": "the missing-item rule",
    "t_table": "the table from sums to T scores",
}

OWN = " (this project's own choice, not a published rule)"


def remarks(instrument: Instrument, given: Mapping[str, float | None], imputed: int, scored: bool) -> tuple[str, ...]:
    """Sentences that belong beside the number.

    Args:
        instrument: what was answered.
        given: by item id; None = not answered.
        imputed: items filled in.
        scored: whether there is a score.

    Source: tests/measure/questionnaires/test_remarks.py.
    """
    rule = instrument.scoring.missing
    absent = sum(1 for item in instrument.scored if given.get(item.id) is None)
    said: list[str] = []
    if imputed:
        said.append(f"{_of(imputed, instrument)} not answered and filled in by the rule: {rule_words(rule)}")
    elif scored and absent and rule.way == "zero":
        said.append(f"{absent} of {len(instrument.scored)} were left blank and count 0, as this form says.")
    elif scored and absent and rule.way == "denominator":
        said.append(f"{_of(absent, instrument)} not answered; the score is a share of the answered ones.")
        if rule.further:
            said.append(f"The rule: {rule_words(rule)}.")
    if instrument.safety_item is not None and given.get(instrument.safety_item[0]) is None:
        said.append(f"Item {instrument.safety_item[0]} was not answered. That is not a 0.")
    if instrument.scoring.method == "sum_to_t":
        said.append("Answers were taken as they stand: where the form turns items round, they must come turned round.")
    if "missing" in unverified(instrument, gaps=absent > 0):
        said.append("Missing-item rule: nobody has seen it in a source.")
    return tuple(said)


def rule_words(rule: MissingRule) -> str:
    """The whole rule for missing items, and which part of it is no published rule but this project's own.

    Args:
        rule: of a questionnaire.

    Source: tests/measure/questionnaires/test_remarks.py.
    """
    parts = [rule.words + (OWN if rule.support.evidence == "project_convention" else "")]
    if rule.further:
        own = rule.further_support is not None and rule.further_support.evidence == "project_convention"
        parts.append(rule.further + (OWN if own else ""))
    return "; ".join(parts)


def relied_on(instrument: Instrument) -> tuple[str, ...]:
    """Keys of the sources behind score, band and missing-item rule, in the order of the file; none where a table brought along gives it."""
    if instrument.scoring.method == "sum_to_t":
        return ()
    used = {key for _, support in _behind(instrument) for key in support.sources}
    return tuple(key for key in instrument.sources if key in used)


def unverified(instrument: Instrument, *, gaps: bool) -> tuple[str, ...]:
    """Which of the things behind a score nobody has seen in a source: "scoring", "bands", "missing", "t_table".

    Args:
        instrument: with its evidence.
        gaps: whether items are missing; else the rule for them was not used.
    """
    names = dict.fromkeys(name for name, support in _behind(instrument) if support.evidence == "unverified")
    seen = tuple(name for name in names if name != "missing" or gaps)
    return (*seen, "t_table") if instrument.scoring.method == "sum_to_t" else seen


def _behind(instrument: Instrument) -> list[tuple[str, Support]]:
    scoring = instrument.scoring
    found = [("scoring", scoring.support)]
    if instrument.bands_support is not None and instrument.bands_shown:
        found.append(("bands", instrument.bands_support))
    found.append(("missing", scoring.missing.support))
    if scoring.missing.further_support is not None:
        found.append(("missing", scoring.missing.further_support))
    return found


def _of(count: int, instrument: Instrument) -> str:
    return f"{count} of {len(instrument.scored)} items {'was' if count == 1 else 'were'}"
