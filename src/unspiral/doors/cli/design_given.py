"""``--given`` and ``--adherence`` of a planned study."""

from __future__ import annotations

import math
import re

from unspiral.act.design.given import Given
from unspiral.errors import SpecError

EXAMPLE = "--given 'walking: half', or --given 'walking: blocks of 7'"
BLOCKS = re.compile(r"blocks of (\d{1,4})(?: days?)?")


def given_of(text: str | None, adherence: str | None) -> Given | None:
    """Read which input a study assigns, to whom, and which share of it is taken.

    Args:
        text: ``"walking: half"`` or ``"walking: blocks of 7"``; None for none.
        adherence: ``"0.7"`` or ``"0.5:0.8"``; None where nobody says: all of it.

    Raises:
        SpecError: neither can be read, or a share without an input.
    """
    if text is None:
        if adherence is not None:
            raise SpecError(
                f"'--adherence {adherence}' is how much of an input is taken, and none is given.",
                why="For answered prompts it is --compliance.",
                fix=EXAMPLE,
            )  # fmt: skip
        return None
    name, sign, how = (part.strip() for part in text.partition(":"))
    blocks = BLOCKS.fullmatch(how)
    if not sign or not name or (how != "half" and blocks is None):
        raise SpecError(
            f"'--given {text}' is not an input and when it is given.",
            why="Half of the people have it all the while, or everybody has it in blocks of so many days, on and off.", fix=EXAMPLE,
        )  # fmt: skip
    least, most = _shares(adherence)
    return Given(name, None if blocks is None else int(blocks[1]), least, most)


def _shares(text: str | None) -> tuple[float, float]:
    """One share, or the ends of a range."""
    if text is None:
        return 1.0, 1.0
    try:
        found = [float(part) for part in text.split(":")]
    except ValueError:
        found = []
    if len(found) not in (1, 2) or not all(math.isfinite(share) for share in found):
        raise SpecError(f"'--adherence {text}' is neither a share nor two of them.", fix="--adherence 0.7, or --adherence 0.5:0.8")
    return found[0], found[-1]
