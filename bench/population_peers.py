"""The two-condition population in Starsim or Mesa, in an environment of their own; it never imports unspiral.

    python bench/population_peers.py starsim|mesa|mesa-tuned CASE.json

Reads "seed persons" a line; answers with a line of JSON: seconds of the run alone (without making the people), those of
the processor, and how many were in what
state at the beginning of every week. Run by bench/population.py.

The weekly step of both: whatever can happen to a person in a week is drawn from the states at its beginning, with the probability
1 - exp(-rate x week); of two things that can end acute pain, one is drawn in proportion to the rates. What was done for fairness:

- Starsim: one module, boolean states, whole arrays at once; probabilities come from tables that are filled before the run, so that no
  exponential is taken in it; one distribution a course and not one a hazard, because with common random numbers each call draws for every
  person; deaths by ``request_death``; no network, no disease class, only the counts of states that it keeps by itself; common random
  numbers on, as is its default.
- Mesa: one agent a person with ``step``, ``agents.do`` and not ``shuffle_do`` (nobody meets anybody), the same tables; a data
  collector with a reporter a number, as its tutorial has it; "mesa-tuned" counts all numbers in one pass of its own instead.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from itertools import product
from typing import Any

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402 - one thread, said before NumPy is loaded

SEEN = ("acute", "chronic", "depressed", "pain care", "mood care", "earlier pain", "earlier depression", "dead")


class Tables:
    """Probabilities of a week, by all that they depend on.

    pain: [pain][depressed][earlier pain][pain care]; depression: [depressed][chronic][earlier depression][mood care][female];
    pain_care: [chronic][on]; mood_care: [depressed][on]; death: [year of life][female]; becomes: part of the endings of acute pain.
    """

    def __init__(self, case: dict[str, Any]) -> None:
        rate, times = case["per_week"], case["times"]
        two = (0, 1)
        chance = lambda hazard: 1.0 - math.exp(-hazard)  # noqa: E731
        self.pain = np.zeros((3, 2, 2, 2))
        for d, e, c in product(two, two, two):
            self.pain[0, d, e, c] = chance(rate["pain begins"] * times["pain begins:depression"] ** d * times["pain begins:earlier"] ** e)
            self.pain[1, d, e, c] = chance(rate["pain becomes chronic"] + rate["acute pain ends"])
            on = times["chronic pain ends:pain care"] ** c
            self.pain[2, d, e, c] = chance(rate["chronic pain ends"] * times["chronic pain ends:depression"] ** d * on)
        self.becomes = rate["pain becomes chronic"] / (rate["pain becomes chronic"] + rate["acute pain ends"])
        self.depression = np.zeros((2, 2, 2, 2, 2))
        for p, e, c, f in product(two, two, two, two):
            begins = rate["depression begins"] * times["depression begins:pain"] ** p * times["depression begins:earlier"] ** e
            self.depression[0, p, e, c, f] = chance(begins * times["depression begins:sex"] ** f)
            self.depression[1, p, e, c, f] = chance(rate["depression ends"] * times["depression ends:mood care"] ** c)
        care = ("pain care", "mood care")
        self.pain_care, self.mood_care = (
            np.array([[0.0, chance(rate[f"{name} stops"])], [chance(rate[f"{name} begins"]), chance(rate[f"{name} stops"])]])
            for name in care
        )
        self.death = np.array([[chance(rate["death"] * x), chance(rate["death"] * x * times["death:sex"])] for x in case["death_by_year"]])


def drawn(case: dict[str, Any], persons: int, seed: int) -> dict[str, np.ndarray]:
    """People of the first week, from the same shares as everybody's."""
    rng = np.random.default_rng(seed)
    cell = rng.choice(len(case["cell"]), size=persons, p=np.array(case["share"]))
    state = np.array(case["state"])
    within = np.cumsum(np.array(case["within"]), axis=1)[cell]
    at = state[np.minimum((rng.random(persons)[:, None] * within[:, -1:] >= within).sum(axis=1), len(state) - 1)]
    cells = np.array(case["cell"])[cell]
    return {"age": cells[:, 0].astype(float), "female": cells[:, 1] == 0, "pain": at[:, 0]} | {
        name: at[:, k].astype(bool)
        for k, name in enumerate(("depressed", "pain care", "mood care", "earlier pain", "earlier depression"), 1)
    }


