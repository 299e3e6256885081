"""Notes come back by line, each once."""

from __future__ import annotations

import pytest

from unspiral.compat.moved import Note
from unspiral.compat.notebook import Notebook, listed, plural

pytestmark = pytest.mark.unit


def test_notes_by_line_and_once() -> None:
    book = Notebook("a\nb\nc")
    book.left("third", 4)
    book.taken("nowhere")
    book.changed("first", 0)
    book.changed("first", 0)
    assert book.notes() == (Note("changed", "first", 1), Note("left out", "third", 3), Note("taken", "nowhere", 0))


def test_lists_of_words() -> None:
    assert [listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert (plural(["a"], "is", "are"), plural(["a", "b"], "is", "are")) == ("is", "are")
