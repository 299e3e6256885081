"""The packaged clinical files: fixed wording, numbers to call, rules, each with its source."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

NAMES = ("countries", "crisis_lines", "medicines", "red_flags", "suicide_item", "wording")

# How well something was seen, in words that a reader can use.
EVIDENCE = {
    "verified_2_sources": "seen in two or more sources",
    "verified_1_source": "seen in one source",
    "unverified": "unverified: nobody has held it against a source",
    "project_convention": "this project's own choice",
}


@cache
def clinical_file(name: str) -> dict[str, Any]:
    """One clinical file as it stands; read once, and not to be changed by those who read it.

    Args:
        name: one of ``NAMES``.

    Source: files/*.toml; tests/measure/safety/test_clinical_file.py holds every text against the clinical content it was made from.
    """
    return tomllib.loads((files("unspiral.measure.safety") / "files" / f"{name}.toml").read_text(encoding="utf-8"))
