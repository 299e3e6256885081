from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.scale.extra import needed

pytestmark = pytest.mark.unit


def test_what_is_there_is_given() -> None:
    assert needed("json", "A text").dumps([1]) == "[1]"


def test_what_is_missing_is_asked_for_by_the_work_that_needs_it() -> None:
    with pytest.raises(
        SpecError,
        match=r"A song needs the package no_such_package, which is not installed\.\n  Fix: pip install \"unspiral\[population\]\"",
    ):
        needed("no_such_package.tune", "A song")
