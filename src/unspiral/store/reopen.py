"""The document of a fit -> the same Fit; null comes back as the nan or infinity that JSON does not have."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

from unspiral.errors import DataError, SpecError
from unspiral.loop.language import parse
from unspiral.records import Arrow, Centres, Choices, DataSummary, Direction, Effect, Fit, LinkAnswer, Parameter, Rung, Verdict, Working
from unspiral.records.individual import Individual
from unspiral.records.posterior import Posterior
from unspiral.records.shortcut import Shortcut
from unspiral.records.skipping import Skipping
from unspiral.store.edition import check_edition
from unspiral.store.entry import AGAIN, Entry
from unspiral.store.plain import from_plain

_WORDS = ("drives", "likely drives", "clear but very small", "nil", "cannot tell")

T = TypeVar("T")


def reopen(top: Entry) -> Fit:
    """Build the fit that a document describes.

    Args:
        top: the whole document.

    Returns:
        The fit.

    Raises:
        DataError: something is missing, of another kind, or does not belong together; the message names the place.
    """
    check_edition(top)
    loop, state, data = top["loop"], top["state"], _read_data(top["data"])
    text, processes = loop["text"].text(), loop["processes"].texts()
    try:
        declared = parse(text)
    except SpecError:
        declared = None
    if declared is None or declared.names != processes:
        raise DataError(f"The loop's text in '{top.file}' does not declare the processes that stand beside it.", fix=AGAIN)
    p, k = len(processes), top["n_parameters"].whole()
    working = state["working"]
    return Fit(
        version=top["version"].text(),
        loop_text=text,
        processes=processes,
        links=tuple(_pair(entry) for entry in loop["links"].entries()),
        inputs=loop["inputs"].texts(),
        data=data,
        choices=_read_choices(top),
        loglik=top["loglik"].number_or_none(),
        n_parameters=k,
        aic=top["aic"].number_or_none(),
        bic=top["bic"].number_or_none(),
        converged=top["converged"].flag(),
        parameters=tuple(_read_parameter(entry) for entry in top["parameters"].entries()),
        drift=state["drift"].square(p),
        diffusion=state["diffusion"].square(p),
        working=Working(
            working["theta"].vector(k),
            working["covariance"].square(k),
            working["clock"].number(),
            working["spread"].vector(p),
            replicates.rows(k) if (replicates := working.maybe("replicates")) else None,
        ),
        verdicts=tuple(_read_verdict(entry) for entry in top["verdicts"].entries()),
        lagged=_read_keyed(top["lagged"]["matrix"], _read_effect),
        spiral=_read_spiral(top["spiral"]),
        direction=_read_direction(top["direction"]),
        ladder=tuple(_read_rung(entry) for entry in top["ladder"].entries()),
        seconds={name: entry.number_or(math.nan) for name, entry in top["seconds"].items()},
        standardised=_read_keyed(standardised["matrix"], _read_effect) if (standardised := top.maybe("standardised")) else {},
        centres=_read_centres(centres) if (centres := state.maybe("centres")) else None,
        individual=from_plain(Individual, held) if (held := top.maybe("individual")) else None,
        shortcut=from_plain(Shortcut, held) if (held := top.maybe("shortcut")) else None,
        skipping=from_plain(Skipping, held) if (held := top.maybe("skipping")) else None,
        posterior=from_plain(Posterior, held) if (held := top.maybe("posterior")) else None,
    )


def _pair(entry: Entry) -> Arrow:
    names = entry.texts()
    if len(names) != 2:
        raise DataError(f"'{entry.path}' in '{entry.file}' is not a pair of cause and affected.", fix=AGAIN)
    return names[0], names[1]


def _read_keyed(entry: Entry, read: Callable[[Entry], T]) -> dict[Arrow, T]:
    found: dict[Arrow, T] = {}
    for key, value in entry.items():
        cause, sign, affected = key.partition("->")
        if not sign:
            raise DataError(f"'{key[:40]}' under '{entry.path}' in '{entry.file}' is not an arrow cause->affected.", fix=AGAIN)
        found[cause, affected] = read(value)
    return found


def _read_data(d: Entry) -> DataSummary:
    return DataSummary(
        persons=d["persons"].whole(),
        occasions=d["occasions"].whole(),
        cells=d["cells"].whole(),
        missing=d["missing"].whole(),
        time_unit=d["time_unit"].text(),
        sha256=d["sha256"].text(),
        name=d["name"].text(),
        interval=d["interval"].number_or(math.nan),
        span=d["span"].number_or(math.nan),
        occasions_per_person=d["occasions_per_person"].number_or(math.nan),
        said=d["said"].texts(),
    )


def _read_choices(top: Entry) -> Choices:
    model, more = top["model"], top["state"]["choices"]
    return Choices(
        traits=model["traits"].flag(),
        error=model["error"].flag(),
        t0=model["t0"].text(),
        means=model["means"].text(),
        families={column: entry.text() for column, entry in model["families"].items()},
        level=more["level"].number(),
        lag=top["lagged"]["lag"].number(),
        starts=more["starts"].whole(),
        seed=more["seed"].whole(),
        waves=tuple(entry.number() for entry in more["waves"].entries()),
        ci=ci.text("wald", "sandwich", "profile", "bootstrap") if (ci := more.maybe("ci")) else "wald",
        replicates=count.whole() if (count := more.maybe("replicates")) else 0,
        bootstrap=kind.text("parametric", "case") if (kind := more.maybe("bootstrap")) else "parametric",
        standardize=_flag(more, "standardize"),
        covariates={c: e.text("levels", "links", "both") for c, e in known.items()} if (known := more.maybe("covariates")) else {},
        weekday=_flag(more, "weekday"),
        daytime=_flag(more, "daytime"),
        overnight=_flag(more, "overnight"),
        trend=_flag(more, "trend"),
        weight=column.text() if (column := more.maybe("weight")) else None,
        scales={c: tuple(e.number() for e in s.entries()) for c, s in held.items()} if (held := more.maybe("scales")) else {},
        individual=names.texts() if (names := more.maybe("individual")) else (),
        skips=_flag(more, "skips"),
        skip_slope={name: slope.number() for name, slope in held.items()} if (held := more.maybe("skip_slope")) else {},
        method=how.text("ml", "bayes") if (how := more.maybe("method")) else "ml",
        draws=count.whole() if (count := more.maybe("draws")) else 0,
        chains=count.whole() if (count := more.maybe("chains")) else 0,
        priors={name: _law(law) for name, law in held.items()} if (held := more.maybe("priors")) else {},
    )


def _law(entry: Entry) -> tuple[float, float]:
    centre, spread = entry.vector(2).tolist()
    return centre, spread


def _read_centres(c: Entry) -> Centres:
    covariates, trend = ({key: entry.number() for key, entry in c[name].items()} for name in ("covariates", "trend"))
    texts = {key: entry.texts() for key, entry in held.items()} if (held := c.maybe("texts")) else {}
    return Centres(covariates, trend, texts)


def _flag(entry: Entry, key: str) -> bool:
    """A choice that older documents do not have."""
    held = entry.maybe(key)
    return held is not None and held.flag()


def _read_verdict(v: Entry) -> Verdict:
    level = v["level"].text()
    if level == "ok" or level == "caution" or level == "refuse":
        return Verdict(v["code"].text(), level, v["reason"].text(), v["remedy"].text())
    raise DataError(f"'{v.path}.level' in '{v.file}' is '{level[:40]}'; it can be ok, caution or refuse.", fix=AGAIN)


def _read_parameter(p: Entry) -> Parameter:
    low, high = p["low"].number_or_none(), p["high"].number_or_none()
    return Parameter(p["name"].text(), p["estimate"].number_or(math.nan), p["se"].number_or_none(), low, high, p["unit"].text())


def _read_effect(e: Entry) -> Effect:
    return Effect(e["estimate"].number_or(math.nan), e["low"].number_or_none(), e["high"].number_or_none(), e["se"].number_or_none())


def _read_spiral(s: Entry) -> Effect | None:
    gain = s["gain"].number_or_none()
    return None if gain is None else Effect(gain, s["low"].number_or_none(), s["high"].number_or_none())


def _read_direction(d: Entry) -> Direction:
    stronger, links = d["stronger"].number_or_none(), _read_keyed(d["links"], _read_link)
    return Direction(d["answer"].text(), d["lag"].number_or(math.nan), links, stronger, d["note"].text())


def _read_link(a: Entry) -> LinkAnswer:
    probability, low90, high90 = (a[key].number_or_none() for key in ("probability", "low90", "high90"))
    if probability == 0.5 and low90 is None and high90 is None:  # so older files say that it is not known
        probability = None
    return LinkAnswer(
        word=a["word"].text(*_WORDS),
        probability=math.nan if probability is None else probability,
        effect=_read_effect(a["effect"]),
        low90=-math.inf if low90 is None else low90,
        high90=math.inf if high90 is None else high90,
        standardised=a["standardised"].flag(),
    )


def _read_rung(r: Entry) -> Rung:
    return Rung(
        label=r["label"].text(),
        traits=r["traits"].flag(),
        means=r["means"].text(),
        t0=r["t0"].text(),
        loglik=r["loglik"].number_or(math.nan),
        n_parameters=r["n_parameters"].whole(),
        answer=r["answer"].text(),
        lagged=_read_keyed(r["lagged"], _read_effect),
        words=_read_keyed(r["words"], lambda entry: entry.text(*_WORDS)),
        links=_read_keyed(links, _read_link) if (links := r.maybe("links")) else {},
    )
