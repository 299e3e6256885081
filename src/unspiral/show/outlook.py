"""The chapters that need the answers themselves: where the person was, what comes next, and what the loop did not foresee."""

from __future__ import annotations

from unspiral.errors import UnspiralError
from unspiral.learn.family import in_steps
from unspiral.learn.forecast import forecast
from unspiral.learn.forecast_score import score_held_out
from unspiral.learn.replicate import replicates
from unspiral.learn.residual import residuals
from unspiral.learn.smooth import smooth
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, Panel
from unspiral.records.outlook import Check, ForecastScore, Replicates, Residuals
from unspiral.show.correlogram_chart import correlogram_picture
from unspiral.show.covariance_chart import covariance_picture
from unspiral.show.forecast_chart import forecast_picture, score_table
from unspiral.show.model import Part, Picture, Section, Table
from unspiral.show.numbers import amount, grouped
from unspiral.show.replicate_chart import replicate_picture
from unspiral.show.smoothed_chart import smoothed_picture
from unspiral.units import count

SIMULATED = 60  # panels: enough for bands that can be read, few enough not to keep a reader waiting
POINTS = 100  # occasions from which moments between them are shown in gaps only
STEPS = 7  # forecast in a report, in typical intervals
LEVEL = 0.9
PAIRS = 2  # indicators up to which each is drawn against each; with more, each only against itself
SCORED = 12  # occasions a person from which part of them can be held out
MOST_CELLS = 60_000  # beyond this the held-out scores would keep a reader waiting

UNCOMPARED = "Covariances over time are not compared where people differ in links: each made-up panel would have to be learned again."

TESTS = {
    "autocorrelation": "goes together over occasions",
    "trend": "drifts over time",
    "weekday": "differs between days of the week",
    "spread": "grows or shrinks over time",
    "normality": "is lopsided, or has too many far values",
    "outliers": "holds an outlier",
}


def outlook_sections(fit: Fit, panel: Panel | None) -> list[Section | None]:
    """Smoothed courses and forecasts, then what was not foreseen; nothing without the answers.

    Args:
        fit: a fit that is not refused.
        panel: the answers it was learned from, or None.
    """
    if panel is None:
        return []
    if in_steps(fit.choices):
        said = (
            f"No smoothed course, forecast or check of what was not foreseen is drawn: {' and '.join(in_steps(fit.choices))} "
            "is not read as a number, and what would be answered next is then a chance of each answer."
        )
        return [Section("surprise", "What was not foreseen", (said,))]
    loop = parse(fit.loop_text)
    if fit.choices.skips:
        said = (
            "With skipped prompts in the fit, smoothed courses, forecasts and checks of single answers are not made in this version. The "
            "fit without --skips shows them; the checks that are listed below are of the answers alone."
        )
        return [Section("course", "The course of single people", (said,))]
    return [course_section(fit, panel, loop), foresight_section(fit, panel, loop), surprise_section(fit, panel, loop)]


