"""The headline's rule, word by word."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.direction import between_note, direction, headline, link_answer, more_occasions, negligible, withhold
from unspiral.learn.draws import Draws
from unspiral.records import Direction, Effect, LinkAnswer, Rung

RNG = np.random.default_rng(0)
PAIR = ("pain", "depression")
THERE, BACK = ("pain", "depression"), ("depression", "pain")


def spread(mean: float, sd: float) -> np.ndarray:
    """Draws whose quantiles are those of a normal."""
    from scipy.special import ndtri

    return mean + sd * ndtri((np.arange(4000) + 0.5) / 4000)


@pytest.mark.parametrize(
    ("mean", "sd", "nil", "word"),
    [
        (0.30, 0.10, 0.1, "drives"),
        (-0.30, 0.10, 0.1, "drives"),
        (0.30, 0.20, 0.1, "likely drives"),
        (0.30, 0.30, 0.1, "cannot tell"),
        (0.00, 0.05, 0.1, "nil"),
        (0.00, 0.10, 0.1, "cannot tell"),
        (0.04, 0.015, 0.1, "clear but very small"),  # nil is decided before clear
        (0.04, 0.015, None, "drives"),  # raw effects: nil is never said
        (0.00, 0.01, None, "cannot tell"),
    ],
)
def test_words(mean: float, sd: float, nil: float | None, word: str) -> None:
    answer = link_answer(mean, spread(mean, sd), 0.95, nil)
    assert answer.word == word
    assert answer.effect.low is not None
    assert answer.effect.low < mean < (answer.effect.high or 0)


def test_probability_is_that_of_the_sign_of_the_estimate() -> None:
    assert link_answer(-0.2, spread(-0.2, 0.2), 0.95, 0.1).probability == pytest.approx(0.841, abs=0.002)
    assert link_answer(float("nan"), np.full(100, np.nan), 0.95, 0.1).word == "cannot tell"


def test_the_negligible_range_is_that_of_days_or_of_panels() -> None:
    assert negligible(1.0, "day") == 0.1
    assert negligible(6.0, "month") == 0.03
    assert negligible(4.0, "week") == 0.03
    assert negligible(2.0, "hour") == 0.1


def loops(there: tuple[float, float], back: tuple[float, float], stable: bool = True) -> Draws:
    """Draws of a two-process loop with links (mean, sd), self-rates 1 and unit noise."""
    drift = np.zeros((4001, 2, 2))
    drift[:, 0, 0] = drift[:, 1, 1] = -1.0 if stable else 0.1
    drift[0, 1, 0], drift[0, 0, 1] = there[0], back[0]
    drift[1:, 1, 0], drift[1:, 0, 1] = spread(*there), RNG.permutation(spread(*back))
    empty = np.zeros((4001, 2, 0))
    return Draws(drift, np.broadcast_to(np.eye(2), drift.shape).copy(), empty, empty, np.linalg.eigvals(drift).real.max(axis=1) < 0)


@pytest.mark.parametrize(
    ("there", "back", "answer"),
    [
        ((0.6, 0.1), (0.5, 0.1), "both"),
        ((0.6, 0.1), (0.0, 0.05), "pain->depression"),
        ((0.0, 0.05), (0.6, 0.1), "depression->pain"),
        ((0.0, 0.05), (0.0, 0.05), "neither"),
        ((0.6, 0.1), (0.2, 0.3), "cannot tell"),
        ((0.6, 0.4), (0.0, 0.05), "cannot tell"),
    ],
)
def test_answers(there: tuple[float, float], back: tuple[float, float], answer: str) -> None:
    found = direction(PAIR, (THERE, BACK), loops(there, back), 1.0, 0.95, 0.1)
    assert found.answer == answer
    assert all(link.standardised for link in found.links.values())


def test_a_runaway_loop_shows_raw_effects_and_never_nil() -> None:
    found = direction(PAIR, (THERE, BACK), loops((0.0, 0.01), (0.0, 0.01), stable=False), 1.0, 0.95, 0.1)
    assert not any(link.standardised for link in found.links.values())
    assert found.answer == "cannot tell"


def test_an_arrow_that_was_never_looked_at_is_neither_clear_nor_nil() -> None:
    found = direction(PAIR, (THERE,), loops((0.6, 0.1), (0.0, 1e-9)), 1.0, 0.95, 0.1)
    assert found.answer == "cannot tell"
    assert found.links[THERE].word == "drives"
    assert BACK not in found.links


def test_a_path_through_a_third_process_counts_as_an_arrow() -> None:
    drift = np.zeros((500, 3, 3))
    drift[:, range(3), range(3)] = -1.0
    drift[:, 1, 0], drift[:, 2, 1], drift[:, 0, 2] = 0.8, 0.8, 0.5
    empty = np.zeros((500, 3, 0))
    draws = Draws(drift, np.broadcast_to(np.eye(3), drift.shape).copy(), empty, empty, np.ones(500, dtype=bool))
    links = (("pain", "sleep"), ("sleep", "depression"), ("depression", "pain"))
    found = direction(("pain", "sleep", "depression"), links, draws, 1.0, 0.95, 0.1)
    assert THERE in found.links
    assert headline(("pain", "sleep", "depression")) == PAIR
    assert headline(("sleep", "activity")) == ("sleep", "activity")
    assert headline(("pain",)) is None


def test_stronger_is_the_share_of_draws() -> None:
    found = direction(PAIR, (THERE, BACK), loops((0.6, 0.05), (0.3, 0.05)), 1.0, 0.95, 0.1)
    assert found.stronger is not None
    assert found.stronger > 0.99


def answer_of(word: str, estimate: float = 0.2, half: float = 0.3) -> LinkAnswer:
    return LinkAnswer(word, 0.9, Effect(estimate, estimate - half, estimate + half), -0.1, 0.4, True)


def test_withhold_takes_back_words_of_an_edge() -> None:
    found = Direction("both", 1.0, {THERE: answer_of("drives"), BACK: answer_of("drives")})
    assert withhold(found, {"pain"}).answer == "cannot tell"
    assert {x.word for x in withhold(found, {"pain"}).links.values()} == {"cannot tell"}
    assert withhold(found, set()) == found
    assert withhold(found, {"sleep"}) == found


def rung(traits: bool, words: tuple[str, str], estimates: tuple[float, float] = (0.2, 0.2)) -> Rung:
    lagged = {a: Effect(e, 0.0, 1.0) for a, e in zip((THERE, BACK), estimates, strict=True)}
    return Rung("", traits, "constant", "centred", -1.0, 1, "", lagged, dict(zip((THERE, BACK), words, strict=True)))


def test_arrows_that_vanish_with_traits_become_the_headline() -> None:
    gone = Direction("cannot tell", 6.0, {THERE: answer_of("cannot tell"), BACK: answer_of("cannot tell")})
    plain = rung(False, ("drives", "drives"))
    assert "cannot tell" in between_note(gone, (plain,), PAIR)
    assert between_note(gone, (plain,), PAIR).startswith("People with more pain are more depressed.")
    nil = Direction("neither", 6.0, {THERE: answer_of("nil"), BACK: answer_of("nil")})
    assert "no push" in between_note(nil, (plain,), PAIR)
    kept = Direction("both", 6.0, {THERE: answer_of("drives"), BACK: answer_of("drives")})
    assert between_note(kept, (plain,), PAIR) == ""
    assert between_note(gone, (rung(False, ("cannot tell", "cannot tell")),), PAIR) == ""
    assert between_note(gone, (rung(False, ("drives", "cannot tell"), (-0.2, 0.1)),), PAIR) == ""
    assert between_note(gone, (), PAIR) == ""


def test_more_occasions_follow_the_square_root() -> None:
    assert more_occasions(answer_of("cannot tell", 0.2, 0.4), 100) == 300
    assert more_occasions(answer_of("drives"), 100) is None
    assert more_occasions(answer_of("nil"), 100) is None
    assert more_occasions(answer_of("cannot tell", 0.001, 0.4), 100) is None
    assert more_occasions(LinkAnswer("cannot tell", 0.5, Effect(0.1, None, None), -1, 1, True), 100) is None
