"""docs/learn-the-field/translation.md says what the code does: laws of the first occasion, names and units of parameters, decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unspiral.learn import identify
from unspiral.learn.parameters import T0, Layout, layout_of
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit

LOOP = "pain <-> depression; depression by cesd, phq8; walking => pain (fading); sertraline => pain (sustained); fall => pain (impulse)"


def page(root: Path) -> str:
    return (root / "docs" / "learn-the-field" / "translation.md").read_text(encoding="utf-8")


def rows(text: str, heading: str) -> list[list[str]]:
    section = text.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    return cells[2:]


def layout(t0: str, waves: tuple[float, ...] = ()) -> Layout:
    return layout_of(parse(LOOP), traits=True, error=True, t0=t0, waves=waves, unit="day")


def form(name: str) -> str:
    """A name without its own processes, columns and waves: ``t0cov:pain,trait:pain`` -> ``t0cov:x,trait:x``."""
    return re.sub(r"\[[^]]+\]", "[0]", re.sub(r"\b(?!trait:)[a-z][a-z0-9_]*(?=[,\[=>-]|$)", "x", name))


def test_a_form_is_what_names_share() -> None:
    assert form("t0cov:pain,trait:depression") == "t0cov:x,trait:x"
    assert form("mean:cesd[6]") == "mean:x[0]"
    assert form("loading:depression=phq8") == "loading:x=x"
    assert form("link:pain->depression") == "link:x->x"


def test_every_law_of_the_first_occasion_is_there_and_true(root: Path) -> None:
    found = rows(page(root), "The state at the first occasion")
    assert [law.strip("`") for law, *_ in found] == list(T0)
    for law, mean, cov, _ in found:
        names = layout(law.strip("`")).names
        assert ("t0mean:pain" in names) == (mean == "free"), law
        assert ("t0cov:pain" in names) == (cov == "free"), law
        assert not [name for name in layout(law.strip("`"), (0.0, 6.0)).names if name.startswith("t0mean")]


def test_every_name_of_a_parameter_is_there_with_its_unit(root: Path) -> None:
    told: dict[str, str] = {}
    for names, _, unit, _ in rows(page(root), "Names of parameters"):
        told |= {form(name): unit for name in re.findall(r"`([^`]+)`", names)}
    made = {form(slot.name): slot.unit for law in T0 for waves in ((), (0.0, 6.0)) for slot in layout(law, waves).slots}
    assert set(told) == set(made)
    assert [name for name, unit in made.items() if unit not in told[name]] == []


def test_numbers_of_the_decisions(root: Path) -> None:
    decided = dict(row for row in rows(page(root), "What is decided") if len(row) == 2)
    assert f"from {identify.LONG} occasions" in decided["`--t0`, one person"]
    assert f"have {identify.ERROR_OCCASIONS} occasions" in decided["`--error`"]
