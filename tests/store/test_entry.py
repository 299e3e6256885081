from __future__ import annotations

import numpy as np
import pytest

from unspiral.errors import DataError
from unspiral.store.entry import Entry

pytestmark = pytest.mark.unit


def entry(value: object) -> Entry:
    return Entry("fit.json", "a.b", value)


def test_what_belongs_is_read() -> None:
    assert entry("x").text() == "x"
    assert entry(["x", "y"]).texts() == ("x", "y")
    assert entry(3.0).whole() == 3
    assert entry(1).number() == 1.0
    assert entry(True).flag() is True
    assert entry(None).number_or_none() is None
    assert entry(None).number_or(-1.0) == -1.0
    assert entry({"k": 2})["k"].number() == 2.0
    assert [(key, inner.path) for key, inner in entry({"k": 2}).items()] == [("k", "a.b.k")]
    np.testing.assert_array_equal(entry([1, 2]).vector(2), [1.0, 2.0])
    np.testing.assert_array_equal(entry([[1, 2], [3, 4]]).square(2), [[1.0, 2.0], [3.0, 4.0]])
    assert entry([]).square(0).shape == (0, 0)


@pytest.mark.parametrize(
    ("read", "value", "said"),
    [
        (Entry.text, 1, "holds a number where text must stand"),
        (Entry.texts, "x", "holds text where a list must stand"),
        (Entry.texts, ["x", 1], "'a.b.2' in 'fit.json' holds a number where text"),
        (Entry.whole, 1.5, "not a whole number"),
        (Entry.number, True, "holds true or false where a number must stand"),
        (Entry.number, {}, "holds an object in braces where a number must stand"),
        (Entry.number, 10**400, "no finite number"),
        (Entry.number, float("inf"), "no finite number"),
        (Entry.flag, 1, "holds a number where true or false must stand"),
        (Entry.vector, None, "holds nothing where a list must stand"),
        (lambda e: e["k"], {}, "'k' is missing in 'a.b'"),
        (lambda e: e["k"], [], "holds a list where an object in braces must stand"),
        (lambda e: e.text("x", "y"), "z", "is 'z'; it can be x, y"),
        (lambda e: e.vector(2), [1.0], "has 1 numbers and needs 2"),
        (lambda e: e.square(2), [[1, 2]], "has 1 rows and needs 2"),
    ],
)
def test_what_does_not_belong_is_a_data_error_with_place_and_remedy(read, value: object, said: str) -> None:
    with pytest.raises(DataError, match=said.replace("(", r"\(")) as caught:
        read(entry(value))
    assert "fit.json" in str(caught.value)
    assert "\n  Fix: " in str(caught.value)


def test_the_top_of_a_document_is_named_as_such() -> None:
    with pytest.raises(DataError, match="'loop' is missing at the top"):
        Entry("fit.json", "", {})["loop"]
