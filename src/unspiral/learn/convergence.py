"""Whether draws may be trusted: R-hat, effective draws, paths that broke off, and what to do where they may not."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.nuts import Sample, missing
from unspiral.records import Verdict

AGREE, APART = 1.01, 1.05  # R-hat: fine up to here; beyond there no word is given
ENOUGH = 400.0  # effective draws, of the bulk and of the tails, below which an interval wobbles


@dataclass(frozen=True, slots=True)
class Convergence:
    """What the chains say of themselves, by name of the number.

    Args:
        rhat: split, rank-normalised R-hat.
        ess_bulk, ess_tail: effective draws.
    """

    rhat: dict[str, float]
    ess_bulk: dict[str, float]
    ess_tail: dict[str, float]

    @property
    def apart(self) -> bool:
        """Whether the chains disagree so much that nothing may be called."""
        return worst(self.rhat)[1] > APART


def convergence_of(names: Sequence[str], values: Float[ndarray, "chains draws numbers"]) -> Convergence:
    """R-hat and effective draws of every number.

    Args:
        names: of the numbers.
        values: draws on the scale on which they are reported.

    Raises:
        SpecError: arviz is not installed.

    Source: Vehtari, Gelman, Simpson, Carpenter and Buerkner (2021, doi:10.1214/20-BA1221), as arviz computes it;
    tests/learn/test_convergence.py.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it announces its own next version
            arviz = import_module("arviz")
    except ImportError:
        raise missing("arviz") from None
    rhat, bulk, tail = dict[str, float](), dict[str, float](), dict[str, float]()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for k, name in enumerate(names):
            each = values[:, :, k]
            if len(each) == 1:  # its halves are compared
                half = each.shape[1] // 2
                each = each[0, : 2 * half].reshape(2, half)
            rhat[name] = float(arviz.rhat(each, method="rank"))
            bulk[name] = float(arviz.ess(each, method="bulk"))
            tail[name] = float(arviz.ess(each, method="tail"))
    return Convergence(rhat, bulk, tail)


def worst(found: dict[str, float], *, least: bool = False) -> tuple[str, float]:
    """The number that does worst, and how; what is not a number is worst of all."""
    if not found:
        return "", np.nan
    name = min(found, key=lambda n: (np.isfinite(found[n]), found[n] if least else -found[n]))
    value = found[name]
    return name, value if np.isfinite(value) else (0.0 if least else np.inf)


def convergence_verdicts(found: Convergence, sample: Sample) -> list[Verdict]:
    """What a careful reader would ask of draws, answered.

    Args:
        found: of the chains.
        sample: the draws.
    """
    chains, draws = sample.x.shape[:2]
    verdicts: list[Verdict] = []
    name, rhat = worst(found.rhat)
    more = f"--warmup and --draws twice as large ({2 * draws} draws); where that does not help, a simpler loop or narrower priors."
    if chains < 2:
        verdicts.append(Verdict("rhat", "caution", "One chain has nothing to be compared with; R-hat compares its halves.", "--chains 2"))
    if not rhat <= AGREE:
        level = "refuse" if not rhat <= APART else "caution"
        well = "do not agree" if level == "refuse" else "do not agree well enough"
        shown = f"{rhat:.4f}" if rhat < AGREE + 0.0005 else f"{rhat:.3f}"  # never the bar itself
        says = "nothing may be called" if level == "refuse" else "read the numbers with care"
        verdicts.append(Verdict("rhat", level, f"The chains {well} (R-hat {shown} for {name}; at most {AGREE:g} is wanted): {says}.", more))
    elif chains > 1:
        verdicts.append(Verdict("rhat", "ok", f"The chains agree: R-hat is at most {rhat:.3f} ({name})."))
    (bulk_name, bulk), (tail_name, tail) = worst(found.ess_bulk, least=True), worst(found.ess_tail, least=True)
    least, where = min((bulk, f"the middle of {bulk_name}"), (tail, f"the tails of {tail_name}"))
    if least < ENOUGH:
        wanted = int(np.ceil(draws * ENOUGH / max(least, 1.0) / 100.0) * 100)
        verdicts.append(
            Verdict("ess", "caution", f"The draws count for {least:.0f} independent ones for {where}; {ENOUGH:.0f} are wanted.",
                    f"--draws {wanted}")
        )  # fmt: skip
    else:
        verdicts.append(Verdict("ess", "ok", f"The draws count for at least {least:.0f} independent ones ({where})."))
    broken = int(sample.divergent.sum())
    if broken:
        share = broken / (chains * draws)
        verdicts.append(
            Verdict("divergences", "caution",
                    f"{broken} of {chains * draws} paths of the sampler broke off ({share:.1%}): a part of what is possible may lack.",
                    "--warmup 2000; where it stays, a narrower prior of a variance that may be nil, or a simpler loop.")
        )  # fmt: skip
    else:
        ended = int(sample.outside.sum())
        at = f"; {ended} ended at loops that never settle, which are not possible here" if ended else ""
        verdicts.append(Verdict("divergences", "ok", f"No path of the sampler broke off{at}."))
    return verdicts
