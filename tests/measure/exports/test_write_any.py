from __future__ import annotations

import pytest
from tests.measure.made_diary import diary

from unspiral.errors import DataError, SpecError
from unspiral.measure.exports.write_any import FORMS, How, form_of, kept, write_any
from unspiral.measure.imports.read_tidy import read_tidy

pytestmark = pytest.mark.unit

HELD = diary(
    ("P1", "2024-03-09", "pain", "4"), ("P1", "2024-03-09", "mood", "2"), ("P1", "2024-03-10", "pain", "5"),
    ("P1", "2024-03-10", "note", "fine"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "given", "form"),
    [
        ("a.csv", None, "csv"), ("a.PARQUET", None, "parquet"),
        ("a.json", None, "json"), ("a.fhir.json", None, "fhir"), ("out", None, "tidy"), ("my-data.zip", None, "tidy"),
        ("a.json", "fhir", "fhir"), ("out.v1", "ctsem", "ctsem"), ("a.csv", "wide", "wide"),
    ],
)  # fmt: skip
def test_the_form_is_said_or_seen(place, given, form):
    assert form_of(place, given) == form


def test_an_unknown_form_is_refused_with_a_hint():
    with pytest.raises(SpecError, match="Did you mean 'ctsem'"):
        form_of("out", "ctsm")
    with pytest.raises(SpecError, match="does not say which form"):
        form_of("out.xyz", None)


@pytest.mark.parametrize(
    ("place", "given"),
    [("bundle.zip", "fhir"), ("pq.csv", "parquet"), ("out.csv", "ctsem"), ("a.fhir.json", "json"), ("a.json", "wide"), ("a.csv", "tidy")],
)
def test_an_ending_of_another_form_is_refused(place, given):
    with pytest.raises(SpecError, match=f"--layout says '{given}'") as problem:
        form_of(place, given)
    assert problem.value.fix.startswith("-o ")


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("fhir", "tidy")])
def test_every_form_can_be_written_and_nothing_is_overwritten(tmp_path, form):
    how = How(items=("pain", "mood")) if form not in ("csv", "json", "parquet") else How()
    write_any(HELD, tmp_path / "out", form, how)
    before = sorted(entry.name for entry in tmp_path.rglob("*"))
    assert before
    with pytest.raises(SpecError, match="there already"):
        write_any(HELD, tmp_path / "out", form, how)
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == before


def test_words_stay_out_of_numbers_and_it_is_said(tmp_path):
    written = write_any(HELD, tmp_path / "out", "ctsem", How())
    assert "1 item has answers that are no numbers and stayed out: 'note'." in written.said
    assert (tmp_path / "out" / "data.csv").read_text().splitlines()[0] == "id,time,pain,mood"


def test_some_items_alone(tmp_path):
    write_any(HELD, tmp_path / "out.csv", "csv", How(items=("mood",)))
    assert [row[5] for row in read_tidy(tmp_path / "out.csv").rows()] == ["mood"]
    with pytest.raises(SpecError, match=r"no item 'moood'. Did you mean 'mood'"):
        kept(HELD, ("moood",))


@pytest.mark.parametrize(
    ("form", "items", "answers"),
    [
        ("csv", None, 4), ("tidy", ("pain",), 2), ("json", ("pain", "mood"), 3), ("wide", ("pain", "mood"), 3),
        ("fhir", ("mood",), 1), ("ctsem", None, 3), ("lavaan", ("pain", "mood"), 3),
    ],
)  # fmt: skip
def test_what_was_written_is_counted_and_not_what_there_was(tmp_path, form, items, answers):
    assert write_any(HELD, tmp_path / "out", form, How(items=items)).answers == answers


def test_nothing_is_not_written(tmp_path):
    with pytest.raises(DataError, match="no answer to write"):
        write_any(diary(), tmp_path / "out", "csv", How())
    assert list(tmp_path.iterdir()) == []


def test_only_words_cannot_be_numbers(tmp_path):
    with pytest.raises(DataError, match="No item has numbers"):
        write_any(diary(("P1", "1", "note", "fine")), tmp_path / "out", "mplus", How())
