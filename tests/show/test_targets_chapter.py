"""The ranking inside a report: for clinicians and researchers, and never for a person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit
from tests.show.chart import checked
from tests.show.reading import section_words

from unspiral.act.targets import targets
from unspiral.errors import SpecError
from unspiral.records import Verdict
from unspiral.show.targets_chapter import targets_parts, targets_section
from unspiral.show.targets_words import FOR_WHOM

pytestmark = pytest.mark.unit


def test_answer_picture_sources_and_assumptions() -> None:
    section = targets_section(pair_fit(spread=0.02), {"pain": 2.0, "depression": 1.0})
    assert section.lead[0] == FOR_WHOM
    assert "Cannot tell which does most" in section.lead[1]
    assert "Weights: pain 67 % and depression 33 %." in section.lead
    assert "best " in checked(section.parts[0].pictures[0])
    assert section.parts[2].box_title == "What this takes for granted"


def test_where_nothing_can_be_ranked_the_reason_is_given() -> None:
    unstable = replace(pair_fit(), verdicts=(Verdict("unstable", "caution", "It runs away."),))
    assert section_words(targets_section(unstable)).endswith("Nothing is ranked. It runs away.")
    elsewhere = made_fit("hunger <-> noise", np.array([[-0.5, 0.3], [0.2, -0.5]]))
    shown = targets_section(elsewhere)
    assert shown.parts == ()
    assert shown.lead[1].startswith("Nothing is ranked. ")


def test_a_weight_for_nothing_is_a_slip_and_not_a_reason() -> None:
    with pytest.raises(SpecError):
        targets_section(pair_fit(), {"hunger": 1.0})


def test_cautions_of_the_fit_stand_among_its_checks_and_not_here() -> None:
    fit = replace(pair_fit(spread=0.02), verdicts=(Verdict("boundary", "caution", "An edge of its own."),))
    assert "An edge of its own." not in section_words(targets_section(fit))
    assert targets_parts(targets(fit), ("Watch out.",))[2].box[0] == "Watch out."
