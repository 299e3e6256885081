"""What the results of a study say: coverage with its Monte-Carlo error, and whether it passes its bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import beta
from tests.calibration.rank_band import probability
from tests.calibration.study import Study, truths

SURE = 0.95  # of the exact interval, and, shared among all figures of a study, of the simultaneous one
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a study.

    Args:
        figure: its name.
        truth: true value; of ranks, the chance that uniform ones are as far from uniform.
        bias: mean error, in standard deviations of the estimates.
        ratio: mean standard error over the standard deviation of the estimates; nan where none is given.
        n: intervals that were given.
        share: of them that do what is asked (cover the truth; exclude zero, for false arrows).
        error: Monte-Carlo standard error of the share.
        low, high: exact binomial interval of the share.
        all_low, all_high: the same, for all figures of the study together (Bonferroni).
        strict: share of all replicates, where one without an interval counts against us.
        below, above: share of the intervals that lie wholly below, above the truth.
        verdict: "pass", "open" or "fail".
    """

    figure: str
    truth: float
    bias: float
    ratio: float
    n: int
    share: float
    error: float
    low: float
    high: float
    all_low: float
    all_high: float
    strict: float
    below: float
    above: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A study's rows, and what became of its fits."""

    study: Study
    done: int
    converged: int
    failed: int
    edge: int
    seconds: float
    codes: int
    words: Mapping[str, Mapping[str, float]]
    rows: tuple[Row, ...]

    @property
    def verdict(self) -> str:
        """The worst of the rows; "too few" before there are 100."""
        if self.done < 100:
            return "too few"
        found = {r.verdict for r in self.rows}
        return "fail" if "fail" in found else "open" if "open" in found else "pass"


def exact(hits: int, n: int, level: float) -> tuple[float, float]:
    """Clopper-Pearson interval of a share."""
    if not n:
        return 0.0, 1.0
    tail = (1.0 - level) / 2.0
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1.0 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return low, high


def judged(share: float, band: tuple[float, float], bar: tuple[float, float]) -> str:
    """Fail only where chance, shared among all figures, cannot have done it; open where the bar is missed by what chance can do."""
    if bar[0] <= share <= bar[1]:
        return "pass"
    return "fail" if band[1] < bar[0] or band[0] > bar[1] else "open"


def counted(study: Study, figure: str) -> bool:
    """Whether the bar speaks of a figure. For false arrows, of the links and of what they do after a lag."""
    if study.kind == "null":
        kind, _, arrow = figure.partition(":")
        cause, _, affected = arrow.partition("->")
        return kind in ("link", "lagged", "effect") and bool(affected) and cause != affected
    return True


def summarise(study: Study, found: Sequence[Mapping[str, Any]]) -> Summary:
    """Rows of every figure that was seen and whose truth is known.

    Args:
        study: for its truth and bar.
        found: lines of its file.
    """
    done = len(found)
    fine = [line for line in found if line["converged"]]
    unknown = study.kind in ("forecast", "ranks")
    known = {} if unknown else truths(study)
    seen = dict.fromkeys(name for line in fine for name in line.get("figures", {}))
    names = [n for n in seen if (n in known or unknown) and counted(study, n)]
    rows = tuple(_row(study, n, known.get(n, 0.0), fine, done, len(names)) for n in names)
    words: dict[str, dict[str, float]] = {}
    for arrow in dict.fromkeys(a for line in fine for a in line.get("words", {})):
        counts = Counter(line["words"].get(arrow, "none") for line in fine)
        words[arrow] = {word: counts[word] / done for word in sorted(counts)}
    if fine and "answer" in fine[0]:
        counts = Counter(line["answer"] for line in fine)
        words["answer"] = {word: counts[word] / done for word in sorted(counts)}
    seconds = float(np.median([line["seconds"] for line in found])) if found else 0.0
    return Summary(
        study, done, len(fine), sum("failed" in line for line in found), sum(bool(line.get("edge")) for line in fine), seconds,
        len({line.get("code") for line in found}), words, rows,
    )  # fmt: skip


