"""A declaration as stocks and flows, for programs of system dynamics: XMILE 1.0, as text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from unspiral.act.population.effects import Classes, classes
from unspiral.act.population.forward import forward, refuse_since, start_of
from unspiral.act.population.in_steps import in_steps
from unspiral.act.population.joint import Joint, joint_of
from unspiral.act.population.rates import Rates, rates_of
from unspiral.act.population.strata import Strata, strata_of
from unspiral.act.population.xmile_equations import Equations, Model, Variable
from unspiral.act.population.xmile_view import placed
from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy
from unspiral.units import DAYS_PER
from unspiral.version import VERSION

NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
WEEKS = 520
NODES = 3  # of each person effect: 27 classes for three
STEPS = (1, 2, 4, 8, 16, 32, 64)  # in a week; powers of two, so that weeks fall on steps to the last bit
CLOSE = 1e-7  # of all people: how far the file's curves may lie from the forward equation
LARGEST = 2.0  # way out of a state times a step; the series up to the fourth power runs away beyond 2.78
MOST = 120_000  # numbers that a file begins with
LONGEST = 100.0  # years


@dataclass(frozen=True, slots=True, eq=False)
class Xmile:
    """A file of stocks and flows, and how good it is.

    Args:
        text: of the file.
        per_week: steps in a week.
        gap: largest distance of any state in any week from the forward equation with the same classes, as a share of all people.
        classes_gap: largest distance of that equation from the one with the usual number of classes; None where both are one.
        groups: groups of people who are moved alike.
        classes: of person effects.
        stocks: joint states.
        numbers: that the file begins with.
        columns: name of the variable that holds a joint state -> its words; ``totals`` the same for states of courses.
        totals: name of the variable that adds up all people in a state -> the state, "pain:chronic".
    """

    text: str
    per_week: int
    gap: float
    classes_gap: float | None
    groups: int
    classes: int
    stocks: int
    numbers: int
    columns: Mapping[str, str]
    totals: Mapping[str, str]


def xmile(
    episodes: Episodes,
    *,
    weeks: int = WEEKS,
    policy: Policy | None = None,
    share: float = 1.0,
    nodes: int = NODES,
    usual: int | None = None,
) -> Xmile:
    """Write a declaration as stocks and flows.

    Every joint state is a stock, every jump a flow = rate x people in the state, on average over the step. The average is written out in
    equations (the series of the exponential up to the fourth power of the step), so that Euler's method, which is the only one that some
    programs have, gives the forward equation. Birthdays that change the age band move groups of people at their own week.

    Args:
        episodes: declared, without hazards that depend on the time in a state.
        weeks: how long.
        policy: what is changed, from its week on.
        share: part of the links that is causal.
        nodes: of each person effect; 1 makes everybody average.
        usual: nodes of the equation that the classes are held against; None leaves that out.

    Raises:
        SpecError: time in a state, a policy that names what is not there, or a file that would begin with too many numbers.

    Source: XMILE 1.0 (OASIS, 2015); tests/act/population/test_xmile.py runs the file in PySD and holds it to the forward equation.
    """
    refuse_since(episodes)
    _check(episodes, weeks, policy, nodes)
    joint, people = joint_of(episodes), classes(episodes, nodes)
    begins = (0.0,) if policy is None or policy.week <= 0 else (0.0, DAYS_PER["week"] * policy.week)
    rates = rates_of(episodes, joint, policy, share=share, begins=begins)
    start = start_of(episodes, joint, rates_of(episodes, joint, share=share), people)
    strata = strata_of(episodes.people, rates, people, start, DAYS_PER["week"] * weeks)
    numbers = strata.start.size
    if numbers > MOST:
        raise SpecError(
            f"As stocks and flows '{episodes.name}' would begin with {numbers:,} numbers: {len(strata.names)} groups of people who are "
            f"moved alike x {len(people.weight)} classes of person effects x {len(joint.states)} joint states.",
            why=f"Programs of system dynamics read every one of them as an equation; more than {MOST:,} are not written.",
            fix="--nodes 1 (everybody average), --one-age-band 45 (nobody ages), or fewer --weeks",
        )
    exact = forward(episodes, joint, rates, people, start, weeks)
    per_week, found = _steps(joint, rates, people, strata, weeks, exact)
    gap = float(np.abs(found - exact).max())
    other = None if usual is None or usual == nodes or (len(people.weight) == 1 and not episodes.effects) else _other(
        episodes, joint, rates, share, weeks, usual, exact
    )  # fmt: skip
    equations = Equations(episodes, joint, rates, people, strata, policy, share, per_week)
    model = equations.model()
    text = _text(episodes, model, weeks, per_week, _about(episodes, policy, gap, other, per_week, nodes, len(people.weight)), joint)
    return Xmile(
        text, per_week, gap, other, len(strata.names), len(people.weight), len(joint.states), numbers, equations.stocks, equations.totals
    )


def one_age_band(episodes: Episodes, age: float) -> Episodes:
    """The same declaration in which everybody's hazards are those of one age, for life.

    Args:
        episodes: declared.
        age: in years; ratios of age that hold in its band are taken into the rates, the others are left out.

    Raises:
        SpecError: an age below the first band.
    """
    bands = episodes.people.bands
    if not bands[0] <= age:
        raise SpecError(f"An age of {age:g} years lies below the first age band, {bands[0]:g}.", fix=f"--one-age-band {bands[0]:g}")
    first = max(band for band in bands if band <= age)
    hazards = tuple(
        replace(
            hazard,
            per_year=hazard.per_year
            * float(np.prod([np.real(r.factor) for r in hazard.ratios if r.of == "age" and r.low <= first < r.high])),
            ratios=tuple(ratio for ratio in hazard.ratios if ratio.of != "age"),
        )
        for hazard in episodes.hazards
    )
    return replace(episodes, hazards=hazards, people=replace(episodes.people, bands=bands[:1]))


def _check(episodes: Episodes, weeks: int, policy: Policy | None, nodes: int) -> None:
    if not 1 <= weeks <= LONGEST * DAYS_PER["year"] / DAYS_PER["week"]:
        raise SpecError(f"{weeks} weeks cannot be written.", fix=f"--weeks {WEEKS}")
    if not 1 <= nodes <= 15:
        raise SpecError(f"{nodes} nodes of a person effect cannot be taken.", fix=f"--nodes {NODES}")
    if policy is None:
        return
    factors = [*(factor for _, factor in policy.scale), *(factor for *_, factor in policy.by_age)]
    if policy.week < 0 or not all(0.0 <= factor < np.inf for factor in factors) or any(low >= high for _, low, high, _ in policy.by_age):
        raise SpecError(
            f"The policy '{policy.name}' begins before the first week, multiplies with a number below 0, or is for ages that are none.",
            fix="weeks from 0 on, factors of 0 or more, ages that rise: 'care: mood care begins x3 ages 18-60; from week 52'",
        )
    hazards = {hazard.name for hazard in episodes.hazards}
    links = {ratio.link for hazard in episodes.hazards for ratio in hazard.ratios if ratio.link}
    for name in (*(name for name, _ in policy.scale), *(name for name, *_ in policy.by_age)):
        if name not in hazards:
            raise SpecError(
                f"The policy '{policy.name}' changes '{name}', which is no hazard.", fix=f"one of: {', '.join(sorted(hazards))}"
            )
    for link in policy.cut:
        if link not in links:
            raise SpecError(f"The policy '{policy.name}' cuts '{link}', which is no link.", fix=f"one of: {', '.join(sorted(links))}")


def _steps(joint: Joint, rates: Rates, people: Classes, strata: Strata, weeks: int, exact: Array) -> tuple[int, Array]:
    """The fewest steps a week with which the file keeps close to the forward equation."""
    each = rates.rate.max(axis=0) * rates.aged.max(axis=(0, 2, 3))[joint.hazard] * people.multiplier[:, joint.hazard]
    out = np.zeros((len(people.weight), len(joint.states)))
    for j, source in enumerate(joint.source.tolist()):
        out[:, source] += each[:, j]
    fastest = float(out.max(initial=0.0)) * DAYS_PER["week"]
    tried = [n for n in STEPS if fastest / n <= LARGEST] or [STEPS[-1]]
    found = np.zeros(0)
    for per_week in tried:
        found = in_steps(joint, rates, people, strata, weeks, per_week)
        if np.abs(found - exact).max() <= CLOSE:
            return per_week, found
    return tried[-1], found


def _other(episodes: Episodes, joint: Joint, rates: Rates, share: float, weeks: int, usual: int, exact: Array) -> float:
    people = classes(episodes, usual)
    start = start_of(episodes, joint, rates_of(episodes, joint, share=share), people)
    return float(np.abs(forward(episodes, joint, rates, people, start, weeks) - exact).max())


def _about(
    episodes: Episodes, policy: Policy | None, gap: float, other: float | None, per_week: int, nodes: int, many: int
) -> str:  # fmt: skip
    said = [
        episodes.about,
        "Shares of all people; rates are per person and week. In a population like the one declared; it says nothing about a person.",
        f"Run it with Euler's method and the step that it states (1/{per_week} week): the equations 'look ahead' and 'mean of' carry the "
        "correction that Runge and Kutta's method would make, so that another method would make it twice. The variable 'step' must be the "
        "program's own step.",
        f"So run, no state is further than {max(gap, 1e-15):.1g} of all people from the exact forward equation in any week.",
    ]
    if many > 1:
        said.append(
            f"People differ: {many} classes stand for the person effects ({nodes} nodes of the normal law each)."
            + ("" if other is None else f" With more classes no curve would differ by more than {other:.1g} of all people.")
        )
    if policy is not None:
        said.append(f"Policy '{policy.name}', from week {policy.week} on.")
    return " ".join(part for part in said if part)


# Text --------------------------------------------------------------------------------------------------------------------------------


def _text(episodes: Episodes, model: Model, weeks: int, per_week: int, about: str, joint: Joint) -> str:
    root = ET.Element("xmile", {"version": "1.0", "xmlns": NAMESPACE})
    header = ET.SubElement(root, "header")
    ET.SubElement(header, "vendor").text = "unspiral"
    ET.SubElement(header, "product", {"version": VERSION, "lang": "en"}).text = "unspiral"
    if model.dimensions:
        ET.SubElement(
            ET.SubElement(header, "options"), "uses_arrays", {"max_dimensions": str(len(model.dimensions)), "invalid_index_value": "0"}
        )
    ET.SubElement(header, "name").text = legal(episodes.name)
    ET.SubElement(header, "caption").text = legal(about)
    specs = ET.SubElement(root, "sim_specs", {"method": "euler", "time_units": "week"})
    ET.SubElement(specs, "start").text = "0"
    ET.SubElement(specs, "stop").text = str(weeks)
    ET.SubElement(specs, "dt", {"reciprocal": "true"}).text = str(per_week)
    if model.dimensions:
        dims = ET.SubElement(root, "dimensions")
        for name, elements in model.dimensions.items():
            dim = ET.SubElement(dims, "dim", {"name": name})
            for element in elements:
                ET.SubElement(dim, "elem", {"name": element})
    inner = ET.SubElement(root, "model")
    variables = ET.SubElement(inner, "variables")
    for variable in model.variables:
        _variable(variables, variable)
    view = ET.SubElement(
        ET.SubElement(inner, "views"), "view", {"type": "stock_flow", "page_orientation": "landscape", "show_pages": "false"}
    )
    placed(view, model, joint)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _variable(parent: ET.Element, variable: Variable) -> None:
    own = ET.SubElement(parent, variable.kind, {"name": variable.name})
    ET.SubElement(own, "doc").text = legal(variable.doc)
    if variable.dims:
        dims = ET.SubElement(own, "dimensions")
        for name in variable.dims:
            ET.SubElement(dims, "dim", {"name": name})
    for subscript, equation in variable.elements:
        ET.SubElement(ET.SubElement(own, "element", {"subscript": subscript}), "eqn").text = equation
    if not variable.elements:
        ET.SubElement(own, "eqn").text = variable.equation
    for flow in variable.inflows:
        ET.SubElement(own, "inflow").text = flow
    for flow in variable.outflows:
        ET.SubElement(own, "outflow").text = flow
    ET.SubElement(own, "units").text = variable.units


def legal(text: str) -> str:
    """Text without the signs that XML cannot hold."""
    return "".join(c if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" else " " for c in text)
