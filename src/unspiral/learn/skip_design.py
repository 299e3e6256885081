"""Can it be learned whether the state drives skipping? Decided before fitting; and what must be said of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unspiral.errors import NotIdentified, SpecError, closest, did_you_mean
from unspiral.learn.skip_slots import SKIP
from unspiral.learn.skip_words import AGAINST, against, on_one, other_words, turns
from unspiral.learn.skips import Prompts, prompts_of
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Moments, Panel, Verdict

FEW = 20  # skipped prompts, or answered ones, below which a slope is hardly to be had
WIDE = 1.0  # probits per within-person standard deviation: an interval that reaches this far on both sides has learned nothing
FARTHEST = 5.0  # assumed slopes beyond this are a slip: such a person would skip always or never


Counted = tuple[Prompts, Mapping[str, float], list[Verdict]]  # prompts, assumed slopes, what must be said


def check_skips(
    data: Panel | Moments, loop: Loop, choices: Choices, skips: bool | Mapping[str, float], warm: Fit | None = None
) -> Counted | None:
    """Refuse what skipped prompts cannot be asked of, and count them.

    Args:
        data: a panel with its rows without an answer.
        loop: the declared model.
        choices: decided so far, without skips.
        skips: False where nobody asked; True where all slopes are learned; or process -> assumed slope, in probits per within-person
            standard deviation.
        warm: a saved fit to go on from, or None.

    Returns:
        The counts, the assumed slopes, and what must be said of them; None where nobody asked.

    Raises:
        SpecError: an option does not go with skipped prompts, or a slope is none.
        NotIdentified: nobody skipped a prompt, or nearly every prompt was.

    Source: tests/learn/test_skip_design.py.
    """
    refuse_going_on(skips, warm)
    if skips is False:
        return None
    slopes: Mapping[str, float] = {} if skips is True else skips
    if isinstance(data, Moments):
        raise SpecError(
            "Skipped prompts are rows without an answer, and summary statistics have no rows.", fix="leave out --skips, or give the table."
        )
    _check_slopes(loop, slopes)
    _check_beside(choices)
    found = prompts_of(data, loop, early=choices.t0 == "stationary")
    if found.skipped == 0:
        read = all(person.skipped is None for person in data.persons)
        raise NotIdentified(
            "No prompt that counts was skipped: every row holds an answer.",
            why="What never happens cannot be driven by anything."
            + (" Rows without an answer are left out when a table is read, unless prompts are asked for." if read else ""),
            fix='read the table with prompts="between", so that rows without an answer are kept; or leave out --skips.' if read
            else "leave out --skips, or bring the rows of prompts that nobody answered.",
            code="skips-none",
        )  # fmt: skip
    if found.skipped == found.asked:
        raise NotIdentified(
            "Every prompt that counts was skipped.",
            why="Behind the first answer there is none.",
            fix="leave out --skips.",
            code="skips-all",
        )
    return found, slopes, _counted(found)


def refuse_going_on(skips: bool | Mapping[str, float], warm: Fit | None) -> None:
    """Refuse a saved fit to go on from beside skips: the answer that ignores them is searched for anew.

    Args:
        skips: as asked.
        warm: the saved fit, or None.

    Raises:
        SpecError: saying which of the two has skips.
    """
    if warm is None or (skips is False and not warm.choices.skips):
        return
    what = "The fit to go on from was learned with skipped prompts" if warm.choices.skips else "Skipped prompts were asked about"
    raise SpecError(
        f"{what}, and --from does not go with --skips in this version.",
        why="The fit that ignores skips stands beside the other, and both begin anew.",
        fix="learn anew, without --from: unspiral learn DATA --skips",
    )


def _counted(found: Prompts) -> list[Verdict]:
    share = found.skipped / found.asked
    people = "" if found.people == 1 else f" {found.skippers} of {found.people} people skipped one or more."
    left: list[str] = []
    if found.before:
        left.append(f"{found.before} at or before a person's first answer, where their clock starts")
    if found.after:
        left.append(f"{found.after} after their last answer, where nobody knows whether they still took part")
    said = [
        Verdict("skips", "ok", f"{found.skipped} of {found.asked} prompts were skipped ({share:.0%}).{people}"
                + (f" Not counted: {'; '.join(left)}." if left else ""))
    ]  # fmt: skip
    rare = min(found.skipped, found.asked - found.skipped)
    if rare < FEW:
        what = "skipped" if found.skipped == rare else "answered"
        said.append(
            Verdict("skips-few", "caution", f"Only {rare} prompts were {what}: how the state drives that can hardly be learned.",
                    "Read the slider rather than the learned slope.")
        )  # fmt: skip
    return said


def _check_slopes(loop: Loop, slopes: Mapping[str, float]) -> None:
    for name, slope in slopes.items():
        if name not in loop.names:
            raise SpecError(
                f"--skips names '{name}', which is no process of the loop ({', '.join(loop.names)}).{did_you_mean(name, loop.names)}",
                fix=f"--skips {closest(name, loop.names) or loop.names[0]}={slope:g}",
            )
        if not np.isfinite(slope) or abs(slope) > FARTHEST:
            raise SpecError(
                f"A slope of {slope:g} probits per standard deviation is no slope of skipping.",
                why=f"Beyond {FARTHEST:g} a person would always skip on one side of their usual state and never on the other.",
                fix=f"--skips {name}=0.25",
            )
    if SKIP in loop.columns or SKIP in loop.names:
        raise SpecError(
            f"The loop has a column or a process '{SKIP}', which is the name of skipped prompts.",
            why="Two things of one name could not be told apart.",
            fix=f"rename it, for instance to '{SKIP}ped_meals', in the table and in the loop.",
        )


def _check_beside(c: Choices) -> None:
    """Options that have no meaning beside skipped prompts in this version."""
    given = [
        ("--weight", c.weight, "A weighted yes or no has no likelihood."),
        ("--trend", c.trend, "Skipping has a course of its own over a study, which would be mixed up with that of the answers."),
        ("--individual links", c.individual, "Both are integrated out for each person, and not yet together."),
        ("--bayes", c.method != "ml", "Draws of the joint model are not made in this version."),
        (
            f"--ci {c.ci}",
            c.ci not in ("wald", "profile"),
            "Skipped prompts are not made up again, and their scores by person are not taken.",
        ),
    ]
    for name, there, why in given:
        if there:
            fix = "--ci wald, or --ci profile" if name.startswith("--ci") else f"leave out {name}, or --skips."
            raise SpecError(f"{name} does not go with --skips in this version.", why=why, fix=fix)


def skip_verdicts(fit: Fit, sd: Mapping[str, float]) -> list[Verdict]:
    """What must be said once it is fitted: a slope that could not be learned, an answer that hinges on it.

    Args:
        fit: the joint fit, with ``skipping``.
        sd: process -> within-person standard deviation.
    """
    held = fit.skipping
    if held is None or not held.slider:
        return []
    found: list[Verdict] = []
    for name, slope in held.slopes.items():
        low, high = (None if end is None else end * sd[name] for end in (slope.low, slope.high))
        if low is None or high is None or (low < -WIDE and high > WIDE) or high - low > 4.0 * WIDE:
            found.append(
                Verdict("skip-slope", "caution",
                        f"Whether {name} drives skipping could not be learned: the interval of skip:{name} leaves open nearly everything.",
                        f"Assume slopes and compare: --skips {name}=0.25; or read the slider.")
            )  # fmt: skip
    own, random = held.slider[-1], held.random
    if random is not None and (changed := other_words(own, random)):
        found.append(
            Verdict("skips-matter", "caution",
                    f"{changed} when skipped prompts are ignored. What the answers say of skipping rests on the shape of the model, "
                    "because nobody saw the state at a skipped prompt.",
                    "Give both answers, and the slider, wherever this one is given.")
        )  # fmt: skip
    turned = [
        (abs(place.slope[name]), name, place)
        for name in fit.processes for place in turns(on_one(held, name), name)
        if place is not None and against(held, place) <= AGAINST
    ]  # fmt: skip
    if turned:
        _, name, place = min(turned, key=lambda one: one[:2])
        found.append(
            Verdict("skips-hinge", "caution",
                    f"The answer hinges on what is assumed of skipped prompts: from {place.slope[name]:+g} probits per standard deviation "
                    f"of {name} on, which the answers leave possible, it is another one.",
                    "Say so beside the answer; fewer skipped prompts, or a note of why they were skipped, would settle it.")
        )  # fmt: skip
    return found
