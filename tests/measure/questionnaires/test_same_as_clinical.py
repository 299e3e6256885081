"""Each packaged file says what the clinical table says: every string, number, source and evidence status, leaf by leaf."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from unspiral.measure.questionnaires.library import instrument, left_out
from unspiral.measure.questionnaires.outline import FILES, packaged

pytestmark = pytest.mark.unit

IDS = sorted(packaged())
METHODS = {
    "sum": "sum", "mean": "mean", "single": "single", "none": "none", "sum_with_subscale": "groups", "percent": "percent",
    "subscales_only": "subscales_only", "sum_times_4": "sum_times", "decision": "grade", "sum_to_T": "sum_to_t",
}  # fmt: skip


@pytest.fixture(scope="module")
def clinical(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "clinical" / "instruments.json").read_text(encoding="utf-8"))


class Same:
    """One instrument of the table beside its file; every leaf of the table that was compared is remembered."""

    def __init__(self, entry: dict[str, Any], document: dict[str, Any], citations: dict[str, str]) -> None:
        self.entry, self.document, self.citations = entry, document, citations
        self.seen: set[str] = set()

    def here(self, path: str, mine: object) -> None:
        """The leaf at a path of the table is the same as ours; an absent one is absent."""
        theirs: Any = self.entry
        for key in path.split("/"):
            theirs = theirs[int(key)] if isinstance(theirs, list) else theirs.get(key)
            if theirs is None:
                break
        assert theirs == mine or (theirs in (None, [], "") and mine in (None, [], "")), (path, theirs, mine)
        self.seen.add(path)

    def source(self, path: str, keys: list[str], theirs: list[str]) -> None:
        """Our keys lead to the citations that the table names."""
        wanted = [self.citations.get(each, each) for each in theirs]
        assert [self.document["sources"][key] for key in keys] == wanted, path
        self.seen.add(path)

    def left(self, known: set[str]) -> list[str]:
        """Leaves of the table that nobody compared."""
        done = self.seen | known
        return [path for path in _leaves(self.entry, "") if not any(path == each or path.startswith(f"{each}/") for each in done)]


def _leaves(value: Any, path: str) -> list[str]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, f"{path}/{key}".lstrip("/"))]
    if isinstance(value, list):
        return [leaf for place, inner in enumerate(value) for leaf in _leaves(inner, f"{path}/{place}")]
    return [path]


@pytest.mark.parametrize("name", IDS)
def test_every_leaf(clinical: dict[str, Any], name: str) -> None:
    entry = next(each for each in clinical["instruments"] if each["id"] == name)
    document = tomllib.loads((FILES / f"{name}.toml").read_text(encoding="utf-8"))
    same = Same(entry, document, clinical["sources"])
    for key in ("id", "name", "measures"):
        same.here(key, document[key])
    same.here("recall", document["recall"]["words"])
    _licence(same, document)
    _text(same, document)
    _codes(same, document)
    _scoring(same, document)
    _figures(same, document)
    # Compared elsewhere: examples by running them (test_scoring.py). Not in the package: tables of T scores. Not text: item_text of forms
    # whose words are not here is the note beside [text].
    elsewhere = {"examples", "scoring/table", "t_score/table", "scoring/type", "scoring/safety_item/action", "scoring/raw_range", "n_items"}
    assert same.left(elsewhere) == []


def _licence(same: Same, document: dict[str, Any]) -> None:
    mine = document["licence"]
    for key in ("decision", "status", "notice", "evidence"):
        same.here(f"license/{key}", mine.get(key))
    same.source("license/sources", mine.get("sources", []), same.entry["license"].get("sources", []))
    if "confidence" in same.entry["license"]:
        same.here("license/confidence", mine["note"].removeprefix("confidence: "))
    else:
        same.here("license/note", mine.get("note"))


def _text(same: Same, document: dict[str, Any]) -> None:
    mine = document["text"]
    same.here("stem", mine.get("stem"))
    if document["licence"]["decision"] == "ship_text":
        same.here("text_evidence/status", mine["evidence"])
        same.source("text_evidence/sources", mine.get("sources", []), same.entry["text_evidence"].get("sources", []))
        same.here("text_evidence/note", mine.get("note"))
    else:
        same.here("item_text", mine["note"])
        same.source("source", mine.get("sources", []), [same.entry["source"]] if "source" in same.entry else [])
        assert not any("text" in item or "anchor_low" in item for item in document.get("items", []))
        assert "options" not in document
        assert len(document.get("items", [])) == same.entry.get("n_items", 0)
    for place, option in enumerate(document.get("options", [])):
        for theirs, key in (("score", "score"), ("text", "text"), ("loinc_la", "loinc")):
            same.here(f"options/{place}/{theirs}", option.get(key))
    _items(same, document)


def _items(same: Same, document: dict[str, Any]) -> None:
    items = document.get("items", [])
    for place, item in enumerate(items):
        inside = place < len(same.entry["items"])
        where = f"items/{place}" if inside else "extra_item"
        if document["licence"]["decision"] == "engine_only":
            assert item["id"] == str(place + 1)
            if "item_codes" in same.entry:
                same.here(f"item_codes/{place}/loinc", item["loinc"])
                same.here(f"item_codes/{place}/n", place + 1)
            continue
        for key in ("id", "text", "loinc", "reverse", "construct"):
            same.here(f"{where}/{key}", item.get(key))
        if not inside:
            same.here(f"{where}/scored", item["scored"])
        answer = same.entry["items"][place].get("response") if inside else None
        if answer:
            same.here(f"{where}/response/type", item["kind"])
            for theirs, key in (
                ("min", "low"),
                ("max", "high"),
                ("step", "step"),
                ("anchor_min", "anchor_low"),
                ("anchor_max", "anchor_high"),
            ):
                same.here(f"{where}/response/{theirs}", item.get(key))
        for number, option in enumerate(item.get("options", [])):
            for theirs, key in (("value", "score"), ("text", "text"), ("loinc_la", "loinc")):
                same.here(f"{where}/options/{number}/{theirs}", option.get(key))
        variants = same.entry.get("text_evidence", {}).get("variants", {})
        if item["id"] in variants or "variants" in item:
            same.here(f"text_evidence/variants/{item['id']}", item["variants"])


def _codes(same: Same, document: dict[str, Any]) -> None:
    mine = document["codes"]
    same.here("loinc/panel", mine.get("panel"))
    same.here("loinc/total", mine.get("total"))
    for name, code in mine.get("others", {}).items():
        same.here(f"loinc/{name}", code)
    if same.entry["id"] == "gad7":  # said in words there: total and items verified, panel recalled
        same.here("loinc/evidence", mine["note"])
        assert (mine["evidence"], mine["unverified"]) == ("verified_1_source", ["panel"])
    else:
        same.here("loinc/evidence", mine["evidence"])
        same.here("loinc/note", mine.get("note"))


def _scoring(same: Same, document: dict[str, Any]) -> None:
    mine, theirs = document["scoring"], same.entry["scoring"]
    assert mine["method"] == METHODS[theirs["type"]]
    if theirs["type"] == "sum_times_4":
        assert mine["factor"] == 4
    if "range" in theirs:
        same.here("scoring/range", [mine["low"], mine["high"]])
    for key in ("rule", "reverse"):
        if key in theirs:
            same.here(f"scoring/{key}", mine["rule"])
    if "decimals" in theirs:
        same.here("scoring/decimals", mine["decimals"])
    if "evidence" in theirs and same.entry["id"] != "nih_rtf_impact":
        same.here("scoring/evidence", mine["evidence"])
    elif "evidence" in theirs:
        same.here("scoring/evidence", mine["note"])
        assert mine["evidence"] == "unverified"
    if "reverse_evidence" in theirs:
        same.here("scoring/reverse_evidence", mine["evidence"])
    if "sources" in theirs:
        same.source("scoring/sources", mine["sources"], theirs["sources"])
    if "subscales_evidence" in theirs:
        same.here("scoring/subscales_evidence", mine["note"])
        assert mine["evidence"] == "unverified"
    elif "note" in theirs:
        same.here("scoring/note", mine["note"])
    if "input" in theirs:
        same.here("scoring/input", next(n for n in document["notes"] if n.startswith("Answers: ")).removeprefix("Answers: "))
    for name, ids in mine.get("subscales", {}).items():
        same.here(f"scoring/subscales/{name}", [int(each) if each.isdecimal() else each for each in ids])
    for name, pair in mine.get("ranges", {}).items():
        same.here(f"scoring/ranges/{name}", pair)
    if "safety_item" in theirs:
        same.here("scoring/safety_item/id", document["safety"]["item"])
        same.here("scoring/safety_item/trigger", f">={document['safety']['at_least']}")
    missing, wanted = mine["missing"], theirs["missing"]
    same.here("scoring/missing/rule", missing["words"])
    same.here("scoring/missing/evidence", missing["evidence"])
    same.here("scoring/missing/note", missing.get("note"))
    same.source("scoring/missing/source", missing.get("sources", []), [wanted["source"]] if "source" in wanted else [])
    for key in ("with_1_to_4", "limit"):
        if key in wanted:
            same.here(f"scoring/missing/{key}", missing["further"]["words"])
            same.here(f"scoring/missing/{key}_evidence", missing["further"]["evidence"])
    _asides(same, document)


def _asides(same: Same, document: dict[str, Any]) -> None:
    asides = {aside["name"]: aside for aside in document.get("asides", [])}
    theirs = same.entry["scoring"].get("algorithm_dsm")
    if theirs:
        mine = asides.pop(theirs["name"])
        for key, own in (("name", "name"), ("rule", "words"), ("evidence", "evidence"), ("note", "note")):
            same.here(f"scoring/algorithm_dsm/{key}", mine[own])
        same.source("scoring/algorithm_dsm/source", mine["sources"], [theirs["source"]])
    if "t_score" in same.entry:
        mine = asides.pop(same.entry["t_score"]["metric"])
        for key, own in (("metric", "name"), ("source", "words"), ("evidence", "evidence"), ("note", "note")):
            same.here(f"t_score/{key}", mine[own])
    if "definition_rule" in same.entry:
        mine = asides.pop("chronic low back pain")
        same.here("definition_rule", mine["words"])
        assert mine["evidence"] == "unverified"
    assert asides == {}


def _figures(same: Same, document: dict[str, Any]) -> None:
    for place, band in enumerate(document.get("bands", [])):
        for theirs, key in (("min", "low"), ("max", "high"), ("label", "label")):
            same.here(f"bands/{place}/{theirs}", band[key])
    if "bands_evidence" in same.entry:
        mine = document["bands_from"]
        same.here("bands_evidence/status", mine["evidence"])
        same.source("bands_evidence/sources", mine.get("sources", []), same.entry["bands_evidence"].get("sources", []))
        if "note" in same.entry["bands_evidence"]:
            same.here("bands_evidence/note", mine["note"])
    for place, cutoff in enumerate(document.get("cutoffs", [])):
        for key in ("value", "use", "accuracy", "subscale", "evidence"):
            same.here(f"cutoffs/{place}/{key}", cutoff.get(key))
        same.source(f"cutoffs/{place}/sources", cutoff["sources"], same.entry["cutoffs"][place]["sources"])
        direction = cutoff.get("direction", "at_least")
        said = {"at or below": "at_most"}.get(cutoff["use"][:11], "above" if cutoff["use"].endswith("if above") else "at_least")
        assert direction == said
    for place, change in enumerate(document.get("changes", [])):
        theirs = same.entry["change"][place]
        same.here(f"change/{place}/kind", change["kind"])
        same.here(f"change/{place}/value", change.get("points"))
        share = "value_relative" if "value_relative" in theirs else "or_relative"
        same.here(f"change/{place}/{share}", change.get("share"))
        same.here(f"change/{place}/evidence", change["evidence"])
        same.here(f"change/{place}/note", change.get("note"))
        same.source(f"change/{place}/source", change.get("sources", []), [theirs["source"]] if "source" in theirs else [])
    if "reliability" in same.entry:
        mine = document["reliability"]
        same.here("reliability/alpha", mine["low"] if mine["low"] == mine["high"] else [mine["low"], mine["high"]])
        same.here("reliability/evidence", mine["evidence"])
        same.source("reliability/source", mine["sources"], [same.entry["reliability"]["source"]])
    for key in ("related", "bands_note", "note"):
        if key in same.entry:
            same.here(key, next(note for note in document["notes"] if note == same.entry[key]))
    if "promis_ids" in same.entry:
        listed = next(note for note in document["notes"] if note.startswith("PROMIS items, in order: "))
        same.here("promis_ids", listed.removeprefix("PROMIS items, in order: ").split(", "))


def test_the_right_ones_are_there_and_the_others_say_why(clinical: dict[str, Any]) -> None:
    decisions = {entry["id"]: entry["license"]["decision"] for entry in clinical["instruments"]}
    assert sorted(name for name, decision in decisions.items() if decision != "leave_out") == IDS
    assert len(IDS) == 27
    assert {name: instrument(name).licence.decision for name in IDS} == {name: decisions[name] for name in IDS}
    kept_out = {entry["id"]: entry for entry in clinical["instruments"] if decisions[entry["id"]] == "leave_out"}
    assert set(left_out()) == set(kept_out)
    for name, mine in left_out().items():
        theirs = kept_out[name]
        assert (mine["name"], mine["status"], mine["evidence"]) == (theirs["name"], *(theirs["license"][k] for k in ("status", "evidence")))
        assert mine["sources"] == [clinical["sources"][key] for key in theirs["license"]["sources"]]


def test_no_table_of_t_scores_is_packaged() -> None:
    assert all(not instrument(name).scoring.table for name in IDS)
    assert not any("38.2" in file.read_text(encoding="utf-8") for file in FILES.glob("promis*.toml"))
