"""The fitted loop as a picture, and its twin in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked
from tests.show.diary import BACK, THERE, answered, said, stuck

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.lags import LagCurve, lag_curves
from unspiral.loop.language import parse
from unspiral.records import Arrow, Fit, Panel, Parameter, Person, Source
from unspiral.show.loop_picture import half_life, half_life_words, heading, loop_picture, loop_twin

pytestmark = pytest.mark.unit

Curves = dict[Arrow, LagCurve]
NIL = said("nil", 0.01, half=0.05, probability=0.6)


def test_solid_is_clear_and_dashed_is_not(fit: Fit, curves: Curves) -> None:
    picture = loop_picture(answered(fit, "cannot tell", said("drives"), said("likely drives", probability=0.95)), curves)
    words = checked(picture)
    assert picture.svg.count("stroke-dasharray") == 1
    assert "(likely)" in words.replace("|", " ")
    assert picture.title == "The loop. Pain drives depression"
    assert "half-life" in words


def test_nil_has_no_arrow_and_the_twin_says_why(fit: Fit, curves: Curves) -> None:
    found = answered(fit, "pain->depression", said("drives"), NIL)
    picture = loop_picture(found, curves)
    assert "Arrow from pain to depression" in picture.svg
    assert "Arrow from depression to pain" not in picture.svg
    assert "Depression → pain: no effect worth speaking of, so no arrow is drawn." in loop_twin(found, curves)


def test_nothing_can_be_called(fit: Fit, people_fit: Fit, curves: Curves) -> None:
    unsure = said("cannot tell", 0.05, half=0.2, probability=0.7)
    assert loop_picture(answered(fit, "cannot tell", unsure, unsure), curves).title.endswith("no arrow can be called in these 246 days")
    assert loop_picture(answered(people_fit, "cannot tell", unsure, unsure), curves).title.endswith("can be called within a person")


def test_a_likely_arrow_is_named_where_none_is_clear(fit: Fit, curves: Curves) -> None:
    unsure, likely = said("cannot tell", 0.05, half=0.2, probability=0.7), said("likely drives", probability=0.97)
    title = loop_picture(answered(fit, "cannot tell", unsure, likely), curves).title
    assert title == "The loop: no arrow is clear in these 246 days. Depression likely drives pain"


def test_at_an_edge_neither_sign_nor_number(fit: Fit, curves: Curves) -> None:
    untold = said("cannot tell", 0.3, probability=0.5)
    found = answered(stuck(fit), "cannot tell", untold, untold)
    picture = loop_picture(found, curves)
    assert "+ " not in checked(picture)
    assert picture.table.rows[0][2:4] == ("not given", "none")
    assert "the fit lies at the edge" in loop_twin(found, curves)[0]


def test_a_self_rate_open_on_one_side_leaves_a_half_life_open_on_one_side(fit: Fit, curves: Curves) -> None:
    found = half_life(with_self(fit, Parameter("self:pain", -0.5, 0.2, None, -0.25, "1/day")), "pain")
    assert found is not None
    assert found.low is None
    assert found.high == pytest.approx(np.log(2.0) / 0.25)
    neither = with_self(fit, Parameter("self:pain", -0.5, 0.2, None, None, "1/day"))
    assert half_life(neither, "pain") is None
    assert any("how long a bad stretch lasts cannot be told" in sentence for sentence in loop_twin(neither, curves))


def test_half_lives(fit: Fit, curves: Curves) -> None:
    found = half_life(fit, "pain")
    assert found is not None
    assert found.low is not None
    assert found.low < found.estimate
    assert half_life_words(fit, "pain").endswith("days")
    twin = loop_twin(fit, curves)
    assert any("half of a deviation from the usual level is gone after" in sentence for sentence in twin)
    stuck = with_self(fit, Parameter("self:pain", -0.0001, None, None, None, "1/day"))
    assert half_life(stuck, "pain") is None
    assert half_life_words(stuck, "pain") == "half-life unknown"
    open_end = half_life(with_self(fit, Parameter("self:pain", -0.5, 0.4, -1.3, 0.3, "1/day")), "pain")
    assert open_end is not None
    assert open_end.high is None


def with_self(fit: Fit, own: Parameter) -> Fit:
    return replace(fit, parameters=tuple(own if p.name == own.name else p for p in fit.parameters))


def test_inputs_are_drawn_solid_where_they_can_be_told(fit: Fit, curves: Curves) -> None:
    told = Parameter("input:walk->pain", -0.8, 0.1, -1.0, -0.6, "points")
    untold = Parameter("input:walk->depression", 0.1, 0.3, -0.5, 0.7, "points")
    walked = replace(
        fit,
        loop_text="pain <-> depression\nwalk => pain + depression (impulse)",
        inputs=("walk",),
        parameters=(*fit.parameters, told, untold),
    )
    picture = loop_picture(answered(walked, "both", said("drives"), said("drives")), curves)
    checked(picture)
    assert picture.svg.count("stroke-dasharray") == 1
    assert "walk → pain: −" in picture.svg


def test_a_push_down_is_in_the_heading(fit: Fit) -> None:
    assert heading(answered(fit, "both", said("drives", -0.3), said("drives")), THERE) == "Pain drives depression down"
    assert heading(answered(fit, "both", said("drives", -0.3), said("drives")), BACK) == "Depression drives pain"


def test_a_crowded_loop_has_words_only_where_something_can_be_told() -> None:
    """Twelve arrows of noise: the picture stays quiet, the table has them all."""
    rng = np.random.default_rng(2)
    names = ("pain", "depression", "sleep", "activity")
    person = Person("1", np.arange(60.0), rng.normal(size=(60, 4)), np.zeros((60, 0)))
    panel = Panel((person,), names, (), "day", Source("noise", "", 60))
    pairs = [f"{a} <-> {b}" for i, a in enumerate(names) for b in names[i + 1 :]]
    fit = fit_ml(panel, parse("\n".join(pairs)), error=False, starts=1)
    picture = loop_picture(fit, lag_curves(fit))
    told = [link for link, found in fit.direction.links.items() if found.word not in ("cannot tell", "nil")]
    assert len(told) < 6
    visible = picture.svg.partition("</desc>")[2]
    assert "cannot tell" not in visible
    assert len(picture.table.rows) == 12
    assert "only those that can be called" in picture.caption
