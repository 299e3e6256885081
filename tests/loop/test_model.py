"""The declared model as a record."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from unspiral.loop.model import Indicator, Link, Loop, Process, Window

LOOP = Loop(
    processes=(
        Process("pain", (Indicator("pain"),)),
        Process("depression", (Indicator("phq8", Window(14.0, "day")), Indicator("low_mood"))),
    ),
    links=(Link("pain", "depression"),),
    statements=("pain -> depression",),
)


def test_names_and_columns_keep_their_order() -> None:
    assert LOOP.names == ("pain", "depression")
    assert LOOP.columns == ("pain", "phq8", "low_mood")


def test_how_it_was_written_is_no_part_of_what_it_is() -> None:
    assert replace(LOOP, statements=()) == LOOP
    assert replace(LOOP, links=()) != LOOP
    assert replace(LOOP, vary_levels=("pain",)) != LOOP


def test_a_loop_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        LOOP.links = ()  # type: ignore[misc]
