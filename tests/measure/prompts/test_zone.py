"""Which instant a wall time is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import tzdata

from unspiral.errors import SpecError
from unspiral.measure.prompts.zone import abbreviation, moment, offset_at, zone, zone_data, zone_names

pytestmark = pytest.mark.unit


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("name", "day", "minutes", "instant", "offset", "moved"),
    [
        ("Europe/Zurich", date(2026, 3, 1), 20 * 60, "2026-03-01T19:00", 3600, False),
        ("Europe/Zurich", date(2026, 3, 29), 150, "2026-03-29T01:00", 7200, True),  # 02:30 is skipped; the first moment is 03:00
        ("Europe/Zurich", date(2026, 3, 29), 120, "2026-03-29T01:00", 7200, True),
        ("Europe/Zurich", date(2026, 3, 29), 180, "2026-03-29T01:00", 7200, False),
        ("Europe/Zurich", date(2026, 10, 25), 150, "2026-10-25T00:30", 7200, False),  # 02:30 comes twice; the first one
        ("Australia/Lord_Howe", date(2026, 10, 4), 135, "2026-10-03T15:30", 39600, True),  # half an hour is skipped
        ("America/Nuuk", date(2026, 3, 28), 23 * 60 + 30, "2026-03-29T01:00", -3600, True),  # the jump ends on the next day
        ("Africa/Cairo", date(2026, 4, 24), 0, "2026-04-23T22:00", 10800, True),  # midnight itself is skipped
        ("Pacific/Apia", date(2011, 12, 30), 12 * 60, "2011-12-30T10:00", 50400, True),  # a whole day is skipped
        ("Europe/Zurich", date(2026, 3, 1), -30, "2026-02-28T22:30", 3600, False),
        ("Europe/Zurich", date(2026, 3, 1), 1470, "2026-03-01T23:30", 3600, False),
    ],
)
def test_known_days(name: str, day: date, minutes: int, instant: str, offset: int, moved: bool) -> None:
    assert moment(day, minutes, name) == (at(instant), offset, moved)


def test_offsets_and_the_edition() -> None:
    assert offset_at(at("2026-03-29T00:59"), "Europe/Zurich") == 3600
    assert offset_at(at("2026-03-29T01:00"), "Europe/Zurich") == 7200
    assert zone_data() == tzdata.IANA_VERSION
    assert len(zone_names()) > 590
    assert zone("Asia/Kathmandu") is zone("Asia/Kathmandu")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Zürich", "Europe/Zurich"),
        ("europe/zurich", "Europe/Zurich"),
        ("Zurich", "Europe/Zurich"),
        ("New York", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
    ],
)
def test_a_wrong_name_gets_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(SpecError) as caught:
        zone(name)
    assert f"Did you mean '{meant}'?" in caught.value.what
    assert 'zone = "Europe/Zurich"' in caught.value.fix


def test_letters_get_no_guess() -> None:
    with pytest.raises(SpecError, match="a zone is named after a place") as caught:
        zone("CEST")
    assert "Did you mean" not in caught.value.what
    assert [name for name in ("EST", "CET", "PST8PDT", "UTC", "GMT", "Europe/Zurich", "Japan") if abbreviation(name)] == [
        "EST",
        "CET",
        "PST8PDT",
    ]


@pytest.mark.parametrize("name", ["", "xxxxxxx", "../../etc/passwd", "localtime", "/etc/localtime", "a" * 500, "Europe/", "\0"])
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(SpecError, match="There is no time zone"):
        zone(name)
