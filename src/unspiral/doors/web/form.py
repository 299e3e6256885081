"""What a form sent: read whole, within limits, understood by the page that asked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from unspiral.errors import DataError

LARGEST = 64 * 1024
MOST_FIELDS = 400


class TooLarge(DataError):
    """More was sent than any of our forms holds."""


class Foreign(DataError):
    """Something else was sent than a form."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, as they were sent."""

    fields: dict[str, list[str]]

    def one(self, name: str, default: str = "") -> str:
        """The last value of a field, without blanks around it; ``default`` where it was not sent."""
        return self.fields.get(name, [default])[-1].strip()

    def many(self, name: str) -> list[str]:
        """Every value of a field, as boxes that can be ticked send them."""
        return self.fields.get(name, [])

    def exact(self, name: str) -> str:
        """The value of a field to the letter, as a passphrase needs it."""
        return self.fields.get(name, [""])[-1]


async def read_form(request: Request) -> Form:
    """Read what a form sent (application/x-www-form-urlencoded).

    Raises:
        TooLarge: more than 64 KiB, or more than 400 fields.
        Foreign: another kind of content.
        DataError: bytes that are no text.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind != "application/x-www-form-urlencoded":
        raise Foreign("This page takes a filled-in form, and got something else.", fix="go back, and send the form from the page")
    taken = bytearray()
    async for part in request.stream():
        taken += part
        if len(taken) > LARGEST:
            raise TooLarge("More was sent than this form holds.", fix="shorten the note")
    return form_of(bytes(taken))


def form_of(taken: bytes) -> Form:
    """The fields of a form as it was sent.

    Raises:
        TooLarge: more than 400 fields.
        DataError: bytes that are no text.
    """
    if taken.count(b"&") >= MOST_FIELDS:
        raise TooLarge("More was sent than this form holds.", fix="go back, and send the form from the page")
    try:
        pairs = parse_qsl(taken.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise DataError("What was sent is not a form that can be read.", fix="go back, and send the form from the page") from error
    if any("\x00" in name for name, _ in pairs):
        raise DataError("What was sent is not a form that can be read.", fix="go back, and send the form from the page")
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        # A character that no file can hold is shown as one that is not known; all other words around it stay.
        fields.setdefault(name, []).append(value.replace("\x00", "\N{REPLACEMENT CHARACTER}"))
    return Form(fields)
