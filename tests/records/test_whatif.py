from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from unspiral.records import Band, Effect, Path, WhatIf

pytestmark = pytest.mark.unit


def made() -> WhatIf:
    line = np.zeros(3)
    path = Path(np.arange(3.0), {"pain": Band(line, line - 1.0, line + 1.0)})
    nothing = {"pain": Effect(0.0, -1.0, 1.0)}
    return WhatIf("press", {"pain": 1.0}, None, {}, 2.0, "day", 0.95, nothing, nothing, path, nothing, (), ())


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (made(), "horizon"),
        (made().path, "time"),
        (made().path.bands["pain"], "low"),
    ],
)
def test_records_are_frozen_and_have_no_other_fields(record: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)
    assert not hasattr(record, "__dict__")


def test_a_band_has_one_value_a_time() -> None:
    with pytest.raises(Exception, match=r"(?i)type-check|beartype|jaxtyping|violat"):
        Band(np.zeros(3), np.zeros(2), np.zeros(3))
