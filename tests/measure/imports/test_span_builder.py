from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.measure.imports.device_clock import DAY
from unspiral.measure.imports.span_builder import WINDOW, SpanBuilder, share_built
from unspiral.measure.imports.spans import share

# Places where one window ends and the next begins, one far behind the others.
EDGES = [WINDOW * number for number in (1700, 1701, 1702, 1950)]
# (edge, seconds from it, length in seconds, count, minutes ahead): some cross an edge, some an edge and midnight, some are totals of a day.
RECORD = st.tuples(
    st.sampled_from(EDGES),
    st.integers(-400, 400).map(lambda minute: 60 * minute),
    st.one_of(st.integers(0, 5400), st.integers(12 * 3600, 25 * 3600)),
    st.one_of(st.integers(0, 500).map(float), st.sampled_from([0.25, 65_535.0, 65_536.0, 1e9])),
    st.sampled_from([0, 60, -300, 825]),
)
DEVICES = st.lists(st.lists(RECORD, max_size=15), max_size=4)


def built(records) -> SpanBuilder:
    builder = SpanBuilder()
    for edge, seconds, length, amount, ahead in records:
        builder.add(edge + seconds, edge + seconds + length, amount, ahead)
    return builder


@pytest.mark.property
@settings(max_examples=100)
@given(devices=DEVICES)
def test_some_days_at_a_time_gives_what_all_at_once_gives(devices):
    builders = [built(records) for records in devices]
    for one, truth in zip(share_built(builders), share([builder.build() for builder in builders]), strict=True):
        assert one.days.keys() == truth.days.keys()
        assert one.days == pytest.approx(truth.days, abs=1e-5)
        assert (one.counted, one.left_out) == pytest.approx((truth.counted, truth.left_out), abs=1e-5)
        assert one.repeated == truth.repeated


@pytest.mark.property
@given(devices=DEVICES, data=st.data())
def test_the_order_of_records_changes_nothing_at_all(devices, data):
    mixed = [data.draw(st.permutations(records)) for records in devices]
    shared, again = share_built([built(records) for records in devices]), share_built([built(records) for records in mixed])
    assert [(one.days, one.counted, one.left_out) for one in again] == [(one.days, one.counted, one.left_out) for one in shared]


@pytest.mark.property
@given(records=st.lists(RECORD, max_size=30))
def test_packing_keeps_every_record_as_it_was(records):
    spans = built(records).build()
    rows = {(edge + seconds, edge + seconds + max(length, 1), amount) for edge, seconds, length, amount, _ in records}
    assert list(zip(spans.start.tolist(), spans.end.tolist(), spans.amount.tolist())) == sorted(rows, key=lambda r: (r[0], -r[1], -r[2]))
    assert spans.repeated == len(records) - len(rows)
    assert len(built(records)) == len(records)


@pytest.mark.unit
def test_numbers_of_every_width_come_back():
    for amounts in ([3.0, 255.0], [3.0, 256.0], [0.0, 65_536.0], [0.5, 1.0], [1e9, 2.0], [7.0, 7.0]):
        records = [(EDGES[0], 60 * i, 60, amount, ahead) for i, (amount, ahead) in enumerate(zip(amounts, (-720, 840)))]
        spans = built(records).build()
        assert spans.amount.tolist() == amounts
        assert spans.ahead.tolist() == [-720, 840]
        assert (spans.end - spans.start).tolist() == [60, 60]
    lengths = [1, 255, 256, 65_536, 90_000]
    spans = built([(EDGES[0], 60 * i, length, 1.0, 0) for i, length in enumerate(lengths)]).build()
    assert (spans.end - spans.start).tolist() == lengths


@pytest.mark.unit
def test_a_chain_without_a_gap_over_many_windows_is_shared_whole():
    """Records that overlap the next one without end leave no moment to cut at, and are still counted right."""
    chain = [(0, 43_000 * i, 43_100, 431.0, 0) for i in range(WINDOW * 6 // 43_000)]
    inside = [(0, 86_400 * i, 600, 10.0, 0) for i in range(WINDOW * 6 // 86_400)]
    builders = [built(chain), built(inside)]
    assert len(builders[0].windows()) >= 5
    shared = share_built(builders)
    seconds = 43_000 * (len(chain) - 1) + 43_100
    assert shared[0].counted == pytest.approx(seconds / 100)
    assert shared[1].counted == 0
    truth = share([builder.build() for builder in builders])
    assert shared[0].days == pytest.approx(truth[0].days)


@pytest.mark.unit
def test_the_first_record_by_its_own_clock():
    assert built([(EDGES[1], 60, 60, 1.0, 60), (EDGES[0], 120, 60, 1.0, -60)]).first() == EDGES[0] + 120 - 3600
    assert share_built([]) == ()
    assert share_built([SpanBuilder()])[0].days == {}


@pytest.mark.unit
def test_many_of_one_length_are_the_same_as_one_by_one():
    start = np.arange(40_000, dtype=np.int64) * 600 + 19_000 * DAY
    amount, ahead = np.arange(40_000, dtype=np.float64) % 90, np.full(40_000, 60, dtype=np.int64)
    many = SpanBuilder()
    many.add_many(start, 60, amount, ahead)
    (one,) = share_built([many])
    assert one.counted == amount.sum()
    assert many.first() == 19_000 * DAY + 3600
    assert len(many) == 40_000


# In a process of its own, as types are checked at every call in this one. Another step than 1 through the minutes mixes their order.
HELD = """
import json, sys, tracemalloc
from unspiral.measure.imports.span_builder import SpanBuilder, share_built
many, step = 200_000, int(sys.argv[1])
share_built([SpanBuilder()])
tracemalloc.start()
builder = SpanBuilder()
for i in range(many):
    minute = i * step % many
    builder.add(1_641_600_000 + 60 * minute, 1_641_600_060 + 60 * minute, float(minute % 120), 60)
packed, held = builder.held(), tracemalloc.get_traced_memory()[0]
tracemalloc.reset_peak()
(one,) = share_built([builder])
peak = tracemalloc.get_traced_memory()[1]
print(json.dumps([packed / many, held / many, (peak - held) / many, one.counted]))
"""


@pytest.mark.unit
@pytest.mark.parametrize("step", [1, 77_773])
def test_bytes_a_record(step):
    """Records of a minute take few bytes, in whatever order; sharing them out never widens all of them at once."""
    done = subprocess.run([sys.executable, "-c", HELD, str(step)], capture_output=True, text=True, timeout=120, check=True)
    packed, held, wider, counted = json.loads(done.stdout)
    assert packed <= 7
    assert held <= 9
    assert wider <= 25
    assert counted == sum(minute % 120 for minute in range(200_000))
