from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act.slowing import slowing
from unspiral.act.spiral_words import assumed_of_spiral, in_words, slowing_words
from unspiral.learn.draws import draw
from unspiral.records import Effect
from unspiral.records.spiral import Weighed

pytestmark = pytest.mark.unit

GAIN = Effect(0.2, 0.1, 0.3)


@pytest.mark.parametrize(
    ("gain", "probability", "words"),
    [
        (
            Effect(0.0117, -0.034, 0.24), 0.78,
            "The loop feeds back about 1.2 % of a push; the data allow anything from -3.4 % to 24 %. "
            "Whether it feeds itself or damps itself, these data cannot tell.",
        ),
        (
            Effect(0.3, 0.1, 0.5), 0.99,
            "The loop feeds back about 30 % of a push; the data allow anything from 10 % to 50 %. That it feeds itself is clear.",
        ),
        (
            Effect(0.3, -0.05, None), 0.93,
            "The loop feeds back about 30 % of a push; the data allow anything from -5 % to a loop that runs away. "
            "Its interval has no upper end. That it feeds itself is likely.",
        ),
        (
            Effect(-0.2, -0.4, -0.1), 0.01,
            "The loop works against a push: about 20 % of it comes back with the opposite sign; the data allow anything from -40 % to "
            "-10 %. That it damps itself is clear.",
        ),
        (
            Effect(-0.2, None, 0.1), 0.08,
            "The loop works against a push: about 20 % of it comes back with the opposite sign; the data allow anything from any damping "
            "to 10 %. Its interval has no lower end. That it damps itself is likely.",
        ),
        (
            Effect(0.3, -0.1, 0.5), 0.99,  # an interval from a profile, a probability from draws
            "The loop feeds back about 30 % of a push; the data allow anything from -10 % to 50 %. That it feeds itself is likely.",
        ),
        (
            Effect(0.001, -0.02, 0.02), 0.5,
            "The loop feeds back next to nothing of a push (0.1 %); the data allow anything from -2 % to 2 %. "
            "Whether it feeds itself or damps itself, these data cannot tell.",
        ),
    ],
)  # fmt: skip
def test_the_size_what_the_data_allow_and_the_side(gain: Effect, probability: float, words: str) -> None:
    unsure = Weighed(gain, 0.05, 0.62, "cannot tell")
    said = in_words(gain, probability, unsure, closed=True)
    assert said.startswith(words)
    assert said.endswith("of a push, from which a spiral is worth speaking of, these data cannot tell (probability 62 %).")


@pytest.mark.parametrize(
    ("weighed", "end"),
    [
        (Weighed(GAIN, 0.05, 0.99, "clear"), "That it feeds itself is clear. That it feeds back more than 5 % of a push is clear."),
        (Weighed(GAIN, 0.05, 0.93, "likely"), "That it feeds back more than 5 % of a push is likely."),
        (Weighed(GAIN, 0.1, 0.004, "likely not"), "worth speaking of, is not likely (probability less than 1 %)."),
        (Weighed(GAIN, -0.05, 0.3, "cannot tell"), "damps away more than 5 % of a push, from which a spiral is worth speaking of, "
         "these data cannot tell (probability 30 %)."),
        (Weighed(GAIN, 0.05, 0.0, "nil"), "That it feeds itself is clear. It is less than 5 % either way: no spiral worth speaking of."),
    ],
)  # fmt: skip
def test_whether_it_is_worth_speaking_of(weighed: Weighed, end: str) -> None:
    assert in_words(GAIN, 0.99, weighed, closed=True).endswith(end)


def test_what_cannot_be_told_of_so_small_a_gain_is_not_told() -> None:
    small = Effect(0.004, -0.01, 0.02)
    said = in_words(small, 0.7, Weighed(small, 0.05, 0.0, "nil"), closed=True)
    assert said.endswith("to 2 %. It is less than 5 % either way: no spiral worth speaking of.")
    assert "cannot tell" not in said


def test_no_ring_no_gain() -> None:
    nothing = Weighed(Effect(0.0, 0.0, 0.0), 0.05, float("nan"), "none")
    assert in_words(nothing.effect, float("nan"), nothing, closed=False).startswith("No links lead back")


def test_of_what_slows_a_pair() -> None:
    fit = pair_fit()
    said = slowing_words(slowing(fit, draw(fit), 0.05), "day")
    assert said.startswith("With the links a disturbance lasts about 96 % longer than the slowest process alone would need (2 days); ")
    assert "Cutting pain → depression or depression → pain would do the same: recovery would be expected to be 49 % shorter" in said


def test_of_what_slows_three() -> None:
    fit = made_fit(full_loop(("pain", "depression", "sleep")), random_drift(np.random.default_rng(4), 3))
    said = slowing_words(slowing(fit, draw(fit), 0.05), "day")
    assert "Which link slows it most these data cannot tell; the estimate says sleep → pain (probability" in said
    # Two rings share one link, so that cutting it opens both.
    drift = np.array([[-0.5, 0.1, 0.2], [0.4, -0.5, 0.0], [0.0, 0.2, -0.5]])
    shared = made_fit("pain -> depression; depression -> pain; depression -> sleep; sleep -> pain", drift, spread=0.01)
    told = slowing_words(slowing(shared, draw(shared), 0.05), "day")
    assert re.search(r"The link that slows it most is pain → depression: without it .* That it is this one is clear", told)


def test_of_links_that_change_nothing() -> None:
    chain = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    assert slowing_words(slowing(chain, draw(chain), 0.05), "day").startswith("Links that lead nowhere back")
    faint = made_fit("pain <-> depression", np.array([[-0.5, 0.005], [0.003, -0.5]]), spread=0.001)
    assert "less than 5 %: nothing worth speaking of" in slowing_words(slowing(faint, draw(faint), 0.05), "day")
    damps = made_fit("pain <-> depression", np.array([[-0.5, 0.4], [-0.4, -0.3]]))
    assert slowing_words(slowing(damps, draw(damps), 0.05), "day").endswith("without any of them it would take as long or longer.")


def test_what_is_assumed_names_the_thresholds(root: Path) -> None:
    fit = pair_fit()
    said = assumed_of_spiral(fit, 0.05, 1.0, standardised=True)
    assert said[0] == (
        "A spiral counts as worth speaking of from a gain of 5 %: a held push then ends 5.3 % larger than it would without the loop."
    )
    assert any("0.1 within-person standard deviations" in line for line in said)
    assert len(assumed_of_spiral(fit, 0.05, None, standardised=True)) == 1
    assert any("none is called nil" in line for line in assumed_of_spiral(fit, 0.05, 1.0, standardised=False))
    assert "from a gain of 5 %" in (root / "docs" / "how-to" / "read-a-spiral.md").read_text(encoding="utf-8")
