"""Stocks, flows and the equations between them, before they are text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from unspiral.act.population.effects import Classes
from unspiral.act.population.in_steps import LOOKS
from unspiral.act.population.joint import Joint, holds
from unspiral.act.population.naming import Names, basis_words, condition_words, joint_words, state_words, written
from unspiral.act.population.rates import Rates
from unspiral.act.population.strata import Strata
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, Hazard, Ratio
from unspiral.records.population import Policy
from unspiral.units import DAYS_PER

PEOPLE, CLASS = "group", "kind"
NEVER = 1e9  # a week that no run reaches
SHARE, RATE, NONE = "share of people", "1/week", "dimensionless"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a file.

    Args:
        kind: stock, flow or aux.
        name: of it.
        equation: as text; where ``elements`` are there they stand in its place, subscript by subscript.
        doc: what it is, and where its number comes from.
        units: of it.
        dims: names of its dimensions.
        elements: (subscript, equation).
        inflows, outflows: of a stock, as written in equations.
    """

    kind: str
    name: str
    equation: str
    doc: str
    units: str
    dims: tuple[str, ...] = ()
    elements: tuple[tuple[str, str], ...] = ()
    inflows: tuple[str, ...] = ()
    outflows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """All variables of a file.

    Args:
        variables: in the order of reading.
        dimensions: name -> its elements.
        flows: name of the flow of each jump.
        stocks: name of the stock of each joint state.
    """

    variables: tuple[Variable, ...]
    dimensions: Mapping[str, tuple[str, ...]]
    flows: tuple[str, ...]
    stocks: tuple[str, ...]


