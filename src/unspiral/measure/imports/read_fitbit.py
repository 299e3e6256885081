"""Fitbit and Google: the Takeout archive, or the folder it unpacks to; lists (JSON) and tables (CSV) of older and newer exports."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date

from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import USUAL, Limits, Part, no_nested, parts_of
from unspiral.measure.imports.asked import Asked, Progress, ask
from unspiral.measure.imports.device_clock import zone_of
from unspiral.measure.imports.device_days import SLEEP, Devices, put_night, say_sleep_rules, say_withheld, write_days
from unspiral.measure.imports.export_tables import Tick
from unspiral.measure.imports.fitbit_files import ITEM_OF, NAMES, kind_of
from unspiral.measure.imports.fitbit_heart import read_heart_lists, read_heart_tables
from unspiral.measure.imports.fitbit_sleep import SleepLog, fitbit_nights, read_sleep_lists, read_sleep_tables
from unspiral.measure.imports.fitbit_steps import read_step_lists, read_step_tables
from unspiral.measure.imports.source_order import check_asked
from unspiral.measure.saying import counted
from unspiral.records.diary import Diary


def read_fitbit(
    path: str | os.PathLike[str],
    *,
    items: Iterable[str] | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    person: str = "me",
    on_progress: Progress | None = None,
    zone: str | None = None,
    sources: Sequence[str] = (),
    limits: Limits = USUAL,
) -> Diary:
    """Steps, sleep and resting heart rate of every day out of a Fitbit or Google Takeout export; no minute counts twice.

    Args:
        path: of the zip archive, of the folder it was unpacked to, or of one file in it.
        items: steps, sleep, resting_heart_rate, or single rows such as sleep_minutes; None for all.
        since, until: first and last local day that is wanted.
        person: whose export it is.
        on_progress: gets what is being done, bytes done and bytes in all.
        zone: where the person lives ("Europe/Berlin"): puts steps, whose times name no zone or UTC, on local days.
        sources: names of sources, the most trusted first.
        limits: how much an archive may hold.

    Returns:
        Rows of a day each, as ``read_apple`` gives them. What was counted, left out or doubtful stands in ``said``.

    Raises:
        DataError: nothing that is read is in there, or a file is damaged or of an unknown shape.
        SpecError: an option that no export could make right.

    Source: tests/measure/imports/test_read_fitbit.py.
    """
    asked = ask(items, since, until, person, sources)
    place = None if zone is None else zone_of(zone)
    parts = parts_of(path, limits)
    kinds = {kind: [part for part in parts if kind_of(part) == kind and asked.wants(ITEM_OF[kind.split()[0]])] for kind in NAMES}
    if not any(kind_of(part) for part in parts):
        raise no_nested(parts, "file such as steps-2024-03-09.json, sleep-2024-03-09.json or steps_2024-03-01.csv")
    tick = _ticker(kinds, on_progress)
    diary, devices = DiaryBuilder(), Devices()
    covered = read_step_lists(kinds["steps list"], devices, diary, place, tick)
    read_step_tables(kinds["steps table"], devices, diary, place, covered, tick)
    read_heart_lists(kinds["heart list"], devices, diary, tick)
    read_heart_tables(kinds["heart table"], devices, diary, tick)
    listed = read_sleep_lists(kinds["sleep list"], devices.withheld[SLEEP], diary, tick)
    tabled = read_sleep_tables(kinds["sleep table"], devices.withheld[SLEEP], diary, place, tick)
    check_asked(asked.sources, devices.ranks)
    write_days(devices, diary, asked, "fitbit")
    _write_sleep(listed, tabled, devices, diary, asked)
    for word, item in ITEM_OF.items():
        if asked.wants(item) and not any(kinds[kind] for kind in kinds if kind.startswith(word)):
            diary.say(f"No file of {item.replace('_', ' ')} is in this export.")
    others = sum(kind_of(part) is None for part in parts)
    diary.say(f"{counted(others, 'other file', 'other files')} of the export hold other things and were not read.")
    return diary.build()


def _write_sleep(listed: list[SleepLog], tabled: list[SleepLog], devices: Devices, diary: DiaryBuilder, asked: Asked) -> None:
    days = {log.day for log in listed}
    used = [log for log in tabled if log.day not in days]
    aside = len(tabled) - len(used)
    if aside:
        diary.say(f"{counted(aside, 'sleep', 'sleeps')} of UserSleeps_*.csv stand on days that sleep-*.json covers and were left aside.")
    nights = fitbit_nights([*listed, *used], diary)
    for night in nights:
        if night.day not in devices.withheld[SLEEP]:
            put_night(diary, asked, night, "fitbit")
    if nights:
        say_sleep_rules(diary)
        diary.say("Minutes asleep and in bed are those that Fitbit counted; what it calls the main sleep is the night, the rest are naps.")
    say_withheld(diary, "sleep", devices.withheld[SLEEP])


def _ticker(kinds: dict[str, list[Part]], on_progress: Progress | None) -> Tick:
    total = sum(part.size for parts in kinds.values() for part in parts)
    done = 0

    def tick(length: int) -> None:
        nonlocal done
        done = min(done + length, total)
        if on_progress is not None:
            on_progress("Reading files", done, total)

    return tick
