"""unspiral compare: the document, the text, the report, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.doors.cli.calling import Called, call
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.measure.read import read
from unspiral.records import Panel
from unspiral.store.fit_json import read_fit, write_fit

Ask = Callable[..., Called]


def table(panel: Panel, file: Path) -> None:
    rows = ["person,day,pain,depression"]
    for person in panel.persons:
        for t, (a, b) in zip(person.time, person.values, strict=True):
            rows.append(f"{person.name},{t:g},{'' if np.isnan(a) else a},{'' if np.isnan(b) else b}")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of twelve people, and fits of it: one way, both ways."""
    place = tmp_path_factory.mktemp("compare")
    table(simulate_panel(seed=1, persons=12, occasions=12), place / "diary.csv")
    panel = read(place / "diary.csv")
    for name, loop in (("one", "pain -> depression"), ("both", "pain <-> depression")):
        fit = fit_ml(panel, parse(loop), error=False, traits=False, t0="stationary", starts=1, ladder=False)
        write_fit(fit, place / f"{name}.json")
    return place


@pytest.fixture
def ask(folder: Path) -> Ask:
    def run(*words: str) -> Called:
        return call("compare", *(str(folder / w) if w.endswith((".json", ".csv")) else w for w in words))

    return run


def test_without_the_table_there_are_costs_and_tests(ask: Ask) -> None:
    found = ask("one.json", "both.json", "--json")
    assert (found.code, found.err) == (0, "")
    document = json.loads(found.out)
    assert list(document) == ["schema", "baseline", "best", "words", "fits", "tests", "persons", "future", "verdicts"]
    assert document["schema"] == "unspiral.compare/1"
    assert document["baseline"] == "one"
    assert [f["name"] for f in document["fits"]] == ["one", "both"]
    assert sum(f["aic_weight"] for f in document["fits"]) == pytest.approx(1.0)
    (test,) = document["tests"]
    assert (test["smaller"], test["larger"], test["df"], test["boundary"]) == ("one", "both", 1, [])
    gain = document["fits"][1]["loglik"] - document["fits"][0]["loglik"]
    assert test["statistic"] == pytest.approx(2.0 * gain)
    assert 0.0 < test["p"] < 1.0
    assert document["best"] == ("both" if gain > 1.0 else "one")
    assert document["persons"] is document["future"] is None


def test_with_the_table_each_foretells(ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspiral.show.expected.expected", lambda fit: ((), None))  # slow, and tested where it is made
    found = ask("one.json", "both.json", "--data", "diary.csv", "--refits", "0", "--json", "--report", str(folder / "page.html"))
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert {name: one["persons"] for name, one in document["persons"]["scores"].items()} == {"one": 12, "both": 12}
    (gap,) = document["persons"]["differences"]
    assert (gap["name"], gap["baseline"], gap["count"]) == ("both", "one", 12)
    assert gap["elpd"] == pytest.approx(document["persons"]["scores"]["both"]["elpd"] - document["persons"]["scores"]["one"]["elpd"])
    assert document["future"]["scores"]["one"]["occasions"] == document["future"]["differences"][0]["count"] > 30
    assert {v["code"] for v in document["verdicts"]} == {"k-hat"}
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "Compared with other models" in page
    assert "Foretelling people" in page
    assert page.count("uc-gap") >= 2
    assert "uc-future" in page


def test_people_get_words_first(ask: Ask) -> None:
    found = ask("one.json", "both.json")
    assert found.code == 0
    assert found.out.startswith("AIC ")
    assert found.out.partition(".")[0] == json.loads(ask("one.json", "both.json", "--json").out)["words"]
    assert "one inside both" in found.out
    assert "add --data" in found.err
    assert ask("one.json", "both.json", "--quiet").err == ""


@pytest.mark.parametrize(
    ("words", "said", "fix"),
    [
        ([], "No fit is given", "unspiral compare one.json other.json"),
        (["one.json"], "nothing to be compared with", "unspiral compare one.json other.json"),
        (["one.json", "one.json"], "given twice", "give each fit once"),
        (["one.json", "both.json", "--person", "x"], "--person is about a table", "--data diary.csv"),
        (["one.json", "both.json", "--refits", "some"], "neither a number nor 'all'", "--refits 20"),
        (["one.json", "none.json"], "There is no file", "unspiral learn"),
        (["one.json", "both.json", "--report", "page.pdf"], "would be a PDF", "page.html"),
    ],
)
def test_bad_input_says_what_and_how_to_mend_it(ask: Ask, words: list[str], said: str, fix: str) -> None:
    found = ask(*words, "--json")
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert fix in found.err.partition("Fix:")[2]
    assert "Traceback" not in found.err


def test_other_answers_and_other_tables_are_refused(ask: Ask, folder: Path) -> None:
    fit = read_fit(folder / "both.json")
    write_fit(replace(fit, data=replace(fit.data, sha256="ef" * 32)), folder / "other.json")
    found = ask("one.json", "other.json", "--json")
    assert (found.code, found.out) == (2, "")
    assert "different answers: the files differ" in found.err
    table(simulate_panel(seed=2, persons=12, occasions=12), folder / "later.csv")
    found = ask("one.json", "both.json", "--data", "later.csv", "--json")
    assert (found.code, found.out) == (2, "")
    assert "is not the file that the fit was learned from" in found.err


def test_two_fits_with_equal_figures_are_not_told_apart(ask: Ask, folder: Path) -> None:
    write_fit(read_fit(folder / "both.json"), folder / "same.json")
    found = ask("both.json", "same.json")
    assert found.code == 0, found.err
    assert found.out.startswith("AIC and BIC cannot tell “both” and “same” apart (less than 2 between them).\n\n")
    assert "prefer" not in found.out


def test_a_search_without_a_maximum_ends_with_4_and_says_so_in_the_document(ask: Ask, folder: Path) -> None:
    write_fit(replace(read_fit(folder / "both.json"), converged=False), folder / "lost.json")
    found = ask("one.json", "lost.json", "--json")
    assert found.code == 4
    document = json.loads(found.out)
    assert document["fits"] == []
    assert [(v["code"], v["level"]) for v in document["verdicts"]] == [("not-converged", "refuse")]
    assert found.err.startswith("NotConverged: The search of 'lost'")


def test_with_few_people_the_future_is_still_foretold(folder: Path, tmp_path: Path) -> None:
    table(simulate_panel(seed=3, occasions=60), tmp_path / "me.csv")
    panel = read(tmp_path / "me.csv")
    for name, loop in (("one", "pain -> depression"), ("both", "pain <-> depression")):
        write_fit(fit_ml(panel, parse(loop), error=False, t0="stationary", starts=1), tmp_path / f"{name}.json")
    found = call("compare", tmp_path / "one.json", tmp_path / "both.json", "--data", tmp_path / "me.csv", "--json", "--steps", "2")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert document["persons"] is None
    assert document["future"]["scores"]["one"]["steps"] == 2
    assert "Nobody is left out: Leaving one person out needs at least 10 people, and here is 1" in found.err
