"""What a column's name says: who, when, pain, depression, and which way a scale runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names by which a role is known.

    Args:
        exact: whole names, words joined by "_"; the first rung.
        words: one such word anywhere in the name; the second rung, tried when the first finds nothing.
        never: words that rule a name out on the second rung.
    """

    exact: frozenset[str]
    words: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PERSON = Wanted(
    _set(
        "id person person_id personid subject subject_id subjectid subj subj_id participant participant_id participantid patient"
        " patient_id patientid pid respondent respondent_id user user_id userid record_id study_id case_id idno uid uuid seqn"
    )
)
TIME = Wanted(
    _set("time t date datetime date_time timestamp day days week weeks month months year years hour hours study_day day_number t_days"),
    _set("time date datetime timestamp day days week weeks month months year years hour hours"),
    _set("start end stop birth dob entry created modified onset first last pain mood sleep"),
)
# Counters of occasions are looked at only where nothing tells the time itself.
COUNTER = Wanted(_set("wave visit occasion beep assessment round interview"), _set("wave visit occasion"))
PAIN = Wanted(
    _set(
        "pain nrs pain_nrs nrs_pain back_pain backpain low_back_pain lower_back_pain lbp pain_score pain_intensity pain_level pain_rating"
        " pain_severity pain_average average_pain avg_pain pain_avg pain_mean mean_pain pain_today pain_now vas vas_pain pain_vas peg"
    ),
    _set("pain nrs lbp backpain vas peg"),
    _set("medication meds drug free"),
)
DEPRESSION = Wanted(
    _set(
        "depression depressed depression_score depressive_symptoms mood low_mood mood_low phq phq_2 phq_8 phq_9 phq_total phq_8_total"
        " phq_9_total phq_score phq_8_score phq_9_score phq_8_sum phq_9_sum cesd ces_d cesd_10 ces_d_10 cesd_total cesd_score cesd_r bdi"
        " bdi_2 bdi_ii bdi_total hads_d hadsd madrs hamd ham_d qids gds epds"
    ),
    _set("depression depressed depressive mood phq cesd bdi madrs hamd sad sadness"),
    _set("antidepressant"),
)
UNIT_WORDS = {
    "hour": "hour", "hours": "hour", "day": "day", "days": "day", "date": "day", "week": "week", "weeks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year",
}  # fmt: skip

_BETTER = _set(
    "happiness happy cheerful cheerf wellbeing satisfaction satisfied satisfi contentment content enthus joy joyful relaxed calm"
)
_WORSE = _set(
    "low bad down depressed depression depressive negative neg poor sad sadness irritat anxious lonely guilty worry un loss no not"
)
_PLAIN = _set("mood score rating level today now daily avg average mean vas nrs scale general overall evening morning value")


def words(name: str) -> tuple[str, ...]:
    """The words and numbers of a name: ``words("SubjectID") == ("subject", "id")``, ``words("phq9_3") == ("phq", "9", "3")``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(part.casefold() for part in re.findall(r"[^\W\d_]+|\d+", apart))


def candidates(names: Iterable[str], wanted: Wanted) -> tuple[str, ...]:
    """The columns that could have this role, from the first rung that holds any."""
    pool = [n for n in names if n]
    known = [n for n in pool if "_".join(words(n)) in wanted.exact]
    # Beside phq_1, the name phq_9 is a question; alone it is the questionnaire.
    asked = {words(n)[:-1] for n in pool if is_item(n) and n not in known}
    exact = [n for n in known if not (is_item(n) and words(n)[:-1] in asked)]
    if exact:
        return tuple(dict.fromkeys(exact))
    loose = [n for n in pool if wanted.words & set(words(n)) and not wanted.never & set(words(n)) and not is_item(n)]
    return tuple(dict.fromkeys(loose))


def is_item(name: str) -> bool:
    """Whether a name looks like one question of a questionnaire (``cesd_01``, ``phq9_3``) rather than its score."""
    parts = words(name)
    return len(parts) > 1 and parts[-1].isdigit() and parts[0] in {"phq", "cesd", "ces", "bdi", "gad", "madrs", "hamd", "hads", "sf", "peg"}


def unit_in(name: str) -> str | None:
    """The time unit that a name speaks of, if it speaks of one only."""
    found = {UNIT_WORDS[w] for w in words(name) if w in UNIT_WORDS}
    return found.pop() if len(found) == 1 else None


def higher_is_better(name: str) -> bool:
    """Whether more of this column is probably better: happiness, mood, well-being, the SF-36 scales."""
    parts = words(name)
    if set(parts) & _WORSE:
        return False
    if set(parts) & _BETTER or parts[:2] == ("sf", "36") or ("well", "being") in pairwise(parts):
        return True
    return "mood" in parts and all(p in _PLAIN or p.isdigit() for p in parts)
