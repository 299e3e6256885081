"""A declared loop with priors and no data: the ground of what-ifs where nobody has answered anything yet."""

from __future__ import annotations

import math
from dataclasses import replace
from zlib import crc32

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.given_priors import LOG_NORMAL, NORMAL
from unspiral.learn.link_priors import LISTED, link_prior
from unspiral.learn.parameters import SLOW, Layout, Scale, dynamics, layout_for, natural
from unspiral.learn.priors import OF_PULL, PUSH, RATE_SPREAD
from unspiral.learn.stated_numbers import FIXED, WITHIN, Law, Stated, stated_numbers
from unspiral.learn.system import Array
from unspiral.loop.language import parse, to_text
from unspiral.loop.model import Indicator, Loop
from unspiral.records import Choices, DataSummary, Direction, Fit, Parameter, Verdict, Working
from unspiral.records.beliefs import Belief, Beliefs, Origin
from unspiral.units import TIME_UNITS, count
from unspiral.version import VERSION

DRAWS = 2000
STREAM = 71  # of chance, with the seed and the name of the number
MOST_AWAY = 0.5  # share of loops that run away above which nothing is worked out
YOURS: Origin = "stated by you"
TABLES: Origin = "packaged tables"
OURS: Origin = "convention of this program"
NOBODY = "From assumptions alone: nobody's answers stand behind these numbers."


def from_priors(loop: Loop | str, stated: Stated | None = None, *, unit: str = "day", draws: int = DRAWS, seed: int = 1) -> Fit:
    """A loop made of assumptions alone, for every what-if that otherwise needs a fit; its numbers are nobody's.

    Self-rates: log-normal around a half-life of one unit of time. Link c of j on i: c = share root(r_i r_j) s_i / s_j with a share that is
    normal around 0. Noise: 2 r_i s_i^2, independent, so that a process left alone has the standard deviation s_i; s_i = 1 where nobody
    says how many points that is. Of every number that is drawn exactly the quantiles (k - 1/2) / draws of its law are taken, in an order
    of its own, keyed by seed and name: neither workers nor the order of the loop's lines change anything.

    Args:
        loop: declared, or its text.
        stated: name -> number, "low:high" (95 %) or law, in place of a prior: ``{"link:pain->depression": "0.1:0.3"}``; also
            ``half-life:PROCESS`` and ``within:PROCESS`` (points, of one standard deviation of a person's days).
        unit: of time.
        draws: loops drawn, loops that run away among them.
        seed: of their order.

    Returns:
        A Fit whose ``beliefs`` say where every number comes from. It bears the verdict ``no-data``, is never written to a file, and is
        refused by everything that reads what was learned.

    Raises:
        SpecError: a name or a number that cannot be, or an unknown unit.
        NotIdentified: the loop in the middle of the priors runs away, or more than half of the drawn ones do.

    Source: docs/how-to/what-if.md; moments, quantiles and closed forms in tests/learn/test_prior_fit.py.
    """
    if unit not in TIME_UNITS:
        raise SpecError(f"'{unit}' is not a unit of time.", fix=f"one of: {', '.join(TIME_UNITS)}.")
    if draws < 2 or seed < 0:
        raise SpecError("Fewer than 2 draws, or a seed below 0.", fix="draws=2000, seed=1")
    declared = parse(loop) if isinstance(loop, str) else loop
    bare, aside = _bare(declared)
    families = dict.fromkeys(bare.columns, "gaussian")
    choices = Choices(False, False, "stationary", "constant", families, starts=1, seed=seed, method="prior", draws=draws)
    layout = layout_for(bare, choices, unit)
    laws = stated_numbers(layout, stated or {})
    entries = _entries(layout, laws, unit)
    values = _drawn(layout, laws, draws, seed)
    p = len(layout.processes)
    parts = dynamics(layout, values)
    stable = np.linalg.eigvals(parts["drift"]).real.max(axis=1) < 0.0
    _refuse(layout, stable, laws)
    spread = np.array([_within(laws, name) for name in layout.processes])
    theta = _working(layout, values, spread)
    counted = {name: _counted(layout, laws, name) for name in layout.processes}
    beliefs = Beliefs(tuple(entries.values()), counted, aside, float(1.0 - stable[1:].mean()))
    remedy = "unspiral learn DATA --loop '...' -o fit.json, once there are answers; until then --prior says what you know better."
    return Fit(
        version=VERSION, loop_text=to_text(bare), processes=layout.processes,
        links=tuple((link.cause, link.affected) for link in bare.links), inputs=tuple(given.name for given in bare.inputs),
        data=DataSummary(0, 0, 0, 0, unit, "", "no data", 1.0, math.inf, 0.0), choices=choices, loglik=None,
        n_parameters=len(layout.slots), aic=None, bic=None, converged=True, parameters=_parameters(layout, values),
        drift=parts["drift"][0, :p, :p], diffusion=parts["diffusion"][0, :p, :p],
        working=Working(theta[0], np.cov(theta[1:].T), 1.0, spread, theta[1:]),
        verdicts=(Verdict("no-data", "caution", NOBODY, remedy),), lagged={}, spiral=None,
        direction=Direction("cannot tell", 1.0, {}), beliefs=beliefs,
    )  # fmt: skip


