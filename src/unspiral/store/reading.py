"""How a table was read, kept as one sentence among those that were said aloud, so that a fit can be made again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

_BEGINS = "Read with: "


def kept_words(words: Sequence[str]) -> tuple[str, ...]:
    """The sentence that keeps options of reading; none where there were none."""
    return (_BEGINS + shlex.join(words),) if words else ()


def words_kept(said: Sequence[str]) -> list[str]:
    """The options out of that sentence, flag and value in turn; empty where there is none."""
    kept = next((sentence for sentence in said if sentence.startswith(_BEGINS)), "")
    return shlex.split(kept.removeprefix(_BEGINS))
