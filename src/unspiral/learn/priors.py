"""What is assumed of every free number before the data: laws on scales that can be read, their density, and draws from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from scipy.special import gammaln

from unspiral.learn.chain import Chain
from unspiral.learn.coordinates import NIL, Block, Coordinates, coordinates_of
from unspiral.learn.differences import deviation_size
from unspiral.learn.given_priors import HALF_NORMAL, LOG_NORMAL, NORMAL
from unspiral.learn.link_priors import link_prior
from unspiral.learn.parameters import SLOW, Layout, Slot, dynamics, natural
from unspiral.learn.start import Look
from unspiral.learn.system import Array
from unspiral.learn.threshold import fallen
from unspiral.records.posterior import Prior

HALF_LIFE = float(np.log(2.0))  # rate per clock of a process of whose deviations half are left after one typical interval
RATE_SPREAD = 1.2  # of the logarithm of a rate: 95 % between a tenth of the middle and ten times it
LKJ = 2.0  # 1 leaves correlations as they come; 2 leans a little towards none, and to no sign
DIFFER, DIFFER_LINK = 0.5, 0.25  # of spreads between people, in their working units: of most of them, and of a link
PUSH = 1.0  # of inputs, shifts and nights, in standard deviations of the answers
TILT = 0.25  # of what one standard deviation of a covariate does to a link, as a share of its processes' pull
ERROR = 0.5  # of the standard deviation of an error, in those of the answers
OWN = "of the answers themselves; nothing of another study enters"
_GIVEN = "Stated by the user, on the scale on which the number is reported."
_GIVEN_SD = "Stated by the user; the law is that of the standard deviation, the root of the variance that is reported."
_GIVEN_DIFFER = "Stated by the user, for the standard deviation between people as it is reported."
_GIVEN_RATE = "Stated by the user: the median, on the scale on which the rate is reported, and the spread of its logarithm."
_WHY_RATE = (
    "Around a half-life of one typical interval between answers: 95 % between about a tenth of that rate and ten times it; nothing of"
    " another study enters."
)
_WHY_ERROR = f"Of the standard deviation of the error: half as wide as the spread {OWN}."
_WHY_TILT = "Weak and symmetric around zero, for one standard deviation of the covariate; measured against the pull of the two processes."
_WHY_THRESHOLD = (
    "Around where the shares of the answers put it: the lowest threshold in probits, the others by the logarithm of the gap before them; "
    f"{OWN}."
)
_WHY_LKJ = (
    f"Correlations of the whole matrix follow one law (LKJ, {LKJ:g}) that favours no sign and leans a little towards none"
    " (Lewandowski, Kurowicka and Joe 2009, doi:10.1016/j.jmva.2009.04.008)."
)
_WHY_SPREAD = {
    "diffusion": f"Of the standard deviation that the process would have if it were left alone: as wide as the spread {OWN}.",
    "t0cov": f"Of the standard deviation at the first occasion: as wide as the spread {OWN}.",
    "trait": f"Of the standard deviation of people's levels: as wide as the spread {OWN}.",
}
_WHY_DIFFER = {
    "link": "Of the standard deviation between people: a quarter of a standard deviation of what is affected, in a typical interval, for"
    " one of the cause; nothing of another study enters.",
    "input": f"Of the standard deviation between people: half as wide as the spread {OWN}.",
    "t0mean": f"Of the standard deviation between people: half as wide as the spread {OWN}.",
    "": "Of the standard deviation between people of the logarithm: at a half, two in three are within a factor of 1.65 of the middle one;"
    " nothing of another study enters.",
}
OF_FIRST, OF_GAP = "normal, in probits", "normal, of the logarithm of the gap to the one before, in probits"
THRESHOLD = 1.0  # of the first threshold, and of the logarithm of each gap behind it
OF_PULL, OF_SPREAD, LKJ_LAW = "normal, as a share of the pull", "half-normal, of the spread when left alone", "lkj"
LOG2PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Priors:
    """The prior of a model in the coordinates of ``Coordinates``.

    Args:
        layout: free numbers.
        chain: of the model, of the average person's where people differ.
        coordinates: of the layout.
        centre, deviation: of coordinates that are normal; deviation 0 elsewhere. Standard deviations are half-normal, and so normal
            around 0 in coordinates that have a sign.
        partial, beta: places of partial correlations, and the power of their law: (1 - p^2)^(beta - 1).
        pulled: what was stated in natural units of a number that is measured against the pace of processes: (place, one process, the
            other, power of the product of their paces, what that is multiplied by, centre, spread).
        records: one for each number, in words.
    """

    layout: Layout
    chain: Chain
    coordinates: Coordinates
    centre: Float[ndarray, " free"]
    deviation: Float[ndarray, " free"]
    partial: tuple[int, ...]
    beta: Float[ndarray, " partial"]
    pulled: tuple[tuple[int, int, int, float, float, float, float], ...]
    records: tuple[Prior, ...]
    parts: tuple[Float[ndarray, " free"], Int[ndarray, " partial"], float] = field(init=False)

    def __post_init__(self) -> None:
        known, beta = self.deviation > 0.0, self.beta
        sure = np.where(known, 1.0 / np.where(known, self.deviation, 1.0) ** 2, 0.0)
        constant = 0.5 * float(np.log(sure[known]).sum()) - 0.5 * LOG2PI * int(known.sum())
        constant += float((np.log(2.0) + gammaln(2.0 * beta) - 2.0 * gammaln(beta)).sum())
        object.__setattr__(self, "parts", (sure, np.array(self.partial, dtype=np.int64), constant))

    def density(self, x: Array) -> tuple[Array, Array]:
        """Logarithm of the prior density of the coordinates, (points, free), and its derivative.

        Every law is stated on its own scale; the density is that of x, so it holds the derivative of that scale with respect to x.
        Loops that have no stationary law where t0 is "stationary" are left out by the likelihood: the density is then right up to a
        constant.
        """
        sure, partial, constant = self.parts
        gap = x - self.centre
        slope = -gap * sure
        value = 0.5 * (gap * slope).sum(axis=1) + constant
        if len(partial):
            far = np.abs(x[:, partial])
            # log(1 - p^2) = 2 log 2 - 2 |x| - 2 log(1 + exp(-2 |x|)): right where p is 1 to the last digit.
            value -= 2.0 * ((far + np.log1p(np.exp(-2.0 * far))) @ self.beta)
            slope[:, partial] -= 2.0 * self.beta * np.tanh(x[:, partial])
        for k, i, j, power, size, centre, spread in self.pulled:
            (first, one), (second, other) = self._pace(x, i), self._pace(x, j)
            unit = (first * second) ** power * size
            z = (x[:, k] * unit - centre) / spread
            value += -0.5 * z**2 + np.log(unit) - np.log(spread) - 0.5 * LOG2PI
            slope[:, k] -= z / spread * unit
            through = power * (1.0 - z / spread * x[:, k] * unit)
            slope[:, i] += through * one
            slope[:, j] += through * other
        return value, slope

    def draw(self, random: np.random.Generator, count: int) -> Float[ndarray, "count free"]:
        """Coordinates drawn from the prior; where t0 is "stationary" only loops that settle.

        Args:
            random: where chance comes from.
            count: how many.
        """
        kept, have = list[Array](), 0
        for _ in range(1000):
            some = self._drawn(random, max(count, 16))
            some = some[self.possible(some)]
            kept.append(some)
            have += len(some)
            if have >= count:
                return np.concatenate(kept)[:count]
        raise ValueError("hardly any loop of this prior settles")

    def possible(self, x: Float[ndarray, "points free"]) -> Bool[ndarray, " points"]:
        """Which coordinates are those of a loop that has a likelihood."""
        layout = self.layout
        if layout.t0 != "stationary":
            return np.ones(len(x), dtype=bool)
        p = len(layout.processes)
        drift = dynamics(layout, natural(layout, self.chain.scale, self.coordinates.working(x)))["drift"][:, :p, :p]
        return np.linalg.eigvals(drift).real.max(axis=1) < 0.0

    def natural(self, x: Float[ndarray, "points free"]) -> Float[ndarray, "points free"]:
        """Natural values at the coordinates ``x``."""
        return natural(self.layout, self.chain.scale, self.coordinates.working(x))

    def _drawn(self, random: np.random.Generator, count: int) -> Array:
        x = self.centre + self.deviation * random.standard_normal((count, len(self.centre)))
        x[:, list(self.partial)] = np.arctanh(2.0 * random.beta(self.beta, self.beta, (count, len(self.partial))) - 1.0)
        for k, i, j, power, size, centre, spread in self.pulled:
            unit = (self._pace(x, i)[0] * self._pace(x, j)[0]) ** power * size
            x[:, k] = (centre + spread * random.standard_normal(count)) / unit
        return x

    def _pace(self, x: Array, process: int) -> tuple[Array, Array]:
        """Pace of a process, and the derivative of its logarithm with respect to the coordinate of its rate."""
        rate, slow = np.exp(x[:, process]) / self.chain.scale.clock, SLOW / self.chain.scale.clock
        return np.sqrt(rate**2 + slow**2), rate**2 / (rate**2 + slow**2)


def priors_of(chain: Chain, look: Look, given: Mapping[str, tuple[float, float]], layout: Layout | None = None) -> Priors:
    """Weak priors from the size of the answers alone, and what a user stated in their place.

    Args:
        chain: of the model.
        look: means and deviations of the answers.
        given: contract name -> centre and spread, as ``given_priors`` reads them.
        layout: of the whole model, where people differ in what the chain (of the average person) has; None where they do not.
    """
    layout = chain.layout if layout is None else layout
    coordinates = coordinates_of(layout)
    free = len(layout.slots)
    centre, deviation = np.zeros(free), np.zeros(free)
    partial, beta, pulled = list[int](), list[float](), list[tuple[int, int, int, float, float, float, float]]()
    records: list[Prior | None] = [None] * free
    for block in coordinates.blocks:
        for i, row in enumerate(block.rows):
            for j, k in enumerate(row[:-1]):
                if k != NIL:
                    partial.append(k)
                    beta.append(LKJ + (block.size - 2 - j) / 2.0)
                    records[k] = Prior(layout.slots[k].name, LKJ_LAW, 0.0, LKJ, _WHY_LKJ)
            k, slot = row[-1], layout.slots[row[-1]]
            size, deviation[k], law, why = _root(chain, layout, block, i)
            if slot.name not in given:
                records[k] = Prior(slot.name, law, 0.0, size * float(deviation[k]), why)
                continue
            spread = given[slot.name][1]
            records[k] = Prior(slot.name, HALF_NORMAL, 0.0, spread, _GIVEN_DIFFER if slot.name.startswith("sd:") else _GIVEN_SD)
            deviation[k] = spread / size
            if law == OF_SPREAD:  # the root of twice its pace lies between it and the process left alone
                deviation[k] = 0.0
                pulled.append((k, i, i, 0.25, float(size * np.sqrt(2.0)), 0.0, spread))
    for k, slot in enumerate(layout.slots):
        if records[k] is not None:
            continue
        section = next(name for name, at in layout.sections.items() if at.start <= k < at.stop)
        if section in ("link", "tilt") and slot.name in given:
            at = chain.paced.tolist().index(k)
            i, j = chain.between[at]
            pulled.append((k, int(i), int(j), 0.5, float(chain.size[at]), *given[slot.name]))
            records[k] = Prior(slot.name, NORMAL, *given[slot.name], _GIVEN)
            continue
        centre[k], deviation[k], records[k] = _normal(chain, look, section, slot, k, given.get(slot.name))
    return Priors(
        layout, chain, coordinates, centre, deviation, tuple(partial), np.array(beta), tuple(pulled),
        tuple(record for record in records if record is not None),
    )  # fmt: skip


def _normal(chain: Chain, look: Look, section: str, slot: Slot, k: int, given: tuple[float, float] | None) -> tuple[float, float, Prior]:
    """Centre and deviation of a coordinate that is normal, and the same in words and natural units."""
    clock = chain.scale.clock
    if section in ("self", "fading"):
        median, spread = given or (-HALF_LIFE / clock, RATE_SPREAD)
        return float(np.log(-median * clock)), spread, Prior(slot.name, LOG_NORMAL, median, spread, _GIVEN_RATE if given else _WHY_RATE)
    if section == "error":
        size = float(chain.scale.item[slot.entries[0][0]])
        spread = given[1] if given else ERROR * size
        return 0.0, spread / size, Prior(slot.name, HALF_NORMAL, 0.0, spread, _GIVEN_SD if given else _WHY_ERROR)
    if section == "link":
        cause, _, affected = slot.name.removeprefix("link:").partition("->")
        spread, why = link_prior(cause, affected)
        return 0.0, spread, Prior(slot.name, OF_PULL, 0.0, spread, why)
    if section == "threshold":
        at = k - chain.layout.sections["threshold"].start
        middle = float(fallen(chain.layout.steps, look.thresholds)[at])
        first = slot.entries[0][1] == 0
        return middle, THRESHOLD, Prior(slot.name, OF_FIRST if first else OF_GAP, middle, THRESHOLD, _WHY_THRESHOLD)
    if section == "tilt":
        return 0.0, TILT, Prior(slot.name, OF_PULL, 0.0, TILT, _WHY_TILT)
    unit = float(chain.linear[k])
    middle, spread, why = _linear(chain, look, section, slot, unit)
    if given is not None:
        middle, spread, why = *given, _GIVEN
    return middle / unit, spread / unit, Prior(slot.name, NORMAL, middle, spread, why)


def _linear(chain: Chain, look: Look, section: str, slot: Slot, unit: float) -> tuple[float, float, str]:
    """Centre and spread, in natural units, of what a working value is only multiplied by a size."""
    if section == "level":
        i = slot.entries[0][1]
        return float(look.mean[i]), unit, f"Around the mean of the answers, as wide as they are; {OWN}."
    if section == "loading":
        i, process = slot.entries[0]
        ratio = float(chain.scale.item[i] / chain.scale.spread[process])
        return ratio, ratio, f"Around the ratio of the two indicators' spreads, as wide as that; {OWN}."
    return 0.0, PUSH * unit, f"Around zero, as wide as the spread {OWN}."


def _root(chain: Chain, layout: Layout, block: Block, row: int) -> tuple[float, float, str, str]:
    """Of one standard deviation: what a working unit is in its own, the width of its prior in working units, its law, and why."""
    slot, spread = layout.slots[block.rows[row][-1]], chain.scale.spread
    if block.name == "diffusion":
        return float(spread[row]), 1.0, OF_SPREAD, _WHY_SPREAD["diffusion"]
    if slot.name.startswith("sd:"):
        kind = slot.name.removeprefix("sd:").partition(":")[0]
        width = DIFFER_LINK if kind == "link" else DIFFER
        return float(deviation_size(layout, chain.scale)[row]), width, HALF_NORMAL, _WHY_DIFFER.get(kind, _WHY_DIFFER[""])
    p, place = len(spread), slot.entries[0][0]
    size = float(spread[place] if place < p else spread[layout.traits[place - layout.moving]])
    return size, 1.0, HALF_NORMAL, _WHY_SPREAD[slot.name.partition(":")[0]]
