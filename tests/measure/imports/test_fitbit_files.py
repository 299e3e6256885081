from __future__ import annotations

import pytest
from tests.measure.imports.apple_export import write

from unspiral.errors import DataError
from unspiral.measure.imports.archive import Part, parts_of
from unspiral.measure.imports.fitbit_files import field_of, kind_of, number_of, object_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("steps-2024-03-09.json", "steps list"),
        ("Steps-2024-03-09 (1).json", "steps list"),
        ("sleep-2024-03-09.json", "sleep list"),
        ("resting_heart_rate-2024-03-09.json", "heart list"),
        ("steps_2024-03-01.csv", "steps table"),
        ("UserSleeps_2024-03-01.csv", "sleep table"),
        ("daily_resting_heart_rate.csv", "heart table"),
        ("daily_resting_heart_rate_2024-03-01.csv", "heart table"),
        ("heart_rate-2024-03-09.json", None),
        ("sleep_score.csv", None),
        ("UserSleepStages_2024-03-01.csv", None),
        ("steps_intraday-2024-03-01.json", None),
        ("live_pace_2024-03-01.csv", None),
    ],
)
def test_files_are_known_by_their_names(tmp_path, name, kind):
    assert kind_of(parts_of(write(tmp_path, "x", name))[0]) == kind


@pytest.fixture
def part(tmp_path) -> Part:
    return parts_of(write(tmp_path, "x", "steps-2024-03-09.json"))[0]


def test_plain_values(part):
    assert [number_of(part, 1, value, "value") for value in (12, 12.5, "12", "12.5", "-3")] == [12, 12.5, 12, 12.5, -3]
    assert object_of({"a": 1}) == {"a": 1}
    assert object_of([1]) == {}
    assert field_of(part, 1, {"a": None}, "a") is None


@pytest.mark.parametrize("value", ["1,234", "", "ten", "1e5", None, True, [1], {}, float("inf"), float("nan"), 10**12, " 5", "٣"])
def test_what_is_no_plain_number(part, value):
    with pytest.raises(DataError, match=r"'steps-2024-03-09\.json', entry 7, has a 'value' that is no plain number") as problem:
        number_of(part, 7, value, "value")
    assert problem.value.fix


def test_a_missing_field(part):
    with pytest.raises(DataError, match="entry 3, has no 'dateTime'"):
        field_of(part, 3, {}, "dateTime")
