"""From a declaration to counts: the same whatever the work is divided into; what is said where the exact line is left or is not there."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.act.population.example import POLICY, declared, falling, markov

from unspiral.act.population import plan as room
from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.identity import declaration_hash
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.run import run_population
from unspiral.errors import DataError, SpecError
from unspiral.records.population import PopulationRun

pytestmark = [pytest.mark.identity, pytest.mark.filterwarnings("ignore")]
EARLY = replace(POLICY, week=10)
OF_THE_RUN = ("seconds", "manifest")


def differing(one: PopulationRun, other: PopulationRun) -> list[str]:
    """Names of what is not the same to the last bit, but for what belongs to a run and not to its numbers."""
    pairs = {field.name: (getattr(one, field.name), getattr(other, field.name)) for field in fields(one) if field.name not in OF_THE_RUN}
    return [name for name, (a, b) in pairs.items() if not (np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b)]


@pytest.fixture(scope="module")
def found() -> PopulationRun:
    return run_population(markov(), 40_000, 60, 3, [EARLY], workers=2)


def test_numbers_add_up_and_keep_to_the_equation(found: PopulationRun) -> None:
    at = {name: k for k, name in enumerate(found.states)}
    for states in (("pain:none", "pain:acute", "pain:chronic"), ("depression:none", "depression:episode"), ("life:alive",)):
        assert (found.there[:, [at[s] for s in (*states, "life:dead")]].sum(axis=1) == 40_000).all()
    deaths = found.events[:, found.hazards.index("death")]
    assert (deaths[:, -1] == 0).all()  # nothing happens in the week that is not lived
    assert np.array_equal(np.cumsum(deaths[:, :-1], axis=1), found.there[:, at["life:dead"], 1:])
    assert found.keeping is not None and found.keeping.outside == 0 and found.keeping.looked == 2 * (17 + 21) * 61
    assert [verdict.code for verdict in found.verdicts if verdict.level != "ok"] == ["one-share"]
    assert (found.apart[0] == 0.0).all() and (found.apart_se[0] == 0.0).all()
    assert found.apart[1] == pytest.approx(found.mean[1] - found.mean[0], abs=1e-9)
    assert (found.apart_se[1] < 0.5 * found.se[1]).all()  # luck is shared


def test_outcomes_are_those_of_the_exact_line(found: PopulationRun) -> None:
    assert found.exact is not None
    row = found.states.index("pain:chronic")
    for arm in (0, 1):  # weeks in a state: the area under its line, by the trapezoid rule over weeks
        exact = (found.exact[arm, row, 1:] + found.exact[arm, row, :-1]).sum() / 2.0
        assert abs(found.mean[arm, 0] - exact) < 4.5 * found.se[arm, 0]
    change = np.diff(found.exact[:, row].sum(axis=1) - (found.exact[:, row, 0] + found.exact[:, row, -1]) / 2.0)[0]
    assert abs(found.apart[1, 0] - change) < 4.5 * found.apart_se[1, 0] + 1e-4


def test_the_exact_line_is_the_forward_equation(found: PopulationRun) -> None:
    episodes = markov()
    joint, people = joint_of(episodes), classes(episodes)
    begins = (0.0, 70.0)
    now = rates_of(episodes, joint, begins=begins)
    lines = forward(episodes, joint, rates_of(episodes, joint, EARLY, begins=begins), people, start_of(episodes, joint, now, people), 60)
    dead = joint.states[:, joint.names.index("life")] == 1
    chronic = (joint.states[:, 0] == 2) & ~dead
    assert found.exact is not None
    assert found.exact[1, found.states.index("pain:chronic")] == pytest.approx(lines[chronic].sum(axis=0), abs=1e-12)
    assert found.exact[1, found.states.index("life:dead")] == pytest.approx(lines[dead].sum(axis=0), abs=1e-12)


def test_no_block_and_no_workers_change_a_number(found: PopulationRun) -> None:
    assert differing(run_population(markov(), 40_000, 60, 3, [EARLY], workers=3, block=1_777), found) == []
    assert "there" in differing(run_population(markov(), 40_000, 60, 4, [EARLY], workers=2), found)  # another seed is seen


def test_persons_that_leave_the_band_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = room.forward

    def wrong(*given: Any) -> Any:
        lines = real(*given)
        lines[0, 3:] += 0.02
        lines[1, 3:] -= 0.02
        return lines

    monkeypatch.setattr(room, "forward", wrong)
    found = run_population(markov(), 20_000, 8, 3)
    (verdict,) = found.verdicts
    assert (verdict.code, verdict.level) == ("off-the-equation", "caution") and found.keeping is not None and found.keeping.outside > 0
    assert "--seed" in verdict.remedy and f"in week {found.keeping.week}" in verdict.reason


def test_time_in_a_state_has_no_exact_line_and_the_reason_is_said() -> None:
    found = run_population(falling(), 300, 20, 1, nodes=1)
    assert found.exact is None and found.keeping is None
    (verdict,) = found.verdicts
    assert verdict.code == "no-exact-line" and "'depression ends'" in verdict.reason
    asked = run_population(markov(), 300, 20, 1, exact=False)
    assert asked.exact is None and "not asked for" in asked.verdicts[0].reason


def test_one_person_and_one_week() -> None:
    found = run_population(markov(), 1, 1, 0, [replace(POLICY, week=0)])
    # One state of each of the five, and one of pain and depression together; nowhere twice.
    assert found.there.sum(axis=1).tolist() == [[6, 6], [6, 6]]
    assert set(np.unique(found.there)) == {0, 1}
    assert np.isinf(found.se).all() and (found.apart_se[0] == 0.0).all()


def test_a_stopped_run_goes_on_to_the_same_file(tmp_path: Path, found: PopulationRun) -> None:
    from unspiral.scale.counting import Way
    from unspiral.scale.run_file import read_run

    pytest.importorskip("h5netcdf", reason="the extra 'population' is not installed")
    place = str(tmp_path / "run.nc")

    def stop(done: int, _of: int) -> None:
        if done > 20_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_population(markov(), 40_000, 60, 3, [EARLY], way=Way(2, 4_000, tick=stop), out=place)
    assert [path.name for path in tmp_path.iterdir()] == ["run.nc.unfinished"]
    with pytest.raises(DataError, match="another declaration"):
        run_population(declared(), 40_000, 60, 3, [EARLY], out=place, nodes=1)
    with pytest.raises(DataError, match="other policies"):
        run_population(markov(), 40_000, 60, 3, out=place)
    again = run_population(markov(), 40_000, 60, 3, [EARLY], workers=2, out=place)
    assert differing(again, found) == []
    assert differing(read_run(place), found) == []
    assert int(again.manifest["resumed_after"]) > 20_000 and [path.name for path in tmp_path.iterdir()] == ["run.nc"]
    with pytest.raises(SpecError, match="is there already"):
        run_population(markov(), 10, 2, 3, out=place)


def test_the_manifest_says_what_the_numbers_rest_on(found: PopulationRun) -> None:
    held = found.manifest
    assert held["declaration_sha256"] == declaration_hash(markov()) != declaration_hash(declared())
    assert {"loop_sha256", "unspiral", "numpy", "kernel", "started", "ended", "command", "block", "tables"} <= set(held)
    assert (held["seed"], held["persons"], held["weeks"]) == ("3", "40000", "60")
    assert [policy["name"] for policy in json.loads(held["policies"])] == ["more care"]
