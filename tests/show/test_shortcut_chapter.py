"""The chapter of the report, and the lines of the terminal, about reading steps as numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.stepped_fit import stepped_fit, stepped_panel

from unspiral.act.baseline import level_parameter, levels
from unspiral.act.whatif import cut, press
from unspiral.doors.cli.learn_text import fit_text
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.compare import compare
from unspiral.learn.forecast import forecast
from unspiral.learn.residual import residuals
from unspiral.learn.smooth import smooth
from unspiral.show.alone_words import alone_sentences
from unspiral.show.expected import expected
from unspiral.show.provenance import command_of
from unspiral.show.report import report_html
from unspiral.show.shortcut_chapter import shortcut_heading, shortcut_lines, shortcut_section
from unspiral.store.document import fit_document
from unspiral.store.fit_json import read_fit, write_fit

pytestmark = pytest.mark.unit


def test_a_fit_of_numbers_has_no_such_chapter() -> None:
    plain = replace(stepped_fit(), shortcut=None)
    assert shortcut_section(plain) is None
    assert shortcut_lines(plain) == []


def test_the_chapter_shows_both_readings_and_the_ends() -> None:
    found = shortcut_section(stepped_fit())
    assert found is not None
    part = found.parts[0]
    assert len(part.pictures) == 2
    assert part.tables[0].rows[0][:2] == ("phq_2", "in steps")
    assert stepped_fit().shortcut is not None
    assert stepped_fit().shortcut.note in found.lead[0]  # type: ignore[union-attr]


def test_the_terminal_shows_them_in_words() -> None:
    fit = stepped_fit()
    lines = shortcut_lines(fit)
    assert [line[0] for line in lines] == ["pain → depression", "depression → pain"]
    assert "after 1 day" in shortcut_heading(fit)
    told = fit_text(fit, "fit.json")
    assert "as numbers" in told
    assert "threshold:phq_2[3]" in told
    assert "Answers: phq_2 ordinal." in " ".join(told.split())
    assert "at the lowest answer" in told


def test_the_page_is_whole_and_says_what_is_not_drawn() -> None:
    fit = stepped_fit()
    whatifs, spiral = expected(fit)
    assert [w.verb for w in whatifs] == ["cut", "press", "press"]  # no cut of what a probit scale pushes
    page = report_html(fit, panel=stepped_panel(), whatifs=whatifs, spiral=spiral)
    assert "What if the answers were read as numbers?" in page
    assert "No smoothed course, forecast" in page
    assert "--family phq_2=ordinal" in command_of(fit)


def test_what_ifs_keep_to_what_a_probit_means() -> None:
    fit = stepped_fit()
    assert level_parameter(fit, 1).unit == "probits"
    assert (levels(fit, 10)[:, 1] == 0.0).all()
    found = press(fit, {"depression": -0.1}, 7.0, draws=50)
    assert any("counted in probits" in sentence for sentence in found.assumptions)
    with pytest.raises(NotIdentified, match="no zero of their own"):
        cut(fit, ("depression", "pain"), horizon=7.0, draws=50)
    assert cut(fit, ("depression", "pain"), {"depression": -1.0}, 7.0, draws=50).reference == {"depression": -1.0}
    assert cut(fit, ("pain", "depression"), horizon=7.0, draws=50).verb == "cut"


def test_what_is_not_worked_out_is_refused() -> None:
    fit, panel = stepped_fit(), stepped_panel()
    for ask in (lambda: forecast(fit, panel), lambda: smooth(fit, panel), lambda: residuals(fit, panel)):
        with pytest.raises(SpecError, match="phq_2=ordinal"):
            ask()
    other = replace(fit, choices=replace(fit.choices, families={"pain": "gaussian", "phq_2": "gaussian"}, scales={}))
    with pytest.raises(Exception, match="different families"):
        compare([fit, other], ["steps", "numbers"])


def test_a_process_alone_is_told_in_its_own_unit() -> None:
    fit = replace(stepped_fit(), links=())
    told = " ".join(alone_sentences(fit))
    assert "probits" in told
    assert "Depression usually lies" not in told


def test_it_is_kept_and_comes_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    fit = stepped_fit()
    write_fit(fit, str(tmp_path / "fit.json"))
    back = read_fit(str(tmp_path / "fit.json"))
    assert back.choices == fit.choices
    assert back.shortcut == fit.shortcut
    document = fit_document(fit)
    assert document["model"]["families"] == {"pain": "gaussian", "phq_2": "ordinal"}  # type: ignore[index]
