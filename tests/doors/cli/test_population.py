from __future__ import annotations

import pytest
from tests.doors.cli.calling import call

from unspiral.doors.cli.population import WORDS

pytestmark = pytest.mark.unit


def test_words_are_listed_and_slips_get_the_nearest() -> None:
    shown = call("population", "--help")
    assert shown.code == 0 and all(word in shown.out for word in WORDS)
    slip = call("population", "compar")
    assert slip.code == 2 and "Did you mean 'compare'" in slip.err
