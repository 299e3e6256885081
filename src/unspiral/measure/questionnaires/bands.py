"""In which band a score lies."""

from __future__ import annotations

from fractions import Fraction

from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.rounding import exact, half_up


def band_of(instrument: Instrument, value: Fraction) -> str:
    """The name of the band, "" where the instrument has none; bands are never invented.

    Args:
        instrument: with its bands.
        value: the score. Bands written in whole numbers take a score with decimals rounded to a whole number, a half going up.

    Source: the instrument's file; tests/measure/questionnaires/test_bands.py.
    """
    written = half_up(value, grain(instrument))
    return next((band.label for band in instrument.bands if exact(band.low) <= written <= exact(band.high)), "")


def grain(instrument: Instrument) -> int:
    """How many decimals the bands are written with."""
    ends = [exact(end) for band in instrument.bands for end in (band.low, band.high)]
    return next((decimals for decimals in range(4) if all((end * 10**decimals).denominator == 1 for end in ends)), 3)
