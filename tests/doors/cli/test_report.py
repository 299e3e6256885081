"""``unspiral report``, as people and scripts call it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.act.made import pair_fit
from tests.doors.cli.calling import call

from unspiral.doors.cli.page_given import check_page
from unspiral.errors import SpecError
from unspiral.records import Verdict
from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a pair that feeds each other."""
    file = tmp_path_factory.mktemp("kept") / "fit.json"
    write_fit(pair_fit(), file)
    return file


def test_scripts_get_one_document_and_the_file(kept: Path, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    called = call("report", kept, "-o", place, "--json", "--quiet", "--title", "A & B")
    assert (called.code, called.err) == (0, "")
    content = place.read_bytes()
    assert json.loads(called.out) == {"schema": "unspiral.report/1", "file": str(place), "bytes": len(content)}
    page = content.decode()
    assert "<h1>A &amp; B</h1>" in page
    assert 'id="whatif"' in page
    assert "would be expected" in page
    assert list(tmp_path.iterdir()) == [place]


def test_people_are_told_where_it_is(kept: Path) -> None:
    called = call("report", kept)
    assert called.code == 0
    assert called.out == ""
    assert f"The report is in {kept.with_suffix('.html')}." in called.err
    assert kept.with_suffix(".html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_fit_without_a_maximum_gets_a_page_that_says_so(tmp_path: Path) -> None:
    stuck = replace(pair_fit(), converged=False, verdicts=(Verdict("converged", "refuse", "No maximum.", "--starts 20"),))
    write_fit(stuck, tmp_path / "fit.json")
    called = call("report", tmp_path / "fit.json", "-o", tmp_path / "r.html")
    assert called.code == 0, called
    assert "No answer." in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "report.pdf"], "would be a PDF, which this version does not write; HTML is what there is."),
        (["-o", "report.docx"], "the report is an HTML page"),
        (["-o", ""], "-o was given an empty name"),
        (["-o", "HERE/no/report.html"], "does not exist"),
    ],
)
def test_a_place_that_cannot_be(kept: Path, tmp_path: Path, words: list[str], said: str) -> None:
    called = call("report", kept, *(word.replace("HERE", str(tmp_path)) for word in words))
    assert called.code == 2
    assert called.out == ""
    assert said in called.err
    assert "\n  Fix: " in called.err
    assert list(tmp_path.iterdir()) == []


def test_the_fit_is_never_written_over(kept: Path, tmp_path: Path) -> None:
    plain = tmp_path / "fit"
    plain.write_bytes(kept.read_bytes())
    called = call("report", plain, "-o", plain)
    assert called.code == 2
    assert "which is the fit itself" in called.err
    assert plain.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize(("content", "said"), [(None, "There is no file"), ("{", "not a whole JSON document"), ("{}", "not that of a fit")])
def test_a_file_that_is_no_fit(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "fit.json").write_text(content)
    called = call("report", tmp_path / "fit.json", "-o", tmp_path / "r.html")
    assert called.code == 2
    assert said in called.err
    assert "Traceback" not in called.err
    assert not (tmp_path / "r.html").exists()


def test_the_fix_can_be_pasted() -> None:
    with pytest.raises(SpecError) as problem:
        check_page("a/my report.pdf", "-o", "fit.json")
    assert problem.value.fix == "-o 'a/my report.html', then print it to PDF from a browser."
    check_page("report.HTML", "-o", "fit.json")


def test_what_was_asked_stands_in_the_page_before_the_usual_what_ifs(kept: Path, tmp_path: Path) -> None:
    place = tmp_path / "r.html"
    called = call(
        "report", kept, "-o", place, "-q", "--press", "pain=-0.2", "--weaken", "depression->pain=0.5", "--reference", "depression=1"
    )
    assert called.code == 0, called.err
    page = place.read_text(encoding="utf-8")
    first, second = page.index("pushed down all the time by 0.20"), page.index("depression pushed pain 50")
    assert first < second < page.index("no longer pushed")
    assert "half of that after, days" in page


def test_for_whom(kept: Path, tmp_path: Path) -> None:
    place = tmp_path / "r.html"
    assert call("report", kept, "-o", place, "-q").code == 0
    assert 'id="targets"' not in place.read_text(encoding="utf-8")
    assert call("report", kept, "-o", place, "-q", "--for", "clinician", "--weight", "pain=2").code == 0
    assert 'id="targets"' in place.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--weight", "pain=2"], 2, "a page for a person has none"),
        (["--days", "28"], 2, "none was asked for"),
        (["--press", "hunger=1"], 2, "hunger"),
        (["--for", "clinician", "--weight", "hunger=1"], 2, "hunger"),
        (["--press", "pain=0.1", "--days", "9999999"], 2, "looks further"),
    ],
)
def test_slips_leave_no_page(kept: Path, tmp_path: Path, words: list[str], code: int, said: str) -> None:
    called = call("report", kept, "-o", tmp_path / "r.html", *words)
    assert called.code == code and said in called.err
    assert list(tmp_path.iterdir()) == []
