"""The line about medicines, wherever something that is pressed, held, given or was tried is a medicine by its name."""

from __future__ import annotations

from collections.abc import Iterable

from unspiral.act.trial.medicine import is_medicine
from unspiral.loop.picture.words import spoken
from unspiral.measure.safety.medicines import TALK, is_known


def medicine_lines(names: Iterable[str]) -> list[str]:
    """Whom to talk to, once, where one of these names is that of a medicine; nothing else is read out of a name.

    Args:
        names: of inputs, processes or columns.

    Source: measure/safety/medicines.py; tests/act/test_medicine_named.py.
    """
    found = [name for name in dict.fromkeys(names) if is_medicine(name) or is_known(name)]
    if not found:
        return []
    named = " and ".join([", ".join(map(spoken, found[:-1])), spoken(found[-1])]) if len(found) > 1 else spoken(found[0])
    are = "By its name, {} is a medicine." if len(found) == 1 else "By their names, {} are medicines."
    return [f"{are.format(named)} {TALK}"]
