"""``learn --from FIT.json``: what the saved fit says in place of options, and options that contradict it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import click

from unspiral.doors.cli.learn_options import scales_turned
from unspiral.errors import SpecError, UnspiralError
from unspiral.store.reading import kept_words

if TYPE_CHECKING:
    from unspiral.doors.cli.learn_options import Options
    from unspiral.records import Choices, Fit

# Word of the command line -> the choice of a fit that it sets.
_OPTIONS = {
    name: f"--{name}"
    for name in ("t0", "means", "lag", "level", "starts", "seed", "ci", "bootstrap", "replicates", "standardize", "weekday", "daytime",
                 "overnight", "trend", "weight")
} | {"traits": "--traits/--no-traits", "error": "--error/--no-error"}  # fmt: skip
_READING = {
    "person": "--person",
    "time": "--time",
    "reverse": "--reverse",
    "missing": "--missing",
    "time_zone": "--time-zone",
    "answered": "--answered",
}


def read_with(options: Options) -> tuple[str, ...]:
    """The options of reading as one sentence, kept with the fit so that it can be made again; none where there were none."""
    words: list[str] = []
    for name, flag in _READING.items():
        given: object = getattr(options, name)
        values = cast("tuple[str, ...]", given) if isinstance(given, tuple) else () if given is None else (str(given),)
        words += [word for value in values for word in (flag, value)]
    return kept_words(words)


def read_as_before(options: Options, warm: Fit) -> Options:
    """The options of reading that the fit was made with; what is typed beside them must not contradict them."""
    if options.moments is not None:  # no rows, nothing to read otherwise
        return options
    from unspiral.doors.cli.read_again import Reading, settled
    from unspiral.measure.saying import exact

    typed = Reading(options.person, options.time, options.time_zone, scales_turned(options.reverse), options.missing)
    how = settled({os.path.basename(options.from_fit or ""): warm}, typed)
    turned = tuple(name if top is None else f"{name}={exact(top)}" for name, top in how.reverse.items())
    return replace(options, person=how.person, time=how.time, time_zone=how.time_zone, reverse=turned, missing=how.missing)


def learned_anew(refusal: UnspiralError) -> None:
    """Give a refusal a remedy that can be had: beside ``--from`` no option may say otherwise than the fit."""
    if refusal.fix.startswith("--"):
        refusal.fix = f"learn anew, without --from: {refusal.fix}"
        refusal.args = (refusal.text(),)


def fit_to_go_on_from(options: Options, context: click.Context) -> Fit | None:
    """Open the fit of ``--from`` and hold every option that was typed against it.

    Args:
        options: as typed, or their defaults.
        context: knows which were typed.

    Returns:
        The fit, or None without ``--from``.

    Raises:
        SpecError: an option contradicts the fit.
        DataError: the file is not that of a fit.
    """
    if options.from_fit is None:
        return None
    from unspiral.store.fit_json import read_fit

    warm = read_fit(options.from_fit)
    for name, flag in _OPTIONS.items():
        if context.get_parameter_source(name) is click.core.ParameterSource.DEFAULT:
            continue
        typed, held = getattr(options, name), getattr(warm.choices, name)
        if typed != held:
            _contradicts(flag, typed, held, options.from_fit)
    if options.covariates and options.covaried() != warm.choices.covariates:
        _contradicts("--covariate", ", ".join(options.covariates), _covariates(warm.choices), options.from_fit)
    if options.individual == "levels" and not warm.choices.traits:
        _contradicts("--individual", "levels", "no traits", options.from_fit)
    return warm


def _covariates(choices: Choices) -> str:
    return ", ".join(f"{name}:{part}" for name, part in choices.covariates.items()) or "none"


def _contradicts(flag: str, typed: object, held: object, place: str) -> None:
    def said(value: object) -> str:
        return ("on" if value else "off") if isinstance(value, bool) else "none" if value is None else f"{value}"

    raise SpecError(
        f"{flag} ({said(typed)}) contradicts the fit in '{os.path.basename(place)}', which was made with {said(held)}.",
        why="--from goes on with the same loop and the same options, so that only the days are new.",
        fix=f"leave out {flag}, or leave out --from to learn anew.",
    )
