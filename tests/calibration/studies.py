"""The studies: which truths, which designs, how many replicates, which bars.

Fits are those of a user: defaults of fit_ml wherever a study does not name an option, except the number of starts (STARTS: the three
readings of the moments, without the two shaken copies of the first that a user gets besides) and the ladder, which does not touch the fit.
"""

from __future__ import annotations

from tests.calibration.differing import differing
from tests.calibration.loops import loops
from tests.calibration.steps import stepped
from tests.calibration.study import Design, Study

STARTS = 3
MANY, FEWER = 5000, 1000  # replicates where a fit takes less than 0.1 s, and where it takes longer
COVER, FALSE, BANDS = (0.93, 0.97), (0.04, 0.06), (0.88, 0.92)

# A day's loop: both links, noise that comes to both, answers read with error; about a day and two days of memory.
DYNAMICS = {
    "self:pain": -0.8,
    "self:depression": -0.5,
    "link:pain->depression": 0.15,
    "link:depression->pain": 0.2,
    "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.25,
    "diffusion:depression": 0.6,
    "level:pain": 5.0,
    "level:depression": 3.0,
}
ERROR = {"error:pain": 0.4, "error:depression": 0.3}
TRAIT = {"trait:pain": 1.0, "trait:pain,depression": 0.3, "trait:depression": 0.8}
FIRST = {"t0cov:pain": 0.9, "t0cov:pain,depression": 0.25, "t0cov:depression": 0.7}
MEAN = {"t0mean:pain": 0.3, "t0mean:depression": -0.2}
TIED = {
    "t0cov:pain,trait:pain": 0.2,
    "t0cov:depression,trait:pain": 0.1,
    "t0cov:pain,trait:depression": 0.05,
    "t0cov:depression,trait:depression": 0.15,
}
NIL = {"link:pain->depression": 0.0, "link:depression->pain": 0.0}
# A loop that moves within the day, four times as fast, for beeps five times a day.
HOURS = {name: value * (4.0 if name.startswith(("self", "link", "diffusion")) else 1.0) for name, value in DYNAMICS.items()}
# A panel: months, waves half a year apart, memory of some months.
MONTHS = {
    "self:pain": -0.20,
    "self:depression": -0.15,
    "link:pain->depression": 0.03,
    "link:depression->pain": 0.04,
    "diffusion:pain": 0.40,
    "diffusion:pain,depression": 0.10,
    "diffusion:depression": 0.25,
    "level:pain": 5.0,
    "level:depression": 3.0,
}
MONTH_FIRST = {"t0cov:pain": 1.1, "t0cov:pain,depression": 0.3, "t0cov:depression": 0.9}
MONTH_NIL = {"link:pain->depression": 0.0, "link:depression->pain": 0.0}
WAVES = (0.0, 6.0, 12.0, 18.0)
WAVE_MEANS = {
    "mean:pain[0]": 5.0, "mean:depression[0]": 3.4, "mean:pain[6]": 4.4, "mean:depression[6]": 3.0,
    "mean:pain[12]": 4.2, "mean:depression[12]": 2.8, "mean:pain[18]": 4.1, "mean:depression[18]": 2.8,
}  # fmt: skip

SKIPPING = {"level:skip": -0.9, "skip:pain": 0.0, "skip:depression": 0.8, "trait:skip": 0.3}  # probits, and probits per point
COHORT = DYNAMICS | ERROR | TRAIT | FIRST | MEAN | TIED
ONE = DYNAMICS | ERROR
JOINT = {"traits": True, "error": True, "t0": "joint"}
ALONE = {"traits": False, "error": True, "t0": "stationary"}
PANEL = {
    "centred": (MONTHS | MONTH_FIRST | TRAIT, {"traits": True, "t0": "centred"}, {"t0": "centred"}),
    "joint": (MONTHS | MONTH_FIRST | TRAIT | MEAN | TIED, {"traits": True, "t0": "joint"}, {}),
    "waves": (
        {k: v for k, v in MONTHS.items() if not k.startswith("level")} | MONTH_FIRST | TRAIT | WAVE_MEANS,
        {"traits": True, "t0": "centred", "means": "wave", "waves": WAVES},
        {"means": "wave"},
    ),
}
ASKED = {"traits": True, "error": True, "starts": STARTS}
HALF_YEARS = Design(500, 4, "waves", 6.0, unit="month")
SIZES = ((30, 20), (30, 60), (100, 20), (100, 60))


