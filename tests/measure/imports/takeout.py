"""A made-up Google Takeout of a Fitbit, in the shapes that are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LISTS, TABLES, FITNESS = (
    "Takeout/Fitbit/Global Export Data",
    "Takeout/Fitbit/Physical Activity_GoogleData",
    "Takeout/Fitbit/Health Fitness Data_GoogleData",
)


def minute(stamp: str, value: object) -> dict[str, object]:
    return {"dateTime": stamp, "value": value}


def sleep_log(**changes: Any) -> dict[str, Any]:
    log: dict[str, Any] = {
        "logId": 22128553286,
        "dateOfSleep": "2024-03-10",
        "startTime": "2024-03-09T23:09:00.000",
        "endTime": "2024-03-10T07:33:30.000",
        "duration": 30240000,
        "minutesToFallAsleep": 0,
        "minutesAsleep": 438,
        "minutesAwake": 66,
        "timeInBed": 504,
        "efficiency": 86,
        "type": "stages",
        "levels": {"summary": {"deep": {"count": 4, "minutes": 103}, "wake": {"count": 33, "minutes": 66}}, "data": []},
        "mainSleep": True,
    }
    return log | changes


NAP = sleep_log(
    logId=2,
    dateOfSleep="2024-03-10",
    startTime="2024-03-10T14:00:00.000",
    endTime="2024-03-10T15:11:00.000",
    minutesAsleep=66,
    timeInBed=71,
    type="classic",
    levels={"summary": {"restless": {"count": 3, "minutes": 5}, "awake": {"count": 0, "minutes": 0}}},
    mainSleep=False,
)

STEPS = [
    minute("03/09/24 22:30:00", "12"),
    minute("03/09/24 22:31:00", "0"),
    minute("03/09/24 23:30:00", "30"),
    minute("03/10/24 09:00:00", "8"),
]
HEARTS = [
    minute("03/09/24 00:00:00", {"date": "03/09/24", "value": 58.4, "error": 6.8}),
    minute("03/10/24 00:00:00", {"date": None, "value": 0.0, "error": 0.0}),
]
STEPS_TABLE = """timestamp,steps,data source
2024-03-09T22:30:00Z,99,Google Fitbit Air
2024-03-20T10:00:00Z,40,Google Fitbit Air
2024-03-20T10:00:18.008Z,40,MobileTrack
2024-03-20T22:59:00Z,5,Fit Health Connect
2024-03-20T23:01:00Z,7,MobileTrack
"""
HEART_TABLE = (
    "timestamp,beats per minute,data source\n2024-03-09T00:00:00Z,66,Google Fitbit Air\n2024-03-20T00:00:00Z,61,Google Fitbit Air\n"
)
SLEEP_TABLE = (
    "sleep_id,sleep_type,minutes_in_sleep_period,minutes_asleep,start_utc_offset,sleep_start,end_utc_offset,sleep_end,data_source\n"
    "1,STAGES,480,420,+02:00,2024-06-04 20:30:00+0000,+02:00,2024-06-05 04:30:00+0000,PASSIVELY_MEASURED\n"
    "2,CLASSIC,300,270,+01:00,2024-03-10T00:30:00Z,+01:00,2024-03-10T05:30:00Z,MANUAL\n"
)

FILES: dict[str, str] = {
    f"{LISTS}/steps-2024-03-09.json": json.dumps(STEPS),
    f"{LISTS}/sleep-2024-03-01.json": json.dumps([NAP, sleep_log()]),
    f"{LISTS}/resting_heart_rate-2024-01-01.json": json.dumps(HEARTS),
    f"{TABLES}/steps_2024-03-01.csv": STEPS_TABLE,
    f"{TABLES}/daily_resting_heart_rate.csv": HEART_TABLE,
    f"{FITNESS}/UserSleeps_2024-03-01.csv": SLEEP_TABLE,
    f"{LISTS}/calories-2024-03-09.json": "[]",
    "Takeout/archive_browser.html": "<html></html>",
}


def unpack(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder
