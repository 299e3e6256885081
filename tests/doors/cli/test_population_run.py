"""``unspiral population run``: what it prints, what it refuses, and that a killed run goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.act.population.example import FILE
from tests.doors.cli.calling import call

from unspiral.doors.cli import population_run
from unspiral.doors.cli.population_run import weeks_of
from unspiral.errors import SpecError

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings("ignore")]
SMALL: list[object] = ["population", "run", FILE, "--years", 0.5, "--no-exact"]
POLICY = "more care: mood care begins x3"


@pytest.fixture(autouse=True, scope="module")
def without_person_effects(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The fixture's people all alike: its tables are then worked out in no time."""
    whole = FILE.read_text(encoding="utf-8")
    alike = re.sub(r"(?m)^(effects = .*|names = .*|correlations = .*|\[effects\])$", "", whole)
    place = tmp_path_factory.mktemp("town") / "town.toml"
    place.write_text(alike, encoding="utf-8")
    SMALL[2] = place


def test_the_document_and_the_text(tmp_path: Path) -> None:
    pytest.importorskip("h5netcdf", reason="the extra 'population' is not installed")
    shown = call(*SMALL, "--persons", 500, "--policy", POLICY, "--json", "-o", tmp_path / "run.nc")
    assert shown.code == 0, shown.err
    held = json.loads(shown.out)
    assert (held["schema"], held["persons"], held["weeks"]) == ("unspiral.population/1", 500, 26)
    assert held["manifest"]["command"].endswith("--persons 500 --years 0.5 --seed 1 --policy 'more care: mood care begins x3'")
    shown = call(*SMALL, "--persons", 500, "--policy", POLICY)
    assert shown.code == 0 and "500 people of 18 to 89 years" in shown.out and "With 'more care'" in shown.out
    assert "add -o run.nc" in shown.err and call(*SMALL, "--persons", 5, "--quiet").err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--persons", 0), "--persons 0: a population has somebody in it"),
        (("--persons", "many"), "'many' is no whole number"),
        (("--years", -3), "a run lasts a week at least"),
        (("--years", "nan"), "a run lasts a week at least"),
        (("--years", 1000), "52000 is no possible number of weeks"),
        (("--seed", 1.5), "'1.5' is no whole number"),
        (("--seed", 2**64), "is no possible seed"),
        (("--block", 0), "no possible size of a block"),
        (("--policy", "a: pain care begin x2"), "Did you mean 'pain care begins'?"),
        (("--policy", "a: cut depresion->pain"), "Did you mean 'depression->pain'?"),
        (("--policy", "a: death x2; from week 26"), "begins in week 26, and the run has the weeks 0 to 25"),
        (("--policy", "a: death x2", "--policy", "a: death x3"), "'a' is there twice"),
        (("-o", "run.csv"), "ends neither in .zarr nor in .nc"),
        (("-o", "no-such-folder/run.nc"), "mkdir -p"),
        (("-o", "x.zarr", "--events", "./x.zarr"), "name the same place"),
    ],
)
def test_bad_input_is_told_and_nothing_is_printed(words: tuple[object, ...], said: str) -> None:
    found = call(*SMALL, *words, "--json")
    assert (found.code, found.out) == (2, "") and said in found.err and "Fix:" in found.err, found.err


def test_weeks() -> None:
    assert [weeks_of(years) for years in (10.0, 1 / 52, 0.25)] == [520, 1, 13]
    with pytest.raises(SpecError):
        weeks_of(0.0)


