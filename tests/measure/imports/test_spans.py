from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.measure.imports.device_clock import DAY
from unspiral.measure.imports.spans import TOTAL, SpanBuilder, Spans, cover_of, share

NOON = 19_000 * DAY + 12 * 3600
# (start in minutes from noon, length in minutes, count, hours ahead): some cross the midnight that follows.
RECORD = st.tuples(st.integers(0, 900), st.integers(1, 90), st.integers(0, 500), st.sampled_from([0, 1, -5, 13, -11]))
DEVICE = st.lists(RECORD, max_size=12)


def spans(records) -> Spans:
    builder = SpanBuilder()
    for start, length, amount, hours in records:
        builder.add(NOON + 60 * start, NOON + 60 * (start + length), amount, 60 * hours)
    return builder.build()


def minute_by_minute(devices) -> list[dict[int, float]]:
    """The same by brute force: every minute belongs to the first record of the first device that covers it."""
    taken: set[int] = set()
    found = []
    for records in devices:
        own: dict[int, float] = {}
        seen: set[tuple[int, int, int]] = set()
        for start, length, amount, hours in sorted(records, key=lambda r: (r[0], -r[1], -r[2], r[3])):
            if (start, length, amount) in seen:
                continue
            seen.add((start, length, amount))
            for minute in range(start, start + length):
                if minute not in taken:
                    day = (NOON + 60 * minute + 3600 * hours) // DAY
                    own[day] = own.get(day, 0.0) + amount / length
                    taken.add(minute)
        found.append(own)
    return found


def total(devices) -> float:
    return sum(one.counted for one in share([spans(records) for records in devices]))


@pytest.mark.property
@settings(max_examples=300)
@given(devices=st.lists(DEVICE, max_size=4))
def test_a_grid_of_minutes_counts_the_same(devices):
    for one, truth in zip(share([spans(records) for records in devices]), minute_by_minute(devices), strict=True):
        assert one.days.keys() == truth.keys()
        for day, amount in truth.items():
            assert one.days[day] == pytest.approx(amount, abs=1e-6)


@pytest.mark.property
@given(devices=st.lists(DEVICE, min_size=1, max_size=4), data=st.data())
def test_never_more_than_the_sum_and_whatever_the_order_of_records(devices, data):
    shared = share([spans(records) for records in devices])
    for records, one in zip(devices, shared):
        assert 0 <= one.counted <= sum(record[2] for record in records) + 1e-6
        assert one.counted + one.left_out == pytest.approx(sum(amount for *_, amount in {r[:3] for r in records}), abs=1e-6)
    mixed = [data.draw(st.permutations(records)) for records in devices]
    assert [one.days for one in share([spans(records) for records in mixed])] == [one.days for one in shared]


@pytest.mark.property
@given(records=DEVICE, others=st.lists(DEVICE, max_size=2))
def test_a_copy_of_a_device_adds_nothing(records, others):
    shared = share([spans(one) for one in (records, *others, records)])
    assert shared[-1].counted == 0
    assert shared[-1].days == {}
    assert total([records, records, *others]) == pytest.approx(total([records, *others]), abs=1e-6)


@pytest.mark.property
@given(counts=st.lists(st.lists(st.integers(0, 10_000), max_size=6), max_size=4))
def test_devices_that_never_overlap_add_up_exactly(counts):
    place = 0
    devices = []
    for amounts in counts:
        devices.append([(5 * (place + i), 5, amount, 0) for i, amount in enumerate(amounts)])
        place += len(amounts)
    assert total(devices) == sum(map(sum, counts))


@pytest.mark.unit
def test_a_record_without_length_counts_unless_its_moment_is_taken():
    instant, stretch = (30, 0, 7, 0), (0, 60, 100, 0)
    assert total([[instant]]) == 7
    assert total([[stretch], [instant]]) == 100
    assert total([[instant], [instant]]) == 7
    assert total([[(60, 0, 7, 0)], [stretch]]) == 107


@pytest.mark.unit
def test_a_total_of_a_day_is_all_or_nothing():
    day = (-720, TOTAL // 60, 8000, 0)
    assert total([[(-700, 10, 500, 0)], [day]]) == 500
    assert total([[(100, 10, 500, 0)], [day]]) == 8500
    rejected = share([spans([(-700, 10, 500, 0)]), spans([day, (-600, 10, 30, 0)]), spans([(-500, 10, 40, 0)])])
    assert [one.counted for one in rejected] == [500, 30, 40]
    assert rejected[1].left_out == 8000


@pytest.mark.unit
def test_a_record_over_midnight_is_cut_there_by_its_own_clock():
    (one,) = share([spans([(690, 60, 600, 0), (690 - 60, 60, 60, -5)])])
    assert one.days == {19_000: 360.0, 19_001: 300.0}
    assert one.counted == 660


@pytest.mark.unit
def test_repeats_are_counted_once():
    repeated = spans([(0, 10, 5, 0), (0, 10, 5, 0), (0, 10, 6, 0)])
    assert repeated.repeated == 1
    assert len(repeated.start) == 2
    assert total([[(0, 10, 5, 0), (0, 10, 5, 0)]]) == 5


@pytest.mark.unit
def test_a_million_records_in_one_second():
    builder = SpanBuilder()
    for i in range(1_000_000):
        builder._start.append(NOON)
        builder._length.append(1)
        builder._amount.append(i % 7)
        builder._ahead.append(0)
    (one,) = share([builder.build()])
    assert one.days == {19_000: 6.0}


@pytest.mark.property
@given(stretches=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=12), at=st.lists(st.integers(-10, 260), min_size=1))
def test_cover_counts_every_second_once(stretches, at):
    start = np.array([s for s, _ in stretches], dtype=np.int64)
    end = np.array([s + n for s, n in stretches], dtype=np.int64)
    closed = {second for s, n in stretches for second in range(s, s + n)}
    moments = np.array(at, dtype=np.int64)
    assert cover_of(start, end).seconds(moments).tolist() == [sum(second < moment for second in closed) for moment in at]
