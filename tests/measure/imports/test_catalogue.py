from __future__ import annotations

import re
from pathlib import Path

import pytest

from unspiral.errors import SpecError
from unspiral.measure.imports.catalogue import KINDS, names, packaged, recognised_preset

pytestmark = pytest.mark.unit

RECIPES = {
    "boulder", "elsa", "hrs-2016", "meps", "meps-panel", "midus-nsde", "nhanes-2009", "nhis-2019", "oai", "pmdata", "rand-hrs", "share",
    "uk-biobank",
}  # fmt: skip


def test_what_there_is():
    assert set(names("preset")) == {"bearable", "daylio", "manage-my-pain"}
    assert set(names("recipe")) == RECIPES


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in names(kind)])
def test_every_name_says_how_well_it_was_seen(kind, name):
    mapping = packaged(kind, name)
    assert mapping.about is not None
    assert mapping.about.title
    assert mapping.about.where
    seen = {item.seen for item in mapping.items if item.columns}
    assert seen <= {"seen", "from memory"}
    if mapping.about.evidence == "seen":
        assert seen == {"seen"}
    if "from memory" in seen:
        assert mapping.about.evidence in ("partly seen", "unverified")


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_recipe_has_its_page_with_every_name(root: Path, name):
    text = (root / "docs" / "how-to" / "recipes" / f"{name}.md").read_text(encoding="utf-8")
    for item in packaged("recipe", name).items:
        for column in item.columns:
            assert f"`{column}`" in text, column
        if item.columns:
            row = next(line for line in text.splitlines() if f"| {item.item} |" in line)
            assert f"| {item.seen} |" in row


def test_seen_and_from_memory_are_those_of_the_field_notes(shared: Path):
    table = (shared / "field" / "data.md").read_text(encoding="utf-8").split("## 6.")[1].split("## 7.")[0]
    for recipe, row in (("nhanes-2009", "NHANES"), ("nhis-2019", "NHIS"), ("meps", "MEPS"), ("elsa", "ELSA"), ("share", "SHARE")):
        line = next(part for part in table.splitlines() if part.startswith(f"| {row}"))
        for item in packaged("recipe", recipe).items:
            if item.seen == "seen":
                stems = [re.sub(r"(DPQ0|ph087d|ARQ020).*", r"\1", column) for column in item.columns]
                assert any(stem in line for stem in stems), item.item


def test_headers_of_apps_are_recognised():
    daylio = ("full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note")
    bearable = ("date", "date formatted", "weekday", "time of day", "category", "rating/amount", "detail", "notes")
    assert recognised_preset(daylio) == "daylio"
    assert recognised_preset(bearable) == "bearable"
    assert recognised_preset(("id", "day", "pain")) is None


def test_a_name_that_is_not_there():
    with pytest.raises(SpecError, match="Did you mean 'nhanes-2009'") as problem:
        packaged("recipe", "nhanes-2010")
    assert problem.value.fix.startswith("--recipe")
