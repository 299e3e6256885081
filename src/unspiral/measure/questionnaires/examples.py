"""A questionnaire's own examples, run: what its file promises must come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from unspiral.errors import DataError
from unspiral.measure.questionnaires.change import change
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.scoring import by_item, score


def broken_examples(made: Instrument) -> Iterator[str]:
    """One sentence for each example that does not come out.

    Args:
        made: an instrument that hangs together.

    Source: tests/measure/questionnaires/test_examples.py.
    """
    for place, example in enumerate(made.examples, 1):
        try:
            wrong = _changed(made, example) if "before" in example else _scored(made, example)
        except DataError as problem:
            wrong = problem.what
        except (TypeError, ValueError, KeyError):
            wrong = "it cannot be read."
        if wrong:
            yield f"examples {place}: {wrong} Fix: mend the example, or what it shows to be wrong"


def _scored(made: Instrument, example: Mapping[str, object]) -> str:
    answers = answers_of(example["answers"])
    expect = _table(example["expect"])
    given = by_item(made, answers)
    triggered = made.safety_item is not None and (given.get(made.safety_item[0]) or 0) >= made.safety_item[1]
    if "safety" in expect and expect["safety"] is not triggered:
        return f"the safety item {'calls' if triggered else 'does not call'} for help."
    found = score(made, answers, acknowledged=True)
    shown: dict[str, object] = {**found.subscales, "score": found.value, "band": found.band, "imputed": found.imputed}
    shown |= {"none": found.value is None, "safety": triggered}
    for name, wanted in expect.items():
        if name not in shown:
            return f"'{name[:40]}' is nothing that comes out; that would be {', '.join(shown)}."
        if name == "band" and not made.bands_shown:
            continue
        if shown[name] != wanted:
            return f"'{name[:40]}' comes out as {shown[name]}, and {str(wanted)[:40]} is expected."
    return "" if expect else "it expects nothing."


def _changed(made: Instrument, example: Mapping[str, object]) -> str:
    found = change(made, float(cast("Any", example["before"])), float(cast("Any", example["after"])))
    shown = {"points": found.points, "percent": None if found.percent is None else round(found.percent)}
    for name, wanted in _table(example["expect"]).items():
        if name not in shown or shown[name] != wanted:
            return f"'{name[:40]}' comes out as {shown.get(name)}, and {str(wanted)[:40]} is expected."
    return ""


def answers_of(given: object) -> Mapping[str, float | None] | Sequence[float | None]:
    """Answers as a file writes them: a list, or item = answer; "" stands for not answered, which TOML has no sign for."""
    if isinstance(given, Mapping):
        return {name: _answer(value) for name, value in cast("Mapping[str, object]", given).items()}
    if not isinstance(given, list):
        raise TypeError
    return [_answer(value) for value in cast("list[object]", given)]


def _answer(value: object) -> float | None:
    if value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return float(value)


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError
    return cast("Mapping[str, object]", value)
