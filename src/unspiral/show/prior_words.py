"""Priors in words, the same on a terminal and on a page."""

from __future__ import annotations

from unspiral.learn.given_priors import HALF_NORMAL, LOG_NORMAL
from unspiral.learn.priors import LKJ_LAW, OF_PULL, OF_SPREAD
from unspiral.loop.picture.words import spoken
from unspiral.records.posterior import Prior
from unspiral.records.prior_view import PriorRow
from unspiral.show.numbers import amount, interval

TOO_WIDE = 20.0  # times the data's own width from which a prior's expectation is called much wider


def law_words(prior: Prior) -> str:
    """A law as it is written: "normal(0, 0.2)", "half-normal, SD up to about 1.4"."""
    if prior.law == LKJ_LAW:
        return f"LKJ({amount(prior.spread)}) of the correlations"
    if prior.law == OF_PULL:
        return f"normal, SD {amount(prior.spread)} of the pull of its two processes"
    if prior.law == OF_SPREAD:
        return f"half-normal(0, {amount(prior.spread)}) of the spread it would have if left alone"
    if prior.law == HALF_NORMAL and prior.name.startswith("sd:"):
        return f"half-normal(0, {amount(prior.spread)})"
    if prior.law == HALF_NORMAL:
        return f"half-normal(0, {amount(prior.spread)}) of the standard deviation"
    if prior.law == LOG_NORMAL:
        return f"log-normal(median {amount(prior.centre)}, SD of the logarithm {amount(prior.spread)})"
    return f"{prior.law}({amount(prior.centre)}, {amount(prior.spread)})"


def prior_line(prior: Prior) -> str:
    """A number and its law."""
    return f"{prior.name}: {law_words(prior)}"


def row_sentence(row: PriorRow) -> str:
    """What is expected of one indicator, and what the data hold."""
    what = f"{spoken(row.indicator)}, {'answers' if row.what == 'answers' else 'changes from one answer to the next'}"
    expected, held = (interval(five[0], five[4], sign=False) for five in (row.expected, row.observed))
    return f"{what}: 95 % expected {expected}; 95 % of the data {held}. {judged(row)}"


def judged(row: PriorRow) -> str:
    """Whether the priors and the data can live together."""
    width, own = row.expected[4] - row.expected[0], row.observed[4] - row.observed[0]
    if row.observed[0] < row.expected[0] or row.observed[4] > row.expected[4]:
        return "The data reach beyond what the priors expect: they may be too narrow."
    if own > 0.0 and width > TOO_WIDE * own:
        return "The priors expect far more than the data hold: they say next to nothing."
    return "The priors expect the data, and more."
