"""A made-up person for trials: days with a level of their own, each like the one before, and a thing that does what it is said to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
from numpy import ndarray
from tests.doors.web.conftest import NOW
from tests.doors.web.entries import kept

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Plain

FORM = {
    "name": "an evening walk", "medicine": "no", "outcome": "pain", "effect": "2", "kept": "1", "fading": "0", "way": "drawn", "weeks": "3",
}  # fmt: skip
TODAY = NOW.date().isoformat()
TOMORROW = (NOW.date() + timedelta(days=1)).isoformat()


class Clock:
    """The person's clock, moved by hand."""

    def __init__(self, desk: Desk) -> None:
        self.at: datetime = NOW
        desk.now = lambda: self.at

    def to(self, day: str, hour: int = 20) -> None:
        """Turn it to an hour of a day."""
        self.at = datetime.combine(date.fromisoformat(day), NOW.timetz()).replace(hour=hour)


def days_of(count: int, seed: int, *, likeness: float = 0.3, spread: float = 1.2) -> ndarray:
    """Pain around 5, each day like the one before."""
    chance, out = np.random.default_rng(seed), np.zeros(count)
    for k in range(count):
        out[k] = (likeness * out[k - 1] if k else 0.0) + np.sqrt(1 - likeness**2) * chance.normal() * spread
    return 5.0 + out


def check_ins(desk: Desk, first: str, pain: Sequence[float], trial: str = "", missed: Sequence[int] = ()) -> None:
    """One check-in a day."""
    for k, value in enumerate(pain):
        if k in missed:
            continue
        body: dict[str, Plain] = {"answers": {"pain": int(np.clip(np.round(value), 0, 10))}}
        if trial:
            body["trial"] = {trial: "yes"}
        kept(desk, "check-in", body, (date.fromisoformat(first) + timedelta(days=k)).isoformat())


def four_weeks_before(desk: Desk, seed: int = 1, days: int = 28) -> None:
    """The days before anything is tried."""
    check_ins(desk, (NOW.date() - timedelta(days=days - 1)).isoformat(), list(days_of(days, seed)))