# What is believed --------------------------------------------------------------------------------------------------------------------


def _bare(loop: Loop) -> tuple[Loop, tuple[str, ...]]:
    """The loop with one indicator a process, now, for one person; and in words what was set aside."""
    said: list[str] = []
    if any(len(process.indicators) > 1 for process in loop.processes):
        said.append("Of processes with several indicators the first one counts.")
    if any(one.window for process in loop.processes for one in process.indicators):
        said.append("That answers look back over a stretch of time changes nothing without answers, and is set aside.")
    if loop.vary_levels or loop.vary_links or loop.vary_others:
        said.append("It is about one loop: in what people differ is set aside.")
    processes = tuple(replace(process, indicators=(Indicator(process.indicators[0].column),)) for process in loop.processes)
    return replace(loop, processes=processes, vary_levels=(), vary_links=(), vary_others=(), statements=()), tuple(said)


def _within(laws: dict[str, Law], process: str) -> float:
    law = laws.get(f"{WITHIN}:{process}")
    return 1.0 if law is None else law.centre


def _counted(layout: Layout, laws: dict[str, Law], process: str) -> str:
    if f"{WITHIN}:{process}" not in laws:
        return "standard deviations of its own"
    column = layout.columns[layout.processes.index(process)]
    return "points" if f"level:{column}" in laws else "points from its usual level"


def _entries(layout: Layout, laws: dict[str, Law], unit: str) -> dict[str, Belief]:
    """Where every number comes from, by its name."""
    found: dict[str, Belief] = {}
    for name in layout.processes:
        key = f"{WITHIN}:{name}"
        size = _within(laws, name)
        if key in laws:
            found[key] = Belief(key, FIXED, size, size, size, "points", YOURS, "One standard deviation of a person's own days, left alone.")
        else:
            why = "Nobody says how many points that is, and the packaged tables hold no standard deviation of days."
            found[key] = Belief(key, FIXED, 1.0, 1.0, 1.0, "standard deviations", OURS, why)
    for section in ("self", "link", "fading", "input", "level"):
        for slot in layout.slots[layout.sections[section]]:
            law = laws.get(slot.name)
            if law is not None:
                said = "as stated" if law.kind == FIXED else f"{law.kind}: 95 % lie between its ends"
                found[slot.name] = Belief(slot.name, law.kind, *law.ends, slot.unit, YOURS, said)
            else:
                found[slot.name] = _usual(layout, laws, section, slot.name, slot.unit, unit)
    return found


def _usual(layout: Layout, laws: dict[str, Law], section: str, name: str, own: str, unit: str) -> Belief:
    """The prior of what nobody stated."""
    law = _usual_law(layout, laws, section, name)
    if section == "link":
        cause, _, affected = name.removeprefix("link:").partition("->")
        sd, why = link_prior(cause, affected)
        return Belief(name, OF_PULL, *law.ends, "of the pull of its two processes", TABLES if sd == LISTED else OURS, why)
    if section in ("self", "fading"):
        why = (
            f"Around a half-life of {count(1.0, unit)}: 95 % between about a tenth of that rate and ten times it. No table of this package "
            "says how fast a process returns from one occasion to the next."
        )
        return Belief(name, law.kind, *law.ends, own, OURS, why)
    if section == "input":
        why = "Around zero, so that it favours neither sign, as wide as the spread of the process."
        return Belief(name, law.kind, *law.ends, own, OURS, why)
    return Belief(name, FIXED, 0.0, 0.0, 0.0, own, OURS, "The usual level counts as 0; nobody says where it lies.")


def _usual_law(layout: Layout, laws: dict[str, Law], section: str, name: str) -> Law:
    """Its law; of a link that of its share of the pull."""
    if section == "link":
        cause, _, affected = name.removeprefix("link:").partition("->")
        return Law(NORMAL, 0.0, link_prior(cause, affected)[0])
    if section in ("self", "fading"):
        return Law(LOG_NORMAL, -math.log(2.0), RATE_SPREAD)
    if section == "input":
        return Law(NORMAL, 0.0, PUSH * _within(laws, name.partition("->")[2]))
    return Law(FIXED, 0.0)


# Loops -------------------------------------------------------------------------------------------------------------------------------


