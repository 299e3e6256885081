from __future__ import annotations

import pytest

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.asked import ask
from unspiral.measure.imports.device_clock import apple_moment
from unspiral.measure.imports.device_days import Devices, number_text, source_text, write_days
from unspiral.measure.imports.source_order import rank_of
from unspiral.measure.imports.stretches import ASLEEP, IN_BED, STAGED
from unspiral.records.diary import Diary

pytestmark = pytest.mark.unit


def at(text: str) -> int:
    return apple_moment(f"2024-03-{text}:00 +0100")[0]


def devices() -> Devices:
    held = Devices()
    for source in ("Watch", "iPhone"):
        held.ranks[source] = rank_of(source)
    held.count_steps("iPhone", at("09 10:00"), at("09 10:10"), 100, 60)
    held.count_steps("Watch", at("09 10:05"), at("09 10:15"), 90, 60)
    held.count_steps("Watch", at("10 10:05"), at("10 10:15"), 33, 60)
    held.count_steps("iPhone", at("11 10:00"), at("11 10:10"), 7, 60)
    held.sleep.add(at("09 23:00"), at("10 07:00"), STAGED, 60, 60, "Watch")
    held.sleep.add(at("09 23:00"), at("10 06:00"), IN_BED, 60, 60, "iPhone")
    held.beat("iPhone", at("09 12:00"), 60, 70)
    held.beat("Watch", at("09 12:00"), 60, 60)
    held.beat("Watch", at("09 13:00"), 60, 61)
    return held


def diary(held: Devices, **options) -> Diary:
    builder = DiaryBuilder()
    write_days(held, builder, ask(**options), "apple")
    return builder.build()


def rows(held: Devices, **options) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {(row[1], row[5]): (row[6], row[7], row[8]) for row in diary(held, **options).rows()}


def test_rows_of_days():
    found = rows(devices())
    assert found["2024-03-09", "steps"] == ("140", "count", "apple: Watch, iPhone")
    assert found["2024-03-10", "steps"] == ("33", "count", "apple: Watch")
    assert found["2024-03-10", "sleep_minutes"] == ("480", "min", "apple: Watch")
    assert found["2024-03-10", "in_bed_minutes"] == ("420", "min", "apple: iPhone")
    assert found["2024-03-10", "sleep_start"] == ("2024-03-09T23:00:00+01:00", "", "apple: Watch")
    assert found["2024-03-09", "resting_heart_rate"] == ("60.5", "count/min", "apple: Watch")
    assert "awakenings" in {item for _, item in found}
    assert not {"nap_minutes"} & {item for _, item in found}


def test_what_counted_and_what_did_not_is_said():
    said = " ".join(diary(devices()).said)
    assert "Another order: --sources A,B (in Python: sources=[...])" in said
    assert "Steps of 'Watch', all days together: 123 counted, 0 left out" in said
    assert "Steps of 'iPhone', all days together: 57 counted, 50 left out" in said
    assert "the first of these counts: 'Watch', 'iPhone'" in said
    assert "1 night has more minutes asleep than in bed" in said
    assert "1 day has several resting heart rates" in said
    assert "1 resting heart rate was left out" in said


def test_another_order_of_sources():
    assert rows(devices(), sources=["iPhone"])["2024-03-09", "steps"][0] == "145"


def test_only_what_was_asked_for():
    found = rows(devices(), items=["steps"], since="2024-03-10", until="2024-03-10", person="P7")
    assert found == {("2024-03-10", "steps"): ("33", "count", "apple: Watch")}


def test_a_day_with_a_record_that_cannot_be_true_has_no_row_and_says_so():
    held = devices()
    held.withhold("steps", at("09 11:00"), 60)
    held.withhold("resting_heart_rate", at("09 11:00"), 60)
    held.withhold("sleep", at("10 11:00"), 60)
    found = diary(held)
    assert {row[1] for row in found.rows() if row[5] in ("steps", "resting_heart_rate")} == {"2024-03-10", "2024-03-11"}
    assert not any("sleep" in row[5] for row in found.rows())
    said = " ".join(found.said)
    assert all(f"No {what} given for 2024-03-" in said for what in ("steps", "sleep", "resting heart rate"))


@pytest.mark.parametrize(
    ("made", "partial"),
    [
        (None, ["2024-03-09", "2024-03-11"]),
        ((at("11 11:00"), 60), ["2024-03-09", "2024-03-11"]),
        ((at("12 11:00"), 60), ["2024-03-09"]),
    ],
)
def test_days_that_may_be_incomplete_are_flagged(made, partial):
    held = devices()
    held.exported = made
    found = diary(held)
    assert [row[1] for row in found.rows() if row[5] == "steps_partial"] == partial
    assert "the first count began at 10:00" in " ".join(found.said)
    if made == (at("11 11:00"), 60):
        assert "the export was made at 11:00" in " ".join(found.said)


def test_the_best_that_any_record_says_of_a_source():
    held = Devices()
    hardware = "name:Apple Watch, manufacturer:Apple Inc., model:Watch"
    for device in ("", hardware, ""):
        held.know("Wrist", device)
    assert held.ranks == {"Wrist": 0}
    for i in range(999):
        held.know(str(i))
    with pytest.raises(DataError, match="more than 1000 sources"):
        held.know("one more")


@pytest.mark.parametrize("order", [("", "model:iPhone"), ("model:iPhone", ""), ("model:iPhone", "model:other", "")])
def test_hardware_outweighs_a_name_in_any_order(order):
    held = Devices()
    for model in order:
        held.know("Watch of old", f"manufacturer:Apple Inc., {model}" if model else "")
    assert held.ranks == {"Watch of old": 1}


def test_nothing_recorded():
    assert len(diary(Devices())) == 0


def test_a_night_of_one_source_needs_no_order():
    held = Devices(ranks={"log": 2})
    held.sleep.add(at("09 23:00"), at("10 07:00"), ASLEEP, 60, 60, "log")
    assert not any("the first of these counts" in sentence for sentence in diary(held).said)


def test_numbers_and_sources():
    assert [number_text(value) for value in (0, 7, 7.5, 7.126, 1e6, 0.001)] == ["0", "7", "7.5", "7.13", "1000000", "0"]
    assert source_text("apple", ("a", "b")) == "apple: a, b"
