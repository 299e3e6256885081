"""What-ifs in words that promise nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit

from unspiral.act.whatif import hold, policy, press, pulse, schedule, weaken
from unspiral.records import Effect, Fit, Verdict, WhatIf
from unspiral.records.whatif import Piece, Rule
from unspiral.show.whatif_words import (
    change,
    number_row,
    own_cautions,
    shared_assumptions,
    target,
    told,
    whatif_sentences,
    whatif_title,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def cut(whatifs: tuple[WhatIf, ...]) -> WhatIf:
    found = whatifs[0]
    assert found.verb == "cut"
    return settled(found, Effect(-0.5, -0.9, -0.1))


@pytest.fixture
def pressed(whatifs: tuple[WhatIf, ...]) -> WhatIf:
    found = whatifs[2]
    assert found.verb == "press"
    return found


def settled(found: WhatIf, shift: Effect) -> WhatIf:
    return replace(found, long_run={**found.long_run, "depression": shift}, verdicts=())


def test_the_change_and_what_is_drawn(cut: WhatIf, pressed: WhatIf, fit: Fit) -> None:
    assert change(cut) == "pain no longer pushed depression"
    assert target(cut, fit) == "depression"
    assert change(pressed).startswith("pain were pushed down all the time by ")
    assert change(pressed).endswith(" points a day")
    assert target(pressed, fit) == "depression"


def test_the_title_says_first_what_cannot_be_told(cut: WhatIf) -> None:
    assert whatif_title(cut, "depression") == "Depression would be expected to settle lower if pain no longer pushed depression"
    higher = settled(cut, Effect(0.5, 0.1, 0.9))
    assert "would be expected to settle higher" in whatif_title(higher, "depression")
    unsure = "Cannot tell whether depression would change if pain no longer pushed depression"
    assert whatif_title(settled(cut, Effect(-0.5, -1.1, 0.1)), "depression") == unsure
    assert whatif_title(settled(cut, Effect(-0.5, None, -0.1)), "depression") == unsure
    for code, begins in (("link-not-told", "Cannot tell"), ("link-nil", "No change worth speaking of"), ("input-not-told", "Cannot tell")):
        spoilt = replace(cut, verdicts=(Verdict(code, "caution", "Because."),))
        assert not told(spoilt, "depression")
        assert whatif_title(spoilt, "depression").startswith(begins)


def test_no_confident_number_beside_what_cannot_be_told(cut: WhatIf) -> None:
    spoilt = replace(cut, verdicts=(Verdict("input-not-told", "caution", "Because."),))
    assert "These data cannot tell it from none all the same" in whatif_sentences(spoilt, "depression")[1]
    assert not any("from none" in sentence for sentence in whatif_sentences(cut, "depression"))
    across = replace(settled(cut, Effect(-0.5, -0.9, 0.1)), verdicts=spoilt.verdicts)
    assert not any("from none" in sentence for sentence in whatif_sentences(across, "depression"))


def test_nothing_is_promised(whatifs: tuple[WhatIf, ...]) -> None:
    for found in whatifs:
        for process in found.path.bands:
            words = " ".join([whatif_title(found, process), *whatif_sentences(found, process)])
            assert "expected" in words or words.startswith("Cannot tell")
            assert " will " not in words
            assert "you" not in words.casefold()


def test_the_number_has_its_interval(cut: WhatIf, pressed: WhatIf) -> None:
    said = whatif_sentences(cut, "depression")
    assert said[0] == (
        "Once everything has settled, the shift of depression would be expected to be −0.50 points (95 % interval −0.90 to −0.10)."
    )
    assert said[1].startswith("Half of it would be reached after about ")
    assert whatif_sentences(pressed, "depression")[-1].startswith("Pain itself would be expected to shift by −")


def test_an_open_long_run_gives_way_to_the_end_of_the_path(cut: WhatIf) -> None:
    said = whatif_sentences(settled(cut, Effect(-600.0, None, -0.1)), "depression")
    assert said[0].startswith("Where it would settle cannot be told; after 56 days, the shift of depression would be expected to be")
    assert "600" not in " ".join(said)
    assert number_row(settled(cut, Effect(-600.0, None, -0.1)), "depression")[2] == "cannot be told"
    assert number_row(cut, "depression")[2] == "−0.50 (−0.90 to −0.10)"


def test_assumptions_that_all_make_are_said_once(whatifs: tuple[WhatIf, ...]) -> None:
    shared = shared_assumptions(whatifs)
    assert shared
    assert all(set(shared) <= set(found.assumptions) for found in whatifs)
    assert shared_assumptions(()) == ()


def test_cautions_of_the_fit_are_not_repeated(cut: WhatIf, fit: Fit) -> None:
    own, known = Verdict("beyond-range", "caution", "Far."), Verdict("few-days", "caution", "Few.")
    warned = replace(cut, verdicts=(own, known, Verdict("horizon", "ok", "Long.")))
    assert own_cautions(warned, replace(fit, verdicts=(known,))) == (own,)


def test_every_verb_after_if() -> None:
    fit = pair_fit(spread=0.1)
    text, drift = "pain <-> depression; drug => depression (sustained)", np.array([[-0.5, 0.3], [0.2, -0.5]])
    inputs = made_fit(text, drift, inputs={"input:drug->depression": 0.3})
    few = {"draws": 20}
    assert change(pulse(fit, {"pain": -2.0}, **few)) == "pain were pushed down once by 2.0 points"
    assert change(hold(fit, {"pain": 4.0}, **few)) == "pain were held at 4.0"
    assert change(weaken(fit, {("pain", "depression"): 0.5}, **few)) == "pain pushed depression 50 % less"
    assert change(weaken(fit, {("pain", "depression"): -0.1}, **few)) == "pain pushed depression 10 % more"
    assert change(press(inputs, {"drug": 1.0}, **few)) == "drug were held at 1.0 all the time"
    pieces = [Piece("pain", -0.1, 0.0, 28.0), Piece("drug", 1.0, 7.0)]
    assert change(schedule(inputs, pieces, **few)) == (
        "pain were pushed down by 0.10 points a day from day 0 to 28 and drug were held at 1.0 from day 7.0 on"
    )
    rule = policy(fit, Rule("pain", above=True, at=6.0, until=4.0), {"depression": -1.0}, 7.0, **few)
    assert change(rule) == "depression were pushed down by 1.0 points a day while pain is at or above 6.0, until it is below 4.0"


def test_what_ends_is_told_at_its_most() -> None:
    found = pulse(pair_fit(spread=0.05), {"pain": 2.0}, draws=60)
    assert whatif_title(found, "depression").startswith("Depression would be expected to be higher for a while if pain were pushed up once")
    said = whatif_sentences(found, "depression")
    assert said[0].startswith("At its most, after 2 days, the shift of depression would be expected to be +0.31 points (95 % interval")
    assert said[0].endswith("; nothing of it lasts.")
    assert said[1].startswith("Half of all that it does would be over after about ")


def test_a_simulation_says_how_exact_it_is() -> None:
    found = policy(pair_fit(spread=0.1), Rule("pain", above=True, at=5.5, until=5.0), {"depression": -1.0}, 14.0, draws=30)
    said = " ".join(whatif_sentences(found, "depression"))
    assert "The push would be expected to be on " in said
    assert f"This was simulated {found.monte_carlo.runs} times; other random numbers would move the path by about 0." in said
