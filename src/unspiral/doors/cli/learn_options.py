"""What ``unspiral learn`` was asked for: its words on the command line, checked before any file is opened."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import cast

import click

from unspiral.doors.cli.learn_bayes import check_bayes
from unspiral.doors.cli.usage import in_plain_words
from unspiral.errors import SpecError, did_you_mean

KINDS = ("impulse", "sustained", "fading")
COVARIATE_ON = ("levels", "links", "both")


class LearnCommand(click.Command):
    """A command whose usage errors end with a remedy, as every other error does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as problem:
            known = [name for option in self.params if not getattr(option, "hidden", False) for name in option.opts]
            hint = did_you_mean(problem.option_name, known)
            raise SpecError(f"'learn' has no option '{problem.option_name}'.{hint}", fix=_HELP) from None
        except click.BadParameter as problem:
            option = problem.param
            name = option.opts[0] if option is not None else ""
            fix = _example(name, option) if option is not None else _HELP
            raise SpecError(f"{name}: {in_plain_words(problem.message)}", fix=fix) from None
        except click.BadOptionUsage as problem:
            option = next((p for p in self.params if problem.option_name in p.opts), None)
            raise SpecError(problem.format_message(), fix=_example(problem.option_name, option) if option else _HELP) from None
        except click.UsageError as problem:
            fix = "give one table, and put a loop in single quotes: unspiral learn diary.csv --loop 'pain <-> depression'"
            raise SpecError(problem.format_message(), fix=fix) from None


_HELP = "unspiral learn --help"


