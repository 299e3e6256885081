"""What was read, what was checked, every number, the methods, the command."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from unspiral.records import Effect, Fit, Panel, Parameter, Verdict
from unspiral.show.provenance import (
    TWO_STAGE,
    WITHIN,
    checks_section,
    command_of,
    meaning,
    numbers_section,
    read_line,
    read_section,
    sources_section,
    within_words,
)

pytestmark = pytest.mark.unit


def test_what_was_read(fit: Fit, one: Panel) -> None:
    section = read_section(fit, one)
    cells = dict(section.parts[0].tables[0].rows)
    assert cells["File"] == "diary.csv"
    assert cells["Fingerprint (SHA-256)"] == "abababababab…"
    assert cells["Answers missing"] == "15 of 492 (3.0 %)"
    assert section.parts[1].bullets == fit.data.said
    assert len(section.parts[2].pictures) == 1
    assert len(read_section(fit, None).parts) == 2
    assert read_line(fit) == "From 1 person, 246 occasions over 259 days (diary.csv)."


def test_many_people_are_counted(people_fit: Fit, many: Panel) -> None:
    section = read_section(people_fit, many)
    assert len(section.parts[-1].pictures) == 2
    assert section.parts[-1].tables[0].caption == "How much was answered"
    assert "(half of the people have 10 or more)" in dict(section.parts[0].tables[0].rows)["Occasions"]
    assert read_line(people_fit).startswith("From 30 people, 300 occasions")


def test_incomplete_summary_statistics_claim_no_count(people_fit: Fit) -> None:
    summary = replace(people_fit, loglik=None)
    assert read_line(summary).startswith("From summary statistics of 30 people, not all of whom answered every time")
    cells = dict(read_section(summary, None).parts[0].tables[0].rows)
    assert cells["Answers missing"].startswith("some;")
    assert cells["Occasions"] == "300 planned; fewer took place"


VERDICTS = (
    Verdict("a", "ok", "All is well.", "--starts 5"),
    Verdict("b", "caution", "self:pain lies at its edge.", "A longer series."),
    Verdict("c", "ok", "pain: nothing is left."),
)


def test_warnings_come_first_and_have_their_remedy(fit: Fit) -> None:
    section = checks_section(replace(fit, verdicts=VERDICTS))
    table = section.parts[0].tables[0]
    assert table.marks == ("caution", "ok", "ok")
    assert table.rows[0] == ("caution", "self:pain lies at its edge. Remedy: A longer series.")
    assert table.rows[1] == ("fine", "All is well. To compare: --starts 5.")
    assert section.lead == ("One check warns; it comes first.",)
    assert checks_section(replace(fit, verdicts=VERDICTS[:1])).lead == ("Nothing speaks against reading this fit.",)
    two = checks_section(replace(fit, verdicts=(VERDICTS[1], VERDICTS[1])))
    assert two.lead == ("Two checks warn; they come first.",)
    refuse = checks_section(replace(fit, verdicts=(*VERDICTS, Verdict("d", "refuse", "No."))))
    assert "refused" in refuse.lead[0]
    assert refuse.parts[0].tables[0].marks[0] == "refuse"


def test_every_parameter_stands_in_the_table(fit: Fit) -> None:
    edge = Parameter("self:pain", -0.0001, None, None, None, "1/day")
    section = numbers_section(replace(fit, parameters=(edge, *fit.parameters[1:])))
    table = section.parts[0].tables[0]
    assert len(table.rows) == len(fit.parameters)
    assert table.rows[0][1] == "−0.00010 (at an edge, no interval)"
    assert all(row[3] for row in table.rows)
    assert ("Loop", "pain <-> depression") in section.parts[0].tables[1].rows


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("self:pain", "how fast pain returns to its level (more negative: faster)"),
        ("link:pain->sleep_problem", "push of pain on sleep problem"),
        ("input:walk->pain", "what walk does to pain"),
        ("diffusion:pain,depression", "how far the unforeseen moves of pain and depression go together"),
        ("t0cov:pain,trait:depression", "how far pain at the first occasion goes with people’s level of depression"),
        ("t0cov:pain,depression", "how far pain and depression go together at the first occasion"),
        ("trait:pain,depression", "how far people’s levels of pain and depression go together"),
        ("trait:pain", "how much people’s levels of pain differ"),
        ("mean:pain[6]", "mean of pain at 6"),
        ("loading:depression=phq8", "how strongly phq8 shows depression"),
        ("error:pain", "measurement error of pain"),
        ("weekday:pain[2]", "level of pain on a Wednesday against a Monday"),
        ("daytime:pain[cos]", "level of pain over the day (cosine of the hour)"),
        ("trend:pain", "how the level of pain moves along"),
        ("overnight:pain", "what a night does to pain"),
        ("covariate:age->trait:pain", "how much higher the level of pain is with one more age"),
        ("covariate:age->link:pain->depression", "how much stronger pain pushes depression with one more age"),
        ("novelty:pain", "pain"),
    ],
)
def test_names_have_a_meaning(name: str, words: str) -> None:
    assert meaning(name) == words


def test_sources_fit_the_fit(fit: Fit, people_fit: Fit) -> None:
    papers = sources_section(fit).parts[0].bullets
    assert all("doi:10." in paper for paper in papers)
    assert WITHIN not in papers
    assert WITHIN in sources_section(people_fit).parts[0].bullets
    assert TWO_STAGE in sources_section(replace(fit, loglik=None)).parts[0].bullets
    assert fit.data.sha256 in sources_section(fit).parts[1].lead[0]


def test_the_command_can_be_pasted(fit: Fit) -> None:
    words = shlex.split(command_of(replace(fit, loop_text="pain -> sleep\nsleep -> pain")))
    assert words[:3] == ["unspiral", "learn", "diary.csv"]
    assert words[words.index("--loop") + 1] == "pain -> sleep; sleep -> pain"
    assert words[words.index("--seed") + 1] == "1"
    assert "--no-traits" in words
    odd = replace(fit, data=replace(fit.data, name="my diary; rm -rf ~.csv"))
    assert shlex.split(command_of(odd))[2] == "my diary; rm -rf ~.csv"
    moments = shlex.split(command_of(replace(fit, loglik=None)))
    assert moments[2:4] == ["--moments", "diary.csv"]


def test_whom_it_is_about(fit: Fit, people_fit: Fit) -> None:
    assert "one person" in within_words(fit)
    assert "within a person" in within_words(people_fit)
    mixed = replace(people_fit, choices=replace(people_fit.choices, traits=False))
    assert "read as one" in within_words(mixed)


def test_profiles_that_nobody_asked_for_are_named_and_cited(fit: Fit) -> None:
    turned = Verdict("intervals", "ok", "Intervals and words are read from profiles of the likelihood, because the fit lies near an edge.")
    other = replace(fit, verdicts=(turned,))
    assert other.choices.ci == "wald"
    (cells,) = [row for row in numbers_section(other).parts[0].tables[-1].rows if row[0] == "Intervals of the numbers"]
    assert cells[1].startswith("profile likelihood where near an edge, else Wald. Intervals and words are read from profiles")
    assert any("Venzon" in paper for paper in sources_section(other).parts[0].bullets)


def test_the_kind_of_intervals_is_named_cited_and_made_again(fit: Fit) -> None:
    effects = {("pain", "depression"): Effect(0.25, 0.1, 0.4), ("pain", "pain"): Effect(0.5, 0.4, 0.6)}
    choices = replace(fit.choices, ci="bootstrap", replicates=200, bootstrap="parametric", standardize=True)
    other = replace(fit, choices=choices, standardised=effects)
    tables = numbers_section(other).parts[0].tables
    assert any(cells == ("Intervals of the numbers", "bootstrap, bias-corrected") for cells in tables[-1].rows)
    shown = next(t for t in tables if "within-person standard deviations" in t.caption)
    assert len(shown.rows) == 1
    assert "+0.25 SD (95 % interval +0.10 to +0.40)" in shown.rows[0][1]
    assert "--ci bootstrap --replicates 200 --bootstrap parametric --standardize" in command_of(other)
    assert any("Efron" in paper for paper in sources_section(other).parts[0].bullets)
    assert not any("Efron" in paper for paper in sources_section(fit).parts[0].bullets)
    assert "--ci" not in command_of(fit)