def counted(first: dict[str, np.ndarray]) -> dict[str, int]:
    """How many are in what state."""
    found = {name: int(first[name].sum()) for name in SEEN if name in first}
    return found | {"acute": int((first["pain"] == 1).sum()), "chronic": int((first["pain"] == 2).sum()), "dead": 0}


def starsim(case: dict[str, Any], persons: int, seed: int) -> tuple[float, float, dict[str, list[int]]]:
    """Starsim: arrays of all people, a step a week."""
    import starsim as ss

    table, first = Tables(case), drawn(case, persons, seed)

    class Loop(ss.Module):
        def __init__(self) -> None:
            super().__init__()
            self.pain_dice, self.depression_dice = ss.random(), ss.bernoulli(p=0.0)
            self.pain_care_dice, self.mood_care_dice, self.death_dice = (ss.bernoulli(p=0.0) for _ in range(3))
            names = ("acute", "chronic", "depressed", "pain_care", "mood_care", "earlier_pain", "earlier_depression")
            self.define_states(*(ss.BoolState(name) for name in names))

        def init_post(self) -> None:
            super().init_post()
            people = self.sim.people
            people.age[people.auids], people.female[people.auids] = first["age"], first["female"]
            self.acute[people.auids], self.chronic[people.auids] = first["pain"] == 1, first["pain"] == 2
            for name in ("depressed", "pain care", "mood care", "earlier pain", "earlier depression"):
                getattr(self, name.replace(" ", "_"))[people.auids] = first[name]

        def step(self) -> None:
            people = self.sim.people
            uids, female = people.auids, people.female.values
            acute, chronic, low = self.acute.values, self.chronic.values, self.depressed.values
            care, mood = self.pain_care.values, self.mood_care.values
            pain = acute + 2 * chronic
            dice = self.pain_dice.rvs(uids)
            chance = table.pain.ravel()[8 * pain + 4 * low + 2 * self.earlier_pain.values + care]
            self.depression_dice.set(
                p=table.depression.ravel()[16 * low + 8 * chronic + 4 * self.earlier_depression.values + 2 * mood + female]
            )
            turned = self.depression_dice.rvs(uids)
            self.death_dice.set(p=table.death.ravel()[2 * people.age.values.astype(int) + female])
            dead = self.death_dice.filter(uids)
            where = np.flatnonzero(chronic | care)
            self.pain_care_dice.set(p=table.pain_care[chronic[where].astype(int), care[where].astype(int)])
            care_turned = self.pain_care_dice.filter(uids[where])
            where = np.flatnonzero(low | mood)
            self.mood_care_dice.set(p=table.mood_care[low[where].astype(int), mood[where].astype(int)])
            mood_turned = self.mood_care_dice.filter(uids[where])

            moved = dice < chance
            begins, ends = uids[moved & (pain == 0)], uids[moved & chronic]
            leaves, becomes = uids[moved & acute], uids[moved & acute & (dice < chance * table.becomes)]
            self.pain_care[care_turned] = ~self.pain_care[care_turned]
            self.mood_care[mood_turned] = ~self.mood_care[mood_turned]
            self.acute[leaves], self.chronic[becomes] = False, True
            self.acute[begins] = self.earlier_pain[begins] = True
            self.chronic[ends] = self.pain_care[ends] = False
            falls, lifts = uids[turned & ~low], uids[turned & low]
            self.depressed[falls] = self.earlier_depression[falls] = True
            self.depressed[lifts] = self.mood_care[lifts] = False
            people.request_death(dead)

    sim = ss.Sim(
        n_agents=persons, modules=Loop(), start=0, dur=ss.weeks(case["weeks"] - 1), dt=ss.week, rand_seed=seed, use_aging=True, verbose=0
    )
    sim.init()
    began, busy = time.perf_counter(), time.process_time()
    sim.run()
    took, worked = time.perf_counter() - began, time.process_time() - busy
    loop, begin = next(module for module in sim.modules if isinstance(module, Loop)), counted(first)
    found = {name: loop.results[f"n_{name.replace(' ', '_')}"] for name in SEEN[:-1]} | {"dead": persons - np.asarray(sim.results.n_alive)}
    return took, worked, {name: [begin[name], *(int(x) for x in found[name])] for name in SEEN}


