"""Long, and not the first that anybody would try."""

from __future__ import annotations

import pytest

from unspiral.doors.web.passphrase import LEAST, MOST, is_common, objection

pytestmark = pytest.mark.unit

COMMON = [
    "password1234",
    "Passw0rd1234!",
    "P@ssword123456",
    "123456789012",
    "qwertyuiop123",
    "1qaz2wsx3edc4rfv",
    "iloveyou2024",
    "abcabcabcabc",
    "aaaaaaaaaaaaaaa",
    "unspiralunspiral",
    "adminadmin123",
    "qwerty qwerty qwerty",
    "zyxwvutsrqponm",
    "welcome welcome1",
]
FINE = [
    "four words that rhyme not",
    "correct horse battery staple",
    "Der Kater schläft im Regen",
    "kettle-ostrich-seven-lamp",
    "u8#kQ2!vLm9z",
    "昨日は雨が降りましたから傘を買った",
]


@pytest.mark.parametrize("told", COMMON)
def test_common_ones_are_refused(told: str) -> None:
    assert is_common(told)
    assert "first that anybody" in objection(told, told)


@pytest.mark.parametrize("told", FINE)
def test_others_are_taken(told: str) -> None:
    assert objection(told, told) == ""


def test_length_is_the_only_rule() -> None:
    assert str(LEAST) in objection("x" * (LEAST - 1), "x" * (LEAST - 1))
    assert str(MOST) in objection("xyzab" * 60, "")
    assert objection("kettle ostrich", "kettle ostrich ") == "The two are not the same."
