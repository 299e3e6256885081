"""How much one person's answers are expected to tell about every free number, day after day of a study.

The expected information of a linear Gaussian state-space model is exact and needs no answers: with innovations v of covariance S,

    I_ij = sum over answered prompts of  1/2 tr(S^-1 dS_i S^-1 dS_j) + tr(S^-1 E[dv_i dv_j']),

where the second moments of the innovations' derivatives are carried from prompt to prompt beside the filter's covariance. Its sum up to a
day is the information of a study that ends there, so that one walk answers for every length.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.act.design.slopes import Slopes
from unspiral.learn.system import Array


def expected_information(
    slopes: Slopes, gap: Int[ndarray, " prompts"], answered: Bool[ndarray, "patterns prompts"], ends: Int[ndarray, " ends"]
) -> Float[ndarray, "patterns ends free free"]:
    """Exact expected information of one person, for several patterns of answers at once.

    A person's clock starts at the first answer, as everywhere in ``learn``.

    Args:
        slopes: of the model.
        gap: which interval of ``slopes`` lies before each prompt; that of the first is not looked at.
        answered: which prompts are answered.
        ends: number of prompts after which the information is read off, increasing.

    Returns:
        Information about the natural values named in ``slopes.at``.

    Raises:
        numpy.linalg.LinAlgError: an innovation has no covariance.

    Source: Cavanaugh and Shumway (1996, doi:10.1016/0167-7152(95)00003-8); tests/act/design/test_expected.py holds it against the dense
    normal law of ``learn.information`` and against simulated scores.
    """
    many, free, d = len(answered), len(slopes.at), len(slopes.first)
    cov = np.broadcast_to(slopes.first, (many, d, d)).copy()
    dcov = np.broadcast_to(slopes.dfirst, (many, free, d, d)).copy()
    moment = np.zeros((many, d, d))  # of the prediction itself
    cross = np.zeros((many, free, d, d))  # of its derivatives with it
    both = np.zeros((many, free, d, free, d))  # of the derivatives with one another
    total, out = np.zeros((many, free, free)), np.zeros((many, len(ends), free, free))
    begun, rows, reads = np.zeros(many, dtype=bool), answered.shape[1], bool(np.any(slopes.dloading))
    for t in range(rows):
        here = answered[:, t]
        begun = begun | here
        z, dz = slopes.loading, slopes.dloading
        spread = z @ cov @ z.T + slopes.error
        dspread = z @ dcov @ z.T + slopes.derror
        if reads:
            turn = dz @ (cov @ z.T)[:, None]
            dspread = dspread + turn + turn.swapaxes(2, 3)
        inverse = np.linalg.inv(spread) * here[:, None, None]  # nothing is said, and nothing moves, where nobody answers
        own = inverse[:, None] @ dspread
        told = 0.5 * np.matmul(own.reshape(many, free, -1), own.swapaxes(2, 3).reshape(many, free, -1).swapaxes(1, 2))
        weight = z.T @ inverse @ z
        told += np.einsum("nab,nqbra->nqr", weight, both, optimize=True)
        if reads:
            told += _of_loadings(z, dz, inverse, moment, cross)
        total += told
        out[:, np.flatnonzero(ends == t + 1)] = total[:, None]
        if t + 1 == rows:
            break
        gain = cov @ z.T @ inverse
        dgain = dcov @ z.T @ inverse[:, None] - gain[:, None] @ dspread @ inverse[:, None]
        if reads:
            dgain = dgain + cov[:, None] @ dz.swapaxes(1, 2) @ inverse[:, None]
        k = gap[t + 1]
        f, df = slopes.transition[k], slopes.dtransition[k]
        filtered = cov - gain @ spread @ gain.swapaxes(1, 2)
        left = dgain @ (spread @ gain.swapaxes(1, 2))[:, None]
        dfiltered = dcov - left - left.swapaxes(2, 3) - gain[:, None] @ dspread @ gain.swapaxes(1, 2)[:, None]
        side = df @ (filtered @ f.T)[:, None]
        moved = np.where(begun[:, None, None], f @ filtered @ f.T + slopes.noise[k], cov)
        dmoved = np.where(begun[:, None, None, None], f @ dfiltered @ f.T + side + side.swapaxes(2, 3) + slopes.dnoise[k], dcov)
        push, dpush = f @ gain, f @ dgain + df @ gain[:, None]
        moment, cross, both = _carried(f, df, f - push @ z, push, dpush, dz if reads else None, spread, moment, cross, both)
        cov, dcov = moved, dmoved
    return out


def _carried(
    f: Array, df: Array, stays: Array, push: Array, dpush: Array, dz: Array | None, spread: Array, moment: Array, cross: Array, both: Array
) -> tuple[Array, Array, Array]:
    """Second moments of prediction and derivatives, one prompt on.

    a' = F a + g v,   da_i' = A da_i + B_i a + g_i v   with A = F - g Z and B_i = dF_i - g dZ_i;  v is new and owes nothing to what was.
    """
    many, free, d = cross.shape[:3]
    lean = np.broadcast_to(df, cross.shape) if dz is None else df - push[:, None] @ dz
    shock = dpush @ spread[:, None]
    half = stays[:, None] @ cross + 0.5 * lean @ moment[:, None]
    left = np.concatenate([half, lean, shock], axis=3).reshape(many, free * d, -1)
    right = np.concatenate([lean, half, dpush], axis=3).reshape(many, free * d, -1)
    kept = np.matmul(both.reshape(many, free * d * free, d), stays.swapaxes(1, 2)).reshape(many, free, d, free * d)
    new = np.matmul(stays[:, None], kept).reshape(many, free * d, free * d) + left @ right.swapaxes(1, 2)
    onward = (stays[:, None] @ cross + lean @ moment[:, None]) @ f.T + shock @ push.swapaxes(1, 2)[:, None]
    return f @ moment @ f.T + push @ spread @ push.swapaxes(1, 2), onward, new.reshape(many, free, d, free, d)


def _of_loadings(z: Array, dz: Array, inverse: Array, moment: Array, cross: Array) -> Array:
    """What free loadings add to E[dv_i' S^-1 dv_j]."""
    turned = inverse[:, None] @ dz  # S^-1 dZ_j
    first = np.einsum("nqbc,nrac,ab->nqr", cross, turned, z, optimize=True)
    last = np.einsum("qac,ncd,nrad->nqr", dz, moment, turned, optimize=True)
    return first + first.swapaxes(1, 2) + last