def _example(name: str, option: click.Parameter) -> str:
    """An option with a value that it takes."""
    if isinstance(option.type, click.Choice):
        return f"{name} {'|'.join(str(choice) for choice in option.type.choices)}"
    return f"{name} {option.default if isinstance(option.default, (int, float)) else option.metavar}"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``learn`` as click hands them over; names as on the command line."""

    data: str | None
    moments: str | None
    person: str | None
    time: str | None
    time_unit: str | None
    loop: str | None
    inputs: tuple[str, ...]
    reverse: tuple[str, ...]
    missing: tuple[str, ...]
    covariates: tuple[str, ...]
    weekday: bool
    daytime: bool
    overnight: bool
    trend: bool
    weight: str | None
    time_zone: str | None
    lag: float
    traits: bool | None
    error: bool | None
    t0: str | None
    means: str
    individual: str | None
    family: tuple[str, ...]
    standardize: bool
    ci: str
    replicates: int | None
    bootstrap: str | None
    level: float
    starts: int
    seed: int
    workers: int
    output: str | None
    report: str | None
    as_json: bool
    from_fit: str | None = None
    skips: str | None = None
    answered: str | None = None
    after_last: bool = False
    keep_overlap: bool = False
    persons: str | None = None
    bayes: bool = False
    prior: tuple[str, ...] = ()
    draws: int | None = None
    chains: int | None = None
    warmup: int | None = None
    prior_only: bool = False
    draws_file: str | None = None

    def check(self) -> None:
        """Refuse what no table could make right.

        Raises:
            SpecError: with the option and a remedy.
        """
        self._check_skips()
        self._check_source()
        self._check_places()
        self._check_built()
        check_bayes(self)
        self.covaried()
        if not 0.5 <= self.level < 1.0:
            fix = f"--level {self.level / 100:g}" if 50 <= self.level < 100 else "--level 0.95"
            raise SpecError(f"A level of {self.level:g} is not between 0.5 and 1.", fix=fix)
        if not (math.isfinite(self.lag) and self.lag > 0):
            raise SpecError(f"A lag of {self.lag:g} is not a positive time.", fix="--lag 1")

    def kinds(self) -> dict[str, str | None]:
        """Input column -> its kind, or None where the loop must say it."""
        found: dict[str, str | None] = {}
        for text in self.inputs:
            name, colon, kind = text.partition(":")
            if not name or (colon and kind not in KINDS):
                near = did_you_mean(kind, KINDS)
                shown = name or "walking"
                raise SpecError(
                    f"--input '{text}' does not say a column and its kind.{near}", why=KINDS_SAID, fix=f"--input {shown}:impulse"
                )
            if name in found:
                raise SpecError(f"--input names '{name}' twice.", fix=f"--input {name}:{kind or 'impulse'}")
            found[name] = kind or None
        return found

    def covaried(self) -> dict[str, str]:
        """Covariate column -> what depends on it: "levels", "links" or "both"."""
        found: dict[str, str] = {}
        for text in self.covariates:
            name, colon, part = text.rpartition(":") if ":" in text else (text, "", "levels")
            if not name or part not in COVARIATE_ON:
                near = did_you_mean(part, COVARIATE_ON)
                raise SpecError(
                    f"--covariate '{text}' does not say a column and what depends on it.{near}",
                    why="Levels: people with more of it have another usual level. Links: how strongly one process drives the other.",
                    fix=f"--covariate {name or 'age'}:levels",
                )
            if name in found:
                raise SpecError(f"--covariate names '{name}' twice.", fix=f"--covariate {name}:{'both' if colon else part}")
            found[name] = part
        return found

    def skip_slopes(self) -> dict[str, float]:
        """Process -> assumed slope of skipping, in probits per within-person standard deviation; empty where all are learned."""
        found: dict[str, float] = {}
        for text in (self.skips or "").split(",") if self.skips else ():
            name, sign, slope = text.rpartition("=")
            number = _number(slope)
            if not sign or not name.strip() or number is None:
                swallowed = os.path.exists(text)
                raise SpecError(
                    f"--skips '{text}' does not say a process and the slope that is assumed.",
                    why=f"'{text}' is a file: a word right behind --skips is read as slopes." if swallowed
                    else "A slope is in probits per within-person standard deviation: 0.5 is far more skipping on bad days, 0 is none.",
                    fix=f"unspiral learn {text} --skips" if swallowed else "--skips depression=0.25, or --skips alone to learn it.",
                )  # fmt: skip
            if name.strip() in found:
                raise SpecError(f"--skips names '{name.strip()}' twice.", fix=f"--skips {name.strip()}={slope}")
            found[name.strip()] = number
        return found

    @property
    def prompts(self) -> str | None:
        """Which prompts the reader keeps: "between", "all", or None where nobody asked about skipped ones."""
        return None if self.skips is None else "all" if self.after_last else "between"

    def _check_skips(self) -> None:
        self.skip_slopes()
        if self.skips is None:
            for name, value in (("--answered", self.answered), ("--after-last", self.after_last)):
                if value:
                    shown = name if value is True else f"{name} {value}"
                    raise SpecError(f"{name} is about skipped prompts, and these were not asked about.", fix=f"--skips {shown}")
            return
        for name, value in (("--bayes", getattr(self, "bayes", False)), ("--individual links", self.individual == "links")):
            if value:
                raise SpecError(
                    f"{name} does not go with --skips in this version.",
                    why="Leaving one of them out silently would answer another question.",
                    fix=f"leave out {name}, or --skips.",
                )
        if self.from_fit is not None:
            raise SpecError(
                "--from does not go with --skips in this version.", why="The answer that ignores skips stands beside it: both begin anew.",
                fix="leave out --from.",
            )  # fmt: skip

    def reversed_scales(self) -> dict[str, float | None]:
        """Column -> top of its scale (x is read as top - x), or None (x is read as -x)."""
        return scales_turned(self.reverse)

    def _check_source(self) -> None:
        if self.data is not None and self.moments is not None:
            raise SpecError(
                "A table and summary statistics were given; learn reads one of them.",
                fix=f"leave out --moments {self.moments}, or the table.",
            )
        if self.data is None and self.moments is None:
            raise SpecError("Nothing to learn from was given.", fix="unspiral learn diary.csv, or unspiral learn --moments summary.json")
        rows = {"--person": self.person, "--time": self.time, "--time-unit": self.time_unit, "--input": self.inputs}
        rows |= {"--reverse": self.reverse, "--missing": self.missing, "--covariate": self.covariates, "--weekday": self.weekday}
        rows |= {"--daytime": self.daytime, "--overnight": self.overnight, "--trend": self.trend, "--weight": self.weight}
        rows |= {"--time-zone": self.time_zone, "--skips": self.skips is not None}
        given = [name for name, value in rows.items() if value]
        if self.moments is not None and given:
            raise SpecError(f"{given[0]} is about the rows of a table, and --moments has none.", fix=f"leave out {' and '.join(given)}.")

    def _check_places(self) -> None:
        """Before the search, not after it: nobody should wait for a result that has no place to go."""
        source = self.data or self.moments or ""
        places = (("-o", self.output, "fit.json"), ("--persons", self.persons, "persons.csv"), ("--report", self.report, "report.html"),
                  ("--draws-file", self.draws_file, "draws.nc"))  # fmt: skip
        for flag, place, ending in places:
            if place is None:
                continue
            if not place:
                raise SpecError(f"{flag} was given an empty name.", fix=f"{flag} {ending}")
            if place == "-":
                raise SpecError(f"{flag} - names no file: a file is written whole and then renamed.", fix=_stdout(flag, ending))
            if _one_file(place, source):
                raise SpecError(f"{flag} would write over '{place}', which is what is learned from.", fix=f"{flag} {ending}")
            _check_place(flag, place, ending)
        for (flag, place, _), (other, there, _) in combinations(places, 2):
            if place and there and _one_file(place, there):
                fix = " ".join(f"{name} {ending}" for name, held, ending in places if held)
                raise SpecError(f"{flag} and {other} name the same file, '{place}'.", fix=fix)

    def _check_built(self) -> None:
        if self.ci != "bootstrap":
            for name, value in (("--replicates", self.replicates), ("--bootstrap", self.bootstrap)):
                if value is not None:
                    raise SpecError(f"{name} is about --ci bootstrap, and --ci is {self.ci}.", fix=f"--ci bootstrap {name} {value}")
        if self.individual == "levels" and self.traits is False:
            raise SpecError("--individual levels and --no-traits contradict each other.", fix="leave one of them out.")
        self.families()

    def families(self) -> dict[str, str]:
        """Column -> family of its answers, as typed after ``--family``."""
        found: dict[str, str] = {}
        for text in self.family:
            column, sign, family = text.rpartition("=")
            if not sign or not column:
                raise SpecError(f"--family '{text}' does not say a column and its family.", fix="--family pain=gaussian")
            if column in found:
                raise SpecError(f"--family names '{column}' twice.", fix=f"--family {column}={family}")
            # Late: no other slip in the options needs numbers.
            from unspiral.learn.family import read_family

            read_family(family, column)
            found[column] = family
        return found


def scales_turned(reverse: tuple[str, ...]) -> dict[str, float | None]:
    """Column -> top of its scale (x is read as top - x), or None (x is read as -x).

    Args:
        reverse: as given to ``--reverse``.
    """
    found: dict[str, float | None] = {}
    for text in reverse:
        name, sign, top = text.rpartition("=") if "=" in text else (text, "", "")
        number = _number(top)
        if not name or (sign and number is None):
            raise SpecError(
                f"--reverse '{text}' does not say a column and the top of its scale.",
                why="With a top T an answer x is read as T - x, without one as -x.",
                fix=f"--reverse {name or 'mood'}=10, or --reverse {name or 'mood'}",
            )
        if name in found:
            raise SpecError(f"--reverse names '{name}' twice.", fix=f"--reverse {text}")
        found[name] = number
    return found


KINDS_SAID = (
    "The kind must be said: impulse pushes once, at its row; sustained pushes for as long as it is not 0; fading pushes at its row and"
    " wears off."
)


def _stdout(flag: str, ending: str) -> str:
    return f"--json prints the same document on stdout; or {flag} {ending}" if flag == "-o" else f"{flag} {ending}"


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _one_file(one: str, other: str) -> bool:
    try:
        return os.path.realpath(one) == os.path.realpath(other)
    except ValueError:  # a name that no file can have; its own check will say so
        return False


def _check_place(flag: str, place: str, ending: str) -> None:
    try:
        real = Path(os.path.realpath(place))
        if real.is_dir():
            raise SpecError(f"{flag} '{place}' is a folder, not a file.", fix=f"{flag} {real / ending}")
        if not real.parent.is_dir():
            what = f"The folder '{real.parent}' does not exist, so {flag} cannot write '{real.name}'."
            raise SpecError(what, fix=f"mkdir -p '{real.parent}'")
        if not os.access(real if real.exists() else real.parent, os.W_OK):
            raise SpecError(f"{flag} '{place}' is write-protected.", fix=f"name another place: {flag} {ending}")
    except (OSError, ValueError) as problem:
        reason = cast("str | None", getattr(problem, "strerror", None)) or str(problem)
        raise SpecError(f"{flag} '{place}' cannot be written: {reason.lower()}.", fix=f"{flag} {ending}") from None
