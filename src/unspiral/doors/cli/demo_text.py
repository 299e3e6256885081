"""What ``unspiral demo`` says: the answer of the diary, what would change, and why the same question gets another answer from a panel."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.learn_text import for_terminal, line_width
from unspiral.doors.cli.whatif_text import asked
from unspiral.learn.direction import headline
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Fit, Rung, WhatIf
from unspiral.show.numbers import effect, grouped
from unspiral.show.words import MARK, answer, link_heading, link_sentences, question, refused

if TYPE_CHECKING:
    from unspiral.doors.cli.demo import Shown

# What a reader may try next: is some of the way from pain to depression through sleep?
TRY = "pain <-> depression; pain -> sleep_problem -> depression; company => depression (sustained)"

# (traits, means) -> what the step takes for granted.
STEPS = {
    (False, "constant"): "Without keeping people apart from their changes",
    (True, "constant"): "With each person's own level kept apart (traits)",
    (True, "wave"): "And with a mean of its own for every wave, because the average fell after the first interview",
}


def demo_text(shown: Shown, place: str, *, loud: bool) -> str:
    """The demonstration for a reader at a terminal.

    Args:
        shown: everything that was found.
        place: folder of the files, as it may be pasted.
        loud: whether bold may be switched on by the terminal's own signs; else it is marked with stars.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    from unspiral.doors.cli.demo import LOOP, MADE_UP

    parts = [
        _bold(MADE_UP.upper(), loud),
        f"1. A diary: {grouped(shown.panel.occasions)} evenings of one person\n\n{textwrap.indent(LOOP, '     ')}",
        _answer(shown.fit),
        _expected(shown),
        _bold("Made up, as said: nothing above is about anybody.", loud),
        f"2. Real figures: {grouped(shown.moments.n)} people at {len(shown.moments.waves)} waves (the HELP study: adults from a "
        "detoxification unit,\n   not a sample of everybody)",
        contrast(shown.cohort),
        _files(place),
    ]
    return for_terminal("\n\n".join(part for part in parts if part))


def _bold(text: str, loud: bool) -> str:
    return click.style(text, bold=True) if loud else f"**{text}**"


def _wrapped(text: str, indent: str = "   ") -> str:
    return textwrap.fill(text, line_width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _pair(fit: Fit) -> tuple[Arrow, Arrow]:
    one, other = headline(fit.processes) or (fit.processes[0], fit.processes[-1])
    return (one, other), (other, one)


def _answer(fit: Fit) -> str:
    """The question, the answer, and each arrow with how sure it is."""
    lines = [f"   {question(fit)}", _wrapped(answer(fit))]
    if refused(fit):
        return "\n".join(lines)
    for arrow in _pair(fit):
        link = fit.direction.links[arrow]
        lines.append(f"   {MARK[link.word]} {link_heading(arrow, link.word, link.effect.estimate)}")
        lines.append(_wrapped(" ".join(link_sentences(fit, arrow)), "     "))
    return "\n".join(lines)


def _expected(shown: Shown) -> str:
    """What changes would be expected to do: the input held, then each link cut."""
    lines = ["   What would be expected to change, in points, once everything has settled:"]
    cuts = [found for found in shown.expected if found.cut is not None]
    lines += [_wrapped(f"{asked(found)}: {_shifts(found)}.", "     ") for found in (shown.held, *cuts)]
    if shown.spiral is not None:
        lines.append(_wrapped(shown.spiral.words))
    return "\n".join(lines)


def _shifts(found: WhatIf) -> str:
    return ", ".join(f"{spoken(name)} {effect(shift, found.level)}" for name, shift in found.long_run.items())


def contrast(cohort: Fit) -> str:
    """The same figures under three assumptions, then in a few sentences why the answer changes."""
    found = {(rung.traits, rung.means): rung for rung in cohort.ladder}
    lines = ["   Effects after 6 months, in points per point:"]
    for key, what in STEPS.items():
        if key in found:
            lines.append(_wrapped(f"{what}:"))
            lines += [_wrapped(_told(cohort, found[key], arrow), "     ") for arrow in _pair(cohort)]
    lines.append(_wrapped(answer(cohort)))
    if said := turned(cohort):
        lines.append(_wrapped(said))
    lines.append(_wrapped("Many people missed waves, and nobody is counted as if they had not: the standard errors are two-stage."))
    return "\n".join(lines)


def _told(fit: Fit, rung: Rung, arrow: Arrow) -> str:
    word = rung.words.get(arrow, "cannot tell")
    return f"{MARK[word]} {link_heading(arrow, word, rung.lagged[arrow].estimate)}, {effect(rung.lagged[arrow], fit.choices.level)}"


def turned(cohort: Fit) -> str:
    """Which estimates change their sign with the mean structure; "" where none does."""
    found = {(rung.traits, rung.means): rung for rung in cohort.ladder}
    if (True, "constant") not in found or (True, "wave") not in found:
        return ""
    one, other = found[True, "constant"].lagged, found[True, "wave"].lagged
    signs = [f"{spoken(a[0])} → {spoken(a[1])}" for a in _pair(cohort) if one[a].estimate * other[a].estimate < 0.0]
    if not signs:
        return ""
    return f"Whether each wave has a mean of its own, or all share one, turns the sign of {' and of '.join(signs)}: so little do they hold."


def _files(place: str) -> str:
    return "\n".join(
        [
            f"Written into {place}: report.html (open it in a browser), help.html, fit.json, diary.csv, help_moments.json",
            "Next:",
            f"  unspiral learn {place}/diary.csv --loop '{TRY}'",
            f"  unspiral whatif {place}/fit.json --press company=1",
            f"  unspiral learn --moments {place}/help_moments.json --lag 6 --means wave",
        ]
    )
