"""One calibration study: a truth, how answers are made up from it, how they are fitted, and what of the fit is kept."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy import ndarray

from unspiral.errors import UnspiralError
from unspiral.learn.direction import headline
from unspiral.learn.edge import edges
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.gain import spiral_gain
from unspiral.learn.lags import transitions
from unspiral.learn.parameters import by_name, dynamics, layout_for
from unspiral.learn.simulate import simulate
from unspiral.learn.stationary import stationary
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit, Panel

FORMAT = 1  # of the records: raise it when what is kept of a fit changes its meaning
BEEPS, FIRST_BEEP, LAST_BEEP, QUARTER = 5, 9.0, 21.0, 0.25  # beeps a day, between these hours, at quarters of an hour
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Design:
    """Who is asked how often.

    Args:
        persons, occasions: how many; occasions of each person, before any is missed.
        rhythm: "daily"; "beeps" (five a day at uneven times, and nights); "waves" (planned, every ``gap``).
        gap: between waves, in ``unit``.
        missing: chance that an answer is not given.
        unit: of time.
        wave: size of a weekday wave that is added to the answers, in points; 0 for none.
    """

    persons: int
    occasions: int
    rhythm: str = "daily"
    gap: float = 1.0
    missing: float = 0.0
    unit: str = "day"
    wave: float = 0.0


@dataclass(frozen=True, slots=True)
class Study:
    """What is simulated, fitted and asked.

    Args:
        name: also of its file of results.
        number: with the number of the replicate it makes the seed; never used twice.
        kind: "coverage", "presses" (and of what-ifs), "null", "forecast", "loops" (what a loop as a whole does) or "ranks"
            (simulation-based calibration; the truth is then drawn anew for each replicate).
        design: who is asked how often.
        truth: contract name -> value.
        made: choices under which answers are made up.
        fitted: options of fit_ml; those not named are a user's defaults.
        replicates: how many are wanted.
        bar: lowest and highest share that passes.
        loop: the declared loop, made up and fitted.
    """

    name: str
    number: int
    kind: str
    design: Design
    truth: Mapping[str, float]
    made: Mapping[str, Any]
    fitted: Mapping[str, Any]
    replicates: int
    bar: tuple[float, float]
    loop: str = "pain <-> depression"
    about: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """Changes with anything that changes the meaning of a result; how many replicates are wanted, and the bar, do not."""
        parts = asdict(self) | {"format": FORMAT, "replicates": None, "bar": None, "about": None}
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:12]

    @property
    def choices(self) -> Choices:
        """Under which the answers are made up."""
        return Choices(**({"traits": False, "error": False, "t0": "stationary", "means": "constant", "families": {}} | dict(self.made)))


def seeds(study: Study, replicate: int) -> tuple[int, np.random.Generator]:
    """The seed of the answers, and a generator for everything else of this replicate."""
    sequence = np.random.SeedSequence([study.number, replicate])
    return int(sequence.generate_state(1, np.uint64)[0]), np.random.default_rng(sequence.spawn(1)[0])


def clocks(design: Design, random: np.random.Generator) -> list[ndarray]:
    """Every person's times."""
    n, k = design.persons, design.occasions
    if design.rhythm != "beeps":
        return [np.arange(k) * design.gap] * n
    days = -(-k // BEEPS)
    quarters = int((LAST_BEEP - FIRST_BEEP) / QUARTER)
    width = quarters // BEEPS  # one beep in each stretch of the day, so that none comes twice
    out: list[ndarray] = []
    for _ in range(n):
        at = np.arange(BEEPS) * width + random.integers(0, width, size=(days, BEEPS))
        hours = FIRST_BEEP + QUARTER * at + 24.0 * np.arange(days)[:, None]
        time = np.sort(hours.ravel())[:k] / 24.0
        out.append(time - time[0])
    return out


def weekday_wave(panel: Panel, size: float) -> Panel:
    """The same answers with a level of its own for each day of the week, the same for every process: it could pose as an arrow."""
    if not size:
        return panel
    week = size * np.array([0.0, 0.3, 0.5, 0.3, 0.0, -0.6, -0.5])  # worst in the middle of the week, best at its end
    people = tuple(replace(p, values=p.values + week[np.floor(p.time).astype(int) % 7][:, None]) for p in panel.persons)
    return replace(panel, persons=people)


def make(study: Study, replicate: int) -> Panel:
    """The answers of one replicate."""
    seed, random = seeds(study, replicate)
    d = study.design
    panel = simulate(parse(study.loop), study.truth, clocks(d, random), seed=seed, choices=study.choices, unit=d.unit, missing=d.missing)
    return weekday_wave(panel, d.wave)


def possible(study: Study) -> str:
    """Why a study cannot run with this version, or ""."""
    if study.kind == "ranks":
        return "" if find_spec("nutpie") is not None else "nutpie is not installed (the extra bayes)"
    known = inspect.signature(fit_ml).parameters
    unknown = [name for name in study.fitted if name not in known]
    return f"fit_ml has no option {', '.join(unknown)} yet" if unknown else ""


def learn(study: Study, replicate: int) -> Fit:
    """The fit of one replicate: the seed of the search and of the draws is the replicate's own, so that no one set of draws decides."""
    return fit_ml(make(study, replicate), parse(study.loop), seed=replicate + 1, ladder=False, **study.fitted)


def run(study: Study, replicate: int) -> dict[str, Any]:
    """One line of the file of results. A fit that is refused or breaks is a result too."""
    began = perf_counter()
    kept: dict[str, Any] = {"study": study.fingerprint, "replicate": replicate}
    try:
        if study.kind == "ranks":
            from tests.calibration.ranks import rank_run

            kept |= rank_run(study, replicate)
        elif study.kind == "forecast":
            from tests.calibration.foresight import foresee

            kept |= foresee(study, replicate)
        elif study.kind == "loops":
            from tests.calibration.loops import numbers

            fit = learn(study, replicate)
            given = numbers(fit) if fit.converged else {}
            kept |= keep(fit) | {"figures": {name: _short(x.estimate, None, x.low, x.high) for name, x in given.items()}}
        else:
            fit = learn(study, replicate)
            kept |= keep(fit)
            if study.kind == "presses":
                from tests.calibration.presses import press_figures

                kept["figures"] |= {name: _short(e.estimate, None, e.low, e.high) for name, e in press_figures(fit).items()}
    except (UnspiralError, np.linalg.LinAlgError, FloatingPointError, ValueError) as broken:
        kept |= {"converged": False, "failed": f"{type(broken).__name__}: {str(broken).splitlines()[0][:120]}"}
    return kept | {"seconds": round(perf_counter() - began, 4)}


def keep(fit: Fit) -> dict[str, Any]:
    """What of a fit is looked at: every figure that is shown with its interval, the words, and where it lies at an edge."""
    figures: dict[str, list[float | None]] = {p.name: _short(p.estimate, p.se, p.low, p.high) for p in fit.parameters}
    for (cause, affected), found in fit.lagged.items():
        figures[f"lagged:{cause}->{affected}"] = _short(found.estimate, found.se, found.low, found.high)
    for (cause, affected), link in fit.direction.links.items():
        if link.standardised:
            figures[f"effect:{cause}->{affected}"] = _short(link.effect.estimate, None, link.effect.low, link.effect.high)
    for (cause, affected), found in (fit.shortcut.shortcut if fit.shortcut is not None else {}).items():
        figures[f"shortcut:{cause}->{affected}"] = _short(found.estimate, None, found.low, found.high)
    if fit.spiral is not None:
        figures["gain"] = _short(fit.spiral.estimate, None, fit.spiral.low, fit.spiral.high)
    return {
        "converged": fit.converged,
        "loglik": fit.loglik,
        "edge": sorted(edges(fit)),
        "caution": sorted({v.code for v in fit.verdicts if v.level != "ok"}),
        "answer": fit.direction.answer,
        "words": {f"{cause}->{affected}": link.word for (cause, affected), link in fit.direction.links.items()},
        "figures": figures,
    }


def _short(*numbers: float | None) -> list[float | None]:
    """Six digits are plenty, and keep the files small; what is not finite is not there."""
    return [None if x is None or not np.isfinite(x) else float(f"{x:.6g}") for x in numbers]


def truths(study: Study) -> dict[str, float]:
    """True value of every figure that ``keep`` keeps, for the loop as it is fitted."""
    loop, c, d = parse(study.loop), study.choices, study.design
    layout = layout_for(loop, c, d.unit)
    parts = dynamics(layout, by_name(layout, study.truth))
    drift, diffusion = parts["drift"], parts["diffusion"]
    found = dict(study.truth)
    names = loop.names
    lag = float(study.fitted.get("lag", 1.0))
    typical = float(np.median(np.concatenate([np.diff(t) for t in clocks(d, np.random.default_rng(1))])))
    sd = np.sqrt(np.diag(stationary(drift, diffusion)))
    after, between = transitions(drift[None], lag)[0], transitions(drift[None], typical)[0]
    for i, affected in enumerate(names):
        for j, cause in enumerate(names):
            found[f"lagged:{cause}->{affected}"] = float(after[i, j])
            # The fit's own lag is the median gap of its data: with uneven beeps it differs from replicate to replicate.
            if d.rhythm != "beeps" or not between[i, j]:
                effect = float(between[i, j] * sd[j] / sd[i])
                found[f"effect:{cause}->{affected}"] = found[f"shortcut:{cause}->{affected}"] = effect
    if study.kind == "loops":
        from tests.calibration.loops import true_numbers

        found |= true_numbers(study, typical)
    if headline(names):
        found["gain"] = float(spiral_gain(drift[None])[0])
    if study.kind == "presses":
        from tests.calibration.presses import press_truths

        found |= press_truths(study)
    return found


def code_version() -> str:
    """A hash of the learner's source, so that a summary can say whether results of several versions stand side by side."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src" / "unspiral" / "learn").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
