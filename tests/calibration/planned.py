"""Planned power against made-up studies with every number estimated, on designs with and without links that differ between people.

    python -m tests.calibration.planned --studies 300 --workers 2
    python -m tests.calibration.planned --cases walking --studies 400
    python -m tests.calibration.planned --summary

Results go to build/calibrate/planned.jsonl, a line a made-up study; run it again and it goes on where it stopped. Every study has a key of
its own, so that neither workers nor an interruption change a result.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from unspiral.act.design.confirm import study, summed
from unspiral.act.design.given import Given
from unspiral.act.design.precision import Person, power, precision_of, quantile
from unspiral.act.design.timetable import Timetable
from unspiral.act.design.truth import Truth, stated
from unspiral.loop.language import parse
from unspiral.records import Arrow
from unspiral.records.design import Confirmed, Design
from unspiral.scale.local import map_blocks

LINK = ("depression", "pain")
EFFECT = ("walking", "pain")
SEED, LEVEL, PATTERNS, BLOCK = 1, 0.95, 24, 20
PLACE = Path(__file__).resolve().parents[2] / "build" / "calibrate" / "planned.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """One design of the validation.

    Args:
        name: of its lines.
        people, days, beeps: its size.
        value: rate of the link per day; ``back`` of the other one.
        sd: of the link between people; 0 where all are alike.
        compliance, burst: how many prompts are answered, and how they are skipped.
        given: an input; ``value`` is then what it does to pain where taken.
    """

    name: str
    people: int
    days: int
    beeps: int
    value: float
    back: float = 0.0
    sd: float = 0.0
    compliance: float = 0.8
    burst: float | None = None
    given: Given | None = None

    @property
    def link(self) -> Arrow:
        """What is to be seen."""
        return LINK if self.given is None else EFFECT

    @property
    def truth(self) -> Truth:
        """What is true."""
        if self.given is not None:
            loop = parse("pain <-> depression; walking => pain (sustained)")
            links = {EFFECT: self.value, LINK: 0.2, LINK[::-1]: self.back}
            taken = stated(loop, links, differ={}, rates={}, within={}, traits={}, errors={}, given=self.given.name)
            return taken.taken(self.given.least)
        links = {LINK: self.value, LINK[::-1]: self.back}
        differ = {LINK: self.sd} if self.sd else {}
        return stated(parse("pain <-> depression"), links, differ=differ, rates={}, within={}, traits={}, errors={})

    @property
    def timetable(self) -> Timetable:
        """When people are asked."""
        return Timetable(self.beeps, compliance=self.compliance, burst=self.burst, given=self.given)

    @property
    def design(self) -> Design:
        """Its size."""
        return Design(self.people, self.days, self.beeps, self.compliance, self.people * self.days * self.beeps)

    def expected(self) -> tuple[float, float]:
        """Standard error by the expected information, and the power of a plan."""
        asked = Person(False, self.timetable, self.days, PATTERNS, SEED)
        found = precision_of(self.truth, self.link, asked, moving=not self.sd)
        return found.se(self.people, self.days), found.power(self.people, self.days, LEVEL)


CASES = (
    Case("alike 50 x 28 x 1", 50, 28, 1, 0.2),
    Case("alike 100 x 28 x 1", 100, 28, 1, 0.2, back=0.1),
    Case("alike 30 x 14 x 5", 30, 14, 5, 0.3),
    Case("alike 60 x 21 x 5, bursts", 60, 21, 5, 0.15, compliance=0.6, burst=5.0),
    Case("null 50 x 28 x 1", 50, 28, 1, 0.0),
    Case("differ 50 x 28 x 1", 50, 28, 1, 0.25, sd=0.15),
    Case("differ 30 x 14 x 5", 30, 14, 5, 0.3, sd=0.3),
    Case("differ 20 x 28 x 5", 20, 28, 5, 0.3, sd=0.2),
    Case("differ 60 x 42 x 1", 60, 42, 1, 0.2, back=0.1, sd=0.2),
    Case("walking half 80 x 28 x 1", 80, 28, 1, -0.6, back=0.1, given=Given("walking", None, 0.7, 0.7)),
    Case("walking blocks of 7, 30 x 28 x 2", 30, 28, 2, -0.4, back=0.1, given=Given("walking", 7, 0.7, 0.7)),
)


def one_study(case: Case, number: int) -> list[float]:
    """Estimate and interval of one made-up study."""
    return list(study(case.truth, case.link, case.design, case.timetable, level=LEVEL, seed=SEED, number=number))


def done(place: Path = PLACE) -> dict[str, dict[int, list[float]]]:
    """What was found before; a line that was cut off is passed over."""
    out: dict[str, dict[int, list[float]]] = {case.name: {} for case in CASES}
    for line in place.read_text(encoding="utf-8").splitlines() if place.exists() else []:
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            continue
        out.setdefault(found["case"], {})[found["number"]] = [np.nan if x is None else x for x in found["found"]]
    return out


def run(studies: int, workers: int, word: str) -> None:
    """Make up what is still missing, a block of every case with this word in its name in turn."""
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    for first in range(0, studies, BLOCK):
        for case in (case for case in CASES if word in case.name):
            left = [k for k in range(first, min(first + BLOCK, studies)) if k not in done()[case.name]]
            found = map_blocks(partial(one_study, case), left, workers=workers)
            with PLACE.open("a", encoding="utf-8") as stream:
                for number, one in zip(left, found, strict=True):
                    kept = [None if not np.isfinite(x) else x for x in one]
                    stream.write(json.dumps({"case": case.name, "number": number, "found": kept}) + "\n")


def summaries() -> list[tuple[Case, float, float, Confirmed]]:
    """Every case with what was expected of it and what came out."""
    found = done()
    out: list[tuple[Case, float, float, Confirmed]] = []
    for case in CASES:
        if found[case.name]:
            se, seen = case.expected()
            out.append((case, se, seen, summed(np.array(list(found[case.name].values())), case.truth.strength(case.link), case.design, se)))
    return out


def table() -> str:
    """Markdown of all cases."""
    head = [
        "design",
        "studies",
        "power: expected (width held)",
        "made up",
        "se: expected",
        "sd of estimates",
        "gap",
        "true link",
        "mean estimate",
    ]
    head += ["width: expected", "made up", "covers", "failed"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for case, se, seen, c in summaries():
        wide = 2.0 * quantile(LEVEL) * se
        cells = [
            case.name,
            c.studies,
            f"{seen:.3f} ({power(case.truth.strength(case.link), se, LEVEL):.3f})",
            f"{c.power:.3f} ± {c.power_error:.3f}",
            f"{se:.4f}",
        ]
        cells += [
            f"{c.sd:.4f}",
            f"{c.gap:+.1%} ± {c.gap_error:.1%}",
            f"{case.truth.strength(case.link):g}",
            f"{c.mean:.3f}",
            f"{wide:.3f}",
            f"{c.width:.3f}",
            f"{c.covered:.1%}",
            c.failed,
        ]
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--studies", type=int, default=300)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--cases", default="", help="only those with this word in their name")
    asked.add_argument("--summary", action="store_true", help="only the table of what was run so far")
    options = asked.parse_args()
    if not options.summary:
        run(options.studies, options.workers, options.cases)
    sys.stdout.write(table() + "\n")
