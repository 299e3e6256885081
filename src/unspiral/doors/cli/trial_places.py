"""Files that ``unspiral trial`` writes: names are checked before anything is computed, all texts are made before one is written."""

from __future__ import annotations

import os
from collections.abc import Mapping

from unspiral.aside import write_aside
from unspiral.doors.cli.page_given import check_file, check_page, check_picture
from unspiral.errors import SpecError


def check_trial_places(places: Mapping[str, str | None], *inputs: str | None) -> None:
    """Refuse names that the files cannot have.

    Args:
        places: option -> name as it was given.
        inputs: files that are read, and must not be written over.

    Raises:
        SpecError: a name is empty, of another kind of file, an input, or given twice.
    """
    taken: dict[str, str] = {}
    for option, place in places.items():
        if place is None:
            continue
        if option == "--report":
            check_page(place, option, *inputs)
        elif option == "--chart":
            check_picture(place, option, *inputs)
        else:
            ending = ".ics" if option == "--ics" else ".json"
            kind = "the on-days are a calendar (iCalendar)" if option == "--ics" else "the plan is a JSON file"
            check_file(place, option, (ending, ""), kind, f"trial{ending}", inputs)
        if place == "-" or os.path.isdir(place):
            raise SpecError(f"{option} {place} names no file.", fix=f"{option} with the name of a file")
        first = taken.setdefault(os.path.realpath(place), option)
        if first != option:
            raise SpecError(f"{first} and {option} name the same file.", fix=f"{option} with a name of its own")


def write_all(texts: Mapping[str, str]) -> None:
    """Write every text into its file.

    Args:
        texts: place -> text.
    """
    for place, text in texts.items():
        write_aside(place, text)
