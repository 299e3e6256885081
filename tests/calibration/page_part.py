"""A part of a validation page that a script writes: what stands between two marks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

POPULATION = Path(__file__).parents[2] / "docs" / "validation" / "population.md"


@dataclass(frozen=True)
class PagePart:
    """Where a script's tables stand.

    Args:
        page: the file.
        begin, end: marks around the part, each once in the page.
    """

    page: Path
    begin: str
    end: str

    def told(self) -> str:
        """The part as the page has it."""
        text = self.page.read_text(encoding="utf-8")
        return text[text.index(self.begin) + len(self.begin) : text.index(self.end)].strip()

    def main(self, made: Callable[[], str]) -> None:
        """What a script does: write the part with ``--write``, else print it."""
        if "--write" not in sys.argv:
            print(made())
            return
        part, text = made(), self.page.read_text(encoding="utf-8")
        head, tail = text[: text.index(self.begin) + len(self.begin)], text[text.index(self.end) :]
        self.page.write_text(f"{head}\n\n{part}\n\n{tail}", encoding="utf-8")
