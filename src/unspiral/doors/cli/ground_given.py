"""What ``whatif``, ``spiral`` and ``targets`` stand on: a fit from a file, or a declared loop with priors where there are no data yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import click

from unspiral.doors.cli.loop_given import loop_given
from unspiral.errors import SpecError
from unspiral.units import TIME_UNITS

if TYPE_CHECKING:
    from unspiral.loop.model import Loop
    from unspiral.records import Fit

F = TypeVar("F", bound=Callable[..., object])
MOST_SPANS = 100.0  # beyond this many times the longest record a time is a slip of the keyboard
EXAMPLE = "link:pain->depression=0.1:0.3"


def ground_options(command: F) -> F:
    """FIT.json, or ``--loop`` with its options; handed to the verb as ``fit``, ``loop``, ``prior`` and ``time_unit``."""
    command = click.option(
        "--time-unit", type=click.Choice(TIME_UNITS), metavar="UNIT", help="With --loop: day (when left out), hour, week, month or year."
    )(command)
    command = click.option(
        "--prior", metavar="'NAME=LOW:HIGH'", multiple=True,
        help="With --loop: a 95 % range of one number; NAME=0.2 fixes it, NAME=normal(0, 0.2) is a law.",
    )(command)  # fmt: skip
    command = click.option("--loop", metavar="TEXT|@FILE", help="In place of FIT.json: a declared loop, priors, and no data.")(command)
    return click.argument("fit", metavar="[FIT.json]", required=False)(command)


def no_pages(loop: str | None, report: str | None, svg: str | None) -> None:
    """A page or a picture goes from hand to hand without the command that made it: of assumptions alone there is none.

    Raises:
        SpecError: one was asked for.
    """
    if loop is not None and (report is not None or svg is not None):
        option = "--report" if report is not None else "--svg"
        raise SpecError(
            f"{option} belongs to a fit: a page of assumptions alone could be taken for what somebody's answers say.",
            fix=f"leave {option} out; --json has every number and every prior.",
        )


def check_reach(option: str, value: float | None, most: float, usual: float, *, besides: str = "") -> None:
    """Stop at a time so far beyond the record that it is a slip of the keyboard.

    Args:
        option: "--days".
        value: as given, in the option's unit; None where it was left out.
        most: ``MOST_SPANS`` times the longest record in that unit; nothing is stopped where there is no record.
        usual: what the remedy names, where it is not too far itself.
        besides: what else is said for the reason.

    Raises:
        SpecError: the value lies further out.
    """
    if value is None or not value > most > 0.0:
        return
    raise SpecError(
        f"{option} {value:g} looks further than {MOST_SPANS:g} times the length of the record.",
        why=f"A loop learned from so short a record says nothing about a time so far away{besides}.",
        fix=f"{option} {min(usual, most):.3g}, and {most:.3g} at most",
    )


class Given:
    """What was given on the command line; every slip in its words is found before any file is opened.

    Args:
        verb: whose command line it is.
        fit, loop, prior, time_unit: as ``ground_options`` hands them over.
        seed: of the draws of a loop without data; None = 1.

    Raises:
        SpecError: neither a fit nor a loop, both, or priors of a fit.
    """

    def __init__(
        self, verb: str, fit: str | None, loop: str | None, prior: tuple[str, ...], time_unit: str | None, seed: int | None = None
    ) -> None:
        if (fit is None) == (loop is None):
            what = "A fit and a loop are both given." if fit is not None else "Neither a fit nor a loop is given."
            why = "A fit has its own loop." if fit is not None else "Numbers come from what was learned, or from priors of a declared loop."
            raise SpecError(what, why=why, fix=f"unspiral {verb} fit.json ..., or unspiral {verb} --loop 'pain <-> depression' ...")
        if fit is not None and (prior or time_unit is not None):
            option = "--prior" if prior else "--time-unit"
            raise SpecError(
                f"{option} belongs to --loop: this fit was learned, and has its own.",
                fix=f"leave {option} out, or give --loop in place of {fit}.",
            )
        self.fit = fit
        self.declared: Loop | None = None if loop is None else loop_given(loop, f"unspiral {verb} --loop")
        self.stated: dict[str, float | str] = dict(stated(prior))
        self.unit, self.seed = time_unit or "day", 1 if seed is None else seed

    def opened(self) -> Fit:
        """The fit, or the loop of assumptions.

        Raises:
            DataError: the file is none of a fit.
            SpecError, NotIdentified: as for ``from_priors``.
        """
        if self.declared is None:
            from unspiral.store.fit_json import read_fit

            return read_fit(cast("str", self.fit))
        from unspiral.learn.prior_fit import from_priors

        return from_priors(self.declared, self.stated, unit=self.unit, seed=self.seed)


def stated(texts: tuple[str, ...]) -> dict[str, str]:
    """NAME=VALUE, each name once.

    Raises:
        SpecError: a text is no such thing, or a name comes twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = (part.strip() for part in text.rpartition("="))
        if not sign or not name or not value:
            why = "Without quotes a shell reads > as the name of a file to write." if text.endswith("-") else ""
            raise SpecError(f"'--prior {text}' is not a name, '=' and a number or a range.", why=why, fix=f"--prior '{EXAMPLE}', in quotes")
        if name in found:
            raise SpecError(f"'--prior' names '{name}' twice.", fix=f"--prior '{name}={value}', once.")
        found[name] = value
    return found
