"""Everybody's own value, sorted, as a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.chart import checked
from tests.show.people import LINK, people, spread_of

from unspiral.records.individual import Own
from unspiral.show.individual_chart import MOST, individual_picture, lines_of
from unspiral.show.model import Picture

pytestmark = pytest.mark.unit

UNIT = "points of depression a day, for each point of pain"


def picture_of(count: int, mean: float = 0.12, sd: float = 0.09, **changes: object) -> Picture | None:
    owns = people(count, mean, sd)
    spread = replace(spread_of(LINK, mean, sd, owns), **changes)  # type: ignore[arg-type]
    return individual_picture(spread, owns, unit=UNIT, level_of=0.95, title="Pain → depression")


def drawn(count: int, **changes: object) -> Picture:
    found = picture_of(count, **changes)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("count", [2, 12, 129, 1000])
def test_it_can_be_read_with_few_and_with_many(count: int) -> None:
    picture = drawn(count)
    words = checked(picture)
    assert "zero" in words
    assert "average" in words
    assert picture.wide and picture.wide != picture.svg
    assert len(picture.svg) < 30_000  # a thousand people weigh no more than a hundred and thirty
    assert picture.svg.count("h0") == min(count, MOST)
    assert ("Each line stands for" in picture.caption) == (count > MOST)
    assert len(picture.table.rows) == (count if count <= MOST else 51)


def test_lines_are_sorted_and_nobody_is_lost() -> None:
    owns = list(people(1000, 0.1, 0.1).values())
    lines = lines_of(owns, MOST)
    assert len(lines) == MOST
    assert sum(line.people for line in lines) == 1000
    assert [line.estimate for line in lines] == sorted(line.estimate for line in lines)
    few = lines_of(owns[:50], MOST)
    assert [(line.estimate, line.low, line.high) for line in few] == sorted((own.estimate, own.low, own.high) for own in owns[:50])


def test_who_is_sure_is_strong_and_who_is_not_is_pale() -> None:
    sure = {name: Own(0.2 + 0.01 * k, 0.1, 0.4, 0.3, 0.4, 0.99) for k, name in enumerate("abc")}
    unsure = {name: Own(0.0, -0.1, 0.1, 0.0, 0.9, 0.5) for name in "de"}
    spread = spread_of(LINK, 0.1, 0.1, {**sure, **unsure})
    picture = individual_picture(spread, {**sure, **unsure}, unit=UNIT, level_of=0.9, title="t")
    assert picture is not None
    checked(picture)
    pale = next(part for part in picture.svg.split("<path") if 'stroke-opacity="0.42"' in part)
    strong = next(part for part in picture.svg.split("<path") if 'stroke="currentColor"' in part and "opacity" not in part)
    assert pale.count("M") == 2
    assert strong.count("M") == 3
    assert "90 %" in picture.caption
    assert "lies above zero for 3 people, below zero for 0, and holds zero for 2" in picture.svg


def test_answers_alone_are_joined_to_the_value_and_kept_inside() -> None:
    far = {f"p{k}": Own(0.1 + 0.001 * k, 0.0, 0.2, 0.1, 0.5, 0.9) for k in range(98)}
    far |= {"x": Own(0.2, 0.1, 0.3, 9.0, 0.9, 0.9), "y": Own(0.1, 0.0, 0.2, None, 1.0, 0.9)}
    picture = individual_picture(spread_of(LINK, 0.1, 0.05, far), far, unit=UNIT, level_of=0.95, title="t")
    assert picture is not None
    checked(picture)
    joined = next(part for part in picture.svg.split("<path") if "uc-line-quiet" in part and "m0" in part)
    assert joined.count("m0") == 99  # everybody but the one whose answers alone say next to nothing
    assert "1 of these lies beyond the edge and is drawn at it." in picture.caption
    assert [row[3] for row in picture.table.rows if not row[3][-1].isdigit()] == ["next to nothing"]


def test_people_are_counted_not_named_unless_asked() -> None:
    picture = drawn(12)
    assert [row[0] for row in picture.table.rows][:2] == ["1 of 12", "2 of 12"]
    assert "P001" not in str(picture)
    owns = people(3, 0.1, 0.1)
    named = individual_picture(spread_of(LINK, 0.1, 0.1, owns), owns, unit=UNIT, level_of=0.95, title="t", names=True)
    assert named is not None
    assert {row[0] for row in named.table.rows} == {"P001", "P002", "P003"}


def test_nothing_is_drawn_of_nobody_or_of_no_difference() -> None:
    assert picture_of(1) is None
    assert picture_of(20, nil=True) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("mean", [0.0, 0.001, -0.3, 0.9])
def test_words_stay_inside_wherever_zero_lies(mean: float) -> None:
    assert "zero" in checked(drawn(40, mean=mean))


def test_long_names_are_folded() -> None:
    owns = people(20, 0.1, 0.1)
    unit = "points of how low the mood is this evening a day, for each point of how much the back hurts today"
    picture = individual_picture(spread_of(LINK, 0.1, 0.1, owns), owns, unit=unit, level_of=0.95, title="t")
    assert picture is not None
    assert f">{unit}<" not in picture.svg
    assert f">{unit}<" in picture.wide  # there is room for it
    assert "points of how low the mood" in checked(picture)


def test_the_grey_band_is_that_of_average_covariates() -> None:
    owns = people(20, 0.1, 0.1)
    plain, known = (
        individual_picture(spread_of(LINK, 0.1, 0.1, owns), owns, unit=UNIT, level_of=0.95, title="t", known=known) for known in ("", "age")
    )
    assert plain is not None and "95 % of people in the population lie" in plain.caption
    assert known is not None and "95 % of people of average age lie" in known.caption
