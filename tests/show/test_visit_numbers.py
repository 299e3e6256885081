"""Numbers on the page for a visit, held against numbers that are worked out here from the entries in another way."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from tests.show.visit_made import TODAY, back, kept

from unspiral.records.entry import Entry, Plain
from unspiral.records.treatment import Treatment
from unspiral.show.numbers import amount
from unspiral.show.visit_asked import Asked
from unspiral.show.visit_report import visit_report

pytestmark = pytest.mark.unit

SUMS = {"phq9": [f"phq{k}" for k in range(1, 10)], "gad7": [f"gad{k}" for k in range(1, 8)]}
BANDS = {"phq9": (0, 5, 10, 15, 20), "gad7": (0, 5, 10, 15)}


def journal(dice: Random, days: int) -> list[Entry]:
    made: list[Entry] = []
    for n in range(days):
        for copy in range(dice.choice((0, 1, 1, 1, 2))):  # a file may tell of a day that has a check-in
            answers: dict[str, Plain] = {name: dice.randint(0, 10) for name in ("pain", "mood", "sleep") if dice.random() < 0.8}
            made.append(kept(f"c{n}-{copy}", "check-in", back(n), {"answers": answers, "tried": ["t"] if dice.random() < 0.5 else []}))
    for name, items in SUMS.items():
        for n in sorted(dice.sample(range(days), 3), reverse=True):
            given: dict[str, Plain] = {item: dice.randint(0, 3) for item in items}
            made.append(kept(f"{name}{n}", "questionnaire", back(n), {"instrument": name, "answers": given, "finished": True}))
    return sorted(made, key=lambda entry: (entry.day, entry.said_at))


def told(values: list[int]) -> str:
    return amount(float(Fraction(sum(values), len(values))), 1)


@pytest.mark.parametrize("seed", range(60))
def test_every_number_is_that_of_the_entries(seed: int) -> None:
    dice = Random(seed)
    days = dice.randint(20, 150)
    made = journal(dice, days)
    span = dice.randint(10, days)
    since, until = back(span - 1), TODAY.isoformat()
    begin = dice.randint(1, span - 1)
    treatment = Treatment("t", "Walking", "movement", back(begin), "", ("t",))
    report = visit_report(made, [treatment], Asked(since, until, today=TODAY))

    last: dict[tuple[str, str], int] = {}
    written: set[str] = set()
    ticked: set[str] = set()
    for entry in made:
        if entry.kind == "check-in":
            written.add(entry.day)
            if "t" in entry.body["tried"]:  # pyright: ignore[reportOperatorIssue]
                ticked.add(entry.day)
            for name, value in entry.body["answers"].items():  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
                last[str(name), entry.day] = int(value)
    assert (report.days, report.written) == (span, len({day for day in written if day >= since}))

    finding: list[str] = []
    for name in ("pain", "mood"):
        values = [last[key] for key in sorted(last) if key[0] == name and key[1] >= since]
        if len(values) >= 28:
            finding.append(f"{name} {told(values[:14])} at first, {told(values[-14:])} at the end")
        elif len(values) >= 5:
            finding.append(f"{name} {told(values)} on average")
    if report.course is not None:
        assert report.course.title.casefold() == ("; ".join(finding) or "too few answers for an average")
        rows = [re.fullmatch(r"([\d.]+) \((\d+)\)|no answer", row[1]) for row in report.course.rows]
        assert sum(int(row[2] or 0) for row in rows if row) == len([key for key in last if key[0] == "pain" and key[1] >= since])

    names = [name for name in SUMS if any(entry.body.get("instrument") == name and entry.day >= since for entry in made)]
    for line, name in zip(report.scores, names, strict=True):
        totals = [sum(e.body["answers"].values()) for e in made if e.body.get("instrument") == name]  # pyright: ignore
        assert line.score == f"{totals[-1]} of {3 * len(SUMS[name])}"
        assert line.before.startswith(f"{totals[-2]} on ")
        moved = totals[-1] - totals[-2]
        assert line.change.startswith("the same" if not moved else f"{'up' if moved > 0 else 'down'} {abs(moved)}")
        for no, figure in re.findall(r"; (not )?[a-z ]+ \((\d+) or more\)", line.change):
            assert (no == "") is (abs(moved) >= int(figure))
        assert sum(totals[-1] >= low for low in BANDS[name]) == [b.label for b in _bands(name)].index(line.band) + 1

    (tried,) = report.treatments
    inside = {day for day in written if day >= back(begin)}
    assert tried.done == (f"on {len(inside & ticked)} of {len(inside)} written days" if inside & ticked else "")
    first = (TODAY - timedelta(days=begin + 28)).isoformat()
    before = [value for (name, day), value in last.items() if name == "pain" and first <= day < back(begin)]
    after = [value for (name, day), value in last.items() if name == "pain" and day >= back(begin)]
    if len(before) >= 5 and len(after) >= 5:
        assert tried.pain == f"{told(before)} before ({len(before)} days), {told(after)} since ({len(after)})"
    else:
        assert tried.pain == f"too few days to compare ({len(before)} before, {len(after)} since)"


def _bands(name: str):
    from unspiral.measure.questionnaires.library import instrument

    return instrument(name).bands
