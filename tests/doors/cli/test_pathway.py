"""``unspiral pathway``: help first, every line of every option, and one document with --json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.doors.cli.calling import call
from tests.house.test_never_say import offences

from unspiral.act.pathway.option import options
from unspiral.doors.cli.pathway import command

pytestmark = pytest.mark.unit

COMMON = ("--phq9", 13, "--item9", 0, "--pain-weeks", 60, "--start-risk", "medium", "--red-flag", "none")


def document(*words: object, code: int = 0) -> dict[str, Any]:
    called = call("pathway", *words, "--json")
    assert called.code == code, called.err
    return json.loads(called.out)


def test_the_scenarios_through_the_door(shared: Path, tmp_path: Path) -> None:
    told = json.loads((shared / "clinical" / "pathway.json").read_text(encoding="utf-8"))["tests"]
    assert len(told) == 12
    for each in told:
        (tmp_path / "in.json").write_text(json.dumps(each["in"]), encoding="utf-8")
        stops = bool({"P0_suicide", "P0_redflag_stop"} & set(each["expect_fired"]))
        found = document(tmp_path / "in.json", code=3 if stops else 0)
        assert sorted(found["fired"]) == each["expect_fired"], each["name"]
        assert sorted(row["id"] for row in found["not_recommended"]) == each["expect_not_recommended"], each["name"]
        assert (found["safety"] is not None) == stops
        assert offences(call("pathway", tmp_path / "in.json").out) == []


def test_options_and_a_file_say_the_same(tmp_path: Path) -> None:
    told = {"phq9": 13, "item9": 0, "pain_weeks": 60, "start_risk": "medium", "red_flag": "none", "tried": ["cbt"]}
    (tmp_path / "in.json").write_text(json.dumps(told), encoding="utf-8")
    assert document(tmp_path / "in.json") == document(*COMMON, "--tried", "cbt")


def test_every_line_of_what_is_offered_is_shown() -> None:
    out = " ".join(call("pathway", *COMMON).out.split())
    found = document(*COMMON)
    assert found["schema"] == "unspiral.pathway/1"
    for row in found["options"]:
        assert f"[{row['id']}]" in out
        for line in row["positions"]:
            assert f"{line['name']} ({line['year']})" in out
    assert "GUIDELINES DISAGREE Acupuncture" in out
    assert "do not offer it" in out and "recommends it strongly" in out
    assert out.count("[UNVERIFIED]") == sum(line["evidence"] == "unverified" for row in found["options"] for line in row["positions"])
    assert "Studies:" not in out
    assert "It does not choose a treatment" in out


# Help first ------------------------------------------------------------------------------------------------------------------------


def test_help_comes_first_and_the_rest_is_kept_back() -> None:
    called = call("pathway", *COMMON[:2], "--item9", 1, "--country", "GB")
    assert called.code == 3
    assert called.out.startswith("Thank you for being honest about this")
    assert "116 123" in called.out
    assert "GUIDELINES" not in called.out
    assert "--acknowledged" in called.err
    found = document("--phq9", 13, "--item9", 1, code=3)
    assert found["held"] and found["options"] == [] and found["support_level"] is None
    assert found["safety"]["code"] == "suicide-item"


def test_help_stays_in_sight_once_it_was_read() -> None:
    called = call("pathway", "--item9", 1, "--acknowledged")
    assert called.code == 0
    assert called.out.index("Thank you for being honest") < called.out.index("GUIDELINES OFFER")


def test_what_only_the_trigger_tells_names_the_nearest_help(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"suicide_trigger": true}', encoding="utf-8")
    assert document(tmp_path / "in.json", code=3)["safety"]["follow_on"] == document("--item9", 3, code=3)["safety"]["follow_on"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--gad7", 99),
        ("--red-flag", "never"),
        ("--country", "ZZ"),
        ("--considering", "magic"),
        ("--all",),
        ("--item9", 7),
        ("--phq9", "abc"),
    ],
)
def test_help_is_shown_although_something_else_is_wrong(wrong: tuple[object, ...]) -> None:
    called = call("pathway", "--item9", 1, *wrong)
    assert called.code == 3
    assert called.out.startswith("Thank you for being honest about this")
    assert "SpecError" in called.err
    assert document("--item9", 1, *wrong, code=3)["safety"]["code"] == "suicide-item"


def test_help_is_shown_although_a_file_or_a_list_cannot_be_used(tmp_path: Path) -> None:
    """An earlier edition ended with 2 and without help where the file was the slip."""
    (tmp_path / "nan.json").write_text('{"item9": 2, "phq9": NaN}', encoding="utf-8")
    (tmp_path / "text.json").write_text('{"item9": "2"}', encoding="utf-8")
    (tmp_path / "yes.json").write_text('{"suicide_trigger": "yes"}', encoding="utf-8")
    (tmp_path / "twice.json").write_text('{"gad7": 3, "item9": 1}', encoding="utf-8")
    for words in (
        (tmp_path / "none.json", "--item9", 1), (tmp_path, "--item9", 1), (tmp_path / "nan.json",), (tmp_path / "text.json",),
        (tmp_path / "yes.json",), (tmp_path / "twice.json", "--gad7", 3), ("--item9", 1, "--considering", ""),
    ):  # fmt: skip
        called = call("pathway", *words)
        assert called.code == 3, words
        assert called.out.startswith("Thank you for being honest about this")
        assert "Fix:" in called.err


@pytest.mark.parametrize("wrong", [("--phq9", 99), ("--phq9", 28)])
def test_an_answer_that_does_not_exist_puts_no_words_in_anybody_s_mouth(wrong: tuple[object, ...]) -> None:
    called = call("pathway", *wrong)
    assert (called.code, called.out) == (2, "")
    assert "You said" not in called.err


@pytest.mark.parametrize("sum_of_all", [25, 27])
def test_a_total_that_cannot_come_about_without_item_nine_opens_help(sum_of_all: int) -> None:
    assert call("pathway", "--phq9", sum_of_all).code == 3


def test_asking_about_opioids_always_names_whom_to_talk_to() -> None:
    out = " ".join(call("pathway", "--considering", "opioid").out.split())
    assert "weeks of pain. Talk to your prescriber. Do not stop a medicine suddenly." in out
    assert "pain_weeks" not in out


def test_acute_pain_is_not_answered_with_a_line_on_long_lasting_pain() -> None:
    out = " ".join(call("pathway", *COMMON[:-1], "none", "--pain-weeks", 3, "--considering", "opioid").out.split())
    about = out[out.index("[opioid_acute]") :]
    assert "long-lasting back pain" not in about[: about.index("Talk to your prescriber")]


def test_an_old_guideline_is_said_to_be_one() -> None:
    out = " ".join(call("pathway", "--all").out.split())
    assert "ACP treats guidelines older than 5 years as withdrawn unless renewed." in out


def test_a_warning_sign_stops_and_cannot_be_acknowledged_away() -> None:
    called = call("pathway", *COMMON[:-1], "emergency_now", "--acknowledged", "--country", "IE")
    assert called.code == 3
    assert "Go to an emergency department or call 112 or 999 now" in called.out
    assert "GUIDELINES" not in called.out
    both = document("--item9", 2, "--red-flag", "emergency_now", code=3)
    assert [both["safety"]["code"], *(each["code"] for each in both["safety_also"])] == ["suicide-item", "red-flag"]


def test_a_lesser_sign_is_said_first() -> None:
    called = call("pathway", *COMMON[:-1], "urgent_days")
    assert called.code == 0
    assert called.out.startswith("Arrange to see a doctor within a few days.")


@pytest.mark.parametrize(
    "words",
    [("--phq9", "abc"), ("--phq9", "nan"), ("--phq9", ""), ("--pain-weeks", "-1"), ("--tried", "magic"), ("--item9", "-1"),
     ("--tried", ""), ("--considering", ","), ("--not-wanted", " "), ("--out-of-reach", ""), ("",)],
)  # fmt: skip
def test_bad_input_ends_with_two_and_a_remedy(words: tuple[object, ...]) -> None:
    called = call("pathway", *words, "--json")
    assert (called.code, called.out) == (2, "")
    assert "Fix:" in called.err


def test_remedies_are_options_of_the_command() -> None:
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    wrong = (
        ("--phq9", 28), ("--phq9", "nan"), ("--phq9", "3.5"), ("--item9", 9, "--acknowledged"), ("--worry", 11), ("--pain-weeks", "-1"),
        ("--red-flag", "x"), ("--mode", "doctor"), ("--tried", "magic"), ("--considering", "magic"), ("--phq8", 3, "--phq9", 3),
    )  # fmt: skip
    for words in wrong:
        said = call("pathway", *words).err
        fix = said.rpartition("Fix: ")[2]
        named = [word.strip(";,") for word in fix.split() if word.startswith("--")]
        assert named and set(named) <= known, said
        assert words[0] in named or "leave out" in fix
        assert " = " not in fix


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("--red-flag", "emergency"), ("--red-flag", "emergency_now")),
        (("--tried", "cbtt"), ("--tried", "cbt")),
        (("--fear", "hihg"), ("--fear", "high")),
    ],
)
def test_a_near_miss_can_be_pasted(words: tuple[str, str], fix: tuple[str, str]) -> None:
    called = call("pathway", "--gad7", 3, *words)
    assert called.code == 2
    assert called.err.strip().endswith(f"Fix: {' '.join(fix)}")
    assert call("pathway", "--gad7", 3, *fix).code in (0, 3)


# What was asked about --------------------------------------------------------------------------------------------------------------


def test_what_guidelines_speak_against_is_shown_only_when_asked_about() -> None:
    assert "opioid" not in call("pathway", *COMMON).out.casefold()
    out = call("pathway", *COMMON, "--considering", "opioid,laser_surgery").out
    asked = out[out.index("YOU ASKED ABOUT THESE") :]
    assert "Guidelines speak against it:" in asked
    assert "No guideline that was read supports it:" in asked
    assert " ".join(asked.split()).count("Talk to your prescriber. Do not stop a medicine suddenly.") == 1
    assert "Not all of these lines point the same way" in asked  # one guideline allows it as a last resort


def test_last_with_the_reason() -> None:
    out = call("pathway", *COMMON, "--tried", "cbt", "--not-wanted", "acupuncture").out
    last = out[out.index("LAST, BECAUSE OF WHAT YOU SAID") :]
    assert "Last because: tried." in last
    assert "Last because: not wanted.\n  Guidelines disagree:" in last


def test_clinicians_see_numbers_with_harm_certainty_and_source() -> None:
    out = call("pathway", *COMMON, "--mode", "clinician").out
    assert out.count("* Studies:") == out.count("Harms:") > 10
    assert out.count("* Studies:") == out.count("Source:")
    assert "For models" not in out
    assert "For models" in call("pathway", *COMMON, "--mode", "researcher").out


# Lists -----------------------------------------------------------------------------------------------------------------------------


def test_without_answers_it_says_what_it_needs() -> None:
    called = call("pathway")
    assert called.code == 0
    assert all(option in called.out for option in ("--phq9", "--item9", "--red-flag", "--pain-weeks", "--considering"))
    assert "phq9" in document()["inputs"]


def test_the_full_list_holds_every_option_and_every_line() -> None:
    out = " ".join(call("pathway", "--all").out.split())
    assert all(f"[{name}]" in out for name in options())
    assert "Guidelines disagree:" in out
    assert [row["id"] for row in document("--all")["options"]] == list(options())
    assert offences(call("pathway", "--all", "--mode", "clinician").out) == []
    assert any(row["numbers"] for row in document("--all", "--mode", "clinician")["options"])


def test_the_full_list_goes_without_answers() -> None:
    called = call("pathway", "--all", "--phq9", 3)
    assert (called.code, called.out) == (2, "")
    assert "--all shows every option" in called.err


@pytest.mark.parametrize("words", [("--phq9", 27), ("--phq9", 27, "--item9", 0), ("--phq9", 27, "--gad7", 99)])
def test_whoever_did_not_say_it_is_told_why_help_is_shown(words: tuple[object, ...]) -> None:
    """An earlier edition told somebody who had answered 0 that they had said they had such thoughts."""
    called = call("pathway", *words)
    text = " ".join(called.out.split())
    assert called.code == 3
    assert text.index("A PHQ-9 score of 27 cannot come about unless item 9") < text.index("You said you have had thoughts")
    assert "unless item 9" not in call("pathway", "--phq9", 27, "--item9", 3).out


def test_a_sum_below_its_own_item_nine_is_not_used() -> None:
    called = call("pathway", "--phq9", 2, "--item9", 3)
    assert called.code == 3
    assert called.out.startswith("Thank you for being honest about this")
    assert "lower than its own item 9" in called.err
    again = call("pathway", "--phq9", 2, "--item9", 3, "--acknowledged")
    assert "GUIDELINES" not in again.out and "not used" in again.err


@pytest.mark.parametrize("words", [(), ("--all",), ("--pain-weeks", 20), ("--mode", "clinician")])
def test_an_unknown_country_is_refused_whatever_else_is_asked(words: tuple[object, ...]) -> None:
    called = call("pathway", *words, "--country", "ZZZ")
    assert (called.code, called.out) == (2, "")
    assert "'ZZZ' is no code of a country." in called.err
