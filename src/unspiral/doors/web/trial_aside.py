"""Asks the other process about a trial, so that no page waits for it but the one that asked."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from unspiral.doors.web.behind import command
from unspiral.errors import NotConverged

LIMIT = 120.0  # seconds
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


async def worked_out(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one question of ``trial_work``.

    Args:
        asked: the question.

    Raises:
        NotConverged: the other process gave no answer, or not in time.
    """
    process = await asyncio.create_subprocess_exec(
        *command("trial_work"), env=os.environ | ONE_THREAD, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        out, _ = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), LIMIT)
        if process.returncode == 0:
            return json.loads(out)
    except (TimeoutError, ValueError, OSError):
        pass
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    raise NotConverged("This could not be worked out now.", why="Nothing was changed, and nothing is lost.", fix="try again in a minute")
