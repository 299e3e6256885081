"""Records of episodes that are read off symptoms: the rule, what was counted, and how it compares with episodes that were declared."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.loop.episodes import Episodes


@dataclass(frozen=True, slots=True)
class Rule:
    """When symptoms make an episode, and when it is over.

    Args:
        course, state: whose episode it is: "pain", "chronic".
        at: score from which on a week counts, as the mean of its seven days.
        low, high: ends of the scale of that score.
        weeks: how many weeks are looked at.
        least: how many of these must reach the score.
        leave: how many weeks in a row below it end the episode.
    """

    course: str
    state: str
    at: float
    low: float
    high: float
    weeks: int
    least: int
    leave: int

    @property
    def key(self) -> str:
        """The state as documents write it: "pain:chronic"."""
        return f"{self.course}:{self.state}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity by both readings.

    Args:
        name: in words.
        unit: "share", "per person and year" or "ratio".
        state: whose, "pain:chronic"; of both conditions together "pain:chronic+depression:episode".
        symptoms: what the thresholds say; None where nothing of the kind happened.
        error: its Monte-Carlo standard error; None where too little happened to say.
        episodes: what the declared episodes say; None where they cannot.
        ratio: symptoms / episodes; None where either is missing or 0.
        fitted: what the hazards say that were fitted to the same counts; None where there are none.
    """

    name: str
    unit: str
    state: str
    symptoms: float | None
    error: float | None
    episodes: float | None
    ratio: float | None
    fitted: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Thresholds:
    """Episodes read off simulated symptoms, beside episodes that were declared.

    Args:
        loop: that was simulated, as text.
        rules: by which.
        persons, years, before, seed: how many persons, how many years were counted, how many ran before these, and the seed of all chance.
        readings: every quantity by both.
        beyond: process -> share of all weekly scores that lie beyond its scale.
        prevalence: state -> share of persons in it, week by week, from the first week that was simulated.
        fitted: hazards fitted to what was counted, as a declaration of its own; None where it could not be fitted.
        fitted_gap: largest distance of its prevalence from the counted one in any week that counts; None without it.
        unfitted: why there is none, or "".
        compared: name of the declared episodes.
        said: what the two readings take for granted, and where they differ.
    """

    loop: str
    rules: tuple[Rule, ...]
    persons: int
    years: float
    before: float
    seed: int
    readings: tuple[Reading, ...]
    beyond: dict[str, float]
    prevalence: dict[str, tuple[float, ...]]
    fitted: Episodes | None
    fitted_gap: float | None
    unfitted: str
    compared: str
    said: tuple[str, ...]
