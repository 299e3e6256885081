"""The chapter of a Bayesian fit: what was assumed, what that expects, what the answers changed, and whether the draws may be trusted."""

from __future__ import annotations

import numpy as np

from unspiral.learn.convergence import worst
from unspiral.learn.parameters import Scale, layout_for, natural
from unspiral.learn.prior_view import link_draws, prior_view
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel
from unspiral.show.model import Part, Picture, Section, Table
from unspiral.show.numbers import amount, grouped
from unspiral.show.prior_chart import link_prior_picture
from unspiral.show.prior_view_chart import prior_view_picture
from unspiral.show.prior_words import law_words
from unspiral.units import count, per

PANELS = 100  # made up from the priors: enough for bands that can be read
LEAD = (
    "These numbers rest on the answers and on what was assumed before them. The assumptions are weak and stand here in full; no estimate of"
    " another study is among them."
)


def bayes_section(fit: Fit, panel: Panel | None) -> Section | None:
    """Priors, what they expect, what the answers changed; None after maximum likelihood.

    Args:
        fit: an estimated loop.
        panel: the answers it was learned from, or None.
    """
    if fit.posterior is None:
        return None
    parts = [_links(fit)] if fit.links and fit.working.replicates is not None else []
    if panel is not None:
        parts.append(_expected(fit, panel))
    rows = tuple((prior.name, law_words(prior), prior.why) for prior in fit.posterior.priors)
    priors = Table("Every prior, and where it comes from", ("number", "law", "why"), rows, stack=True)
    parts += [Part("What was assumed", tables=(priors,)), Part("The draws", _draws(fit))]
    return Section("bayes", "What was assumed, and what the answers changed", (LEAD,), tuple(parts))


def _links(fit: Fit) -> Part:
    """Each arrow before and after."""
    layout = layout_for(parse(fit.loop_text), fit.choices, fit.data.time_unit)
    scale = Scale(fit.working.clock, fit.working.spread, np.ones(len(layout.columns)))
    assert fit.working.replicates is not None  # asked above
    after, before = natural(layout, scale, fit.working.replicates), link_draws(fit)
    pictures = tuple(
        link_prior_picture(arrow, before[arrow], after[:, layout.names.index(f"link:{arrow[0]}->{arrow[1]}")], per(fit.data.time_unit))
        for arrow in fit.links
    )
    return Part("Each arrow, before the answers and after them", pictures=pictures)


def _expected(fit: Fit, panel: Panel) -> Part:
    """Panels made up from the priors alone, beside the data."""
    loop = parse(fit.loop_text)
    owner = {indicator.column: process.name for process in loop.processes for indicator in process.indicators}
    view = prior_view(panel, loop, fit.choices, panels=PANELS)
    found = [prior_view_picture(view, what, owner) for what in ("answers", "changes")]
    pictures: tuple[Picture, ...] = tuple(picture for picture in found if picture is not None)
    said = ("Panels were made up from the priors alone, at the times at which people were asked, before any answer was used.",)
    return Part("What the assumptions expect", said, pictures)


def _draws(fit: Fit) -> tuple[str, ...]:
    p = fit.posterior
    assert p is not None  # asked above
    chains = count(p.chains, "chain")
    how = f"{chains} of {grouped(p.draws)} draws each (No-U-Turn sampler), after {grouped(p.warmup)} draws to warm up."
    name, rhat = worst(p.rhat)
    low, bulk = worst(p.ess_bulk, least=True)
    _, tail = worst(p.ess_tail, least=True)
    agree = (
        f"R-hat, which is 1 where the chains agree, is {rhat:.4f} at worst ({name}; at most 1.01 is wanted). "
        f"The draws count for at least {amount(bulk, 0)} independent ones in the middle ({low}) "
        f"and {amount(tail, 0)} in the tails (400 are wanted)."
    )
    ended = f"{grouped(p.divergences)} paths of the sampler ended before their time; the checks say what that means."
    return (how, agree, *((ended,) if p.divergences else ()))
