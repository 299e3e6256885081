"""A population small enough for tests, in the place of the packaged one: the fixture at three causal shares, and a few draws."""

from __future__ import annotations

import pytest
from tests.act.population.example import FILE
from tests.act.population.policy_made import at_share, town

from unspiral.act.population.dials import Dial, dials_of, turned
from unspiral.evidence import population_file
from unspiral.loop.episodes import Episodes

FEW = 3
SMALL = town(effects=())


def stand_in(patch: pytest.MonkeyPatch) -> None:
    """Put it there; a few draws are enough for an interval."""
    for module in ("compare", "dials"):
        patch.setattr(f"unspiral.act.population.{module}.FEWEST", FEW)
    patch.setattr(population_file, "packaged", lambda name: FILE.read_text(encoding="utf-8"))
    patch.setattr(population_file, "holds_scenarios", lambda text: True)
    patch.setattr(population_file, "scenarios", lambda text, where: {share: at_share(SMALL, share) for share in (0.0, 0.5, 1.0)})
    patch.setattr("unspiral.act.population.uncertain.draws_of", draws)


def draws(text: str, share: float, count: int, seed: int) -> list[Episodes]:
    """Three declarations around the middle one."""
    episodes = at_share(SMALL, share)
    rate = Dial("rate", "depression begins")
    return [turned(episodes, rate, dials_of(episodes)[rate] * (0.9 + 0.1 * k)) for k in range(min(count, FEW))]
