"""The demonstration: offline, made up where it says so, honest about the panel, and nothing on stdout but the document with --json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.doors.cli.contract import check
from tests.doors.cli.demonstration import busy, demonstration

from unspiral.doors.cli import demo
from unspiral.evidence.example import example_diary_path, example_moments_path
from unspiral.store.fit_json import read_fit

pytestmark = pytest.mark.unit

FILES = ["diary.csv", "fit.json", "help.html", "help_moments.json", "report.html"]


@pytest.fixture
def shown() -> demo.Shown:
    return demonstration()


@pytest.fixture
def ran(shown: demo.Shown, monkeypatch: pytest.MonkeyPatch) -> demo.Shown:
    monkeypatch.setattr(demo, "run", lambda: shown)
    return shown


def test_it_is_over_in_a_minute() -> None:
    assert 0.0 < busy() < 40.0  # with every shape checked on the way; about 8 without


def test_it_writes_its_files_and_says_so(ran: demo.Shown, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "look here"
    called = call("demo", "--out", folder)
    assert called.code == 0
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert called.out.startswith("**EVERY NUMBER OF THIS DIARY IS MADE UP")
    assert f"'{folder}'/fit.json" in called.out  # can be pasted, blanks and all
    assert (folder / "diary.csv").read_bytes() == example_diary_path().read_bytes()
    assert (folder / "help_moments.json").read_bytes() == example_moments_path().read_bytes()
    kept = read_fit(folder / "fit.json")
    assert kept.direction.answer == ran.fit.direction.answer == "both"
    assert demo.MADE_UP in kept.data.said


def test_the_page_says_in_bold_that_the_diary_is_made_up_and_the_panel_is_not(ran: demo.Shown, tmp_path: Path) -> None:
    assert call("demo", "--out", tmp_path).code == 0
    page, panel = ((tmp_path / name).read_text(encoding="utf-8") for name in ("report.html", "help.html"))
    assert "<strong>" in page.casefold() and "made up" in page.casefold()
    assert "made up" not in panel.casefold()
    for text in (page, panel):
        assert 'src="http' not in text and 'href="http' not in text and "<script" not in text


def test_json_is_one_document_and_nothing_else(ran: demo.Shown, tmp_path: Path) -> None:
    called = call("demo", "--json", "--out", tmp_path)
    assert called.code == 0
    assert called.out.count("\n") == 1
    document = json.loads(called.out)
    assert list(document) == ["schema", "note", "fit", "whatif", "help", "files", "seconds"]
    assert document["schema"] == "unspiral.demo/1"
    assert "made up" in document["note"]
    check(document["fit"])
    check(document["help"])
    assert document["help"]["loglik"] is None
    assert [found["verb"] for found in document["whatif"]][:3] == ["press", "cut", "cut"]
    assert {Path(name).name for name in document["files"].values()} == set(FILES)
    assert "Writing the reports." in called.err
    assert json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))["direction"] == document["fit"]["direction"]


def test_quiet_says_nothing_beside_the_answer_and_old_files_are_replaced(ran: demo.Shown, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    called = call("demo", "--quiet", "--out", tmp_path)
    assert (called.code, called.err) == (0, "")
    assert "MADE UP" in called.out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, "mine.txt"])
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_is_refused_before_anything_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> demo.Shown:
        raise AssertionError("computed before the folder was checked")

    monkeypatch.setattr(demo, "run", never)
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    for out, what in [("", "empty name"), (tmp_path / "taken", "cannot be made"), (tmp_path / "taken" / "below", "cannot be made")]:
        called = call("demo", "--out", out)
        assert called.code == 2
        assert called.out == ""
        assert what in called.err and "Fix: " in called.err
        assert "Traceback" not in called.err


def test_default_folder_is_in_the_working_folder(ran: demo.Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    called = call("demo")
    assert called.code == 0
    assert sorted(path.name for path in (tmp_path / "unspiral-demo").iterdir()) == FILES
    assert "unspiral whatif unspiral-demo/fit.json" in called.out
