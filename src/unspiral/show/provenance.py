"""Where it all comes from: what was read, what was checked, every number, the methods, and the command that makes it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from unspiral.learn.overlap import KEEP, kept
from unspiral.loop.language import parse
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, Panel, Parameter, Verdict
from unspiral.show.model import Part, Picture, Section, Table
from unspiral.show.numbers import amount, beside, effect, grouped, interval_of, together
from unspiral.show.timeline_chart import timeline_picture
from unspiral.show.wave_chart import count_table, is_planned, wave_pictures
from unspiral.show.words import about, interval_kind, interval_notes, scope_of, start
from unspiral.store.reading import words_kept
from unspiral.units import count

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEVELS = {"refuse": "refused", "caution": "caution", "ok": "fine"}
_ORDER = ("refuse", "caution", "ok")
SHORT = 12  # digits of a fingerprint that people can compare

# Method -> where it is described. Each stands in a docstring of the code that uses it.
METHODS = (
    "The model: Driver CC, Oud JHL, Voelkle MC. Continuous time structural equation modeling with R package ctsem. Journal of Statistical "
    "Software 2017;77(5). doi:10.18637/jss.v077.i05. Own code; the numbers are checked against it.",
    "Effects against the lag, presses: Ryan O, Hamaker EL. Time to intervene: a continuous-time approach to network analysis and "
    "centrality. Psychometrika 2022. doi:10.1007/s11336-021-09767-0.",
    "Exact derivatives: de Jong P. Smoothing and interpolation with the state-space model. Journal of the American Statistical Association "
    "1989. doi:10.1080/01621459.1989.10478879.",
)
INTERVALS = {
    "wald": "Wald, from the curvature of the likelihood",
    "sandwich": "sandwich, from how much people differ",
    "profile": "profile likelihood; bands of curves from the curvature",
    "bootstrap": "bootstrap, bias-corrected",
}
CREDIBLE = "credible: equal shares of the draws from the posterior on both sides"
OF_INTERVALS = {
    "credible": "Draws from the posterior: Hoffman MD, Gelman A. The No-U-Turn sampler. Journal of Machine Learning Research "
    "2014;15:1593-1623. R-hat and effective draws: Vehtari A, Gelman A, Simpson D, Carpenter B, Bürkner PC. Rank-normalization, folding, "
    "and localization. Bayesian Analysis 2021;16(2):667-718. doi:10.1214/20-BA1221.",
    "sandwich": "Sandwich standard errors: White H. Maximum likelihood estimation of misspecified models. Econometrica 1982;50(1):1-25. "
    "doi:10.2307/1912526.",
    "profile": "Profile likelihood: Venzon DJ, Moolgavkar SH. A method for computing profile-likelihood-based confidence intervals. "
    "Applied Statistics 1988;37(1):87-94. doi:10.2307/2347496.",
    "bootstrap": "Bias-corrected bootstrap: Efron B. Nonparametric standard errors and confidence intervals. Canadian Journal of "
    "Statistics 1981;9(2):139-158. doi:10.2307/3314608.",
}
WITHIN = (
    "Within a person and between people: Hamaker EL, Kuiper RM, Grasman RPPP. A critique of the cross-lagged panel model. Psychological "
    "Methods 2015;20(1):102-116. doi:10.1037/a0038889."
)
TWO_STAGE = (
    "Two-stage standard errors: Yuan KH, Bentler PM. Three likelihood-based methods for mean and covariance structure analysis with "
    "nonnormal missing data. Sociological Methodology 2000. doi:10.1111/0081-1750.00078."
)


def read_line(fit: Fit) -> str:
    """What it comes from, in one line."""
    data = fit.data
    who = "1 person" if data.persons == 1 else f"{grouped(data.persons)} people"
    if incomplete(fit):
        return (
            f"From summary statistics of {who}, not all of whom answered every time, over {count(data.span, data.time_unit)} ({data.name})."
        )
    seen = f"{grouped(data.occasions)} occasions over {count(data.span, data.time_unit)}"
    return f"From {who}, {seen} ({data.name})."


def read_section(fit: Fit, panel: Panel | None) -> Section:
    """What was read, with a picture of it where the answers are at hand."""
    data = fit.data
    rows = [
        ("File", data.name),
        ("Fingerprint (SHA-256)", f"{data.sha256[:SHORT]}…" if data.sha256 else "none"),
        ("People", grouped(data.persons)),
        ("Occasions", grouped(data.occasions) + _per_person(fit)),
        ("Answers missing", _missing(fit)),
        ("Time between answers", f"{about(data.interval, data.time_unit)} (the typical one)"),
        ("Longest time followed", count(data.span, data.time_unit)),
        ("Unit of time", data.time_unit),
    ]
    parts = [Part(tables=(Table("What was read", ("", ""), tuple(rows)),))]
    if data.said:
        parts.append(Part("Said aloud while reading", ("What was guessed or changed on the way:",), bullets=data.said))
    if panel is not None:
        parts.append(_picture_of(fit, panel))
    return Section("read", "What was read", parts=tuple(parts))


def incomplete(fit: Fit) -> bool:
    """Whether it was learned from summary statistics of incomplete answers: how many are missing is then not told by counts."""
    return fit.loglik is None


def _missing(fit: Fit) -> str:
    data = fit.data
    if incomplete(fit):
        return "some; the summary statistics carry what is known of each figure, and the standard errors use that"
    return f"{grouped(data.missing)} of {grouped(data.cells)} ({_share(data.missing, data.cells)})"


def _per_person(fit: Fit) -> str:
    if incomplete(fit):
        return " planned; fewer took place"
    if fit.data.persons == 1:
        return ""
    return f" (half of the people have {amount(fit.data.occasions_per_person, 0)} or more)"


def _share(part: int, whole: int) -> str:
    return "0 %" if not part else f"{amount(100.0 * part / max(whole, 1))} %"


def _picture_of(fit: Fit, panel: Panel) -> Part:
    loop = parse(fit.loop_text)
    if len(panel.persons) == 1:
        return Part("The answers themselves", pictures=(timeline_picture(panel, loop),))
    pictures: tuple[Picture, ...] = wave_pictures(panel, loop) if is_planned(panel) else ()
    return Part("The answers, counted", pictures=pictures, tables=(count_table(panel, loop),))


def checks_section(fit: Fit) -> Section:
    """All verdicts of a fit, those that warn first, each with its remedy."""
    return verdict_section(fit.verdicts, "this fit")


def verdict_section(verdicts: Sequence[Verdict], what: str) -> Section:
    """Verdicts, those that warn first, each with its remedy.

    Args:
        verdicts: any.
        what: they judge: "this fit".
    """
    ordered = sorted(verdicts, key=lambda v: _ORDER.index(v.level))
    warned = sum(v.level != "ok" for v in ordered)
    rows = tuple((LEVELS[v.level], f"{_begin(v.reason)} {_remedy(v)}".strip()) for v in ordered)
    table = Table("Every check, those that warn first", ("", "what was found, and what can be done"), rows, tuple(v.level for v in ordered))
    lead = f"Nothing speaks against reading {what}." if not warned else _warned(ordered, warned, what)
    return Section("checks", "What was checked", (lead,), (Part(tables=(table,)),) if rows else ())


def _begin(reason: str) -> str:
    """A capital letter, unless the sentence begins with the name of a parameter or of a column."""
    return reason if ":" in reason.split(" ")[0] else start(reason)


def _remedy(verdict: Verdict) -> str:
    if not verdict.remedy:
        return ""
    return f"{'To compare' if verdict.level == 'ok' else 'Remedy'}: {verdict.remedy.rstrip('.')}."


def _warned(verdicts: list[Verdict], warned: int, what: str) -> str:
    refuses = any(v.level == "refuse" for v in verdicts)
    if refuses:
        are = "are" if what.startswith("these") else "is"
        return f"{start(what)} {are} refused: nothing on this page may be relied on until the first check below is settled."
    return "One check warns; it comes first." if warned == 1 else f"{start(_word(warned))} checks warn; they come first."


def _word(n: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six")[n] if n < 7 else str(n)


def numbers_section(fit: Fit) -> Section:
    """Every parameter with standard error, interval and unit, and how it was fitted."""
    percent = f"{100 * fit.choices.level:g} % interval"
    rows = tuple(_row(p) for p in fit.parameters)
    table = Table("All parameters", ("number", f"estimate ({percent})", "standard error", "unit"), rows, stack=True)
    c = fit.choices
    people = "on: each person has a level of their own" if c.traits else "off"
    tables = [table, *_standardised(fit)]
    how = [
        ("Loop", fit.loop_text.replace("\n", "; ")),
        ("Differences between people (traits)", people),
        ("Measurement error", "on" if c.error else "off"),
        ("First occasion (t0)", c.t0),
        ("Means", "one a wave" if c.means == "wave" else "constant"),
        ("Log-likelihood", "none (two-stage)" if fit.loglik is None else f"{fit.loglik:.2f}".replace("-", "−")),
        ("Parameters", str(fit.n_parameters)),
        ("AIC, BIC", "none" if fit.aic is None or fit.bic is None else f"{fit.aic:.1f}, {fit.bic:.1f}"),
        ("Starts, seed", f"{c.starts}, {c.seed}"),
        ("Intervals of the numbers", _intervals(fit)),
    ]
    return Section("numbers", "Every number", parts=(Part(tables=(*tables, Table("How it was fitted", ("", ""), tuple(how)))),))


def _intervals(fit: Fit) -> str:
    kind = interval_kind(fit)
    if fit.choices.method == "bayes":
        return CREDIBLE
    said = kind if "else" in kind else INTERVALS[fit.choices.ci]
    return ". ".join([said, *(note.rstrip(".") for note in interval_notes(fit))])


def _standardised(fit: Fit) -> list[Table]:
    """Effects in within-person standard deviations, where they were asked for and can be had."""
    rows = tuple(
        (f"{spoken(cause)} → {spoken(affected)}", effect(e, fit.choices.level, unit="SD"))
        for (cause, affected), e in fit.standardised.items()
        if cause != affected
    )
    title = f"Effects after {count(fit.choices.lag, fit.data.time_unit)}, in within-person standard deviations"
    return [Table(title, ("effect", "estimate and interval"), rows)] if rows else []


def _row(p: Parameter) -> tuple[str, ...]:
    places = together(p.estimate, p.low, p.high)
    figures = f"{beside(p.estimate, places)} ({interval_of(p, places)})"
    error = "none" if p.se is None else amount(p.se)
    return f"{p.name} – {meaning(p.name)}", figures, error, p.unit.replace("^2", "²")


def meaning(name: str) -> str:
    """A parameter's name in plain words: ``meaning("self:pain")`` is "how fast pain returns to its level"."""
    kind, _, rest = name.partition(":")
    wave = re.fullmatch(r"(.*)\[(.*)\]", rest)
    if kind == "mean" and wave:
        return f"mean of {spoken(wave[1])} at {wave[2]}"
    if kind == "covariate":
        return _of_covariate(rest)
    if wave and kind in ("weekday", "daytime"):
        part = {"sin": "sine", "cos": "cosine"}.get(wave[2], "")
        when = f"over the day ({part} of the hour)" if part else f"on a {DAYS[int(wave[2])]} against a {DAYS[0]}"
        return f"level of {spoken(wave[1])} {when}"
    one, arrow, other = rest.partition("->")
    if arrow:
        a, b = spoken(one.removeprefix("trait:")), spoken(other)
        return {"link": f"push of {a} on {b}", "input": f"what {a} does to {b}"}.get(kind, f"{a} and {b}")
    one, comma, other = rest.partition(",")
    a, b = spoken(one.removeprefix("trait:")), spoken(other.removeprefix("trait:"))
    if comma and kind == "t0cov" and other.startswith("trait:"):
        return f"how far {a} at the first occasion goes with people’s level of {b}"
    if comma:
        together_words = {
            "diffusion": f"how far the unforeseen moves of {a} and {b} go together",
            "trait": f"how far people’s levels of {a} and {b} go together",
            "t0cov": f"how far {a} and {b} go together at the first occasion",
        }
        return together_words.get(kind, f"{a} with {b}")
    alone = {
        "self": f"how fast {a} returns to its level (more negative: faster)",
        "diffusion": f"size of the unforeseen moves of {a}",
        "level": f"usual answer to {a}",
        "trait": f"how much people’s levels of {a} differ",
        "error": f"measurement error of {a}",
        "t0mean": f"how far {a} is from its level at the first occasion",
        "t0cov": f"how much {a} differs at the first occasion",
        "fading": f"how fast {a} wears off",
        "trend": f"how the level of {a} moves along",
        "overnight": f"what a night does to {a}",
        "loading": f"how strongly {rest.partition('=')[2]} shows {spoken(rest.partition('=')[0])}",
    }
    return alone.get(kind, a)


