from __future__ import annotations

import pytest

from unspiral.measure.instant import instant

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.0"),
        ("0", "-0.0"),
        ("2024-01-01 10:00", "2024-01-01T10:00:00"),
        ("2024-01-01T10:00Z", "2024-01-01T11:00:00+01:00"),
        ("2024-01-01T10:00:00.5Z", "2024-01-01T10:00:00.500+00:00"),
    ],
)
def test_the_same_time_written_in_two_ways(one, other):
    assert instant(one) == instant(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.5"),
        ("2024-01-01", "2024-01-01T00:00"),
        ("2024-01-01T10:00", "2024-01-01T10:00Z"),
        ("2024-01-01T10:00Z", "2024-01-01T10:00+01:00"),
        ("2024-01-01T10:00:00.1234567Z", "2024-01-01T10:00:00.1234568Z"),
        ("soon", "later"),
        ("nan", "0"),
    ],
)
def test_times_that_are_not_the_same(one, other):
    assert instant(one) != instant(other)


def test_what_it_looks_like():
    assert [instant(t) for t in ("", "1.0", "1.5", "2024-01-01T11:00:00+01:00", "2024-01-01 10:00")] == [
        "",
        "1",
        "1.5",
        "2024-01-01T10:00+00:00",
        "2024-01-01T10:00",
    ]
