"""What a ranking was asked, out of the words of the command line."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.errors import SpecError


def pairs_given(given: Sequence[str], option: str, example: str) -> list[tuple[str, str]]:
    """NAME=WORD, each name once.

    Raises:
        SpecError: one that is none, or a name twice.
    """
    found: list[tuple[str, str]] = []
    for text in given:
        name, sign, word = (part.strip() for part in text.partition("="))
        if not sign or not name or not word:
            raise SpecError(f"'{option} {text}' is not a name, '=' and a value.", fix=f"{option} {example}")
        if name in dict(found):
            raise SpecError(f"'{option}' names '{name}' twice.", fix=f"{option} {name}={word}, once.")
        found.append((name, word))
    return found


def numbers_given(given: Sequence[str], option: str, example: str) -> dict[str, float]:
    """NAME=NUMBER, each name once.

    Raises:
        SpecError: one that is none, or a name twice.
    """
    found: dict[str, float] = {}
    for name, word in pairs_given(given, option, example):
        try:
            found[name] = float(word)
        except ValueError:
            raise SpecError(f"'{word}' in '{option} {name}={word}' is not a number.", fix=f"{option} {example}") from None
    return found


def weights_given(given: Sequence[str]) -> dict[str, float]:
    """``--weight PROCESS=N``, several times."""
    return numbers_given(given, "--weight", "pain=1")
