"""What states, and combinations of them, are called by people: "chronic pain with depression episode"."""

from __future__ import annotations

import re

from unspiral.act.population.joint import Joint
from unspiral.loop.episodes import Basis, Course, Episodes, Hazard, Ratio
from unspiral.loop.picture.words import spoken

# Words that English puts before what they describe; all others follow it: "depression episode", "pain care on".
BEFORE = frozenset(["acute", "chronic", "brief", "lasting", "mild", "moderate", "severe", "high", "low", "recurrent", "persistent"])


def state_words(course: Course, state: str) -> str:
    """One state of one course.

    Args:
        course: that it is a state of.
        state: its name there.
    """
    name, word = spoken(course.name), spoken(state)
    return f"{word} {name}" if word.casefold() in BEFORE else f"{name} {word}"


def joint_words(episodes: Episodes, joint: Joint, place: int) -> str:
    """A joint state by what differs from the start states in it.

    Args:
        episodes, joint: of which.
        place: of the joint state.
    """
    row: list[int] = joint.states[place].tolist()
    if episodes.ends is not None:
        course, last = episodes.ends
        if row[joint.names.index(course)] == episodes.course(course).states.index(last):
            return spoken(last)
    said = [
        state_words(course, course.states[row[k]])
        for k, course in enumerate(episodes.courses)
        if course.states[row[k]] != course.start
    ]  # fmt: skip
    counted = [course for course in episodes.courses if course.count_to]
    for k, course in enumerate(counted):
        times = row[len(episodes.courses) + k]
        inside = course.states[row[episodes.courses.index(course)]] in course.episode
        if times > (1 if inside else 0):  # whoever is in a first episode has one counted already
            said.append(counting_words(course, times))
    return " with ".join(said) if said else "well"


def counting_words(course: Course, times: int) -> str:
    """How many episodes were counted: "earlier pain", "2 or more times pain"."""
    name = spoken(course.name)
    if course.count_to == 1:
        return f"earlier {name}"
    more = " or more" if times >= course.count_to else ""
    return f"{name} {times}{more} times"


def condition_words(episodes: Episodes, ratio: Ratio) -> str:
    """Where a ratio holds: "depression episode", "earlier pain", "women", "aged 45 to 60"."""
    if ratio.of == "earlier":
        high = "" if ratio.high == float("inf") else f" and fewer than {ratio.high:g}"
        name = spoken(ratio.course)
        return f"earlier {name}" if ratio.low <= 1 and not high else f"{ratio.low:g} or more{high} episodes of {name}"
    if ratio.of == "sex":
        return " or ".join(ratio.among)
    if ratio.of == "age":
        return f"aged {ratio.low:g} and over" if ratio.high == float("inf") else f"aged {ratio.low:g} to {ratio.high:g}"
    course = episodes.course(ratio.of)
    return " or ".join(state_words(course, state) for state in ratio.among)


def besides_words(episodes: Episodes, hazard: Hazard) -> tuple[str, ...]:
    """What else there is to a hazard: states without which it cannot happen, and what changes along with it."""
    only = [" or ".join(state_words(episodes.course(course), state) for state in states) for course, states in hazard.only]
    also = [state_words(episodes.course(course), state) for course, state in hazard.resets]
    return (*(f"only with {words}" for words in only), *(f"then also: {words}" for words in also))


def basis_words(basis: Basis) -> str:
    """Where a number comes from, as one sentence part: "E035 (odds ratio of cohorts)", "assumed: ..."."""
    if basis.row:
        return f"{basis.row} ({basis.why})" if basis.why else basis.row
    return f"assumed: {basis.why}" if basis.why else "assumed"


def plain_name(words: str) -> str:
    """Words that every program of system dynamics reads as a name: letters, digits and single blanks, and no word of its language first."""
    name = " ".join(re.sub(r"[^\w]+|_", " ", words).split()) or "unnamed"
    # A grammar that looks for NOT and IF first would cut them off a name.
    return f"the {name}" if re.match(r"(not|if|\d)", name, re.IGNORECASE) else name


class Names:
    """Hands out names that a program of system dynamics keeps apart: blanks, signs and capitals make no difference there."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, words: str) -> str:
        """A name for these words that nothing else has."""
        name = plain_name(words)
        tried, k = name, 1
        while tried.casefold() in self._taken:
            k += 1
            tried = f"{name} {k}"
        self._taken.add(tried.casefold())
        return tried


def written(name: str) -> str:
    """A name as it stands in an equation."""
    return name.replace(" ", "_")
