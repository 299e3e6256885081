from __future__ import annotations

import pytest

from unspiral.store.reading import kept_words, words_kept

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("words", [["--missing", "-9"], ["--reverse", "low mood=10", "--person", "it's", "--missing", ""], []])
def test_words_come_back_as_they_were(words: list[str]) -> None:
    said = ("Column 'day' was read as the time.", *kept_words(words))
    assert len(said) == (2 if words else 1)
    assert words_kept(said) == words
    assert words_kept(()) == []
