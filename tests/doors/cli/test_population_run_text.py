from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.population.example import POLICY, declared, falling, markov

from unspiral.act.population.run import run_population
from unspiral.doors.cli.population_run_text import run_text

pytestmark = pytest.mark.unit


def test_a_newcomer_reads_what_was_done_what_came_out_and_what_it_rests_on() -> None:
    run = run_population(markov(), 3000, 60, 1, [replace(POLICY, week=0)], workers=2)
    text = " ".join(run_text(run, markov()).split())
    for said in (
        "3 000 people of 18 to 89 years were simulated for 1 year and 8 weeks",
        "Share of the people alive",
        "pain: chronic, with depression: episode",
        "for 1,000 people alive and a year: pain begins",
        "weeks in chronic pain (weeks)",
        "With 'more care', of the people alive",
        "The interval of a difference is the chance of the simulation alone",
        "numbers of persons lie within the band around the exact equation",
        "groups of numbers name rows of the evidence tables",
        "They say nothing about any one person",
    ):
        assert said in text, said


def test_shares_are_of_those_alive() -> None:
    run = run_population(markov(), 3000, 60, 1)
    assert run.exact is not None
    at = {name: k for k, name in enumerate(run.states)}
    last = run.exact[0, :, -1]
    row = next(line for line in run_text(run, markov()).splitlines() if line.strip().startswith("pain: none"))
    assert row.split()[-2] == f"{100.0 * last[at['pain:none']] / last[at['life:alive']]:.2f}"
    dead = next(line for line in run_text(run, markov()).splitlines() if line.strip().startswith("life: dead"))
    assert dead.split()[-2] == f"{100.0 * last[at['life:dead']]:.2f}"


def test_without_an_exact_line_and_with_one_person() -> None:
    run = run_population(falling(), 1, 1, 1, [replace(POLICY, week=0)], nodes=2)
    text = run_text(run, falling())
    assert "exact " not in text.splitlines()[2] and "! There is no exact line" in text and "One person" in text and "1 week" in text


def test_nobody_dies_and_nothing_is_added_up() -> None:
    episodes = replace(
        declared(), ends=None, outcomes=(), courses=declared().courses[:4], effects=(), correlations=(),
        hazards=tuple(replace(h, effects=()) for h in declared().hazards if h.course != "life"),
    )  # fmt: skip
    text = run_text(run_population(episodes, 200, 10, 1), episodes)
    assert "life" not in text and "For each person" not in text and "(of everybody" not in text
