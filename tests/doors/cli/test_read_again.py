"""A table read as that of a fit was: what comes from the fit, what contradicts it, and what is said where columns are lacking."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.doors.cli import diary
from tests.doors.cli.calling import Called, call
from tests.store.made_fit import made_fit

from unspiral.doors.cli.read_again import kept_reading
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.measure.read import read
from unspiral.store.fit_json import write_fit

TURNED = ("--reverse", "depression=20", "--missing", "-9", "--time", "day")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diary with a code for no answer and a scale that runs the other way; fits of it, and other tables."""
    place = tmp_path_factory.mktemp("again")
    rows = diary.rows(1, 60)
    rows[7] = (*rows[7][:2], -9.0, *rows[7][3:])
    diary.write(place, rows, "diary.csv")
    diary.write(place, rows, "plain.csv", header="id,day,pain,sadness")
    for name, words in (
        ("turned", (*TURNED, "--loop", "pain <-> depression")),
        ("one-way", (*TURNED, "--loop", "pain -> depression")),
        ("walking", ("--missing", "-9", "--input", "walking:impulse")),
    ):
        called = call("learn", place / "diary.csv", "--no-error", "--starts", 1, *words, "-o", place / f"{name}.json", "-q")
        assert called.code == 0, called.err
    return place


def ahead(folder: Path, fit: str, *words: object, table: str = "diary.csv") -> Called:
    return call("forecast", folder / fit, folder / table, "--steps", 1, "--draws", 0, "--json", "-q", *words)


def test_a_forecast_reads_as_the_fit_did(folder: Path) -> None:
    panel = read(folder / "diary.csv", time="day", reverse={"depression": 20.0}, missing=("-9",))
    from unspiral.learn.forecast import forecast
    from unspiral.store.fit_json import read_fit

    wanted = forecast(read_fit(folder / "turned.json"), panel, steps=1, draws=0).persons[0].mean[0]
    called = ahead(folder, "turned.json")
    assert called.code == 0, called.err
    found = json.loads(called.out)
    columns = found["persons"][0]["forecast"]
    assert [columns["pain"]["mean"][0], columns["depression"]["mean"][0]] == pytest.approx(wanted.tolist(), abs=1e-12)
    assert found["cautions"] == []
    assert ahead(folder, "turned.json", *TURNED).out == called.out  # what agrees may be said again


@pytest.mark.parametrize(
    ("fit", "words", "said"),
    [
        ("turned.json", ("--reverse", "depression=19"), "contradicts the fit in 'turned.json', whose table was read with depression=20"),
        ("turned.json", ("--missing", "-8"), "--missing (-8) contradicts"),
        ("turned.json", ("--time", "id"), "--time (id) contradicts"),
        ("walking.json", ("--reverse", "pain"), "(pain) contradicts the fit in 'walking.json', whose table was read without --reverse"),
    ],
)  # fmt: skip
def test_what_contradicts_the_fit_is_refused(folder: Path, fit: str, words: tuple[str, ...], said: str) -> None:
    called = ahead(folder, fit, *words)
    assert (called.code, called.out) == (2, "")
    assert said in called.err
    assert "Fix: leave out --" in called.err


def test_a_comparison_reads_as_the_fits_did(folder: Path) -> None:
    called = call("compare", folder / "turned.json", folder / "one-way.json", "--data", folder / "diary.csv", "--json", "-q")
    assert called.code == 0, called.err
    assert json.loads(called.out)["future"]["scores"]["turned"]["occasions"] > 20
    called = call("compare", folder / "turned.json", folder / "one-way.json", "--data", folder / "diary.csv", "--missing", "-8")
    assert "--missing (-8) contradicts the fit in 'turned'" in called.err
    called = call("compare", folder / "turned.json", folder / "walking.json", "--data", folder / "diary.csv")
    assert (called.code, called.out) == (2, "")
    assert "read otherwise for 'walking' (--reverse: nothing) than for 'turned' (--reverse: depression=20)" in called.err


def test_a_table_that_lacks_a_column_is_told_what_the_fit_needs(folder: Path) -> None:
    for called in (
        ahead(folder, "walking.json", table="plain.csv"),
        call("learn", folder / "plain.csv", "--from", folder / "walking.json"),
    ):
        assert (called.code, called.out) == (2, "")
        assert "'plain.csv' has no column 'depression'" in called.err
        assert "The fit needs the columns 'pain', 'depression' and the input 'walking'. Columns: id, day, pain, sadness." in called.err
        assert "Fix: give the table that was learned from ('diary.csv'), or one with the same columns." in called.err
        assert "--input" not in called.err
    called = ahead(folder, "walking.json", "--person", "who")
    assert "There is no column 'who'" in called.err  # of the option, not of the fit


