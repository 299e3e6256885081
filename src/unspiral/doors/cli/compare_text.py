"""A comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from unspiral.records.comparison import Comparison, Difference, RatioTest
from unspiral.show.comparison_chapter import p_words
from unspiral.show.comparison_chart import cost_title, verdict_on
from unspiral.show.numbers import amount, grouped, signed


def comparison_text(found: Comparison) -> str:
    """First which fit is preferred, then what each costs, the tests, and what each foretells."""
    parts = [cost_title(found) + ".", _standings(found)]
    parts += ["\n".join(["Likelihood-ratio tests", *(_test(t) for t in found.tests)])]
    if found.by_person:
        said = "Foretelling people (each by everybody else), log predictive density"
        parts.append("\n".join([said, *(_gap(d, "people") for d in found.by_person)]))
    if found.by_future:
        steps = found.future[found.baseline].steps
        said = f"Foretelling what comes next ({steps} occasion{'' if steps == 1 else 's'} ahead), log predictive density"
        parts.append("\n".join([said, *(_gap(d, "occasions") for d in found.by_future)]))
    warned = [f"  {v.level}: {v.reason}{f' To do: {v.remedy}.' if v.remedy else ''}" for v in found.verdicts]
    if warned:
        parts.append("\n".join(["Checks", *warned]))
    return "\n\n".join("\n".join(_wrapped(line) for line in part.split("\n")) for part in parts)


def _wrapped(line: str) -> str:
    return fill(line, 96, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False) if len(line) > 96 else line


def _standings(found: Comparison) -> str:
    rows = [("fit", "log-likelihood", "free numbers", "AIC", "BIC", "AIC weight")]
    rows += [(s.name, f"{s.loglik:.2f}", str(s.n_parameters), f"{s.aic:.1f}", f"{s.bic:.1f}", f"{s.weight:.2f}") for s in found.standings]
    return "\n".join(_aligned(rows))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  " + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in rows
    ]


def _test(t: RatioTest) -> str:
    if t.p is None or t.statistic is None:
        return f"  {t.smaller} and {t.larger}: {t.words}"
    count = f"{t.df} free number{'' if t.df == 1 else 's'}"
    return f"  {t.smaller} inside {t.larger}: {amount(t.statistic, 2)} for {count}, p {p_words(t.p)}. {t.words}"


def _gap(d: Difference, counted: str) -> str:
    error = "" if d.se is None else f", standard error {amount(d.se, 1)}"
    return f"  {d.name} against {d.baseline}: {signed(d.elpd, 1)}{error} ({grouped(d.count)} {counted}): {verdict_on(d)}"
