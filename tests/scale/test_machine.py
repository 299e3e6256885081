from __future__ import annotations

import pytest

from unspiral.scale.machine import cores, instruction_set, kernel_wanted

pytestmark = pytest.mark.unit


def test_there_is_a_processor() -> None:
    assert cores() >= 1


def test_the_environment_decides_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNSPIRAL_KERNEL", raising=False)
    monkeypatch.delenv("UNSPIRAL_ISA", raising=False)
    assert kernel_wanted() and instruction_set() == ""
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    monkeypatch.setenv("UNSPIRAL_ISA", "neon")
    assert not kernel_wanted() and instruction_set() == "neon"