def quantiles(name: str, draws: int, seed: int) -> Float[ndarray, " draws"]:
    """Standard normal numbers at (k - 1/2) / draws, in an order that belongs to this seed and name.

    Args:
        name: of the number they are for.
        draws: how many.
        seed: of the whole.
    """
    order = np.random.default_rng([seed, STREAM, crc32(name.encode())]).permutation(draws)
    return ndtri((order + 0.5) / draws)


def _drawn(layout: Layout, laws: dict[str, Law], draws: int, seed: int) -> Float[ndarray, "loops free"]:
    """Natural values: the middle of every law first, then the draws."""
    values = np.zeros((draws + 1, len(layout.slots)))
    at = layout.sections

    def of(name: str, law: Law) -> Array:
        return law.at(np.concatenate([[0.0], quantiles(name, draws, seed)])) if law.spread else np.full(draws + 1, law.centre)

    for section in ("self", "fading", "input", "level", "link"):
        for k, slot in enumerate(layout.slots[at[section]], start=at[section].start):
            law = laws.get(slot.name) or _usual_law(layout, laws, section, slot.name)
            values[:, k] = of(slot.name, law)
            if section == "link" and slot.name not in laws:
                affected, cause = layout.links[k - int(at["link"].start)]
                size = _within(laws, layout.processes[affected]) / _within(laws, layout.processes[cause])
                values[:, k] *= np.sqrt(values[:, affected] * values[:, cause]) * size  # rates stand first, and are below 0 both
    for k, slot in enumerate(layout.slots[at["diffusion"]], start=at["diffusion"].start):
        row, column = slot.entries[0][0], slot.entries[0][-1]
        if row == column:
            values[:, k] = -2.0 * values[:, row] * _within(laws, layout.processes[row]) ** 2
    values[:, at["loading"]] = 1.0
    return values


def _refuse(layout: Layout, stable: Array, laws: dict[str, Law]) -> None:
    """Stop where the middle of the priors, or most of what they allow, never settles."""
    if not stable[0]:
        raise NotIdentified(
            "With these numbers the loop runs away: what goes round comes back larger than it was.",
            why="A change then has no long-run effect to speak of.", fix=_weaker(layout, laws), code="unstable",
        )  # fmt: skip
    away = float(1.0 - stable[1:].mean())
    if away > MOST_AWAY:
        raise NotIdentified(
            f"{100.0 * away:.0f} % of the loops that these assumptions allow run away.",
            why="What most of them would do is not worked out from the few that settle.", fix=_weaker(layout, laws), code="unstable",
        )  # fmt: skip


def _weaker(layout: Layout, laws: dict[str, Law]) -> str:
    links = [slot.name for slot in layout.slots[layout.sections["link"]]]
    name = max(links, key=lambda one: abs(laws[one].centre) + laws[one].spread if one in laws else 0.0, default="")
    first = f"--prior '{name}=-0.1:0.1' or another weaker range" if name else "another rate of return"
    return f"{first}, fewer links in the loop, or processes that return faster (--prior half-life:{layout.processes[0]}=0.5)"


def _working(layout: Layout, values: Float[ndarray, "loops free"], spread: Float[ndarray, " p"]) -> Float[ndarray, "loops free"]:
    """The working vectors that ``natural`` turns into these values."""
    theta, at = np.zeros_like(values), layout.sections
    rate = -values[:, at["self"]]
    pace = np.sqrt(rate**2 + SLOW**2)
    theta[:, at["self"]] = np.log1p(rate)
    theta[:, at["fading"]] = np.log1p(-values[:, at["fading"]])
    for k, (i, j) in enumerate(layout.links, start=at["link"].start):
        theta[:, k] = values[:, k] / (np.sqrt(pace[:, i] * pace[:, j]) * spread[i] / spread[j])
    for k, slot in enumerate(layout.slots[at["diffusion"]], start=at["diffusion"].start):
        i, j = slot.entries[0]
        if i == j:
            theta[:, k] = np.sqrt(values[:, k] / (2.0 * pace[:, i])) / spread[i]
    for k, slot in enumerate(layout.slots[at["input"]], start=at["input"].start):
        theta[:, k] = values[:, k] / spread[slot.entries[0][0]]
    for name in ("level", "loading"):
        theta[:, at[name]] = values[:, at[name]]
    again = natural(layout, Scale(1.0, spread, np.ones(len(layout.columns))), theta)
    assert np.allclose(again, values, rtol=1e-9, atol=1e-12)
    return theta


def _parameters(layout: Layout, values: Float[ndarray, "loops free"]) -> tuple[Parameter, ...]:
    low, high = np.quantile(values[1:], [0.025, 0.975], axis=0)
    se = values[1:].std(axis=0, ddof=1)
    return tuple(
        Parameter(slot.name, float(values[0, k]), float(se[k]), float(low[k]), float(high[k]), slot.unit)
        for k, slot in enumerate(layout.slots)
    )
