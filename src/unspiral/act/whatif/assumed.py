"""What the verbs assume besides what every what-if assumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unspiral.act.figures import with_ends
from unspiral.act.whatif.asked import Kinds
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect
from unspiral.records.whatif import Piece, Rule
from unspiral.units import count


def assumed_of_adherence(adherence: tuple[float, float]) -> list[str]:
    """How much of the push is really taken."""
    low, high = adherence
    if low == high == 1.0:
        return []
    if low == high:
        return [f"{100.0 * low:.3g} % of the push is really taken, and acts in proportion."]
    return [
        f"Between {100.0 * low:.3g} and {100.0 * high:.3g} % of the push is really taken, any share in between being as likely as another, "
        "and it acts in proportion; the intervals hold that range, the estimate its middle."
    ]


def assumed_of_pulse(kinds: Kinds) -> list[str]:
    """A single push."""
    said = {
        "process": "The push comes once, at the start, and shifts {0} at once by its whole size; then only the declared links move it.",
        "impulse": "{0} happens once, at the start, and acts only where the loop says so.",
        "fading": "{0} is given once, at the start; what it leaves behind fades at its own rate.",
    }
    return [said[kind].format(spoken(name)) for name, kind in kinds.items()]


def assumed_of_hold(held: Mapping[str, float], level: Mapping[str, Effect], first: Mapping[str, str]) -> list[str]:
    """A process that is fixed."""
    found = [
        f"{spoken(name)} is brought to {value:g} in {first[name]} at once and kept there, whatever pushes it; without that it stands at "
        f"{with_ends(level[name])}."
        for name, value in held.items()
    ]
    return [*found, "Whatever holds it touches nothing else: all else moves only through the declared links."]


def assumed_of_links(
    verb: str,
    links: Mapping[Arrow, float],
    level: Mapping[str, Effect],
    reference: Mapping[str, float],
    first: Mapping[str, str],
    wave: float | None,
) -> list[str]:
    """Links that are cut or weakened.

    Args:
        verb: "cut" or "weaken".
        links: each with the part that is taken.
        level: of every process, in points of its first indicator.
        reference: what was asked for; the scale's zero where nothing was.
        first: process -> its first indicator.
        wave: the last planned wave, where each wave has a mean of its own.
    """
    found: list[str] = []
    done = "cut" if verb == "cut" else "changed"
    for (cause, affected), part in links.items():
        if verb != "cut":
            what = f"loses {100.0 * part:.3g} %" if part >= 0.0 else f"gains {-100.0 * part:.3g} %"
            found.append(f"The link {spoken(cause)} -> {spoken(affected)} {what} of its strength at once and keeps that.")
        given = f"{reference[cause]:g}, as asked" if cause in reference else "0, the zero of its scale"
        found.append(
            f"{spoken(cause)} is measured from {given}: it stands at {with_ends(level[cause])} in {first[cause]}, and its distance from "
            f"that reference pushes {spoken(affected)} until the link is {done}."
        )
    targets = list(dict.fromkeys(spoken(affected) for _, affected in links))
    keeps = f"The loop's own pull keeps that level, and all the rest of the pull on {' and '.join(targets)} stays"
    found.append(f"{keeps} when the link is {done}." if len(links) == 1 else f"{keeps} when the links are {done}.")
    if wave is not None:
        found.append(f"The level is that of the last wave ({wave:g}).")
    causes = list(dict.fromkeys(cause for cause, _ in links))
    others = [spoken(name) for name in reference if name not in causes]
    if others:
        whose = " and ".join(spoken(cause) for cause in causes)
        through = "the link" if len(links) == 1 else "the links"
        found.append(f"The reference of {' and '.join(others)} changes nothing here: only the level of {whose} runs through {through}.")
    return found


def assumed_of_pieces(pieces: Sequence[Piece], kinds: Kinds, unit: str) -> list[str]:
    """Pushes that come and go."""
    found: list[str] = []
    for name, kind in kinds.items():
        when = " and ".join(f"from {unit} {p.start:g} {'on' if p.end is None else f'to {p.end:g}'}" for p in pieces if p.name == name)
        found.append(f"{spoken(name)} begins and ends at once ({when}), and is the same in between; what overlaps adds up.")
        if kind == "process":
            found.append(f"The push acts on {spoken(name)} alone; all else moves only through the declared links.")
        elif kind == "fading":
            found.append(f"{spoken(name)} is given so steadily that it does not fade while it lasts; then it fades at its own rate.")
        else:
            found.append(f"{spoken(name)} acts only where the loop says so, and not beyond its end.")
    return found


def assumed_of_rule(rule: Rule, every: float, kinds: Kinds, unit: str, first: str, people: int) -> list[str]:
    """A push that depends on the state."""
    name = spoken(rule.process)
    on, off = ("at or above", "below") if rule.above else ("at or below", "above")
    end = f"and ends as soon as it is {off} {rule.until:g}" if rule.until != rule.at else "and ends as soon as it is not"
    often = count(every, unit).removeprefix("1 ")
    found = [
        f"The push begins when {name} is {on} {rule.at:g} in {first}, {end}; it is looked at every {often}, and in between "
        "nothing changes.",
        f"The rule sees {name} itself, without the error of an answer.",
        "Good and bad days come as the loop's own noise brings them: normal, and the same with and without the push.",
        "It starts on any usual day.",
    ]
    if people > 1:
        found.append("It is about somebody whose usual level is the average one; in others the rule would press more or less often.")
    for other, kind in kinds.items():
        if kind == "process":
            found.append(f"The push acts on {spoken(other)} alone; all else moves only through the declared links.")
        elif kind == "fading":
            found.append(f"While it is on, {spoken(other)} is given so steadily that it does not fade; then it fades at its own rate.")
        else:
            found.append(f"{spoken(other)} acts only where the loop says so, while it is on.")
    return found
