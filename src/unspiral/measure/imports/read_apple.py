"""Apple Health: export.zip as the phone makes it, the folder it unpacks to, or the XML file in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date

from unspiral.errors import DataError, SpecError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.apple_records import AppleRecords
from unspiral.measure.imports.apple_xml import looks_like_export, read_elements
from unspiral.measure.imports.archive import USUAL, Limits, Part, no_nested, parts_of
from unspiral.measure.imports.asked import Progress, ask
from unspiral.measure.imports.device_days import Devices, write_days
from unspiral.measure.imports.source_order import check_asked
from unspiral.measure.paste import shell
from unspiral.measure.saying import counted
from unspiral.records.diary import Diary

UNREADABLE = ("refuse", "leave out")


def read_apple(
    path: str | os.PathLike[str],
    *,
    items: Iterable[str] | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    person: str = "me",
    on_progress: Progress | None = None,
    sources: Sequence[str] = (),
    raw: bool = False,
    unreadable: str = "refuse",
    limits: Limits = USUAL,
) -> Diary:
    """Steps, sleep and resting heart rate of every day out of an Apple Health export; no moment counts twice.

    Args:
        path: of export.zip, of the folder it was unpacked to, or of the XML file in it, in whatever language it is named.
        items: steps, sleep, resting_heart_rate, or single rows such as sleep_minutes; None for all.
        since, until: first and last local day that is wanted.
        person: whose export it is.
        on_progress: gets what is being done, bytes done and bytes in all.
        sources: names of sources, the most trusted first; those left out follow: watches, phones, other apps.
        raw: every record as well, with its own start and end.
        unreadable: "refuse" the file at the first record that cannot be read, or "leave out" such records and say so.
        limits: how much an archive may hold.

    Returns:
        Rows of a day each: steps, sleep_minutes, nap_minutes, in_bed_minutes, awakenings, sleep_start, sleep_end, resting_heart_rate, and
        steps_partial where a day may be incomplete. What was counted, left out or doubtful stands in ``said``.

    Raises:
        DataError: it is no such export, or is cut off, damaged, made up to do harm, or in units that are not known.
        SpecError: an option that no export could make right.

    Source: tests/measure/imports/test_read_apple.py, bench/measure_apple.py.
    """
    asked = ask(items, since, until, person, sources, raw)
    if unreadable not in UNREADABLE:
        raise SpecError(f"unreadable='{unreadable[:20]}' is not known.", fix='write unreadable="refuse" or unreadable="leave out".')
    part = _health_data(parts_of(path, limits))
    diary, devices = DiaryBuilder(), Devices()
    records = AppleRecords(part.file, asked, devices, diary, unreadable == "leave out")
    stray = read_elements(part, records.take, on_progress)
    check_asked(asked.sources, devices.ranks)
    if not (devices.steps or len(devices.sleep) or devices.hearts):
        diary.say(f"None of the {records.seen} records of '{part.file}' is of the items that were asked for.")
    write_days(devices, diary, asked, "apple")
    if stray:
        diary.say(f"{counted(stray, 'stray control character was', 'stray control characters were')} read as a space.")
    records.say()
    diary.say("Days are local days by the offset that stands beside each date.")
    return diary.build()


def _health_data(parts: tuple[Part, ...]) -> Part:
    """The XML file of the records, known by what is in it."""
    if len(parts) == 1 and parts[0].whole.name == parts[0].name:
        return parts[0]  # the file itself was named: what is wrong with it is said when it is read
    found = [part for part in parts if part.file.lower().endswith(".xml") and looks_like_export(part.head())]
    if not found:
        raise no_nested(parts, "XML file of health records")
    if len(found) > 1:
        names = ", ".join(f"'{part.name[-60:]}'" for part in found[:4])
        raise DataError(
            f"'{found[0].whole.name}' holds {len(found)} files of health records: {names}.",
            why="Which of them counts cannot be told, and together they would count days twice.",
            fix=f"unpack it and name one of them: unzip {shell(found[0].whole.name)}",
        )
    return found[0]