@pytest.mark.parametrize("kept", [True, False])
def test_ctrl_c_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    pytest.importorskip("h5netcdf", reason="the extra 'population' is not installed")
    place = tmp_path / "run.nc"
    words = (*SMALL, "--persons", 2000, "--block", 100, *(("-o", place) if kept else ()))

    def run(start: object, persons: int, name: str | None) -> object:
        def interrupted(tick: object) -> object:
            def until(done: int, of: int) -> None:
                tick(done, of)  # type: ignore[operator]
                if done >= 900:
                    raise KeyboardInterrupt

            return start(until)  # type: ignore[operator]

        return real(interrupted, persons, name)  # type: ignore[arg-type]

    real = population_run._watched
    with monkeypatch.context() as patch:
        patch.setattr(population_run, "_watched", run)
        stopped = call(*words)
    assert stopped.code == 130 and stopped.out == "" and "Stopped" in stopped.err
    if not kept:
        assert "nothing was kept: with -o" in stopped.err
        return
    assert f"900 of 2,000 persons are done and kept in {place}.unfinished. The same command goes on" in stopped.err
    again = call(*words, "--json")
    whole = call(*words[:-2], "--json")
    assert again.code == 0 and json.loads(again.out)["prevalence"] == json.loads(whole.out)["prevalence"]
    assert json.loads(again.out)["manifest"]["resumed_after"] == "900"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_process_goes_on_where_it_was(tmp_path: Path) -> None:
    pytest.importorskip("h5netcdf", reason="the extra 'population' is not installed")
    pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine: too slow")
    place = tmp_path / "run.nc"
    code = "import sys, unspiral.scale.counting as c; c.EVERY = 0.0\nfrom unspiral.doors.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = [str(word) for word in (*SMALL, "--persons", 100_000, "--block", 2_000, "--workers", 2, "--json")]
    running = subprocess.Popen([sys.executable, "-c", code, *words, "-o", str(place)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    kept, first, began = Path(f"{place}.unfinished"), 0, time.monotonic()
    while running.poll() is None and time.monotonic() - began < 60.0:  # until a few blocks are kept
        size = kept.stat().st_mtime_ns if kept.exists() else 0
        first = first or size
        if first and size != first:
            break
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL and kept.exists() and not place.exists()
    again, whole = call(*words, "-o", place), call(*words)
    assert again.code == 0, again.err
    one, other = json.loads(again.out), json.loads(whole.out)
    assert 0 < int(one["manifest"]["resumed_after"]) < 100_000
    assert all(one[key] == other[key] for key in ("prevalence", "events", "outcomes"))
    assert [path.name for path in tmp_path.iterdir()] == ["run.nc"]


def test_policies_are_shown_at_every_causal_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from unspiral.evidence import population_file

    read = population_file.read_episodes
    monkeypatch.setattr(population_file, "holds_scenarios", lambda text: True)
    monkeypatch.setattr(population_file, "scenarios", lambda text, where: dict.fromkeys((0.0, 1.0), read(text, where)))
    words = (*SMALL, "--persons", 50)
    held = json.loads(call(*words, "--policy", POLICY, "--json").out)
    assert [each["share"] for each in held["shares"]] == [0.0, 1.0] and held["manifest"]["command"].endswith("--share 1")
    alone = json.loads(call(*words, "--policy", POLICY, "--share", 0, "--json").out)
    assert [each["share"] for each in alone["shares"]] == [0.0]
    refused = call(*words, "--policy", POLICY, "-o", tmp_path / "run.nc")
    assert refused.code == 2 and "every causal share is simulated (0, 1), and a file holds one" in refused.err
    assert call(*words, "--share", "0.7").code == 2 and call(*words, "--share", "nan").code == 2


@pytest.mark.parametrize(
    ("out", "events"), [("e.zarr", "e.zarr/sub"), ("x/e.zarr", "x"), ("e.nc", "e.nc.unfinished"), ("e.zarr", "e.zarr")]
)
def test_a_log_and_counts_never_lie_in_each_other(tmp_path: Path, out: str, events: str) -> None:
    shown = call(*SMALL, "--persons", 5, "-o", tmp_path / out, "--events", tmp_path / events)
    assert shown.code == 2 and "Fix: --events events" in shown.err and list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_is_never_taken_away(tmp_path: Path) -> None:
    pytest.importorskip("zarr", reason="the extra 'population' is not installed")
    mine = tmp_path / "mine.zarr"
    mine.mkdir()
    (mine / "letter").write_text("keep me", encoding="utf-8")
    shown = call(*SMALL, "--persons", 5, "-o", mine, "--force")
    assert shown.code == 2 and "something else than a Zarr store" in shown.err
    assert (mine / "letter").read_text(encoding="utf-8") == "keep me"


def test_a_folder_of_events_that_is_refused_is_refused_again(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra 'population' is not installed")
    (tmp_path / "ev").mkdir()
    (tmp_path / "ev" / "mine").write_text("keep me", encoding="utf-8")
    for _ in range(2):
        assert call(*SMALL, "--persons", 5, "--events", tmp_path / "ev").code == 2
    assert sorted(place.name for place in tmp_path.iterdir()) == ["ev"]
    assert [place.name for place in (tmp_path / "ev").iterdir()] == ["mine"]
