"""A verb that reads a fit, asked about one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from unspiral.doors.cli.main import main

Ask = Callable[..., tuple[int, str, str]]
RUNAWAY = np.array([[-0.2, 0.5], [0.4, -0.2]])


def asking(verb: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Ask a verb about the kept fit, or about another; code, stdout, stderr."""

    def run(*words: str, fit: Path = kept) -> tuple[int, str, str]:
        code = main([verb, str(fit), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run
