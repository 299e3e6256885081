"""LOINC codes that somebody has seen, and where. A code that is not in this list never leaves in a FHIR resource: our own code does."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from unspiral.measure.exports.fhir_names import LOINC, Json

_PHQ = "LOINC list LL358-3 and LOINC page 69729-2"
_PEG = "LOINC display names, and five unrelated public uses"
_START = "two independent public uses"

VERIFIED: Mapping[str, str] = MappingProxyType(
    {
        "44249-1": "LOINC page 44261-6",
        "44261-6": "LOINC page 44261-6",
        **dict.fromkeys(
            ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"),
            _PHQ,
        ),
        **dict.fromkeys(("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"), "LOINC list LL358-3"),
        "55758-7": "its official display name, seen in data",
        "70274-6": _PHQ,
        **dict.fromkeys(("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"), _PHQ),
        **dict.fromkeys(("91148-7", "91147-9", "75893-8", "91145-3", "91146-1"), _PEG),
        **dict.fromkeys(("91349-1", "91350-9", "91351-7", "91352-5"), _START),
        "72514-3": "a public copy of LOINC, and two independent public uses",
        "93832-4": "several independent public uses",
        "41950-7": "several independent public uses",
        "8867-4": "several independent public uses",
    }
)
"""Code -> where it was seen. docs/decisions/fhir.md says what counts as seen."""


def coding(code: str) -> list[Json]:
    """The Coding of a LOINC code, in a list; an empty list for a code that nobody has seen."""
    return [{"system": LOINC, "code": code}] if code in VERIFIED else []
