"""Equations worked out by hand from what is written: one step of a small file, term by term."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.in_steps import in_steps
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.strata import strata_of
from unspiral.act.population.xmile import one_age_band
from unspiral.act.population.xmile_equations import Equations, Model
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy

pytestmark = pytest.mark.unit


def plain() -> Episodes:
    """One group of people: nobody ages, women and men are alike."""
    found = one_age_band(markov(), 50.0)
    return replace(found, hazards=tuple(replace(h, ratios=tuple(r for r in h.ratios if r.of != "sex")) for h in found.hazards))


def laid(policy: Policy | None) -> tuple[Model, np.ndarray]:
    episodes = plain()
    joint, people = joint_of(episodes), classes(episodes)
    rates = rates_of(episodes, joint, policy)
    start = start_of(episodes, joint, rates_of(episodes, joint), people)
    strata = strata_of(episodes.people, rates, people, start, 70.0)
    model = Equations(episodes, joint, rates, people, strata, policy, 1.0, 2).model()
    return model, in_steps(joint, rates, people, strata, 3, 2)


def evaluated(model: Model, weeks: int, per_week: int) -> np.ndarray:
    """Euler's method on the equations themselves, read by Python; IF is written as Python writes it."""
    written = {v.name.replace(" ", "_"): v for v in model.variables}
    code = {}
    for name, v in written.items():
        text = re.sub(r"IF (.+?) THEN (.+?) ELSE (.+)", r"(\2 if \1 else \3)", v.equation)
        code[name] = compile(re.sub(r"\b(MAX|MIN)\b", lambda m: m[0].lower(), text), name, "eval")
    stocks = {name: float(v.equation) for name, v in written.items() if v.kind == "stock"}
    out = [[stocks[s.replace(" ", "_")] for s in model.stocks]]
    for k in range(weeks * per_week):
        known: dict[str, float] = {"TIME": k / per_week, **stocks}

        class Here(dict[str, float]):
            def __missing__(self, name: str) -> float:
                self[name] = eval(code[name], {"max": max, "min": min, "__builtins__": {}}, self)
                return self[name]

        here = Here(known)
        moved = {
            name: stocks[name] + (sum(here[f] for f in written[name].inflows) - sum(here[f] for f in written[name].outflows)) / per_week
            for name in stocks
        }
        stocks = moved
        if (k + 1) % per_week == 0:
            out.append([stocks[s.replace(" ", "_")] for s in model.stocks])
    return np.array(out).T


@pytest.mark.parametrize("policy", [None, Policy("p", 0, (("mood care begins", 3.0),), (), ("depression->pain",))])
def test_the_equations_come_to_the_steps_that_they_stand_for(policy: Policy | None) -> None:
    model, steps = laid(policy)
    assert evaluated(model, 3, 2) == pytest.approx(steps, abs=1e-13)


def test_every_number_of_the_declaration_stands_once_with_its_source() -> None:
    model, _ = laid(None)
    by_name = {v.name: v for v in model.variables}
    for hazard in plain().hazards:
        mine = by_name[f"{hazard.name} a year"]
        assert float(mine.equation) == pytest.approx(hazard.per_year) and mine.doc and mine.units == "1/year"
    assert float(by_name["chronic pain ends if pain care on"].equation) == 1.37
    assert sum(v.kind == "flow" for v in model.variables) == len(model.flows)


def test_a_link_at_a_share_is_the_power_of_its_ratio() -> None:
    episodes = plain()
    joint, people = joint_of(episodes), classes(episodes)
    rates = rates_of(episodes, joint, share=0.5)
    strata = strata_of(episodes.people, rates, people, start_of(episodes, joint, rates, people), 70.0)
    model = Equations(episodes, joint, rates, people, strata, None, 0.5, 1).model()
    by_name = {v.name: v for v in model.variables}
    assert float(by_name["pain begins if depression episode"].equation) == pytest.approx(1.59**0.5)
    assert "50 % is taken for causal" in by_name["pain begins if depression episode"].doc
    assert float(by_name["chronic pain ends if pain care on"].equation) == 1.37
