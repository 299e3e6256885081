"""Can these people show how they differ? Decided before any fitting, with reason and remedy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.parameters import layout_for
from unspiral.loop.model import Loop
from unspiral.records import Choices, Moments, Panel, Verdict

FEWEST = 10  # people among whom a spread can be seen at all
EACH = 5  # people for each spread, below which their covariance is a guess
OCCASIONS = 8  # a person must have been seen so often for their own dynamics to show
PERSONAL = 20  # and about so often for them to be told from chance
MOST = 25  # spreads at once: beyond, the integral over a person's deviations is too rough


def settle_differences(data: Panel | Moments, loop: Loop, choices: Choices, individual: tuple[str, ...]) -> tuple[Choices, list[Verdict]]:
    """The choices with what people differ in, in order of the free numbers; refuse what these people cannot show.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model.
        choices: everything else, decided.
        individual: contract names of what varies.

    Raises:
        SpecError: the model has no such number, or an option does not go with differences.
        NotIdentified: too few people, or occasions, for the number of spreads.
    """
    what = "People who differ in links or other parameters"
    if isinstance(data, Moments):
        raise SpecError(
            f"{what} cannot be learned from summary statistics.",
            why="Means and covariances over people no longer hold each person's own dynamics.",
            fix="learn from the table of rows, or with --individual levels.",
        )
    if choices.weight is not None:
        raise SpecError(
            f"{what} cannot be learned with weights.",
            why="A weighted answer has no law from which a person's own could be told.",
            fix="leave out --weight, or use --individual levels.",
        )
    if choices.skips or any(family != "gaussian" for family in choices.families.values()):
        other = "skipped prompts (--skips)" if choices.skips else "answers in steps, counts or bounded scales (--family)"
        raise SpecError(
            f"{what} cannot be learned together with {other} yet.",
            why="Both need an integral for each person, and one inside the other is not built.",
            fix="--individual levels, or read the answers as numbers (leave out --family and --skips).",
        )
    choices = replace(choices, individual=individual)
    layout = layout_for(loop, choices, data.time_unit)
    ordered = tuple(varied.name for varied in layout.varied)
    at = [data.indicators.index(c) for c in loop.columns]
    counts = [int((~np.isnan(p.values[:, at]).all(axis=1)).sum()) for p in data.persons]
    seen = [c for c in counts if c > 0]
    people, spreads, enough = len(seen), len(ordered), sum(c >= OCCASIONS for c in seen)
    if people == 1:
        raise NotIdentified(
            "People are to differ, and there is one person.",
            why="One person has one link; nobody differs from them.",
            fix="leave out --individual links, and 'vary' of links.",
            code="individual-one-person",
        )
    if spreads > MOST:
        raise NotIdentified(
            f"People are to differ in {spreads} numbers at once; this version integrates out at most {MOST} of each person.",
            fix=f"vary fewer: vary {_first_link(loop)}",
            code="individual-too-many",
        )
    if enough < max(FEWEST, 2 * spreads):
        raise NotIdentified(
            f"{enough} people with {OCCASIONS} occasions or more cannot show how people differ in {spreads} "
            f"{'number' if spreads == 1 else 'numbers'}; at least {max(FEWEST, 2 * spreads)} are wanted.",
            why="With so few, who they are and how they differ look the same.",
            fix=f"vary fewer (vary {_first_link(loop)}), or use --individual levels." if people >= FEWEST else "--individual levels",
            code="individual-few-people",
        )
    said = [
        Verdict(
            "individual",
            "ok",
            f"People differ in {spreads} {'number' if spreads == 1 else 'numbers'}: {', '.join(ordered)}.",
            "--individual levels",
        )
    ]
    if enough < EACH * spreads:
        said.append(
            Verdict(
                "individual-few-people",
                "caution",
                f"{enough} people for {spreads} spreads with all their correlations: spreads and above all correlations are rough.",
                f"Vary fewer parameters, or bring about {EACH * spreads} people.",
            )
        )
    if np.median(seen) < PERSONAL:
        said.append(
            Verdict(
                "individual-few-occasions",
                "caution",
                f"Half the people have {np.median(seen):.0f} occasions or fewer: a person's own links can hardly be told from chance, "
                "and lie near the population's.",
                f"Read the spread, not single people; {PERSONAL} occasions or more of each would tell.",
            )
        )
    return replace(choices, individual=ordered), said


def _first_link(loop: Loop) -> str:
    return f"{loop.links[0].cause} -> {loop.links[0].affected}" if loop.links else f"{loop.names[0]} -> {loop.names[0]}"