def _row(study: Study, name: str, truth: float, fine: Sequence[Mapping[str, Any]], done: int, together: int) -> Row:
    if study.kind == "forecast":
        return _forecast_row(study, name, fine, done, together)
    if study.kind == "ranks":
        return _rank_row(study, name, fine, done, together)
    cells = [line["figures"][name] for line in fine if name in line["figures"]]
    values = np.array([c[0] for c in cells if c[0] is not None])
    errors = np.array([c[1] for c in cells if c[1] is not None])
    # An end that does not exist leaves the interval open on that side; without both there is none.
    ends = [(-np.inf if c[2] is None else c[2], np.inf if c[3] is None else c[3]) for c in cells if c[2] is not None or c[3] is not None]
    given = np.array(ends).reshape(-1, 2)
    below, above = int((given[:, 1] < truth).sum()), int((given[:, 0] > truth).sum())
    n, out = len(given), below + above
    null = study.kind == "null"
    hits = out if null else n - out
    spread = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    # A replicate without an interval covers nothing; it claims no arrow either.
    strict = hits / done if done else np.nan
    ratio = float(errors.mean() / spread) if len(errors) and spread > 0 else np.nan
    bias = float((values.mean() - truth) / spread) if spread > 0 else np.nan
    return _counted_row(study, name, truth, (bias, ratio), hits, n, strict, (below, above), together)


def _forecast_row(study: Study, name: str, fine: Sequence[Mapping[str, Any]], done: int, together: int) -> Row:
    """Forecast figures are [answers inside the band, answers, below it, above it] of one replicate.

    Answers of one replicate hang together, through the fit and through the days: they count for as many as would have the same
    spread between replicates if they did not.
    """
    cells = np.array([line["figures"][name] for line in fine if name in line["figures"]], dtype=float).reshape(-1, 4)
    inside, n, below, above = (int(x) for x in cells.sum(axis=0))
    share = inside / n
    spread = float(np.sum((cells[:, 0] - share * cells[:, 1]) ** 2))
    effective = n if spread == 0.0 else min(n, round(n * n * share * (1.0 - share) / spread))
    wanted = n / max(len(cells), 1) * done  # what would have been forecast had every fit ended
    row = _counted_row(
        study, name, study.bar[0], (np.nan, np.nan), round(share * effective), effective, inside / wanted, (below, above), together
    )
    return replace(row, n=n, share=share, below=below / n, above=above / n, verdict=judged(share, (row.all_low, row.all_high), study.bar))


def _rank_row(study: Study, name: str, fine: Sequence[Mapping[str, Any]], done: int, together: int) -> Row:
    """Rank figures are [rank of the truth among the draws, largest possible rank].

    The share is that of truths inside the middle 95 % of their draws; the verdict is that of the whole distribution of the ranks: "open"
    where it leaves its simultaneous 95 % band, "fail" where chance, shared among all figures of the study, cannot have done it.
    ``bias`` is the mean rank in standard errors of it, ``ratio`` the spread of the ranks against that of uniform ones.
    """
    cells = np.array([line["figures"][name] for line in fine if name in line["figures"]], dtype=np.int64).reshape(-1, 2)
    ranks, most = cells[:, 0], int(cells[0, 1])
    outer = (most + 1) * (1.0 - SURE) / 2.0
    below, above = int((ranks + 1 <= outer).sum()), int((ranks + 1 > most + 1 - outer).sum())
    n = len(ranks)
    spread = float(np.sqrt(((most + 1) ** 2 - 1) / 12.0))
    moments = (float((ranks.mean() - most / 2.0) / spread * np.sqrt(n)), float(ranks.std() / spread))
    row = _counted_row(study, name, np.nan, moments, n - below - above, n, (n - below - above) / done, (above, below), together)
    p = probability(ranks, most)
    return replace(row, verdict="pass" if p >= 1.0 - SURE else "fail" if p < (1.0 - SURE) / max(together, 1) else "open", truth=p)


