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
