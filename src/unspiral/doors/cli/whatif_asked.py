"""What ``unspiral whatif`` was asked, out of the words of the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.records import Arrow
    from unspiral.records.whatif import Piece, Rule

VERBS = ("press", "pulse", "hold", "weaken", "cut", "schedule", "policy")
EXAMPLES = {
    "press": "walking=1",
    "pulse": "pain=2",
    "hold": "pain=4",
    "weaken": "'pain->depression=0.5'",
    "cut": "'pain->depression'",
    "schedule": "'walking=1 from 0 to 28'",
    "policy": "'while pain >= 6 press activity=-1 stop below 4'",
}
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
PIECE = re.compile(rf"(?P<what>\S+\s*=\s*\S+?)(?:\s+from\s+(?P<start>{NUMBER}))?(?:\s+to\s+(?P<end>{NUMBER}))?\s*")
POLICY = re.compile(
    rf"while\s+(?P<process>\S+?)\s*(?P<sign>>=|<=|(?:is\s+)?at\s+or\s+(?:above|below))\s*(?P<at>{NUMBER})\s*[,;:]?\s*"
    rf"press\s+(?P<what>.+?)"
    rf"(?:\s*[,;]?\s*stop\s+(?P<way>below|above)\s+(?P<until>{NUMBER}))?"
    rf"(?:\s*[,;]?\s*look\s+every\s+(?P<every>{NUMBER})(?:\s*days?)?)?\s*"
)


def verb_of(given: dict[str, tuple[str, ...]]) -> str:
    """The one verb that was given.

    Raises:
        SpecError: none, or several.
    """
    verbs = [verb for verb in VERBS if given[verb]]
    if len(verbs) == 1:
        return verbs[0]
    one = " and ".join(f"--{verb} {EXAMPLES[verb]}" for verb in (verbs or ("press", "cut")))
    if not verbs:
        raise SpecError("No change is given.", fix=f"one of {one}; --help lists all seven.")
    few = "Two" if len(verbs) == 2 else f"{len(verbs)}"
    raise SpecError(
        f"{few} changes at once: {' and '.join(f'--{verb}' for verb in verbs)}.",
        why="Each is answered by itself; several of one kind add up.", fix=f"one of {one}",
    )  # fmt: skip


def amounts(texts: Sequence[str], option: str, done: str) -> dict[str, float]:
    """NAME=AMOUNT, several times.

    Raises:
        SpecError: one that is none, or a name twice.
    """
    found = dict(pair(text, option) for text in texts)
    if len(found) < len(texts):
        raise SpecError(f"A name is {done} twice.", fix="give the sum once." if done in ("pressed", "pulsed") else "give it once.")
    return found


def pair(text: str, option: str) -> tuple[str, float]:
    """NAME=AMOUNT.

    Raises:
        SpecError: it is not.
    """
    name, sign, amount = (part.strip() for part in text.rpartition("="))
    if not sign or not name or not math.isfinite(size := _number(amount)):
        example = "--reference pain=1" if option == "--reference" else f"{option} {EXAMPLES[option.removeprefix('--')]}"
        raise SpecError(f"'{option} {text}' is not a name, '=' and a number.", fix=example)
    return name, size


def arrow(text: str, option: str) -> Arrow:
    """CAUSE->AFFECTED.

    Raises:
        SpecError: it is not one link.
    """
    cause, sign, affected = (part.strip() for part in text.partition("->"))
    if not sign or not cause or not affected or "->" in affected:
        raise SpecError(
            f"'{option} {text}' is not one link.",
            why="Without quotes a shell reads > as the name of a file to write."
            if text.endswith("-")
            else "A link is a cause, an arrow and what it affects.",
            fix=f"{option} {EXAMPLES[option.removeprefix('--')]}, in quotes",
        )
    return cause, affected


def weakened(texts: Sequence[str]) -> dict[Arrow, float]:
    """CAUSE->AFFECTED=PART, several times.

    Raises:
        SpecError: one that is none, or a link twice.
    """
    found: dict[Arrow, float] = {}
    for text in texts:
        link, sign, part = text.rpartition("=")
        if not sign:
            arrow(text, "--weaken")
            raise SpecError(f"'--weaken {text}' does not say by how much.", fix=f"--weaken '{text}=0.5' takes half of it away.")
        size = _number(part)
        if not math.isfinite(size):
            raise SpecError(f"'--weaken {text}' takes '{part.strip()}', which is no number.", fix=f"--weaken {EXAMPLES['weaken']}")
        key = arrow(link, "--weaken")
        if key in found:
            raise SpecError(f"The link {key[0]} -> {key[1]} is given twice.", fix="give it once.")
        found[key] = size
    return found


def piece(text: str, per_day: float) -> Piece:
    """NAME=AMOUNT [from DAY] [to DAY].

    Args:
        text: of one ``--schedule``.
        per_day: the fit's units of time in a day.

    Raises:
        SpecError: it is not.
    """
    from unspiral.records.whatif import Piece

    found = PIECE.fullmatch(text.strip())
    if found is None:
        raise SpecError(
            f"'--schedule {text}' is not a name, '=', a number, and when.",
            why="Days are counted from now; without 'to' it goes on, without 'from' it begins now.",
            fix=f"--schedule {EXAMPLES['schedule']}",
        )
    name, amount = pair(found["what"], "--schedule")
    start, end = (None if found[which] is None else float(found[which]) * per_day for which in ("start", "end"))
    return Piece(name, amount, start or 0.0, end)


def rule(text: str, per_day: float) -> tuple[Rule, dict[str, float]]:
    """while PROCESS >= VALUE press NAME=AMOUNT [and NAME=AMOUNT] [stop below VALUE] [look every DAYS].

    Args:
        text: of ``--policy``.
        per_day: the fit's units of time in a day.

    Returns:
        When, and what.

    Raises:
        SpecError: it is not.
    """
    from unspiral.records.whatif import Rule

    found = POLICY.fullmatch(text.strip())
    if found is None:
        raise SpecError(
            f"'--policy {text}' is not a rule.",
            why="A rule says while which process is at or above (>=) or at or below (<=) which value, what is pressed, and where it stops.",
            fix=f"--policy {EXAMPLES['policy']}",
        )  # fmt: skip
    above = found["sign"] == ">=" or found["sign"].endswith("above")
    if found["way"] is not None and (found["way"] == "below") != above:
        raise SpecError(
            f"A rule that presses while {found['process']} is {'high' if above else 'low'} stops {'below' if above else 'above'} a value, "
            f"not {found['way']} one.", fix=f"stop {'below' if above else 'above'} {found['until']}",
        )  # fmt: skip
    parts = [part.strip(" ,;") for part in re.split(r"\s+and\s+|,", found["what"])]
    if any("=" not in part for part in parts):
        raise SpecError(f"'press {found['what']}' in the rule is not a name, '=' and a number.", fix=f"--policy {EXAMPLES['policy']}")
    at = float(found["at"])
    until = at if found["until"] is None else float(found["until"])
    every = None if found["every"] is None else float(found["every"]) * per_day
    return Rule(found["process"], above, at, until, every), amounts(parts, "--policy", "pressed")


def adherence(text: str | None) -> float | tuple[float, float] | None:
    """A share, or LOW:HIGH.

    Raises:
        SpecError: it is neither.
    """
    if text is None:
        return None
    ends = [_number(part) for part in text.split(":")]
    if len(ends) > 2 or not all(math.isfinite(end) for end in ends):
        raise SpecError(
            f"'--adherence {text}' is neither a share nor a range of shares.", fix="--adherence 0.7, or --adherence 0.5:0.8 for a range."
        )
    return ends[0] if len(ends) == 1 else (ends[0], ends[1])


def without_adherence(verb: str, texts: Sequence[str], given: str) -> str:
    """What says the same where only part of a change that is no push comes about: a smaller part of each link.

    Args:
        verb: "hold", "cut" or "weaken".
        texts: of that option.
        given: what --adherence said.

    Raises:
        SpecError: it is neither a share nor a range of shares, or a text is no link.
    """
    share = adherence(given)
    shares = share if isinstance(share, tuple) else (share or 0.0,)
    if verb == "hold":
        return "leave --adherence out, or hold it nearer to its usual level."
    parts = weakened(texts) if verb == "weaken" else {arrow(text, "--cut"): 1.0 for text in texts}
    options = [" ".join(f"--weaken '{a}->{b}={each * part:.3g}'" for (a, b), part in parts.items()) for each in shares]
    return f"{options[0]} in its place{f', and once more {options[1]}' if len(options) > 1 else ''}"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
