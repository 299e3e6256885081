"""Where each person's state was, given all of their answers: at every occasion, and between occasions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.learn.fitted import Fitted, expected_answers, expected_variance, extended, filtered, fitted
from unspiral.learn.kalman import Forward
from unspiral.learn.system import Array, Lanes
from unspiral.records import Fit, Panel
from unspiral.records.outlook import Smoothed, SmoothedPerson

MOST_BETWEEN = 1500  # moments between a person's occasions: more than any picture can show


def smooth(fit: Fit, panel: Panel, *, every: float | None = None, persons: Sequence[str] | None = None) -> Smoothed:
    """Tell where each person's state was, with what is known of it, and what they would be expected to answer there.

    m = P_filtered r + filtered mean,   V = P_filtered - P_filtered N P_filtered,   r and N by one walk backwards.

    Args:
        fit: an estimated loop.
        panel: the answers it was learned from, or others with the same columns.
        every: also tell it between occasions, at moments at most this far apart, in time units; None for occasions only.
        persons: names; everyone when left out.

    Returns:
        Smoothed, with a row for each occasion and each moment between.

    Raises:
        DataError: the panel does not fit the loop.
        SpecError: nobody has that name, or ``every`` is not above 0.

    Source: de Jong (1989, doi:10.1080/01621459.1989.10478879); held against the dense conditional law and statsmodels in
    tests/learn/test_smooth.py.
    """
    if every is not None and not every > 0.0:
        raise SpecError(f"Moments {every:g} apart are no moments.", fix="every=0.25")
    found = fitted(fit, panel, persons)
    columns = [found.clock[: int((found.lanes.running > i).sum()), i] for i in range(len(found.lanes.name))]
    more = {name: np.zeros(0) if every is None else _between(time, every) for name, time in zip(found.lanes.name, columns, strict=True)}
    found, own = extended(found, more, happens=False)
    lanes, forward = found.lanes, filtered(found)
    mean, cov = smoothed_states(forward, lanes)
    expected = expected_answers(found.models, lanes, forward, mean)
    spread = np.sqrt(expected_variance(found.models, lanes, forward, cov))
    shown = _told(found)
    people: dict[str, SmoothedPerson] = {}
    for i, name in enumerate(lanes.name):
        n = len(own[name])
        answers = np.where(lanes.answered[:n, i], lanes.values[:n, i], np.nan)
        people[name] = SmoothedPerson(
            name, found.clock[:n, i], own[name], answers, mean[:n, i][:, shown], cov[:n, i][:, shown][:, :, shown],
            expected[:n, i], spread[:n, i],
        )  # fmt: skip
    ordered = tuple(people[p.name] for p in panel.persons if p.name in people)
    error = np.sqrt(np.diag(found.models[0].error))[: len(found.layout.columns)]
    return Smoothed(state_names(found), found.layout.columns, panel.time_unit, error, ordered)


def state_names(found: Fitted) -> tuple[str, ...]:
    """What the entries of the state are."""
    layout = found.layout
    return (*layout.processes, *layout.fading, *(f"level of {layout.processes[i]}" for i in layout.traits))


def _told(found: Fitted) -> list[int]:
    """Entries of the state that have a name: states that only add up a stretch have none."""
    layout = found.layout
    first = layout.moving - len(layout.windows.integrals)
    return [*range(first), *range(layout.moving, layout.moving + len(layout.traits))]


def _between(time: Array, spacing: float) -> Array:
    """Even moments between neighbouring occasions, none farther apart than the spacing where there is room for that."""
    gaps = np.diff(time)
    if not len(gaps):
        return np.zeros(0)
    spacing = max(spacing, float(gaps.sum()) / MOST_BETWEEN)
    ends: list[float] = time.tolist()
    return np.concatenate([np.linspace(a, b, int(np.ceil((b - a) / spacing - 1e-9)) + 1)[1:-1] for a, b in pairwise(ends)])


def smoothed_states(
    forward: Forward, lanes: Lanes
) -> tuple[Float[ndarray, "steps lanes state"], Float[ndarray, "steps lanes state state"]]:
    """Mean and covariance of the state at every step, given all answers of its lane.

    No covariance is inverted but that of the answers, so that traits, fixed first states and exact answers need no care.

    Args:
        forward: what the filter left.
        lanes: the answers.
    """
    state = forward.mean.shape[-1]
    zt = forward.loading.swapaxes(2, 3)
    r = np.matvec(zt, np.matvec(forward.precision, forward.innovation))
    n_mat = zt @ forward.precision @ forward.loading
    f = forward.moves()
    ft = f.swapaxes(2, 3)
    back = (f[1:] @ (np.eye(state) - forward.gain @ forward.loading)[:-1]).swapaxes(2, 3)
    for t in range(len(r) - 2, -1, -1):
        n = int(lanes.running[t + 1])
        r[t, :n] += np.matvec(back[t, :n], r[t + 1, :n])
        n_mat[t, :n] += back[t, :n] @ n_mat[t + 1, :n] @ back[t, :n].swapaxes(1, 2)
    after, info = np.zeros_like(r), np.zeros_like(n_mat)
    after[:-1] = np.matvec(ft[1:], r[1:])
    info[:-1] = ft[1:] @ n_mat[1:] @ f[1:]
    cov = forward.cov - forward.cov @ info @ forward.cov
    return forward.mean + np.matvec(forward.cov, after), 0.5 * (cov + cov.swapaxes(2, 3))
