"""In what people differ beside levels and links: self-effects, inputs, and parameters by their contract name."""

from __future__ import annotations

from unspiral.errors import did_you_mean
from unspiral.loop.model import Link, Loop
from unspiral.loop.statements import Varying
from unspiral.loop.tokens import Token, fail

# What people cannot differ in, and what is meant or why not.
_ELSEWHERE = {
    "level": "a level varies by its process's name: write vary {name}.",
    "trait": "a level varies by its process's name: write vary {name}.",
    "mean": "a level varies by its process's name: write vary {name}.",
    "t0cov": "it says already how much people differ in their first state; leave it out.",
    "loading": "an answer would then mean another thing for each person; leave it out.",
    "covariate": "a covariate says already how people differ; leave it out.",
}
KINDS = ("self", "link", "input", "fading", "diffusion", "error", "t0mean")


def take(text: str, token: Token, name: str, others: list[str]) -> None:
    """Note a parameter, once."""
    if name in others:
        fail(text, token.at, f"'{name}' varies already.", fix="leave one of them out.")
    others.append(name)


def add_others(text: str, statement: Varying, loop: Loop, links: list[Link], others: list[str]) -> None:
    """Note what a ``vary`` statement says of inputs and of parameters by name.

    Args:
        text: the whole text.
        statement: one ``vary``.
        loop: everything that is declared, without what varies.
        links: those that vary; ``vary link:pain->depression`` adds to them.
        others: contract names of what else varies; added to.

    Raises:
        SpecError: what varies is not there, or cannot vary.
    """
    for given, target in statement.given:
        _check_input(text, given, target, loop)
        take(text, target, f"input:{given.name}->{target.name}", others)
    for kind, names in statement.named:
        _check_kind(text, kind, names)
        first, last = names[0], names[-1]
        if kind.name == "link":
            link = Link(first.name, last.name)
            if link not in loop.links:
                fail(
                    text,
                    last.at,
                    f"There is no link {first.name} -> {last.name} in this loop.",
                    why="Only a link that is declared can vary.",
                    fix=f"add the line {first.text} -> {last.text}, or correct the names.",
                )
            if link in links:
                fail(text, last.at, f"The link {first.name} -> {last.name} varies already.", fix="leave one of them out.")
            links.append(link)
            continue
        if kind.name == "input":
            _check_input(text, first, last, loop)
        elif kind.name == "fading":
            _among(text, first, tuple(i.name for i in loop.inputs if i.kind == "fading"), "an input that wears off (fading)")
        elif kind.name == "error":
            _among(text, first, loop.columns, "a column that measures a process")
        else:
            _among(text, first, loop.names, "a process of this loop")
        take(text, first, f"{kind.name}:{'->'.join(token.name for token in names)}", others)


def _check_kind(text: str, kind: Token, names: tuple[Token, ...]) -> None:
    if kind.name in _ELSEWHERE:
        fix = _ELSEWHERE[kind.name].format(name=names[0].text)
        fail(text, kind.at, f"People cannot be told to differ in '{kind.name}:{names[0].name}'.", fix=fix)
    if kind.name not in KINDS:
        near = did_you_mean(kind.name, KINDS)
        fail(
            text,
            kind.at,
            f"'{kind.name}' is not a kind of parameter in which people can differ.{near}",
            why=f"The kinds are: {', '.join(KINDS)}.",
            fix=f"write vary diffusion:{names[0].text}.",
        )
    two = kind.name in ("link", "input")
    if two != (len(names) == 2):
        said = f"{kind.name}:{names[0].text}->depression" if two else f"{kind.name}:{names[0].text}"
        fail(text, names[-1].at, f"'{kind.name}:' is followed by {'two names' if two else 'one name'}.", fix=f"write vary {said}.")


def _check_input(text: str, given: Token, target: Token, loop: Loop) -> None:
    found = next((i for i in loop.inputs if i.name == given.name), None)
    if found is None:
        near = did_you_mean(given.name, [i.name for i in loop.inputs])
        fail(
            text,
            given.at,
            f"'{given.name}' is not an input of this loop.{near}",
            why="Only an input that is declared can vary.",
            fix=f"add the line {given.text} => {target.text} (impulse), or correct the name.",
        )
    if target.name not in found.targets:
        fail(
            text,
            target.at,
            f"The input '{given.name}' does not act on '{target.name}'; it acts on {' and '.join(found.targets)}.",
            why="Only an effect that is declared can vary.",
            fix=f"write vary {given.text} => {found.targets[0]}.",
        )


def _among(text: str, token: Token, known: tuple[str, ...], what: str) -> None:
    if token.name not in known:
        near = did_you_mean(token.name, known)
        said = ", ".join(known) or "none"
        fail(text, token.at, f"'{token.name}' is not {what}.{near}", why=f"There are: {said}.", fix="correct the name.")
