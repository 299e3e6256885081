"""Names of time zones, checked when they are given."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from unspiral.errors import SpecError, did_you_mean


def check_zone(name: str) -> ZoneInfo:
    """The time zone of a name.

    Raises:
        SpecError: no zone has this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SpecError(
            f"'{name[:60]}' is not a time zone.{did_you_mean(name, available_timezones())}", fix="--time-zone Europe/Zurich"
        ) from None
