"""``whatif``, ``spiral`` and ``targets`` on a declared loop without data, as a script calls them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.doors.cli.calling import call

from unspiral.doors.cli.ground_given import Given, check_reach, stated
from unspiral.errors import SpecError
from unspiral.learn.prior_fit import from_priors
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit

LOOP = ("--loop", "pain <-> depression")
ASKED = {"whatif": ("--press", "pain=-0.2"), "spiral": (), "targets": ("--processes",)}
FINDINGS = re.compile(r"\b(drives|is clear|is likely|likely drives|the data leave possible|these data|P\(best\))")


def document(verb: str, *words: str) -> dict[str, Any]:
    found = call(verb, *LOOP, *ASKED[verb], *words, "--json")
    assert (found.code, found.err) == (0, "")
    return json.loads(found.out)


@pytest.mark.parametrize("verb", list(ASKED))
def test_the_document_says_what_it_is_in_its_schema_its_priors_and_its_verdict(verb: str) -> None:
    found = document(verb, "--prior", "link:pain->depression=0.1:0.3")
    assert found["schema"] == f"unspiral.{verb}-from-priors/1"
    assert "no-data" in {v["code"] for v in found["verdicts"]}
    priors = {entry["name"]: entry for entry in found["priors"]}
    mine, packaged = priors["link:pain->depression"], priors["link:depression->pain"]
    assert (mine["source"], mine["low"], mine["high"]) == ("stated by you", pytest.approx(0.1), pytest.approx(0.3))
    assert packaged["source"] == "packaged tables"
    assert "Pinheiro" in packaged["why"]
    assert found["counted"] == {"pain": "standard deviations of its own", "depression": "standard deviations of its own"}
    assert 0.0 <= found["runs_away"] < 0.5
    assert found["assumptions"][0].startswith("Nobody's answers stand behind these numbers")


@pytest.mark.parametrize("verb", list(ASKED))
def test_the_text_says_first_that_nobody_answered_and_no_word_sounds_like_a_finding(verb: str) -> None:
    found = call(verb, *LOOP, *ASKED[verb])
    assert found.code == 0
    assert found.out.startswith("FROM ASSUMPTIONS ALONE: nobody's answers stand behind these numbers.")
    assert "Caution (no-data)" in found.out
    assert FINDINGS.search(" ".join(found.out.split())) is None
    assert re.search(r"[Cc]annot\s+tell", found.out)


def test_a_stated_link_is_followed_if_the_assumptions_held() -> None:
    words = ("--prior", "link:pain->depression=0.1:0.3", "--prior", "link:depression->pain=0", "--prior", "half-life:depression=1")
    text = " ".join(call("whatif", *LOOP, *words, "--press", "pain=-0.2").out.split())
    assert "If these assumptions held, depression would be expected to be about" in text
    assert "of its standard deviations lower after 56 days" in text
    assert "in standard deviations of each process (95 % ranges)" in text
    points = ("--prior", "within:pain=1.8", "--prior", "within:depression=2", "--prior", "level:pain=5", "--prior", "level:depression=8")
    text = " ".join(call("whatif", *LOOP, *words, *points, "--cut", "pain->depression").out.split())
    assert "in points (95 % ranges)" in text
    assert "One standard deviation of pain is 1.8 points (stated by you" in text


def test_fixed_numbers_give_the_closed_form() -> None:
    given = ("link:pain->depression=0.2", "link:depression->pain=0.1", "self:pain=-0.5", "self:depression=-0.25")
    found = document("whatif", *(word for one in given for word in ("--prior", one)))
    wanted = -np.linalg.solve([[-0.5, 0.1], [0.2, -0.25]], [-0.2, 0.0])
    assert [found["long_run"][n]["high"] for n in ("pain", "depression")] == pytest.approx(wanted, abs=1e-10)


def test_same_seed_same_answer_and_another_unit_of_time() -> None:
    one, again, other = (document("spiral", "--seed", seed)["gain"] for seed in ("3", "3", "4"))
    assert one == again != other
    assert document("whatif", "--time-unit", "week")["unit"] == "week"
    by_policy = ("--prior", "within:pain=2", "--prior", "level:pain=6", "--prior", "half-life:pain=1", "--seed", "2")
    assert call("whatif", *LOOP, *by_policy, "--policy", "while pain >= 6 press pain=-0.5", "--days", "14", "--json").code == 0


@pytest.mark.parametrize("verb", list(ASKED))
def test_what_does_not_fit_together_is_told_with_a_remedy(verb: str, tmp_path: Path) -> None:
    for words, said in (
        ((), "Neither a fit nor a loop is given"),
        (("fit.json", *LOOP), "A fit and a loop are both given"),
        (("fit.json", "--prior", "self:pain=-1"), "--prior belongs to --loop"),
        (("fit.json", "--time-unit", "week"), "--time-unit belongs to --loop"),
        ((*LOOP, "--prior", "link:pain-"), "is not a name, '='"),
        ((*LOOP, "--prior", "self:pain=-1", "--prior", "self:pain=-2"), "names 'self:pain' twice"),
        ((*LOOP, "--prior", "link:pain->mood=0.1"), "none of this loop's"),
        ((*LOOP, "--prior", "link:pain->depression=0.3:0.1"), "runs backwards"),
        ((*LOOP, "--prior", "self:pain=0.1"), "a rate of return is below 0"),
        (("--loop", "pain -> "), "A process is missing"),
        (("--loop", f"@{tmp_path / 'none.txt'}"), "cannot be read"),
    ):
        found = call(verb, *words, *ASKED[verb], "--json")
        assert found.code == 2
        assert found.out == ""
        assert said in found.err
        assert "Fix: " in found.err


@pytest.mark.parametrize("verb", list(ASKED))
def test_most_that_run_away_is_a_refusal_with_a_document(verb: str) -> None:
    found = call(verb, *LOOP, "--prior", "link:pain->depression=3", "--prior", "link:depression->pain=3", *ASKED[verb], "--json")
    assert found.code == 3
    told = json.loads(found.out)
    assert told["schema"] == f"unspiral.{verb}-from-priors/1"
    assert [v["code"] for v in told["verdicts"]] == ["unstable"]
    assert "Fix: --prior" in found.err


def test_a_loop_can_stand_in_a_file(tmp_path: Path) -> None:
    place = tmp_path / "loop.txt"
    place.write_text("pain <-> depression\n")
    assert (
        call("whatif", "--loop", f"@{place}", "--press", "pain=-0.2", "--json").out == call("whatif", *LOOP, *ASKED["whatif"], "--json").out
    )


def test_a_seed_without_a_loop_belongs_to_a_policy_alone() -> None:
    for verb in ("spiral", "targets"):
        found = call(verb, "fit.json", "--seed", "1")
        assert found.code == 2
        assert "--seed belongs to --loop" in found.err


def test_given_opens_what_from_priors_makes() -> None:
    given = Given("whatif", None, "pain <-> depression", ("half-life:pain=2",), "week", 7)
    wanted = from_priors(parse("pain <-> depression"), {"half-life:pain": "2"}, unit="week", seed=7)
    assert np.array_equal(given.opened().working.theta, wanted.working.theta)
    assert given.opened().beliefs == wanted.beliefs
    assert stated(("a=b=1",)) == {"a=b": "1"}
    with pytest.raises(SpecError):
        stated(("=1",))


def test_a_refused_document_counts_its_horizon_in_the_unit_that_was_asked_for() -> None:
    away = ("--prior", "link:pain->depression=3", "--prior", "link:depression->pain=3")
    asked = ("whatif", *LOOP, *ASKED["whatif"], "--time-unit", "week", "--days", "56", "--json")
    refused, answered = call(*asked, *away), call(*asked)
    assert (refused.code, answered.code) == (3, 0)
    one, two = json.loads(refused.out), json.loads(answered.out)
    assert (one["horizon"], one["unit"]) == (two["horizon"], two["unit"]) == (pytest.approx(8.0), "week")


def test_a_time_far_beyond_the_record_is_stopped() -> None:
    check_reach("--days", None, 100.0, 56.0)
    check_reach("--days", 100.0, 100.0, 56.0)
    check_reach("--days", 1e9, 0.0, 56.0)  # no record, as with priors alone: nothing is stopped
    with pytest.raises(SpecError, match="--days 101 looks further than 100 times") as stop:
        check_reach("--days", 101.0, 100.0, 56.0, besides="; so there")
    assert (stop.value.fix, stop.value.why[-10:]) == ("--days 56, and 100 at most", "so there.".rjust(10))
    with pytest.raises(SpecError) as short:
        check_reach("--lag", 30.0, 20.0, 56.0)
    assert short.value.fix == "--lag 20, and 20 at most"
