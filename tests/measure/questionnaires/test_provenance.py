"""Every number that can be seen has its origin."""

from __future__ import annotations

import pytest

from unspiral.measure.questionnaires.instrument import Cutoff, Support
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.measure.questionnaires.provenance import SEEN, change_words, cutoff_words, origins, scoring_words, seen_words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", instruments())
def test_all_are_there_and_all_sources_lead_to_a_citation(name: str) -> None:
    made = instrument(name)
    found = origins(made)
    whats = [origin.what for origin in found]
    assert [what for what in whats if what.startswith("band '")] == [f"band '{band.label}'" for band in made.bands]
    assert len([what for what in whats if what.startswith("cut-off")]) == len(made.cutoffs)
    assert len([what for what in whats if what.startswith("change: ")]) == len(made.changes)
    assert {"scoring", "missing-item rule", "licence", "wording"} <= set(whats)
    assert all(origin.support.evidence in SEEN for origin in found)
    assert all(key in made.sources for origin in found for key in origin.support.sources)
    assert ("reliability" in whats) == (made.reliability is not None)


def test_phq9() -> None:
    found = {origin.what: origin for origin in origins(instrument("phq9"))}
    assert found["missing-item rule"].support.evidence == "unverified"
    assert found["band 'mild'"].value == "5 to 9"
    assert found["LOINC code, total"].value == "44261-6"
    assert "44260-8" in found["LOINC codes, items"].value


def test_a_code_that_nobody_has_seen_is_told_apart() -> None:
    found = {origin.what: origin.support.evidence for origin in origins(instrument("gad7"))}
    assert (found["LOINC code, panel"], found["LOINC code, total"]) == ("unverified", "verified_1_source")


def test_words() -> None:
    assert scoring_words(instrument("cesd20")).endswith("(turned round: cesd4, cesd8, cesd12, cesd16)")
    assert [change_words(change) for change in instrument("odi").changes] == ["10 points or 30 %"]
    support = Support("unverified")
    assert cutoff_words(Cutoff(3, "x", support, subscale="work", direction="above")) == "cut-off of work (exceeded): x"


def test_sources_that_the_file_does_not_note_are_not_claimed() -> None:
    found = {origin.what: seen_words(origin.support) for origin in origins(instrument("phq9"))}
    assert found["LOINC code, total"] == "said to be seen in two or more sources; sources not noted in the file"
    cut = next(said for what, said in found.items() if "NICE" in what)
    assert cut == "said to be seen in two or more sources; the file notes only 1 of them"
    assert found["wording"] == "seen in two or more sources"
    assert seen_words(Support("unverified")) == SEEN["unverified"]
