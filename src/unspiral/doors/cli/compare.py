"""``unspiral compare``: fits of the same answers side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say
from unspiral.doors.cli.document_parts import verdict_entry
from unspiral.errors import NotConverged, SpecError

if TYPE_CHECKING:
    from unspiral.records import Fit, Panel
    from unspiral.records.comparison import Comparison, Difference, LeaveFuture, LeaveOneOut, RatioTest

SCHEMA = "unspiral.compare/1"


@click.command(short_help="Put fits of the same answers side by side.")
@click.argument("fits", metavar="FIT.json FIT.json ...", nargs=-1)
@click.option("--data", metavar="DATA", help="The table that they were learned from: also compare what each foretells.")
@click.option("--person", metavar="COL", help="With --data, as for learn: who answered.")
@click.option("--time", metavar="COL", help="With --data, as for learn: when.")
@click.option("--reverse", metavar="COL[=TOP]", multiple=True, help="With --data, as for learn: a scale that runs the other way.")
@click.option("--missing", metavar="CODE", multiple=True, help="With --data, as for learn: also stands for no answer.")
@click.option("--time-zone", metavar="NAME", help="With --data, as for learn: where hours and weekdays are meant.")
@click.option("--steps", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Occasions ahead that are foretold.")
@click.option("--refits", default="20", show_default=True, metavar="N|all", help="People left out by a real refit where weights fail.")
@click.option("--report", metavar="FILE.html", help="Write the report of the first fit with this comparison in it.")
@json_option
@quiet_option
def command(
    fits: tuple[str, ...], data: str | None, person: str | None, time: str | None, reverse: tuple[str, ...], missing: tuple[str, ...],
    time_zone: str | None, steps: int, refits: str, report: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Put two or more fits of the same answers side by side.

    Shown are likelihood-ratio tests where one model is a special case of another, AIC and BIC; with the table itself, also how well each
    foretells people and answers that it has not seen.

    FIT.json comes from 'unspiral learn DATA -o FIT.json'. The first one is what the others are compared with.

    \b
    Examples:
      unspiral compare one-way.json both-ways.json
      unspiral compare one-way.json both-ways.json --data diary.csv --report compared.html

    Ends with 0 when done, 2 for bad input or fits of different answers, 4 where one has no maximum.
    """
    names = _names(fits)
    given = {"--person": person, "--time": time, "--reverse": reverse, "--missing": missing}
    given |= {"--time-zone": time_zone}
    if data is None and (lost := [name for name, value in given.items() if value]):
        raise SpecError(f"{lost[0]} is about a table, and --data names none.", fix="--data diary.csv")
    limit = _limit(refits)
    if report is not None:
        from unspiral.doors.cli.page_given import check_page

        check_page(report, "--report", *fits)
    # Late: --help and a slip in the options need no numbers.
    from unspiral.learn.compare import compare
    from unspiral.store.fit_json import read_fit

    opened = [read_fit(fit) for fit in fits]
    try:
        found = compare(opened, names)
        if data is not None:
            from unspiral.doors.cli.learn_options import scales_turned
            from unspiral.doors.cli.read_again import Reading, read_again

            typed = Reading(person, time, time_zone, scales_turned(reverse), missing)
            panel = read_again(data, dict(zip(names, opened, strict=True)), typed)
            left, future = _foretold(opened, names, panel, steps, limit)
            found = compare(opened, names, left_out=left, future=future)
    except NotConverged as refusal:
        if as_json:
            print_json(_refused(names, refusal))
        raise
    if report is not None:
        _write(opened[0], found, report)
    if as_json:
        print_json(document(found))
        return
    from unspiral.doors.cli.compare_text import comparison_text

    click.echo(comparison_text(found))
    if data is None:
        say("What each foretells: add --data with the table that they were learned from.")


def _names(fits: tuple[str, ...]) -> list[str]:
    """Files by their names without folder and ending; with the folder where two are called the same."""
    if len(fits) < 2:
        raise SpecError(
            "One fit has nothing to be compared with." if fits else "No fit is given.", fix="unspiral compare one.json other.json"
        )
    if len(set(fits)) < len(fits):
        raise SpecError("The same file is given twice.", fix="give each fit once.")
    short = [Path(fit).stem for fit in fits]
    return short if len(set(short)) == len(short) else list(fits)


