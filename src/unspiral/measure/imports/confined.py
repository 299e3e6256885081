"""Reads a stranger's file in a process of its own, with little memory and little time, and writes what it found as JSON.

Run by ``unspiral.doors.web``: ``python -P -m unspiral.measure.imports.confined FILE``; -P, so that nothing beside the file is run. Whatever
the file does to a reader, it does it there.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from unspiral.errors import UnspiralError
from unspiral.measure.imports.read_journal import journal_in, read_journal

MEMORY = 2 << 30  # bytes of address space
SECONDS = 120  # of the processor
MOST_ROWS = 400_000


def confine() -> None:
    """Set the limits of this process; where the system has none, it goes without."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def found_in(path: Path) -> dict[str, object]:
    """What is in a file: kind, what is to be said, and rows as ``unspiral.records.diary.COLUMNS``; or what is wrong with it.

    Args:
        path: of the file; its name may tell what it is.
    """
    try:
        text = journal_in(path)
        if text is not None:
            read_journal(text)  # only to say what is wrong with it
            return {"kind": "journal", "text": text.decode()}
        from unspiral.measure.imports.kinds import kind_of, read_any

        diary = read_any(path)
        if len(diary) > MOST_ROWS:
            what = f"The file has {len(diary)} answers, and {MOST_ROWS} can be taken at once."
            return _wrong(what, "", "take a shorter stretch of days")
        return {"kind": kind_of(str(path)), "said": list(diary.said), "rows": [list(row) for row in diary.rows()]}
    except UnspiralError as error:
        return _wrong(error.what, error.why, error.fix)
    except (MemoryError, RecursionError):
        return _wrong("The file is too large to be read.", "", "take a shorter stretch of days")
    except Exception as error:  # a reader that stumbles must not look like a file that is empty
        return _wrong("The file could not be read.", f"The reader stopped ({type(error).__name__}).", "tell us what kind of file it is")


def main(arguments: list[str], out: TextIO) -> None:
    """Read the file that is named, and write what was found."""
    confine()
    json.dump(found_in(Path(arguments[0])), out)


def _wrong(what: str, why: str, fix: str) -> dict[str, object]:
    return {"wrong": {"what": what, "why": why, "fix": fix}}


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
