"""What is printed of a questionnaire: what nobody has seen is marked where it stands."""

from __future__ import annotations

import pytest

from unspiral.doors.cli.measure_show_text import items_text, mark, overview_text, sources_text
from unspiral.measure.questionnaires.instrument import Support
from unspiral.measure.questionnaires.library import instrument, instruments

pytestmark = pytest.mark.unit


def flat(text: str) -> str:
    return " ".join(text.split())


def test_overview() -> None:
    said = flat(overview_text(instrument("phq9")))
    assert "Never impute phq9. [unverified]" in said
    assert "reliable_change: 6 points Change" in said  # seen: no mark
    assert "clinically_meaningful: 5 points [unverified]" in said
    assert "It is not a diagnosis." in said
    assert "0 says nothing" in said
    assert "Regenstrief" in said
    assert "panel 69737-5 [unverified], total 70274-6" in flat(overview_text(instrument("gad7")))
    assert "never shown beside a score" in flat(overview_text(instrument("odi")))
    assert "no published figure in the file" in overview_text(instrument("pcs"))


def test_items() -> None:
    said = flat(items_text(instrument("phq9")))
    assert "phq1: Little interest or pleasure in doing things 0 Not at all; 1 Several days" in said
    assert "[not part of the score]" in said
    assert "turned round for the score" in items_text(instrument("cesd20"))
    assert "(text not part of unspiral)" in items_text(instrument("odi"))
    assert "by number" in items_text(instrument("promis_sleep_disturbance"))
    assert "from 'No pain' to 'Pain as bad as you can imagine'" in flat(items_text(instrument("peg")))


@pytest.mark.parametrize("name", instruments())
def test_every_cited_source_is_printed(name: str) -> None:
    made = instrument(name)
    said = flat(sources_text(made))
    used = {*made.scoring.support.sources, *made.licence.support.sources, *(key for each in made.cutoffs for key in each.support.sources)}
    assert all(f"[{key}] {flat(made.sources[key])}" in said for key in used)
    assert max(map(len, sources_text(made).splitlines())) <= 120


def test_marks() -> None:
    assert mark(Support("unverified")) == " [unverified]"
    assert mark(Support("project_convention")) == " [our own choice]"
    assert mark(Support("verified_1_source")) == ""
