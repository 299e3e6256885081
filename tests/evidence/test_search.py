"""Every word must be met; relatives and synonyms count; the best comes first; and nothing found says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.evidence.index import KINDS, Kind
from unspiral.evidence.search import search
from unspiral.evidence.tables import claims, links, sources

UNIT = pytest.mark.unit


@UNIT
def test_without_words_everything() -> None:
    found = search()
    assert found.total == 165 + 93 + 79 + 156 + 108
    assert set(found.claims) == set(claims())


@UNIT
def test_every_word_must_be_met() -> None:
    both, one, other = search(["sleep", "pain"]), search(["sleep"]), search(["pain"])
    assert set(both.links) == set(one.links) & set(other.links)
    assert 0 < both.total < one.total


@UNIT
@pytest.mark.parametrize(
    ("one", "other"), [("exercises", "EXERCISE"), ("depressed", "depression"), ("opioids", "opioid"), ("sleeping", "sleep")]
)
def test_endings_and_capitals_make_no_difference(one: str, other: str) -> None:
    assert search([one]).treatments == search([other]).treatments
    assert search([one]).total > 0


@UNIT
def test_definitions_count_as_synonyms() -> None:
    assert {treatment.id for treatment in search(["low mood", "yoga"]).treatments} == {"T006"}
    assert "L001" in {link.id for link in search(["tiredness"]).links} | {link.id for link in search(["mood"]).links}


@UNIT
def test_short_forms_are_found_by_what_they_stand_for() -> None:
    assert "E084" not in {target.id for target in search(["lbp prevalence"]).epidemiology}
    assert {"E001", "E002"} <= {target.id for target in search(["low back pain prevalence"]).epidemiology}


@UNIT
def test_words_of_a_question_are_left_out_and_said() -> None:
    found = search(["Does exercise help with depression?"])
    assert found.words == ("exercise", "depression")
    assert found.left_out == ("does", "help", "with")
    assert found.treatments == search(["exercise", "depression"]).treatments


@UNIT
@pytest.mark.parametrize("words", [["does the"], ["——"], ["%", "?"]])
def test_words_of_which_nothing_is_left_find_nothing(words: list[str]) -> None:
    found = search(words)
    assert (found.words, found.total) == ((), 0)


@UNIT
@pytest.mark.parametrize("words", [[], [""], ["  "]])
def test_no_words_at_all_find_everything(words: list[str]) -> None:
    assert search(words).total == 601


@UNIT
@pytest.mark.parametrize("word", ["боль", "痛", "٣"])
def test_other_alphabets_are_words_too(word: str) -> None:
    found = search([word])
    assert (found.words, found.total) == ((word,), 0)


@UNIT
def test_what_it_is_about_comes_before_what_it_mentions() -> None:
    found = search(["insomnia"])
    assert found.epidemiology[0].quantity == "insomnia_to_depression"
    links_found = search(["sleep"]).links
    about = ["sleep_problem" in (link.source_var, link.target_var) for link in links_found]
    assert about == sorted(about, reverse=True)
    assert links_found[0].figure.status == "verified"


@UNIT
def test_only_what_was_verified() -> None:
    found = search(["pain"], verified_only=True)
    rows = [*found.claims, *found.links, *found.treatments, *found.epidemiology]
    assert rows
    assert all(row.figure.verified for row in rows)


@UNIT
def test_everything_of_one_source() -> None:
    found = search(source="werneck2024")
    assert {link.source_id for link in found.links} == {"werneck2024"}
    assert all("werneck2024" in (claim.source_id, *claim.source_ids) for claim in found.claims)
    assert [cited.id for cited in found.sources] == ["werneck2024"]
    assert len(found.links) == len([link for link in links() if link.source_id == "werneck2024"])


@UNIT
def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(SpecError, match=r"Did you mean 'yang2023'\?"):
        search(source="yang203")


@UNIT
@pytest.mark.parametrize("kind", KINDS)
def test_one_kind(kind: Kind) -> None:
    found = search(["pain"], kinds=[kind])
    assert found.total == len(getattr(found, kind)) > 0


@UNIT
def test_nothing_found_names_the_nearest_words() -> None:
    found = search(["exersise", "yoga"])
    assert found.total == 0
    assert found.near["exersise"][0] == "exercise"
    assert found.alone["exersise"] == 0 and found.alone["yoga"] > 0
    assert search(["xylophone"]).near == {"xylophone": ()}
    apart = search(["opioid", "yoga"])
    assert apart.total == 0 and apart.near == {} and min(apart.alone.values()) > 0


@pytest.mark.property
@given(st.lists(st.text(max_size=12), max_size=4), st.booleans())
def test_any_words_are_answered(words: list[str], verified_only: bool) -> None:
    found = search(words, verified_only=verified_only)
    assert found.total >= 0
    assert set(found.alone) == set(found.words)
    assert set(found.near) == {word for word, count in found.alone.items() if count == 0}


@pytest.mark.property
@given(st.sampled_from(sorted(sources())), st.sampled_from(["pain", "depression", "sleep"]))
def test_one_more_word_never_finds_more(source: str, word: str) -> None:
    assert search([word], source=source).total <= search(source=source).total
