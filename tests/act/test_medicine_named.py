"""Wherever a medicine is pressed, pulsed, scheduled or was tried, a prescriber is named: in text, JSON and page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import made_fit

from unspiral.act.flare import flare
from unspiral.act.medicine_named import medicine_lines
from unspiral.act.whatif import hold, policy, press, pulse, schedule
from unspiral.doors.cli.flare_text import flare_text
from unspiral.doors.cli.whatif import document
from unspiral.doors.cli.whatif_text import whatif_text
from unspiral.measure.safety.medicines import TALK
from unspiral.records import Panel, Person, Source, WhatIf
from unspiral.records.whatif import Piece, Rule
from unspiral.show.pathway_words import MEDICINE
from unspiral.show.whatif_chapter import whatif_section
from unspiral.show.whatif_page import whatif_page

pytestmark = pytest.mark.unit

DRIFT = np.array([[-0.5, 0.3], [0.2, -0.5]])


@pytest.mark.parametrize("name", ["sertraline", "opioid_dose", "nsaid", "tablets", "my_ibuprofen", "SSRI"])
def test_a_name_of_a_medicine_is_seen_once(name: str) -> None:
    assert TALK == MEDICINE
    (line,) = medicine_lines([name, "walking", name])
    assert line.endswith(TALK)


def test_other_names_say_nothing() -> None:
    assert medicine_lines(["walking", "heat", "pain", "depression", "sleep_quality", "yoga"]) == []


def test_every_verb_that_gives_a_medicine_says_it_everywhere() -> None:
    fit = made_fit("pain <-> depression; opioid => pain (sustained)", DRIFT, inputs={"input:opioid->pain": -0.3})
    once = made_fit("pain <-> depression; opioid => pain (impulse)", DRIFT, inputs={"input:opioid->pain": -0.3})
    taken = made_fit("pain <-> sertraline", DRIFT)
    rule = Rule("pain", above=True, at=6.0, until=4.0, every=1.0)
    asked: list[tuple[WhatIf, object]] = [
        (press(fit, {"opioid": 1.0}), fit), (pulse(once, {"opioid": 1.0}), once), (hold(taken, {"sertraline": 4.0}), taken),
        (schedule(fit, [Piece("opioid", 1.0, 0.0, 28.0)]), fit), (policy(fit, rule, {"opioid": 1.0}), fit),
    ]  # fmt: skip
    for found, of in asked:
        assert found.assumptions[-1].endswith(TALK), found.verb
        assert TALK in " ".join(whatif_text(found).split())
        assert any(TALK in said for said in document(found)["assumptions"])  # type: ignore[attr-defined]
        assert TALK in repr(whatif_page(of, found))  # type: ignore[arg-type]
        assert TALK in repr(whatif_section(of, [found]))  # type: ignore[arg-type]
    assert not any(TALK in said for said in press(fit, {"pain": -1.0}).assumptions)


def test_a_record_in_which_a_medicine_was_tried_says_it() -> None:
    pain = np.array([2.0] * 30 + [8.0] * 3 + [2.0] * 4)
    person = Person("1", np.arange(len(pain), dtype=float), pain[:, None], (pain > 5.0).astype(float)[:, None])
    panel = Panel((person,), ("pain",), ("tramadol",), "day", Source("made up", "", 0))
    assert TALK in " ".join(flare_text(flare(panel)).split())
    assert TALK not in " ".join(flare_text(flare(replace(panel, inputs=("heat",)))).split())
