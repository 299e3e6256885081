from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from unspiral.records.prior_view import PriorRow, PriorView
from unspiral.show.prior_view_chart import prior_view_picture

pytestmark = pytest.mark.unit
FIVE = (1.0, 2.0, 3.0, 4.0, 7.0)
OWNER = {"pain": "pain", "mood": "depression"}


def view(low: float) -> PriorView:
    rows = tuple(PriorRow(c, what, FIVE, (low, 0.0, 3.0, 6.0, 12.0)) for c in OWNER for what in ("answers", "changes"))
    return PriorView((), rows, 50)


def test_the_title_is_the_finding_and_the_numbers_stand_in_a_table() -> None:
    found = prior_view_picture(view(-5.0), "answers", OWNER)
    assert found is not None
    assert found.title == "Answers: the priors expect the data, and more"
    assert ET.fromstring(found.svg).tag.endswith("svg")
    assert [r[0] for r in found.table.rows] == ["pain", "mood"]
    assert found.table.rows[0][1:] == ("−5.0 to 12.0", "1.0 to 7.0") or "12" in found.table.rows[0][1]
    changes = prior_view_picture(view(-5.0), "changes", OWNER)
    assert changes is not None and changes.title.startswith("Changes from one answer to the next")


def test_data_beyond_the_priors_are_named() -> None:
    found = prior_view_picture(view(1.5), "answers", OWNER)
    assert found is not None and "reach beyond the priors for pain, mood" in found.title


def test_nothing_to_draw_is_no_picture() -> None:
    assert prior_view_picture(PriorView((), (), 50), "answers", OWNER) is None
