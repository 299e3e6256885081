"""Going on from a kept fit, on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.doors.cli import diary
from tests.doors.cli.calling import call

from unspiral.store.fit_json import read_fit
from unspiral.store.reading import words_kept

START = [sys.executable, "-m", "unspiral.doors.cli.main"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty days as the fit knows them, and the same with one more; mood runs the other way."""
    place = tmp_path_factory.mktemp("days")
    rows = diary.rows(1, 61)
    diary.write(place, rows[:-1], "sixty.csv")
    diary.write(place, rows, "more.csv")
    kept = call("learn", place / "sixty.csv", "--no-error", "--lag", "2", "--reverse", "depression=20", "-o", place / "fit.json", "--quiet")
    assert kept.code == 0, kept.err
    return place


def test_the_loop_the_options_and_how_the_table_was_read_come_from_the_fit(folder: Path) -> None:
    called = call("learn", folder / "more.csv", "--from", folder / "fit.json", "-o", folder / "again.json", "--json")
    assert called.code == 0, called.err
    document = json.loads(called.out)
    assert document["lagged"]["lag"] == 2.0
    assert document["model"]["error"] is False
    verdict = next(v for v in document["verdicts"] if v["code"] == "warm")
    assert (verdict["level"], "now 61 of 1" in verdict["reason"]) == ("ok", True)
    again = read_fit(folder / "again.json")
    assert words_kept(again.data.said) == ["--reverse", "depression=20"]
    anew = call("learn", folder / "more.csv", "--no-error", "--lag", "2", "--reverse", "depression=20", "--json")
    assert document["loglik"] == pytest.approx(json.loads(anew.out)["loglik"], abs=1e-6)


def test_another_reading_is_refused_and_the_same_one_may_be_typed(folder: Path) -> None:
    start = ("learn", folder / "more.csv", "--from", folder / "fit.json", "--json")
    other = call(*start, "--reverse", "depression=19")
    assert other.code == 2
    assert "--reverse (depression=19) contradicts the fit in 'fit.json', whose table was read with depression=20." in other.err
    same = call(*start, "--reverse", "depression=20")
    assert json.loads(same.out)["loglik"] == json.loads(call(*start).out)["loglik"]


def test_the_top_of_a_turned_scale_keeps_its_digits(folder: Path) -> None:
    """Each time a fit goes on, it is read round the very same top."""
    top = "depression=20.0123456789"
    once, twice = folder / "long.json", folder / "longer.json"
    assert call("learn", folder / "sixty.csv", "--no-error", "--reverse", top, "-o", once, "--quiet").code == 0
    assert call("learn", folder / "more.csv", "--from", once, "-o", twice, "--quiet").code == 0
    assert words_kept(read_fit(twice).data.said) == ["--reverse", top]
    assert "Column 'depression' was turned round: x was read as 20.0123456789 - x." in read_fit(twice).data.said
    refused = call("learn", folder / "more.csv", "--from", once, "--reverse", "depression=20.0123")
    assert f"--reverse (depression=20.0123) contradicts the fit in 'long.json', whose table was read with {top}." in refused.err


def test_an_option_that_is_typed_leaves_the_kept_ones_in_place(folder: Path) -> None:
    start = ("learn", folder / "more.csv", "--from", folder / "fit.json")
    kept = folder / "with_code.json"
    assert call(*start, "--missing", "-99", "-o", kept, "--quiet").code == 0
    assert words_kept(read_fit(kept).data.said) == ["--reverse", "depression=20", "--missing", "-99"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lag", "1"], "--lag (1.0) contradicts the fit in 'fit.json', which was made with 2.0."),
        (["--error"], "--error/--no-error (on) contradicts"),
        (["--t0", "point"], "--t0 (point) contradicts"),
        (["--weekday"], "--weekday (on) contradicts"),
        (["--covariate", "age"], "--covariate (age) contradicts"),
        (["--loop", "pain -> depression"], "The loop is not that of the fit to go on from"),
    ],
)
def test_options_that_contradict_are_refused_with_a_remedy(folder: Path, words: list[str], said: str) -> None:
    called = call("learn", folder / "more.csv", "--from", folder / "fit.json", *words)
    assert called.code == 2
    assert said in called.err
    assert "  Fix: " in called.err
    assert called.out == ""