def shown_persons(fit: Fit, panel: Panel) -> list[str]:
    """Whom pictures show: the only person, or the first and the middle one of many with at least two answers."""
    at = [panel.indicators.index(c) for c in parse(fit.loop_text).columns]
    names = [p.name for p in panel.persons if int((p.values[:, at] == p.values[:, at]).any(axis=1).sum()) > 1]
    return names[:1] if len(names) < 2 else list(dict.fromkeys((names[0], names[len(names) // 2])))


def _owners(loop: Loop) -> list[tuple[str, str]]:
    """(column, process) of each indicator."""
    return [(i.column, p.name) for p in loop.processes for i in p.indicators]


def _who(name: str, panel: Panel) -> str:
    return f" (person {name})" if len(panel.persons) > 1 else ""


def course_section(fit: Fit, panel: Panel, loop: Loop) -> Section:
    """Raw answers with the smoothed course behind them."""
    names = shown_persons(fit, panel)
    most = max((len(p.time) for p in panel.persons if p.name in names), default=1)
    fine = 4.0 if most <= POINTS else 1.0
    found = smooth(fit, panel, every=fit.data.interval / fine, persons=names)
    parts = tuple(  # a part each, so that a long course has the page's whole width
        Part(pictures=(smoothed_picture(found, person, column, process, who=_who(person.name, panel)),))
        for person in found.persons for column, process in _owners(loop)
    )  # fmt: skip
    lead = ["Each answer is a glimpse. The line puts all of them together, those before and those after, by what the loop has learned."]
    if len(panel.persons) > len(names):
        lead.append(f"Shown are {len(names)} of {grouped(len(panel.persons))} people: the first and the middle one of the table.")
    return Section("course", "Where the person was", tuple(lead), parts)


def foresight_section(fit: Fit, panel: Panel, loop: Loop) -> Section:
    """What the next answers would be expected to be, and how good such forecasts were."""
    names = shown_persons(fit, panel)
    found = forecast(fit, panel, steps=STEPS, level=LEVEL, persons=names)
    pictures = tuple(
        forecast_picture(found, person, panel, column, process, who=_who(person.name, panel))
        for person in found.persons for column, process in _owners(loop)
    )  # fmt: skip
    lead = (
        f"What the loop expects of the next {count(STEPS * fit.data.interval, fit.data.time_unit)}. It shows what the loop knows; it is no "
        "plan and no warning.",
        f"It takes for granted that {'; that '.join(found.assumptions)}.",
    )
    parts = [Part(pictures=pictures)]
    scores = _scores(fit, panel)
    if scores:
        said = (
            "The last quarter of each person’s answers was held out, the loop was learned again from the rest, and each answer was "
            f"forecast from those before it. {_better(scores)}",
        )
        parts.append(Part("How good such forecasts were", said, tables=(score_table(scores),)))
    return Section("foresight", "What would be expected next", lead, tuple(parts))


def _scores(fit: Fit, panel: Panel) -> tuple[ForecastScore, ...]:
    """Scores out of sample, where there is enough to hold out."""
    if fit.data.occasions_per_person < SCORED or fit.data.cells > MOST_CELLS or fit.choices.means == "wave":
        return ()
    try:
        return score_held_out(fit, panel, steps=(1, 3), level=LEVEL)
    except UnspiralError:  # what is left cannot carry the loop: then there is nothing to score
        return ()


def _better(scores: tuple[ForecastScore, ...]) -> str:
    first = [s for s in scores if s.steps == min(s.steps for s in scores)]
    won = [s for s in first if s.rmse < min(s.rmse_mean, s.rmse_last)]
    names = " and ".join(spoken(s.indicator) for s in won)
    if len(won) == len(first):
        return "One occasion ahead the loop was nearer than both simple guesses: the person’s mean so far, and their last answer."
    if not won:
        return (
            "One occasion ahead the loop was not nearer than the better of two simple guesses: the person’s mean so far, their last answer."
        )
    return f"One occasion ahead the loop was nearer than both simple guesses for {names} only."


def surprise_section(fit: Fit, panel: Panel, loop: Loop) -> Section:
    """Innovations, covariance over time, and panels simulated from the loop."""
    found = residuals(fit, panel)
    made = replicates(fit, panel, count=SIMULATED)
    verdicts = (*found.verdicts, *made.verdicts)
    warned = [v.reason for v in verdicts if v.level != "ok"]
    lead = (
        "A loop that leaves nothing out is surprised at random: what it did not foresee is new each time, and panels simulated from it "
        "look like the data.",
        " ".join(warned) if warned else "Here nothing speaks against it.",
    )
    parts = (
        Part("Is what was not foreseen new each time?", pictures=_correlograms(found, loop), tables=_tests(found, fit.data.time_unit)),
        Part("Covariance over time", pictures=_covariances(made, loop, fit.data.time_unit)),
        Part("Simulated panels beside the data", _some(made, panel), (replicate_picture(made, dict(_owners(loop))),)),
    )
    return Section("surprise", "What the loop did not foresee", lead, tuple(p for p in parts if p.pictures or p.tables))


def _some(made: Replicates, panel: Panel) -> tuple[str, ...]:
    apart = () if made.covariance else (UNCOMPARED,)
    if made.persons == len(panel.persons):
        return apart
    return (
        *apart,
        f"For speed, {grouped(made.persons)} of {grouped(len(panel.persons))} people, evenly picked, stand for all.",
    )


def _correlograms(found: Residuals, loop: Loop) -> tuple[Picture, ...]:
    if not len(found.lags):
        return ()
    owners = _owners(loop)
    pairs = [(i, j) for i in range(len(owners)) for j in range(len(owners)) if i == j or len(owners) <= PAIRS]
    pairs.sort(key=lambda pair: pair[0] != pair[1])
    return tuple(correlogram_picture(found, i, j, owners[i][1]) for i, j in pairs)


def _tests(found: Residuals, unit: str) -> tuple[Table, ...]:
    if not found.checks:
        return ()
    rows = tuple((TESTS[c.name], _statistic(c), _p(c.p)) for c in found.checks)
    caption = f"Tests of what was not foreseen ({grouped(found.checks[0].answers)} answers); a small p speaks against the loop"
    tables = [Table(caption, ("what was not foreseen …", "statistic", "p"), rows, stack=True)]
    if found.surprises:
        far = tuple(
            (
                f"{spoken(s.indicator)}, person {s.person}",
                amount(s.time),
                f"{amount(abs(s.size), 1)} SD {'above' if s.size > 0 else 'below'}",
            )
            for s in found.surprises[:10]
        )
        tables.append(
            Table("Answers farther from their forecast than chance would bring", ("answer", f"{unit}s", "distance"), far, stack=True)
        )
    return tuple(tables)


def _statistic(c: Check) -> str:
    return f"largest {amount(c.statistic, 1)} SD" if not c.df else f"χ² {amount(c.statistic, 1)} ({c.df} degrees of freedom)"


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _covariances(made: Replicates, loop: Loop, unit: str) -> tuple[Picture, ...]:
    owner = dict(_owners(loop))
    few = len(owner) <= PAIRS
    curves = [c for c in made.covariance if len(c.lag) > 1 and (few or c.affected == c.cause)]
    return tuple(covariance_picture(c, owner[c.affected], unit) for c in curves)
