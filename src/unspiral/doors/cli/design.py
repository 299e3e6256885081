"""``unspiral design``: how large a study has to be to see a link, or what a treatment does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say, seed_option, workers_option
from unspiral.doors.cli.loop_given import loop_given
from unspiral.doors.cli.page_given import check_places, page_options, write_places
from unspiral.errors import NotIdentified, SpecError

if TYPE_CHECKING:
    from unspiral.records import Arrow
    from unspiral.records.design import StudyPlan
    from unspiral.show.model import Report


@click.command(short_help="Plan how large a study has to be to see a link or an effect.")
@click.option("--loop", "text", metavar="TEXT|@FILE", help="The declared loop.")
@click.option(
    "--link",
    "links",
    metavar="'CAUSE->AFFECTED=RATE'",
    multiple=True,
    help="The link to be seen, per day; more: what else is true. Of an input: what it does where taken.",
)
@click.option(
    "--effect", metavar="'CAUSE->AFFECTED=SD'", help="In place of a rate: effect after --lag, in within-person standard deviations."
)
@click.option("--given", metavar="'INPUT: half'", help="When the study gives an input: to half of the people, or 'INPUT: blocks of 7'.")
@click.option("--adherence", metavar="P|P:P", help="Share of what is given that is taken, or a range; all of it when left out.")
@click.option("--lag", type=float, default=1.0, show_default=True, metavar="DAYS", help="With --effect.")
@click.option("--people", default="50,100", show_default=True, metavar="N,...", help="Numbers of people to look at.")
@click.option("--days", default="28,56", show_default=True, metavar="N,...", help="Lengths to look at.")
@click.option("--beeps", default="1,5", show_default=True, metavar="N,...", help="Prompts on each day of asking.")
@click.option("--compliance", default="0.8", show_default=True, metavar="P,...", help="Share of prompts that are answered.")
@click.option("--burst", type=float, metavar="N", help="Mean number of prompts skipped in a row; each on its own when left out.")
@click.option(
    "--every", type=click.IntRange(min=1), default=1, show_default=True, metavar="DAYS", help="From one day of asking to the next."
)
@click.option("--hours", default="9-21", show_default=True, metavar="FROM-TO", help="First and last beep of a day, o'clock.")
@click.option("--power", type=float, metavar="P", help="Wanted chance of seeing the link; 0.8 when neither this nor --width is given.")
@click.option("--width", type=float, metavar="W", help="Wanted width of the interval, from end to end, per day.")
@click.option("--level", type=float, default=0.95, show_default=True, metavar="P", help="Of the interval.")
@click.option("--fit", "pilot", metavar="FIT.json", help="Take all numbers, with their uncertainty, from a pilot.")
@click.option("--draws", type=click.IntRange(min=2), default=40, show_default=True, metavar="N", help="Loops drawn from the pilot.")
@click.option("--vary", metavar="'CAUSE->AFFECTED=SD'", multiple=True, help="People differ in a link by this standard deviation.")
@click.option("--self", "rates", metavar="PROCESS=RATE", multiple=True, help="How fast a process returns, per day; 0.69 when left out.")
@click.option("--within", metavar="PROCESS=SD", multiple=True, help="Spread of one person's days, in points; 1 when left out.")
@click.option("--trait", "traits", metavar="PROCESS=SD", multiple=True, help="Spread of people's levels, in points; 1 when left out.")
@click.option("--error", "errors", metavar="PROCESS=SD", multiple=True, help="Error of a single answer, in points; 0.6 when left out.")
@click.option("--confirm", "studies", type=click.IntRange(min=0), default=0, metavar="N", help="Make up N studies of the chosen design.")
@page_options
@seed_option
@workers_option
@json_option
@quiet_option
def command(
    text: str | None, links: tuple[str, ...], effect: str | None, given: str | None, adherence: str | None, lag: float,
    people: str, days: str, beeps: str, compliance: str, burst: float | None, every: int, hours: str, power: float | None,
    width: float | None, level: float, pilot: str | None, draws: int,
    vary: tuple[str, ...], rates: tuple[str, ...], within: tuple[str, ...], traits: tuple[str, ...], errors: tuple[str, ...],
    studies: int, report: str | None, svg: str | None, seed: int, workers: int, as_json: bool,
) -> None:  # fmt: skip
    """Plan how large a study has to be to see one link between two processes, or what an input does to one.

    Every combination of --people, --days, --beeps and --compliance is a design. For each the chance of seeing the link and the width of its
    interval follow from the exact expected information of all numbers of the loop; --confirm tries the chosen design out on made-up
    studies, each learned from anew. The first --link is the one to be seen; the others say what else is taken to be true, 0 when left out.

    Of an input that the study gives (--given), the effect of being assigned is planned for: what it does where taken, times --adherence.

    \b
    Examples:
      unspiral design --loop 'pain <-> depression' --link 'depression->pain=0.1'
      unspiral design --loop 'pain <-> depression; walking => pain (sustained)' --link 'walking->pain=-0.5' --given 'walking: half'
      unspiral design --loop 'pain <-> depression' --effect 'depression->pain=0.1' --vary 'depression->pain=0.1' --people 60,120
      unspiral design --fit pilot.json --link 'depression->pain' --days 28 --beeps 5 --confirm 200 --report plan.html --svg power.svg

    Ends with 0 when done, also where no design reaches what is wanted, 2 for bad input, 3 when a pilot carries no plan.
    """
    link, value, others = _links(links, effect)
    spread = _arrows(vary, "--vary", "depression->pain=0.1")
    sizes = {name: _numbers(given, name) for name, given in (("people", people), ("days", days), ("beeps", beeps))}
    shares = _shares(compliance)
    loop = None if text is None else loop_given(text, "unspiral design --loop")
    check_places(report, svg, pilot)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.act.design.asked import Asked
    from unspiral.act.design.plan import design
    from unspiral.doors.cli.design_document import document, refusal
    from unspiral.doors.cli.design_given import given_of
    from unspiral.doors.cli.design_text import design_text
    from unspiral.store.fit_json import read_fit

    asked = Asked(
        sizes["people"], sizes["days"], sizes["beeps"], shares, every=every, hours=_hours(hours), burst=burst, power=power, width=width,
        level=level, given=given_of(given, adherence),
    )  # fmt: skip
    opened = None if pilot is None else read_fit(pilot)
    if opened is None and text is None:
        raise SpecError("A plan needs a loop, or a pilot.", fix="--loop 'pain <-> depression'")
    stated = {
        name: _values(given, f"--{name}") for name, given in (("self", rates), ("within", within), ("trait", traits), ("error", errors))
    }
    with progress("planning", studies) as advance:
        done = [0]

        def tick(what: str, many: int, _of: int) -> None:
            if what == "studies":
                advance(min(many * 5, studies) - done[0])
                done[0] = min(many * 5, studies)

        try:
            plan = design(
                link, asked, loop=loop, value=value, effect=_effect(effect, lag), others=others, differ=spread, rates=stated["self"],
                within=stated["within"], traits=stated["trait"], errors=stated["error"], pilot=opened, draws=draws, studies=studies,
                seed=seed, workers=workers, progress=tick,
            )  # fmt: skip
        except NotIdentified as refused:
            if as_json:
                print_json(refusal(link, refused))
            raise
    write_places(lambda: _page(plan), report, svg)
    if as_json:
        print_json(document(plan))
        return
    click.echo(design_text(plan))
    say("Every number: add --json" + ("" if studies else "; made-up studies of the chosen design: add --confirm 200"))


def _page(plan: StudyPlan) -> Report:
    from unspiral.show.design_page import design_page

    return design_page(plan)


# What was asked for ----------------------------------------------------------------------------------------------------------------


def _links(given: Sequence[str], effect: str | None) -> tuple[Arrow, float | None, dict[Arrow, float]]:
    """The link to be seen, its rate (None: as the pilot says, or as --effect does), and the others."""
    first = given[0] if given and effect is None else None
    rest = given[1:] if first is not None else given
    others = _arrows(rest, "--link", "pain->depression=0.1")
    if effect is not None:
        link = next(iter(_arrows((effect,), "--effect", "depression->pain=0.1")))
        if link in others:
            raise SpecError(f"The link {link[0]} -> {link[1]} is stated twice: by --link and by --effect.", fix="leave one of them out.")
        return link, None, others
    if first is None:
        raise SpecError("Which link is the study to see?", fix="--link 'depression->pain=0.1'")
    if "=" not in first:
        return _arrow(first, "--link", "depression->pain=0.1"), None, others
    link, value = next(iter(_arrows((first,), "--link", "depression->pain=0.1").items()))
    if link in others:
        raise SpecError(f"The link {link[0]} -> {link[1]} is stated twice.", fix="leave one of them out.")
    return link, value, others


def _effect(given: str | None, lag: float) -> tuple[float, float] | None:
    return None if given is None else (next(iter(_arrows((given,), "--effect", "depression->pain=0.1").values())), lag)


def _arrows(given: Sequence[str], option: str, example: str) -> dict[Arrow, float]:
    found: dict[Arrow, float] = {}
    for text in given:
        arrow, sign, amount = text.rpartition("=")
        number = _number(amount)
        if not sign or number is None:
            raise SpecError(f"'{option} {text}' is not a link, '=' and a number.", why=_unquoted(text), fix=f"{option} '{example}'")
        link = _arrow(arrow, option, example)
        if link in found:
            raise SpecError(f"'{option} {text}': that link is given twice.", fix="leave one of them out.")
        found[link] = number
    return found


def _arrow(text: str, option: str, example: str) -> Arrow:
    cause, sign, affected = (part.strip() for part in text.partition("->"))
    if not sign or not cause or not affected or "->" in affected:
        raise SpecError(f"'{option} {text}' is not one link.", why=_unquoted(text), fix=f"{option} '{example}', in quotes")
    return cause, affected


def _unquoted(text: str) -> str:
    if text.endswith("-"):
        return "Without quotes a shell reads > as the name of a file to write."
    return "A link is a cause, an arrow and what it affects."


def _values(given: Sequence[str], option: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in given:
        name, sign, amount = (part.strip() for part in text.rpartition("="))
        number = _number(amount)
        if not sign or not name or number is None:
            raise SpecError(f"'{option} {text}' is not a process, '=' and a number.", fix=f"{option} pain=1")
        if name in found:
            raise SpecError(f"'{option} {text}': {name} is given twice.", fix="leave one of them out.")
        found[name] = number
    return found


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _numbers(text: str, name: str) -> tuple[int, ...]:
    """Whole numbers between commas, each once, increasing."""
    found: set[int] = set()
    for part in text.split(","):
        number = _number(part.strip())
        if number is None or number != int(number) or number < 1:
            example = {"people": "50,100", "days": "28,56", "beeps": "1,5"}[name]
            raise SpecError(f"'--{name} {text}' holds '{part.strip()}', which is not a whole number from 1 on.", fix=f"--{name} {example}")
        found.add(int(number))
    return tuple(sorted(found))


def _shares(text: str) -> tuple[float, ...]:
    found: set[float] = set()
    for part in text.split(","):
        number = _number(part.strip())
        if number is None or not 0.0 < number <= 1.0:
            why = "80 % is 0.8." if number is not None and 1.0 < number <= 100.0 else ""
            raise SpecError(
                f"'--compliance {text}' holds '{part.strip()}', which is not a share of prompts.", why=why, fix="--compliance 0.8"
            )
        found.add(number)
    return tuple(sorted(found))


def _hours(text: str) -> tuple[float, float]:
    first, sign, last = text.partition("-")
    ends = _number(first), _number(last)
    if not sign or ends[0] is None or ends[1] is None:
        raise SpecError(f"'--hours {text}' is not two hours of a day.", fix="--hours 9-21")
    return ends[0], ends[1]
