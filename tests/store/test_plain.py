from __future__ import annotations

import json

import pytest

from unspiral.errors import DataError
from unspiral.records.effect import Effect
from unspiral.records.individual import Correlation, Individual, Own, Spread
from unspiral.records.posterior import Posterior, Prior
from unspiral.records.shortcut import Shortcut
from unspiral.records.skipping import Assumed, Skipping
from unspiral.store.entry import Entry
from unspiral.store.plain import from_plain, to_plain

pytestmark = pytest.mark.unit

ARROW = ("pain", "depression")
EFFECT = Effect(0.2, 0.1, None)


def document(record: object) -> Entry:
    return Entry("fit.json", "here", json.loads(json.dumps(to_plain(record))))


@pytest.mark.parametrize("record", [
    Individual((Spread("link:pain->depression", "added", EFFECT, EFFECT, None, EFFECT, 3, 1),),
               (Correlation("trait:pain", "link:pain->depression", EFFECT),),
               {"P1": {"link:pain->depression": Own(0.1, 0.0, 0.2, None, 0.5, 0.9)}}, "a rule", 81, 0.02),
    Posterior(2, 1000, 500, {"self:pain": 1.001}, {"self:pain": 900.0}, {"self:pain": 800.0}, 1, 2.5,
              (Prior("a", "normal", 0.0, 1.0, "w"),)),
    Shortcut("neither", 1.0, {ARROW: EFFECT}, {ARROW: EFFECT}, {ARROW: "nil"}, {"phq_2": 0.6}, {"phq_2": 0.1}, "so"),
    Skipping(10, 2, {"depression": EFFECT}, Assumed({}, {ARROW: EFFECT}, {ARROW: "nil"}, "neither", -3.0),
             (Assumed({"depression": 0.5}),), "x"),
], ids=lambda r: type(r).__name__)  # fmt: skip
def test_a_record_comes_back_as_it_was(record: object) -> None:
    assert from_plain(type(record), document(record)) == record


def test_a_number_that_is_not_finite_comes_back_as_nan() -> None:
    own = from_plain(Own, document(Own(float("inf"), 0.0, 0.1, None, 0.0, 0.5)))
    assert own.estimate != own.estimate
    assert own.low == 0.0


def test_what_is_of_another_kind_is_refused() -> None:
    with pytest.raises(DataError, match="skipped"):
        from_plain(Skipping, Entry("fit.json", "here", {"prompts": 1, "skipped": "two"}))
    with pytest.raises(DataError, match="not a pair of names"):
        from_plain(Assumed, Entry("fit.json", "here", {"slope": {}, "words": {"pain": "nil"}}))


@pytest.mark.parametrize("record", [
    Posterior(2, 10, 5, {"self:pain": float("nan")}, {"self:pain": float("inf")}),
    Shortcut("neither", 1.0, floor={"phq_2": float("nan")}),
    Assumed({"depression": float("nan")}),
], ids=lambda r: type(r).__name__)  # fmt: skip
def test_a_record_opens_again_whatever_number_under_a_name_is_not_finite(record: object) -> None:
    again = from_plain(type(record), document(record))
    assert to_plain(again) == to_plain(record)


@pytest.mark.parametrize(("kind", "held", "lacks"), [
    (Skipping, {"prompts": 1}, "'skipped' is missing in 'here'"),
    (Individual, {}, "'spreads' is missing in 'here'"),
    (Individual, {"spreads": [{"name": "a", "scale": "added", "mean": {}, "sd": {}}]}, "'estimate' is missing"),
    (Posterior, {"chains": None, "draws": 1, "warmup": 1}, "'here.chains' in 'fit.json' holds nothing where a number must stand"),
])  # fmt: skip
def test_a_record_that_lacks_something_is_refused_in_words(kind: type[object], held: dict[str, object], lacks: str) -> None:
    with pytest.raises(DataError, match=lacks):
        from_plain(kind, Entry("fit.json", "here", held))
