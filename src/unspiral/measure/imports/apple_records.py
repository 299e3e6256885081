"""What the records of an Apple Health export mean: steps, sleep and resting heart rate, each with its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.asked import Asked
from unspiral.measure.imports.device_clock import DAY, apple_moment, moment_text
from unspiral.measure.imports.device_days import HEART, LONGEST, SLEEP, STEPS, Devices
from unspiral.measure.imports.stretches import ASLEEP, AWAKE, IN_BED, STAGED
from unspiral.measure.saying import counted

TYPES = {
    "HKQuantityTypeIdentifierStepCount": STEPS,
    "HKCategoryTypeIdentifierSleepAnalysis": SLEEP,
    "HKQuantityTypeIdentifierRestingHeartRate": HEART,
}
UNITS = {STEPS: "count", HEART: "count/min"}
_STAGE = "HKCategoryValueSleepAnalysis"
# Words of today, the one word of before 2022, and the numbers behind them.
STAGES = {
    f"{_STAGE}InBed": IN_BED,
    f"{_STAGE}Asleep": ASLEEP,
    f"{_STAGE}AsleepUnspecified": ASLEEP,
    f"{_STAGE}Awake": AWAKE,
    f"{_STAGE}AsleepCore": STAGED,
    f"{_STAGE}AsleepDeep": STAGED,
    f"{_STAGE}AsleepREM": STAGED,
    "0": IN_BED,
    "1": ASLEEP,
    "2": AWAKE,
    "3": STAGED,
    "4": STAGED,
    "5": STAGED,
}
RAW = {STEPS: "steps_record", SLEEP: "sleep_stage", HEART: "resting_heart_rate_record"}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_HEART_LEAST, _HEART_MOST = 15.0, 300.0


@dataclass(slots=True)
class AppleRecords:
    """Takes the elements of an export and keeps what was asked for.

    Args:
        name: of the file, for messages.
        asked: items and person.
        devices: takes the records.
        diary: takes raw records, where they were asked for.
        leave_out: leave unreadable records out instead of refusing the file.
        seen: records looked at, of every type.
        wrong: what was left out, by reason: how many, and the first line.
        elsewhere: records that name a time zone other than that of their offset.
    """

    name: str
    asked: Asked
    devices: Devices
    diary: DiaryBuilder
    leave_out: bool
    seen: int = 0
    wrong: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    elsewhere: int = 0
    _last: tuple[int, int] | None = None
    _wanted: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._wanted = {kind: item for kind, item in TYPES.items() if self.asked.wants(item)}

    # The three below are called for every element of the file: what they take is not annotated with shapes or unions.
    def take(self, name: str, given: dict[str, str], line: int) -> None:
        """Look at one element."""
        if name == "Record":
            self.seen += 1
            item = self._wanted.get(given.get("type", ""))
            self._last = None
            if item is not None:
                self._record(item, given, line)
        elif name == "MetadataEntry":
            if self._last is not None and given.get("key") == "HKTimeZone":
                self._zone(given.get("value", ""))
        elif name == "ExportDate":
            self._export_date(given.get("value", ""))

    def _record(self, item: str, given: Mapping[str, str], line: int) -> None:
        try:
            source, value, began, ended = given["sourceName"], given["value"], given["startDate"], given["endDate"]
            unit = given["unit"] if item != SLEEP else ""
        except KeyError as lacking:
            return self._unreadable(line, f"a record of {_said(item)} has no {lacking.args[0]}")
        try:
            start, ahead = apple_moment(began)
            end, end_ahead = apple_moment(ended)
        except ValueError:
            return self._unreadable(line, f"a record of {_said(item)} has a date that is no moment on the calendar")
        if unit != UNITS.get(item, ""):
            raise DataError(
                f"'{self.name}', line {line}: {_said(item)} in '{unit[:20]}', where '{UNITS[item]}' is expected.",
                why="A number in another unit would look right and be wrong.",
                fix="leave this item out: " + " ".join(f"--item {other}" for other in sorted(set(TYPES.values()) - {item})),
            )
        if end < start or end - start > LONGEST:
            reason = "ends before it starts" if end < start else "lasts more than a day"
            self._impossible(item, line, reason, start, ahead)
            return None
        self._keep(item, source, value, (start, ahead), (end, end_ahead), line, given.get("device", ""))
        return None

    def _keep(self, item: str, source: str, value: str, start: tuple[int, int], end: tuple[int, int], line: int, device: str) -> None:
        devices = self.devices
        if device or source not in devices.ranks:
            devices.know(source, device)
        if item == SLEEP:
            kind = STAGES.get(value)
            if kind is None:
                return self._unreadable(line, "a record of sleep has a stage that is not known", start)
            devices.sleep.add(start[0], end[0], kind, start[1], end[1], source)
        else:
            number = _number(value)
            if number is None:
                return self._unreadable(line, f"a record of {_said(item)} holds {_not_a_number(value)}", start, item)
            if item == STEPS:
                if number < 0:
                    return self._impossible(item, line, "is negative", *start)
                devices.count_steps(source, start[0], end[0], number, start[1])
            else:
                if not _HEART_LEAST <= number <= _HEART_MOST:
                    return self._impossible(item, line, f"is outside of {_HEART_LEAST:.0f} to {_HEART_MOST:.0f}", *start)
                devices.beat(source, *start, number)
        self._last = start
        if self.asked.raw and self.asked.wants_day((start[0] + 60 * start[1]) // DAY):
            began, ended, unit = moment_text(*start), moment_text(*end), UNITS.get(item, "")
            self.diary.add(self.asked.person, began, end=ended, item=RAW[item], value=value, unit=unit, source=f"apple: {source}")
        return None

    def _zone(self, name: str) -> None:
        assert self._last is not None
        try:
            there = datetime.fromtimestamp(self._last[0], UTC).astimezone(ZoneInfo(name)).utcoffset()
        except (OSError, ValueError, KeyError, OverflowError):  # a zone that nobody knows says nothing
            return
        if there is not None and there.total_seconds() != 60 * self._last[1]:
            self.elsewhere += 1

    def _export_date(self, text: str) -> None:
        try:
            self.devices.exported = apple_moment(text)
        except ValueError:
            self.devices.exported = None

    def _impossible(self, item: str, line: int, reason: str, start: int, ahead: int) -> None:
        """A record that can be read and cannot be true: it is left out, and its day gets no total."""
        # A sleep that begins after noon ends on the next day.
        self.devices.withhold(item, start + (DAY // 2 if item == SLEEP else 0), ahead)
        self._count(f"a record of {_said(item)} {reason}", line)

    def _unreadable(self, line: int, what: str, start: tuple[int, int] | None = None, item: str = SLEEP) -> None:
        """A record that cannot be read."""
        if not self.leave_out:
            raise DataError(
                f"'{self.name}', line {line}: {what}.",
                why="Without this record the total of its day would be wrong and look right.",
                fix='make the export again; or --leave-out-unreadable (in Python: unreadable="leave out"), which says what it left out.',
            )
        if start is not None:
            self._impossible(item, line, what.split(" ", 4)[-1], *start)
        else:
            self._count(what, line)

    def _count(self, what: str, line: int) -> None:
        number, first = self.wrong.get(what, (0, line))
        self.wrong[what] = (number + 1, first)

    def say(self) -> None:
        """Put what was left out, and what is doubtful, into the diary's sentences."""
        for what, (number, line) in self.wrong.items():
            self.diary.say(f"Left out, {counted(number, 'time', 'times')}, first in line {line}: {what}.")
        if self.elsewhere:
            self.diary.say(
                f"{counted(self.elsewhere, 'record names', 'records name')} a time zone whose clock differs from the offset written"
                " beside the date: the phone seems to have written all dates in the zone of the export. Days follow the dates as written,"
                " so around journeys they may not be the days that were lived."
            )


@lru_cache(maxsize=8192)
def _number(value: str) -> float | None:
    if len(value) > 40 or _NUMBER.fullmatch(value) is None or abs(float(value)) > 1e9:
        return None
    return float(value)


def _said(item: str) -> str:
    return item.replace("_", " ")


def _not_a_number(value: str) -> str:
    if re.fullmatch(r"[0-9.,' ]{1,20}", value):
        return f"'{value}', which could be read in two ways, in place of a plain number"
    return f"a text of {len(value)} characters in place of a number"
