from __future__ import annotations

import pytest

from unspiral.measure.imports.given import Given
from unspiral.measure.imports.wanted import Wanted

pytestmark = pytest.mark.unit


def test_what_is_not_said_is_looked_for():
    wanted = Wanted(("a.csv",))
    assert (wanted.kind, wanted.mapping, wanted.preset, wanted.recipe, wanted.labels) == ("", None, "", "", None)
    assert wanted.given == Given()
