"""Pictures as one file of their own: each below its finding and above its caption, in light, in dark and in print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from unspiral.loop.picture.colour import DARK, LIGHT, Hue
from unspiral.loop.picture.words import wrap
from unspiral.show.model import Picture
from unspiral.show.page import typeset
from unspiral.show.svg import FONT, NARROW, TONES_DARK, TONES_LIGHT, frame, tag, text

EDGE, LINE, GAP = 12.0, 17.0, 22.0  # around everything; of one line of words; between two pictures
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def sheet(pictures: Sequence[Picture]) -> str:
    """Draw pictures into one file, one below the other.

    Args:
        pictures: at least one, in order.

    Source: tests/show/test_sheet.py.
    """
    body = [f"<style>{_style()}</style>"]
    paper = len(body)
    y = EDGE
    for picture in pictures:
        for line in wrap(typeset(picture.title), 1.1 * FONT, NARROW):
            body.append(text(line, EDGE, y + LINE / 2, bold=True))
            y += LINE
        y += 6.0
        body.append(picture.svg.replace("<svg ", f'<svg x="{EDGE:g}" y="{y:g}" ', 1))
        y += _height(picture.svg) + 10.0
        for line in wrap(typeset(picture.caption), FONT, NARROW):
            body.append(text(line, EDGE, y + LINE / 2, tone="quiet"))
            y += LINE
        y += GAP
    width, height = NARROW + 2 * EDGE, y - GAP + EDGE
    body.insert(paper, tag("rect", class_="uc-paper", fill="#FFFFFF", x=0, y=0, width=width, height=height))
    described = " ".join(f"{picture.title} {_described(picture.svg)}" for picture in pictures)
    return frame(body, width, height, pictures[0].title, described, "sheet")


def _height(svg: str) -> float:
    found = _SIZE.search(svg)
    assert found is not None  # each of our charts has one
    return float(found[2])


def _described(svg: str) -> str:
    """What the chart says to those who do not see it; already safe, so its signs are read back before they are made safe again."""
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    return "" if found is None else _plain(found[1])


def _plain(markup: str) -> str:
    for written, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        markup = markup.replace(written, sign)
    return markup


def _style() -> str:
    """The tones of the page, for a file that stands alone; light ones stand on every element as well."""
    dark, light = _rules(DARK, TONES_DARK), _rules(LIGHT, TONES_LIGHT)
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _rules(hues: Mapping[Hue, str], tones: Mapping[str, str]) -> str:
    rules = [f".uc-{hue}{{color:{colour}}}" for hue, colour in hues.items()]
    rules += [f".uc-{name}{{fill:{tones[name]}}}" for name in ("ink", "quiet", "paper", "band")]
    rules += [f".uc-line-{name}{{stroke:{tones[name]}}}" for name in ("ink", "quiet", "grid")]
    return "".join([*rules, f".uc-halo{{stroke:{tones['paper']}}}"])
