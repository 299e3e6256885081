"""What every journal can do, wherever it is kept."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from concurrent.futures import Future
from os import PathLike
from typing import Protocol, runtime_checkable

from unspiral.records.entry import Entry, Plain, Receipt


@runtime_checkable
class Journal(Protocol):
    """One person's journal. Writing returns a future that is done when what was written is on the disk; reading is immediate.

    All methods may be called from any thread.
    """

    def keep(self, entry: Entry) -> Future[Receipt]:
        """Add an entry.

        The future raises:
            StoreError: "key-taken" when something else was kept under this key, "full", "disk", "locked", "read-only", "damaged", "closed";
                "failed" when it corrects an entry that is not here, or holds something that cannot be kept.
        """
        ...

    def entries(self, *kinds: str, since: str = "", until: str = "") -> tuple[Entry, ...]:
        """The newest version of every entry that was not withdrawn, in the order of their days, then of their moments.

        Args:
            *kinds: only these; none = all.
            since, until: first and last day, both included; "" = open.
        """
        ...

    def standing(self, kind: str, day: str) -> tuple[str, ...]:
        """Keys of what ``entries`` gives for one kind and one day, in its order; quicker, since nothing is read."""
        ...

    def first(self, key: str) -> str:
        """The key that the entry of this version was first written under; "" where there is no such version."""
        ...

    def find(self, key: str) -> Entry | None:
        """The entry of this key, in the version that was written under it, or None."""
        ...

    def history(self, key: str) -> tuple[tuple[Entry, Receipt], ...]:
        """All versions of the entry that this key belongs to, oldest first; empty when there is none."""
        ...

    def everything(self, *, newest: bool = False, until: int | None = None) -> Generator[tuple[Entry, Receipt]]:
        """Every version of every entry, also of those withdrawn, in the order in which they were kept, as the journal is at the first one.

        Rows come as they are read, so a long journal needs no more memory than a short one. Close the generator if you stop early.

        Args:
            newest: only the newest version of each, and none that was withdrawn.
            until: as the journal was when this number was the last; None = as it is. Two readings up to
                one number tell of the same journal.
        """
        ...

    def settings(self) -> Mapping[str, Plain]:
        """All settings by name."""
        ...

    def setting(self, name: str) -> Plain:
        """A setting, or None when it was never set."""
        ...

    def settle(self, name: str, value: Plain) -> Future[None]:
        """Set a setting; None removes it."""
        ...

    def forget(self, key: str) -> Future[None]:
        """Destroy the entry that this key belongs to, with its whole history; done when nothing of it can be read any more.

        Backups that the person made still hold it. A key that is not here is no error.

        The future raises:
            StoreError: as ``keep``; "failed" where the entry is gone, and traces are left, or an older file beside this one, which a
                backup replaced, has another key and may still hold it: the sentence says which.
        """
        ...

    @property
    def version(self) -> int:
        """A number that rises with everything written; what was worked out at the same number is still true."""
        ...

    @property
    def read_only(self) -> str:
        """Why nothing can be written at present, as a sentence; "" when it can."""
        ...

    def back_up(self, path: str | PathLike[str]) -> None:
        """Write a whole copy, encrypted by the same key, to a file that must not exist yet; writing may go on meanwhile.

        Raises:
            StoreError: "there", "full", "failed", "closed".
        """
        ...

    def erase(self) -> None:
        """Destroy everything, beyond recovery, and close."""
        ...

    def close(self) -> None:
        """Finish what is being written and close; afterwards every call raises StoreError "closed"."""
        ...
