from __future__ import annotations

import numpy as np
import pytest

from unspiral.errors import DataError
from unspiral.learn.chosen_moments import chosen_moments
from unspiral.records import Moments

pytestmark = pytest.mark.unit

NAMES = ("pain", "sleep", "mood")


def labels(columns: tuple[str, ...], waves: int) -> list[str]:
    """Every mean and every entry of the lower triangle, column by column, as a word."""
    cells = [f"{c}{w}" for w in range(waves) for c in columns]
    return cells + ["*".join(sorted((cells[i], cells[j]))) for j in range(len(cells)) for i in range(j, len(cells))]


def made(waves: int = 2) -> Moments:
    rng = np.random.default_rng(3)
    cells = waves * len(NAMES)
    free = cells + cells * (cells + 1) // 2
    root, other = rng.normal(size=(cells, cells)), rng.normal(size=(free, 2 * free))
    return Moments(np.arange(waves) * 6.0, NAMES, rng.normal(size=cells), root @ root.T, 50, other @ other.T, "month")


def test_the_same_columns_are_the_same_record() -> None:
    moments = made()
    assert chosen_moments(moments, NAMES) is moments


@pytest.mark.parametrize("columns", [("mood", "pain", "sleep"), ("mood", "pain"), ("sleep",)])
def test_every_number_goes_where_its_name_goes(columns: tuple[str, ...]) -> None:
    before, after = made(), chosen_moments(made(), columns)
    assert after.indicators == columns
    was, now = labels(NAMES, 2), labels(columns, 2)
    at = [was.index(word) for word in now]
    cells = len(columns) * 2
    np.testing.assert_array_equal(after.mean, before.mean[at[:cells]])
    np.testing.assert_array_equal(after.cov, before.cov[np.ix_(at[:cells], at[:cells])])
    assert before.information is not None
    assert after.information is not None
    known = np.linalg.inv(before.information)[np.ix_(at, at)]
    np.testing.assert_allclose(np.linalg.inv(after.information), known, rtol=1e-9)
    np.testing.assert_array_equal(after.information, after.information.T)


def test_turning_round_twice_changes_no_bit() -> None:
    turned = chosen_moments(chosen_moments(made(), ("mood", "pain", "sleep")), NAMES)
    np.testing.assert_array_equal(turned.information, made().information)


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(DataError, match=r"no column 'mod'. Did you mean 'mood'") as caught:
        chosen_moments(made(), ("pain", "mod"))
    assert "Fix: " in str(caught.value)


def test_complete_answers_stay_complete() -> None:
    m = made()
    bare = Moments(m.waves, m.indicators, m.mean, m.cov, m.n, None, m.time_unit)
    assert chosen_moments(bare, ("mood",)).information is None
