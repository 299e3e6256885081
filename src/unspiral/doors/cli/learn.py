"""``unspiral learn``: learn from a table how each process drives the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from unspiral.aside import write_aside
from unspiral.doors.cli.console import (
    json_option,
    print_json,
    quiet_option,
    say,
    seed_option,
    workers_option,
)
from unspiral.doors.cli.learn_bayes import bayes_options, learn_by_draws, show_priors
from unspiral.doors.cli.learn_from import fit_to_go_on_from, learned_anew, read_as_before, read_with
from unspiral.doors.cli.learn_options import LearnCommand, Options
from unspiral.doors.cli.stages import stages
from unspiral.errors import NotConverged, NotIdentified, SpecError
from unspiral.units import TIME_UNITS

if TYPE_CHECKING:
    from unspiral.loop.model import Loop
    from unspiral.records import Fit, Moments, Panel
    from unspiral.records.overlap import Overlap

REFUSED, NOT_CONVERGED = NotIdentified.exit_code, NotConverged.exit_code


@click.command(cls=LearnCommand, short_help="Learn from a table how each process drives the other.")
@click.argument("data", metavar="[DATA]", required=False)
@click.option("--moments", metavar="FILE.json", help="Learn from summary statistics in place of a table.")
@click.option("--person", metavar="COL", help="Who answered; guessed from the names when left out.")
@click.option("--time", metavar="COL", help="When: numbers, dates or timestamps; guessed when left out.")
@click.option("--time-unit", type=click.Choice(TIME_UNITS), help="Unit of the times; that in the column's name, else day.")
@click.option("--loop", metavar="TEXT|@FILE", help="What may drive what; 'pain <-> depression' when left out.")
@click.option("--input", "inputs", metavar="COL[:KIND]", multiple=True, help="An event or treatment: impulse, sustained or fading.")
@click.option("--reverse", metavar="COL[=TOP]", multiple=True, help="A scale that runs the other way: read as TOP minus the answer.")
@click.option("--missing", metavar="CODE", multiple=True, help="Also stands for no answer, beside empty, NA, NaN and a point.")
@click.option("--covariate", "covariates", metavar="COL[:PART]", multiple=True, help="Of a person; acts on levels, links or both.")
@click.option("--weekday", is_flag=True, help="A level of its own for each day of the week.")
@click.option("--daytime", is_flag=True, help="A daily wave of the levels.")
@click.option("--overnight", is_flag=True, help="What a night does, at the first occasion of a day.")
@click.option("--trend", is_flag=True, help="A straight trend of the levels over each person's time.")
@click.option("--weight", metavar="COL", help="How much a person, or an occasion, counts.")
@click.option("--time-zone", metavar="NAME", help="Where hours and weekdays are meant, such as Europe/Zurich.")
@click.option("--lag", type=float, default=1.0, show_default=True, metavar="X", help="Lag of the 'lagged' effects, in time units.")
@click.option("--traits/--no-traits", default=None, help="People differ in level; on where the data can carry it.")
@click.option("--error/--no-error", default=None, help="Answers carry measurement error; on where the data can carry it.")
@click.option("--t0", type=click.Choice(["separate", "joint", "centred", "stationary", "point"]), help="Law of the first occasion.")
@click.option("--means", type=click.Choice(["constant", "wave"]), default="constant", show_default=True, help="One level, or one a wave.")
@click.option(
    "--individual",
    type=click.Choice(["levels", "links"]),
    help="'levels' is --traits; 'links': people differ in every link and self-effect too.",
)
@click.option("--family", metavar="COL=FAMILY", multiple=True, help="gaussian, ordinal, binary, count, bounded or bounded(LOW,HIGH).")
@click.option(
    "--skips", metavar="[PROCESS=SLOPE,...]", is_flag=False, flag_value="", help="Skipped prompts tell of the state; slopes may be assumed."
)
@click.option("--answered", metavar="COL", help="Whether a prompt was answered (1, 0; empty = no prompt); else by rows without an answer.")
@click.option("--after-last", is_flag=True, help="Prompts after a person's last answer count as skipped.")
@click.option("--keep-overlap", is_flag=True, help="Keep questions about another process (sleep in the PHQ); left out otherwise.")
@click.option("--standardize", is_flag=True, help="Also show effects in within-person standard deviations.")
@click.option(
    "--ci", type=click.Choice(["wald", "sandwich", "profile", "bootstrap"]), default="wald", show_default=True, help="Kind of intervals."
)
@click.option("--replicates", type=click.IntRange(min=1), metavar="N", help="Of --ci bootstrap; 500 when left out.")
@click.option("--bootstrap", type=click.Choice(["parametric", "case"]), help="Make answers up again (as left out), or draw people again.")
@click.option("--level", type=float, default=0.95, show_default=True, metavar="P", help="Of every interval.")
@click.option("--starts", type=click.IntRange(min=1), default=5, show_default=True, metavar="N", help="Places the search starts from.")
@bayes_options
@seed_option
@workers_option
@click.option("--from", "from_fit", metavar="FIT.json", help="Go on from a kept fit: its loop and options, and a search that begins there.")
@click.option("-o", "--output", metavar="FIT.json", help="Keep the fit in a file, for whatif and report.")
@click.option("--persons", metavar="FILE.csv", help="Write each person's own values, where people may differ in more than level.")
@click.option("--report", metavar="FILE.html", help="Write one page that a person can read and print.")
@json_option
@quiet_option
@click.pass_context
def command(context: click.Context, **given: Any) -> None:
    """Learn from a table of answers how each process drives the other.

    DATA is a CSV file (also .gz), Parquet, Feather, SPSS or Stata: one row for each occasion, one column for each question. What was
    guessed is said aloud. Without --loop the columns of pain and of depression are guessed from their names.

    --workers speeds up large panels, --ci bootstrap and --ci profile. Ctrl-C ends a search and keeps the best so far.

    \b
    Examples:
      unspiral learn diary.csv
      unspiral learn panel.csv --person id --time month --time-unit month -o fit.json
      unspiral learn diary.csv --loop 'pain <-> depression; depression by phq8' --input walking:impulse
      unspiral learn diary.csv --family depression=ordinal --family 'pain=bounded(0,10)'
      unspiral learn --moments summary.json --means wave --json
      unspiral learn diary.csv --from fit.json -o fit.json

    Ends with 0 when done, 2 for bad input, 3 when the data cannot carry the loop, 4 when no maximum was found.
    """
    options = Options(**given)
    options.check()
    # Late: --help and a slip in the options need no numbers.
    from unspiral.doors.cli.learn_data import read_asked

    warm = fit_to_go_on_from(options, context)
    if warm is not None:
        options = read_as_before(options, warm)
    data, loop, seconds, said = read_asked(options, warm)
    _say_read(data, said)
    overlap = _overlapping(loop, options, warm)
    if options.prior_only:
        from unspiral.learn.overlap import to_learn
        from unspiral.records import Moments

        assert not isinstance(data, Moments)  # refused above
        show_priors(data, loop, to_learn(loop, overlap), options)
        return
    _check_persons(loop, options, warm)
    try:
        fit = _learn(data, loop, options, warm, overlap)
    except (SpecError, NotIdentified) as refusal:
        if warm is not None:
            learned_anew(refusal)
        if options.as_json and isinstance(refusal, NotIdentified):
            print_json(_refused(data, loop, options, refusal, seconds))
        raise
    fit = replace(fit, seconds={**fit.seconds, "read": seconds}, data=replace(fit.data, said=(*fit.data.said, *read_with(options))))
    if any(verdict.code == "interrupted" for verdict in fit.verdicts):
        say(_going_on(options))
    try:
        _print(fit, options)  # first: a file that cannot be written must not take the answer along
    finally:
        _keep(fit, data, options)  # and a reader who leaves early (``| head``) must not take the files along
    context.exit(_ending(fit))


def _learn(data: Panel | Moments, loop: Loop, options: Options, warm: Fit | None, overlap: Overlap | None) -> Fit:
    from unspiral.learn.fit_ml import fit_ml
    from unspiral.learn.intervals import REPLICATES
    from unspiral.learn.kalman import threads

    threads(options.workers)
    with stages() as tick:
        if warm is not None:
            typed: dict[str, Any] = {"individual": options.individual, "families": options.families()}
            return fit_ml(data, loop, warm=warm, **typed, workers=options.workers, progress=tick)
        asked: dict[str, Any] = {
            "traits": True if options.individual == "levels" else options.traits,
            "individual": options.individual,
            "error": options.error,
            "t0": options.t0,
            "means": options.means,
            "lag": options.lag,
            "level": options.level,
            "starts": options.starts,
            "seed": options.seed,
            "covariates": options.covaried(),
            "weekday": options.weekday,
            "daytime": options.daytime,
            "overnight": options.overnight,
            "trend": options.trend,
            "families": options.families(),
            "ci": options.ci,
            "replicates": options.replicates or REPLICATES,
            "bootstrap": options.bootstrap or "parametric",
            "standardize": options.standardize,
            "skips": False if options.skips is None else options.skip_slopes() or True,
            "overlap": overlap,
        }
        if options.bayes:
            return learn_by_draws(data, loop, options, asked, tick)
        return fit_ml(data, loop, **asked, workers=options.workers, progress=tick)


def _check_persons(loop: Loop, options: Options, warm: Fit | None) -> None:
    """Before the search: nobody should wait for a table that cannot be written."""
    if options.persons is None:
        return
    asked = options.individual == "links" or bool(loop.vary_links) or bool(getattr(loop, "vary_others", ()))
    if not (asked if warm is None else warm.choices.individual):
        from unspiral.doors.cli.persons_file import differ_in_nothing

        raise differ_in_nothing()


def _overlapping(loop: Loop, options: Options, warm: Fit | None) -> Overlap | None:
    """Questions that ask about another process of the loop; a fit to go on from has left them out, or kept them, already."""
    from unspiral.doors.cli.learn_overlap import overlap_in, said_of

    if warm is not None and options.keep_overlap:
        raise SpecError(
            "--keep-overlap was given, and a fit to go on from has decided about such questions already.",
            fix="leave it out, or learn anew, without --from.",
        )
    if warm is not None:
        return None
    found = overlap_in(loop, keep=options.keep_overlap)
    for sentence in said_of(loop, found):
        say(f"  {sentence}")
    return found


def _going_on(options: Options) -> str:
    """What to type after Ctrl-C."""
    if options.output is None:
        return "Stopped; what was found until then is shown. With -o FIT.json it is kept, and --from FIT.json goes on from it."
    source = options.data or f"--moments {options.moments}"
    return f"Stopped; what was found until then is kept. To go on: unspiral learn {source} --from {options.output} -o {options.output}"


def _refused(data: Panel | Moments, loop: Loop, options: Options, refusal: NotIdentified, seconds: float) -> dict[str, object]:
    from unspiral.records import Verdict
    from unspiral.store.refusal import refused_document
    from unspiral.version import VERSION

    reason = f"{refusal.what} {refusal.why}".strip()
    verdict = Verdict(refusal.code, "refuse", reason, refusal.fix)
    model = {"traits": options.traits, "error": options.error, "t0": options.t0, "means": options.means}
    document = refused_document(data, loop, verdict, version=VERSION, model=model, lag=options.lag)
    return {**document, "seconds": {"read": seconds, "fit": None, "errors": None}}


def _say_read(data: Panel | Moments, said: tuple[str, ...]) -> None:
    from unspiral.doors.cli.learn_text import read_line

    say(read_line(data))
    for sentence in said:
        say(f"  {sentence}")


def _keep(fit: Fit, data: Panel | Moments, options: Options) -> None:
    """Files, the fit before what is made from it."""
    if options.output is not None:
        from unspiral.store.fit_json import write_fit

        write_fit(fit, options.output)
        say(f"The fit is in {options.output}.")
    if options.persons is not None:
        from unspiral.doors.cli.persons_file import write_persons

        say(write_persons(fit, options.persons))
    if options.report is not None:
        say("Computing what would be expected from the fit (a few seconds).")
        from unspiral.records import Panel
        from unspiral.show.expected import expected
        from unspiral.show.report import report_html

        whatifs, spiral = expected(fit)
        panel = data if isinstance(data, Panel) else None
        write_aside(options.report, report_html(fit, panel=panel, whatifs=whatifs, spiral=spiral))
        say(f"The report is in {options.report}.")


def _print(fit: Fit, options: Options) -> None:
    if options.as_json:
        from unspiral.store.fit_json import fit_document

        print_json(fit_document(fit))
        return
    from unspiral.doors.cli.learn_text import fit_text

    click.echo(fit_text(fit, options.output))


def _ending(fit: Fit) -> int:
    if not fit.converged:
        return NOT_CONVERGED
    return REFUSED if any(verdict.level == "refuse" for verdict in fit.verdicts) else 0
