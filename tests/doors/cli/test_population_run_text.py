from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.population.example import POLICY, declared, falling, markov

from unspiral.act.population.run import run_population
from unspiral.doors.cli.population_run_text import run_text

pytestmark = pytest.mark.unit


def test_a_newcomer_reads_what_was_done_what_came_out_and_what_it_rests_on() -> None:
    run = run_population(markov(), 3000, 60, 1, [replace(POLICY, week=0)])
    text = " ".join(run_text(run, markov(), {None: run}).split())
    for said in (
        "3 000 people of 18 to 89 years were simulated for 1 year and 8 weeks",
        "Share of the people alive",
        "pain: chronic, with depression: episode",
        "for 1,000 people alive and a year: pain begins",
        "weeks in chronic pain (weeks)",
        "With 'more care', of the people alive",
        "The interval of a difference is the chance of the simulation alone",
        "numbers of persons (every state, week and arm) lie within the band around the exact equation",
        "groups of numbers name rows of the evidence tables",
        "They say nothing about any one person",
    ):
        assert said in text, said


def test_shares_are_of_those_alive() -> None:
    run = run_population(markov(), 3000, 60, 1)
    assert run.exact is not None
    at = {name: k for k, name in enumerate(run.states)}
    last = run.exact[0, :, -1]
    row = next(line for line in run_text(run, markov(), {None: run}).splitlines() if line.strip().startswith("pain: none"))
    assert row.split()[-2] == f"{100.0 * last[at['pain:none']] / last[at['life:alive']]:.2f}"
    dead = next(line for line in run_text(run, markov(), {None: run}).splitlines() if line.strip().startswith("life: dead"))
    assert dead.split()[-2] == f"{100.0 * last[at['life:dead']]:.2f}"


def test_without_an_exact_line_and_with_one_person() -> None:
    run = run_population(falling(), 1, 1, 1, [replace(POLICY, week=0)], nodes=2)
    text = run_text(run, falling(), {None: run})
    assert "exact " not in text.splitlines()[2] and "! There is no exact line" in text and "One person" in text and "1 week" in text


def test_nobody_dies_and_nothing_is_added_up() -> None:
    episodes = replace(
        declared(), ends=None, outcomes=(), courses=declared().courses[:4], effects=(), correlations=(),
        hazards=tuple(replace(h, effects=()) for h in declared().hazards if h.course != "life"),
    )  # fmt: skip
    run = run_population(episodes, 200, 10, 1)
    text = run_text(run, episodes, {None: run})
    assert "life" not in text and "For each person" not in text and "(of everybody" not in text


def test_every_causal_share_that_was_run_stands_beside_the_others() -> None:
    runs = {share: run_population(markov(), 400, 12, seed, [replace(POLICY, week=0)], share=share) for seed, share in enumerate((0.5, 1.0))}
    lines = run_text(runs[1.0], markov(), dict(runs)).splitlines()
    head = next(line for line in lines if "if so much of the links is causal" in line)
    assert head.split()[-2:] == ["50%", "100%"]
    row = next(line for line in lines if line.strip().startswith("weeks in depression") and "to" in line)
    shown = [float(word.replace("−", "-")) for word in row.replace("(", " ").replace(")", " ").split() if word[0] in "−+0123456789"][::3]
    assert shown == pytest.approx([float(run.apart[1, 1]) for run in runs.values()], abs=0.02)
    assert any("if 100% of the links is causal" in line for line in lines) and not any("one assumption alone" in line for line in lines)
    alone = run_text(runs[0.5], markov(), {0.5: runs[0.5]})
    assert "if 50% of each link is causal" in " ".join(alone.split())
