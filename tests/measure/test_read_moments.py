from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unspiral.errors import DataError
from unspiral.measure import read_moments

COV = [[4.0, 1.0, 2.0, 0.5], [1.0, 9.0, 0.5, 3.0], [2.0, 0.5, 4.0, 1.0], [0.5, 3.0, 1.0, 9.0]]
GOOD: dict[str, Any] = {
    "waves": [0, 6],
    "unit": "month",
    "columns": ["pain", "depression"],
    "mean": [5, 3, 4, 2.5],
    "cov": COV,
    "n": 200,
    "information": None,
}
FREE = 4 + 10


def write(folder: Path, document: object) -> Path:
    path = folder / "panel.json"
    path.write_text(json.dumps(document))
    return path


def changed(**parts: object) -> dict[str, Any]:
    return copy.deepcopy(GOOD) | parts


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


@pytest.mark.unit
def test_moments(tmp_path):
    path = write(tmp_path, GOOD)
    moments = read_moments(path)
    assert moments.waves.tolist() == [0.0, 6.0]
    assert moments.indicators == ("pain", "depression")
    assert moments.mean.tolist() == [5.0, 3.0, 4.0, 2.5]
    np.testing.assert_array_equal(moments.cov, COV)
    assert (moments.n, moments.information, moments.time_unit) == (200, None, "month")
    assert moments.source.name == "panel.json"
    assert moments.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert moments.source.said == ()


@pytest.mark.unit
def test_information(tmp_path):
    information = np.diag(np.arange(1.0, FREE + 1)) + 0.1
    moments = read_moments(write(tmp_path, changed(information=information.tolist())))
    np.testing.assert_array_equal(moments.information, information)


@pytest.mark.unit
def test_information_may_be_left_out(tmp_path):
    assert read_moments(write(tmp_path, without("information"))).information is None


@pytest.mark.unit
def test_printed_digits_are_made_symmetric(tmp_path):
    cov = copy.deepcopy(COV)
    cov[0][1] += 1e-7
    moments = read_moments(write(tmp_path, changed(cov=cov)))
    np.testing.assert_array_equal(moments.cov, moments.cov.T)


@pytest.mark.unit
def test_units_of_very_different_size_do_not_decide(tmp_path):
    scale = np.array([1e-6, 1e6, 1e-6, 1e6])
    cov = (np.array(COV) * np.outer(scale, scale)).tolist()
    np.testing.assert_allclose(read_moments(write(tmp_path, changed(cov=cov))).cov, cov, rtol=1e-15)


@pytest.mark.unit
def test_other_parts_are_said_to_be_unused(tmp_path):
    assert read_moments(write(tmp_path, changed(licence="GPL"))).source.said == ("Not used: licence.",)


def _asymmetric() -> list[list[float]]:
    cov = copy.deepcopy(COV)
    cov[1][0] = 1.2
    return cov


BAD = {
    "not an object": ([1, 2], "not an object"),
    **{f"no {name}": (without(name), f"'{name}' is missing") for name in ("waves", "unit", "columns", "mean", "cov", "n")},
    "slip in a name": (without("mean") | {"means": [1]}, "Did you mean 'means'"),
    "slip in information": (without("information") | {"informaton": None}, "Did you mean 'information'"),
    "one wave": (changed(waves=[0]), "two or more times"),
    "waves that fall": (changed(waves=[6, 0]), "each later"),
    "waves that stay": (changed(waves=[0, 0]), "each later"),
    "waves that are words": (changed(waves=["0", "6"]), "'waves', entry 1"),
    "waves that are no list": (changed(waves=6), "'waves' must be a list"),
    "unknown unit": (changed(unit="months"), "Did you mean 'month'"),
    "unit that is no word": (changed(unit=[]), "'unit' is not a unit"),
    "columns that are no list": (changed(columns="pain"), "'columns' must be"),
    "no columns": (changed(columns=[]), "'columns' must be"),
    "columns of one name": (changed(columns=["pain", "pain "]), "'columns' must be"),
    "column without a name": (changed(columns=["pain", ""]), "'columns' must be"),
    "too few means": (changed(mean=[1, 2, 3]), "'mean' has 3 numbers; 2 waves of 2 columns need 4"),
    "mean that is true": (changed(mean=[True, 2, 3, 4]), "'mean', entry 1"),
    "mean that is huge": (changed(mean=[10**400, 2, 3, 4]), "'mean', entry 1"),
    "cov of another size": (changed(cov=[[1.0]]), "'cov' has 1 rows of 1 numbers; 2 waves of 2 columns need 4 rows of 4"),
    "cov with ragged rows": (changed(cov=[*COV[:3], [1.0]]), "4 rows of 1 or 4 numbers"),
    "cov that is no list": (changed(cov=None), "'cov' has 0 rows"),
    "cov that is not symmetric": (changed(cov=_asymmetric()), "not symmetric: row 1, column 2 is 1, its mirror image 1.2"),
    "cov with a variance of 0": (changed(cov=np.diag([1.0, 0.0, 1.0, 1.0]).tolist()), "not positive definite"),
    "cov of a rank too low": (changed(cov=np.ones((4, 4)).tolist()), "not positive definite"),
    "information of another size": (changed(information=np.eye(4).tolist()), "need 14 rows of 14"),
    "information not definite": (changed(information=(-np.eye(FREE)).tolist()), "'information' is not positive definite"),
    "n of 1": (changed(n=1), "'n' must be"),
    "n that its cov cannot have": (changed(n=4), "4 people who answered everything cannot have this 'cov'"),
    "n with a fraction": (changed(n=20.5), "'n' must be"),
    "n that is a word": (changed(n="200"), "'n' must be"),
    "n that is true": (changed(n=True), "'n' must be"),
}


@pytest.mark.unit
@pytest.mark.parametrize("kind", BAD)
def test_faults_are_named_with_a_remedy(tmp_path, kind):
    document, words = BAD[kind]
    with pytest.raises(DataError) as caught:
        read_moments(write(tmp_path, document))
    assert words in str(caught.value)
    assert "Fix: " in str(caught.value)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read as a JSON document"),
        ("{", "cannot be read as a JSON document"),
        ("[" * 100_000, "cannot be read as a JSON document"),
        ('{"n": NaN}', "'NaN' is not a number"),
        ('{"n": 1, "n": 2}', "'n' stands twice"),
        ('{"n": 1e999, "waves": [0, 1], "unit": "day", "columns": ["a"], "mean": [0, 0], "cov": [[2, 1], [1, 2]]}', "'n' must be"),
        ("é".encode("latin-1"), "cannot be read as a JSON document"),
    ],
    ids=["empty", "open", "deep", "NaN", "twice", "infinite", "Latin-1"],
)
def test_texts_that_are_no_such_document(tmp_path, text, words):
    path = tmp_path / "panel.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as caught:
        read_moments(path)
    assert words in str(caught.value)


@pytest.mark.unit
def test_a_file_that_is_not_there(tmp_path):
    write(tmp_path, GOOD)
    with pytest.raises(DataError, match=r"Did you mean 'panel\.json'"):
        read_moments(tmp_path / "pannel.json")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*GOOD, "x"]), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*GOOD, None]), anything)
def test_any_document_is_read_or_refused(tmp_path, name, value):
    try:
        read_moments(write(tmp_path, value if name is None else changed(**{name: value})))
    except DataError as error:
        assert "Fix: " in str(error)
