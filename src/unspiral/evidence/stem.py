"""Words cut to what they have in common: "depressed", "depressive" and "depression" are one word to somebody who searches."""

from __future__ import annotations

import re
import unicodedata

# Longest first; what is left keeps at least four letters.
_ENDINGS = (
    "iveness", "ations", "atory", "ities", "ation", "ively", "ings", "ness", "ions", "ives", "ally", "ing", "ion", "ive", "ity",
    "ies", "ied", "al", "ed", "es", "ly", "e", "s", "y",
)  # fmt: skip
_KEPT = 4

# Short forms that tables use, and what people type in their place.
SHORT = {
    "lbp": "low back pain",
    "nslbp": "non specific low back pain",
    "clbp": "chronic low back pain",
    "cbp": "chronic back pain",
    "bp": "back pain",
    "dep": "depression",
    "depanx": "depression anxiety",
    "mdd": "major depression",
    "mde": "major depression episode",
    "cbt": "cognitive behavioural therapy",
    "mbsr": "mindfulness based stress reduction",
    "pemf": "pulsed magnetic fields",
    "nsaid": "anti inflammatory",
    "tca": "tricyclic antidepressant",
    "snri": "antidepressant",
    "mz": "monozygotic twin",
    "dz": "dizygotic twin",
    "ema": "ecological momentary assessment diary",
}

# Words that a question is made of and a table is not.
EMPTY = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "could", "do", "does", "did", "for", "from", "has", "have", "how",
    "i", "if", "in", "is", "it", "its", "may", "me", "my", "of", "on", "or", "should", "so", "than", "that", "the", "their", "them",
    "there", "these", "they", "this", "to", "was", "what", "when", "where", "which", "who", "why", "will", "with", "would", "help",
    "helps",
})  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words of a text in small letters, without accents; names with "_" or "-" between them come apart."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
    return re.findall(r"[^\W_]+", plain)


def spelled_out(words: list[str]) -> list[str]:
    """The same with what short forms stand for behind them."""
    return [*words, *(long for word in words if word in SHORT for long in SHORT[word].split())]


def stem(word: str) -> str:
    """What a word has in common with its relatives: ``stem("depressive")`` is "depress".

    Args:
        word: one word in small letters.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT and not (ending == "s" and word.endswith("ss")):
            return word[: -len(ending)]
    return word
