"""A declared population as text for a terminal: courses, hazards with their ratios, people, and how good a written file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unspiral.act.population.effects import NODES
from unspiral.act.population.naming import basis_words, besides_words, condition_words
from unspiral.doors.cli.learn_text import for_terminal, wrapped
from unspiral.loop.episodes import Episodes, Hazard
from unspiral.loop.picture.words import spoken

if TYPE_CHECKING:
    from unspiral.act.population.xmile import Xmile

NOT = "In a population like the one declared; it says nothing about any one person, and nothing here was learned from anybody's answers."


def show_text(episodes: Episodes, made: Xmile | None) -> str:
    """A declaration for a reader at a terminal.

    Args:
        episodes: declared.
        made: stocks and flows, where they were written.
    """
    parts = [wrapped(f"{episodes.name}. {episodes.about}".strip()), wrapped(NOT)]
    for course in episodes.courses:
        mine = [hazard for hazard in episodes.hazards if hazard.course == course.name]
        process = f", episodes of {spoken(course.process)}" if course.process not in ("", course.name) else ""
        parts.append(
            "\n".join(
                [f"{spoken(course.name)}{process}: {', '.join(course.states)}", *(line for h in mine for line in _hazard(episodes, h))]
            )
        )
    people = episodes.people
    said = f"People of {people.youngest} to {people.oldest - 1} years, {100 * people.women:.0f} % women; {basis_words(people.basis)}."
    if episodes.effects:
        said += f" They differ in {', '.join(episodes.effects)}: each z is a law of {NODES} classes where nothing else is asked, "
        said += "which stands for a normal law and is none: the outermost class may hold few people and many events."
    parts.append(wrapped(said))
    if made is not None:
        parts.append("\n".join(wrapped(line) for line in _file(made)))
    return for_terminal("\n\n".join(parts))


def _hazard(episodes: Episodes, hazard: Hazard) -> list[str]:
    line = f"{hazard.name} ({' or '.join(hazard.before)} to {hazard.after}): {_figure(hazard.per_year)} a year; {basis_words(hazard.basis)}"
    out = [wrapped(f"- {line}", "  ", "    ")]
    out += [wrapped(words, "      ", "        ") for words in besides_words(episodes, hazard)]
    out += [
        wrapped(f"x {_figure(ratio.factor)} if {condition_words(episodes, ratio)}; {basis_words(ratio.basis)}", "      ", "        ")
        for ratio in hazard.ratios
    ]
    return out + [
        wrapped(f"x exp({_figure(loading)} z): people differ by their '{effect}'", "      ", "        ")
        for effect, loading in hazard.effects
    ]


def _file(made: Xmile) -> list[str]:
    kinds = "1 class" if made.classes == 1 else f"{made.classes} classes"
    step = "1 week" if made.per_week == 1 else f"1/{made.per_week} week"
    quick = (
        ""
        if made.per_week <= 4
        else f": {made.per_week * 52:,} steps a year, because the classes of some people move fast; fewer --nodes need fewer"
    )
    said = [
        f"Stocks and flows: {made.stocks} states for {made.groups} groups of people who are moved alike and {kinds} of "
        f"person effects, {made.numbers:,} numbers at the start. Run it by Euler's method with its step of {step}"
        f"{quick}.",
        f"So run, no state is further than {max(made.gap, 1e-15):.1g} of all people from the exact forward equation in any week.",
    ]
    if made.classes_gap is not None:
        said.append(
            f"With more classes of person effects (--nodes 7) no curve would differ by more than {made.classes_gap:.2g} of all people: an "
            "error of this file, not of the declaration."
        )
    return said


def _figure(value: complex) -> str:
    return f"{np.real(value):.3g}"
