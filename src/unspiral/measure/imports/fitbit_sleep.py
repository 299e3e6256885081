"""Sleep of a Fitbit or Google export: one log a sleep, with the minutes that Fitbit counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.archive import Part
from unspiral.measure.imports.device_clock import DAY, ahead_in, day_text, iso_moment
from unspiral.measure.imports.device_days import LONGEST
from unspiral.measure.imports.export_tables import Tick, csv_rows, json_entries
from unspiral.measure.imports.fitbit_files import field_of, number_of, object_of, refuse
from unspiral.measure.imports.nights import Night, is_nap
from unspiral.measure.saying import counted

TABLE = ("sleep_start", "sleep_end", "start_utc_offset", "end_utc_offset", "minutes_asleep", "minutes_in_sleep_period")


@dataclass(frozen=True, slots=True)
class SleepLog:
    """One sleep.

    Args:
        start, end: seconds since 1970; UTC where the offset is known, else those of the local clock.
        asleep, in_bed: minutes.
        awakenings: None where the log does not count them.
        main: whether Fitbit calls it the main sleep of the day; None where it does not say.
        ahead, end_ahead: minutes that the local clock was ahead of UTC; None where that is not known.
        source: kind of file.
    """

    start: int
    end: int
    asleep: float
    in_bed: float
    awakenings: int | None
    main: bool | None
    ahead: int | None
    end_ahead: int | None
    source: str

    @property
    def day(self) -> int:
        """Of waking, counted from 1970."""
        return (self.end + 60 * (self.end_ahead or 0)) // DAY

    @property
    def nap(self) -> bool:
        """Whether it is a nap: what Fitbit says, or the rule of ``nights``."""
        return is_nap(round(60 * self.asleep), self.start + 60 * (self.ahead or 0)) if self.main is None else not self.main


def read_sleep_lists(parts: Sequence[Part], withheld: set[int], diary: DiaryBuilder, tick: Tick) -> list[SleepLog]:
    """Read ``sleep-2024-03-09.json`` and its like.

    Args:
        parts: these files.
        withheld: takes days of logs that cannot be true.
        diary: is told of logs whose own date is another day than that of waking.
        tick: gets bytes read.

    Raises:
        DataError: an entry that cannot be read.
    """
    logs: list[SleepLog] = []
    moved = 0
    for part in parts:
        for number, entry in json_entries(part, tick):
            start, end = (_local(part, number, entry, name) for name in ("startTime", "endTime"))
            asleep, in_bed = (number_of(part, number, field_of(part, number, entry, name), name) for name in ("minutesAsleep", "timeInBed"))
            main = entry.get("mainSleep", entry.get("isMainSleep"))
            log = SleepLog(start, end, asleep, in_bed, _awake(entry), main if isinstance(main, bool) else None, None, None, "sleep list")
            moved += entry.get("dateOfSleep", "")[:10] != day_text(log.day) if isinstance(entry.get("dateOfSleep"), str) else 0
            _keep(log, logs, withheld)
    if moved:
        diary.say(
            f"{counted(moved, 'sleep stands', 'sleeps stand')} on the day of waking, which is not the date that the export gives them."
        )
    return logs


def read_sleep_tables(parts: Sequence[Part], withheld: set[int], diary: DiaryBuilder, zone: ZoneInfo | None, tick: Tick) -> list[SleepLog]:
    """Read ``UserSleeps_2024-03-01.csv`` and its like.

    Args:
        parts: these files.
        withheld: takes days of logs that cannot be true.
        diary: is told of offsets that were not believed.
        zone: of the person; where the file says +00:00 and this zone is elsewhere, the zone is believed.
        tick: gets bytes read.

    Raises:
        DataError: a row that cannot be read.
    """
    logs: list[SleepLog] = []
    mended = 0
    for part in parts:
        for number, (start_text, end_text, start_offset, end_offset, asleep_text, bed_text) in csv_rows(part, TABLE, tick):
            try:
                start, end = iso_moment(start_text)[0], iso_moment(end_text)[0]
                offsets = [iso_moment("2000-01-01T00:00" + text)[1] for text in (start_offset, end_offset)]
            except ValueError:
                refuse(part, number, "has a time or an offset that cannot be read")
            if zone is not None and offsets == [0, 0]:
                offsets = [ahead_in(zone, start // 900), ahead_in(zone, end // 900)]
                mended += offsets != [0, 0]
            asleep, in_bed = number_of(part, number, asleep_text, "minutes_asleep"), number_of(part, number, bed_text, TABLE[5])
            _keep(SleepLog(start, end, asleep, in_bed, None, None, offsets[0], offsets[1], "sleep table"), logs, withheld)
    if mended and zone is not None:
        diary.say(
            f"{counted(mended, 'sleep says', 'sleeps say')} +00:00 in UserSleeps_*.csv; the clock of {zone.key} was taken in its place."
        )
    return logs


def fitbit_nights(logs: Iterable[SleepLog], diary: DiaryBuilder) -> list[Night]:
    """Nights out of logs: repeats once, of logs that overlap the main or longer one, the rest on the day of waking."""
    kept: list[SleepLog] = []
    seen: set[tuple[int, int]] = set()
    near: dict[int, list[SleepLog]] = {}
    repeats = overlaps = 0
    for log in sorted(logs, key=lambda log: (log.nap, log.start - log.end, log.start, repr(log))):
        begun = log.start // LONGEST  # no sleep is longer, so only neighbours can overlap
        others = [other for place in (begun - 1, begun, begun + 1) for other in near.get(place, ())]
        if (log.start, log.end) in seen:
            repeats += 1
        elif any(log.start < other.end and other.start < log.end for other in others):
            overlaps += 1
        else:
            seen.add((log.start, log.end))
            near.setdefault(begun, []).append(log)
            kept.append(log)
    if repeats:
        diary.say(f"{counted(repeats, 'sleep was', 'sleeps were')} in the export more than once and counted once.")
    if overlaps:
        diary.say(f"{counted(overlaps, 'sleep was', 'sleeps were')} left out because another sleep covers the same time.")
    days: dict[int, list[SleepLog]] = {}
    for log in sorted(kept, key=lambda log: log.start):
        days.setdefault(log.day, []).append(log)
    return [_night(day, days[day]) for day in sorted(days)]


def _night(day: int, logs: list[SleepLog]) -> Night:
    long, naps = [log for log in logs if not log.nap], [log for log in logs if log.nap]
    known = [log.awakenings for log in long if log.awakenings is not None]
    sources = tuple(sorted({log.source for log in logs}))
    return Night(
        day,
        asleep=round(60 * sum(log.asleep for log in long)) if long else None,
        nap=round(60 * sum(log.asleep for log in naps)) if naps else None,
        in_bed=round(60 * sum(log.in_bed for log in long)) if long else None,
        awakenings=sum(known) + len(long) - 1 if long and len(known) == len(long) else None,
        start=(long[0].start, long[0].ahead) if long else None,
        end=(long[-1].end, long[-1].end_ahead) if long else None,
        sources=sources,
        bed_sources=sources,
    )


def _keep(log: SleepLog, logs: list[SleepLog], withheld: set[int]) -> None:
    minutes = (log.end - log.start) / 60
    # An hour may lie between: the night of a change of the clock, in local times.
    if 0 < log.end - log.start <= LONGEST and 0 <= log.asleep <= log.in_bed + 1 and log.in_bed <= minutes + 61:
        logs.append(log)
    else:
        withheld.add(log.day)


def _local(part: Part, number: int, entry: Mapping[str, Any], name: str) -> int:
    try:
        return iso_moment(str(field_of(part, number, entry, name)))[0]
    except ValueError:
        refuse(part, number, f"has a '{name}' that is no moment written as 2024-03-09T23:09:00.000")


def _awake(entry: Mapping[str, Any]) -> int | None:
    """Times awake, as the log's own summary counts them: 'wake' among stages, 'awake' in the older, classic logs."""
    summary = object_of(object_of(entry.get("levels")).get("summary"))
    for name in ("wake", "awake"):
        count = object_of(summary.get(name)).get("count")
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1000:
            return count
    return None
