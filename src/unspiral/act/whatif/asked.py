"""What a what-if was asked for: names that the loop has, numbers that are numbers, links that were declared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.language import parse
from unspiral.records import Arrow, Fit

Kinds = dict[str, str]
MOST = 1e9  # size beyond which no amount, value or time makes sense
Adherence = float | tuple[float, float] | None


def amounts_of(fit: Fit, amounts: Mapping[str, float], verb: str) -> tuple[dict[str, float], Kinds]:
    """Amounts as numbers, and what each name is: "process", "sustained", "fading" or "impulse".

    Raises:
        SpecError: a name that the loop does not have, a number that is none, or nothing at all.
    """
    given = {name: number(amount, f"The amount of '{name}'") for name, amount in amounts.items()}
    if not given:
        raise SpecError(f"Nothing is {verb}.", fix=f"--{'pulse' if verb == 'pulsed' else 'press'} {fit.processes[0]}=1")
    every = {entry.name: str(entry.kind) for entry in parse(fit.loop_text).inputs} | dict.fromkeys(fit.processes, "process")
    known(given, every, "a process or an input", fit)
    return given, {name: every[name] for name in given}


def can_be_held(fit: Fit, kinds: Kinds) -> None:
    """Stop where an input that happens at a moment is to last.

    Raises:
        SpecError: it is an impulse.
    """
    for name, kind in kinds.items():
        if kind == "impulse":
            target = next(given.targets[0] for given in parse(fit.loop_text).inputs if given.name == name)
            raise SpecError(
                f"'{name}' is an impulse: it happens at a moment and cannot be held.",
                why="Only what lasts can be pressed.",
                fix=f"--pulse {name}=1 for a single one, or press the process it acts on, --press {target}=1; or learn again with "
                f"'{name} => {target} (fading)' or (sustained).",
            )


def links_of(fit: Fit, links: Iterable[Arrow], verb: str) -> tuple[Arrow, ...]:
    """Declared links, each once.

    Raises:
        SpecError: one that is no pair, not in the loop, a self-effect, or given twice; or none at all.
    """
    found = tuple(_known_link(fit, link, verb) for link in links)
    example = f"--cut '{fit.links[0][0]}->{fit.links[0][1]}'" if fit.links else ""
    if not found:
        raise SpecError(f"No link to {verb} is given.", fix=example)
    if len(set(found)) < len(found):
        twice = next(link for link in found if found.count(link) > 1)
        raise SpecError(f"The link {twice[0]} -> {twice[1]} is given twice.", fix="give it once.")
    return found


def references_of(fit: Fit, reference: Mapping[str, float] | None) -> dict[str, float]:
    """Values from which levels are measured.

    Raises:
        SpecError: a name that is no process, or a value that is no number.
    """
    found = {name: number(value, f"The reference of '{name}'") for name, value in (reference or {}).items()}
    known_processes(fit, found)
    return found


def adherence_of(given: Adherence) -> tuple[float, float]:
    """Least and largest share of a push that is really taken.

    Raises:
        SpecError: a share outside 0 to 1, or a range that runs backwards.
    """
    if given is None:
        return 1.0, 1.0
    low, high = given if isinstance(given, tuple) else (given, given)
    if 0.0 <= high < low <= 1.0:
        raise SpecError(f"An adherence of {low:g} to {high:g} runs backwards.", fix=f"--adherence {high:g}:{low:g}")
    if not (0.0 <= low <= high <= 1.0):  # what is no number is not within either
        what = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        raise SpecError(
            f"An adherence of {what} is not a share between 0 and 1.", why="It is the part of the push that is really taken.",
            fix="--adherence 0.7, or --adherence 0.5:0.8 for a range.",
        )  # fmt: skip
    return float(low), float(high)


def known(words: Iterable[str], names: Iterable[str], what: str, fit: Fit | None = None) -> None:
    """Stop at a word that is not among the names.

    Raises:
        SpecError: with a near name, where there is one.
    """
    there = list(names)
    measured = {} if fit is None else {i.column: p.name for p in parse(fit.loop_text).processes for i in p.indicators if i.column != p.name}
    for word in words:
        if word not in there and word in measured:
            raise SpecError(
                f"'{word}' is a column of answers; what it measures is called {measured[word]}.",
                fix=f"{measured[word]} in place of {word}.",
            )
        if word not in there:
            raise SpecError(f"'{word}' is not {what} of this loop.{did_you_mean(word, there)}", fix=f"use one of: {', '.join(there)}.")


def known_processes(fit: Fit, words: Iterable[str]) -> None:
    """Stop at a word that is no process; an input is told apart, for it is held in another way.

    Raises:
        SpecError: with what was perhaps meant.
    """
    names = list(words)
    if given := next((word for word in names if word in fit.inputs), None):
        kind = next(str(entry.kind) for entry in parse(fit.loop_text).inputs if entry.name == given)
        held = f"--press {given}=1 holds it at 1, --schedule '{given}=1 from 0 to 28' for a time."
        raise SpecError(
            f"'{given}' is an input and not a process: it is given from outside, and nothing in the loop moves it.",
            fix=f"--pulse {given}=1" if kind == "impulse" else held,
        )
    known(names, fit.processes, "a process", fit)


def number(value: float, what: str) -> float:
    """A finite number of a size that a score, a time or a share can have.

    Raises:
        SpecError: it is none, or beyond ``MOST``: of such a push nothing that is printed could be read.
    """
    if not math.isfinite(value):
        raise SpecError(f"{what} is {value:g}, which is not a finite number.", fix="give a number such as 1 or -0.5.")
    if abs(value) > MOST:
        raise SpecError(
            f"{what} is {value:g}, and larger than {MOST:,.0f}.", why="No scale and no clock counts that far.",
            fix="give a number such as 1 or -0.5.",
        )  # fmt: skip
    return float(value)


def _known_link(fit: Fit, link: Arrow, verb: str) -> Arrow:
    if isinstance(link, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        first, _, second = link.partition("->")
        raise SpecError("A link is a pair: (cause, affected).", fix=f'("{first.strip()}", "{second.strip() or "depression"}")')
    cause, affected = link
    known_processes(fit, link)
    if cause == affected:
        option = f'--{verb} "{fit.links[0][0]}->{fit.links[0][1]}{"=0.5" if verb == "weaken" else ""}"' if fit.links else ""
        raise SpecError(
            f"'{cause} -> {cause}' is a self-effect: how {cause} returns to its level by itself.",
            why=f"Only a link between two processes can be {'cut' if verb == 'cut' else 'weakened'}.", fix=option,
        )  # fmt: skip
    if link not in fit.links:
        there = ", ".join(f"{a} -> {b}" for a, b in fit.links) or "none"
        raise SpecError(
            f"The loop has no link {cause} -> {affected}. Its links: {there}.", why="What was not declared was not learned.",
            fix=f"learn again with '{cause} -> {affected}' in the loop.",
        )  # fmt: skip
    return link
