"""The headline's rule, word by word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unspiral.learn.direction import between_note, direction, headline, link_answer, more_occasions, negligible, nil_lags, withhold
from unspiral.learn.draws import Draws
from unspiral.records import Direction, Effect, Fit, LinkAnswer, Rung

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


@pytest.mark.parametrize(
    ("estimate", "draws"),
    [
        (float("nan"), np.full(100, np.nan)),
        (0.2, np.where(np.arange(100) < 10, np.nan, 0.2)),  # too many without a value
        (0.9, spread(0.2, 0.1)),  # they lie elsewhere than the estimate
    ],
)
def test_draws_that_say_nothing_give_no_probability(estimate: float, draws: np.ndarray) -> None:
    found = link_answer(estimate, draws, 0.95, 0.1)
    assert (found.word, found.effect.low, found.effect.high) == ("cannot tell", None, None)
    assert np.isnan(found.probability)


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
    found = direction(PAIR, (THERE, BACK), loops(there, back), [1.0], 0.95, 0.1)
    assert found.answer == answer
    assert all(link.standardised for link in found.links.values())


def test_a_runaway_loop_shows_raw_effects_and_never_nil() -> None:
    found = direction(PAIR, (THERE, BACK), loops((0.0, 0.01), (0.0, 0.01), stable=False), [1.0], 0.95, 0.1)
    assert not any(link.standardised for link in found.links.values())
    assert found.answer == "cannot tell"


def test_an_arrow_that_was_never_looked_at_is_neither_clear_nor_nil() -> None:
    found = direction(PAIR, (THERE,), loops((0.6, 0.1), (0.0, 1e-9)), [1.0], 0.95, 0.1)
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
    found = direction(("pain", "sleep", "depression"), links, draws, [1.0], 0.95, 0.1)
    assert THERE in found.links
    assert headline(("pain", "sleep", "depression")) == PAIR
    assert headline(("sleep", "activity")) == ("sleep", "activity")
    assert headline(("pain",)) is None


def test_stronger_is_the_share_of_draws() -> None:
    found = direction(PAIR, (THERE, BACK), loops((0.6, 0.05), (0.3, 0.05)), [1.0], 0.95, 0.1)
    assert found.stronger is not None
    assert found.stronger > 0.99


def answer_of(word: str, estimate: float = 0.2, half: float = 0.3) -> LinkAnswer:
    """An arrow whose 95 % interval reaches ``half`` on either side."""
    narrow = half * 1.645 / 1.96
    return LinkAnswer(word, 0.9, Effect(estimate, estimate - half, estimate + half), estimate - narrow, estimate + narrow, True)


def test_withhold_takes_back_words_intervals_and_probabilities_of_an_edge() -> None:
    found = Direction("both", 1.0, {THERE: answer_of("drives"), BACK: answer_of("drives")}, 0.9)
    taken = withhold(found, (THERE, BACK), frozenset({"pain"}), PAIR)
    assert taken.answer == "cannot tell"
    assert taken.stronger is None
    assert {(x.word, x.effect.low) for x in taken.links.values()} == {("cannot tell", None)}
    assert all(np.isnan(x.probability) for x in taken.links.values())
    assert withhold(found, (THERE, BACK), frozenset(), PAIR) == found


def test_an_edge_elsewhere_leaves_the_headline_and_one_on_the_way_does_not() -> None:
    sleep = ("sleep", "activity")
    found = Direction("both", 1.0, {THERE: answer_of("drives"), BACK: answer_of("drives"), sleep: answer_of("drives")}, 0.9)
    away = withhold(found, (THERE, BACK, sleep), frozenset({"activity"}), PAIR)
    assert away.answer == "both"
    assert away.links[sleep].word == "cannot tell"
    ring = (("pain", "sleep"), ("sleep", "depression"), BACK)
    through_sleep = withhold(found, ring, frozenset({"sleep"}), PAIR)
    assert through_sleep.links[THERE].word == "cannot tell"


def test_nil_must_hold_at_lags_fixed_by_the_design() -> None:
    assert nil_lags(0.1, 300.0, "day") == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4])
    assert nil_lags(1.0, 3.0, "day") == [1.0, 2.0]
    assert nil_lags(6.0, 24.0, "month") == [6.0, 12.0, 24.0]
    assert nil_lags(90.0, 90.0, "day") == [90.0]
    # Small from beep to beep, large from day to day: neither nil nor "very small".
    dense = loops((0.6, 0.05), (0.5, 0.05))
    assert direction(PAIR, (THERE, BACK), dense, [0.02], 0.95, 0.1).answer == "neither"
    assert direction(PAIR, (THERE, BACK), dense, nil_lags(0.02, 100.0, "day"), 0.95, 0.1).answer == "both"


def rung(traits: bool, words: tuple[str, str], estimates: tuple[float, float] = (0.2, 0.2)) -> Rung:
    lagged = {a: Effect(e, 0.0, 1.0) for a, e in zip((THERE, BACK), estimates, strict=True)}
    return Rung("", traits, "constant", "centred", -1.0, 1, "", lagged, dict(zip((THERE, BACK), words, strict=True)))


@pytest.fixture
def panel_fit(cohort: Fit) -> Fit:
    """A panel fit whose answer and ladder the tests below set."""
    return cohort


def noted(fit: Fit, found: Direction, *rungs: Rung, trait: float = 0.5) -> str:
    parameters = tuple(
        replace(p, estimate=trait, low=trait - 0.2, high=trait + 0.2) if p.name == "trait:pain,depression" else p for p in fit.parameters
    )
    return between_note(replace(fit, direction=found, ladder=rungs, parameters=parameters))


def test_arrows_that_vanish_with_traits_become_the_headline(panel_fit: Fit) -> None:
    gone = Direction("cannot tell", 6.0, {THERE: answer_of("cannot tell"), BACK: answer_of("cannot tell")})
    plain = rung(False, ("drives", "drives"))
    assert noted(panel_fit, gone, plain).startswith("People with more pain are more depressed.")
    assert "cannot tell" in noted(panel_fit, gone, plain)
    nil = Direction("neither", 6.0, {THERE: answer_of("nil"), BACK: answer_of("nil")})
    assert "no push" in noted(panel_fit, nil, plain)
    kept = Direction("both", 6.0, {THERE: answer_of("drives"), BACK: answer_of("drives")})
    assert noted(panel_fit, kept, plain) == ""
    assert noted(panel_fit, gone, rung(False, ("likely drives", "cannot tell"))) == ""
    assert noted(panel_fit, gone, rung(False, ("drives", "cannot tell"), (-0.2, 0.1))) == ""
    assert noted(panel_fit, gone) == ""
    assert "People with more pain" not in noted(panel_fit, gone, plain, trait=0.1)
    assert "cannot tell" in noted(panel_fit, gone, plain, trait=0.1)
    one_way = Direction("cannot tell", 6.0, {THERE: answer_of("cannot tell")})
    assert noted(panel_fit, one_way, plain).endswith("Whether pain pushes depression within a person, these data cannot tell.")


def test_more_occasions_follow_the_square_root_and_ask_for_four_in_five() -> None:
    error = 0.4 / 1.96
    assert more_occasions(answer_of("cannot tell", 0.2, 0.4), 100) == pytest.approx(100 * ((2.8 * error / 0.2) ** 2 - 1), abs=2)
    assert more_occasions(answer_of("drives"), 100) is None
    assert more_occasions(answer_of("nil"), 100) is None
    assert more_occasions(answer_of("cannot tell", 0.001, 0.4), 100) is None
    assert more_occasions(LinkAnswer("cannot tell", 0.5, Effect(0.1, None, None), -np.inf, np.inf, True), 100) is None
