"""Which questions ask about a process that stands in the loop by itself."""

from __future__ import annotations

import pytest

from unspiral.evidence.overlap import asked_items, overlap_of, topics, totals
from unspiral.evidence.tables import links, variables
from unspiral.loop.language import parse
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.records.overlap import Overlap

pytestmark = pytest.mark.unit

SLEEP = "sleep_problem <-> depression; depression by "
ITEMS = {f"phq9_{n}": f"phq{n}" for n in range(1, 10)} | {f"cesd_{n:02d}": f"cesd{n}" for n in range(1, 21)}


def found(text: str, **options: object) -> Overlap:
    return overlap_of(parse(text), ITEMS, **options)  # type: ignore[arg-type]


def test_every_question_is_one_of_the_questionnaires_word_for_word() -> None:
    words = {item.id: item.text for name in instruments() for item in instrument(name).items}
    assert len(asked_items()) >= 20
    for asked in asked_items():
        assert asked.words == words[asked.item], asked.item


def test_every_line_has_a_source_and_every_key_exists() -> None:
    names, known = {topic.name for topic in topics()}, {link.id for link in links()}
    assert all(asked.source and asked.topic in names for asked in asked_items())
    assert {asked.link for asked in asked_items()} - {""} <= known
    assert {topic.variable for topic in topics()} - {""} <= set(variables())
    sleeps = next(link for link in links() if link.id == "L025")
    assert "without its sleep item" in str(sleeps)


def test_totals_add_up_questions_of_theirs(source_of_total: dict[str, set[str]]) -> None:
    asked = {item.item for item in asked_items() if not item.near}
    for total in totals():
        name = total.source.rpartition("/")[2].removesuffix(".toml")
        assert set(total.items) == asked & source_of_total[name], total.questionnaire


@pytest.fixture
def source_of_total() -> dict[str, set[str]]:
    """Questionnaire -> its questions that count."""
    return {name: {item.id for item in instrument(name).scored} for name in instruments()}


@pytest.mark.parametrize(
    ("process", "column"),
    [("sleep_problem", "phq9_3"), ("insomnia", "phq9_3"), ("tiredness", "phq9_4"), ("fatigue", "phq9_4"), ("concentration", "phq9_7"),
     ("appetite", "phq9_5"), ("badSleep", "phq9_3")],
)  # fmt: skip
def test_each_process_meets_its_question(process: str, column: str) -> None:
    shared = found(f"{process} <-> depression; depression by phq9_1, phq9_2, phq9_3, phq9_4, phq9_5, phq9_7").same
    assert [(item.process, item.column, item.other) for item in shared] == [("depression", column, process)]


def test_a_process_that_is_no_topic_meets_none() -> None:
    assert found("pain <-> depression; depression by phq9_2, phq9_3") == Overlap()
    assert found("stress <-> depression; depression by cesd_06, cesd_11") == Overlap()
    assert found("pain_catastrophizing <-> disability; disability by rm13") == Overlap()


def test_a_process_keeps_the_questions_about_itself() -> None:
    assert found("sleep_problem <-> depression; sleep_problem by phq9_3; depression by phq9_1, phq9_2") == Overlap()
    assert found("rest <-> depression; rest by sleep_quality, sleep_hours; depression by phq9_1, phq9_3").same[0].other == "rest"


def test_close_is_not_the_same() -> None:
    overlap = found("fatigue <-> depression; depression by cesd_06, cesd_07, cesd_11, cesd_20")
    assert overlap.same == ()
    assert [item.column for item in overlap.near] == ["cesd_07", "cesd_20"]


def test_one_question_counts_once_though_two_processes_share_it() -> None:
    overlap = found("loneliness -> depression; social_support -> depression; depression by cesd_06, cesd_14")
    assert [(item.column, item.other, item.near) for item in overlap.items] == [("cesd_14", "loneliness", False)]


@pytest.mark.parametrize("column", ["phq9", "phq_9", "PHQ9_total", "phq8", "phq_score"])
def test_a_total_is_noticed(column: str) -> None:
    (total,) = overlap_of(parse(f"{SLEEP}{column}"), {}).totals
    assert (total.process, total.column, total.questionnaire, total.items, total.other) == (
        "depression", column, "PHQ", ("phq3",), "sleep_problem",
    )  # fmt: skip


@pytest.mark.parametrize("column", ["phq9_without_sleep", "phq2", "low_mood", "depression"])
def test_what_counts_no_such_question_is_no_such_total(column: str) -> None:
    assert overlap_of(parse(f"{SLEEP}{column}"), {}) == Overlap()


def test_a_scale_that_is_not_held_here_is_said_to_be_unknown() -> None:
    assert overlap_of(parse(f"{SLEEP}bdi_total"), {}).unknown == (("depression", "bdi_total", ("sleep_problem",)),)
    unsure = overlap_of(parse(f"{SLEEP}cesd_3, cesd_7"), {}, unsure=("cesd_3", "cesd_7"))
    assert [column for _, column, _ in unsure.unknown] == ["cesd_3", "cesd_7"]
    assert overlap_of(parse("pain <-> depression; depression by bdi"), {}).unknown == ()
