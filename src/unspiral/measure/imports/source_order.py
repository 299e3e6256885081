"""Which device is believed first where several counted at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from unspiral.errors import SpecError

# The smaller, the sooner it is believed.
WATCH, PHONE, APP, MIRROR = 0, 1, 2, 3

# Whole words: a "husband" wears no band, and a "stopwatch" is an app.
_WATCH_WORDS = frozenset({"watch", "applewatch", "smartwatch", "fitbit", "band"})
_PHONE_WORDS = frozenset({"iphone", "phone", "smartphone", "mobiletrack", "pixel"})
_WORD = re.compile(r"[^\W\d_]+")
# Names under which counts arrive that another app had counted before.
_MIRROR_WORDS = ("health connect", "health kit", "healthkit")


def rank_of(name: str, device: str = "") -> int:
    """A watch is believed before a phone, a phone before any other app, an app before a copy of other apps' counts.

    Args:
        name: of the source, as the file gives it.
        device: what the file says of the hardware; "" where it says nothing.

    >>> rank_of("Watch of P1"), rank_of("iPhone"), rank_of("Sleep app"), rank_of("Phone Health Connect")
    (0, 1, 2, 3)
    """
    words = name.casefold()
    if any(word in words for word in _MIRROR_WORDS):
        return MIRROR
    told = told_by(device)
    if told is not None:
        return told
    found = set(_WORD.findall(words))
    return WATCH if found & _WATCH_WORDS else PHONE if found & _PHONE_WORDS else APP


def told_by(device: str) -> int | None:
    """What the hardware says of itself, whatever its owner called it; None where it does not say.

    >>> told_by("manufacturer:Apple Inc., model:iPhone"), told_by("")
    (1, None)
    """
    if "manufacturer:Apple" not in device:
        return None
    return WATCH if "model:Watch" in device else PHONE if "model:iPhone" in device else None


def ordered(ranks: dict[str, int], asked: Sequence[str]) -> tuple[str, ...]:
    """All sources, the most trusted first: those that were asked for, then watches, phones, other apps, copies, each by name."""
    left = sorted(set(ranks) - set(asked), key=lambda name: (ranks[name], name.casefold(), name))
    return (*(name for name in asked if name in ranks), *left)


def check_asked(asked: Sequence[str], known: Iterable[str]) -> None:
    """Refuse an order that names a source which is not there.

    The names that are there are not repeated: devices are often called after their owner.

    Raises:
        SpecError: a name is not there, or is there twice.
    """
    names = set(known)
    for place, name in enumerate(asked, 1):
        if name not in names:
            raise SpecError(
                f"Name {place} in --sources (in Python: sources=) is not among the {len(names)} sources of this file.",
                why="Names have to stand exactly as in the file, with their capitals and apostrophes.",
                fix="read it once without --sources; what is said then (in Python: diary.said) names all of them.",
            )
    if len(set(asked)) < len(asked):
        raise SpecError("--sources (in Python: sources=) names one source twice.", fix="name each source once, the most trusted first.")
