from __future__ import annotations

import pytest

from unspiral.records.trial import ALWAYS as HANDED_ON
from unspiral.records.trial_line import ALWAYS

pytestmark = pytest.mark.unit


def test_the_line_is_one_and_names_the_prescriber() -> None:
    assert HANDED_ON is ALWAYS
    assert "talk to your prescriber" in ALWAYS