def _counted_row(
    study: Study, name: str, truth: float, moments: tuple[float, float], hits: int, n: int, strict: float,
    sides: tuple[int, int], together: int,
) -> Row:  # fmt: skip
    share = hits / n if n else np.nan
    one, many = exact(hits, n, SURE), exact(hits, n, 1.0 - (1.0 - SURE) / max(together, 1))
    error = float(np.sqrt(max(share * (1.0 - share), 0.0) / n)) if n else np.nan
    return Row(
        name, truth, *moments, n, share, error, *one, *many, strict, sides[0] / n if n else np.nan, sides[1] / n if n else np.nan,
        "pass" if name.startswith("shortcut:") else judged(share, many, study.bar) if n else "fail",
    )  # fmt: skip


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def table(summary: Summary) -> str:
    """One study as Markdown."""
    s, study = summary, summary.study
    asked = {"null": "false arrows", "forecast": "inside", "ranks": "middle 95 % hold"}.get(study.kind, "covers")
    ranks = study.kind == "ranks"
    several = f" Results of {s.codes} states of the code." if s.codes > 1 else ""
    head = [
        f"### {study.name}: {s.verdict}",
        "",
        f"{study.about} {s.done} of {study.replicates} replicates: {s.converged} converged, {s.failed} refused or broken, "
        f"{s.edge} at an edge; median {s.seconds:.2f} s. Bar {study.bar[0]:.0%} to {study.bar[1]:.0%}, {len(s.rows)} figures looked at "
        f"together.{several}",
        "",
        _cells(
            "figure", "p, uniform" if ranks else "truth", "mean rank, se" if ranks else "bias, sd", "spread" if ranks else "se / sd",
            "intervals", asked, "MC error", "exact 95 %", "together", "out below / above",
            "all replicates", "",
        ),
        _cells(*["---"] * 12),
    ]  # fmt: skip
    body = [
        _cells(
            r.figure, f"{r.truth:.3g}", f"{r.bias:+.2f}", f"{r.ratio:.2f}", f"{r.n}", f"{r.share:.3f}", f"{r.error:.3f}",
            f"{r.low:.3f}-{r.high:.3f}", f"{r.all_low:.3f}-{r.all_high:.3f}",
            f"{r.below:.3f} / {r.above:.3f}", f"{r.strict:.3f}", r.verdict,
        )
        for r in s.rows
    ]  # fmt: skip
    said = [f"- {arrow}: " + ", ".join(f"{word} {share:.3f}" for word, share in found.items()) for arrow, found in s.words.items()]
    return "\n".join([*head, *body, "", *said, ""])


def overview(summaries: Sequence[Summary]) -> str:
    """All studies in one table: the lowest and highest share, and how many figures pass."""
    rows = [
        _cells("study", "replicates", "converged", "at an edge", "median s", "lowest", "highest", "pass / open / fail", ""),
        _cells(*["---"] * 9),
    ]
    for s in summaries:
        found = [r for r in s.rows if r.n]
        done = f"{s.done} of {s.study.replicates}"
        if not found:
            rows.append(_cells(s.study.name, done, f"{s.converged}", f"{s.edge}", "", "", "", "", s.verdict))
            continue
        least, most = min(found, key=lambda r: r.share), max(found, key=lambda r: r.share)
        counts = Counter(r.verdict for r in s.rows)
        rows.append(
            _cells(
                s.study.name, done, f"{s.converged / s.done:.1%}", f"{s.edge / s.done:.1%}", f"{s.seconds:.2f}",
                f"{least.share:.3f} ({least.figure})", f"{most.share:.3f} ({most.figure})",
                f"{counts['pass']} / {counts['open']} / {counts['fail']}", s.verdict,
            )
        )  # fmt: skip
    return "\n".join(rows) + "\n"
