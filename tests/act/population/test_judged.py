from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.act.population.judged import judged
from unspiral.records.population import Keeping

pytestmark = pytest.mark.unit
FINE = Keeping(0.95, 24, 0, "as now", "pain:none", 2, 600, 599.5, 0.3)


def test_persons_that_keep_to_the_equation_or_leave_it() -> None:
    (kept,) = judged(FINE, "")
    assert (kept.code, kept.level) == ("keeps-to-the-equation", "ok") and "All 24 numbers" in kept.reason and "(95%)" in kept.reason
    (off,) = judged(replace(FINE, outside=3, persons=700), "")
    assert (off.code, off.level) == ("off-the-equation", "caution")
    assert "3 of 24 numbers" in off.reason and "'pain:none' in week 2 (as now), 700 persons where 600 were expected" in off.reason


def test_no_equation_and_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    none, slow = judged(None, "For a reason.")
    assert (none.code, slow.code) == ("no-exact-line", "no-kernel") and none.reason.endswith("For a reason.")
