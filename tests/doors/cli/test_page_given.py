"""``--report`` and ``--svg`` of every verb that answers a question: one place, the same words."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from tests.doors.cli.calling import call
from tests.doors.cli.test_reference import COMMANDS

from unspiral.doors.cli.page_given import check_page, check_picture, check_places
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

PLAN = ("--loop", "pain <-> depression", "--link", "depression->pain=0.1", "--people", "20,60", "--days", "14", "--beeps", "1")
TOLD = ("--phq9", 13, "--item9", 0, "--pain-weeks", 60)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty days with two bad spells."""
    place = tmp_path_factory.mktemp("page") / "diary.csv"
    rows = [f"{day},{7 if day in (10, 11, 12, 20, 21) else 2 + day % 2},{day % 2}" for day in range(40)]
    place.write_text("\n".join(["day,pain,heat", *rows]) + "\n", encoding="utf-8")
    return place


def words_of(verb: str, kept: Path, diary: Path) -> tuple[object, ...]:
    return {
        "whatif": (kept, "--press", "pain=-0.1"), "spiral": (kept,), "targets": (kept,), "design": PLAN, "pathway": TOLD,
        "flare": (diary, "--time-unit", "day", "--tried", "heat"),
    }[verb]  # fmt: skip


VERBS = ("whatif", "spiral", "targets", "design", "pathway", "flare")


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_writes_a_page_and_its_pictures(verb: str, kept: Path, diary: Path, tmp_path: Path) -> None:
    page, picture = tmp_path / "page.html", tmp_path / "picture.svg"
    plain = call(verb, *words_of(verb, kept, diary), "--json")
    called = call(verb, *words_of(verb, kept, diary), "--json", "--report", page, "--svg", picture)
    assert called.code == plain.code == 0, called.err
    assert json.loads(called.out) == json.loads(plain.out)
    assert f"The page is in {page}." in called.err
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert text.index('id="answer"') < text.index("<svg") < text.index('id="not"')
    assert text.count("<figure") == text.count("The numbers behind this picture")
    assert "<script" not in text and "Content-Security-Policy" in text
    root = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    assert len(root.findall("{http://www.w3.org/2000/svg}svg")) == text.count("<figure")


def test_the_two_options_read_the_same_everywhere() -> None:
    helps = {
        (option.name, option.help)
        for verb in VERBS
        for option in COMMANDS[verb].params
        if isinstance(option, click.Option) and option.name in ("report", "svg")
    }
    assert len(helps) == 2


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("option", "place", "said"), [
    ("--report", "x.pdf", "would be a PDF"), ("--report", "x.svg", "the report is an HTML page"), ("--report", "", "empty name"),
    ("--svg", "x.png", "the picture is an SVG"), ("--svg", "HERE/no/x.svg", "does not exist"),
])  # fmt: skip
def test_a_place_that_cannot_be_is_refused_before_anything_is_computed(
    verb: str, option: str, place: str, said: str, kept: Path, diary: Path, tmp_path: Path
) -> None:
    called = call(verb, *words_of(verb, kept, diary), option, place.replace("HERE", str(tmp_path)))
    assert (called.code, called.out) == (2, "")
    assert said in called.err and f"Fix: {'mkdir' if 'HERE' in place else option}" in called.err
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_read_is_written_over(kept: Path, diary: Path, tmp_path: Path) -> None:
    fit = tmp_path / "fit"
    fit.write_bytes(kept.read_bytes())
    called = call("spiral", fit, "--svg", fit)
    assert called.code == 2 and "would write over" in called.err
    assert fit.read_bytes() == kept.read_bytes()


def test_one_name_for_two_files(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="the same file"):
        check_places(str(tmp_path / "x"), str(tmp_path / "x"))
    check_places(str(tmp_path / "x.html"), str(tmp_path / "x.svg"), None)
    check_page("report.HTML", "-o", "fit.json")
    check_picture("/dev/stdout", "--svg")


def test_help_comes_before_any_list_and_before_any_picture(tmp_path: Path) -> None:
    called = call("pathway", "--phq9", 13, "--item9", 2, "--report", tmp_path / "p.html", "--svg", tmp_path / "p.svg")
    assert called.code == 3
    assert "Thank you for being honest" in called.out
    assert "Thank you for being honest" in (tmp_path / "p.html").read_text(encoding="utf-8")
    assert not (tmp_path / "p.svg").exists()
    assert "There is nothing to draw" in called.err


def test_help_is_shown_although_the_page_cannot_be_written(tmp_path: Path) -> None:
    called = call("pathway", "--phq9", 13, "--item9", 2, "--report", tmp_path / "p.pdf")
    assert called.code == 3
    assert "Thank you for being honest" in called.out
    assert "would be a PDF" in called.err


def test_a_list_for_no_answers_has_no_page(tmp_path: Path) -> None:
    for words in (("--all",), ()):
        called = call("pathway", *words, "--report", tmp_path / "p.html")
        assert called.code == 2 and "none was told" in called.err
    assert list(tmp_path.iterdir()) == []


def test_no_page_for_a_person_ranks(kept: Path, tmp_path: Path) -> None:
    called = call("targets", kept, "--for", "person", "--report", tmp_path / "t.html", "--svg", tmp_path / "t.svg")
    assert called.code == 3
    assert list(tmp_path.iterdir()) == []
