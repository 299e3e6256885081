"""The loop's text as statements: what each line says, before asking whether the lines agree with each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NoReturn, get_args

from unspiral.errors import did_you_mean
from unspiral.loop.mistakes import explain_odd
from unspiral.loop.model import Delay, InputKind, Window
from unspiral.loop.tokens import Token, fail, forbidden_in, tokens
from unspiral.units import TIME_UNITS

KINDS: tuple[InputKind, ...] = get_args(InputKind)

# Words that other programs and papers use for our three kinds.
_OTHER_WORDS = {
    "pulse": "impulse",
    "press": "sustained",
    "held": "sustained",
    "constant": "sustained",
    "step": "sustained",
    "dissipating": "fading",
    "decaying": "fading",
}

_KINDS_SAID = "impulse = one push at that moment; sustained = a push as long as it stands; fading = a push that wears off at its own rate"


@dataclass(frozen=True, slots=True)
class Arrows:
    """``pain -> sleep <-> depression``: every (cause, affected) it names, in order."""

    pairs: tuple[tuple[Token, Token], ...]
    tidy: str


@dataclass(frozen=True, slots=True)
class Measured:
    """``depression by phq8 (mean of 14 days), low_mood``."""

    process: Token
    columns: tuple[tuple[Token, Window | None], ...]
    tidy: str


@dataclass(frozen=True, slots=True)
class Given:
    """``duloxetine => pain + depression (sustained, after 3 days)``: an input."""

    name: Token
    targets: tuple[Token, ...]
    kind: InputKind
    after: Delay | None
    tidy: str


@dataclass(frozen=True, slots=True)
class Varying:
    """``vary pain, pain -> depression, walking => activity, diffusion:pain``: in what people differ.

    ``given`` holds inputs with the process each acts on; ``named`` the kind of a parameter and the name or names behind its colon.
    """

    levels: tuple[Token, ...]
    pairs: tuple[tuple[Token, Token], ...]
    tidy: str
    given: tuple[tuple[Token, Token], ...] = ()
    named: tuple[tuple[Token, tuple[Token, ...]], ...] = ()


Statement = Arrows | Measured | Given | Varying


def statements(text: str) -> tuple[Statement, ...]:
    """Read every statement of a text.

    Raises:
        SpecError: the first thing that is not in the language, with its line and column.
    """
    return _Reader(text).read()


class _Reader:
    """Walks over the tokens; each method reads one piece and stands behind it afterwards."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def read(self) -> tuple[Statement, ...]:
        found: list[Statement] = []
        while self.here.kind != "done":
            if self.here.kind == "end":
                self.place += 1
            else:
                found.append(self.statement())
        return tuple(found)

    def statement(self) -> Statement:
        start = self.place
        if self.here.kind == "name" and self.here.text == "vary" and not self._keyword_misused():
            self.place += 1
            return self.varying(start)
        first = self.name("A statement begins with the name of a process or an input, or with 'vary'.")
        sign = self.here
        if sign.kind == "name" and sign.text == "by":
            return self.measured(first, start)
        if sign.kind == "sign" and sign.text == "=>":
            return self.given(first, start)
        if self._at_arrow():
            pairs = self.arrows(first)
            return Arrows(pairs, self.close(start, "link"))
        self.no_sign_after(first)

    def _keyword_misused(self) -> bool:
        after = self.tokens[self.place + 1]
        return (after.kind == "sign" and after.text not in {",", "("}) or (after.kind == "name" and after.text == "by")

    def _at_arrow(self) -> bool:
        return self.here.kind == "sign" and self.here.text in {"->", "<->"}

    def arrows(self, first: Token) -> tuple[tuple[Token, Token], ...]:
        pairs: list[tuple[Token, Token]] = []
        cause = first
        while self._at_arrow():
            both = self.here.text == "<->"
            self.place += 1
            affected = self.name(f"A process is missing after '{'<->' if both else '->'}'.")
            pairs.append((cause, affected))
            if both:
                pairs.append((affected, cause))
            cause = affected
        return tuple(pairs)

    def measured(self, process: Token, start: int) -> Measured:
        columns: list[tuple[Token, Window | None]] = []
        after = "by"
        while not columns or self.here.text == ",":
            self.place += 1
            column = self.name(f"A column of your table is missing after '{after}'.")
            columns.append((column, self.window() if self.here.text == "(" else None))
            after = ","
        return Measured(process, tuple(columns), self.close(start, "by"))

    def window(self) -> Window:
        opened = self.here
        self.place += 1
        example = "(mean of 14 days)"
        for word in ("mean", "of"):
            if self.here.text != word:
                what = f"'{word}' was expected here: the only thing that parentheses after a column can say is {example}."
                self.unexpected(what, f"write {example}.")
            self.place += 1
        found = Window(*self.stretch("mean of", "window", example))
        self.close_parenthesis(opened)
        return found

    def stretch(self, words: str, what: str, example: str) -> tuple[float, str]:
        """A number and its unit of time."""
        number = self.here
        if number.kind != "number":
            if number.text[:1].isdigit():
                self._fail(number, "A space is missing between the number and its unit.", f"write {example}.")
            self.unexpected(f"The length of the {what} must be a number here.", f"write {example}.")
        amount = float(number.text)
        if not 0 < amount < math.inf:
            said = f"{'A' if what == 'window' else 'Acting'} {words} {number.text} is not possible."
            self._fail(number, said, f"write {example}.", f"A {what} is a stretch of time.")
        self.place += 1
        return amount, self.unit(number, words)

    def unit(self, number: Token, words: str) -> str:
        word = self.here
        names = {f"{unit}{ending}": unit for unit in TIME_UNITS for ending in ("", "s")}
        if word.kind == "name" and word.text in names:
            self.place += 1
            return names[word.text]
        known = ", ".join(f"{unit}s" for unit in TIME_UNITS)
        near = did_you_mean(word.text, names) if word.kind == "name" else ""
        what = f"A unit of time was expected after {number.text}.{near} The units are {known}."
        self.unexpected(what, f"write ({'sustained, ' if words == 'after' else ''}{words} {number.text} days).")

    def given(self, name: Token, start: int) -> Given:
        targets: list[Token] = []
        after = "=>"
        while not targets or self.here.text == "+":
            self.place += 1
            targets.append(self.name(f"A process is missing after '{after}'."))
            after = "+"
        if self.here.text == ",":
            what = "The processes that an input acts on are joined by '+'."
            self._fail(self.here, what, f"write {name.text} => pain + depression (impulse).")
        if self.here.text != "(":
            joined = " + ".join(target.text for target in targets)
            self.unexpected(
                f"The kind of the input '{name.name}' must be said in parentheses.",
                f"write one of: {'; '.join(f'{name.text} => {joined} ({kind})' for kind in KINDS)}.",
                _KINDS_SAID + ".",
            )
        opened = self.here
        self.place += 1
        kind = self.kind(name)
        after = self.delay()
        self.close_parenthesis(opened)
        return Given(name, tuple(targets), kind, after, self.close(start, "input"))

    def delay(self) -> Delay | None:
        comma = self.here
        if comma.text != ",":
            return None
        self.place += 1
        example = "(sustained, after 3 days)"
        if self.here.text != "after":
            what = f"'after' was expected here: the only thing that can follow the kind of an input is its delay, {example}."
            self.unexpected(what, f"write {example}.")
        self.place += 1
        return Delay(*self.stretch("after", "delay", example))

    def kind(self, name: Token) -> InputKind:
        word = self.here
        if word.kind == "name" and word.text in KINDS:
            self.place += 1
            return word.text
        if word.kind != "name":
            self.unexpected(f"The kind of the input '{name.name}' is missing.", f"write one of {', '.join(KINDS)}.", _KINDS_SAID + ".")
        meant = _OTHER_WORDS.get(word.text.casefold())
        near = f" Did you mean '{meant}'?" if meant else did_you_mean(word.text, KINDS)
        self._fail(word, f"'{word.text}' is not a kind of input.{near}", f"write one of {', '.join(KINDS)}.", _KINDS_SAID + ".")

    def varying(self, start: int) -> Varying:
        levels: list[Token] = []
        pairs: list[tuple[Token, Token]] = []
        given: list[tuple[Token, Token]] = []
        named: list[tuple[Token, tuple[Token, ...]]] = []
        after = "vary"
        while True:
            first = self.name(f"A process or a link is missing after '{after}'.")
            if self._at_arrow():
                pairs.extend(self.arrows(first))
            elif self.here.text == "=>":
                given.extend(self.given_targets(first))
            elif self.here.text == ":":
                named.append((first, self.named()))
            else:
                levels.append(first)
            if self.here.text != ",":
                return Varying(tuple(levels), tuple(pairs), self.close(start, "vary"), tuple(given), tuple(named))
            self.place += 1
            after = ","

    def given_targets(self, given: Token) -> list[tuple[Token, Token]]:
        """``walking => pain + activity``, without a kind, which the input has already."""
        found: list[tuple[Token, Token]] = []
        after = "=>"
        while not found or self.here.text == "+":
            self.place += 1
            found.append((given, self.name(f"A process is missing after '{after}'.")))
            after = "+"
        if self.here.text == "(":
            self.unexpected("The kind of an input is said once, where it is declared.", f"write vary {given.text} => {found[0][1].text}.")
        return found

    def named(self) -> tuple[Token, ...]:
        """What stands behind the colon of a parameter's name: one name, or two with an arrow between."""
        self.place += 1
        first = self.name("The name of a process, an input or a column is missing after ':'.")
        if self.here.text != "->":
            return (first,)
        self.place += 1
        return first, self.name("A process is missing after '->'.")

    def name(self, missing: str) -> Token:
        """The name that must stand here."""
        token = self.here
        if token.is_name:
            self._check_name(token)
            self.place += 1
            return token
        if token.kind == "name":
            fail(
                self.text,
                token.at,
                f"'{token.text}' is a word of the language, so it cannot be a name.",
                why="'vary' begins a statement on how people differ; 'by' stands between a process and its columns.",
                fix=f'if a column is really called {token.text}, put it in double quotes: "{token.text}".',
            )
        self.unexpected(missing, "write a name: letters, digits and _, or anything in double quotes.")

    def _check_name(self, token: Token) -> None:
        if token.kind != "quoted":
            return
        if not token.name.strip():
            fail(self.text, token.at, "There is no name between these quotes.", fix="write the name of a process, an input or a column.")
        bad = forbidden_in(token.name)
        if bad is not None:
            shown = f"'{bad}'" if bad.isprintable() else f"the invisible character U+{ord(bad[0]):04X}"
            fail(
                self.text,
                token.at,
                f"A name cannot hold {shown}.",
                why="Parameters are named after processes and columns (link:pain->depression), so -> : , = [ ] and quotes are reserved.",
                fix="rename the column in your table.",
            )

    def close_parenthesis(self, opened: Token) -> None:
        if self.here.text != ")":
            if self.here.kind in {"end", "odd"}:
                explain_odd(self.text, self.tokens, self.place)
                fail(self.text, opened.at, "This parenthesis is not closed.", fix="add ) at the end.")
            self.unexpected("A closing parenthesis was expected here.", "write ) after the last word.")
        self.place += 1

    def close(self, start: int, sort: str) -> str:
        """End of a statement; gives it back with its spaces tidied."""
        token = self.here
        if token.kind == "end":
            return _tidy(self.tokens[start : self.place])
        joined = {
            "link": ("Only links can stand in this statement.", "write one chain a line: pain -> sleep; pain -> depression."),
            "by": ("Columns are separated by commas.", "write depression by phq8, low_mood."),
            "input": ("The statement of an input ends here.", "begin a new line, or write ; between two statements."),
            "vary": ("Processes and links are separated by commas.", "write vary pain, pain -> depression."),
        }
        if sort == "link" and token.text == "(":
            fail(
                self.text,
                token.at,
                "Parentheses do not belong to a link.",
                why="Known outside events and treatments are inputs, and inputs have a kind.",
                fix="if this is an input, write => in place of ->: walking => activity (fading).",
            )
        if sort == "link" and (token.text == "=>" or token.text == "by"):
            fail(self.text, token.at, f"'{token.text}' cannot follow a link.", fix="begin a new line, or write ; between two statements.")
        self.unexpected(*joined[sort])

    def no_sign_after(self, first: Token) -> NoReturn:
        token = self.here
        said = f"After '{first.name}' one of -> <-> => by was expected."
        if token.kind == "end":
            fail(
                self.text,
                first.at,
                f"'{first.name}' alone says nothing.",
                why="A statement says what a process drives (->), what measures it (by), or what acts on it (=>).",
                fix=f"write {first.text} by {first.text} for a process without links.",
            )
        if token.kind == "name":
            self.no_sign_before_name(first, token, said)
        if token.text == "+":
            self.unexpected("Only one input can stand left of '=>'.", "write one statement for each input.")
        if token.text == ",":
            self.unexpected("A list cannot begin a statement.", "write one statement for each name.")
        self.unexpected(said, "write pain -> depression, depression by phq8, or walking => activity (fading).")

    def no_sign_before_name(self, first: Token, second: Token, said: str) -> NoReturn:
        third = self.tokens[self.place + 1]
        end = third.text if third.is_name else "depression"
        if near := did_you_mean(second.text, ["by"]):
            self._fail(second, said + near, f"write {first.text} by {end}.")
        if near := did_you_mean(first.text, ["vary"]):
            self._fail(first, f"'{first.text}' is not a word of the language.{near}", f"write vary {second.text}.")
        verb = second.is_name and third.is_name  # 'pain causes depression'
        self._fail(second, said, f"write {first.text} -> {end if verb else second.text} for a link.")

    def _fail(self, token: Token, what: str, fix: str, why: str = "") -> NoReturn:
        fail(self.text, token.at, what, why=why, fix=fix)

    def unexpected(self, what: str, fix: str, why: str = "") -> NoReturn:
        """Complain at the present token; what it looks like decides first, what was expected second."""
        token = self.here
        explain_odd(self.text, self.tokens, self.place)
        if token.kind == "end":
            self._complain_at_end(what, fix, why)
        fail(self.text, token.at, what, why=why, fix=fix)

    def _complain_at_end(self, what: str, fix: str, why: str) -> NoReturn:
        # Point just behind the last word, not behind the comment or blanks that follow it.
        last = self.tokens[self.place - 1] if self.place else self.here
        fail(self.text, last.at + len(last.text) if last.kind != "end" else self.here.at, what, why=why, fix=fix)


def _tidy(part: list[Token]) -> str:
    line = part[0].text
    for before, token in pairwise(part):
        colon = ":" in (before.text, token.text) and "odd" in (before.kind, token.kind)
        tight = colon or before.text == "(" or (token.kind == "sign" and token.text in {",", ")"})
        line += token.text if tight else f" {token.text}"
    return line