def mesa(case: dict[str, Any], persons: int, seed: int, *, tuned: bool = False) -> tuple[float, float, dict[str, list[int]]]:
    """Mesa: an object a person, asked for its step every week; a data collector with a reporter for each number that is asked for."""
    from mesa import Agent, DataCollector, Model

    tables, first = Tables(case), drawn(case, persons, seed)
    pain_table, low_table = tables.pain.tolist(), tables.depression.tolist()
    care_table, mood_table, death_table = tables.pain_care.tolist(), tables.mood_care.tolist(), tables.death.tolist()
    becomes, week = tables.becomes, 7.0 / 365.25

    class Person(Agent):
        def __init__(self, model: Model, *state: Any) -> None:
            super().__init__(model)
            self.age, self.female, self.pain, self.low, self.care, self.mood, self.pains, self.lows = state

        def step(self) -> None:
            dice = self.model.random.random
            pain, low, care, mood = self.pain, self.low, self.care, self.mood
            if dice() < death_table[int(self.age)][self.female]:
                self.remove()
                return
            self.age += week
            if (pain == 2 or care) and dice() < care_table[pain == 2][care]:
                self.care = not care
            if (low or mood) and dice() < mood_table[low][mood]:
                self.mood = not mood
            luck, chance = dice(), pain_table[pain][low][self.pains][care]
            if luck < chance:
                if pain == 0:
                    self.pain, self.pains = 1, True
                elif pain == 1:
                    self.pain = 2 if luck < chance * becomes else 0
                else:
                    self.pain, self.care = 0, False
            if dice() < low_table[low][pain == 2][self.lows][mood][self.female]:
                self.low = not low
                if low:
                    self.mood = False
                else:
                    self.lows = True

    def tally(model: Model) -> list[int]:
        """All numbers in one pass: what no reporter does."""
        found = [0] * len(SEEN)
        for one in model.agents:
            if one.pain:
                found[one.pain - 1] += 1
            found[2] += one.low
            found[3] += one.care
            found[4] += one.mood
            found[5] += one.pains
            found[6] += one.lows
        found[7] = persons - len(model.agents)
        return found

    reporters = {
        "acute": lambda model: sum(one.pain == 1 for one in model.agents),
        "chronic": lambda model: sum(one.pain == 2 for one in model.agents),
        "depressed": lambda model: sum(one.low for one in model.agents), "pain care": lambda model: sum(one.care for one in model.agents),
        "mood care": lambda model: sum(one.mood for one in model.agents),
        "earlier pain": lambda model: sum(one.pains for one in model.agents),
        "earlier depression": lambda model: sum(one.lows for one in model.agents), "dead": lambda model: persons - len(model.agents),
    }  # fmt: skip
    model = Model(seed=seed)
    order = ("age", "female", "pain", "depressed", "pain care", "mood care", "earlier pain", "earlier depression")
    for row in zip(*(first[name].tolist() for name in order), strict=True):
        Person(model, *row)
    begin = counted(first)
    rows, collector = [[begin[name] for name in SEEN]], DataCollector(model_reporters=reporters)
    began, busy = time.perf_counter(), time.process_time()
    for _ in range(case["weeks"]):
        model.agents.do("step")
        if tuned:
            rows.append(tally(model))
        else:
            collector.collect(model)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    if not tuned:
        return took, worked, {name: [begin[name], *map(int, collector.model_vars[name])] for name in SEEN}
    return took, worked, {name: [row[k] for row in rows] for k, name in enumerate(SEEN)}


def mesa_tuned(case: dict[str, Any], persons: int, seed: int) -> tuple[float, float, dict[str, list[int]]]:
    """Mesa without its collector."""
    return mesa(case, persons, seed, tuned=True)


def main() -> int:
    """Answer each line until the input ends."""
    run = {"starsim": starsim, "mesa": mesa, "mesa-tuned": mesa_tuned}[sys.argv[1]]
    with open(sys.argv[2], encoding="utf-8") as file:
        case = json.load(file)
    for line in sys.stdin:
        seed, persons = (int(x) for x in line.split())
        took, worked, found = run(case, persons, seed)
        print(json.dumps({"seconds": took, "processor": worked, "counts": found}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
