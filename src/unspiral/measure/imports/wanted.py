"""What is to be imported, and how: everything that can be said of it, in one record."""

from __future__ import annotations

from dataclasses import dataclass, field

from unspiral.measure.imports.given import Given
from unspiral.measure.imports.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported, and how.

    Args:
        paths: of the files.
        kind: one of ``kinds.KINDS``, or "": look.
        mapping: of a table, or None.
        preset, recipe: names of packaged mappings, or "".
        given: what was said about a table.
        dictionary, events: of REDCap, or "".
        metadata: of openESM, or "".
        since, until: first and last day of device data, or "".
        sources: devices in the order in which they count where they overlap; () = watch, phone, app.
        raw: keep each of a phone's records beside the days.
        leave_out: leave records of a phone out that cannot be read, counted, in place of an error.
        labels: REDCap cells hold words; None = look.
    """

    paths: tuple[str, ...]
    kind: str = ""
    mapping: Mapping | None = None
    preset: str = ""
    recipe: str = ""
    given: Given = field(default_factory=Given)
    dictionary: str = ""
    events: str = ""
    metadata: str = ""
    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    raw: bool = False
    leave_out: bool = False
    labels: bool | None = None
