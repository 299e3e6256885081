"""The presets and recipes that come with unspiral: mappings for apps and for studies, with what is known of their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.mapping_file import mapping_of_text

_HERE = Path(__file__).parent
KINDS = {"preset": _HERE / "presets", "recipe": _HERE / "recipes"}


def names(kind: str) -> tuple[str, ...]:
    """Names of the presets, or of the recipes."""
    return tuple(sorted(file.stem for file in KINDS[kind].glob("*.toml")))


@cache
def packaged(kind: str, name: str) -> Mapping:
    """A mapping that comes with unspiral.

    Args:
        kind: "preset" (an app) or "recipe" (a study).
        name: as ``names`` lists it.

    Raises:
        SpecError: there is none of this name.

    Source: docs/how-to/recipes; tests/measure/imports/test_catalogue.py.
    """
    known = names(kind)
    if name not in known:
        hint = did_you_mean(name, known)
        raise SpecError(f"There is no {kind} '{name[:60]}'.{hint}", why=f"There are: {', '.join(known)}.", fix=f"--{kind} {known[0]}")
    return mapping_of_text((KINDS[kind] / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def recognised_preset(header: tuple[str, ...]) -> str | None:
    """The preset whose columns a header holds, or None."""
    held = {name.casefold() for name in header}
    for name in names("preset"):
        about = packaged("preset", name).about
        if about is not None and about.header and {column.casefold() for column in about.header} <= held:
            return name
    return None