def _of_covariate(rest: str) -> str:
    """``age->trait:pain`` or ``age->link:pain->depression`` in words."""
    name, _, what = rest.partition("->")
    kind, _, on = what.partition(":")
    if kind == "trait":
        return f"how much higher the level of {spoken(on)} is with one more {spoken(name)}"
    cause, _, affected = on.partition("->")
    return f"how much stronger {spoken(cause)} pushes {spoken(affected)} with one more {spoken(name)}"


def sources_section(fit: Fit) -> Section:
    """The papers, the file, and a command that makes the fit again."""
    papers: list[str] = list(METHODS)
    if fit.data.persons > 1:
        papers.insert(1, WITHIN)
    if incomplete(fit):
        papers.append(TWO_STAGE)
    turned = "profile" if "profile" in interval_kind(fit) else "credible" if fit.choices.method == "bayes" else fit.choices.ci
    if turned in OF_INTERVALS:
        papers.append(OF_INTERVALS[turned])
    data = f"Data: {fit.data.name}, SHA-256 {fit.data.sha256 or 'none'}."
    beside = "the priors named above" if fit.choices.method == "bayes" else "nothing else"
    lead = (f"The numbers come from the answers named above and from {beside}. No figure of another study stands on this page.",)
    again = Part(
        "To make it again",
        (f"unspiral {fit.version}. The same file, options and seed give the same numbers:",),
    )
    return Section("sources", "Sources", lead, (Part("Method", bullets=tuple(papers)), Part("Data", (data,)), again), code=command_of(fit))


