"""Before and after: how often the interval holds, what it allows for, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.trial.before_after import LEAST, before_after
from unspiral.errors import NotIdentified

pytestmark = pytest.mark.unit


def walk(rng: np.random.Generator, days: int, likeness: float) -> np.ndarray:
    out = np.zeros(days)
    out[0] = rng.normal()
    for k in range(1, days):
        out[k] = likeness * out[k - 1] + np.sqrt(1 - likeness**2) * rng.normal()
    return np.clip(np.round(5 + 1.5 * out), 0, 10)


@pytest.mark.parametrize("likeness", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("days", [21, 42])
def test_the_interval_holds_as_often_as_it_says(days: int, likeness: float) -> None:
    rng, held, tries = np.random.default_rng([days, int(10 * likeness)]), 0, 400
    for _ in range(tries):
        series = walk(rng, 2 * days, likeness)
        gap = before_after(series[:days], series[days:]).difference
        assert gap.low is not None and gap.high is not None
        held += gap.low <= 0.0 <= gap.high
    assert 0.92 <= held / tries <= 0.99  # 95 % with a standard error of 1.1


def test_taking_days_for_unrelated_would_hold_far_less_often() -> None:
    rng, held, tries = np.random.default_rng(3), 0, 400
    for _ in range(tries):
        series = walk(rng, 56, 0.6)
        first, second = series[:28], series[28:]
        error = np.sqrt(first.var(ddof=1) / 28 + second.var(ddof=1) / 28)
        held += abs(second.mean() - first.mean()) <= 2.0 * error
    assert held / tries < 0.8


def test_a_shift_moves_the_estimate_and_missed_days_widen_it() -> None:
    series = walk(np.random.default_rng(4), 56, 0.3)
    whole = before_after(series[:28], series[28:])
    moved = before_after(series[:28], series[28:] - 2.0)
    assert moved.difference.estimate == pytest.approx(whole.difference.estimate - 2.0)
    assert (whole.before.days, whole.after.answered, whole.level) == (28, 28, 0.95)
    sparse = series.copy()
    sparse[::2] = np.nan
    fewer = before_after(sparse[:28], sparse[28:])
    assert fewer.before.answered == 14
    assert fewer.difference.high - fewer.difference.low > whole.difference.high - whole.difference.low  # type: ignore[operator]


def test_a_trend_that_was_there_before_is_not_hidden_by_a_narrow_interval() -> None:
    slow = np.linspace(8.0, 2.0, 42) + np.random.default_rng(5).normal(size=42) * 0.3
    found = before_after(slow[:21], slow[21:])
    assert found.alike > 0.6  # days that drift are days that are alike


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ([5.0] * (LEAST - 1), [1.0, 2.0] * 7, "few-answers"),
        ([5.0] * 14, [5.0] * 14, "no-movement"),
        ([np.nan] * 14, [1.0] * 14, "few-answers"),
    ],
)
def test_what_is_refused(before: list[float], after: list[float], code: str) -> None:
    with pytest.raises(NotIdentified) as refusal:
        before_after(np.array(before), np.array(after))
    assert refusal.value.code == code


def test_a_refusal_names_the_side_that_is_short_and_never_calls_a_change_none() -> None:
    """Too short a stretch since the beginning read "5 answered days before it was begun"; 5 before and 3 since "never change"."""
    week = np.array([4.0, 5.0] * 7)
    with pytest.raises(NotIdentified, match="5 days since it was begun have an answer"):
        before_after(week[:5], week[:5])
    with pytest.raises(NotIdentified, match="1 day before it was begun has an answer"):
        before_after(week[:1], week)
    with pytest.raises(NotIdentified, match="Every answer before it was begun is 5, and every one since is 3"):
        before_after(np.full(14, 5.0), np.full(14, 3.0))
