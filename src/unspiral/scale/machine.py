"""What this machine offers, and what its user asked of it by environment variables."""

from __future__ import annotations

import os

NUMPY = "numpy"


def cores() -> int:
    """Processors of this machine; 1 where it does not say."""
    return os.cpu_count() or 1


def kernel_wanted() -> bool:
    """Whether compiled code may run: UNSPIRAL_KERNEL=numpy leaves it out."""
    return os.environ.get("UNSPIRAL_KERNEL") != NUMPY


def instruction_set() -> str:
    """Which of its instruction sets to use (UNSPIRAL_ISA); empty for the best."""
    return os.environ.get("UNSPIRAL_ISA", "")
