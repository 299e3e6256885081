"""What a new passphrase must be: long, and not one of those that are tried first."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

LEAST, MOST = 12, 256  # letters; no rule about their kinds
# Rows of keyboards and of the alphabet, forwards and backwards, that long "passwords" are cut from.
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
# Words that such lists are full of, and those that stand on this very page.
# fmt: off
WORDS = (
    "password", "passwort", "passphrase", "motdepasse", "contrasena", "senha", "parola", "welcome", "willkommen", "letmein", "iloveyou",
    "unspiral", "backpain", "secret", "geheim", "admin", "administrator", "login", "master", "monkey", "dragon", "football", "baseball",
    "superman", "batman", "sunshine", "princess", "shadow", "michael", "jennifer", "hello", "hallo", "test", "trustno", "changeme",
    "default", "guest", "user", "root", "access", "whatever", "starwars", "computer", "internet",
)
# fmt: on
SWAPS = str.maketrans("@430517$!", "aaeosltsi")  # the usual disguises
FEW = 5  # different letters


def objection(passphrase: str, again: str) -> str:
    """Why a passphrase cannot be taken, as a sentence; "" when it can.

    Args:
        passphrase: as it was typed.
        again: as it was typed the second time.
    """
    if len(passphrase) < LEAST:
        return f"A passphrase needs at least {LEAST} letters. Four or five words that do not belong together are easy to keep in mind."
    if len(passphrase) > MOST:
        return f"A passphrase can have at most {MOST} letters."
    if is_common(passphrase):
        return "This is one of the first that anybody would try. Four or five words that do not belong together are easy to keep in mind."
    return "" if passphrase == again else "The two are not the same."


def is_common(passphrase: str) -> bool:
    """True for one that is tried first: a word of such lists with little around it, a row of keys, the same again and again."""
    told = "".join(unicodedata.normalize("NFKC", passphrase).casefold().split())
    if len(set(told)) < FEW or _repeats(told):
        return True
    rows = [turned for row in ROWS for turned in (row, row[::-1])]
    rest = _without(told, rows, 4)
    left = min(len(_without(rest, WORDS, 4)), len(_without(rest.translate(SWAPS), WORDS, 4)))
    return left < 6


def _repeats(told: str) -> bool:
    return any((told[:size] * len(told))[: len(told)] == told for size in range(1, len(told) // 2 + 1))


def _without(told: str, pieces: Sequence[str], least: int) -> str:
    """What is left when every run of at least ``least`` letters that lies in one of the pieces is taken out."""
    left, at = "", 0
    while at < len(told):
        end = at
        while end < len(told) and any(told[at : end + 1] in piece for piece in pieces):
            end += 1
        if end - at >= least:
            at = end
        else:
            left, at = left + told[at], at + 1
    return left