def _coverage() -> list[Study]:
    usual = "traits, measurement error, first states `joint` (the default)"
    found = [
        Study(
            f"coverage-diary-{n}x{k}", 100 + i, "coverage", Design(n, k, missing=0.15), COHORT, JOINT, ASKED, FEWER, COVER,
            about=f"{n} people, {k} days, 15 in 100 answers missing; {usual}.",
        )
        for i, (n, k) in enumerate(SIZES)
    ]  # fmt: skip
    found += [
        Study(
            f"coverage-beeps-{n}x{k}", 110 + i, "coverage", Design(n, k, "beeps"), COHORT | HOURS, JOINT, ASKED, FEWER, COVER,
            about=f"{n} people, {k} beeps, five a day at uneven times, and a loop that moves within the day; {usual}.",
        )
        for i, (n, k) in enumerate(SIZES)
    ]  # fmt: skip
    found += [
        Study(
            f"coverage-diary-{n}x{k}-profile", 130 + i, "coverage", Design(n, k, missing=0.15), COHORT, JOINT, {**ASKED, "ci": "profile"},
            FEWER, COVER, about=f"{n} people, {k} days, 15 in 100 answers missing; {usual}; profile likelihood intervals.",
        )
        for i, (n, k) in enumerate(SIZES)
    ]  # fmt: skip
    found += [
        Study(
            f"coverage-panel-{name}-profile", 140 + i, "coverage", HALF_YEARS, truth, made, {**fitted, "starts": STARTS, "ci": "profile"},
            FEWER, COVER, about=f"500 people, 4 waves half a year apart; traits, `{name}`; profile likelihood intervals.",
        )
        for i, (name, (truth, made, fitted)) in enumerate(PANEL.items())
    ]  # fmt: skip
    found += [
        Study(
            f"coverage-panel-{name}", 120 + i, "coverage", HALF_YEARS, truth, made, {**fitted, "starts": STARTS}, MANY, COVER,
            about=f"500 people, 4 waves half a year apart; traits, `{name}`.",
        )
        for i, (name, (truth, made, fitted)) in enumerate(PANEL.items())
    ]  # fmt: skip
    return found


def _null() -> list[Study]:
    found = [
        Study(
            f"null-one-{days}", 200 + i, "null", Design(1, days), ONE | NIL, ALONE, {"starts": STARTS}, MANY, FALSE,
            about=f"One person, {days} days, no arrow; everything as it comes (measurement error on, `stationary`).",
        )
        for i, days in enumerate((100, 300))
    ]  # fmt: skip
    found += [
        Study(
            f"null-diary-{n}x{k}", 210 + i, "null", Design(n, k, missing=0.15), COHORT | NIL, JOINT, {"starts": STARTS}, MANY, FALSE,
            about=f"{n} people, {k} days, no arrow; everything as it comes.",
        )
        for i, (n, k) in enumerate(((30, 20), (30, 60), (100, 20)))
    ]  # fmt: skip
    found += [
        Study(
            f"null-panel-{name}", 220 + i, "null", HALF_YEARS, truth | MONTH_NIL, made, {**fitted, "starts": STARTS}, MANY, FALSE,
            about=f"500 people, 4 waves half a year apart, no arrow; `{name}`.",
        )
        for i, (name, (truth, made, fitted)) in enumerate(PANEL.items())
    ]  # fmt: skip
    for i, days in enumerate((100, 300)):
        wave = Design(1, days, wave=1.0)
        found.append(
            Study(
                f"null-weekday-{days}",
                230 + i,
                "null",
                wave,
                ONE | NIL,
                ALONE,
                {"starts": STARTS, "weekday": True},
                MANY,
                FALSE,
                about=f"One person, {days} days, no arrow, a weekday wave in both answers that is modelled.",
            )
        )
        found.append(
            Study(
                f"null-weekday-{days}-left-out",
                240 + i,
                "null",
                wave,
                ONE | NIL,
                ALONE,
                {"starts": STARTS},
                FEWER,
                (0.0, 1.0),
                about=f"The contrast: one person, {days} days, no arrow, the same weekday wave, not modelled. It has no bar.",
            )
        )
    return found


