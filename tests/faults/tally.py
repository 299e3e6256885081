"""What a kind of fault was counted to do."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of one kind of fault.

    Args:
        fault: what was done.
        times: how often.
        acknowledged: rows for which a receipt was given.
        lost: of these, not there afterwards.
        doubled: rows that are there twice.
        said: what the person was told, each sentence once.
        notes: counts that only this fault has.
    """

    fault: str
    times: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    said: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    def count(self, note: str, more: int = 1) -> None:
        """Count something."""
        self.notes[note] = self.notes.get(note, 0) + more

    def tell(self, sentence: str) -> None:
        """Note a sentence that the person sees."""
        if sentence not in self.said:
            self.said.append(sentence)

    def text(self) -> str:
        """One line."""
        notes = "; ".join(f"{name}: {n}" for name, n in self.notes.items())
        return f"{self.fault:24} {self.times:6} {self.acknowledged:8} {self.lost:5} {self.doubled:8}   {notes}"


HEADING = f"{'fault':24} {'times':>6} {'kept':>8} {'lost':>5} {'doubled':>8}"
