"""What must hold for a what-if to mean what it says, and what speaks against trusting it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.believed import allowed, believed, estimated
from unspiral.act.figures import shown
from unspiral.errors import NotIdentified
from unspiral.learn.edge import edges
from unspiral.learn.family import unit_of_process
from unspiral.loop.language import parse
from unspiral.loop.model import Input
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit, Parameter, Verdict
from unspiral.units import count

# Verdicts of the fit that touch every what-if. Its "unstable" is left out: it is judged anew for the loop in question.
CARRIED = (
    "no-data", "boundary", "information", "traits-left-out", "means", "few-days", "few-returns", "joint-small", "weekday-left-out",
    "trend-left-out",
)  # fmt: skip
FAR = 2.0  # standard deviations beyond which a shift leaves the range that was seen


def refuse(fit: Fit) -> None:
    """Stop before anything is computed from a fit that carries nothing.

    Raises:
        NotIdentified: the search did not converge, another verdict of the fit refuses, or the fit lies at an edge.
    """
    found = next((v for v in fit.verdicts if v.level == "refuse"), None)
    if found is not None:
        raise NotIdentified(found.reason, why="Nothing can be said about a change from such a fit.", fix=found.remedy, code=found.code)
    if not fit.converged:
        raise NotIdentified(
            "The search behind this fit did not end at a maximum.", why="Nothing can be said about a change from such a fit.",
            fix="learn again with more starts (--starts 20).", code="converged",
        )  # fmt: skip
    at = sorted(edges(fit))
    if at:
        raise NotIdentified(
            f"The fit lies at the edge of what can be learned about {' and '.join(spoken(p) for p in at)}.",
            why="An interval means nothing there, and a change without one would be a guess.",
            fix="compare a fit with --no-error, or learn again from a longer or denser record.", code="edge",
        )  # fmt: skip


def refuse_zero(fit: Fit, cause: str, reference: Mapping[str, float]) -> None:
    """Stop where a cut would be measured from a zero that the cause does not have.

    Args:
        fit: a fitted loop.
        cause: whose link is cut.
        reference: what was given to measure from.

    Raises:
        NotIdentified: its answers are steps, yes or no, or counts, or nobody says where it stands, and nothing was given.
    """
    unit = unit_of_process(fit, cause)
    if unit != "points" and cause not in reference:
        known = "" if fit.beliefs is None else f"{_placed(fit, cause)}, or "
        raise NotIdentified(
            f"'{cause}' is counted in {unit}, which have no zero of their own that a cut could be measured from.",
            why="How much the link pushes hangs on what counts as none of it.",
            fix=f"{known}--press {cause}=-1, or --reference {cause}=-1 for one of its units below the usual level.", code="no-zero",
        )  # fmt: skip


def refuse_unplaced(fit: Fit, name: str, why: str, fix: str) -> None:
    """Stop where a value of a process is asked about, and no value of it is known.

    Args:
        fit: a fitted loop.
        name: of the process.
        why, fix: of the question.

    Raises:
        NotIdentified: its answers are steps, yes or no, or counts, or nobody says where it stands.
    """
    unit = unit_of_process(fit, name)
    if unit == "points":
        return
    if fit.beliefs is not None:
        said = f"'{name}' is counted in {unit}, and nobody says where it usually stands."
        raise NotIdentified(said, why=why, fix=f"{_placed(fit, name)}, or {fix}", code="no-zero")
    raise NotIdentified(
        f"'{name}' is counted in {unit} of what lies behind its answers, and no answer says which value of that is meant.",
        why=why, fix=fix, code="no-zero",
    )  # fmt: skip


def _placed(fit: Fit, name: str) -> str:
    """What says where a process stands, on the command line."""
    column = next(p.indicators[0].column for p in parse(fit.loop_text).processes if p.name == name)
    return f"--prior level:{column}=5 --prior within:{name}=1.8"


def refuse_runaway(fit: Fit, stable: Bool[ndarray, " draws"], before: str = "") -> None:
    """Stop where the estimated loop, or the one in the middle of assumptions, never settles.

    Args:
        fit: whose loops they are.
        stable: of the loop in question; the first one is the estimate.
        before: what is done to the loop: "With pain held".

    Raises:
        NotIdentified: it runs away.
    """
    if not stable[0]:
        what = f"{before} the {estimated(fit)}".strip()
        fix = "look for a trend or a treatment in the data, and learn again." if fit.beliefs is None else "weaker links (--prior)."
        raise NotIdentified(
            f"{what[0].upper()}{what[1:]} does not return to a level: it runs away.",
            why="A change then has no long-run effect to speak of.", fix=fix, code="unstable",
        )  # fmt: skip


def carried(fit: Fit) -> list[Verdict]:
    """Cautions of the fit that touch every what-if."""
    return [v for v in fit.verdicts if v.level == "caution" and v.code in CARRIED]


def runaway_verdict(fit: Fit, stable: Bool[ndarray, " draws"], settled: Iterable[Effect]) -> list[Verdict]:
    """How many of the loops that the data leave possible, or that assumptions allow, run away, and what that does to the intervals."""
    share = float(1.0 - stable[1:].mean())
    if share == 0.0:
        return []
    part = "Fewer than 1 %" if share < 0.01 else f"{100.0 * share:.0f} %"
    open_end = any(e.low is None or e.high is None for e in settled)
    consequence = "so some long-run intervals have no end on one side or both" if open_end else "as the wide intervals show"
    needed = "A longer series is needed" if fit.beliefs is None else "Answers are needed, or narrower priors (--prior)"
    return [
        Verdict(
            "unstable", "caution",
            f"{part} of the loops that {allowed(fit)} run away; they count as beyond every finite value, {consequence}.",
            f"{needed}; until then read the path and not the long run.",
        )
    ]  # fmt: skip


def level_verdicts(fit: Fit) -> list[Verdict]:
    """That a change which is measured from a level is measured from the middle of the answers, where these follow a trend."""
    if not fit.choices.trend:
        return []
    slopes = {p.name.removeprefix("trend:"): p for p in fit.parameters if p.name.startswith("trend:")}
    said = ", ".join(f"{spoken(name)} {shown(p.estimate)} {p.unit}" for name, p in slopes.items())
    return [
        Verdict(
            "trend-level", "caution",
            f"The answers follow a trend ({said}). This is measured from the level in the middle of the answers; where the trend has led "
            "since, and where it would lead, is not counted.",
            "Ask with --press, --pulse or --schedule, which need no level, or learn from the latest answers alone.",
        )
    ]  # fmt: skip


def link_verdicts(fit: Fit, arrow: Arrow) -> list[Verdict]:
    """Whether the data can tell the link that is cut from nothing, or the assumptions leave its sign open."""
    cause, affected = (spoken(name) for name in arrow)
    if fit.beliefs is not None:
        found = next(p for p in fit.parameters if p.name == f"link:{arrow[0]}->{arrow[1]}")
        if _told_from_nil(found):
            return []
        reason = f"These assumptions leave the sign of {cause} -> {affected} open; what a change of it would do is open with it."
        return [Verdict("link-not-told", "caution", reason, "Answers, once there are any.")]
    answer = fit.direction.links.get(arrow)
    if answer is None or answer.word == "cannot tell":
        reason = f"The data cannot tell {cause} -> {affected} from nothing; to cut a link that may not be there may change nothing."
        return [Verdict("link-not-told", "caution", reason, "A longer or denser series.")]
    if answer.word in ("nil", "clear but very small"):
        reason = f"The data show no effect of {cause} on {affected} that is worth speaking of, so there is little to cut."
        return [Verdict("link-nil", "caution", reason, "Look at the other links.")]
    return []


def input_verdicts(fit: Fit, names: Iterable[str]) -> list[Verdict]:
    """Whether the data can tell what an input does from nothing."""
    found: list[Verdict] = []
    for name, target, p in _input_effects(fit, names):
        if _told_from_nil(p):
            continue
        if fit.beliefs is not None:
            reason = f"These assumptions leave open whether {spoken(name)} raises or lowers {spoken(target)} ({_seen(p)})."
            found.append(Verdict("input-not-told", "caution", reason, "Answers, once there are any."))
            continue
        open_end = p.low is None or p.high is None
        more = " An end of its interval is missing, so intervals of what would follow look surer than they are." if open_end else ""
        reason = f"The data cannot tell whether {spoken(name)} acts on {spoken(target)} at all ({_seen(p)}).{more}"
        found.append(Verdict("input-not-told", "caution", reason, "More occasions with and without it."))
    return found


def untold(fit: Fit, names: Iterable[str]) -> frozenset[str]:
    """Processes whose shift may not be called after a press, because it hangs on an input that the data cannot tell from nothing.

    What a told input or the press itself pushes straight away is left out; all else may have been reached through the doubted one.

    Args:
        fit: a fitted loop.
        names: what is pressed, inputs and processes.
    """
    pressed = set(names)
    effects = _input_effects(fit, pressed)
    doubted = {target for _, target, p in effects if not _told_from_nil(p)}
    straight = {target for _, target, _ in effects} | (pressed & set(fit.processes))
    return frozenset(name for name in fit.processes if name in doubted or (doubted and name not in straight))


def _input_effects(fit: Fit, names: Iterable[str]) -> list[tuple[str, str, Parameter]]:
    """Input, process and number of everything these inputs are said to act on."""
    wanted = set(names)
    split = [(*p.name.removeprefix("input:").partition("->"), p) for p in fit.parameters if p.name.startswith("input:")]
    return [(name, target, p) for name, _, target, p in split if name in wanted]


def _told_from_nil(p: Parameter) -> bool:
    """Whether an interval leaves zero out; one without an end is the least certain of all and tells nothing."""
    return p.low is not None and p.high is not None and not p.low <= 0.0 <= p.high


def _seen(p: Parameter) -> str:
    """An estimate with what is known of its interval."""
    if p.low is None and p.high is None:
        return f"{shown(p.estimate)} {p.unit}, no interval can be given"
    low = "without a lower end" if p.low is None else f"from {shown(p.low)}"
    high = "without an upper end" if p.high is None else f"{'up ' if p.low is None else ''}to {shown(p.high)}"
    ends = f"{low} {high}" if p.low is not None and p.high is not None else f"{low}, {high}"
    return f"{shown(p.estimate)} {p.unit}, {ends}"


def range_verdicts(fit: Fit, horizon: float, settled: Mapping[str, Effect], spread: Float[ndarray, " p"]) -> list[Verdict]:
    """Whether the answer lies beyond what was seen, in time or in size."""
    found: list[Verdict] = []
    unit = fit.data.time_unit
    if horizon > fit.data.span * (1.0 + 1e-9):
        reason = f"The path runs over {count(horizon, unit)}; nobody was followed for more than {count(fit.data.span, unit)}."
        found.append(Verdict("beyond-data", "caution", reason, f"Ask for a horizon within {count(fit.data.span, unit)}."))
    for (name, shift), sd in zip(settled.items(), spread, strict=True):
        if np.isfinite(shift.estimate) and abs(shift.estimate) > FAR * sd:
            size = f"{FAR:g} of its standard deviations ({shown(float(sd))})"
            reason = f"A shift of {spoken(name)} by {shown(shift.estimate)} is more than {size}."
            found.append(Verdict("beyond-range", "caution", reason, "Ask about a smaller change."))
    return found


def assumed(fit: Fit) -> list[str]:
    """What every what-if assumes; where nobody answered anything, every prior with its source."""
    if fit.beliefs is not None:
        return [
            "Nobody's answers stand behind these numbers: they follow from the assumptions listed here, and from nothing else.",
            *believed(fit),
            "The loop stays the same while the change lasts: the same links, the same rates.",
            "Effects stay in proportion, and no scale comes to its end.",
        ]
    found = [
        "The data were watched, not tried out: nothing that was left out moves several processes at once.",
        "The loop stays the same while the change lasts: the same links, the same rates.",
        "Effects stay in proportion within the range that was seen, and no scale comes to its end.",
    ]
    for name in fit.processes:
        unit = unit_of_process(fit, name)
        if unit != "points":
            said = "probits of what lies behind its answers" if unit == "probits" else "logarithms of the expected count"
            found.append(f"A point of {spoken(name)} is none of an answer's here: it is counted in {said}.")
    pushed = [name for name, part in fit.choices.covariates.items() if part in ("links", "both")]
    if pushed:
        whom = " and ".join(f"average {name}" for name in pushed)
        found.append(f"The links are those of a person of {whom}: they differ with it.")
    if fit.choices.weekday:
        found.append("A level is the mean over the days of the week.")
    if fit.choices.trend:
        found.append("The trend goes on whatever is done, and a level is that of the middle of the answers.")
    if fit.choices.individual:
        found.append("The loop is that of the average person: people differ in it, and what happens in one person may be otherwise.")
    elif not pushed and fit.data.persons > 1:
        found.append("Everybody has the same links; people differ in their level at most.")
    return found


def assumed_of_press(kinds: Mapping[str, str]) -> list[str]:
    """What a press assumes besides; ``kinds``: name -> "process", "sustained" or "fading"."""
    said = {
        "process": "The push acts on {0} alone; all else moves only through the declared links.",
        "sustained": "{0} acts only where the loop says so, for as long as it lasts, and never wears off.",
        "fading": "{0} is given so steadily that it never fades: what it leaves behind is held where one occasion of this size puts it.",
    }
    return [said[kind].format(spoken(name)) for name, kind in kinds.items()]


def assumed_of_delay(inputs: Iterable[Input], wanted: Iterable[str]) -> list[str]:
    """That the clock of a press begins when the input begins to act, which the loop may say is later than its row."""
    late = [entry for entry in inputs if entry.name in set(wanted) and entry.after is not None]
    return [f"Time is counted from when {spoken(e.name)} begins to act, {e.after.words} after it is given." for e in late if e.after]
