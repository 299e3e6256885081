"""Skipping records with known places of the slider, no fit needed."""

from __future__ import annotations

from unspiral.records import Arrow, Effect
from unspiral.records.skipping import Assumed, Skipping

THERE, BACK = ("pain", "depression"), ("depression", "pain")


def place(pain: float, depression: float, *, word: str = "drives", effect: float = 0.3, loglik: float = -100.0) -> Assumed:
    """One place of the slider; the arrow back is never called."""
    lagged: dict[Arrow, Effect] = {THERE: Effect(effect, effect - 0.1, effect + 0.1), BACK: Effect(0.05, -0.1, 0.2)}
    words = {THERE: word, BACK: "cannot tell"}
    answer = "pain->depression" if word == "drives" else "cannot tell"
    return Assumed({"pain": pain, "depression": depression}, lagged, words, answer, loglik)


def made(*, turned: bool = False, far: bool = False) -> Skipping:
    """100 prompts, 25 skipped; ``turned``: at +0.25 of depression and beyond the arrow is only likely; ``far``: far below the best."""
    word, low = ("likely drives" if turned else "drives"), -150.0 if far else -101.0
    slider = (
        place(0.0, 0.0), place(-0.25, 0.0), place(0.25, 0.0), place(0.0, -0.25), place(0.0, 0.25, word=word, effect=0.2, loglik=low),
        place(0.0, 0.5, word=word, effect=0.1, loglik=low), place(0.02, 0.1, loglik=-99.0),
    )  # fmt: skip
    slopes = {"pain": Effect(0.01, -0.2, 0.22), "depression": Effect(0.12, -0.05, 0.3)}
    return Skipping(100, 25, slopes, place(0.0, 0.0), slider)
