"""Documents of other editions: older ones open as they were meant, later ones only where nothing is lost."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from tests.store.made_fit import made_fit

from unspiral.act.spiral import spiral
from unspiral.errors import DataError
from unspiral.learn.draws import draw
from unspiral.records import Choices
from unspiral.store.document import fit_document, seal
from unspiral.store.edition import ADDED, CHOICES, EDITION
from unspiral.store.fit_json import read_fit, write_fit

FIRST = Path(__file__).with_name("fit_1.json")  # written by 0.1.0, edition 1.0, from made-up answers


def written(folder: Path, document: dict[str, Any]) -> Path:
    document["seal"] = seal(document)
    place = folder / "fit.json"
    place.write_text(json.dumps(document))
    return place


def test_the_first_edition_opens_with_what_was_true_of_it() -> None:
    fit = read_fit(FIRST)
    assert fit.loglik == pytest.approx(-713.9252511512063, abs=0)
    assert (fit.data.persons, fit.choices.t0, fit.choices.traits, fit.choices.error) == (60, "centred", True, False)
    for name, meant in ADDED.items():
        assert getattr(fit.choices, name) == meant
    assert fit.centres is None
    assert [r.label for r in fit.ladder] == ["without traits", "with traits", "with traits and wave means"]
    # What is computed from it is computed as ever.
    assert draw(fit, 10).drift[0][:2, :2] == pytest.approx(fit.drift)
    assert spiral(fit).gain is not None


def test_written_again_it_is_of_this_edition_and_says_the_same(tmp_path: Path) -> None:
    fit = read_fit(FIRST)
    write_fit(fit, tmp_path / "again.json")
    document = json.loads((tmp_path / "again.json").read_text())
    assert document["state"]["edition"] == EDITION
    again = read_fit(tmp_path / "again.json")
    assert again.choices == fit.choices
    assert again.parameters == fit.parameters
    assert again.verdicts == fit.verdicts


def test_every_choice_is_in_the_document() -> None:
    """A new option of a model that is not kept would be lost on the way through a file."""
    elsewhere = {"traits", "error", "t0", "means", "families", "lag"}
    assert {f.name for f in fields(Choices)} - elsewhere == CHOICES
    assert set(fit_document(made_fit())["state"]["choices"]) == CHOICES  # type: ignore[index, call-overload]


def test_a_later_edition_opens_unless_its_model_says_more(tmp_path: Path) -> None:
    document: dict[str, Any] = fit_document(made_fit())
    document["state"]["edition"] = "1.9"
    document["remarks"] = ["a key of tomorrow"]
    assert read_fit(written(tmp_path, document)).processes == made_fit().processes

    document["state"]["choices"]["seasons"] = True
    with pytest.raises(DataError, match="the option seasons, which this version does not know") as caught:
        read_fit(written(tmp_path, document))
    assert "pip install --upgrade unspiral" in str(caught.value)


def test_a_later_schema_is_refused(tmp_path: Path) -> None:
    document: dict[str, Any] = fit_document(made_fit())
    document["state"]["edition"] = "2.0"
    with pytest.raises(DataError, match=r"edition 2\.0; this version reads editions 1\.0 to"):
        read_fit(written(tmp_path, document))
    document["schema"] = "unspiral.fit/2"
    with pytest.raises(DataError, match="edition 2 of"):
        read_fit(written(tmp_path, document))


def keys(value: Any) -> set[str]:
    """Every key of a document that is a word of the format, not a name from the loop."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            if re.fullmatch(r"[a-z_0-9]+", key):
                found.add(key)
            found |= keys(inner)
    elif isinstance(value, list):
        for inner in value:
            found |= keys(inner)
    return found


def test_the_page_on_the_format_lists_every_key(root: Path) -> None:
    page = (root / "docs" / "reference" / "fit-file.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_0-9]+)`", page))
    document = fit_document(made_fit())
    document["model"] = {**document["model"], "families": {}}  # type: ignore[dict-item]
    document["state"] = {**document["state"], "centres": {"covariates": {}, "trend": {}, "texts": {}}}  # type: ignore[dict-item]
    missing = keys(document) - named
    assert not missing, f"docs/reference/fit-file.md does not explain {sorted(missing)}"
    assert f"edition {EDITION}" in page
