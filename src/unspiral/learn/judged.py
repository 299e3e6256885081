"""What is judged of a search and of the place where it ended, whatever the model."""

from __future__ import annotations

from unspiral.learn.check import boundary_verdicts, dynamics_verdicts, edge_verdict, search_verdicts
from unspiral.learn.draws import Draws
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem
from unspiral.learn.search import Optimum
from unspiral.learn.swings import swing_verdicts
from unspiral.records import Fit, Verdict

# Codes of what follows, and of intervals: of two fits of the same answers, each has its own.
OF_THE_SEARCH = frozenset(
    {"interrupted", "converged", "unbounded", "restarts", "boundary", "unstable", "curvature", "information", "edge", "swings", "intervals",
     "profile", "emission", "guard"}
)  # fmt: skip


def of_the_search(fit: Fit, problem: Problem, optimum: Optimum, draws: Draws, *, starts: int) -> list[Verdict]:
    """Whether a maximum was found, whether it lies at an edge, and how the loop moves there.

    Args:
        fit, problem, optimum, draws: that belong together.
        starts: of the search.
    """
    values = natural(problem.layout, problem.scale, optimum.theta)
    found = search_verdicts(optimum, starts)
    found += boundary_verdicts(problem, optimum, values)
    found += dynamics_verdicts(draws, optimum.information, optimum.free)
    return found + edge_verdict(fit) + swing_verdicts(fit)
