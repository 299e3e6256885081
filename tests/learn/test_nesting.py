"""Which model lies inside which, from what was declared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.store.made_fit import made_fit

from unspiral.learn.nesting import Nested, nested
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit

pytestmark = pytest.mark.unit

LINK, STEPS = "link:pain->depression", {"pain": "gaussian", "depression": "ordinal"}
PLAIN = Choices(True, False, "joint", "constant", {})


def fit(loop: str = "pain <-> depression", **changes: object) -> Fit:
    return made_fit(loop_text=loop, processes=parse(loop).names, choices=replace(PLAIN, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("smaller", "larger", "cut", "zero"),
    [
        (fit("pain -> depression"), fit(), ("depression -> pain = 0",), ()),
        (fit("pain -> depression; x => pain (impulse, after 1 week)"), fit("pain <-> depression; x => pain (impulse, after 7 days)"),
         ("depression -> pain = 0",), ()),
        (fit("depression <-> pain"), fit("pain <-> depression; walking => pain (impulse)"), ("walking => pain = 0",), ()),
        (fit(traits=False, t0="separate"), fit(t0="separate"), (), ("trait:depression", "trait:pain")),
        (
            fit(traits=False, t0="separate"), fit("pain <-> depression; vary pain", t0="joint"),
            ("first occasion 'separate' in place of 'joint'",), ("trait:pain",),
        ),
        (fit("pain <-> depression; vary pain"), fit(), (), ("trait:depression",)),
        (fit(), fit(error=True), (), ("error:pain", "error:depression")),
        (fit(families=STEPS), fit(families=STEPS, error=True), (), ("error:pain",)),
        (fit(), fit(individual=("self:pain", LINK)), (), ("sd:self:pain", f"sd:{LINK}")),
        (fit("pain <-> depression; vary pain -> depression"), fit("pain <-> depression; vary pain -> depression", individual=(LINK,)),
         (), (f"sd:{LINK}",)),
        (fit(t0="centred"), fit(t0="separate"), ("first occasion 'centred' in place of 'separate'",), ()),
        (fit(t0="stationary"), fit(t0="joint"), ("first occasion 'stationary' in place of 'joint'",), ()),
        (fit(traits=False, t0="point"), fit(traits=False, t0="separate"), (), ("t0cov:pain", "t0cov:depression")),
        (fit(t0="centred"), fit(t0="centred", means="wave", waves=(0.0, 6.0)), ("one mean in all waves",), ()),
        (fit(), fit(weekday=True, trend=True), ("days of the week = 0", "a trend = 0"), ()),
        (fit(covariates={"age": "levels"}), fit(covariates={"age": "both", "sex": "levels"}),
         ("covariate 'age' = 0", "covariate 'sex' = 0"), ()),
    ],
)  # fmt: skip
def test_what_is_inside_of_what(smaller: Fit, larger: Fit, cut: tuple[str, ...], zero: tuple[str, ...]) -> None:
    assert nested(smaller, larger) == Nested(cut, zero)
    assert isinstance(nested(larger, smaller), str)


@pytest.mark.parametrize(
    ("smaller", "larger", "why"),
    [
        (fit("pain -> depression"), fit("depression -> pain"), "has a link that the other lacks (pain -> depression)"),
        (fit(individual=("self:pain",)), fit(individual=(LINK,), error=True), "lets people differ in self:pain, the other does not"),
        (fit(), fit("pain <-> depression; sleep -> pain"), "different processes"),
        (fit(), fit("pain <-> depression; depression by phq8"), "different columns"),
        (fit("pain <-> depression; depression by phq8"), fit("pain <-> depression; depression by phq8 (mean of 14 days)"), "window"),
        (fit("pain <-> depression; x => pain (impulse)"), fit("pain <-> depression; x => pain (sustained)"), "(x => pain, impulse)"),
        (fit("pain -> depression; x => pain (impulse, after 3 days)"), fit("pain <-> depression; x => pain (impulse)"),
         "They let 'x' act at different times"),
        (fit("pain -> depression; x => pain (impulse)"), fit("pain <-> depression; x => pain (impulse, after 3 days)"),
         "They let 'x' act at different times"),
        (fit(), fit("pain <-> depression; x => pain (fading)"), "fading input 'x'"),
        (fit(error=True), fit(), "has measurement error"),
        (fit(t0="centred", means="wave", waves=(0.0,)), fit(), "a mean for every wave"),
        (fit(t0="separate"), fit(t0="centred", means="wave", waves=(0.0, 6.0)), "everybody was there at the first wave"),
        (fit(t0="point"), fit(t0="stationary"), "'point' is no special case of 'stationary'"),
        (fit(weekday=True), fit(), "has days of the week"),
        (fit(covariates={"age": "levels"}), fit(covariates={"age": "links"}), "the covariate 'age'"),
        (fit(families={"pain": "ordinal"}), fit(), "families"),
        (fit(), fit(), "the same model"),
    ],
)  # fmt: skip
def test_what_is_not(smaller: Fit, larger: Fit, why: str) -> None:
    found = nested(smaller, larger)
    assert isinstance(found, str)
    assert why in found


def test_order_of_words_means_nothing() -> None:
    assert nested(fit("depression -> pain"), fit("depression <-> pain")) == Nested(("pain -> depression = 0",), ())
