from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.measure.imports.zone import check_zone

pytestmark = pytest.mark.unit


def test_a_zone_by_its_name():
    assert check_zone("Europe/Zurich").key == "Europe/Zurich"


@pytest.mark.parametrize("name", ["Europe/Zurch", "", "../etc/passwd", "\0"])
def test_what_is_no_zone(name):
    with pytest.raises(SpecError) as problem:
        check_zone(name)
    assert "--time-zone Europe/Zurich" in problem.value.fix


def test_a_near_name_is_offered():
    with pytest.raises(SpecError, match="Did you mean 'Europe/Zurich'"):
        check_zone("Europe/Zurch")
