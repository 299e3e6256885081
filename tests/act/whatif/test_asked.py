from __future__ import annotations

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit

from unspiral.act.whatif import cut, hold, press, pulse, schedule, weaken
from unspiral.act.whatif.asked import adherence_of, amounts_of, can_be_held, known, known_processes, links_of, number, references_of
from unspiral.errors import SpecError
from unspiral.records.whatif import Piece

pytestmark = pytest.mark.unit
TEXT = "pain <-> depression; walking => pain (fading); drug => depression (sustained); flare => pain (impulse)"
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])
INPUTS = {"input:walking->pain": -0.4, "fading:walking": 0.7, "input:drug->depression": -0.3, "input:flare->pain": 1.0}


def test_every_name_has_its_kind() -> None:
    fit = made_fit(TEXT, PAIR, inputs=INPUTS)
    given, kinds = amounts_of(fit, {"pain": 1, "walking": 2.0, "drug": 3.0, "flare": 4.0}, "pressed")
    assert given == {"pain": 1.0, "walking": 2.0, "drug": 3.0, "flare": 4.0}
    assert kinds == {"pain": "process", "walking": "fading", "drug": "sustained", "flare": "impulse"}
    can_be_held(fit, {"drug": "sustained"})
    with pytest.raises(SpecError, match="'flare' is an impulse") as caught:
        can_be_held(fit, kinds)
    assert "--pulse flare=1" in caught.value.fix


def test_shares_are_shares() -> None:
    assert adherence_of(None) == (1.0, 1.0)
    assert adherence_of(0.7) == (0.7, 0.7)
    assert adherence_of((0.5, 0.8)) == (0.5, 0.8)
    with pytest.raises(SpecError, match="runs backwards") as backwards:
        adherence_of((0.8, 0.5))
    assert backwards.value.fix == "--adherence 0.5:0.8"
    for wrong in (1.2, -0.1, np.nan, (0.5, 1.5), (1.5, 0.5), (np.nan, 0.5)):
        with pytest.raises(SpecError, match="not a share between 0 and 1") as caught:
            adherence_of(wrong)
        assert "--adherence 0.7" in caught.value.fix


def test_links_and_references() -> None:
    fit = pair_fit()
    assert links_of(fit, [("pain", "depression")], "cut") == (("pain", "depression"),)
    assert references_of(fit, {"pain": 1}) == {"pain": 1.0}
    assert references_of(fit, None) == {}
    with pytest.raises(SpecError, match="is not a process"):
        references_of(fit, {"sleep": 1.0})


def test_an_input_is_no_process_and_is_held_in_another_way() -> None:
    fit = made_fit(TEXT, PAIR, inputs=INPUTS)
    known_processes(fit, ["pain", "depression"])
    with pytest.raises(SpecError, match="'drug' is an input and not a process") as held:
        known_processes(fit, ["pain", "drug"])
    assert held.value.fix.startswith("--press drug=1 ")
    with pytest.raises(SpecError, match="'flare' is an input") as once:
        known_processes(fit, ["flare"])
    assert once.value.fix == "--pulse flare=1"
    with pytest.raises(SpecError, match="Did you mean 'pain'"):
        known_processes(fit, ["pian"])
    for ask in (lambda: links_of(fit, [("drug", "pain")], "cut"), lambda: references_of(fit, {"drug": 1.0})):
        with pytest.raises(SpecError, match="is an input"):
            ask()


def test_a_column_is_answered_with_what_it_measures() -> None:
    fit = made_fit("pain <-> low_mood; low_mood by happiness", PAIR)
    for ask in (lambda: known_processes(fit, ["happiness"]), lambda: amounts_of(fit, {"happiness": 1.0}, "pressed")):
        with pytest.raises(SpecError, match="'happiness' is a column of answers; what it measures is called low_mood") as refused:
            ask()
        assert refused.value.fix == "low_mood in place of happiness."


def test_words_and_numbers() -> None:
    known(["pain"], ["pain", "sleep"], "a process")
    with pytest.raises(SpecError, match=r"'slep' is not a process of this loop\. Did you mean 'sleep'"):
        known(["slep"], ["pain", "sleep"], "a process")
    assert number(2, "It") == 2.0
    with pytest.raises(SpecError, match="It is inf"):
        number(np.inf, "It")


@pytest.mark.parametrize("size", [1.1e9, -2e9, 1e300])
def test_an_amount_beyond_all_scales_is_refused(size: float) -> None:
    asked = (
        lambda: press(pair_fit(), {"pain": size}),
        lambda: pulse(pair_fit(), {"pain": size}),
        lambda: hold(pair_fit(), {"pain": size}),
        lambda: weaken(pair_fit(), {("pain", "depression"): size}),
        lambda: cut(pair_fit(), ("pain", "depression"), {"pain": size}),
        lambda: schedule(pair_fit(), [Piece("pain", size, 0.0, 7.0)]),
    )
    for ask in asked:
        with pytest.raises(SpecError, match="larger than 1,000,000,000") as refused:
            ask()
        assert "such as 1" in refused.value.fix


def test_a_horizon_beyond_all_clocks_is_refused() -> None:
    with pytest.raises(SpecError, match=r"The horizon is 1e\+300, and larger than"):
        press(pair_fit(), {"pain": 1.0}, 1e300)


def test_an_amount_at_the_edge_is_answered() -> None:
    assert press(pair_fit(), {"pain": 1e9}, draws=20).long_run["pain"].estimate > 1e9