def test_what_agrees_may_be_said_again(folder: Path) -> None:
    assert call("learn", folder / "more.csv", "--from", folder / "fit.json", "--lag", "2", "--no-error", "--json").code == 0


def test_a_file_that_is_no_fit(folder: Path) -> None:
    called = call("learn", folder / "more.csv", "--from", folder / "sixty.csv")
    assert called.code == 2
    assert "not a whole JSON document" in called.err


STOPPED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # as from a terminal
sys.path.insert(0, "src")
import unspiral.learn.problem as problem
from unspiral.doors.cli.main import main
looks, values = [0], problem.Problem.values
def counted(self, points):
    looks[0] += 1
    if looks[0] in AT:
        os.kill(os.getpid(), signal.SIGINT)
    return values(self, points)
problem.Problem.values = counted
sys.exit(main(sys.argv[1:]))
"""


def stopped(at: str, *words: object) -> subprocess.CompletedProcess[str]:
    """A run into which Ctrl-C comes at the given looks at the likelihood."""
    code = STOPPED.replace("AT", at)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, env=environment, timeout=60, check=False
    )


def test_ctrl_c_keeps_the_best_so_far_and_from_goes_on(folder: Path) -> None:
    place = folder / "cut.json"
    ran = stopped("{8}", "learn", folder / "sixty.csv", "--no-error", "-o", place, "--json")
    assert ran.returncode == 4, ran.stderr
    assert f"--from {place}" in ran.stderr
    document = json.loads(ran.stdout)
    assert document["converged"] is False
    assert [v["level"] for v in document["verdicts"] if v["code"] == "interrupted"] == ["refuse"]
    assert read_fit(place).converged is False
    went_on = call("learn", folder / "sixty.csv", "--from", place, "--json")
    assert went_on.code == 0, went_on.err
    anew = call("learn", folder / "sixty.csv", "--no-error", "--json")
    assert json.loads(went_on.out)["loglik"] == pytest.approx(json.loads(anew.out)["loglik"], abs=1e-6)
    shown = stopped("{8}", "learn", folder / "sixty.csv", "--no-error")
    assert shown.returncode == 4
    assert "Refused (interrupted)" in shown.stdout
    assert "Traceback" not in shown.stderr


def test_a_closed_stderr_loses_the_words_and_not_the_answer(folder: Path) -> None:
    words = " ".join([*START, "learn", str(folder / "sixty.csv"), "--no-error", "--json"])
    # Words that Python holds back until it ends are those that fail at exit, with code 120; unbuffered there are none.
    held = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    for closed in ("2>&-", "2> >(true)"):
        ran = subprocess.run(["bash", "-c", f"{words} {closed}"], stdout=subprocess.PIPE, text=True, timeout=60, check=False, env=held)
        assert ran.returncode == 0
        assert json.loads(ran.stdout)["converged"] is True
    reader, writer = os.pipe()
    os.close(reader)  # whoever reads the words has left before the first one
    ran = subprocess.run(words.split(), stdout=subprocess.PIPE, stderr=writer, text=True, timeout=60, check=False, env=held)
    os.close(writer)
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["converged"] is True


SECOND = """
import sys
sys.path.insert(0, "src")
import unspiral.learn.fit_ml as fitting
from unspiral.doors.cli.main import main
def stop(*_):
    raise KeyboardInterrupt
fitting.draw = stop
sys.exit(main(sys.argv[1:]))
"""


def test_a_second_ctrl_c_stops_at_once_and_leaves_nothing_behind(tmp_path: Path) -> None:
    table = diary.one(tmp_path)
    words = ["learn", table, "-o", tmp_path / "fit.json", "--report", tmp_path / "report.html", "--json"]
    ran = subprocess.run([sys.executable, "-c", SECOND, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 130, ran.stderr
    assert ran.stdout == ""
    assert "Stopped. Nothing half-written was left behind." in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [table.name]


def test_people_who_shall_differ_where_the_fit_has_no_differences_are_refused(folder: Path) -> None:
    called = call("learn", folder / "more.csv", "--from", folder / "fit.json", "--individual", "links")
    assert called.code == 2
    assert "individual = links contradicts the fit to go on from" in called.err
