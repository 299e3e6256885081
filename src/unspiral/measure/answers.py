"""What the columns of answers look like as a whole: turned round, constant, running the other way, or holding strange codes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.names import higher_is_better
from unspiral.measure.paste import option
from unspiral.measure.saying import counted, exact

# Numbers that questionnaires and data archives write for "no answer".
_DIGITS = "77 88 89 97 98 99 777 888 997 998 999 7777 8888 9997 9998 9999 99999"
_NO_ANSWER = frozenset((*map(float, _DIGITS.split()), *(-float(digits) for digits in _DIGITS.split()), *map(float, range(-9, 0))))


def turned(name: str, values: Float[ndarray, " rows"], reverse: Mapping[str, float | None], said: list[str]) -> Float[ndarray, " rows"]:
    """A column whose scale runs the other way, turned round: x -> bound - x, or -x where no bound is known.

    Args:
        name: of the column.
        values: nan = not answered.
        reverse: column -> bound or None; columns that are not in it stay as they are.
        said: gets the sentence.

    Raises:
        DataError: an answer lies above the top of the scale that was given.
    """
    if name not in reverse:
        return values
    bound = reverse[name]
    top = float(np.nanmax(values, initial=-np.inf))
    if bound is not None and top > bound:
        raise DataError(
            f"Column '{name}' holds {exact(top)}, and was to be turned round as a scale whose top is {exact(bound)}.",
            why=f"x is read as {exact(bound)} - x, and {exact(top)} would become {bound - top:g}.",
            fix=f"give the top of the scale: {option('--reverse', f'{name}={exact(top)}')}",
        )
    if bound is None:
        said.append(f"Column '{name}' was turned round: x was read as -x.")
    else:
        said.append(f"Column '{name}' was turned round: x was read as {exact(bound)} - x.")
    return (0.0 if bound is None else float(bound)) - values


def look_at(
    name: str, values: Float[ndarray, " rows"], reversed_: bool, said: list[str], levels: Float[ndarray, " levels"] | None = None
) -> None:
    """Say aloud what is strange about a column of answers; nothing is changed.

    Args:
        name: of the column.
        values: before turning round; nan = not answered.
        reversed_: the caller has asked to turn it round.
        said: gets one sentence for each finding.
        levels: the different values, where they are known already.

    Raises:
        DataError: nobody answered it.
    """
    found = _marks(values if levels is None else levels)
    if not len(found):
        raise DataError(
            f"Column '{name}' holds no answer at all.",
            why="Nothing can be learned about what was never answered.",
            fix="name another column, or look whether --missing covers every answer.",
        )
    if len(found) == 1:
        said.append(f"Every answer in column '{name}' is the same; what never moves can neither drive nor be driven.")
    for code in strange_codes(found):
        shown = f"{code:g}"
        times = counted(int(np.count_nonzero(values == code)), "time", "times")
        said.append(
            f"Column '{name}' holds {shown} {times}, far from its other answers. If it stands for no answer: {option('--missing', shown)}"
        )
    if not reversed_ and higher_is_better(name):
        said.append(f"In column '{name}' more seems to be better, and a process runs towards worse. If so: {option('--reverse', name)}")


def _marks(values: Float[ndarray, " values"]) -> Float[ndarray, " marks"]:
    """The different values, sorted; of those with decimals, which no code has, the least and the greatest are enough."""
    known = values[~np.isnan(values)]
    whole = known == np.floor(known)
    part = known[~whole]
    ends = [part.min(), part.max()] if len(part) else []
    return np.unique(np.concatenate((known[whole], ends)))


def strange_codes(found: Float[ndarray, " levels"]) -> tuple[float, ...]:
    """Values that look like codes for "no answer": such a number, and far outside the range of all the others."""
    suspects = np.array([value in _NO_ANSWER for value in found.tolist()], dtype=np.bool_)
    rest = found[~suspects]
    if not len(rest):
        return ()
    low, high = float(rest.min()), float(rest.max())
    reach = max((high - low) / 2.0, 1.0)
    above = [code for code in found[suspects].tolist() if code > high + reach]
    below = [code for code in found[suspects].tolist() if code < 0.0]
    if low < 0.0:
        return (*(code for code in below if code < low - 2.0 * reach), *above)
    # A scale through zero goes down in steps; codes lie apart, or there is a single -1.
    edge, apart = 0.0, list[float]()
    for code in reversed(below):
        if len(below) > 1 and edge - code <= 1.0:
            edge = code
        else:
            apart.append(code)
    return (*reversed(apart), *above)
