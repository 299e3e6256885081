"""A made-up Apple Health export, record by record, and what a diary of it holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

from unspiral.records.diary import Diary

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_GB">
"""
TAIL = "</HealthData>\n"
MADE = ' <ExportDate value="2024-03-20 09:12:00 +0100"/>\n'
STEP, NIGHT, HEART = (
    "HKQuantityTypeIdentifierStepCount",
    "HKCategoryTypeIdentifierSleepAnalysis",
    "HKQuantityTypeIdentifierRestingHeartRate",
)
_UNIT = {STEP: "count", HEART: "count/min"}


def record(kind: str, value: object, start: str, end: str, source: str = "Watch", *, unit: str | None = None, inside: str = "") -> str:
    """One record; times such as ``2024-03-09 21:30:00 +0100``, or without seconds and offset for +0100."""
    start, end = (text if len(text) > 16 else f"{text}:00 +0100" for text in (start, end))
    unit = _UNIT.get(kind) if unit is None else unit
    unit_text = f' unit="{unit}"' if unit else ""
    opening = f' <Record type="{kind}" sourceName="{source}"{unit_text} startDate="{start}" endDate="{end}" value="{value}"'
    return f"{opening}>{inside}</Record>\n" if inside else f"{opening}/>\n"


def steps(value: object, start: str, end: str, source: str = "Watch") -> str:
    return record(STEP, value, start, end, source)


def stage(word: str, start: str, end: str, source: str = "Watch") -> str:
    return record(NIGHT, f"HKCategoryValueSleepAnalysis{word}", start, end, source)


def heart(value: object, start: str, source: str = "Watch") -> str:
    return record(HEART, value, start, start, source)


def export(*records: str, made: str = MADE, head: str = HEAD) -> str:
    return head + made + "".join(records) + TAIL


def write(folder: Path, text: str | bytes, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zipped(folder: Path, members: dict[str, str | bytes], name: str = "export.zip", method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", method) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return path


def cells(diary: Diary) -> dict[tuple[str, str], str]:
    """(day, item) -> value; a day has each item once."""
    rows = list(diary.rows())
    found = {(row[1], row[5]): row[6] for row in rows}
    assert len(found) == len(rows)
    return found


def said(diary: Diary) -> str:
    return " ".join(diary.said)
