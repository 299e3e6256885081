"""Made-up studies: keyed, learned from anew, counted honestly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.act.design.made import LINK, true

from unspiral.act.design.confirm import NOTHING, confirm, made, study, summed
from unspiral.act.design.given import Given
from unspiral.act.design.timetable import Timetable
from unspiral.act.design.truth import stated
from unspiral.loop.language import parse
from unspiral.records.design import Design

pytestmark = pytest.mark.unit

WALKING = parse("pain <-> depression; walking => pain (sustained)")
DESIGN, TABLE = Design(20, 10, 2, 0.8, 400), Timetable(2, compliance=0.8)


def test_the_same_study_has_the_same_answers_whoever_makes_it_up() -> None:
    truth = true()
    one, again, other = (made(truth, DESIGN, TABLE, seed=1, number=n) for n in (3, 3, 4))
    assert one is not None
    assert again is not None
    assert other is not None
    assert one.source.sha256 == again.source.sha256 != other.source.sha256
    assert all(p.time[0] == 0.0 for p in one.persons)
    answers = sum(len(p.time) for p in one.persons)
    assert abs(answers - 320) < 4.0 * np.sqrt(400 * 0.16)


def test_workers_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspiral.act.design.confirm.BLOCK", 1)
    truth = true(errors={"pain": 0.0, "depression": 0.0})
    wide, table = Design(20, 10, 2, 1.0, 400), Timetable(2)
    found = [confirm((truth,), LINK, wide, table, (0.1,), studies=2, level=0.95, seed=5, workers=n) for n in (1, 2)]
    assert repr(found[0]) == repr(found[1])
    assert found[0].studies == 2


def test_shares_and_their_errors() -> None:
    found = np.array([[0.2, 0.1, 0.3], [0.1, -0.1, 0.3], [0.3, 0.2, 0.4], [np.nan] * 3, [-0.3, -0.5, -0.1]])
    told = summed(found, 0.2, DESIGN, 0.1)
    assert (told.studies, told.failed, told.power) == (5, 1, 0.6)
    assert told.power_error == pytest.approx(np.sqrt(5 / 9 * 4 / 9 / 9))
    assert told.covered == 0.75
    assert told.width == pytest.approx(0.3)
    assert told.sd == pytest.approx(np.std([0.2, 0.1, 0.3, -0.3], ddof=1))
    assert told.gap == pytest.approx(0.1 / told.sd - 1.0)


def test_an_interval_open_to_one_side_is_kept_and_a_failed_study_is_not() -> None:
    found = np.array([[0.2, 0.1, 0.3], [0.4, 0.2, np.inf], [0.1, -np.inf, 0.15], [np.nan] * 3])
    told = summed(found, 0.2, DESIGN, 0.1)
    assert (told.failed, told.power) == (1, 0.5)  # of all four: a study without an answer saw nothing
    assert told.covered == pytest.approx(2 / 3)  # of three: the one without an answer is left out
    assert told.width == pytest.approx(0.2)  # of the one that has two ends
    none = summed(np.full((3, 3), np.nan), 0.2, DESIGN, 0.1)
    assert (none.failed, none.power) == (3, 0.0)
    assert np.isnan(none.width)


def test_drawn_loops_take_turns_and_each_study_is_held_against_its_own() -> None:
    truths = tuple(true(value, errors={"pain": 0.0, "depression": 0.0}) for value in (0.2, 0.6))
    wide, table = Design(20, 10, 2, 1.0, 400), Timetable(2)
    told = confirm(truths, LINK, wide, table, (0.1, 0.2), studies=4, level=0.95, seed=5)
    found = np.array([study(truths[k % 2], LINK, wide, table, level=0.95, seed=5, number=k) for k in range(4)])
    by_hand = summed(found, np.array([0.2, 0.6, 0.2, 0.6]), wide, np.sqrt(0.025))
    assert (told.mean, told.sd, told.covered, told.gap) == (by_hand.mean, by_hand.sd, by_hand.covered, by_hand.gap)
    assert told.sd == pytest.approx(np.std(found[:, 0] - [0.2, 0.6, 0.2, 0.6], ddof=1))
    assert told.truths == 2


def test_the_error_of_a_gap_is_that_of_a_standard_deviation() -> None:
    random = np.random.default_rng(1)
    many = np.array([summed(np.column_stack([x, x - 1, x + 1]), 0.0, DESIGN, 1.0).gap for x in random.normal(size=(400, 100))])
    one = summed(np.column_stack([x := random.normal(size=100), x - 1, x + 1]), 0.0, DESIGN, 1.0)
    assert one.gap_error == pytest.approx(many.std(), rel=0.35)


def test_a_study_that_learning_refuses_finds_nothing() -> None:
    tiny = Design(2, 1, 1, 1.0, 2)
    assert np.isnan(study(true(), LINK, tiny, Timetable(1), level=0.95, seed=1, number=0)).all()
    assert np.isnan(NOTHING).all()


def test_nobody_who_answers_makes_no_panel() -> None:
    assert made(true(), Design(1, 1, 1, 1e-9, 1), Timetable(1, compliance=1e-9), seed=1, number=0) is None


def test_one_person_is_learned_from_without_levels_between_people() -> None:
    found = study(true(), LINK, Design(1, 60, 2, 1.0, 120), Timetable(2), level=0.95, seed=1, number=1)
    assert found.low < found.estimate < found.high


def test_an_input_changes_at_its_prompt_whether_that_is_answered_or_not() -> None:
    """Every record holds what was assigned from the first answer on; unanswered rows are there only where it changes."""
    given = Given("walking", 2)
    truth = stated(WALKING, {("walking", "pain"): -0.5}, differ={}, rates={}, within={}, traits={}, errors={}, given="walking")
    table, wide = Timetable(2, compliance=0.5, given=given), Design(40, 12, 2, 0.5, 960)
    panel = made(truth, wide, table, seed=1, number=0)
    assert panel is not None
    times, day = table.times(12)
    silent = 0
    for person, name in zip(panel.persons, range(40), strict=True):
        key = (1, 0, 40, 12, 2, 500000, name)
        answered, column = table.answered(24, key), given.column(day, key, name, 40)
        start = times[answered][0]
        at = np.searchsorted(times, person.time + start - 1e-9)
        assert not np.isnan(person.values[0]).any()
        assert (np.isnan(person.values).all(axis=1) == ~answered[at]).all()
        assert person.inputs[:, 0].tolist() == column[at].tolist()
        later = np.flatnonzero(column[1:] != column[:-1]) + 1
        assert set(later[times[later] > start]) <= set(at)
        silent += int((~answered[at]).sum())
    assert silent > 20


def test_of_half_of_the_people_a_study_sees_the_effect_of_being_assigned() -> None:
    truth = stated(
        WALKING, {("walking", "pain"): -2.0}, differ={}, rates={}, within={}, traits={}, errors={"pain": 0.0, "depression": 0.0},
        given="walking",
    ).taken(0.5)  # fmt: skip
    table, wide = Timetable(2, given=Given("walking", None, 0.5, 0.5)), Design(60, 14, 2, 1.0, 1680)
    found = study(truth, ("walking", "pain"), wide, table, level=0.95, seed=1, number=0)
    assert found.low < -1.0 < found.high < 0
