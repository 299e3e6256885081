"""A result of a trial through JSON and back, equal to the last bit."""

from __future__ import annotations

import json
from dataclasses import fields

import numpy as np
import pytest
from tests.show.trial_made import made_trial

from unspiral.errors import DataError
from unspiral.show.page import page
from unspiral.show.trial_chapter import trial_report
from unspiral.store.trial_result_json import result_document, result_of

pytestmark = pytest.mark.unit


def test_there_and_back() -> None:
    found = made_trial()
    again = result_of(json.loads(json.dumps(result_document(found), allow_nan=False)))
    for field in fields(found):
        if field.name != "course":
            assert getattr(again, field.name) == getattr(found, field.name), field.name
    for field in fields(found.course):
        assert np.array_equal(getattr(again.course, field.name), getattr(found.course, field.name), equal_nan=True), field.name
    assert page(trial_report(again)) == page(trial_report(found))


@pytest.mark.parametrize("held", [None, {}, {"schema": "unspiral.trial_plan/1"}, {"schema": "unspiral.trial_result/1"}])
def test_something_else_is_refused(held: object) -> None:
    with pytest.raises(DataError):
        result_of(held)


def test_a_slip_in_it_is_refused() -> None:
    document = result_document(made_trial())
    for name, value in (("effects", [{"outcome": "pain"}]), ("alpha", "much"), ("timing", None)):
        with pytest.raises(DataError):
            result_of({**document, name: value})
