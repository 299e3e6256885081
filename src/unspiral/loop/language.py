"""The loop language: text -> Loop -> the same text."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from unspiral.errors import SpecError
from unspiral.loop.declaration import declared
from unspiral.loop.model import Delay, Indicator, Link, Loop, Process, Window
from unspiral.loop.statements import statements
from unspiral.loop.tokens import quoted


def parse(text: str) -> Loop:
    """Read a loop from its text.

    Statements end at a new line or ``;``, and ``#`` starts a comment. Their order does not matter for what may be named where; processes,
    links and inputs keep the order of first mention.

    Args:
        text: the declaration, as in docs/how-to/write-a-loop.md.

    Returns:
        The loop; ``to_text`` of it is ``text`` with spaces tidied and comments dropped.

    Raises:
        SpecError: the first mistake, with line, column, the line itself and a remedy. Mistakes within a statement are looked for first,
            then statements that do not agree with each other.

    Source: tests/loop/test_language.py proves the identity on generated loops and texts.
    """
    return _read(text)


@lru_cache(maxsize=64)
def _read(text: str) -> Loop:
    """Nothing of a loop can be changed, and every answer reads the same few texts over and over."""
    return declared(text, statements(text))


def to_text(loop: Loop) -> str:
    """Write a loop as text, one statement a line.

    Args:
        loop: a declared loop. Statements as they were written are kept; a loop built in Python, or changed since, gets canonical ones.

    Returns:
        Text with ``parse(to_text(loop)) == loop``, without a line end behind the last statement.

    Raises:
        SpecError: the loop cannot be declared (a name holds a reserved sign, a link is written twice, a process has no indicator ...).
    """
    kept = "\n".join(loop.statements)
    if loop.statements and _says(kept, loop):
        return kept
    text = "\n".join(_canonical(loop))
    if parse(text) != loop:
        raise SpecError(
            "This loop cannot be written in the loop language.",
            why="Read back, its text would be another loop: perhaps a process without an indicator, or an unknown unit in a window.",
            fix="build it with unspiral.loop.language.parse.",
        )
    return text


def _says(text: str, loop: Loop) -> bool:
    try:
        return parse(text) == loop
    except SpecError:
        return False


def _canonical(loop: Loop) -> list[str]:
    links = _link_lines(loop.links)
    linked = tuple(dict.fromkeys(name for link in loop.links for name in (link.cause, link.affected)))
    if linked == loop.names:
        lines = links + [_by_line(p) for p in loop.processes if p.indicators != (Indicator(p.name),)]
    else:  # the links alone would not name all processes, or name them in another order
        lines = [_by_line(p) for p in loop.processes] + links
    lines += [f"{quoted(i.name)} => {' + '.join(map(quoted, i.targets))} ({i.kind}{_delay_said(i.after)})" for i in loop.inputs]
    if loop.vary_levels:
        lines.append(f"vary {', '.join(map(quoted, loop.vary_levels))}")
    if loop.vary_links:
        lines.append(f"vary {', '.join(_link_lines(loop.vary_links))}")
    if loop.vary_others:
        lines.append(f"vary {', '.join(map(_varying_said, loop.vary_others))}")
    return lines


def _link_lines(links: tuple[Link, ...]) -> list[str]:
    lines: list[str] = []
    left = list(links)
    while left:
        link = left.pop(0)
        both = bool(left) and left[0] == Link(link.affected, link.cause)
        if both:
            left.pop(0)
        lines.append(f"{quoted(link.cause)} {'<->' if both else '->'} {quoted(link.affected)}")
    return lines


def _varying_said(name: str) -> str:
    """A parameter as it stands behind ``vary``."""
    kind, _, rest = name.partition(":")
    if kind == "self":
        return f"{quoted(rest)} -> {quoted(rest)}"
    if kind == "input":
        given, _, target = rest.partition("->")
        return f"{quoted(given)} => {quoted(target)}"
    return f"{kind}:{quoted(rest)}"


def _by_line(process: Process) -> str:
    return f"{quoted(process.name)} by {', '.join(quoted(i.column) + _window_said(i.window) for i in process.indicators)}"


def _window_said(window: Window | None) -> str:
    if window is None:
        return ""
    return f" (mean of {_stretch(window)})"


def _delay_said(delay: Delay | None) -> str:
    return "" if delay is None else f", after {_stretch(delay)}"


def _stretch(length: Window | Delay) -> str:
    # Never in powers of ten, which the language does not read; exact, so that the same number comes back.
    amount = format(Decimal(repr(length.amount)), "f")
    amount = amount.rstrip("0").rstrip(".") if "." in amount else amount
    return f"{amount} {length.unit}{'' if amount == '1' else 's'}"
