"""What is asked each evening, as the contract of the journal says it, and a map without overlaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.measure.daily.check_in import daily_questions, form_name, sites

pytestmark = pytest.mark.unit

CONTRACT = Path(__file__).parents[3] / "docs" / "reference" / "journal.md"


def test_the_questions_are_those_of_the_contract() -> None:
    told = [line.split("|")[1:5] for line in CONTRACT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    table = {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in told}
    for question in daily_questions():
        assert table[question.id] == [question.ask, question.low, question.high]
    assert [question.id for question in daily_questions()] == ["pain", "mood", "sleep", "activity", "stress"]
    assert form_name() == "check-in/1"


def test_no_question_of_the_evening_is_about_self_harm() -> None:
    asked = " ".join(question.ask for question in daily_questions()).casefold()
    assert not any(word in asked for word in ("dead", "hurt", "suicid", "harm"))


def test_every_place_has_a_name_of_its_own_and_a_large_enough_shape_on_the_map() -> None:
    assert len({site.id for site in sites()}) == len({site.name for site in sites()}) == len(sites())
    for site in sites():
        assert site.shapes
        for x, y, width, height in site.shapes:
            assert width >= 24, site
            assert height >= 24, site
            assert 0 <= x <= 280 - width, site
            assert 0 <= y <= 330 - height, site


def test_no_two_shapes_of_the_map_lie_over_each_other() -> None:
    boxes = [(site.id, box) for site in sites() for box in site.shapes]
    assert len(boxes) >= len(sites()) > 1
    for place, (one, (x, y, w, h)) in enumerate(boxes):
        for other, (u, v, a, b) in boxes[place + 1 :]:
            assert x + w <= u or u + a <= x or y + h <= v or v + b <= y, (one, other)


def test_left_is_left_of_the_person() -> None:
    by_id = {site.id: site for site in sites()}
    left = [site for site in sites() if site.id.startswith("left_")]
    assert len(left) == sum(name.startswith("right_") for name in by_id) > 0
    for site in left:
        mirrored = by_id[site.id.replace("left_", "right_")]
        for (x, *_), (u, *_) in zip(site.shapes, mirrored.shapes, strict=True):
            assert (x > u) if x < 140 else (x < u), site.id