def command_of(fit: Fit) -> str:
    """A command that can be pasted."""
    c = fit.choices
    moments = fit.data.name.endswith(".json") or fit.loglik is None
    words = ["unspiral", "learn", *(["--moments", fit.data.name] if moments else [fit.data.name, "--time-unit", fit.data.time_unit])]
    words += [*words_kept(fit.data.said), "--loop", fit.loop_text.replace("\n", "; ")]
    words += ["--traits" if c.traits else "--no-traits", "--error" if c.error else "--no-error"]
    words += ["--t0", c.t0, "--means", c.means, "--lag", f"{c.lag:g}", "--level", f"{c.level:g}"]
    for name, what in c.covariates.items():
        words += ["--covariate", f"{name}:{what}"]
    words += [f"--{name}" for name in ("weekday", "daytime", "overnight", "trend") if getattr(c, name)]
    for column, family in c.families.items():
        ends = "({:g},{:g})".format(*c.scales[column]) if family == "bounded" and column in c.scales else ""
        words += ["--family", f"{column}={family}{ends}"] if family != "gaussian" else []
    words += ["--weight", c.weight] if c.weight else []
    words += ["--ci", c.ci] if c.ci != "wald" else []
    words += ["--replicates", str(c.replicates), "--bootstrap", c.bootstrap] if c.ci == "bootstrap" else []
    words += ["--standardize"] if c.standardize else []
    words += [KEEP] if kept(fit) else []
    words += _sampled(fit)
    words += ["--starts", str(c.starts), "--seed", str(c.seed), "-o", "fit.json"]
    return " ".join(shlex.quote(word) for word in words)


def _sampled(fit: Fit) -> list[str]:
    """How to draw the same posterior again."""
    if fit.posterior is None:
        return []
    words = ["--bayes", "--draws", str(fit.posterior.draws), "--chains", str(fit.posterior.chains), "--warmup", str(fit.posterior.warmup)]
    laws = {prior.name: prior.law for prior in fit.posterior.priors}
    for name, (centre, spread) in fit.choices.priors.items():
        words += ["--prior", f"{name}={laws[name]}({centre:g}, {spread:g})"]
    return words


def within_words(fit: Fit) -> str:
    """Whom the findings are about, in one sentence."""
    scope = scope_of(fit)
    if scope == "days":
        return "Everything here is about one person: it says nothing about anyone else."
    if scope == "within":
        return "Arrows are about changes within a person: each is compared with their own usual level."
    return "People were not kept apart from their days: differences between people and changes within them are read as one."
