"""Cautions about medicines: each fires on its own facts, a condition with "or" on any of its parts, and no word advises."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.medicines import NOT_A_CHECKER, cautions, is_known, known

CLASSES = [each.id for each in known() if each.kind == "class"]
FACTS = [each.id for each in known() if each.kind == "fact"]
# Written by hand: what belongs to what.
WIDER = {
    "serotonergic_opioid": {"opioid"},
    "antidepressant_new": {"antidepressant"},
    "ssri": {"antidepressant"},
    "snri": {"antidepressant"},
    "tca": {"antidepressant"},
    "duloxetine": {"snri", "antidepressant"},
    "heavy_alcohol": {"alcohol"},
}


def second_opinion(taking: set[str], also: set[str]) -> set[str]:
    """The fourteen conditions once more, by hand."""
    has = taking | also | {wide for name in taking | also for wide in WIDER.get(name, ())}
    serotonin = {"ssri", "snri"}
    found = {
        "nsaid_gi": "nsaid" in has,
        "nsaid_symptom": {"nsaid", "gi_symptom"} <= has,
        "nsaid_ssri": "nsaid" in has and bool(serotonin & has),
        "serotonergic_pair": bool((serotonin | {"tca"}) & has) and "serotonergic_opioid" in has,
        "opioid_any": "opioid" in has,
        "opioid_depression": {"opioid", "phq_ge_10"} <= has,
        "opioid_sedative": "opioid" in has and bool({"benzodiazepine", "gabapentinoid", "alcohol"} & has),
        "antidep_young": {"antidepressant_new", "age_le_25"} <= has,
        "antidep_stop": "antidepressant" in has and bool({"stopped", "missed"} & has),
        "duloxetine_alcohol_liver": "duloxetine" in has and bool({"heavy_alcohol", "liver_disease"} & has),
        "tca_heart": "tca" in has and bool({"heart_disease", "age_ge_65"} & has),
        "gabapentinoid_lbp": "gabapentinoid" in has,
        "paracetamol_alone": taking == {"paracetamol"},
        "medicine_low_mood": {"medicine_started", "mood_drop"} <= has,
    }
    return {name for name, fires in found.items() if fires}


def ids(taking: list[str], also: list[str] | None = None) -> set[str]:
    return {caution.id for caution in cautions(taking, also or []).found}


@pytest.mark.unit
def test_every_part_of_every_condition_is_known_and_used() -> None:
    wanted = {
        part
        for row in clinical_file("medicines")["caution"]
        for key in ("all", "any_class", "only")
        for condition in row.get(key, [])
        for part in condition.split("_or_")
    }
    assert wanted == {*CLASSES, *FACTS}


@pytest.mark.unit
def test_each_pair_of_a_medicine_and_anything_else() -> None:
    seen: set[str] = set()
    for medicine, other in itertools.product(CLASSES, [*CLASSES, *FACTS]):
        taking, also = ({medicine, other}, set()) if other in CLASSES else ({medicine}, {other})
        expected = second_opinion(taking, also)
        seen |= expected
        assert ids(sorted(taking), sorted(also)) == expected, (taking, also)
    assert seen | {"medicine_low_mood"} == {row["id"] for row in clinical_file("medicines")["caution"]}


@pytest.mark.property
@given(st.sets(st.sampled_from(CLASSES), max_size=5), st.sets(st.sampled_from(FACTS), max_size=6))
def test_any_set_agrees_with_the_second_opinion(taking: set[str], also: set[str]) -> None:
    found = cautions(sorted(taking), sorted(also))
    assert {caution.id for caution in found.found} == second_opinion(taking, also)
    assert not {caution.id for caution in found.perhaps} & {caution.id for caution in found.found}
    assert all(set(caution.because) <= taking | also for caution in found.found)
    assert found.said[-1] == NOT_A_CHECKER


@pytest.mark.unit
@pytest.mark.parametrize("one", ["ssri", "snri", "ssri_or_snri", "duloxetine"])
def test_any_part_of_an_or_is_enough(one: str) -> None:
    assert "nsaid_ssri" in ids(["nsaid", one])


@pytest.mark.unit
def test_one_of_several_counts_only_where_each_of_them_would() -> None:
    assert "serotonergic_pair" in ids(["ssri_or_snri_or_tca", "tramadol"])
    assert "nsaid_ssri" not in ids(["ssri_or_tca", "nsaid"])
    maybe = cautions(["ssri_or_tca", "nsaid"]).perhaps
    assert [caution.id for caution in maybe] == ["nsaid_ssri"]
    assert "'ssri_or_tca' means SSRI antidepressant" in maybe[0].if_also


@pytest.mark.unit
def test_what_is_named_in_general_may_mean_more() -> None:
    found = cautions(["antidepressant", "opioid"])
    assert [caution.id for caution in found.found] == ["opioid_any"]
    pair = next(caution for caution in found.perhaps if caution.id == "serotonergic_pair")
    assert "'antidepressant' means SSRI antidepressant or SNRI antidepressant" in pair.if_also
    assert "'opioid' means opioid that acts on serotonin" in pair.if_also


@pytest.mark.unit
def test_paracetamol_alone_is_alone() -> None:
    assert ids(["paracetamol"], ["gi_symptom"]) == {"paracetamol_alone"}
    assert ids(["paracetamol", "nsaid"]) == {"nsaid_gi"}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "caution"), [("Tramadol", "opioid_any"), ("pregabalin", "gabapentinoid_lbp"), (" fentanyl ", "opioid_any")]
)
def test_the_few_names_the_file_knows(name: str, caution: str) -> None:
    found = cautions([name])
    assert caution in {each.id for each in found.found}
    assert "unverified" in found.said[0]


@pytest.mark.unit
def test_the_names_are_those_of_the_texts() -> None:
    """A name is in the table only where a caution or its source speaks of it."""
    table = clinical_file("medicines")
    told = " ".join([*(row["text"] for row in table["caution"]), *table["sources"].values()]).lower()
    assert all(name in told for name in table["names"]["class"])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("taking", "also", "match"),
    [
        (["ibuprofen"], [], "'ibuprofen' is no class of medicines kept here.$"),
        (["opiod"], [], r"Did you mean 'opioid'\?"),
        (["gi_symptom"], [], "'gi_symptom' after --taking is no medicine"),
        ([], ["nsaid"], "'nsaid' after --also is a medicine"),
        ([""], [], "is no class"),
        ([], ["sad"], "'sad' is no fact kept here"),
        (["x" * 400], [], "is no class"),
    ],
)
def test_what_is_unknown_is_refused_and_never_guessed(taking: list[str], also: list[str], match: str) -> None:
    with pytest.raises(SpecError) as caught:
        cautions(taking, also)
    assert re.search(match, caught.value.what)
    assert caught.value.fix
    assert len(caught.value.what) < 150


@pytest.mark.unit
def test_no_caution_is_no_reassurance() -> None:
    found = cautions(["benzodiazepine"])
    assert found.found == ()
    assert "does not mean that there is nothing to ask" in found.said[0]


@pytest.mark.unit
def test_no_amounts_and_only_matters_for_the_prescriber() -> None:
    for row in clinical_file("medicines")["caution"]:
        assert row["kind"] == "talk_to_prescriber"
        assert not re.search(r"\d\s*(mg|g|ml|tablet)", row["text"])


@pytest.mark.parametrize(("name", "listed"), [
    ("Pregabalin 75", True), ("low-dose amitriptyline", True), ("NSAID", True), ("serotonergic opioid", True), ("walking", False),
    ("missed", False), ("age_le_25", False),
])  # fmt: skip
def test_a_name_is_looked_up_by_its_words(name: str, listed: bool) -> None:
    assert is_known(name) is listed
