"""Results that are true for one version of the journal."""

from __future__ import annotations

import pytest

from unspiral.doors.web.kept import Kept

pytestmark = pytest.mark.unit


def test_a_result_is_made_once_for_a_version_and_again_for_the_next() -> None:
    kept, made = Kept(), list[int]()
    for version in (1, 1, 2, 2):
        assert kept.get("page", version, lambda v=version: made.append(v) or v) == version
    assert made == [1, 2]


def test_a_result_of_an_older_version_does_not_push_out_a_newer_one() -> None:
    kept = Kept()
    assert kept.get("page", 2, lambda: "new") == "new"
    assert kept.get("page", 1, lambda: "old") == "old"
    assert kept.get("page", 2, lambda: "made again") == "new"


def test_the_one_used_longest_ago_makes_room() -> None:
    kept = Kept(most=2)
    for name in ("a", "b", "a", "c"):
        kept.get(name, 1, lambda n=name: n)
    assert kept.get("a", 1, lambda: "again") == "a"
    assert kept.get("b", 1, lambda: "again") == "again"


def test_nothing_is_left_after_it_was_cleared_not_even_what_was_being_made() -> None:
    kept = Kept()

    def slow() -> str:
        kept.clear()
        return "of the old file"

    assert kept.get("page", 1, slow) == "of the old file"
    assert kept.get("page", 1, lambda: "of the new file") == "of the new file"
