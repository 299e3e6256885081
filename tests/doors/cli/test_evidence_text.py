"""What a search prints for people."""

from __future__ import annotations

import re

import pytest

from unspiral.doors.cli.evidence_text import SHOWN, overview, result
from unspiral.evidence.search import search
from unspiral.evidence.tables import claims, epidemiology, links, treatments

pytestmark = pytest.mark.unit


def flat(*words: str, everything: bool = True) -> str:
    return " ".join(result(search(words), everything).split())


def test_every_row_says_how_certain_and_where_from() -> None:
    """Once over everything there is."""
    text = " ".join(result(search(), True).split())
    for row in (*links(), *treatments(), *epidemiology()):
        assert f"[{row.id}, {row.source_id}]" in text
    for claim in claims():
        assert f"[{claim.id}]" in text
    assert text.lower().count("certainty ") == len(claims()) + len(links()) + len(treatments()) + len(epidemiology())
    assert text.count("Harms: ") == len(treatments())
    assert text.count("Verdict: ") == len(claims())


def test_what_nobody_verified_says_so() -> None:
    text = " ".join(result(search(), True).split())
    derived = [row for table in (claims, links, treatments, epidemiology) for row in table() if row.figure.status == "derived"]
    assert len(re.findall(r"Derived, not read in a source: ", text)) == len(derived)
    no_source = [link for link in links() if link.figure.estimate is None]
    nothing = [row for row in treatments() if row.figure.estimate is None]
    assert text.count("Unverified: no number was retrieved.") == len(no_source) + len(nothing)


def test_a_claim_has_its_verdict_and_what_to_say_instead() -> None:
    text = flat("cortisol")
    assert "Verdict: " in text
    assert "Say instead: " in text
    kept = flat("exhaustion")
    assert "Say: it may be said as it stands." in kept


def test_a_few_of_each_and_how_many_more() -> None:
    few, all_of_them = result(search(["sleep"]), False), result(search(["sleep"]), True)
    count = len(search(["sleep"]).links)
    assert f"LINKS ({SHOWN} of {count}; {count - SHOWN} more: --all)" in few
    assert f"LINKS ({count})" in all_of_them
    assert few.count("[L0") == SHOWN


def test_population_ratios_say_that_they_are_between_people() -> None:
    text = flat("sleep", "pain")
    assert "“Between people” says who has more of both" in text
    assert "Between people: odds ratio" in text
    assert not re.search(r"\bdrives\b", text)


def test_nothing_found_says_that_it_is_no_answer() -> None:
    text = flat("exersise", "yoga")
    assert "That says nothing about whether it is so." in text
    assert "Did you mean: exercise" in text
    assert "By themselves: yoga (4)." in text


def test_words_of_a_question_are_said_to_be_left_out() -> None:
    assert flat("does", "exercise", "work").startswith("Not looked for: does.")


def test_an_overview_counts_everything() -> None:
    text = " ".join(overview(search()).split())
    assert "165 claims of articles (87 holds in part, 46 supported, 26 not supported, 6 outdated)" in text
    assert "318 seen in a text of their source, 32 derived from such; 143 rows have none" in text


def test_lines_fit_a_terminal() -> None:
    long = [line for line in result(search(), True).splitlines() if len(line) > 88 and " " in line.strip()]
    assert long == []


def test_one_arm_of_a_trial_is_not_compared_with_nothing() -> None:
    text = " ".join(result(search(), True).split())
    arms = [row for row in treatments() if row.comparator == "-" and "RCT" in row.figure.design]
    others = [row for row in treatments() if row.comparator in ("-", "none") and row not in arms]
    assert (len(arms), len(others)) == (7, 5)
    assert text.count("One arm of a trial: no comparison") == len(arms)
    assert text.count(" No comparison") == len(others)
    assert "Compared with nothing" not in text


def test_no_ratio_is_said_to_be_on_a_scale() -> None:
    text = " ".join(result(search(), True).split())
    assert "on ratio" not in text
    assert "As reported: odds ratio 1.79 (95 % interval 1.67 to 1.91)." in text


def test_with_verified_numbers_alone_the_reported_figure_comes_first() -> None:
    found = search(["duloxetine"], verified_only=True)
    text = " ".join(result(found, True, verified_only=True).split())
    assert ": odds ratio 1.79 (95 % interval 1.67 to 1.91); higher is better." in text
    assert "Worked out from it, and not seen in a source (ln(OR)*sqrt(3)/pi): better by about 0.32 standard deviations" in text
