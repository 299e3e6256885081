"""What a run's numbers rest on, beside the declaration: versions, machine, time."""

from __future__ import annotations

import platform
from datetime import UTC, datetime

import numpy as np

from unspiral.scale.laid import compiled
from unspiral.version import VERSION


def made_by() -> dict[str, str]:
    """Versions and machine."""
    return {
        "unspiral": VERSION,
        "kernel": "compiled" if compiled() is not None else "plain Python",
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def moment() -> str:
    """Now, as a stamp in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
