from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.imports.test_stretches import STRETCH, grown

from unspiral.measure.imports.device_clock import apple_moment, day_number
from unspiral.measure.imports.nights import Night, is_nap, merged, nights_of
from unspiral.measure.imports.stretches import ASLEEP, AWAKE, IN_BED, STAGED, Stretch

ORDER = ("Watch", "iPhone", "app")


def stretch(start: str, end: str, kind: int = ASLEEP, source: str = "Watch") -> Stretch:
    """Times such as ``03-09 23:00`` of 2024, at +0100, or with an offset of their own."""
    times = [apple_moment(f"2024-{text[:11]}:00 {text[12:] or '+0100'}") for text in (start, end)]
    return Stretch(times[0][0], times[1][0], kind, times[0][1], times[1][1], source)


def nights(*stretches: Stretch, order=ORDER) -> list[Night]:
    return list(nights_of(grown(stretches).sleeps(), order))


@pytest.mark.unit
def test_a_night_stands_on_the_day_of_waking():
    (night,) = nights(
        stretch("03-09 22:30", "03-10 07:00", IN_BED, "iPhone"),
        stretch("03-09 23:00", "03-10 02:00", STAGED),
        stretch("03-10 02:00", "03-10 02:10", AWAKE),
        stretch("03-10 02:10", "03-10 06:40", STAGED),
        stretch("03-10 06:40", "03-10 06:50", AWAKE),
    )
    assert night.day == day_number("2024-03-10")
    assert (night.asleep, night.in_bed, night.awakenings, night.nap) == (450 * 60, 510 * 60, 1, None)
    assert night.start == apple_moment("2024-03-09 23:00:00 +0100")
    assert night.end == apple_moment("2024-03-10 06:40:00 +0100")
    assert (night.sources, night.bed_sources) == (("Watch",), ("iPhone",))


@pytest.mark.unit
def test_two_devices_in_one_night_count_once_and_the_first_decides():
    watch = [stretch("03-09 23:00", "03-10 03:00", STAGED), stretch("03-10 03:00", "03-10 03:30", AWAKE)]
    app = [stretch("03-09 22:00", "03-10 06:00", ASLEEP, "app")]
    (night,) = nights(*watch, *app)
    assert night.asleep == (60 + 240 + 150) * 60
    assert night.awakenings == 1
    (other,) = nights(*watch, *app, order=("app", "Watch"))
    assert other.asleep == 480 * 60
    (copied,) = nights(*watch, *[Stretch(s.start, s.end, s.kind, s.ahead, s.end_ahead, "app") for s in watch])
    assert copied.asleep == 240 * 60


@pytest.mark.unit
def test_within_one_device_the_finer_record_is_believed():
    (night,) = nights(stretch("03-09 23:00", "03-10 07:00"), stretch("03-10 03:00", "03-10 03:20", AWAKE))
    assert (night.asleep, night.awakenings) == (460 * 60, 1)


@pytest.mark.unit
def test_plain_sleep_tells_nothing_of_awakenings():
    (night,) = nights(stretch("03-09 23:00", "03-10 07:00"))
    assert night.awakenings is None
    assert night.in_bed is None


@pytest.mark.unit
def test_the_night_when_clocks_leap_forward_is_an_hour_shorter_and_back_an_hour_longer():
    (spring,) = nights(stretch("03-30 23:00 +0100", "03-31 07:00 +0200"))
    (autumn,) = nights(stretch("10-26 23:00 +0200", "10-27 07:00 +0100"))
    assert (spring.asleep, autumn.asleep) == (7 * 3600, 9 * 3600)
    assert (spring.day, autumn.day) == (day_number("2024-03-31"), day_number("2024-10-27"))
    assert spring.end == apple_moment("2024-03-31 07:00:00 +0200")


@pytest.mark.unit
def test_a_night_on_a_journey_ends_on_the_date_of_the_place_of_waking():
    (night,) = nights(stretch("03-09 20:00 +0100", "03-09 23:30 -0500"))
    assert night.day == day_number("2024-03-09")
    assert night.asleep == 9.5 * 3600
    west = nights(stretch("03-10 02:00 +1300", "03-10 08:00 +1300"), stretch("03-09 16:00 -1000", "03-09 22:00 -1000"))
    assert [(n.day, n.asleep) for n in west] == [(day_number("2024-03-10"), 12 * 3600)]


@pytest.mark.unit
def test_naps_stand_by_themselves():
    night = stretch("03-09 23:00", "03-10 06:00")
    nap, late, long = (
        stretch("03-10 14:00", "03-10 15:00"),
        stretch("03-10 21:00", "03-10 22:00"),
        stretch("03-11 12:00", "03-11 17:00"),
    )
    (first,) = nights(night, nap)
    assert (first.asleep, first.nap) == (7 * 3600, 3600)
    (second,) = nights(night, late)
    assert (second.asleep, second.nap) == (8 * 3600, None)
    (third,) = nights(long)
    assert (third.asleep, third.nap) == (5 * 3600, None)
    (only,) = nights(nap)
    assert (only.asleep, only.nap, only.start) == (None, 3600, None)
    assert is_nap(3600, 14 * 3600)
    assert not is_nap(0, 14 * 3600)


@pytest.mark.unit
def test_two_sleeps_of_one_night_are_one_awakening_more():
    (night,) = nights(stretch("03-09 22:00", "03-10 01:00", STAGED), stretch("03-10 04:00", "03-10 08:00", STAGED))
    assert (night.asleep, night.awakenings) == (7 * 3600, 1)


@pytest.mark.property
@given(stretches=st.lists(STRETCH, max_size=14))
def test_every_minute_asleep_once(stretches):
    taken: dict[int, int] = {}
    for source in ORDER:
        own: dict[int, int] = {}
        for kind in (ASLEEP, STAGED, AWAKE):
            for s in stretches:
                if s.source == source and s.kind == kind:
                    own.update(dict.fromkeys(range(s.start // 60, s.end // 60), kind))
        taken = own | taken
    asleep = sum(kind in (ASLEEP, STAGED) for kind in taken.values())
    found = nights(*stretches)
    assert sum((night.asleep or 0) + (night.nap or 0) for night in found) == 60 * asleep
    assert len({night.day for night in found}) == len(found)


@pytest.mark.property
@given(spans=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)).map(lambda pair: (pair[0], sum(pair)))))
def test_merged_stretches_cover_the_same(spans):
    whole = merged(spans)
    assert {i for a, b in whole for i in range(a, b)} == {i for a, b in spans for i in range(a, b)}
    assert all(one[1] < other[0] for one, other in pairwise(whole))
