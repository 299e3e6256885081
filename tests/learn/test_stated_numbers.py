"""Numbers stated for a loop without data: ranges are the laws they say, and slips are told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from unspiral.errors import SpecError
from unspiral.learn.parameters import Layout, layout_of
from unspiral.learn.stated_numbers import Law, nameable, stated_numbers
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit

LOOP = parse("pain <-> depression; walking => pain (fading); depression by mood")


def layout() -> Layout:
    return layout_of(LOOP, traits=False, error=False, t0="stationary", waves=(), unit="day")


def test_a_range_of_a_link_holds_95_percent_of_a_normal_law() -> None:
    law = stated_numbers(layout(), {"link:pain->depression": "0.1:0.3"})["link:pain->depression"]
    assert law.kind == "normal"
    assert stats.norm(law.centre, law.spread).ppf([0.025, 0.975]) == pytest.approx([0.1, 0.3], abs=1e-12)
    assert law.ends == pytest.approx((0.1, 0.2, 0.3), abs=1e-12)


@pytest.mark.parametrize(("name", "text", "ends"), [
    ("self:pain", "-2:-0.25", (-2.0, -0.25)), ("half-life:pain", "0.5:4", (-math.log(2.0) / 0.5, -math.log(2.0) / 4.0)),
    ("fading:walking", "-1:-0.1", (-1.0, -0.1)),
])  # fmt: skip
def test_a_range_of_a_rate_or_a_half_life_is_log_normal(name: str, text: str, ends: tuple[float, float]) -> None:
    (law,) = stated_numbers(layout(), {name: text}).values()
    assert law.kind == "log-normal"
    size = stats.lognorm(law.spread, scale=-law.centre)
    assert sorted(-size.ppf([0.025, 0.975])) == pytest.approx(ends, rel=1e-12)
    assert law.at(np.array([0.0]))[0] == pytest.approx(-math.sqrt(ends[0] * ends[1]))


def test_a_number_is_that_number_and_a_law_is_as_learn_takes_it() -> None:
    given: dict[str, float | str] = {"link:pain->depression": 0.2, "half-life:pain": "2", "self:depression": "log-normal(-0.7, 1)"}
    found = stated_numbers(layout(), {**given, "level:mood": 3, "within:depression": 2})
    assert found["link:pain->depression"] == Law("fixed", 0.2)
    assert found["self:pain"] == Law("fixed", -math.log(2.0) / 2.0)
    assert found["self:depression"] == Law("log-normal", -0.7, 1.0)
    assert stated_numbers(layout(), {"input:walking->pain": "normal(0, 0.2)"}) == {"input:walking->pain": Law("normal", 0.0, 0.2)}
    assert found["within:depression"].ends == (2.0, 2.0, 2.0)


@pytest.mark.parametrize(("stated", "said", "fix"), [
    ({"link:pain->depresion": 0.1}, "Did you mean 'link:pain->depression'?", "link:pain->depression"),
    ({"diffusion:pain": 0.1}, "none of this loop's", "within:pain"),
    ({"link:pain->depression": "0.3:0.1"}, "runs backwards", "'link:pain->depression=0.1:0.3'"),
    ({"link:pain->depression": "0.3:0.3"}, "two ends that are one", "=0.3'"),
    ({"link:pain->depression": "x"}, "neither a number nor a range", "link:pain->depression=0:0.2"),
    ({"link:pain->depression": "0:1:2"}, "neither a number nor a range", ""),
    ({"link:pain->depression": float("nan")}, "neither a number nor a range", ""),
    ({"link:pain->depression": "inf"}, "neither a number nor a range", ""),
    ({"self:pain": 0}, "a rate of return is below 0", "half-life:pain=0.5:4"),
    ({"self:pain": 0.5}, "a rate of return is below 0", ""),
    ({"self:pain": "-1:1"}, "a rate of return is below 0", ""),
    ({"fading:walking": "-1:0"}, "a rate of return is below 0", "fading:walking=-1:-0.1"),
    ({"half-life:pain": "0:2"}, "is a number above 0", ""),
    ({"half-life:pain": "normal(1, 1)"}, "takes a number or a range", ""),
    ({"within:pain": "1:2"}, "it says what one point is", "within:pain=1.41"),
    ({"within:pain": -1}, "is a number above 0", ""),
    ({"half-life:pain": 1, "self:pain": -1}, "stated twice", ""),
    ({"level:mood": 3}, "nobody says how many points", "within:depression"),
    ({"link:pain->depression": "half-normal(0, 1)"}, "it takes normal", ""),
])  # fmt: skip
def test_slips_are_told_with_a_remedy(stated: dict[str, float | str], said: str, fix: str) -> None:
    with pytest.raises(SpecError) as caught:
        stated_numbers(layout(), stated)
    assert said in caught.value.what
    assert caught.value.fix
    assert fix in caught.value.fix


def test_every_name_that_can_be_stated_is_listed_once() -> None:
    names = nameable(layout())
    assert len(set(names)) == len(names)
    for name in names:
        kind = name.partition(":")[0]
        value = -0.5 if kind in ("self", "fading") else 0.5
        also = {"within:pain": 1.0, "within:depression": 1.0} if kind == "level" else {}
        assert stated_numbers(layout(), {name: value, **also})


@pytest.mark.parametrize(("name", "value"), [
    ("link:pain->depression", 1e10), ("link:pain->depression", "0:2000"), ("link:pain->depression", "normal(0, 1e4)"),
    ("self:pain", -1e5), ("self:pain", -1e-12), ("half-life:pain", 1e-9), ("half-life:pain", "1e-8:1"), ("half-life:pain", 1e12),
    ("within:pain", 1e12), ("within:pain", 1e-12), ("self:pain", "log-normal(-0.5, 400)"), ("input:walking->pain", -5000.0),
    ("fading:walking", -1e6),
])  # fmt: skip
def test_a_number_of_a_size_that_no_loop_has_is_refused_with_an_example(name: str, value: float | str) -> None:
    with pytest.raises(SpecError, match="makes no sense for a loop") as told:
        stated_numbers(layout(), {name: value})
    option, _, again = told.value.fix.partition(" ")
    other, _, good = again.strip("'").partition("=")
    assert option == "--prior"
    assert stated_numbers(layout(), {other: good})


def test_a_large_level_and_a_slow_process_are_believed() -> None:
    assert stated_numbers(
        layout(), {"within:depression": 2000.0, "level:mood": 1e6, "half-life:pain": 3650, "link:pain->depression": 999.0}
    )
    with pytest.raises(SpecError, match="makes no sense"):
        stated_numbers(layout(), {"within:depression": 2000.0, "level:mood": 1e10})
