"""Findings in words, the same on a terminal and in a chart: what the number is, whom it is about, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from unspiral.evidence.finding import Claim, Figure, Link, Number, Target, Treatment

MINUS = "−"
LEVEL = "Intervals are read as 95 % intervals: the tables do not say their level."

# Measure -> its name, and the value that means "no difference"; None where there is no such value.
MEASURES: Mapping[str, tuple[str, float | None]] = {
    "OR": ("odds ratio", 1.0),
    "RR": ("risk ratio", 1.0),
    "HR": ("hazard ratio", 1.0),
    "PR": ("prevalence ratio", 1.0),
    "ratio": ("ratio", 1.0),
    "SMD": ("standardised mean difference", 0.0),
    "g": ("standardised mean difference (g)", 0.0),
    "d": ("standardised mean difference (d)", 0.0),
    "MD": ("mean difference", 0.0),
    "beta": ("regression coefficient (beta)", 0.0),
    "indirect beta": ("indirect effect (beta)", 0.0),
    "correlation": ("correlation", 0.0),
    "t": ("t statistic", 0.0),
    "drift_per_year": ("drift per year, standardised", 0.0),
    "heritability": ("heritability, share of variance", None),
    "share": ("share of the whole effect", None),
    "prevalence": ("share of people who have it", None),
    "prevalence_12m": ("share of people who had it within 12 months", None),
    "lifetime_prevalence": ("share of people who ever had it", None),
    "proportion": ("share", None),
    "cumulative_incidence": ("share of people in whom it happened by then", None),
    "PAF": ("share of cases that would be due to it if it were the cause", None),
    "incidence_per_100k_year": ("new cases per 100 000 people and year", None),
    "mean_pain_0_100": ("mean pain, 0 to 100", None),
    "mean_intensity_1_9": ("mean intensity, 1 to 9", None),
    "median_days": ("days (median)", None),
    "median_months": ("months (median)", None),
    "mean_months": ("months (mean)", None),
    "mean_weeks": ("weeks (mean)", None),
    "hazard_per_month": ("rate per month", None),
    "hazard_per_day": ("rate per day", None),
    "cases_million": ("million cases", None),
    "YLD_per_100k": ("years lived with disability per 100 000 people", None),
    "USD_billion": ("billion US dollars a year", None),
    "disability_days_3m": ("days of disability in 3 months", None),
    "years": ("years", None),
}
SHARES = frozenset({
    "prevalence", "prevalence_12m", "lifetime_prevalence", "proportion", "cumulative_incidence", "PAF", "share", "heritability",
})  # fmt: skip

VERDICTS: Mapping[str, str] = {
    "supported": "supported",
    "partly": "holds in part",
    "outdated": "outdated",
    "unsupported": "not supported",
}
Level = Literal["within_person", "between_person", "genetic_or_twin", "laboratory", "expert_or_definition"]
LEVELS: Mapping[str, str] = {
    "between_person": "between people",
    "within_person": "within persons",
    "genetic_or_twin": "from twins or genes",
    "laboratory": "in the laboratory",
    "expert_or_definition": "by opinion or definition, without a study of it",
}
BETWEEN = "“Between people” says who has more of both; it says nothing of one person's ups and downs, and is no proof of cause."
SIGNS: Mapping[str, str] = {
    "+": "more goes with more",
    "-": "more goes with less",
    "0": "no link seen",
    "?": "it is not known which way",
}


# Short forms of names, written out.
_WHOLE: Mapping[str, str] = {"cbt_i": "CBT for insomnia"}
_PARTS: Mapping[str, str] = {
    "lbp": "low back pain", "clbp": "chronic low back pain", "cbp": "chronic back pain", "bp": "back pain", "dep": "depression",
    "depanx": "depression or anxiety", "mdd": "major depression", "mde": "major depressive episode", "mz": "identical twins",
    "dz": "non-identical twins", "cbt": "CBT", "mbsr": "mindfulness-based stress reduction", "snri": "SNRI", "nsaid": "NSAID", "tca": "TCA",
    "pemf": "pulsed magnetic fields", "responder30": "(at least 30 % better)", "responder50": "(at least 50 % better)",
    "response50": "(at least 50 % better)", "relief30": "(at least 30 % relief)", "elsa": "ELSA", "hrs": "HRS", "midus": "MIDUS",
    "geda": "GEDA", "p": "share with", "ar": "carry-over of", "gbd": "GBD", "gbd2010": "GBD 2010", "paf": "PAF", "us": "US",
    "stard": "STAR*D", "ri": "RI", "clpm": "CLPM", "nemesis": "NEMESIS", "nemesis2": "NEMESIS-2", "yld": "YLD", "bmi": "BMI",
}  # fmt: skip


def spoken(name: str) -> str:
    """A name of the tables as people read it: ``spoken("sleep_problem")`` is "sleep problem"."""
    return _WHOLE.get(name) or " ".join(_PARTS.get(part, part) for part in name.replace(";", "_and_").split("_"))


def number(found: Number, measure: str = "") -> str:
    """A number exactly as its table has it; shares as percent.

    Args:
        found: the number.
        measure: what it is.
    """
    text = found.text
    if measure in SHARES:
        text = f"{(Decimal(text) * 100).normalize():f}"
    return text.replace("-", MINUS) + (" %" if measure in SHARES else "")


def figure_words(figure: Figure, scale: str = "") -> str:
    """Estimate, interval and measure: "odds ratio 1.56 (95 % interval 1.02 to 2.38)"; "no number" where there is none.

    Args:
        figure: the number.
        scale: what stands behind the estimate, such as "points on 0-100"; "" where a measure has no scale of its own.
    """
    if figure.estimate is None:
        return "no number"
    name = MEASURES[figure.measure][0] if figure.measure in MEASURES else figure.measure
    said = number(figure.estimate, figure.measure)
    said = f"{said} {scale}".rstrip()
    ends = interval_words(figure.low, figure.high, figure.measure)
    return f"{said}, {name} ({ends})" if MEASURES.get(figure.measure, ("", None))[1] is None else f"{name} {said} ({ends})"


def interval_words(low: Number | None, high: Number | None, measure: str = "") -> str:
    """An interval in words; one that the source does not show is said to be missing."""
    if low is None or high is None:
        return "no interval shown"
    return f"95 % interval {number(low, measure).removesuffix(' %')} to {number(high, measure)}"


def clear(estimate: Number | None, low: Number | None, high: Number | None, nothing: float) -> Literal["above", "below", "cannot tell", ""]:
    """On which side of "no difference" an interval lies; "cannot tell" where it holds both, "" without an interval.

    Args:
        estimate, low, high: a number and its interval.
        nothing: the value that means no difference: 1 for ratios, 0 for differences.
    """
    if estimate is None or low is None or high is None:
        return ""
    if low.value > nothing:
        return "above"
    return "below" if high.value < nothing else "cannot tell"


def doubt_words(figure: Figure) -> str:
    """What the interval leaves open, or ""."""
    nothing = MEASURES.get(figure.measure, ("", None))[1]
    if nothing is None or figure.estimate is None:
        return ""
    if figure.low is None:
        return "without an interval nobody can tell how sure this is"
    open_ended = clear(figure.estimate, figure.low, figure.high, nothing) == "cannot tell"
    return f"cannot tell: the interval includes no difference ({nothing:g})" if open_ended else ""


def status_words(figure: Figure) -> str:
    """How far a number can be relied on, where that needs to be said; "" for one that was seen in its source."""
    if figure.status == "derived":
        return f"derived, not read in a source: {figure.derivation}"
    if figure.status == "unverified":
        return "unverified: nobody has seen this number in its source"
    return ""


def standing_words(row: Claim | Link | Treatment | Target) -> str:
    """The same for a row, also where it has no number: what its statement rests on."""
    if row.figure.status != "no number":
        return status_words(row.figure)
    if isinstance(row, Claim):
        return "unverified: our judgement, no text seen" if row.kind == "none" else "a passage was seen, no number"
    return "unverified: no number was retrieved"


def certainty_words(row: Claim | Link | Treatment | Target) -> str:
    """How certain, and for treatments who says so: "certainty low (our judgement)"."""
    basis = f" ({row.certainty_basis})" if isinstance(row, Treatment) and row.certainty_basis else ""
    return f"certainty {spoken(row.certainty)}{basis}"


def link_words(link: Link) -> str:
    """What was found, as one sentence that claims no cause: "From pain to depression, between people ...: more goes with more"."""
    cause, affected = spoken(link.source_var), spoken(link.target_var)
    if link.source_var == link.target_var:
        # A rate below 0 is a pull back to one's own level, not "more goes with less".
        lasting = "a change fades with time" if link.figure.measure == "drift_per_year" and link.sign == "-" else SIGNS[link.sign]
        return f"From {cause} to later {affected}, {LEVELS[link.level]}: {lasting}"
    return f"From {cause} to {affected}, {LEVELS[link.level]}: {SIGNS[link.sign]}"


def reported_words(row: Treatment) -> str:
    """The number as its source has it; a difference says on what scale, for points alone mean nothing."""
    if row.figure.measure != "MD":
        return figure_words(row.figure)
    return figure_words(
        row.figure, f"points on {row.metric}" if row.metric not in ("", "-") else "points on a scale that is not named here"
    )


def treatment_words(row: Treatment, reported: bool = False) -> str:
    """What a treatment did to an outcome, as one sentence: "exercise, on pain: better by 0.33 standard deviations (95 % interval ...)".

    Args:
        row: the finding.
        reported: only what its source reports; a benefit that was worked out from that is left out.
    """
    what = f"{spoken(row.treatment)}, on {spoken(row.outcome)}"
    if row.benefit is None or (reported and row.benefit_status == "derived"):
        compared = row.figure.estimate is not None and MEASURES[row.figure.measure][1] is not None
        way = f"; {row.benefit_direction.replace('_', ' ')}" if compared else ""
        return f"{what}: {reported_words(row)}{way}"
    size, low, high = (_rounded(end, row.benefit_basis) for end in (row.benefit, row.benefit_low, row.benefit_high))
    side = clear(size, low, high, 0.0)
    about = "" if row.benefit_basis == "as reported" else "about "
    if size is None or side == "cannot tell":
        ends = f"{interval_words(low, high)}; above 0 is better"
        return f"{what}: cannot tell, {about}{number(size or row.benefit)} standard deviations ({ends})"
    word = "better" if size.value > 0 else "worse"
    ends = interval_words(low, high) if size.value > 0 else interval_words(_turned(high), _turned(low))
    return f"{what}: {word} by {about}{size.text.removeprefix('-')} standard deviations ({ends})"


def _rounded(found: Number | None, basis: str) -> Number | None:
    """What was worked out approximately is shown with two digits behind the point; what a source reports stands as it is."""
    if found is None or basis == "as reported":
        return found
    return Number(found.value, f"{found.value:.2f}")


def _turned(found: Number | None) -> Number | None:
    return None if found is None else Number(-found.value, found.text[1:] if found.text.startswith("-") else f"-{found.text}")


def harm_words(row: Treatment) -> str:
    """What is known of harm; nothing shown is no proof of none."""
    if row.harms in ("", "-"):
        return "Harms: nothing noted here, which is no proof of none"
    if row.harms == "not shown":
        return "Harms: not shown in what was read, which is no proof of none"
    return f"Harms: {row.harms}"


def level_of(figure: Figure) -> Level | None:
    """At which level an effect was measured, by the design of its study; None for what is no effect.

    Args:
        figure: of a claim or a population; a link says its level itself.
    """
    if figure.estimate is None or MEASURES[figure.measure][1] is None:
        return None
    design = figure.design.casefold()
    if "ri-clpm" in design or "ema" in design.split(","):
        return "within_person"
    if "twin" in design or "mendelian" in design:
        return "genetic_or_twin"
    return "laboratory" if "experimental" in design else "between_person"


def target_words(target: Target) -> str:
    """A number about a population as one sentence, with its level where it is an effect."""
    level = level_of(target.figure)
    aside = f", {LEVELS[level]}" if level is not None else ""
    return f"{spoken(target.quantity)}{aside}: {figure_words(target.figure)}"
