"""Equations with units, and parameters named as in a fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.loop.equations import equations
from unspiral.loop.language import parse
from unspiral.loop.model import Indicator, Input, Link, Loop, Process

FULL = """
pain <-> depression
pain -> sleep_problem -> depression
depression by phq8 (mean of 14 days), "low mood"
walking => pain (fading)
pill => depression + pain (impulse)
duloxetine => pain + depression (sustained)
vary depression, pain
vary pain -> depression
"""


def test_two_processes() -> None:
    pain, depression = equations(parse("pain <-> depression"))
    assert pain.text == "d pain/dt = -r_pain pain + a_pain_depression depression + noise"
    assert depression.text == "d depression/dt = -r_depression depression + a_depression_pain pain + noise"
    assert pain.measurement == ("pain (column) = level + pain + measurement error",)
    assert pain.latex == (
        r"\frac{d\,\text{pain}}{dt} = -r_{\text{pain}}\,\text{pain}"
        r" + a_{\text{pain},\text{depression}}\,\text{depression} + \xi_{\text{pain}}(t)"
    )
    assert [(c.parameter, c.unit) for c in pain.coefficients] == [
        ("self:pain", "1/day"),
        ("link:depression->pain", "1/day"),
        ("diffusion:pain", "points^2/day"),
        ("diffusion:pain,depression", "points^2/day"),
        ("level:pain", "points"),
        ("error:pain", "points^2"),
    ]


def test_inputs_act_by_their_kind() -> None:
    pain = equations(parse(FULL), "week")[0]
    assert pain.text.endswith("+ m_pain_walking fading(walking) + m_pain_pill impulse(pill) + m_pain_duloxetine duloxetine + noise")
    units = {c.parameter: c.unit for c in pain.coefficients}
    assert units["input:walking->pain"] == "points/week per unit of walking"
    assert units["fading:walking"] == "1/week"
    assert units["input:pill->pain"] == "points per unit of pill"
    assert units["input:duloxetine->pain"] == "points/week per unit of duloxetine"
    assert any("pill is one push" in note for note in pain.notes)


def test_several_indicators_and_windows() -> None:
    depression = equations(parse(FULL))[1]
    assert depression.measurement == (
        "phq8 (column) = level + 1 (mean of depression over the last 14 days) + measurement error",
        '"low mood" (column) = level + l_low_mood depression + measurement error',
    )
    assert r"\frac{1}{w}\int_{t-w}^{t}" in depression.measurement_latex[0]
    names = [c.parameter for c in depression.coefficients]
    assert "loading:depression=low mood" in names
    assert "loading:depression=phq8" not in names  # fixed to 1
    assert {"level:phq8", "level:low mood", "error:phq8", "error:low mood"} <= set(names)


def test_what_varies_is_named_and_said() -> None:
    pain, depression, _ = equations(parse(FULL))
    # In the order of the processes, whatever order 'vary' has.
    assert [c.parameter for c in pain.coefficients if c.parameter.startswith("trait")] == ["trait:pain", "trait:pain,depression"]
    assert {c.parameter: c.unit for c in depression.coefficients}["sd:link:pain->depression"] == "1/day"
    assert any("how strongly pain pushes depression" in note for note in depression.notes)


def test_the_half_life_of_a_process_is_told() -> None:
    (pain,) = equations(parse("pain by pain"))
    assert pain.text == "d pain/dt = -r_pain pain + noise"
    assert "how long a bad day lasts" in pain.coefficients[0].meaning
    assert "0.69 / r_pain days (ln 2 / r)" in pain.coefficients[0].meaning


def test_every_parameter_of_the_drift_is_there_once() -> None:
    loop = parse(FULL)
    names = [c.parameter for equation in equations(loop) for c in equation.coefficients]
    assert {name for name in names if name.startswith("link:")} == {f"link:{link.cause}->{link.affected}" for link in loop.links}
    alone = {"diffusion:pain", "diffusion:depression", "diffusion:sleep_problem"}
    together = {"diffusion:pain,depression", "diffusion:pain,sleep_problem", "diffusion:depression,sleep_problem"}
    assert {name for name in names if name.startswith("diffusion:")} == alone | together
    assert len(names) == len(set(names))


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(SpecError, match="Did you mean 'week'"):
        equations(parse("a -> b"), "weeks")


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_latex_is_balanced_whatever_the_names_are(name: str, given_input: str) -> None:
    loop = Loop((Process(name, (Indicator(name), Indicator(given_input))),), (Link(name, name),), (Input(given_input, (name,), "fading"),))
    for equation in equations(loop):
        for line in (equation.latex, *equation.measurement_latex):
            bare = re.sub(r"\\[{}\\$&#_%]", "", line)
            depth = 0
            for character in bare:
                depth += {"{": 1, "}": -1}.get(character, 0)
                assert depth >= 0
            assert depth == 0
            assert not set("$&#%") & set(bare)


def test_a_delay_is_said_in_words_and_in_every_equation() -> None:
    loop = parse("pain -> mood; walking => pain (sustained, after 3 days); flare => pain (impulse, after 1 hour)")
    pain = equations(loop)[0]
    assert "m_pain_walking walking[3 days ago]" in pain.text
    assert "impulse(flare[1 hour ago])" in pain.text
    assert "\\text{walking}(t - 3\\,\\text{days})" in pain.latex
    assert any("3 days later than the rows say" in note for note in pain.notes)
