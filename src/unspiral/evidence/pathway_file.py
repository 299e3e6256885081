"""The packaged clinical file of the stepped pathway: what guidelines say, and the rules that pick lines from it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def pathway_file() -> dict[str, Any]:
    """The file as it stands; read once, and not to be changed by those who read it.

    Source: pathway.toml; tests/evidence/test_pathway_file.py holds every text and number against the clinical content it was made from.
    """
    return tomllib.loads((files("unspiral.evidence") / "pathway.toml").read_text(encoding="utf-8"))