def test_a_fit_learned_from_python_keeps_what_was_turned_in_its_sentences(folder: Path, tmp_path: Path) -> None:
    panel = read(folder / "diary.csv", reverse={"depression": 20.0000001, "pain": None}, missing=("-9",))
    fit = fit_ml(panel, parse("pain <-> depression"), error=False, starts=1)
    assert kept_reading(fit).reverse == {"depression": 20.0000001, "pain": None}
    write_fit(fit, tmp_path / "fit.json")
    assert call("forecast", tmp_path / "fit.json", folder / "diary.csv", "--missing", "-9", "-q").code == 0


def test_texts_of_a_covariate_count_as_in_the_fit(tmp_path: Path) -> None:
    """Men alone are men, though theirs is the only text of the table."""
    rng = np.random.default_rng(4)
    rows = ["id,day,pain,depression,sex"]
    for i in range(12):
        level = 3.0 * (i % 2)
        for day in range(12):
            pain, mood = 5.0 + level + rng.normal(size=2)
            rows.append(f"{i},{day},{pain:.3f},{mood:.3f},{'m' if i % 2 else 'f'}")
    (tmp_path / "all.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "men.csv").write_text("\n".join([rows[0], *(r for r in rows if r.endswith("m"))]) + "\n")
    (tmp_path / "other.csv").write_text("\n".join(r.replace(",m", ",x") for r in rows) + "\n")
    kept = call("learn", tmp_path / "all.csv", "--covariate", "sex", "--no-error", "--starts", 1, "-o", tmp_path / "fit.json", "-q")
    assert kept.code == 0, kept.err
    among, alone = (
        json.loads(call("forecast", tmp_path / "fit.json", tmp_path / name, "--who", "1", "--steps", 9, "--draws", 0, "--json", "-q").out)
        for name in ("all.csv", "men.csv")
    )
    for column in ("pain", "depression"):
        there = among["persons"][0]["forecast"][column]["mean"]
        assert alone["persons"][0]["forecast"][column]["mean"] == pytest.approx(there, abs=1e-9)
    refused = call("forecast", tmp_path / "fit.json", tmp_path / "other.csv")
    assert (refused.code, "'sex' holds 'x'" in refused.err) == (2, True)
    again = call("learn", tmp_path / "men.csv", "--from", tmp_path / "fit.json", "-o", tmp_path / "men.json", "-q")
    assert "'sex'" in again.err  # men alone do not differ by sex, and are not counted as women for that
    assert again.code != 0
    (tmp_path / "numbers.csv").write_text("\n".join([rows[0], *(r[:-1] + str(int(r.endswith("m"))) for r in rows[1:])]) + "\n")
    kept = call("learn", tmp_path / "numbers.csv", "--covariate", "sex", "--no-error", "--starts", 1, "-o", tmp_path / "n.json", "-q")
    assert kept.code == 0, kept.err
    for fit, table, said in (("fit", "numbers", "'sex' holds '0'"), ("n", "all", "'sex' was text, read with 'f' as 0 and 'm' as 1, and")):
        refused = call("forecast", tmp_path / f"{fit}.json", tmp_path / f"{table}.csv")
        assert (refused.code, said in refused.err) == (2, True)


def test_months_are_not_read_as_the_days_of_a_fit(folder: Path, tmp_path: Path) -> None:
    rows = [",".join(str(cell) for cell in row) for row in diary.rows(1, 60)]
    (tmp_path / "months.csv").write_text("\n".join(["id,month,pain,depression,walking", *rows]) + "\n")
    for called in (
        call("forecast", folder / "walking.json", tmp_path / "months.csv"),
        call("learn", tmp_path / "months.csv", "--from", folder / "walking.json"),
    ):
        assert called.code == 2
        assert (
            "The fit counts time in days. Times in 'month' were read as days, as asked, although its name speaks of months." in called.err
        )


@pytest.mark.unit
def test_the_sentence_of_a_fit_is_read() -> None:
    fit = made_fit()
    kept = replace(
        fit, data=replace(fit.data, said=("Read with: --person id --reverse pain=10 --reverse 'low mood' --missing -9 --missing 99",))
    )
    assert kept_reading(kept) == ("id", None, None, {"pain": 10.0, "low mood": None}, ("-9", "99"))
    assert kept_reading(fit) == (None, None, None, {}, ())
