"""The PDF for a visit: one page whatever was written, tagged, small, quick, the same bytes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.show.visit_made import asked, back, kept, treatments, whole

from unspiral.show.visit_pdf import BOX, visit_pdf
from unspiral.show.visit_report import visit_report

pytestmark = pytest.mark.unit
ODD = ("ألم في الظهر", "כאב גב", "腰痛がひどい", "🙂👍", "a\u202eb", "Ψυχή", "x" * 300, "#set text(red) $x$ \\ *b*", "")


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("days", [2, 90, 1100])
def test_one_page_for_any_amount_of_data(days: int, paper: str) -> None:
    made = visit_pdf(
        visit_report(whole(days), treatments(12, "A long name of something that was tried " * 3), asked(days, question="why " * 400)), paper
    )  # pyright: ignore[reportArgumentType]
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    assert len(made) <= 150_000
    width = float(reader.pages[0].mediabox.width)
    assert abs(width - (595.28 if paper == "a4" else 612)) < 1


def test_it_is_tagged_with_title_and_language_and_says_what_it_must() -> None:
    reader = PdfReader(io.BytesIO(visit_pdf(visit_report(whole(), treatments(), asked(question="Shorter?", name="Ada")))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Summary for a visit: Ada"
    assert b"pdfuaid" in (root["/Metadata"].get_data())
    text = " ".join(reader.pages[0].extract_text().split())
    for words in ("Shorter?", "PHQ-9 item 9", "9 of 27", "Walking, ten minutes", "cannot tell", "does not diagnose"):
        assert words in text
    kinds = str(_kinds(root["/StructTreeRoot"]))
    for kind in ("/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"):
        assert kind in kinds


@pytest.mark.parametrize("odd", ODD)
def test_odd_letters_break_nothing(odd: str) -> None:
    report = visit_report(whole(30), treatments(2, odd), asked(30, question=odd, name=odd))
    assert len(PdfReader(io.BytesIO(visit_pdf(report))).pages) == 1


def test_letters_that_no_font_has_become_boxes_and_that_is_told() -> None:
    text = PdfReader(io.BytesIO(visit_pdf(visit_report(whole(30), (), asked(30, question="\ue123\U0001f9ff"))))).pages[0].extract_text()
    assert BOX in text
    assert "no font here can show" in " ".join(text.split())


def test_the_same_report_is_the_same_bytes_and_an_empty_one_is_a_page_too() -> None:
    report = visit_report([kept("n", "note", back(1), {"text": "x"})], (), asked())
    assert visit_pdf(report) == visit_pdf(report)
    assert len(PdfReader(io.BytesIO(visit_pdf(report))).pages) == 1


def test_a_fresh_process_makes_it_without_a_network_or_a_package(root: Path) -> None:
    program = (
        "import sys, time\nt = time.perf_counter()\n"
        "def watch(event, told):\n    assert not event.startswith(('socket.connect', 'socket.getaddrinfo')), event\n"
        "sys.addaudithook(watch)\n"
        "from tests.show.visit_made import *\n"
        "from unspiral.show.visit_report import visit_report\nfrom unspiral.show.visit_pdf import visit_pdf\n"
        "made = visit_pdf(visit_report(whole(), treatments(), asked())); print(len(made), time.perf_counter() - t)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert ran.returncode == 0, ran.stderr
    size, seconds = ran.stdout.split()
    assert int(size) <= 150_000
    assert float(seconds) < 20  # measured in docs/validation/report.md; here only against standing still


def _kinds(node: object) -> list[str]:
    found: list[str] = []
    held = getattr(node, "get_object", lambda: node)()
    if isinstance(held, list):
        return [kind for each in held for kind in _kinds(each)]
    if isinstance(held, dict):
        if "/S" in held:
            found.append(str(held["/S"]))
        if "/K" in held:
            found += _kinds(held["/K"])
    return found