def _forecast() -> list[Study]:
    return [
        Study(
            "forecast-one-200", 300, "forecast", Design(1, 200), ONE, ALONE, {"starts": STARTS}, FEWER, BANDS,
            about="One person, 200 days known, 90 % bands for each of the next 7.",
        ),
        Study(
            "forecast-diary-100x30", 301, "forecast", Design(100, 30, missing=0.15), COHORT, JOINT, {"starts": STARTS}, 300, BANDS,
            about="100 people, 30 days known, 90 % bands for each of the next 7.",
        ),
    ]  # fmt: skip


def _skips() -> list[Study]:
    """Skipping that rises as mood falls: the joint model, and beside it the fit that ignores skipped prompts, which has no bar."""
    about = "60 people, 40 daily prompts, skipped more often when depression is high (a quarter in all)"
    plain = {name: value for name, value in (DYNAMICS | TRAIT | SKIPPING).items() if not name.startswith(("error", "t0"))}
    kinds: dict[str, tuple[str, dict[str, float], dict[str, object], dict[str, object]]] = {
        "plain": ("no measurement error, `stationary`", plain, {"traits": True, "t0": "stationary"},
                  {"traits": True, "error": False, "t0": "stationary", "starts": 1}),
        "joint": ("measurement error, first states `joint`", COHORT | SKIPPING, JOINT, {**ASKED, "starts": 1}),
    }  # fmt: skip
    found: list[Study] = []
    for i, (name, (usual, truth, made, asked)) in enumerate(kinds.items()):
        design, made = Design(60, 40), made | {"skips": True}
        found += [
            Study(
                f"coverage-skips-{name}", 400 + 10 * i, "coverage", design, truth, made, {**asked, "skips": True}, 500, COVER,
                about=f"{about}; traits, {usual}; the joint model of answers and skips, all slopes learned.",
            ),
            Study(
                f"ignored-skips-{name}", 401 + 10 * i, "coverage", design, truth, made, asked, 500, (0.0, 1.0),
                about=f"The contrast: {about}; traits, {usual}; skipped prompts ignored. It has no bar.",
            ),
        ]  # fmt: skip
    return found


ORDINAL = {
    "families": {"pain": "gaussian", "depression": "ordinal"}, "scales": {"depression": (0.0, 1.0, 2.0, 3.0)},
}  # fmt: skip
DIFFERING = {"traits": True, "individual": ("self:depression", "link:pain->depression")}
PACE = {"self:pain": (-0.7, 0.5), "self:depression": (-0.7, 0.5)}  # median, and spread of the logarithm


def _ranks() -> list[Study]:
    """Simulation-based calibration of posteriors; the bar is that of the intervals of 95 %, beside which the ranks are judged."""
    short = {"draws": 400, "warmup": 250}
    return [
        Study(
            "sbc-gaussian", 600, "ranks", Design(20, 15, missing=0.1), {}, {"traits": True, "error": True}, short, 500, COVER,
            about="20 people, 15 days, 10 in 100 answers missing; traits, measurement error, `stationary`; every number from its prior.",
        ),
        Study(
            "sbc-ordinal", 601, "ranks", Design(20, 12), {}, ORDINAL,
            {"draws": 120, "warmup": 120, "ranks": 39, "priors": PACE}, 500, COVER, loop="pain -> depression",
            about="20 people, 12 days, pain as a number, depression in four steps, `stationary`; every number from its prior, those of the "
            "two rates stated (an e-th part is left after 0.9 to 2.3 days in two of three), since each gradient takes a dozen sweeps.",
        ),
        Study(
            "sbc-links", 602, "ranks", Design(15, 20), {}, DIFFERING,
            {"draws": 160, "warmup": 120, "ranks": 39, "priors": PACE}, 500, COVER, loop="pain -> depression",
            about="15 people, 20 days; people differ in the link, in how fast depression returns, and in both levels, `stationary`; every "
            "number from its prior, those of the two rates stated as in sbc-ordinal.",
        ),
    ]  # fmt: skip


def _presses() -> list[Study]:
    return [
        Study(
            "presses-diary-100x60", 900, "presses", Design(100, 60, missing=0.15), COHORT, JOINT, ASKED, FEWER, COVER,
            about="100 people, 60 days, 15 in 100 answers missing: a press of each process after 7 and 28 days and in the long run.",
        )
    ]  # fmt: skip


STUDIES: tuple[Study, ...] = (*_coverage(), *_null(), *_forecast(), *_skips(), *_ranks(), *stepped(), *differing(), *loops(), *_presses())
