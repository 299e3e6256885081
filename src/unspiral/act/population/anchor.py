"""What keeps a drawn population at what studies saw: the calibrated numbers follow whatever else was drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspiral.act.population.calibrate import FAR, RANK, SURE
from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import STEP, Seen
from unspiral.act.population.targets import compared, goals_of
from unspiral.learn.system import Array
from unspiral.loop.episode_numbers import with_searched
from unspiral.loop.episodes import Episodes
from unspiral.records.population_aim import Search

MOST = 8  # looks at a draw; each step leaves the part of the targets' way that is not straight
NEAR = 0.3  # standard errors, of all numbers together: from here the next step is the last, and need not be looked at


class Anchor:
    """Where the targets stand in a calibrated population, and how they move with the numbers that were free.

    A draw z moves the free numbers theta so that, with J the slopes of the targets in their errors (and of the priors in their standard
    deviations) and C = (J'J)^-1, what the least squares see moves as a straight line would have it:

    C J' r(theta, drawn ratios) = C J' r(theta found, ratios as declared) + shift

    Where nothing else is drawn and all is straight, that is theta found + shift. It is solved by steps with J as it is at theta found; the
    first of them is -C J' (J_ratio delta).

    Args:
        declared: as it stands at its causal share.
        begun: the numbers where the search began, around which the priors lie.
        search: free numbers, priors and targets.
        middle: found, on the scale of the search.

    Source: tests/act/population/test_uncertain.py, against the targets of the packaged population and a search done anew.
    """

    def __init__(self, declared: Episodes, begun: Array, search: Search, middle: Array) -> None:
        self.free, self.middle, self.begun, self.nodes = search.free, middle, begun, search.nodes
        self.goals = [goal for goal in goals_of(search.aims) if not goal.held_out]
        sd = {name: prior for name, prior, _ in search.priors}
        self.told = np.array([name in sd for name in self.free])
        self.sd = np.array([sd[name] for name in self.free if name in sd])
        self.error = np.array([goal.error for goal in self.goals])
        self.tied = np.array([name.startswith("correlation:") for name in self.free])
        found = self._off(declared, middle, np.eye(len(middle)))
        self.shown, self.slopes = found[0], found[1:].T
        self.pull = np.linalg.pinv(self.slopes, rcond=RANK)  # C J'
        self.told_by = self.pull @ self.slopes  # 1, but for directions that nothing sees: there a draw is left as it is
        self.stands = self.pull @ found[0]

    def follow(self, drawn: Episodes, shift: Array) -> Array:
        """The free numbers of a population whose other numbers were drawn.

        Args:
            drawn: with its ratios drawn, at its causal share.
            shift: of the free numbers, as their covariance has it.

        Returns:
            On the scale of the search.
        """
        theta, wanted = self.middle + shift, self.stands + self.told_by @ shift
        if not self._fine(theta):
            return theta
        best, least, step = theta, np.inf, np.zeros(len(theta))
        for _ in range(MOST):
            away = self.pull @ self._off(drawn, theta)[0] - wanted
            far = float(np.linalg.norm(self.slopes @ away))
            if far < least:
                best, least, step = theta, far, away
            else:
                step = 0.5 * step  # the way bends too much for these slopes
            if not self._fine(best - step):
                break
            theta = best - step
            if far <= NEAR:
                return theta
        return best

    def _fine(self, theta: Array) -> bool:
        return bool(np.abs(theta).max(initial=0.0) <= FAR and np.abs(theta[self.tied]).max(initial=0.0) <= SURE)

    def _off(self, episodes: Episodes, theta: Array, units: Array | None = None) -> Array:
        """What is shown of each target in its errors, then the priors; with a row more for each direction."""
        along: Sequence[Array] = () if units is None else list(units)
        moved = [with_searched(episodes, self.free, theta + 1j * STEP * unit) for unit in along]
        seen = Seen(with_searched(episodes, self.free, theta), nodes=self.nodes, along=moved)
        shown = [compared(goal.look(seen), goal.scale) for goal in self.goals]
        stacks = [one.stack if isinstance(one, Moving) else np.array([one, *[0.0] * len(along)]) for one in shown]
        away = np.stack([theta - self.begun, *along])[:, self.told]
        return np.concatenate([np.stack(stacks, axis=1) / self.error, away / self.sd], axis=1)
