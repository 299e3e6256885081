"""Why answers carry no score: one sentence for each reason, the same for one person and for a column of thousands."""

from __future__ import annotations

from typing import Literal

from unspiral.measure.questionnaires.instrument import Instrument

Reason = Literal["", "missing", "never", "nothing", "no_total", "no_rule", "withheld", "outside"]
# The order gives each reason its number in arrays.
REASONS: tuple[Reason, ...] = ("", "missing", "never", "nothing", "no_total", "no_rule", "withheld", "outside")


def sentence(instrument: Instrument, reason: Reason) -> str:
    """The reason in words; "" where there is a score.

    Args:
        instrument: whose answers they are.
        reason: one of ``REASONS``.

    Source: tests/measure/questionnaires/test_why_none.py.
    """
    missing = instrument.scoring.missing
    items = len(instrument.scored)
    if reason == "missing":
        if missing.way == "prorate":
            return f"More than {missing.most} of {items} items were not answered."
        if missing.way == "denominator":
            return f"Fewer than {missing.least} of {items} items were answered."
        if instrument.scoring.subscales and instrument.scoring.method == "subscales_only":
            return "Every subscale has an item that was not answered."
        return f"Not all {items} items were answered, and this questionnaire needs them." if items else "Not all items were answered."
    return {
        "": "",
        "never": f"Item {' or '.join(missing.never)} was not answered. It is never filled in, and not answered is not 0.",
        "nothing": "Nothing was answered: an untouched form cannot be told from one where nothing applied.",
        "no_total": "This questionnaire has no total: its subscales are the scores.",
        "no_rule": "These are single answers. They are no validated scale, and nothing is added up.",
        "withheld": "Help comes first: see the safety notice. The score is kept back until it was acknowledged.",
        "outside": "The table brought along has no row for this sum.",
    }[reason]
