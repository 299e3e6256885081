"""The report record as HTML: one template, one style sheet, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from unspiral.loop.picture.colour import DARK, LIGHT
from unspiral.show.model import MARK, Picture, Report
from unspiral.show.svg import TONES_DARK, TONES_LIGHT

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def page(report: Report) -> str:
    """Write the page.

    A browser is told to fetch nothing and to run nothing: the page's own policy allows its style sheets, known by their fingerprints, and
    nothing else.

    Args:
        report: what stands on it.
    """
    style = style_sheet()
    pictures = [picture for section in report.sections for part in section.parts for picture in part.pictures]
    sheets = [style, *(sheet for picture in pictures for sheet in _STYLE.findall(picture.svg + picture.wide))]
    allowed = " ".join(dict.fromkeys(fingerprint(sheet) for sheet in sheets))
    policy = f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'"
    text = _template().render(report=report, style=Markup(style), policy=Markup(policy), drawn=drawn, mark=MARK)
    return re.sub(r"\n\s*\n+", "\n", text)


def fingerprint(sheet: str) -> str:
    """A style sheet as a content security policy knows it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(sheet.encode('utf-8')).digest()).decode('ascii')}'"


def style_sheet() -> str:
    """The page's style: the colours of the loop's picture in light and dark, then the fixed rules."""
    rules = files("unspiral.show").joinpath("templates", "report.css").read_text(encoding="utf-8")
    return f"{colours()}\n{rules}"


def colours() -> str:
    """The house's colours as a style sheet: light, dark where the reader's screen is, light on paper."""
    light, dark = _colours({**LIGHT, **TONES_LIGHT}), _colours({**DARK, **TONES_DARK})
    printed = f"@media print{{:root{{{light}color-scheme:light}}}}"
    return f":root{{{light}color-scheme:light dark}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{printed}"


def _colours(tones: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in tones.items())


def drawn(picture: Picture, *, wide: bool = False) -> Markup:
    """Markup that our own charts made, with every word in it escaped there."""
    return Markup(picture.wide if wide else picture.svg)


def typeset(words: str) -> str:
    """Words as they are set: a true minus before a number, an arrow for ``->``, and numbers that stay with their sign of percent."""
    words = re.sub(r"(?<![\w\-–/.])-(?=\d)", "−", words.replace(" -> ", " → "))
    return re.sub(r"(?<=\d) ?%", "\u00a0%", words)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("unspiral.show"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["typeset"] = typeset
    return environment.get_template("report.html")
