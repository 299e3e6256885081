from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.imports.made import cells, said, write

from unspiral.errors import DataError, UnspiralError
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.read_openesm import read_metadata, read_openesm

pytestmark = [pytest.mark.unit, pytest.mark.property]

FEATURE = {"description": "", "variable_type": "other", "coding": "", "labels": "", "assessment_type": "ESM"}
METADATA = {
    "first_author": "Nobody",
    "dataset_id": "9999",
    "license": "CC-BY 4.0",
    "zenodo_doi": "10.0000/made.up",
    "n_beeps_per_day": "3",
    "features": [
        {**FEATURE, "name": "id"},
        {**FEATURE, "name": "day"},
        {**FEATURE, "name": "beep"},
        {**FEATURE, "name": "start_time", "variable_type": "PosixCt"},
        {
            **FEATURE,
            "name": "tense",
            "variable_type": "rating_scale",
            "description": "Muscle tension",
            "labels": "1 = Never\n2 = Once\n4 = Many times",
        },
        {**FEATURE, "name": "gone", "variable_type": "numeric"},
    ],
}
TABLE = "id,day,beep,start_time,tense,extra\nA,1,1,2021-03-01 09:00:00,2,x\nA,1,2,2021-03-01 14:00:00,7,\nA,2,3,2021-03-02 20:00:00,,y\n"


def read(folder, table=TABLE, metadata=METADATA, **given):
    told = None if metadata is None else write(folder, json.dumps(metadata), "m.json")
    return read_openesm(write(folder, table, "t.csv"), told, given=Given(**given))


def test_beeps_scales_and_what_the_metadata_say(tmp_path):
    diary = read(tmp_path)
    assert cells(diary, "time", "item", "value")[1:3] == [("1", "tense", "2"), ("1", "extra", "x")]
    assert [value for item, value in cells(diary, "item", "value") if item == "tense"] == ["2", "7", ""]
    assert cells(diary, "time")[-1] == ("2.666666667",)
    assert said(diary, "CC-BY 4.0", "10.0000/made.up")
    assert said(diary, "tense: 1 cell outside the scale")
    assert said(diary, "does not describe: extra")
    assert said(diary, "not in t.csv: gone")
    assert said(diary, "--time start_time")
    assert said(diary, "3 beeps a day")


def test_moments_in_place_of_beeps(tmp_path):
    assert cells(read(tmp_path, time=("start_time",)), "time")[0] == ("2021-03-01T09:00:00",)


def test_without_metadata_the_largest_beep_counts(tmp_path):
    assert said(read(tmp_path, metadata=None), "(b - 1)/3", "largest beep")


def test_a_beep_that_the_metadata_do_not_know(tmp_path):
    diary = read(tmp_path, TABLE + "B,1,5,,3,\n")
    assert said(diary, "the metadata speak of 3".capitalize()[:12], "beep 5")
    assert ("1.8",) in cells(diary, "time")


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("[1]", "does not list the features"),
        ("{", "is not JSON"),
        ('{"features": [{}]}', "Feature 1"),
        ('{"features": []}', "does not list"),
        ("[" * 90_000, "is not JSON"),
    ],
)
def test_what_is_no_metadata(tmp_path, text, fragment):
    with pytest.raises(DataError, match=fragment):
        read_metadata(write(tmp_path, text, "m.json"))


def test_a_table_without_its_keys(tmp_path):
    with pytest.raises(DataError, match="no column 'beep'"):
        read(tmp_path, "id,day,tense\nA,1,2\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=6), x, max_size=3),
)


@settings(max_examples=150)
@given(
    st.dictionaries(st.sampled_from(["features", "license", "n_beeps_per_day", "zenodo_doi"]), JSON),
    st.sampled_from(["name", "labels", "variable_type"]),
    JSON,
)
def test_any_json(tmp_path_factory, document, key, value):
    folder = tmp_path_factory.mktemp("any")
    document.setdefault("features", [{**FEATURE, "name": "tense", key: value}])
    try:
        found = read_metadata(write(folder, json.dumps(document), "m.json"))
    except UnspiralError as problem:
        assert problem.fix
        return
    assert found.features
