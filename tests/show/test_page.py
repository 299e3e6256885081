"""The record as HTML."""

from __future__ import annotations

import re

import pytest

from unspiral.show.model import Answer, LinkLine, Part, Picture, Report, Section, Table
from unspiral.show.page import fingerprint, page, style_sheet, typeset

pytestmark = pytest.mark.unit

EVIL = "<script>alert(1)</script>"


def report(word: str = "text", svg: str = "<svg></svg>") -> Report:
    table = Table(word, (word, word), ((word, word),), ("caution",), stack=True)
    part = Part(word, (word,), (Picture(word + "!", svg, word, table, wide=svg),), (word,), (table,), word, (word,))
    line = LinkLine(word, "drives", "pain", (word,))
    section = Section("one", word, (word,), (part,), code=word)
    return Report(word, True, word, Answer(word, word, (line,), (word,)), (section,), (word,), (word,), "1.0")


def test_everything_is_escaped() -> None:
    shown = page(report(EVIL))
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 15


def test_the_policy_allows_its_own_style_and_nothing_else() -> None:
    shown = page(report(svg="<svg><style>.a{color:red}</style></svg>"))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', shown)
    assert policy is not None
    sheets = re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)
    assert set(sheets) == {style_sheet(), ".a{color:red}"}
    allowed = "style-src " + " ".join(fingerprint(sheet) for sheet in dict.fromkeys(sheets))
    assert policy[1].split("; ") == ["default-src 'none'", allowed, "base-uri 'none'", "form-action 'none'"]


def test_no_style_attribute_and_nothing_to_fetch() -> None:
    shown = page(report())
    assert " style=" not in shown
    assert not re.search(r"\bsrc=|url\(|@import|<link|<iframe|<img", shown)
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', shown))


def test_a_known_fingerprint() -> None:
    assert fingerprint("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def test_colours_for_light_dark_and_print() -> None:
    sheet = style_sheet()
    assert sheet.startswith(":root{--pain:#D55E00;")
    assert "@media screen and (prefers-color-scheme:dark){:root{--pain:#E2925C;" in sheet
    assert "@media print{:root{--pain:#D55E00;" in sheet


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("from -11 % to 9.9 %", "from −11\u00a0% to 9.9\u00a0%"),
        ("30% of them", "30\u00a0% of them"),
        ("pain -> depression", "pain → depression"),
        ("link:pain->depression", "link:pain->depression"),
        ("--starts 5 and RI-CLPM 102-116, 10.1007/s11336-021-09767-0", "--starts 5 and RI-CLPM 102-116, 10.1007/s11336-021-09767-0"),
        ("(-0.5)", "(−0.5)"),
    ],
)
def test_typesetting(words: str, shown: str) -> None:
    assert typeset(words) == shown


def test_without_a_heading_or_table_nothing_is_left_empty() -> None:
    bare = Report("t", False, "r", Answer("h", "", (), ()), (Section("s", "S"),), (), (), "1")
    shown = page(bare)
    assert "<h3></h3>" not in shown
    assert "made up" not in shown