@dataclass(eq=False)
class Equations:
    """Write a declaration out in equations.

    Args:
        episodes, joint, rates, people, strata: as ``in_steps`` takes them.
        policy: that the rates stand under from its week on.
        share: part of the links that is causal.
        per_week: steps in a week.
    """

    episodes: Episodes
    joint: Joint
    rates: Rates
    people: Classes
    strata: Strata
    policy: Policy | None
    share: float
    per_week: int
    stocks: dict[str, str] = field(default_factory=dict[str, str])
    totals: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._names = Names()
        for word in ("time", "dt", "step", "initial time", "final time", "time step", "saveper", PEOPLE, CLASS):
            self._names.of(word)
        self._out: list[Variable] = []
        self._dims: dict[str, tuple[str, ...]] = {}
        own = Names()
        if len(self.strata.names) > 1:
            self._dims[PEOPLE] = tuple(own.of(name) for name in self.strata.names)
        if len(self.people.weight) > 1:
            self._dims[CLASS] = tuple(f"c{k + 1}" for k in range(len(self.people.weight)))
        self._all = tuple(self._dims)

    def model(self) -> Model:
        """Every variable."""
        self._clock()
        self._turns()
        rate = [self._rate(hazard, h) for h, hazard in enumerate(self.episodes.hazards)]
        rates, flows = self._jumps(rate)
        names = self._stocks(rates, flows)
        self._sums(names)
        return Model(tuple(self._out), self._dims, tuple(flows), tuple(names))

    # Time and age ----------------------------------------------------------------------------------------------------------------------

    def _clock(self) -> None:
        self._constant("weeks in a year", DAYS_PER["year"] / DAYS_PER["week"], "A year of 365.25 days.", "weeks")
        self._aux(
            "step", f"1/{self.per_week}", "Must be the step of the program that runs this; the corrections below are made for it.", "weeks"
        )
        if self.policy is not None:
            week = self.policy.week
            self._begun = self._aux(
                "policy has begun", f"IF TIME >= {week} - step/2 THEN 1 ELSE 0", f"Policy '{self.policy.name}' from week {week} on.", NONE
            )

    def _turns(self) -> None:
        """How much of a step lies behind each change of the age band, for each group."""
        self._come: list[str] = []
        turns = self.strata.turns
        for k in range(1, max(len(mine) for mine in turns)):
            weeks = [mine[k][0] / DAYS_PER["week"] if k < len(mine) else NEVER for mine in turns]
            when = self._by_group(
                f"week of birthday {k}", weeks, "When this group comes into another age band; 1e9 where it does not.", "weeks"
            )
            self._come.append(
                self._aux(
                    f"behind birthday {k}", f"MAX(0, MIN(1, (TIME + step - {self._ref(when, (PEOPLE,))})/step))",
                    "How much of the step that begins now lies behind that birthday.", NONE, (PEOPLE,),
                )
            )  # fmt: skip

    def _by_age(self, hazard: Hazard, h: int, period: int, called: str) -> tuple[str, tuple[str, ...]] | None:
        """What age and sex multiply a hazard with, as an expression and its dimensions; None where that is 1 for all."""
        turns = self.strata.turns
        longest = max(len(mine) for mine in turns)
        at = np.array(
            [[self.rates.aged[period, h, mine[min(k, len(mine) - 1)][1], sex] for k in range(longest)]
             for mine, sex in zip(turns, self.strata.sex, strict=True)]
        )  # fmt: skip
        if np.all(at == 1.0):
            return None
        why = "; ".join(
            f"{condition_words(self.episodes, r)} x {r.factor:g}: {basis_words(r.basis)}" for r in hazard.ratios if r.of in ("age", "sex")
        )
        if np.all(at == at[0, 0]):
            return written(self._constant(called, at[0, 0], why or called, NONE)), ()
        first = self._by_group(called, at[:, 0], why or called, NONE)
        terms = [self._ref(first, (PEOPLE,))]
        for k in range(1, longest):
            jump = at[:, k] - at[:, k - 1]
            if np.any(jump != 0.0):
                more = self._by_group(f"{called} more after birthday {k}", jump, f"What that birthday adds. {why}", NONE)
                terms.append(f"{self._ref(more, (PEOPLE,))}*{self._ref(self._come[k - 1], (PEOPLE,))}")
        if len(terms) == 1:
            return terms[0], (PEOPLE,)
        now = self._aux(f"{called} now", " + ".join(terms), "With the birthdays that have come.", NONE, (PEOPLE,))
        return self._ref(now, (PEOPLE,)), (PEOPLE,)

    # Rates -----------------------------------------------------------------------------------------------------------------------------

    def _rate(self, hazard: Hazard, h: int) -> tuple[str, tuple[str, ...]]:
        """The rate of a hazard a week where no ratio of states holds: name and dimensions."""
        base = self._constant(
            f"{hazard.name} a year", float(np.real(hazard.per_year)), f"Times a person and year: {basis_words(hazard.basis)}", "1/year"
        )
        parts, dims = [f"{written(base)}/weeks_in_a_year"], set[str]()
        aged = self._by_age(hazard, h, 0, f"{hazard.name} by age and sex")
        last = len(self.rates.begins) - 1
        if last and not np.array_equal(self.rates.aged[0, h], self.rates.aged[last, h]):
            later = self._by_age(hazard, h, last, f"{hazard.name} by age and sex under the policy")
            old, new = (aged or ("1", ())), (later or ("1", ()))
            aged = (f"({old[0]} + ({new[0]} - {old[0]})*policy_has_begun)", tuple({*old[1], *new[1]}))
        if aged is not None:
            parts.append(aged[0])
            dims |= set(aged[1])
        mine = self.people.multiplier[:, h]
        if len(mine) > 1 and np.any(mine != 1.0):
            said = ", ".join(f"{name} {np.real(x):g}" for name, x in hazard.effects)
            name = self._by_class(f"{hazard.name} by person effect", mine, f"exp of the effects of each class: {said}.")
            parts.append(self._ref(name, (CLASS,)))
            dims.add(CLASS)
        parts += self._scaled(hazard)
        order = tuple(d for d in self._all if d in dims)
        return self._aux(f"rate of {hazard.name}", "*".join(parts), "A person and week, before ratios of states.", RATE, order), order

    def _scaled(self, hazard: Hazard) -> list[str]:
        if self.policy is None:
            return []
        factor = float(np.prod([f for name, f in self.policy.scale if name == hazard.name]))
        if factor == 1.0:
            return []
        name = self._constant(f"{hazard.name} under the policy", factor, f"The policy '{self.policy.name}' multiplies it with this.", NONE)
        return [f"(1 + ({written(name)} - 1)*policy_has_begun)"]

    def _ratio(self, hazard: Hazard, ratio: Ratio, known: dict[Ratio, str]) -> str:
        """A ratio of states as a factor in an equation."""
        if ratio not in known:
            power = self.share if ratio.link else 1.0
            part = f" Of the link {ratio.link} {100 * self.share:g} % is taken for causal." if ratio.link else ""
            where = condition_words(self.episodes, ratio)
            name = self._constant(
                f"{hazard.name} if {where}",
                float(np.real(ratio.factor)) ** power,
                f"Ratio of hazards: {basis_words(ratio.basis)}.{part}",
                NONE,
            )
            known[ratio] = written(name)
            if self.policy is not None and ratio.link in self.policy.cut:
                known[ratio] = f"(1 + ({known[ratio]} - 1)*(1 - policy_has_begun))"
        return known[ratio]

    def _jumps(self, rate: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[list[str], list[str]]:
        """Rate of each jump as it stands in equations, and the name of its flow."""
        rates, flows = list[str](), list[str]()
        combined: dict[tuple[int, tuple[Ratio, ...]], str] = {}
        known: dict[int, dict[Ratio, str]] = {}
        pairs: list[tuple[int, int]] = list(zip(self.joint.source.tolist(), self.joint.hazard.tolist(), strict=True))
        for source, h in pairs:
            hazard = self.episodes.hazards[h]
            here = tuple(r for r in hazard.ratios if r.of not in ("age", "sex") and self._met(r, source))
            name, dims = rate[h]
            if here and (h, here) not in combined:
                parts = [self._ref(name, dims), *(self._ratio(hazard, r, known.setdefault(h, {})) for r in here)]
                said = " and ".join(condition_words(self.episodes, r) for r in here)
                combined[h, here] = self._aux(f"rate of {hazard.name} if {said}", "*".join(parts), "A person and week.", RATE, dims)
            rates.append(self._ref(combined[h, here] if here else name, dims))
            flows.append(self._names.of(f"{hazard.name}, from {joint_words(self.episodes, self.joint, source)}"))
        return rates, flows

    def _met(self, ratio: Ratio, place: int) -> bool:
        if ratio.of == "earlier":
            count = self.joint.states[place, self.joint.names.index(f"earlier {ratio.course}")]
            return bool(ratio.low <= count < ratio.high)
        return bool(holds(self.joint, self.episodes, ratio.of, ratio.among)[place])

    # People ----------------------------------------------------------------------------------------------------------------------------

    def _stocks(self, rates: Sequence[str], flows: Sequence[str]) -> list[str]:
        states = range(len(self.joint.states))
        words = [joint_words(self.episodes, self.joint, place) for place in states]
        names = [self._names.of(word) for word in words]
        self.stocks.update(zip(names, words, strict=True))
        out = [[j for j in range(len(flows)) if self.joint.source[j] == place] for place in states]
        into = [[j for j in range(len(flows)) if self.joint.target[j] == place] for place in states]
        leaving: dict[int, str] = {}
        for p in states:
            if out[p]:
                every = " + ".join(rates[j] for j in out[p])
                leaving[p] = self._aux(f"leaving {words[p]}", every, "A person and week, all ways together.", RATE, self._all)
        look = [self._ref(name, self._all) for name in names]
        means: list[str] = []
        for turn, part in enumerate(LOOKS):
            called = "mean of" if turn == len(LOOKS) - 1 else f"look {turn + 1} ahead at"
            said = "People there on average over the step that begins now." if turn == len(LOOKS) - 1 else "A term of that average."
            means = list(look)
            for p in leaving:
                come = " + ".join(f"{rates[j]}*{look[self.joint.source[j]]}" for j in into[p])
                net = (
                    f"{come} - {self._ref(leaving[p], self._all)}*{look[p]}"
                    if come
                    else f"0 - {self._ref(leaving[p], self._all)}*{look[p]}"
                )
                name = self._aux(f"{called} {words[p]}", f"{self._ref(names[p], self._all)} + step/{part}*({net})", said, SHARE, self._all)
                means[p] = self._ref(name, self._all)
            look = means
        for j, flow in enumerate(flows):
            source, target = int(self.joint.source[j]), int(self.joint.target[j])
            hazard = self.episodes.hazards[int(self.joint.hazard[j])]
            doc = f"{hazard.name}: from {words[source]} to {words[target]}. {basis_words(hazard.basis)}"
            self._out.append(Variable("flow", flow, f"{rates[j]}*{means[source]}", doc, f"{SHARE}/week", self._all))
        for p in states:
            self._stock(names[p], words[p], p, tuple(written(flows[j]) for j in into[p]), tuple(written(flows[j]) for j in out[p]))
        return names

    def _stock(self, name: str, words: str, place: int, into: tuple[str, ...], out: tuple[str, ...]) -> None:
        begin = self.strata.start[:, :, place]
        doc = f"People whose state is: {words}. At the start: what the years since the age of {self.episodes.people.entry} left."
        if not self._all or np.all(begin == 0.0):
            value = repr(float(begin.sum()))
        else:
            first = self._names.of(f"{words} at the start")
            keys = [",".join(key) for key in product(*self._dims.values())]
            each = tuple((key, repr(float(x))) for key, x in zip(keys, begin.ravel(), strict=True))
            said = f"{words}: where the years since the age of {self.episodes.people.entry} left people."
            self._out.append(Variable("aux", first, "", said, SHARE, self._all, each))
            value = self._ref(first, self._all)
        self._out.append(Variable("stock", name, value, doc, SHARE, self._all, (), into, out))

    def _sums(self, names: Sequence[str]) -> None:
        """How many there are in each state of each course, and in pairs of states of the conditions."""
        asked = [
            ((course.name, state),) for course in self.episodes.courses for state in course.states
        ]  # fmt: skip
        conditions = [course for course in self.episodes.courses if course.process]
        for a, one in enumerate(conditions):
            for other in conditions[a + 1 :]:
                asked += [((one.name, x), (other.name, y)) for x in one.states for y in other.states]  # type: ignore[misc]
        dead = np.zeros(len(names), dtype=bool)
        if self.episodes.ends is not None:
            dead = holds(self.joint, self.episodes, self.episodes.ends[0], (self.episodes.ends[1],))
        for key in asked:
            there = np.all([holds(self.joint, self.episodes, course, (state,)) for course, state in key], axis=0)
            if self.episodes.ends is None or key[0][0] != self.episodes.ends[0]:
                there = there & ~dead
            words = " with ".join(state_words(self.episodes.course(course), state) for course, state in key)
            self._sum(
                words,
                "+".join(f"{course}:{state}" for course, state in key),
                [name for name, in_it in zip(names, there.tolist(), strict=True) if in_it],
            )

    def _sum(self, words: str, key: str, stocks: Sequence[str]) -> None:
        if not stocks:
            return
        doc = f"All people with {words}; of those who live, where life is followed."
        each = " + ".join(self._ref(name, self._all) for name in stocks)
        if self._all:
            group = self._aux(f"{words} by group", each, doc, SHARE, self._all)
            each = " + ".join(f"{written(group)}[{','.join(written(k) for k in key)}]" for key in product(*self._dims.values()))
        self.totals[self._aux(f"all with {words}", each, doc, SHARE)] = key

    # Variables -------------------------------------------------------------------------------------------------------------------------

    def _aux(self, words: str, equation: str, doc: str, units: str, dims: tuple[str, ...] = ()) -> str:
        name = "step" if words == "step" else self._names.of(words)
        self._out.append(Variable("aux", name, equation, doc, units, tuple(d for d in dims if d in self._dims)))
        return name

    def _constant(self, words: str, value: float, doc: str, units: str) -> str:
        return self._aux(words, repr(float(value)), doc, units)

    def _by_group(self, words: str, values: Sequence[float] | Array, doc: str, units: str) -> str:
        return self._array(words, values, doc, units, PEOPLE)

    def _by_class(self, words: str, values: Array, doc: str) -> str:
        return self._array(words, values, doc, NONE, CLASS)

    def _array(self, words: str, values: Sequence[float] | Array, doc: str, units: str, dim: str) -> str:
        numbers = [float(np.real(value)) for value in values]
        if dim not in self._dims:
            return self._constant(words, numbers[0], doc, units)
        name = self._names.of(words)
        each = tuple((element, repr(x)) for element, x in zip(self._dims[dim], numbers, strict=True))
        self._out.append(Variable("aux", name, "", doc, units, (dim,), each))
        return name

    def _ref(self, name: str, dims: tuple[str, ...]) -> str:
        there = [written(d) for d in dims if d in self._dims]
        return f"{written(name)}[{','.join(there)}]" if there else written(name)
