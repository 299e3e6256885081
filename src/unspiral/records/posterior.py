"""How the draws of a Bayesian fit came about, and whether they may be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Prior:
    """What was assumed of one parameter before the data: a normal law on its natural scale, unless ``law`` says otherwise.

    Args:
        name: contract name.
        law: "normal", "half-normal", "log-normal", "lkj" ...
        centre, spread: of it.
        why: where it comes from, in words, with the source for a number that has one.
    """

    name: str
    law: str
    centre: float
    spread: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Posterior:
    """How the draws came about.

    Args:
        chains, draws, warmup: how many.
        rhat: contract name -> split rank-normalised R-hat.
        ess_bulk, ess_tail: contract name -> effective draws.
        divergences: draws whose path broke off.
        seconds: of sampling.
        priors: of each parameter.
    """

    chains: int
    draws: int
    warmup: int
    rhat: dict[str, float] = field(default_factory=dict[str, float])
    ess_bulk: dict[str, float] = field(default_factory=dict[str, float])
    ess_tail: dict[str, float] = field(default_factory=dict[str, float])
    divergences: int = 0
    seconds: float = 0.0
    priors: tuple[Prior, ...] = ()
