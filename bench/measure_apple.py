"""How long an Apple Health export takes to read, and how much memory: a made-up export of 1 GB, read in a process of its own.

``bench/measure_apple.py`` makes the file in a temporary folder, zips it, and reads the zip five times; ``--mb 50`` makes a smaller one,
``--rounds 9`` reads it more often, ``--steps-only`` makes one that holds nothing but steps (the hardest case for memory).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

SECONDS, GROWTH_MB = 60.0, 100.0  # targets for 1 GB

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
>
]>
<HealthData locale="en_GB">
 <ExportDate value="2024-03-12 09:12:00 +0100"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>
"""
WATCH = (
    'sourceName="Watch" sourceVersion="10.3.1" device="&lt;&lt;HKDevice: 0x300e1a4e0&gt;, name:Apple Watch, manufacturer:Apple Inc.,'
    ' model:Watch, hardware:Watch6,7, software:10.3.1&gt;"'
)
PHONE = 'sourceName="iPhone" sourceVersion="17.3.1"'
READ = """
import json, resource, sys, time
from unspiral.measure.imports.read_apple import read_apple
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start, worked = time.perf_counter(), time.process_time()
diary = read_apple(sys.argv[1])
seconds, cpu = time.perf_counter() - start, time.process_time() - worked
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
growth = (after - before) / (1024 if sys.platform != "darwin" else 1 << 20)
print(json.dumps({"seconds": seconds, "cpu": cpu, "growth": growth, "rows": len(diary)}))
"""


def record(kind: str, source: str, unit: str, start: datetime, minutes: float, value: object, children: str = "") -> str:
    """One record as the phone writes it."""
    began, ended = (moment.strftime("%Y-%m-%d %H:%M:%S %z") for moment in (start, start + timedelta(minutes=minutes)))
    unit_text = f' unit="{unit}"' if unit else ""
    opening = f'<Record type="{kind}" {source}{unit_text} creationDate="{ended}" startDate="{began}" endDate="{ended}" value="{value}"'
    return f" {opening}>\n{children} </Record>\n" if children else f" {opening}/>\n"


def one_day(morning: datetime) -> Iterator[str]:
    """A day of a person with a watch and a phone: about 1,000 records, of which 1 in 10 is read."""
    context = '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/>\n'
    for i in range(380):
        at = morning + timedelta(minutes=3.7 * i)
        yield record("HKQuantityTypeIdentifierHeartRate", WATCH, "count/min", at, 0, 55 + (i * 7) % 70, context)
    for i in range(500):
        at = morning + timedelta(minutes=2.8 * i)
        yield record("HKQuantityTypeIdentifierActiveEnergyBurned", WATCH, "kcal", at, 1, f"{0.1 + (i % 90) / 17:.3f}")
    for i in range(70):
        at = morning + timedelta(minutes=420 + 13 * i)
        yield record("HKQuantityTypeIdentifierStepCount", WATCH, "count", at, 8, 20 + (i * 37) % 400)
        if i % 2:
            yield record("HKQuantityTypeIdentifierStepCount", PHONE, "count", at + timedelta(minutes=3), 10, 15 + (i * 29) % 400)
    for i in range(20):
        stage = ("AsleepCore", "AsleepDeep", "AsleepREM", "Awake")[i % 4]
        at = morning + timedelta(minutes=22 * i)
        yield record("HKCategoryTypeIdentifierSleepAnalysis", WATCH, "", at, 22, f"HKCategoryValueSleepAnalysis{stage}")
    yield record("HKCategoryTypeIdentifierSleepAnalysis", PHONE, "", morning, 450, "HKCategoryValueSleepAnalysisInBed")
    yield record("HKQuantityTypeIdentifierRestingHeartRate", WATCH, "count/min", morning, 1300, 52 + morning.day % 9)
    began = morning.strftime("%Y-%m-%d 17:00:00 %z")
    yield (
        f' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="31.2" durationUnit="min" {WATCH} startDate="{began}"'
        f' endDate="{began}">\n  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
        '  <WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" sum="3000" unit="count"/>\n </Workout>\n'
    )


def steps_day(morning: datetime) -> Iterator[str]:
    """A day that holds nothing but steps, one record each minute."""
    for i in range(1440):
        yield record("HKQuantityTypeIdentifierStepCount", PHONE, "count", morning + timedelta(minutes=i), 1, i % 120)


def make(path: Path, size: int, *, steps_only: bool = False) -> None:
    """Write an export of about this many bytes; days repeat with other dates."""
    day = steps_day if steps_only else one_day
    first = datetime(1995, 1, 1, tzinfo=timezone(timedelta(hours=1))) if steps_only else datetime(2014, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        written, number = stream.write(HEAD), 0
        while written < size:
            written += stream.write("".join(day(first + timedelta(days=number))))
            number += 1
        stream.write("</HealthData>\n")


def machine() -> str:
    """The processor, its cores, the system and the Python."""
    described = Path("/proc/cpuinfo")
    name = platform.processor() or platform.machine()
    if described.is_file():
        models = [line.split(":", 1)[1].strip() for line in described.read_text().splitlines() if line.startswith("model name")]
        name = models[0] if models else name
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{name}, {os.cpu_count()} cores{load}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def measure(export: Path, rounds: int) -> list[dict[str, float]]:
    """Seconds and growth of memory in MB, each round in a new process."""
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        done = subprocess.run([sys.executable, "-c", READ, str(export)], capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    return found


def main() -> int:
    """Print the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps-only", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the file; it is used again when it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        export = folder / f"export-{given.mb}{'-steps' if given.steps_only else ''}.zip"
        if not export.is_file():
            xml = folder / "export.xml"
            start = time.perf_counter()
            make(xml, given.mb * 1_000_000, steps_only=given.steps_only)
            with zipfile.ZipFile(export, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                archive.write(xml, "apple_health_export/export.xml")
            xml.unlink()
            print(f"made in {time.perf_counter() - start:.0f} s")
        size = zipfile.ZipFile(export).infolist()[0].file_size / 1e6
        found = measure(export, given.rounds)
    print(machine())
    print(f"{size:.0f} MB of XML, zipped; {given.rounds} rounds, each in a new process; {found[0]['rows']:.0f} rows came out\n")
    seconds, growth = [one["seconds"] for one in found], [one["growth"] for one in found]
    aim = SECONDS * size / 1000
    late, large = min(seconds) > aim, max(growth) > GROWTH_MB
    print(f"{'what':24} {'best':>8} {'median':>8} {'most':>8} {'target':>8}")
    middle = statistics.median(seconds)
    print(f"{'seconds':24} {min(seconds):8.1f} {middle:8.1f} {max(seconds):8.1f} {aim:8.1f} {'MISSED' if late else 'met'}")
    cpu = [one["cpu"] for one in found]
    print(f"{'of these, computing':24} {min(cpu):8.1f} {statistics.median(cpu):8.1f} {max(cpu):8.1f} {'-':>8}")
    print(f"{'MB a second':24} {size / min(seconds):8.1f} {size / middle:8.1f} {size / max(seconds):8.1f} {'-':>8}")
    print(f"{'MB more memory':24} {min(growth):8.1f} {statistics.median(growth):8.1f} {max(growth):8.1f} {GROWTH_MB:8.1f} ", end="")
    print("MISSED" if large else "met")
    return 1 if late or large else 0


if __name__ == "__main__":
    sys.exit(main())
