"""A link before the answers and after them: how far the data moved what was assumed."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow
from unspiral.show.axis import TOP, Plot, Scale, axes
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for, interval, probability
from unspiral.show.svg import NARROW, frame, hued, line, rule, tag, text
from unspiral.show.words import start

HEIGHT, POINTS = 220.0, 161
MUCH, SOME = 0.5, 0.9  # width after the answers, as a share of that before: below, they say much; above, next to nothing
Z95 = 1.959963984540054


def link_prior_picture(arrow: Arrow, prior: Float[ndarray, " draws"], posterior: Float[ndarray, " after"], unit: str) -> Picture:
    """Draw the density of one link before and after the answers.

    Args:
        arrow: (cause, affected).
        prior: draws before, in the link's own unit.
        posterior: draws after.
        unit: of the link.
    """
    cause, affected = spoken(arrow[0]), spoken(arrow[1])
    before, after = (np.quantile(x, [0.025, 0.25, 0.5, 0.75, 0.975]) for x in (prior, posterior))
    share = float((after[3] - after[1]) / max(before[3] - before[1], 1e-300))
    said = "the answers say much" if share < MUCH else "the answers say something" if share < SOME else "the answers say next to nothing"
    title = f"{start(cause)} → {affected}: {said} beyond the prior"
    low, high = float(min(before[0], after[0])), float(max(before[4], after[4]))
    room = 0.08 * (high - low)
    x = np.linspace(low - room, high + room, POINTS)
    old, new = density(prior, x), density(posterior, x)
    top = float(max(old.max(), new.max())) * 1.1
    plot = Plot(Scale(float(x[0]), float(x[-1]), 14.0, NARROW - 14.0), Scale(0.0, top, HEIGHT - 44.0, TOP))
    frame_of = [piece for piece in axes(plot, f"push of {cause} on {affected}, {unit}", "") if "uc-line-grid" not in piece]
    drawn = [piece for piece in frame_of if 'text-anchor="end"' not in piece and "></text>" not in piece]
    shape = [(plot.x.at(float(a)), plot.y.at(float(b))) for a, b in zip(x, new, strict=True)]
    area = "".join(f"L{a:.1f} {b:.1f}" for a, b in shape)
    body = [
        *drawn,
        hued(hue_of(arrow[0]), tag("path", d=f"M{shape[0][0]:.1f} {plot.bottom:.1f}{area}L{shape[-1][0]:.1f} {plot.bottom:.1f}Z",
                                   fill="currentColor", fill_opacity="0.22") + line(shape, width=2.0)),
        hued("other", line([(plot.x.at(float(a)), plot.y.at(float(b))) for a, b in zip(x, old, strict=True)], width=1.6, dash="6 4")),
        rule((plot.x.at(0.0), plot.top), (plot.x.at(0.0), plot.bottom), width=1.2, dash="2 3") if x[0] < 0.0 < x[-1] else "",
    ]  # fmt: skip
    labels: list[tuple[str, Float[ndarray, " points"], Hue]] = [("after the answers", new, hue_of(arrow[0])), ("before", old, "other")]
    for words, values, hue in labels:
        k = int(values.argmax())
        side = min(max(plot.x.at(float(x[k])), plot.left + 62.0), plot.right - 62.0)
        body.append(hued(hue, text(words, side, max(plot.y.at(float(values[k])) - 9.0, 9.0), anchor="middle", tone="quiet", halo=True)))
    places = max(0, decimals_for(*before[[0, 4]].tolist(), *after[[0, 4]].tolist()))
    rows = tuple(
        (name, amount(float(q[2]), places), interval(float(q[0]), float(q[4]), places), probability(float((values > 0.0).mean())))
        for name, q, values in (("before (prior)", before, prior), ("after (posterior)", after, posterior))
    )
    described = f"Two curves over the push of {cause} on {affected}: dashed before the answers, filled after them. Numbers in the table."
    caption = "Dashed: what was assumed before the answers. Filled: what follows from both. Higher means more probable."
    table = Table(f"Push of {cause} on {affected}, {unit}", ("", "middle", "95 %", "probability above zero"), rows, stack=True)
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "prior"), caption, table)


def density(draws: Float[ndarray, " draws"], at: Float[ndarray, " points"]) -> Float[ndarray, " points"]:
    """Smoothed density of draws: normal kernels, as wide as the rule of thumb for their middle half says.

    Args:
        draws: of one number.
        at: where.
    """
    low, high = np.quantile(draws, [0.25, 0.75])
    width = max(0.9 * float(high - low) / 1.34 * len(draws) ** -0.2, 1e-9 * float(at[-1] - at[0]))
    bins = 8 * len(at)
    counts, _ = np.histogram(draws, bins, (float(at[0]), float(at[-1])))
    middles = float(at[0]) + (np.arange(bins) + 0.5) * (float(at[-1]) - float(at[0])) / bins
    kernel = np.exp(-0.5 * ((at[:, None] - middles) / width) ** 2) / (width * np.sqrt(2.0 * np.pi))
    out: Float[ndarray, " points"] = kernel @ counts / len(draws)
    return out