def _limit(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal():
        raise SpecError(f"'--refits {text}' is neither a number nor 'all'.", fix="--refits 20")
    return int(text)


def _foretold(
    fits: list[Fit], names: list[str], panel: Panel, steps: int, limit: int | None
) -> tuple[dict[str, LeaveOneOut], dict[str, LeaveFuture]]:
    """What each foretells; what cannot be asked of all of them is asked of none, and said."""
    from unspiral.errors import NotIdentified
    from unspiral.learn.leave_future import leave_future
    from unspiral.learn.leave_out import leave_one_out

    left: dict[str, LeaveOneOut] = {}
    future: dict[str, LeaveFuture] = {}
    with progress("Comparing", 2 * len(fits)) as advance:
        try:
            for name, fit in zip(names, fits, strict=True):
                future[name] = leave_future(panel, fit, steps=steps)
                advance(1)
        except NotIdentified as reason:
            future = {}
            say(f"The future is not foretold: {reason.what}")
        try:
            for name, fit in zip(names, fits, strict=True):
                left[name] = leave_one_out(panel, fit, refits=limit)
                advance(1)
        except NotIdentified as reason:
            left = {}
            say(f"Nobody is left out: {reason.what}")
    return left, future


def _write(fit: Fit, found: Comparison, report: str) -> None:
    from unspiral.show.expected import expected
    from unspiral.show.report import report_html

    say("Computing what would be expected from the first fit (a few seconds).")
    whatifs, spiral = expected(fit)
    write_aside(report, report_html(fit, whatifs=whatifs, spiral=spiral, comparison=found))
    say(f"The report is in {report}.")


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: Comparison) -> dict[str, object]:
    """A comparison as one JSON document."""
    from unspiral.learn.compare import preference  # late, as above

    return {
        "schema": SCHEMA,
        "baseline": found.baseline,
        "best": found.best,
        "words": preference(found),
        "fits": [
            {"name": s.name, "loglik": s.loglik, "n_parameters": s.n_parameters, "aic": s.aic, "bic": s.bic, "aic_weight": s.weight}
            for s in found.standings
        ],
        "tests": [_test(t) for t in found.tests],
        "persons": _persons(found),
        "future": _future(found),
        "verdicts": [verdict_entry(v) for v in found.verdicts],
    }


def _refused(names: list[str], refusal: NotConverged) -> dict[str, object]:
    verdict = {"code": "not-converged", "level": "refuse", "reason": f"{refusal.what} {refusal.why}".strip(), "remedy": refusal.fix}
    head: dict[str, object] = {"schema": SCHEMA, "baseline": names[0], "best": None, "fits": [], "tests": []}
    return {**head, "persons": None, "future": None, "verdicts": [verdict]}


def _test(t: RatioTest) -> dict[str, object]:
    return {
        "smaller": t.smaller, "larger": t.larger, "statistic": t.statistic, "df": t.df, "p": t.p, "boundary": list(t.boundary),
        "words": t.words,
    }  # fmt: skip


def _persons(found: Comparison) -> dict[str, object] | None:
    """Sums and differences; no row of a single person, whose name may be a name."""
    if not found.left_out:
        return None
    scores = {
        name: {
            "elpd": found.total[name].estimate,
            "se": found.total[name].se,
            "persons": len(one.persons),
            "khat_above_0.7": int((~(one.khat <= 0.7)).sum()),
            "khat_highest": float(one.khat.max()),
            "refitted": len(one.refitted),
            "flagged": len(one.flagged),
        }
        for name, one in found.left_out.items()
    }
    return {"scores": scores, "differences": [_difference(d) for d in found.by_person]}


def _future(found: Comparison) -> dict[str, object] | None:
    if not found.future:
        return None
    scores: dict[str, object] = {}
    for name, one in found.future.items():
        fine = one.scores[one.scores == one.scores]
        scores[name] = {
            "elpd": float(fine.sum()), "occasions": len(fine), "steps": one.steps,
            "origins": list(one.origins), "converged": list(one.converged),
        }  # fmt: skip
    return {"scores": scores, "differences": [_difference(d) for d in found.by_future]}


def _difference(d: Difference) -> dict[str, object]:
    return {"name": d.name, "baseline": d.baseline, "elpd": d.elpd, "se": d.se, "count": d.count}
