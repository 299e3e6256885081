from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from unspiral import records
from unspiral.records.fit import Choices, Direction, Effect, LinkAnswer, Verdict, Working

pytestmark = pytest.mark.unit


def test_every_record_is_frozen_and_explained() -> None:
    kinds = [getattr(records, name) for name in records.__all__ if isinstance(getattr(records, name), type)]
    assert len(kinds) >= 14
    for kind in kinds:
        if not dataclasses.is_dataclass(kind):
            continue  # Arrow is a pair of names
        assert kind.__dataclass_params__.frozen, kind
        assert kind.__slots__ is not None, kind
        assert not (kind.__doc__ or "").startswith(f"{kind.__name__}("), kind


def test_equal_judgements_are_equal() -> None:
    assert Verdict("few", "caution", "few days") == Verdict("few", "caution", "few days", remedy="")
    assert Verdict("few", "caution", "few days") != Verdict("few", "refuse", "few days")


def test_a_level_has_one_of_three_words() -> None:
    with pytest.raises(TypeCheckError):
        Verdict("few", "warning", "few days")  # pyright: ignore[reportArgumentType]


def test_an_effect_without_interval_is_allowed() -> None:
    assert Effect(0.2, None, None).low is None


def test_choices_have_the_defaults_of_the_contract() -> None:
    made = Choices(traits=False, error=True, t0="point", means="constant", families={"pain": "gaussian"})
    assert (made.level, made.lag) == (0.95, 1.0)


def test_headline_holds_one_answer_a_link() -> None:
    answer = LinkAnswer("cannot tell", 0.7, Effect(0.1, -0.1, 0.3), -0.07, 0.27, standardised=True)
    headline = Direction("cannot tell", 1.0, {("pain", "depression"): answer})
    assert headline.links["pain", "depression"].word == "cannot tell"
    assert (headline.stronger, headline.note) == (None, "")


def test_working_point_and_its_covariance_belong_together() -> None:
    assert Working(np.zeros(2), np.eye(2), 1.0, np.ones(2)).clock == 1.0
    with pytest.raises(TypeCheckError):
        Working(np.zeros(3), np.eye(2), 1.0, np.ones(2))
