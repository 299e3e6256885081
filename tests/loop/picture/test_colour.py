"""One colour per process, with enough contrast everywhere."""

from __future__ import annotations

import re

import pytest

from unspiral.loop.picture.colour import DARK, LIGHT, PAPER_DARK, PAPER_LIGHT, colour_of, hue_of, style_sheet


@pytest.mark.parametrize(
    ("process", "colour"),
    [
        ("pain", "#D55E00"),
        ("Back_Pain", "#D55E00"),
        ("low back pain", "#D55E00"),
        ("depression", "#0072B2"),
        ("low_mood", "#0072B2"),
        ("sad", "#0072B2"),
        ("low", "#0072B2"),
        ("sleep_problem", "#7B4FA3"),
        ("sleepless", "#7B4FA3"),
        ("inactivity", "#009E73"),
        ("walking", "#009E73"),
        ("steps", "#009E73"),
        ("stress", "#8A6D3B"),
        ("flow", "#8A6D3B"),
        ("crusade", "#8A6D3B"),
        ("", "#8A6D3B"),
    ],
)
def test_colours_by_name(process: str, colour: str) -> None:
    assert colour_of(process) == colour
    assert LIGHT[hue_of(process)] == colour


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


@pytest.mark.parametrize(("hues", "paper"), [(LIGHT, PAPER_LIGHT), (DARK, PAPER_DARK)])
def test_contrast_of_lines_and_words(hues: dict[str, str], paper: dict[str, str]) -> None:
    for colour in hues.values():
        assert contrast(colour, paper["paper"]) >= 3
    assert contrast(paper["edge"], paper["paper"]) >= 3
    for tone in ("ink", "quiet"):
        for behind in ("paper", "band"):
            assert contrast(paper[tone], paper[behind]) >= 4.5


def test_words_stay_readable_on_a_tinted_disc() -> None:
    for hues, paper in ((LIGHT, PAPER_LIGHT), (DARK, PAPER_DARK)):
        for colour in hues.values():
            mixed = [round(0.1 * int(colour[i : i + 2], 16) + 0.9 * int(paper["paper"][i : i + 2], 16)) for i in (1, 3, 5)]
            assert contrast(paper["ink"], "#{:02X}{:02X}{:02X}".format(*mixed)) >= 7


def test_dark_follows_the_reader_and_a_page_can_decide() -> None:
    sheet = style_sheet()
    followed, _, forced = sheet.partition("@media (prefers-color-scheme:dark)")[2].partition("}}")
    assert DARK["pain"] in followed
    assert LIGHT["pain"] not in followed
    for theme, colour in (("dark", DARK["pain"]), ("light", LIGHT["pain"])):
        rule = rf'\[data-theme="{theme}"\] \.unspiral-loop \.ul-pain,\.unspiral-loop\[data-theme="{theme}"\] \.ul-pain{{color:{colour}}}'
        assert re.search(rule, forced)
    printed = forced.partition("@media print")[2]
    assert LIGHT["pain"] in printed
    assert DARK["pain"] not in printed
    assert printed.count(".unspiral-loop.unspiral-loop.unspiral-loop .ul-pain") == 1


def test_the_style_sheet_touches_nothing_but_the_picture() -> None:
    rules = re.sub(r"@media [^{]*\{", "", style_sheet())
    for selectors in re.findall(r"([^{}]+)\{", rules):
        assert all(".unspiral-loop" in selector for selector in selectors.split(","))
