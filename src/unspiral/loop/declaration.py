"""What the statements of a loop say together, and whether they agree."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import replace

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.model import Indicator, Input, Link, Loop, Process
from unspiral.loop.statements import Arrows, Given, Measured, Statement, Varying
from unspiral.loop.tokens import Token, fail, line_of, quoted
from unspiral.loop.varying import add_others, take

# How alike a name must be to a linked process before it counts as a slip of the pen: 'pian' is (0.75), 'pain_am' is not (0.73).
_SLIP = 0.75


def declared(text: str, written: tuple[Statement, ...]) -> Loop:
    """Put the statements of a text together.

    Args:
        text: the text they come from, for the place of a mistake.
        written: its statements, in order.

    Raises:
        SpecError: statements that do not agree with each other.
    """
    return _Declaration(text, written).loop()


class _Declaration:
    """What the statements of one text say together."""

    def __init__(self, text: str, written: tuple[Statement, ...]) -> None:
        self.text = text
        self.written = written
        self.places: dict[str, Token] = {}  # process -> where it was declared first
        self.alike: dict[str, str] = {}  # how a process looks -> its name
        self.links: dict[Link, Token] = {}
        self.measured: dict[str, tuple[Token, tuple[Indicator, ...]]] = {}
        self.columns: dict[str, str] = {}  # column -> the process it measures
        self.inputs: dict[str, tuple[Token, Input]] = {}

    def loop(self) -> Loop:
        self._declare_processes()
        if not self.places and not any(isinstance(s, (Given, Varying)) for s in self.written):
            raise SpecError("The loop has no process.", why="Nothing can be learned from an empty loop.", fix="write pain <-> depression.")
        # Columns of 'by' come before everything that may clash with them, so that the clash is told at the later, smaller statement.
        for process, (_, indicators) in self.measured.items():
            self.columns.update({indicator.column: process for indicator in indicators})
        levels: list[str] = []
        varying: list[Link] = []
        others: list[str] = []
        for statement in self.written:
            if isinstance(statement, Measured):
                self._check_near_miss(statement)
            elif isinstance(statement, Given):
                self._add_input(statement)
            elif isinstance(statement, Varying):
                self._add_levels(statement, levels)
                self._add_varying_links(statement, varying, others)
        self._check_default_columns()
        processes = tuple(Process(name, self._indicators(name)) for name in self.places)
        found = Loop(processes, tuple(self.links), tuple(entry for _, entry in self.inputs.values()))
        for statement in self.written:
            if isinstance(statement, Varying):
                add_others(self.text, statement, found, varying, others)
        return replace(
            found,
            vary_levels=tuple(levels),
            vary_links=tuple(varying),
            vary_others=tuple(others),
            statements=tuple(statement.tidy for statement in self.written),
        )

    def _indicators(self, process: str) -> tuple[Indicator, ...]:
        return self.measured[process][1] if process in self.measured else (Indicator(process),)

    def _declare_processes(self) -> None:
        for statement in self.written:
            if isinstance(statement, Arrows):
                for cause, affected in statement.pairs:
                    self._add_link(cause, affected)
            elif isinstance(statement, Measured):
                self._declare(statement.process)
                self._add_measured(statement)

    def _declare(self, token: Token) -> None:
        look = unicodedata.normalize("NFC", token.name).casefold()
        other = self.alike.setdefault(look, token.name)
        if other != token.name:
            fail(
                self.text,
                token.at,
                f"'{token.name}' and '{other}' (line {line_of(self.text, self.places[other].at)}) differ only in how they are written."
                f" Did you mean '{other}'?",
                why="They would be two processes.",
                fix="write the name the same way everywhere.",
            )
        self.places.setdefault(token.name, token)

    def _add_link(self, cause: Token, affected: Token) -> None:
        self._declare(cause)
        self._declare(affected)
        if cause.name == affected.name:
            fail(
                self.text,
                affected.at,
                f"'{cause.name}' is linked to itself.",
                why="Every process has a self-effect (how long a bad day lasts) without being told.",
                fix="leave this link out.",
            )
        link = Link(cause.name, affected.name)
        if link in self.links:
            fail(
                self.text,
                affected.at,
                f"The link {cause.name} -> {affected.name} is written twice; first on line {line_of(self.text, self.links[link].at)}.",
                why="One link has one rate; '<->' stands for both directions.",
                fix="leave one of them out.",
            )
        self.links[link] = affected

    def _add_measured(self, statement: Measured) -> None:
        name = statement.process.name
        if name in self.measured:
            fail(
                self.text,
                statement.process.at,
                f"'{name}' is measured twice; first on line {line_of(self.text, self.measured[name][0].at)}.",
                fix=f"put all its columns in one statement: {statement.process.text} by "
                f"{', '.join(quoted(c) for c in [i.column for i in self.measured[name][1]] + [t.name for t, _ in statement.columns])}.",
            )
        others = {indicator.column: process for process, (_, found) in self.measured.items() for indicator in found}
        seen: set[str] = set()
        for token, _ in statement.columns:
            if token.name in seen:
                fail(self.text, token.at, f"The column '{token.name}' is named twice here.", fix="leave one of them out.")
            if token.name in others:
                self._fail_two_processes(token, others[token.name], name)
            seen.add(token.name)
        self.measured[name] = (statement.process, tuple(Indicator(token.name, window) for token, window in statement.columns))

    def _fail_two_processes(self, place: Token, one: str, other: str) -> None:
        column = place.name
        fail(
            self.text,
            place.at,
            f"The column '{column}' measures both '{one}' and '{other}'.",
            why="One column measures one process, else the two cannot be told apart.",
            fix=f"name another column: {quoted(one if one != column else other)} by ...",
        )

    def _check_default_columns(self) -> None:
        for name, place in self.places.items():
            if name not in self.measured and name in self.columns:
                token = next(t for s in self.written if isinstance(s, Measured) for t, _ in s.columns if t.name == name)
                fail(
                    self.text,
                    token.at,
                    f"The column '{name}' measures '{self.columns[name]}' here, and it is also the column of the process '{name}'"
                    f" (line {line_of(self.text, place.at)}).",
                    why="Without 'by', a process is measured by the column of the same name.",
                    fix=f"say which column measures '{name}': {quoted(name)} by ...",
                )

    def _check_near_miss(self, statement: Measured) -> None:
        """A process that only 'by' mentions is fine, unless it looks like a slip for a linked one that has no 'by' of its own."""
        linked = {name for link in self.links for name in (link.cause, link.affected)}
        name = statement.process.name
        near = [] if name in linked else difflib.get_close_matches(name, sorted(linked - set(self.measured)), n=1, cutoff=_SLIP)
        if near:
            meant = near[0]
            fail(
                self.text,
                statement.process.at,
                f"'{name}' is measured, but no link names it. Did you mean '{meant}'?",
                why=f"As it stands, '{meant}' would be measured by the column '{meant}', and '{name}' would be a process of its own.",
                fix=f"correct the name; or, if there are two processes, say so: {quoted(meant)} by {quoted(meant)}.",
            )

    def _add_input(self, statement: Given) -> None:
        token, name = statement.name, statement.name.name
        if name in self.places:
            fail(
                self.text,
                token.at,
                f"'{name}' is a process (line {line_of(self.text, self.places[name].at)}), so it cannot be an input as well.",
                why="A process moves by itself and is measured; an input is known from outside.",
                fix=f"write {token.text} -> {statement.targets[0].text} for a process, or leave '{name}' out of links and 'by'.",
            )
        if name in self.columns:
            fail(
                self.text,
                token.at,
                f"The column '{name}' already measures '{self.columns[name]}', so it cannot be an input as well.",
                fix="give the input a column of its own.",
            )
        for target in statement.targets:
            self._check_known(target, "An input acts on processes.")
        before = self.inputs.get(name)
        if before is not None and before[1].kind != statement.kind:
            fail(
                self.text,
                token.at,
                f"The input '{name}' is {statement.kind} here and {before[1].kind} on line {line_of(self.text, before[0].at)}.",
                why="An input has one kind for all the processes it acts on.",
                fix="use one kind, or give the other effect a column of its own.",
            )
        if before is not None and before[1].after != statement.after:
            fail(
                self.text,
                token.at,
                f"The input '{name}' begins to act at another time here than on line {line_of(self.text, before[0].at)}.",
                why="An input has one delay for all the processes it acts on.",
                fix="use one delay, or give the other effect a column of its own.",
            )
        targets = list(before[1].targets) if before else []
        for target in statement.targets:
            if target.name in targets:
                fail(self.text, target.at, f"The input '{name}' acts on '{target.name}' twice.", fix="leave one of them out.")
            targets.append(target.name)
        first = before[0] if before else token
        self.inputs[name] = (first, Input(name, tuple(targets), statement.kind, statement.after))

    def _add_levels(self, statement: Varying, levels: list[str]) -> None:
        for token in statement.levels:
            self._check_known(token, "People can differ in the level of a process, or in a link.")
            if token.name in levels:
                fail(self.text, token.at, f"The level of '{token.name}' varies already.", fix="leave one of them out.")
            levels.append(token.name)

    def _add_varying_links(self, statement: Varying, varying: list[Link], others: list[str]) -> None:
        for cause, affected in statement.pairs:
            for token in (cause, affected):
                self._check_known(token, "People can differ in the level of a process, or in a link.")
            if cause.name == affected.name:  # how long a bad day lasts: every process has that without being told
                take(self.text, affected, f"self:{cause.name}", others)
                continue
            link = Link(cause.name, affected.name)
            if link not in self.links:
                turned = " The loop has it the other way round." if Link(affected.name, cause.name) in self.links else ""
                fail(
                    self.text,
                    affected.at,
                    f"There is no link {cause.name} -> {affected.name} in this loop.{turned}",
                    why="Only a link that is declared can vary.",
                    fix=f"add the line {cause.text} -> {affected.text}, or correct the names.",
                )
            if link in varying:
                fail(self.text, affected.at, f"The link {cause.name} -> {affected.name} varies already.", fix="leave one of them out.")
            varying.append(link)

    def _check_known(self, token: Token, why: str) -> None:
        name = token.name
        if name in self.places:
            return
        known = ", ".join(self.places) or "none yet"
        near = did_you_mean(name, self.places)
        if name in self.columns:
            near = f" Did you mean '{self.columns[name]}', which this column measures?"
        fail(
            self.text,
            token.at,
            f"'{name}' is not a process of this loop.{near}",
            why=f"{why} The processes are: {known}.",
            fix=f"correct the name, or declare it: {token.text} by {token.text}.",
        )
