"""Covariates and weights as they stand in tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unspiral.errors import DataError, SpecError
from unspiral.measure.read import read
from unspiral.records import Panel

pytestmark = pytest.mark.unit

HEAD = "id,day,pain,depression,"


def panel(folder: Path, head: str, *rows: str, **asked: object) -> Panel:
    path = folder / "t.csv"
    path.write_text("\n".join([HEAD + head, *rows]) + "\n")
    return read(path, **asked)  # type: ignore[arg-type]


def test_a_covariate_has_one_value_a_person_and_may_stand_in_one_row_only(tmp_path: Path) -> None:
    found = panel(tmp_path, "age", "1,0,3,4,40", "1,1,3,5,", "2,0,1,1,NA", "2,1,1,2,52.5", covariates=["age"])
    assert found.covariates == ("age",)
    assert [p.covariates.tolist() for p in found.persons] == [[40.0], [52.5]]
    assert "2 empty cells of covariate 'age' took the value of the person's other rows." in found.source.said


def test_a_row_without_an_answer_may_hold_the_covariate(tmp_path: Path) -> None:
    found = panel(tmp_path, "age", "1,0,,,40", "1,1,3,5,", "1,2,3,6,", covariates=["age"])
    assert found.persons[0].covariates.tolist() == [40.0]
    assert len(found.persons[0].time) == 2


def test_two_texts_are_0_and_1_and_said(tmp_path: Path) -> None:
    found = panel(tmp_path, "sex,on", "1,0,3,4,m,true", "2,0,1,1,f,false", "3,0,1,2,m,true", covariates=["sex", "on"])
    assert [p.covariates.tolist() for p in found.persons] == [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]
    assert "In covariate 'sex' 'f' was read as 0 and 'm' as 1." in found.source.said
    assert "In covariate 'on' true was read as 1 and false as 0." in found.source.said
    assert found.texts == {"sex": ("f", "m")}


def test_texts_that_are_known_keep_their_numbers_and_others_are_refused(tmp_path: Path) -> None:
    men = ("1,0,3,4,m", "2,0,1,1,m")
    asked = {"covariates": ["sex"], "covariate_texts": {"sex": ("f", "m")}}
    assert panel(tmp_path, "sex", *men, covariates=["sex"]).persons[0].covariates.tolist() == [0.0]
    found = panel(tmp_path, "sex", *men, **asked)
    assert [p.covariates.tolist() for p in found.persons] == [[1.0], [1.0]]
    assert found.texts == {"sex": ("f", "m")}
    for other in ("x", "1"):
        with pytest.raises(
            DataError, match=f"'sex' holds '{other}', which is none of the texts that it is known by: 'f' \\(0\\), 'm' \\(1\\)"
        ):
            panel(tmp_path, "sex", "1,0,3,4,m", f"2,0,1,1,{other}", **asked)


@pytest.mark.parametrize(
    ("rows", "said", "remedy"),
    [
        (("1,0,3,4,40", "1,1,3,5,41"), "Row 3, column 'x', person '1': the covariate is 41 here, and 40 in row 2", "--input x:sustained"),
        (("1,0,3,4,40", "2,1,3,5,"), "Row 3, column 'x', person '2': the person has no value", "take the person out"),
        (("1,0,3,4,a", "2,1,3,5,b", "3,1,3,5,c"), "3 different texts", "0 and 1"),
        (("1,0,3,4,7", "2,1,3,5,b"), "Row 3, column 'x', person '2'", "number"),
    ],
)
def test_what_is_no_covariate(tmp_path: Path, rows: tuple[str, ...], said: str, remedy: str) -> None:
    with pytest.raises(DataError) as caught:
        panel(tmp_path, "x", *rows, covariates=["x"])
    assert said in caught.value.what
    assert remedy in caught.value.fix


def test_a_person_without_any_answer_needs_no_covariate(tmp_path: Path) -> None:
    found = panel(tmp_path, "x", "1,0,3,4,40", "2,0,,,", "3,0,2,2,30", covariates=["x"])
    assert [p.name for p in found.persons] == ["1", "3"]


def test_weights_of_persons_are_1_on_average_over_persons(tmp_path: Path) -> None:
    found = panel(tmp_path, "w", "1,0,3,4,1", "1,1,3,5,1", "1,2,2,5,1", "2,0,1,1,3", weight="w")
    assert found.weight == "w"
    assert [np.unique(p.weight).tolist() for p in found.persons] == [[0.5], [1.5]]
    assert any("weights of persons; they were divided by their mean, 2" in s for s in found.source.said)


def test_weights_of_occasions_are_1_on_average_over_answered_occasions(tmp_path: Path) -> None:
    found = panel(tmp_path, "w", "1,0,3,4,1", "1,1,3,5,2", "1,2,,,99", "2,0,1,1,3", weight="w")
    assert [p.weight.tolist() for p in found.persons if p.weight is not None] == [[0.5, 1.0], [1.5]]
    assert any("weights of occasions" in s for s in found.source.said)


@pytest.mark.parametrize(
    ("cells", "said"),
    [(("1", ""), "Row 3, column 'w', person '2': the weight is empty"), (("1", "-2"), "below 0"), (("0", "0"), "Every weight"),
     (("1", "inf"), "infinite"), (("1", "much"), "text")],
)  # fmt: skip
def test_what_is_no_weight(tmp_path: Path, cells: tuple[str, str], said: str) -> None:
    with pytest.raises(DataError) as caught:
        panel(tmp_path, "w", f"1,0,3,4,{cells[0]}", f"2,0,3,5,{cells[1]}", weight="w")
    assert said in caught.value.what
    assert caught.value.fix


def test_the_same_occasions_in_utc_in_local_stamps_and_without_zone_are_the_same_over_a_clock_change(tmp_path: Path) -> None:
    """The night of 31 March 2024 has 23 hours in Zurich."""
    local = ["2024-03-30T21:00+01:00", "2024-03-31T01:30+01:00", "2024-03-31T09:00+02:00", "2024-04-01T00:15+02:00"]
    utc = ["2024-03-30T20:00Z", "2024-03-31T00:30Z", "2024-03-31T07:00Z", "2024-03-31T22:15Z"]
    plain = [stamp[:16] for stamp in local]
    made = [
        panel(
            tmp_path,
            "",
            *(f"1,{t},3,{i}," for i, t in enumerate(times)),
            time="day",
            time_zone="Europe/Zurich",
            columns=["pain", "depression"],
        )
        for times in (local, utc, plain)
    ]
    for one in made[1:]:
        assert np.array_equal(one.persons[0].time, made[0].persons[0].time)
        assert np.array_equal(one.persons[0].local, made[0].persons[0].local)
    person = made[0].persons[0]
    assert np.allclose(np.diff(person.time) * 24, [4.5, 6.5, 15.25])
    assert np.floor(person.local % 7).tolist() == [5.0, 6.0, 6.0, 0.0]  # Saturday, Sunday, Sunday, Monday
    assert np.allclose(person.local % 1 * 24, [21.0, 1.5, 9.0, 0.25])
    # Without the option the stamps' own clock is the wall: local stamps tell the hours of Zurich by themselves.
    own = panel(tmp_path, "", *(f"1,{t},3,{i}," for i, t in enumerate(local)), time="day", columns=["pain", "depression"]).persons[0]
    assert np.array_equal(own.local, person.local)


def test_numbers_have_no_wall_clock_and_no_zone(tmp_path: Path) -> None:
    assert panel(tmp_path, "", "1,0,3,4,", "1,1,2,2,", columns=["pain", "depression"]).persons[0].local is None
    with pytest.raises(DataError, match="needs timestamps"):
        panel(tmp_path, "", "1,0,3,4,", "1,1,2,2,", columns=["pain", "depression"], time_zone="Europe/Zurich")
    with pytest.raises(SpecError, match="Did you mean 'Europe/Zurich'"):
        panel(tmp_path, "", "1,0,3,4,", time_zone="Europe/Zurch")
