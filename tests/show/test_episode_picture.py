"""Declared episodes as a picture: every state, every hazard and every push is there, and nothing lies outside."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.act.population.example import declared, falling
from tests.show.chart import checked

from unspiral.loop.picture.colour import LIGHT
from unspiral.show.episode_picture import episode_picture, episode_table, pushes_of
from unspiral.show.svg import NARROW

pytestmark = pytest.mark.unit


def test_every_state_and_hazard_is_drawn() -> None:
    picture = episode_picture(declared())
    words = checked(picture)
    for course in declared().courses:
        assert course.name in words and all(state in words for state in course.states)
    assert words.count("/year") == 2 * sum(len(h.before) for h in declared().hazards)
    # The page's paper, and a box for every state.
    assert picture.svg.count("<rect") == 1 + sum(len(course.states) for course in declared().courses)


def test_what_one_course_does_to_another_is_coloured_by_its_cause_and_explained() -> None:
    pushes = pushes_of(declared())
    assert [(p.cause, p.hazard.name, p.ratio.factor) for p in pushes if p.hue == "mood"] == [
        ("depression", "pain begins", 1.59), ("depression", "chronic pain ends", 0.91)
    ]  # fmt: skip
    picture = episode_picture(declared())
    assert picture.svg.count("<circle") == 2 * len(pushes)  # on the arrow and in the key
    assert picture.svg.count(f'color="{LIGHT["pain"]}"') >= 2
    assert "depression episode: pain begins × 1.59 (E035)" in checked(picture)


def test_numbers_of_arrows_lie_on_the_canvas_and_apart() -> None:
    spots = [
        (float(x), float(y)) for x, y in re.findall(r'<circle[^>]*? cx="([\d.]+)" cy="([\d.]+)" r="8.5"', episode_picture(declared()).svg)
    ]
    assert all(0.0 < x < NARROW for x, _ in spots)
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for k, a in enumerate(spots) for b in spots[:k]) > 12.0


def test_the_table_holds_every_number_with_its_source() -> None:
    table = episode_table(falling())
    rows = {(row[0], row[1]): row[2:] for row in table.rows}
    assert rows["pain begins", "none → acute"] == ("0.3 a year", "E006 E084 E087 (a placeholder)")
    assert (
        rows["pain begins", "if depression episode"][0] == "× 1.59"
        and "link depression → pain" in rows["pain begins", "if depression episode"][1]
    )
    assert rows["death", "if women"][1].startswith("assumed")
    assert "from day 91.3 × 0.5" in rows["depression ends", "time since the last move"][0]
    assert rows["pain care begins", "only with chronic pain"]
    assert sum(len(h.ratios) for h in falling().hazards) == sum(what.startswith("if ") for _, what in rows)


def test_a_declaration_of_one_course_is_drawn_too() -> None:
    life = declared().course("life")
    death = replace(declared().hazard("death"), ratios=())
    picture = episode_picture(replace(declared(), courses=(life,), hazards=(death,), outcomes=()))
    assert "dead" in checked(picture)


def test_names_are_made_safe() -> None:
    courses = tuple(replace(c, states=("<b>", *c.states[1:]), start="<b>") if c.name == "pain" else c for c in declared().courses)
    hazards = tuple(
        replace(h, before=tuple("<b>" if b == "none" and h.course == "pain" else b for b in h.before),
                after="<b>" if h.after == "none" and h.course == "pain" else h.after)
        for h in declared().hazards
    )  # fmt: skip
    assert "<b>" not in episode_picture(replace(declared(), courses=courses, hazards=hazards)).svg
