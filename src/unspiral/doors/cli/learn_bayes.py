"""``learn --bayes``: its options, what does not go with them, and the priors before any answer was used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from unspiral.doors.cli.console import print_json, say
from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.doors.cli.learn_options import Options
    from unspiral.loop.model import Loop
    from unspiral.records import Fit, Moments, Panel
    from unspiral.records.prior_view import PriorView

Tick = Callable[[str, int, int], None]
ONLY = {
    "--draws": "draws", "--chains": "chains", "--warmup": "warmup", "--prior": "prior", "--prior-only": "prior_only",
    "--draws-file": "draws_file",
}  # fmt: skip


def bayes_options(command: Callable[..., object]) -> Callable[..., object]:
    """Options of a Bayesian fit, in the order in which they are read."""
    number: dict[str, Any] = {"type": click.IntRange(min=1), "metavar": "N"}
    for option in reversed(
        [
            click.option("--bayes", is_flag=True, help="Draw from a posterior, with weak priors, in place of maximum likelihood."),
            click.option("--prior", metavar="NAME=LAW", multiple=True, help="Of --bayes: such as 'link:pain->depression=normal(0, 0.2)'."),
            click.option("--draws", **number, help="Of --bayes, each chain; 1000 when left out."),
            click.option("--chains", **number, help="Of --bayes; 2 when left out."),
            click.option("--warmup", **number, help="Of --bayes, each chain, before its draws; 500 when left out."),
            click.option("--prior-only", is_flag=True, help="Of --bayes: only show what the priors expect, beside the data."),
            click.option("--draws-file", metavar="FILE.nc", help="Of --bayes: keep all draws, for ArviZ."),
        ]
    ):
        command = option(command)  # pyright: ignore[reportArgumentType]
    return command


def check_bayes(options: Options) -> None:
    """Refuse options that do not go together.

    Args:
        options: as typed, or their defaults.

    Raises:
        SpecError: with the option and a remedy.
    """
    if not options.bayes:
        given = [flag for flag, name in ONLY.items() if getattr(options, name)]
        if given:
            raise SpecError(f"{given[0]} is about a Bayesian fit, and --bayes was not given.", fix=f"--bayes {given[0]} ...")
        return
    if options.ci != "wald":
        raise SpecError(
            f"--ci {options.ci} is about maximum likelihood; the intervals of --bayes are those of its draws.",
            fix="leave out --ci, or --bayes.",
        )
    if options.from_fit is not None:
        raise SpecError(
            "--bayes does not go on from a saved fit.",
            why="Its draws are those of all answers together; they are drawn anew when days are added.",
            fix="leave out --from, and give the loop and its options again.",
        )
    if options.weight is not None:
        raise SpecError(
            "--bayes cannot be had with --weight.", why="A weighted sum is no likelihood, so that no posterior follows from it.",
            fix="leave out one of them.",
        )  # fmt: skip
    if options.draws_file is not None:
        from unspiral.store.draws_file import check_ending

        check_ending(options.draws_file)
    if options.prior_only and (options.output or options.persons or options.report or options.draws_file):
        raise SpecError(
            "--prior-only fits nothing, so there is nothing to keep.", fix="leave out -o, --persons, --report and --draws-file."
        )
    if options.prior_only and options.moments is not None:
        raise SpecError("--prior-only makes answers up at people's own times, and --moments has none.", fix="learn from the table of rows.")
    from unspiral.learn.given_priors import stated

    stated(options.prior)


def learn_by_draws(data: Panel | Moments, loop: Loop, options: Options, asked: Mapping[str, Any], tick: Tick) -> Fit:
    """Fit by sampling, and keep all draws where that was asked for.

    Args:
        data, loop, options: as read.
        asked: options that maximum likelihood takes as well.
        tick: for a bar.
    """
    from unspiral.learn.fit_bayes import CHAINS, DRAWS, WARMUP, with_chains
    from unspiral.learn.given_priors import stated
    from unspiral.learn.kalman import threads

    threads(1)  # chains side by side use the processors better than one evaluation would
    left = {name: value for name, value in asked.items() if name not in ("ci", "replicates", "bootstrap", "workers", "progress")}
    chains = options.chains or CHAINS
    fit, draws = with_chains(
        data, loop, **left, priors=stated(options.prior), draws=options.draws or DRAWS, chains=chains,
        warmup=options.warmup or WARMUP, workers=max(options.workers, 2), progress=tick,
    )  # fmt: skip
    if options.draws_file is not None:
        from unspiral.store.draws_file import write_draws

        write_draws(draws, options.draws_file)
        say(f"All draws are in {options.draws_file}; it holds the answers as well.")
    return fit


def show_priors(data: Panel, declared: Loop, loop: Loop, options: Options) -> None:
    """What the priors expect, beside the data; nothing is fitted.

    Args:
        data, options: as read.
        declared: as declared.
        loop: as it would be learned, without questions that are left out.
    """
    from unspiral.learn.given_priors import stated
    from unspiral.learn.overlap import of_columns
    from unspiral.learn.prior_view import prior_view_of

    view = prior_view_of(
        data, loop, priors=stated(options.prior), traits=options.traits, individual=options.individual, error=options.error,
        t0=options.t0, means=options.means, covariates=options.covaried(), weekday=options.weekday, daytime=options.daytime,
        overnight=options.overnight, trend=options.trend,
        families=of_columns(options.families(), declared, loop), seed=options.seed,
    )  # fmt: skip
    if options.as_json:
        print_json(_document(view))
        return
    from unspiral.doors.cli.learn_text import for_terminal, wrapped
    from unspiral.show.prior_words import prior_line, row_sentence

    lines = ["What is assumed before the answers are used"]
    for prior in view.priors:
        lines += [wrapped(prior_line(prior), "  ", "    "), wrapped(prior.why, "    ")] if prior.why else [wrapped(prior_line(prior), "  ")]
    lines += ["", f"What that expects ({view.panels} panels made up at the same times), beside the data"]
    lines += [wrapped(row_sentence(row), "  ", "    ") for row in view.rows]
    click.echo(for_terminal("\n".join(lines)))


def _document(view: PriorView) -> dict[str, object]:
    return {
        "schema": "unspiral.prior/1",
        "panels": view.panels,
        "priors": [{"name": p.name, "law": p.law, "centre": p.centre, "spread": p.spread, "why": p.why} for p in view.priors],
        "expected": [
            {"indicator": r.indicator, "what": r.what, "places": [0.025, 0.25, 0.5, 0.75, 0.975], "observed": list(r.observed),
             "expected": list(r.expected)}
            for r in view.rows
        ],
    }  # fmt: skip
