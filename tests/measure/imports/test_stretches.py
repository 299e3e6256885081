from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.imports.stretches import APART, ASLEEP, AWAKE, Stretch, StretchBuilder

STRETCH = st.builds(
    lambda start, length, kind, source: Stretch(60 * start, 60 * (start + length), kind, 60, 60, source),
    st.integers(0, 3000),
    st.integers(0, 60),
    st.integers(0, 3),
    st.sampled_from(["Watch", "iPhone", "app"]),
)


def grown(stretches) -> StretchBuilder:
    builder = StretchBuilder()
    for s in stretches:
        builder.add(s.start, s.end, s.kind, s.ahead, s.end_ahead, s.source)
    return builder


@pytest.mark.property
@given(stretches=st.lists(STRETCH, max_size=20), data=st.data())
def test_every_stretch_once_in_sleeps_that_lie_apart(stretches, data):
    sleeps = list(grown(stretches).sleeps())
    assert sorted(s for sleep in sleeps for s in sleep) == sorted(set(stretches))
    ends = [max(s.end for s in sleep) for sleep in sleeps]
    assert all(sleeps[i + 1][0].start - ends[i] >= APART for i in range(len(sleeps) - 1))
    for sleep in sleeps:
        reached = sleep[0].end
        for s in sleep[1:]:
            assert s.start - reached < APART
            reached = max(reached, s.end)
    assert list(grown(data.draw(st.permutations(stretches))).sleeps()) == sleeps


@pytest.mark.unit
def test_an_unknown_clock_stays_unknown():
    builder = grown([Stretch(0, 60, ASLEEP, None, None, "log"), Stretch(60, 90, AWAKE, 60, 120, "Watch")])
    assert list(builder.sleeps()) == [[Stretch(0, 60, ASLEEP, None, None, "log"), Stretch(60, 90, AWAKE, 60, 120, "Watch")]]
    assert len(builder) == 2
    assert builder.sources == ("log", "Watch")
    assert list(StretchBuilder().sleeps()) == []
