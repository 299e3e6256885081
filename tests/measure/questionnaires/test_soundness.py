"""A file that does not hang together is told where, and what helps."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from tests.measure.questionnaires.my_scale import TEXT

from unspiral.measure.questionnaires.definition import define
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.measure.questionnaires.soundness import faults_of

pytestmark = pytest.mark.unit


def faults(edit: Any) -> list[str]:
    document = tomllib.loads(TEXT)
    edit(document)
    found: list[str] = []
    made = define(document, found)
    assert found == []
    return list(faults_of(made))


def set_at(*path: Any) -> Any:
    def edit(document: dict[str, Any]) -> None:
        inner: Any = document
        for key in path[:-2]:
            inner = inner[key]
        inner[path[-2]] = path[-1]

    return edit


def test_sound_ones_have_no_fault() -> None:
    assert faults(lambda document: None) == []
    assert [list(faults_of(instrument(name))) for name in instruments()] == [[]] * 27


SELF_HARM = {"id": "d", "text": "Thoughts that you would be better off dead", "scored": False}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (set_at("id", "My Scale"), "id: it is small letters"),
        (set_at("items", 0, "id", "b"), "items 'b': this id stands there twice"),
        (set_at("items", 0, "id", "i1"), "items 'i1': an id is"),
        (set_at("items", 0, "loinc", "44250-8"), "'44250-8' is no LOINC code"),
        (set_at("options", 0, "score", 1), "two options have the same score"),
        (set_at("options", 0, "loinc", "x"), "'x' is no code of a LOINC answer"),
        (set_at("items", 0, "text", ""), "items 'a': it has no text"),
        (set_at("licence", "decision", "engine_only"), "words of the questionnaire stand in the file"),
        (set_at("scoring", "high", 7), "the items can reach 0 to 6, and the range says 0 to 7"),
        (set_at("scoring", "missing", "most", 3), '"prorate" goes with sum or mean'),
        (set_at("scoring", "missing", "never", ["z"]), "'z' is no scored item"),
        (set_at("scoring", "missing", "way", "all"), "most and never go with"),
        (set_at("scoring", "missing", "least", 2), 'it goes with way = "denominator"'),
        (set_at("scoring", "subscales", "morning", ["z"]), "'z' is no scored item"),
        (set_at("scoring", "subscales", "a", ["c"]), "'a' cannot be a name"),
        (set_at("scoring", "ranges", "morning", [0, 3]), "its items can reach [0, 2]"),
        (set_at("scoring", "ranges", "evening", [0, 2]), "there is no such subscale"),
        (set_at("scoring", "method", "groups"), "scoring.rule"),
        (set_at("scoring", "method", "percent"), "the items can reach 0 to 100"),
        (set_at("scoring", "method", "single"), '"single" has one scored item'),
        (set_at("scoring", "method", "none"), 'missing answers stay missing'),
        (set_at("bands", 1, "low", 4), "should begin at 3"),
        (set_at("bands", 1, "low", 2), "should begin at 3"),
        (set_at("bands", 1, "high", 5), "they end at 5, and the score at 6"),
        (set_at("bands", 1, "label", "little"), "two have the same label"),
        (set_at("cutoffs", 0, "value", 9), "9 lies outside 0 to 6"),
        (set_at("cutoffs", 0, "subscale", "x"), "'x' is none."),
        (set_at("cutoffs", 0, "sources", ["you2026"]), "'you2026' is not in [sources]. Did you mean 'me2026'?"),
        (set_at("changes", 0, "share", 30), "a share is 0.3 for 30 %"),
        (set_at("recall", "days", -1), "a number of days above 0"),
        (set_at("reliability", {"low": 0.9, "high": 0.8, "evidence": "unverified"}), "reliability: low and high"),
        (set_at("safety", {"item": "z", "at_least": 1}), "safety.item: 'z' is no item"),
        (set_at("safety", {"item": "a", "at_least": 0}), "safety.at_least: it is 1 or more"),
        (set_at("safety", {"item": "a", "at_least": 1}), "must never be filled in"),
        (lambda document: document["items"].append(SELF_HARM), "it seems to ask about thoughts of death or self-harm"),
        (lambda document: document["items"][0].update(loinc="44260-8"), "it seems to ask about thoughts of death or self-harm"),
        (lambda document: [item.update(scored=False) for item in document["items"]], "none of them is scored"),
        (set_at("items", 0, {"id": "a", "text": "x", "kind": "list"}), "words cannot be scored"),
        (set_at("items", 0, {"id": "a", "text": "x", "low": 3, "high": 1}), "its answers go from 3 to 1"),
        (set_at("items", 0, {"id": "a", "text": "x", "kind": "number", "low": 0, "high": 2}), "scoring.decimals: the items' own"),
        (set_at("codes", {"panel": "1-1", "evidence": "unverified"}), "codes.panel: '1-1' is no LOINC code"),
        (set_at("codes", {"unverified": ["x"], "evidence": "unverified"}), "codes.unverified: 'x' is none"),
    ],
)  # fmt: skip
def test_what_does_not_hang_together(edit: Any, said: str) -> None:
    found = faults(edit)
    assert any(said in fault for fault in found), found
    assert all("Fix:" in fault for fault in found)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("total<=x low", "is not a clause"),
        ("sum<=3 low", "'sum' is no total"),
        ("total<=3 grade 1; high", '"grade" needs results'),
        ("total<=3 low; high", ""),
    ],
)
def test_rules(rule: str, said: str) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["scoring"] |= {"method": "groups", "rule": rule}
        document["scoring"]["missing"] = {"words": "all needed", "way": "all", "evidence": "unverified"}

    found = faults(edit)
    assert any(said in fault for fault in found) if said else found == []


def phq9_with(edit: Any) -> list[str]:
    packaged = files("unspiral.measure.questionnaires") / "files" / "phq9.toml"
    document = tomllib.loads(packaged.read_text(encoding="utf-8"))
    document["id"] = "mine"
    edit(document)
    found: list[str] = []
    made = define(document, found)
    assert found == []
    return list(faults_of(made))


def in_other_words(document: dict[str, Any]) -> None:
    document["items"][8] |= {"text": "Andere Worte", "loinc": "", "variants": []}
    del document["safety"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (set_at("safety", "at_least", 3), "a yes below 3 would bring no help. Fix: at_least = 1"),
        (set_at("safety", "item", "phq8"), "items 'phq9': it seems to ask about thoughts of death or self-harm"),
        (set_at("items", 8, "reverse", True), "Fix: take reverse = true out"),
        (in_other_words, "codes.panel: 44249-1 is that of the PHQ-9"),
        (in_other_words, "codes.total: 44261-6 is that of the PHQ-9"),
    ],
)
def test_no_file_gets_round_the_help_that_comes_first(edit: Any, said: str) -> None:
    assert phq9_with(lambda document: None) == []
    assert any(said in fault for fault in phq9_with(edit))


@pytest.mark.parametrize(
    "text",
    [
        "I wished I were dead.", "Thoughts of ending your life", "I thought of killing myself", "I wanted to die.",
        "I thought about harming myself.", "I wanted to hurt myself", "I thought about taking my own life", "life was not worth living",
        "Suicidal thoughts", "Ending one\u2019s life",
    ],
)  # fmt: skip
def test_items_about_self_harm_are_noticed_in_other_english_words(text: str) -> None:
    asked = {"id": "d", "text": text, "scored": False}
    assert any("it seems to ask about" in fault for fault in faults(lambda document: document["items"].append(asked)))


def test_an_answer_can_ask_as_well() -> None:
    answers = [{"score": 0, "text": "No"}, {"score": 1, "text": "I would like to kill myself"}]
    asked = {"id": "d", "text": "Which fits best?", "scored": False, "options": answers}
    assert any("items 'd': it seems to ask about" in fault for fault in faults(lambda document: document["items"].append(asked)))
