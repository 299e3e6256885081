"""What a treatment may be expected to do to one process: what trials found, drawn toward nothing by as much as they may be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from unspiral.evidence.finding import Treatment
from unspiral.evidence.tables import treatments
from unspiral.records.targets import Achievable, Candidate

# Conventions of this project, not findings: stated wherever a ranking is shown.
USUAL = 0.4  # standard deviation of true benefits, in those of the outcome: few treatments of pain or mood do more than twice that
WRONG = {"high": 0.05, "moderate": 0.15, "low": 0.25, "very_low": 0.5}  # by how much a benefit of such a certainty may be off
NO_INTERVAL = 0.25  # standard error of a benefit whose source shows no interval
CERTAINTIES = tuple(WRONG)

# Outcomes that are the share of people whose pain eased, told in standard deviations of pain.
SAME = {"pain_relief30": "pain"}
LATE = ("month", "year", "long term")  # words of time points long after the end of most treatments
COMPARED_WITH = ("placebo", "usual_care")  # rows on what treatments were compared with
# A doctor decides; words for them say "talk to your prescriber".
MEDICAL = (
    "snri", "tca", "duloxetine", "milnacipran", "mirtazapine", "nsaid", "opioid", "anti_inflammatory", "antidepressant", "stepped_care",
    "lumbar_fusion", "laser_spine_surgery",
)  # fmt: skip


def shrunk(reported: float, error: float, certainty: str) -> tuple[float, float]:
    """A reported benefit drawn toward nothing, and how unsure it then is.

    counted = reported v / (v + e^2 + w^2), its standard deviation sqrt(v (e^2 + w^2) / (v + e^2 + w^2)), with v = USUAL^2: the mean of a
    normal law of benefits about 0 after seeing one that errs by chance (e) and by how trials are made and picked (w).

    Args:
        reported: benefit in standard deviations of the outcome; above 0 is better.
        error: its standard error.
        certainty: "high", "moderate", "low" or "very_low".

    Source: tests/act/test_achievable.py; the widths are conventions of this project.
    """
    own, off = USUAL**2, error**2 + WRONG[certainty] ** 2
    return reported * own / (own + off), (own * off / (own + off)) ** 0.5


def from_evidence(
    processes: Iterable[str], called: Mapping[str, str] | None = None
) -> tuple[tuple[Candidate, ...], tuple[tuple[str, str], ...]]:
    """Treatments whose effect on a process of a loop was seen in trials.

    Of several rows on one treatment and outcome one that was measured near the end of treatment counts before later ones, among these
    the one of the highest certainty, among these one with an interval, among these the first of the table.

    Args:
        processes: of the loop.
        called: process -> the table's word for it, where the loop has another (``{"low_mood": "depression"}``).

    Returns:
        Candidates in the order of the table, and those left out with their reasons.

    Source: packaged table of treatments; every row carries its own source.
    """
    word_of = {name: (called or {}).get(name, name) for name in processes}
    chosen: dict[str, dict[str, Treatment]] = {}
    left_out: dict[str, str] = {}
    for row in treatments():
        if row.treatment in COMPARED_WITH:
            continue
        outcome = SAME.get(row.outcome, row.outcome)
        hit = next((name for name, word in word_of.items() if word == outcome), None)
        reason = _unusable(row, hit)
        if hit is None or reason:
            left_out.setdefault(row.treatment, reason)
            continue
        before = chosen.setdefault(row.treatment, {}).get(hit)
        if before is None or _rank(row) < _rank(before):
            chosen[row.treatment][hit] = row
    harms = {row.treatment: row.harms for row in reversed(treatments()) if row.harms not in ("", "-", "not shown")}
    found = tuple(
        Candidate(
            name, "treatment", tuple(_effect(process, row) for process, row in rows.items()), harms.get(name, ""),
            any(name.startswith(word) for word in MEDICAL),
        )
        for name, rows in chosen.items()
    )  # fmt: skip
    return found, tuple((name, reason) for name, reason in left_out.items() if name not in chosen)


def stated(processes: Iterable[str], effect: float) -> tuple[Candidate, ...]:
    """Whatever moves one process by a stated benefit: for the question where in the loop acting does most.

    Args:
        processes: that can be acted on.
        effect: benefit in standard deviations of the process itself.
    """
    return tuple(Candidate(name, "process", (Achievable(name, None, None, None, effect, 0.0, "stated"),)) for name in processes)


def _unusable(row: Treatment, process: str | None) -> str:
    """Why a row cannot enter a ranking; "" where it can."""
    if process is None:
        return f"trials told its effect on {row.outcome.replace('_', ' ')}, which is no process of this loop"
    if row.benefit is None:
        return "no effect in standard deviations is known"
    if not row.figure.verified:
        return "its number was not seen in a source"
    return ""


def _rank(row: Treatment) -> tuple[bool, int, bool]:
    late = any(word in row.time_point for word in LATE)
    return late, CERTAINTIES.index(row.certainty), row.benefit_low is None or row.benefit_high is None


def _effect(process: str, row: Treatment) -> Achievable:
    assert row.benefit is not None  # rows without are left out
    low = None if row.benefit_low is None else row.benefit_low.value
    high = None if row.benefit_high is None else row.benefit_high.value
    error = NO_INTERVAL if low is None or high is None else (high - low) / (2.0 * 1.96)
    counted, unsure = shrunk(row.benefit.value, error, row.certainty)
    return Achievable(
        process,
        row.benefit.value,
        low,
        high,
        counted,
        unsure,
        row.certainty,
        row.comparator,
        row.time_point,
        row.id,
        row.citation,
        "" if row.benefit_basis == "as reported" else row.benefit_basis,
        row.notes,
    )
