from __future__ import annotations

import shlex

import pytest

from unspiral.errors import SpecError
from unspiral.learn.given_priors import given_priors, law_of, stated
from unspiral.learn.parameters import Layout, layout_of
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def layout() -> Layout:
    loop = parse("pain <-> depression; walking => pain (impulse)")
    return layout_of(loop, traits=True, error=True, t0="separate", waves=(), unit="day")


def test_each_kind_of_number_has_one_law() -> None:
    laws = {slot.name: law_of(slot) for slot in layout().slots}
    assert laws["self:pain"] == "log-normal"
    assert laws["link:pain->depression"] == laws["level:pain"] == laws["input:walking->pain"] == "normal"
    assert laws["trait:pain"] == laws["error:pain"] == laws["diffusion:pain"] == laws["t0cov:pain"] == "half-normal"
    assert laws["diffusion:pain,depression"] == ""


def test_texts_and_pairs_are_read_alike() -> None:
    found = given_priors(
        layout(),
        {
            "link:pain->depression": "normal(0, 0.2)",
            "self:pain": " log-normal( -0.5 ,0.3) ",
            "trait:pain": (0.0, 1.5),
            "level:pain": (5, 1),
        },
    )
    assert found == {
        "link:pain->depression": (0.0, 0.2), "self:pain": (-0.5, 0.3), "trait:pain": (0.0, 1.5), "level:pain": (5.0, 1.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said", "fix"),
    [
        ({"link:pain->depresion": "normal(0,1)"}, "Did you mean", "link:pain->depression"),
        ({"link:pain->depression": "cauchy(0,1)"}, "takes normal", "normal(0, 1)"),
        ({"self:pain": "normal(0,1)"}, "takes log-normal", "log-normal(-0.5, 1)"),
        ({"self:pain": (0.5, 1.0)}, "below 0", "log-normal(-0.5, 1)"),
        ({"trait:pain": (0.5, 1.0)}, "begins at 0", "half-normal(0, 1)"),
        ({"trait:pain,depression": (0.0, 1.0)}, "covariance", "half-normal(0, SD)"),
        ({"level:pain": (5.0, 0.0)}, "above 0", "normal(0, 0.5)"),
        ({"level:pain": (float("nan"), 1.0)}, "above 0", "normal"),
        ({"level:pain": "normal(a, b)"}, "no number", "normal"),
        ({"level:pain": "normally"}, "no law", "normal"),
    ],
)
def test_what_is_no_prior_is_refused_with_a_remedy(given: dict[str, object], said: str, fix: str) -> None:
    with pytest.raises(SpecError) as refused:
        given_priors(layout(), given)  # pyright: ignore[reportArgumentType]
    assert said in refused.value.text()
    assert fix in refused.value.fix


@pytest.mark.parametrize("given", [
    {"link:pain->depression": "cauchy(0,1)"}, {"link:pain->depression": "cauchy(0,b)"}, {"link:pain->depression": "cauchy(0,-1)"},
    {"self:pain": "normal(0,1)"}, {"self:pain": (0.5, 1.0)}, {"self:pain": (0.0, 1.0)}, {"trait:pain": (0.5, 1.0)},
    {"level:pain": (5.0, 0.0)}, {"level:pain": (float("nan"), 1.0)}, {"level:pain": "normal(a, b)"}, {"self:pain": "normally"},
])  # fmt: skip
def test_a_remedy_can_be_pasted(given: dict[str, object]) -> None:
    with pytest.raises(SpecError) as refused:
        given_priors(layout(), given)  # pyright: ignore[reportArgumentType]
    option, prior = shlex.split(refused.value.fix)
    assert option == "--prior"
    assert given_priors(layout(), stated((prior,))).keys() == given.keys()


def test_names_hold_signs_of_equality() -> None:
    assert stated(("loading:pain=vas=normal(1,0.5)",)) == {"loading:pain=vas": "normal(1,0.5)"}
    for bad in (("link:pain->depression",), ("=normal(0,1)",), ("a=normal 0 1",), ("a=normal(0,1)", "a=normal(0,2)")):
        with pytest.raises(SpecError):
            stated(bad)


def test_spreads_between_people_take_a_law_and_their_correlations_none() -> None:
    loop = parse("pain <-> depression; vary pain -> depression")
    varied = ("self:pain", "link:pain->depression")
    one = layout_of(loop, traits=True, error=True, t0="separate", waves=(), unit="day", individual=varied)
    assert given_priors(one, {"sd:link:pain->depression": "half-normal(0, 0.1)"}) == {"sd:link:pain->depression": (0.0, 0.1)}
    for wrong in ("cor:self:pain,link:pain->depression", "cor:trait:pain,self:pain"):
        with pytest.raises(SpecError) as refused:
            given_priors(one, {wrong: "normal(0, 0.3)"})
        assert "correlation" in refused.value.what and "sd:" in refused.value.fix
    with pytest.raises(SpecError, match="takes half-normal"):
        given_priors(one, {"sd:self:pain": "normal(0, 0.3)"})
