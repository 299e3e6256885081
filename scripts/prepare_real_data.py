"""Turn the four open data sets of docs/validation/real-data.md into plain tables that `unspiral learn` reads.

    python scripts/prepare_real_data.py DATA_FOLDER OUT_FOLDER

DATA_FOLDER holds one folder a data set, as named in the validation page. Only columns are chosen, scaled as the page says, and (for the
data set without a clock) given a time; no row is changed otherwise.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

WAKING_HOURS = 15.0
MONDAY = date(2001, 1, 1)  # a Monday; the year means nothing
FULL_DOSE = 150.0  # mg, of the first 43 days


def rows(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV file, packed or not."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def scaled(text: str, *, top: float = 0.0, by: float = 1.0) -> str:
    """``(top - x) / by`` where a top is given, else ``x / by``; an empty cell stays empty."""
    if not text:
        return ""
    return repr((top - float(text)) / by if top else float(text) / by)


def write(path: Path, header: list[str], body: Iterable[list[str]]) -> None:
    """One plain CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(body)
    print(path)


def person8_steps(data: Path, out: Path) -> Path:
    """Person 8 with steps in thousands. The source has days and weekdays alone: dates are made up, so that weekdays are the right ones."""
    days = [r for r in rows(data / "myaiguide_pain_diary" / "daily.csv") if r["id"] == "8"]
    dates = [MONDAY + timedelta(days=int(r["t"]) + int(days[0]["weekday"]) - int(days[0]["t"])) for r in days]
    assert all(day.weekday() == int(r["weekday"]) for day, r in zip(dates, days, strict=True))
    write(
        out / "person8_steps.csv",
        ["date", "pain", "happiness", "steps"],
        ([day.isoformat(), r["pain_max"], r["happiness"], scaled(r["steps"], by=1000)] for day, r in zip(dates, days, strict=True)),
    )
    return out / "person8_steps.csv"


def taper(data: Path, out: Path) -> Path:
    """One man, with the dose of his antidepressant in parts of what he began with."""
    write(
        out / "taper.csv",
        ["day", "pain", "down", "dose"],
        (
            [r["t_days"], r["phy_pain"], r["mood_down"], scaled(r["antidepressant_mg"], by=FULL_DOSE)]
            for r in rows(data / "kossakowski2017_n1" / "beeps.csv")
        ),
    )
    return out / "taper.csv"


def main(data: Path, out: Path) -> None:
    """Write all tables."""
    out.mkdir(parents=True, exist_ok=True)
    write(
        out / "help.csv",
        ["id", "wave_month", "month", "pain", "depression"],
        (
            [r["id"], r["wave_month"], r["month"], scaled(r["sf36_bp"], top=100, by=10), scaled(r["cesd"], by=10)]
            for r in rows(data / "help_panel_lbp_cesd" / "waves.csv.gz")
        ),
    )
    write(
        out / "person8.csv",
        ["day", "pain", "happiness"],
        ([r["t"], r["pain_max"], r["happiness"]] for r in rows(data / "myaiguide_pain_diary" / "daily.csv") if r["id"] == "8"),
    )
    person8_steps(data, out)
    taper(data, out)
    write(
        out / "one_man.csv",
        ["day", "pain", "down"],
        ([r["t_days"], r["phy_pain"], r["mood_down"]] for r in rows(data / "kossakowski2017_n1" / "beeps.csv")),
    )
    beeps = rows(data / "bringmann2013_mbct_ema" / "beeps.csv.gz")
    clocked = [r for r in beeps if r["beep"] and r["day"]]
    print(f"{len(beeps) - len(clocked)} of {len(beeps)} beeps carry no number within their day and are left out")
    last = {
        i: max(float(r["day"]) for r in clocked if r["id"] == i and r["period"] == "0")
        for i in {r["id"] for r in clocked if r["period"] == "0"}
    }

    def hours(r: dict[str, str]) -> float:
        # No clock at the source: ten beeps spread evenly over 15 waking hours; the second period starts 8 weeks after the first one ended.
        before = (last.get(r["id"], 0.0) + 56.0) if r["period"] == "1" else 0.0
        return (before + float(r["day"])) * 24.0 + (float(r["beep"]) - 1.0) / 10.0 * WAKING_HOURS

    write(
        out / "mindful.csv",
        ["id", "hour", "sad", "cheerful"],
        ([r["id"], repr(hours(r)), r["sad"], r["cheerful"]] for r in clocked),
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python scripts/prepare_real_data.py DATA_FOLDER OUT_FOLDER")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
