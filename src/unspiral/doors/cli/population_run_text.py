"""A simulated population as text for a terminal: what was simulated, what came out, how sure, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unspiral.doors.cli.learn_text import for_terminal, wrapped
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.records.fit import Verdict
from unspiral.records.population import PopulationRun
from unspiral.show.numbers import amount, decimals_for, grouped, signed
from unspiral.show.population_run_words import SAID, rests_on, state_words, verdicts_of
from unspiral.units import DAYS_PER

NORMAL = 1.959963984540054  # of a 95 % interval
NAMES = 46  # widest name of a state


def run_text(run: PopulationRun, episodes: Episodes, shares: Mapping[float | None, PopulationRun]) -> str:
    """A run for a reader at a terminal.

    Args:
        run: what was counted.
        episodes: the declaration.
        shares: the same at every causal share that was run, this one among them.

    Returns:
        Text without a line end behind it.
    """
    parts = [_headline(run, episodes), _table(run, episodes), _events(run, episodes), _outcomes(run)]
    parts += [_policy(run, episodes, shares, arm) for arm in range(1, len(run.arms))]
    parts += [_sure(verdicts_of(run, shares)), _rests(run, episodes), wrapped(SAID[0])]
    return for_terminal("\n\n".join(part for part in parts if part))


def _headline(run: PopulationRun, episodes: Episodes) -> str:
    people = episodes.people
    who = f"{grouped(run.persons)} people of {people.youngest} to {people.oldest - 1} years" if run.persons != 1 else "One person"
    how = f"{_length(run.weeks)}, each from one event to the next"
    return wrapped(f"{run.name}: {who} were simulated for {how}. {episodes.about}".strip())


def _length(weeks: int) -> str:
    years, rest = divmod(weeks, 52)
    said = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((years, "year"), (rest, "week")) if n]
    return " and ".join(said)


def _alive(run: PopulationRun, episodes: Episodes) -> int | None:
    """Row of those who are alive; None where nobody dies."""
    if episodes.ends is None:
        return None
    course = episodes.course(episodes.ends[0])
    return run.states.index(f"{course.name}:{course.start}")


def _shown(run: PopulationRun, episodes: Episodes) -> list[str]:
    """States of the loop's processes, both at once, treatments, and what ends everything."""
    found: list[str] = []
    for course in episodes.courses:
        found += [f"{course.name}:{state}" for state in course.states if course.process or state != course.start]
    ill = {f"{course.name}:{state}" for course in episodes.courses if course.process for state in course.episode}
    both = [state for state in run.states if "+" in state and set(state.split("+")) <= ill]
    ends = episodes.ends
    last = [] if ends is None else [f"{ends[0]}:{ends[1]}"]
    return [*(state for state in found if state not in last), *both, *last]


def _table(run: PopulationRun, episodes: Episodes) -> str:
    """Shares of those alive (of everybody, for the dead) at the start and at the end, simulated and exact."""
    alive, shown = _alive(run, episodes), _shown(run, episodes)
    simulated = _of_alive(run.share[0], alive, run, episodes)
    exact = None if run.exact is None else _of_alive(run.exact[0], alive, run, episodes)
    head = ["", "at the start", "at the end"] if exact is None else ["", "at the start", "exact", "at the end", "exact"]
    rows = [head]
    for state in shown:
        row = run.states.index(state)
        ends = [lines[row, week] for week in (0, -1) for lines in ([simulated] if exact is None else [simulated, exact])]
        rows.append([state_words(state), *(f"{100.0 * share:.2f} %" for share in ends)])
    of = "Share of the people alive" + ("" if alive is None else " (of everybody, where they are not)")
    return f"{of}:\n{_columns(rows)}"


def _of_alive(lines: Array, alive: int | None, run: PopulationRun, episodes: Episodes) -> Array:
    if alive is None:
        return lines
    last = [k for k, state in enumerate(run.states) if episodes.ends is not None and state.startswith(f"{episodes.ends[0]}:")]
    found = lines / np.maximum(lines[alive], 1e-300)
    found[last] = lines[last]
    return found


def _events(run: PopulationRun, episodes: Episodes) -> str:
    """How often each hazard struck, for a thousand people and year."""
    alive = _alive(run, episodes)
    there = run.there[0, alive] if alive is not None else np.full(run.weeks + 1, run.persons)
    years = float((there[:-1] + there[1:]).sum()) / 2.0 * DAYS_PER["week"] / DAYS_PER["year"]
    if years <= 0.0:
        return ""
    rows = [[name, f"{1000.0 * count / years:.1f}"] for name, count in zip(run.hazards, run.events[0].sum(axis=1).tolist(), strict=True)]
    return f"What happened, for 1,000 people alive and a year:\n{_columns(rows)}"


