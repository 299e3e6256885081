"""What a forest chart shows: findings sorted into panels, one measure and one kind of statement a panel, never two on one axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unspiral.evidence.finding import Figure, Number
from unspiral.evidence.search import Found
from unspiral.evidence.words import LEVELS, MEASURES, SHARES, clear, level_of, number, spoken

ROWS, PANELS = 8, 4  # most of each; what is left out is said
_NO_SIZE = frozenset({"t"})  # a test statistic is no size of anything


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One finding as a line of the chart.

    Args:
        label: what it is about.
        detail: its key, its source, and how many people.
        estimate, low, high: as drawn; an interval that the source does not show is None.
        value, interval: the same in words.
        verified: whether the number was seen in its source; what was worked out from others is drawn hollow and dashed.
        standing: in words, what the number rests on where that is not a source.
        colour_of: the process whose colour it has.
    """

    label: str
    detail: str
    estimate: float
    low: float | None
    high: float | None
    value: str
    interval: str
    verified: bool
    standing: str
    colour_of: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Findings that may share an axis.

    Args:
        heading: whose numbers: "Between people", "Treatments" ...
        unit: words under the axis.
        nothing: the value that means no difference, None where there is none.
        ratio: whether the axis is one of ratios, on which 2 and 1/2 lie equally far from 1.
        rows: the largest first.
        left_out: how many more findings of this kind there are.
    """

    heading: str
    unit: str
    nothing: float | None
    ratio: bool
    rows: tuple[ForestRow, ...]
    left_out: int

    def finding(self) -> str:
        """What the intervals of the panel say, in few words."""
        if self.nothing is None:
            shown = [row.value for row in self.rows]
            return shown[0] if len(shown) == 1 else f"from {shown[-1]} to {shown[0]}"
        sides = [_side(row, self.nothing) for row in self.rows]
        higher, lower = (
            ("better", "worse") if self.heading == "Treatments" and not self.ratio and "better" in self.unit else ("above", "below")
        )
        words = {
            "above": f"clearly {higher}" if higher == "better" else f"clearly above {self.nothing:g}",
            "below": f"clearly {lower}" if lower == "worse" else f"clearly below {self.nothing:g}",
            "cannot tell": "cannot tell",
            "": "without an interval",
        }
        counts = [f"{sides.count(side)} {said}" for side, said in words.items() if side in sides]
        if len(counts) == 1:
            every = "" if len(sides) == 1 else "both " if len(sides) == 2 else f"all {len(sides)} "
            return every + words[sides[0]]
        return f"of {len(sides)}, {', '.join(counts)}"


@dataclass(frozen=True, slots=True)
class _Placed:
    heading: str
    unit: str
    nothing: float | None
    row: ForestRow


def panels(found: Found) -> tuple[tuple[Panel, ...], int]:
    """The panels of a chart, those with most findings first, and how many findings had no place in them.

    Args:
        found: a search; claims are left out, because their numbers are those of links and populations.

    Source: tests/show/test_forest_panels.py.
    """
    groups: dict[tuple[str, str], list[_Placed]] = {}
    for placed in _placed(found):
        groups.setdefault((placed.heading, placed.unit), []).append(placed)
    made = [_panel(group) for group in groups.values()]
    chosen = sorted(made, key=lambda panel: -(len(panel.rows) + panel.left_out))[:PANELS]
    dropped = sum(len(panel.rows) + panel.left_out for panel in made if panel not in chosen)
    return tuple(chosen), dropped + sum(panel.left_out for panel in chosen)


def _panel(group: Sequence[_Placed]) -> Panel:
    first = group[0]
    rows = sorted((placed.row for placed in group[:ROWS]), key=lambda row: -row.estimate)
    return Panel(first.heading, first.unit, first.nothing, first.nothing == 1.0, tuple(rows), len(group) - len(rows))


def _side(row: ForestRow, nothing: float) -> str:
    ends = [None if end is None else Number(end, "") for end in (row.estimate, row.low, row.high)]
    return clear(ends[0], ends[1], ends[2], nothing)


def _placed(found: Found) -> Iterator[_Placed]:
    seen: set[tuple[str, ...]] = set()
    for link in found.links:
        if _drawn(link.figure, link.source_id, seen):
            label = f"{spoken(link.source_var)} to {spoken(link.target_var)}"
            heading = _capital(LEVELS[link.level])
            yield _place(heading, label, link.id, link.source_id, link.figure, link.target_var)
    for row in found.treatments:
        label = f"{spoken(row.treatment)}, on {spoken(row.outcome)}"
        if row.benefit is not None:
            basis = "" if row.benefit_basis == "as reported" else "approximate"
            yield _Placed(
                "Treatments",
                "standard deviations, above 0 is better",
                0.0,
                _row(label, row.id, row.source_id, row.figure, (row.benefit, row.benefit_low, row.benefit_high), row.outcome, basis=basis),
            )
        elif _drawn(row.figure, row.source_id, seen):
            way = row.benefit_direction.replace("_", " ")
            aside = f", {row.metric}" if row.figure.measure == "MD" else ""
            compared = MEASURES[row.figure.measure][1] is not None
            heading = "Treatments" if compared or row.figure.measure == "share" else "Arms of trials, not compared"
            yield _place(heading, label, row.id, row.source_id, row.figure, row.outcome, aside=f"{aside}; {way}" if compared else "")
    for target in found.epidemiology:
        if _drawn(target.figure, target.source_id, seen):
            level = level_of(target.figure)
            heading = "Populations" if level is None else _capital(LEVELS[level])
            yield _place(heading, spoken(target.quantity), target.id, target.source_id, target.figure, target.quantity)


def _drawn(figure: Figure, source: str, seen: set[tuple[str, ...]]) -> bool:
    """Whether a number is drawn: there, a size, and not the same one again from another table."""
    if figure.estimate is None or figure.measure in _NO_SIZE:
        return False
    key = (figure.measure, figure.estimate.text, *(end.text if end else "" for end in (figure.low, figure.high)), source)
    new = key not in seen
    seen.add(key)
    return new


def _place(heading: str, label: str, name: str, source: str, figure: Figure, colour: str, aside: str = "") -> _Placed:
    words, nothing = MEASURES[figure.measure]
    unit = f"{words}, %" if figure.measure in SHARES else f"{words}{aside}"
    return _Placed(heading, unit, nothing, _row(label, name, source, figure, (figure.estimate, figure.low, figure.high), colour))


def _row(
    label: str, name: str, source: str, figure: Figure, numbers: tuple[Number | None, Number | None, Number | None], colour: str,
    basis: str = "",
) -> ForestRow:  # fmt: skip
    factor = 100.0 if figure.measure in SHARES and not basis else 1.0
    measure = figure.measure if factor > 1.0 else ""
    estimate, low, high = (None if found is None else found.value * factor for found in numbers)
    first, start, end = (None if found is None else _shown(found, measure, basis) for found in numbers)
    whole = low is not None and high is not None
    standing = "; ".join(part for part in (basis, "" if figure.verified else "derived") if part)
    many = f", n {figure.n}" if figure.n[:1].isdigit() else ""
    return ForestRow(
        label=label,
        detail=f"{name}{f', {standing}' if standing else ''}, {source}{many}",
        estimate=0.0 if estimate is None else estimate,
        low=low if whole else None,
        high=high if whole else None,
        value=first or "",
        interval=f"{(start or '').removesuffix(' %')} to {end}" if whole else "no interval",
        verified=figure.verified and not basis,
        standing=standing,
        colour_of=colour,
    )


def _shown(found: Number, measure: str, basis: str) -> str:
    """A number as its table has it; what is approximate has two digits behind the point."""
    return number(Number(found.value, f"{found.value:.2f}") if basis else found, measure)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
