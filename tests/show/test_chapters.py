"""The chapters between the answer and the sources."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.diary import BACK, THERE, answered, said, stuck

from unspiral.learn.lags import LagCurve
from unspiral.records import Arrow, Effect, Fit, Rung, Verdict
from unspiral.show.chapters import (
    EDGE,
    answer_of,
    ladder_section,
    lag_section,
    loop_section,
)

pytestmark = pytest.mark.unit

Curves = dict[Arrow, LagCurve]
NOTE = (
    "People with more pain are more depressed. Whether pain pushes depression within a person, or depression pain, these data cannot tell."
)


def test_the_answer_has_a_line_for_each_arrow(fit: Fit) -> None:
    found = answer_of(answered(fit, "both", said("drives"), said("drives"), stronger=0.99))
    assert [line.heading for line in found.links] == ["Pain drives depression", "Depression drives pain"]
    assert [line.hue for line in found.links] == ["pain", "mood"]
    assert found.word == ""
    assert found.after[0].startswith("Pain → depression is clearly the stronger")
    assert any("not proof of cause" in sentence for sentence in found.after)
    assert found.after[-1].startswith("Everything here is about one person")


def test_beside_a_note_stands_the_answer_in_one_word(people_fit: Fit) -> None:
    unsure = said("cannot tell", 0.02, half=0.1, probability=0.6)
    found = answer_of(answered(people_fit, "cannot tell", unsure, unsure, note=NOTE))
    assert found.headline == NOTE
    assert found.word == "Within a person, in one word: cannot tell."


def test_a_refused_fit_has_no_lines(fit: Fit) -> None:
    found = answer_of(replace(fit, converged=False))
    assert found.links == ()
    assert found.after == ()


def test_the_loop_comes_with_its_twin(fit: Fit, curves: Curves) -> None:
    section = loop_section(fit, curves)
    assert len(section.parts[0].pictures) == 1
    assert len(section.parts[1].bullets) == 4


def rungs(plain: tuple[str, str], apart: tuple[str, str]) -> tuple[Rung, ...]:
    effect = {THERE: Effect(0.1, 0.0, 0.2), BACK: Effect(0.1, 0.0, 0.2)}
    return tuple(
        Rung(label, traits, "constant", "separate", -1.0, 4, "cannot tell", effect, dict(zip((THERE, BACK), words, strict=True)))
        for label, traits, words in (("without traits", False, plain), ("with traits", True, apart))
    )


def test_the_ladder_says_why(people_fit: Fit) -> None:
    unsure = ("cannot tell", "cannot tell")
    lost = ladder_section(replace(people_fit, ladder=rungs(("drives", "drives"), unsure)))
    assert lost is not None
    assert any("people with more pain tend to have more depression" in sentence for sentence in lost.lead)
    gained = ladder_section(replace(people_fit, ladder=rungs(unsure, ("drives", "cannot tell"))))
    assert gained is not None
    assert any("pain → depression shows: differences between people had hidden it." in sentence for sentence in gained.lead)
    same = ladder_section(replace(people_fit, ladder=rungs(unsure, unsure)))
    assert same is not None
    assert any("the words do not hang on it" in sentence for sentence in same.lead)


def test_a_direction_that_turns_is_said(people_fit: Fit) -> None:
    plain, apart = rungs(("drives", "cannot tell"), ("drives", "cannot tell"))[:2]
    down = {arrow: Effect(-0.1, -0.2, -0.01) for arrow in plain.lagged}
    section = ladder_section(replace(people_fit, ladder=(replace(plain, lagged=down), apart)))
    assert section is not None
    assert any("The direction of pain → depression turns" in sentence and "followed by more." in sentence for sentence in section.lead)
    assert not any("do not hang on it" in sentence for sentence in section.lead)


def test_the_ladder_has_the_verdict_on_means(people_fit: Fit) -> None:
    verdict = Verdict("means", "caution", "Means that may differ fit better.", "--means wave")
    section = ladder_section(replace(people_fit, verdicts=(verdict,)))
    assert section is not None
    assert section.lead[-1] == "Means that may differ fit better. To compare: --means wave."


def test_one_person_has_no_ladder(fit: Fit) -> None:
    assert ladder_section(fit) is None


def test_no_curve_where_an_interval_means_nothing(fit: Fit, curves: Curves) -> None:
    untold = said("cannot tell", 0.3, probability=0.5)
    section = lag_section(answered(stuck(fit), "cannot tell", untold, untold), curves)
    assert section.lead == (f"No curve is drawn. {EDGE}",)
    assert section.parts == ()
    assert len(lag_section(answered(fit, "cannot tell", untold, untold), curves).parts[0].pictures) == 2


def test_raw_effects_are_named(fit: Fit, curves: Curves) -> None:
    raw = {link: replace(curve, standardised=False) for link, curve in curves.items()}
    assert "shown raw" in lag_section(answered(fit, "both", said("drives"), said("drives")), raw).lead[0]
