"""One part of a questionnaire's file: each key is taken by its kind, and what is wrong is collected, so that all of it is said at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast, get_args

from unspiral.errors import did_you_mean
from unspiral.measure.questionnaires.instrument import Evidence, Support

EVIDENCE: tuple[str, ...] = get_args(Evidence)
_LONGEST = 4000
_NOTHING: list[object] = []


class Part:
    """A table of a TOML file while it is being understood.

    Args:
        table: the table.
        where: how the file's writer would name it: "scoring.missing", "items 3".
        faults: grows by one sentence for each thing that is wrong.
    """

    def __init__(self, table: Mapping[str, object], where: str, faults: list[str]) -> None:
        self._table = table
        self._taken: set[str] = set()
        self.where = where
        self.faults = faults

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        return key in self._table

    def fault(self, key: str, what: str, fix: str) -> None:
        """Remember one fault of a key ("" = of the part as a whole)."""
        place = f"{self.where}.{key}" if self.where and key else self.where or key
        self.faults.append(f"{place}: {what} Fix: {fix}")

    def word(self, key: str, fallback: str | None = "") -> str:
        """A text; ``fallback`` None = it must be there."""
        value = self._take(key, fallback, 'a text in double quotes, such as "sum"')
        if value is None:
            return ""
        if not isinstance(value, str):
            return self._wrong(key, value, "a text", f'{key} = "..."') or ""
        if len(value) > _LONGEST or any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
            return self._wrong(key, value, "a text of one line, at most 4000 letters", "take control characters out") or ""
        if fallback is None and not value.strip():
            self.fault(key, "it is empty.", f'{key} = "..."')
        return value

    def one_of(self, key: str, known: tuple[str, ...], fallback: str | None = None) -> str:
        """One of a few words."""
        value = self.word(key, fallback)
        if value and value not in known:
            self.fault(key, f"'{value[:40]}' is not known there.{did_you_mean(value[:40], known)}", f"one of {', '.join(known)}")
            return known[0]
        return value or known[0]

    def number(self, key: str, fallback: float | None = math.nan) -> float:
        """A finite number; nan = not there; ``fallback`` None = it must be there."""
        value = self._take(key, fallback, "a number, such as 27")
        if value is None or (isinstance(value, float) and math.isnan(value) and not self.has(key)):
            return math.nan
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self._wrong(key, value, "a number", f"{key} = 27")
            return math.nan
        if not math.isfinite(value) or abs(value) > 1e6 or value != round(value, 3):
            self._wrong(key, value, "a number between -1000000 and 1000000 with at most 3 decimals", f"{key} = 27")
            return math.nan
        return float(value)

    def whole(self, key: str, fallback: int | None = 0) -> int:
        """A whole number that is not negative."""
        value = self.number(key, None if fallback is None else float(fallback))
        if math.isnan(value):
            return 0
        if value < 0 or value != int(value) or value > 1000:
            self.fault(key, f"{value:g} is not a whole number from 0 to 1000.", f"{key} = {fallback or 1}")
            return 0
        return int(value)

    def flag(self, key: str, fallback: bool) -> bool:
        """true or false."""
        value = self._take(key, fallback, "true or false")
        if not isinstance(value, bool):
            self._wrong(key, value, "true or false", f"{key} = true")
            return fallback
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when it is not there."""
        value = self._take(key, _NOTHING, "a list of texts")
        if not isinstance(value, list) or not all(isinstance(each, str) for each in cast("list[object]", value)):
            self._wrong(key, cast("object", value), "a list of texts", f'{key} = ["..."]')
            return ()
        return tuple(cast("list[str]", value))

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of finite numbers; empty when it is not there."""
        value = self._take(key, _NOTHING, "a list of numbers")
        listed = cast("list[object]", value) if isinstance(value, list) else [None]
        fine = [float(each) for each in listed if isinstance(each, (int, float)) and not isinstance(each, bool) and abs(each) <= 1e6]
        if len(fine) < len(listed):
            self._wrong(key, cast("object", value), "a list of numbers", f"{key} = [0, 10]")
            return ()
        return tuple(fine)

    def part(self, key: str, *, needed: bool = False) -> Part | None:
        """A table inside this one."""
        value = self._take(key, None if needed else {}, f"a part [{self._inside(key)}]")
        if value is None or (not needed and not self.has(key)):
            return None
        if not isinstance(value, dict):
            self._wrong(key, value, "a part of its own", f"[{self._inside(key)}]")
            return None
        return Part(cast("dict[str, object]", value), self._inside(key), self.faults)

    def parts(self, key: str) -> list[Part]:
        """A list of tables; their places are counted from 1, as people count."""
        value = self._take(key, _NOTHING, f"parts [[{self._inside(key)}]]")
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in cast("list[object]", value)):
            self._wrong(key, cast("object", value), "a list of parts", f"[[{self._inside(key)}]]")
            return []
        tables = cast("list[dict[str, object]]", value)
        return [Part(table, f"{self._inside(key)} {place}", self.faults) for place, table in enumerate(tables, 1)]

    def raw(self, key: str) -> object:
        """Whatever stands there, or None; the caller looks at it."""
        return self._take(key, ..., "") if self.has(key) else None

    def names(self) -> tuple[str, ...]:
        """The keys in the order of the file."""
        return tuple(self._table)

    def support(self) -> Support:
        """Who says so: evidence, sources, note. No number comes without it."""
        evidence = self.one_of("evidence", EVIDENCE) if self.has("evidence") else "unverified"
        if not self.has("evidence"):
            self.fault("evidence", "nothing says how well these numbers were seen.", 'evidence = "unverified" is always honest')
            self._taken.add("evidence")
        return Support(cast("Evidence", evidence), self.words("sources"), self.word("note"))

    def done(self, *also: str) -> None:
        """Complain of every key that nobody took: a misspelt one would be a lost number.

        Args:
            also: keys that are known elsewhere in such a part, for the remedy.
        """
        known = sorted({*self._taken, *also})
        for key in self._table:
            if key not in self._taken:
                self.fault(
                    key[:40], f"this is not a key that is known there.{did_you_mean(key[:40], known)}", "known are " + ", ".join(known)
                )

    def _inside(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _take(self, key: str, fallback: object, kind: str) -> object:
        self._taken.add(key)
        if key in self._table:
            return self._table[key]
        if fallback is None:
            self.fault(key, "it is missing.", f"write {kind} there")
        return fallback

    def _wrong(self, key: str, value: object, kind: str, fix: str) -> None:
        self.fault(key, f"{_shown(value)} is not {kind}.", fix)


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "a part" if isinstance(value, dict) else "a list"
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
