"""Options of ``measure import``, before any file is opened."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from unspiral.doors.cli.measure_import_options import Options, codes, ends, pairs
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def options(**given: Any) -> Options:
    empty: dict[str, Any] = dict.fromkeys(Options.__slots__)
    lists = dict.fromkeys(("files", "items", "time", "skip", "missing", "recode", "reverse"), ())
    flags = dict.fromkeys(("skip_undated", "identifiers", "preview", "as_json", "raw", "leave_out_unreadable"), False)
    return Options(**{**empty, **lists, **flags, "files": ("a.csv",), "many": "error", "preview": True, **given})


def test_they_become_what_the_readers_take() -> None:
    wanted = options(
        kind="long",
        items=("pain=B12",),
        time=("date", "clock"),
        reverse=("mood=0..10",),
        recode=("mood:sad=2",),
        decimal="comma",
        missing=("9",),
        skip_undated=True,
    ).wanted()
    given = wanted.given
    assert (wanted.kind, given.kind, given.items, given.time) == ("table", "long", {"pain": "B12"}, ("date", "clock"))
    assert (given.reverse, given.recode) == ({"mood": (Decimal(0), Decimal(10))}, {"mood": {"sad": "2"}})
    assert (given.decimal, given.missing, given.undated) == (",", ("9",), True)
    assert options(kind="redcap").wanted().kind == "redcap"
    assert options(items=("steps", "pain=B12")).wanted().given.items == {"steps": "steps", "pain": "B12"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"files": ()}, "No file was named"),
        ({"preview": False}, "Nothing would come of this"),
        ({"wide": "day"}, "no file was named"),
        ({"many": "mean"}, "--many belongs to --wide"),
        ({"output": "o.csv"}, "--preview writes nothing"),
    ],
)
def test_contradictions(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecError) as problem:
        options(**given).check()
    assert said in str(problem.value)
    assert problem.value.fix


def test_pairs_scales_and_codes() -> None:
    assert pairs(("a=b=c", " x = y "), "--item", "pain=COLUMN") == {"a": "b=c", "x": "y"}
    assert ends("-1.5..2") == (Decimal("-1.5"), Decimal(2))
    assert codes(("m:a=b=1", "m:c=2")) == {"m": {"a=b": "1", "c": "2"}}
    for bad in (("a",), ("=b",), ("a=",), ("a=1", "a=2")):
        with pytest.raises(SpecError):
            pairs(bad, "--item", "pain=COLUMN")
    for text in ("5", "a..b", "1..", "1..inf", "1..1e99"):
        with pytest.raises(SpecError):
            ends(text)
    for text in ("m", "m=1", ":a=1", "m:=1"):
        with pytest.raises(SpecError):
            codes((text,))
