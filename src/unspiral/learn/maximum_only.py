"""What can be had of a maximum only, and not of draws from a posterior."""

from __future__ import annotations

from unspiral.errors import SpecError
from unspiral.records import Fit
from unspiral.records.beliefs import needs_answers


def ask_for_maximum(fit: Fit, what: str, name: str = "The fit") -> None:
    """Refuse a Bayesian fit where only a maximum will do.

    Args:
        fit: an estimated loop.
        what: for which it is asked, in words.
        name: of the fit.

    Raises:
        SpecError: the fit is Bayesian, or nothing was learned.
    """
    needs_answers(fit.beliefs, f"What is asked of {name[0].lower()}{name[1:]} ({what})")
    if fit.choices.method == "bayes":
        raise SpecError(
            f"{name} is Bayesian, and {what} takes fits by maximum likelihood.",
            why="What is reported of a posterior is its middle, not the highest point of the likelihood, and priors would count as data.",
            fix="learn it again without --bayes, and use that fit here.",
        )
