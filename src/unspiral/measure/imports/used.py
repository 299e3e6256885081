"""No option is passed over in silence: what a kind of file has no use for is refused by its name."""

from __future__ import annotations

from dataclasses import fields

from unspiral.errors import SpecError
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.wanted import Wanted

# Field of Given -> the option it is typed with.
OPTIONS = {
    "kind": "--kind wide or long", "person": "--person", "person_is": "--person-is", "time": "--time", "time_format": "--time-format",
    "at": "--time-at", "zone": "--time-zone", "unit": "--time-unit", "start": "--start", "beeps": "--beeps", "items": "--item",
    "item_column": "--item-column", "value_column": "--value-column", "instrument": "--instrument", "skip": "--skip",
    "missing": "--missing", "recode": "--recode", "reverse": "--reverse", "decimal": "--decimal", "duplicates": "--duplicates",
    "empty": "--empty", "undated": "--skip-undated", "identifiers": "--identifiers",
}  # fmt: skip
_BESIDE = {
    "dictionary": ("--dictionary", ("redcap",)),
    "events": ("--events", ("redcap",)),
    "labels": ("--labels", ("redcap",)),
    "metadata": ("--metadata", ("openesm",)),
    "since": ("--since", ("apple", "fitbit", "health-connect")),
    "until": ("--until", ("apple", "fitbit", "health-connect")),
    "sources": ("--sources", ("apple", "fitbit", "health-connect")),
    "raw": ("--raw", ("apple",)),
    "leave_out": ("--leave-out-unreadable", ("apple",)),
}
_DEVICES = ("apple", "fitbit", "health-connect")
_DEVICE = frozenset(("items", "person_is"))
_USED = {
    "redcap": frozenset(("time", "zone", "missing", "identifiers", "undated", "instrument", "skip")),
    "openesm": frozenset(OPTIONS)
    - {"kind", "person_is", "at", "unit", "item_column", "value_column", "instrument", "identifiers", "undated"},
    "fhir": frozenset(("person_is",)),
    "apple": _DEVICE,
    "fitbit": _DEVICE | {"zone"},
    "health-connect": _DEVICE | {"zone"},
}
_ONLY_GUESSES = frozenset(("kind", "item_column", "value_column", "instrument", "identifiers"))


def check_used(kind: str, wanted: Wanted, *, guessing: bool) -> None:
    """Refuse options that would be passed over.

    Args:
        kind: of the file.
        wanted: everything that was said.
        guessing: whether the mapping of a table is guessed; some options serve guesses alone.

    Raises:
        SpecError: names the option.
    """
    used = _USED.get(kind, frozenset[str]())
    if kind == "table":
        used = frozenset(OPTIONS) - (frozenset[str]() if guessing else _ONLY_GUESSES)
    plain = Given()
    for field in fields(Given):
        if field.name not in used and getattr(wanted.given, field.name) != getattr(plain, field.name):
            reason = "a mapping says that itself" if kind == "table" else f"files of the kind {kind} say that themselves"
            raise SpecError(f"{OPTIONS[field.name]} has no use here: {reason}.", fix=f"leave {OPTIONS[field.name].split()[0]} out.")
    for item, column in wanted.given.items.items() if kind in _DEVICES else ():
        if column != item:
            raise SpecError(
                f"--item {item}={column} has no use here: files of the kind {kind} have no columns to choose from.",
                why="Their items are steps, sleep and resting_heart_rate; which of the two was meant cannot be told.",
                fix=f"--item {item}",
            )
    for name, (flag, kinds) in _BESIDE.items():
        given = getattr(wanted, name)
        if (given or (name == "labels" and given is not None)) and kind not in kinds:
            what = f"{flag} has no use here: it belongs to files of the kind {' or '.join(kinds)}."
            raise SpecError(what, fix=f"--kind {kinds[0]}, or leave {flag} out.")