def _outcomes(run: PopulationRun) -> str:
    if not run.outcomes:
        return ""
    rows = [
        [f"{name} ({unit}s)" if unit == "week" or unit == "day" else f"{name} ({unit})", *_with_error(run.mean[0, o], run.se[0, o])]
        for o, (name, unit) in enumerate(zip(run.outcomes, run.units, strict=True))
    ]
    return f"For each person, on average over {_length(run.weeks)}:\n{_columns(rows)}"


def _with_error(mean: float, se: float) -> list[str]:
    if not np.isfinite(se):
        return [amount(mean)]
    places = decimals_for(se) if se > 0.0 else decimals_for(mean)
    return [amount(mean, places), f"standard error {amount(se, places)}"]


def _policy(run: PopulationRun, episodes: Episodes, shares: Mapping[float | None, PopulationRun], arm: int) -> str:
    """What a policy changed: states at the end, and outcomes of the same people, at every causal share that was run."""
    alive = _alive(run, episodes)
    one, other = (_of_alive(run.share[k], alive, run, episodes) for k in (0, arm))
    lines = None if run.exact is None else [_of_alive(run.exact[k], alive, run, episodes) for k in (0, arm)]
    ill = [f"{course.name}:{state}" for course in episodes.courses if course.process for state in course.episode]
    rows = [["", "without", "with", *(["exact, without", "with"] if lines else [])]]
    for state in ill:
        row = run.states.index(state)
        at_end = [one[row, -1], other[row, -1], *([line[row, -1] for line in lines] if lines else [])]
        rows.append([f"{state_words(state)}, at the end", *(f"{100.0 * share:.2f} %" for share in at_end)])
    where = _causal(shares)
    said = [f"With '{run.arms[arm]}', of the people alive{where}:", _columns(rows)]
    if run.outcomes:
        head = [["if so much of the links is causal:", *(f"{share:.0%}" for share in sorted(_known(shares)))]] if len(shares) > 1 else []
        runs = [shares[share] for share in sorted(_known(shares))] if len(shares) > 1 else [run]
        table = [[name, *(_apart(each, arm, o) for each in runs)] for o, name in enumerate(run.outcomes)]
        if head:
            said.append(
                wrapped("Studies do not settle how much of the links is causal; people are then more or less alike by nature.", "  ")
            )
        said += ["Differences for each person, on average (95 % interval):", _columns(head + table)]
        said.append(wrapped(SAID[1], "  "))
    return "\n".join(said)


def _known(shares: Mapping[float | None, PopulationRun]) -> list[float]:
    return [share for share in shares if share is not None]


def _causal(shares: Mapping[float | None, PopulationRun]) -> str:
    """At which causal share the table stands, where several were run."""
    return f" if {max(_known(shares)):.0%} of the links is causal" if len(shares) > 1 else ""


def _apart(run: PopulationRun, arm: int, outcome: int) -> str:
    mean, se = float(run.apart[arm, outcome]), float(run.apart_se[arm, outcome])
    if not np.isfinite(se):
        return signed(mean)
    places = decimals_for(se) if se > 0.0 else decimals_for(mean)
    return f"{signed(mean, places)} ({signed(mean - NORMAL * se, places)} to {signed(mean + NORMAL * se, places)})"


def _sure(verdicts: tuple[Verdict, ...]) -> str:
    return "\n".join(
        wrapped(
            f"{'' if verdict.level == 'ok' else '! '}{verdict.reason}" + (f" Fix: {verdict.remedy}" if verdict.remedy else ""), "", "  "
        )
        for verdict in verdicts
    )


def _rests(run: PopulationRun, episodes: Episodes) -> str:
    found = rests_on(episodes)
    sourced = (
        f"{found['sourced']} of its {found['numbers']} groups of numbers name rows of the evidence tables, {found['assumed']} are assumed"
    )
    kernel = "the compiled kernel" if run.manifest.get("kernel") == "compiled" else "plain Python"
    exact = f", the exact equation {run.seconds['exact']:.1f} s" if run.exact is not None else ""
    again = (
        "" if run.manifest.get("resumed_after", "0") == "0" else f" {grouped(int(run.manifest['resumed_after']))} were done before a stop."
    )
    return wrapped(
        f"It rests on the declaration '{run.name}': {sourced}. Seed {run.seed}. The persons took {run.seconds['simulate']:.1f} s"
        f" ({kernel}, --workers {run.manifest.get('workers', '1')}){exact}.{again}"
    )


def _columns(rows: list[list[str]]) -> str:
    """Words to the left, numbers to the right."""
    count = max(len(row) for row in rows)
    filled = [row + [""] * (count - len(row)) for row in rows]
    widths = [max(len(row[k]) for row in filled) for k in range(count)]
    widths[0] = min(widths[0], NAMES)
    lines = [f"  {row[0]:<{widths[0]}}  " + "  ".join(f"{cell:>{widths[k]}}" for k, cell in enumerate(row) if k) for row in filled]
    return "\n".join(line.rstrip() for line in lines)
