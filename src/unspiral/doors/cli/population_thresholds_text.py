"""Episodes read off symptoms as text for a terminal: the gap first, then what the two readings take for granted."""

from __future__ import annotations

from unspiral.act.population.threshold_readings import Reading, Thresholds
from unspiral.doors.cli.ground_text import ground_line
from unspiral.doors.cli.learn_text import for_terminal, wrapped
from unspiral.records import Fit

QUANTITY, FIGURE = 44, 15


def thresholds_text(fit: Fit, found: Thresholds) -> str:
    """What was read, for a reader at a terminal.

    Args:
        fit: whose loop was simulated.
        found: what was read off it.
    """
    head = (
        f"Episodes read off the symptoms of {found.persons:,} simulated persons, counted over {found.years:g} years after "
        f"{found.before:g}, beside the declared episodes of '{found.compared}'. In a population like the ones declared; it says nothing "
        "about any one person."
    )
    table = [_row("", "symptoms say", "episodes say", "ratio"), *(line for reading in found.readings for line in _reading(reading))]
    note = "+- is one Monte-Carlo standard error. Shares in %, beginnings a person and year; - where too little happened to say anything."
    said = ["What the two readings take for granted:", *(wrapped(f"- {line}", "  ", "    ") for line in found.said)]
    parts = [ground_line(fit.beliefs), wrapped(head), "\n".join(table), wrapped(note), "\n".join(said), wrapped(_fitted(found))]
    return for_terminal("\n\n".join([wrapped(parts[0]), *parts[1:]] if parts[0] else parts[1:]))


def _reading(reading: Reading) -> list[str]:
    symptoms = _figure(reading.symptoms, reading.unit)
    if reading.error is not None:
        symptoms += f" +- {_figure(reading.error, reading.unit)}"
    ratio = "-" if reading.ratio is None else f"{reading.ratio:.2g}"
    lines = wrapped(reading.name).splitlines() if len(reading.name) <= QUANTITY else _folded(reading.name)
    return [*lines[:-1], _row(lines[-1], symptoms, _figure(reading.episodes, reading.unit), ratio)]


def _folded(name: str) -> list[str]:
    out = [""]
    for word in name.split():
        if len(out[-1]) + len(word) + 1 > QUANTITY:
            out.append("  ")
        out[-1] = f"{out[-1]} {word}" if out[-1].strip() else f"{out[-1]}{word}"
    return out


def _row(name: str, symptoms: str, episodes: str, ratio: str) -> str:
    return f"{name:<{QUANTITY}}{symptoms:>{FIGURE + 2}}{episodes:>{FIGURE}}{ratio:>8}".rstrip()


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return (
        f"{100.0 * value:.2g} %" if unit == "share" and value < 0.995 else f"{100.0 * value:.0f} %" if unit == "share" else f"{value:.2g}"
    )


def _fitted(found: Thresholds) -> str:
    if found.fitted is None or found.fitted_gap is None:
        return f"Hazards could not be fitted to the counts: {found.unfitted}"
    return (
        f"Hazards were fitted to the counts; they stand in for this simulation, and their shares lie within {100.0 * found.fitted_gap:.1g} "
        "percentage points of the counted ones in every week. What they say of the other quantities is in --json ('fitted')."
    )
