"""Questionnaires are found, checked on load, and added by one file; whatever such a file holds, only DataError comes back."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.questionnaires.my_scale import TEXT, written

from unspiral.errors import DataError
from unspiral.measure.questionnaires.library import examine, instrument, instruments, read_instrument
from unspiral.measure.questionnaires.outline import FILES
from unspiral.measure.questionnaires.scoring import score

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", sorted(file.stem for file in FILES.glob("*.toml") if file.stem != "left_out"))
def test_each_packaged_file_is_sound(name: str) -> None:
    made, faults = examine(FILES / f"{name}.toml")
    assert faults == ()
    assert made == instrument(name)
    assert name in instruments()


def test_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = read_instrument(written(tmp_path))
    assert (made.id, [item.id for item in made.items], made.items[1].reverse) == ("my_scale", ["a", "b", "c"], True)
    assert score(made, [2, 0, 1]).value == 5
    monkeypatch.setenv("UNSPIRAL_INSTRUMENTS", str(tmp_path))
    assert instruments()[-1] == "my_scale"
    assert instrument("my_scale") == made
    assert score("my_scale", [0, 2, 0]).band == "little"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("phq-9", "Did you mean 'phq9'"),
        ("PHQ9", "Did you mean 'phq9'"),
        ("gadd7", "Did you mean 'gad7'"),
        ("psqi", r"left out on purpose(.|\n)*University of Pittsburgh"),
        ("C-SSRS", r"left out on purpose(.|\n)*trained askers"),
        ("", "no questionnaire ''"),
        ("../phq9", "no questionnaire"),
    ],
)
def test_unknown_names(name: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        instrument(name)


def test_a_folder_that_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_INSTRUMENTS", str(tmp_path / "none"))
    with pytest.raises(DataError, match="names no folder") as problem:
        instruments()
    assert f"'{tmp_path / 'none'}'" in problem.value.what
    assert f"mkdir -p {tmp_path / 'none'}" in problem.value.fix
    monkeypatch.setenv("UNSPIRAL_INSTRUMENTS", str(tmp_path))
    written(tmp_path, TEXT.replace('"my_scale"', '"other"'))
    with pytest.raises(DataError, match=r"describes 'other'(.|\n)*mv my_scale.toml other.toml"):
        instrument("my_scale")
    written(tmp_path, TEXT, "phq9.toml")
    with pytest.raises(DataError, match="has the name of a questionnaire of the package"):
        instruments()


def test_the_name_of_a_packaged_one_is_taken(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'phq9' is the name of a questionnaire of the package"):
        read_instrument(written(tmp_path, TEXT.replace('"my_scale"', '"phq9"')))


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = TEXT.replace('method = "sum"', 'method = "summ"').replace('evidence = "unverified"\nsources = ["me2026"]\n\n[[cut', "\n[[cut")
    text = text.replace("reverse = true", 'revers = "yes"').replace("[licence]", "[license]")
    with pytest.raises(DataError) as caught:
        read_instrument(written(tmp_path, text))
    message = caught.value.text()
    for said in (
        "has 5 faults",
        "scoring.method: 'summ' is not known there. Did you mean 'sum'?",
        "bands_from.evidence: nothing says how well these numbers were seen.",
        "items 2.revers: this is not a key that is known there. Did you mean 'reverse'?",
        "licence: it is missing.",
        "license: this is not a key that is known there. Did you mean 'licence'?",
    ):
        assert said in message, message
    assert message.count("Fix:") == 6


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "schema: it is missing"),
        (b"id = ", "is not TOML"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"a = " + b"[" * 5000, "not TOML"),
        (b"a = " + b"9" * 5000, "not TOML"),
        (b"x" * 2_000_000, "larger than a megabyte"),
        (b"a = 1\na = 2", "is not TOML"),
        (b"schema = 7", "schema: 7 is not a text"),
        (b'schema = "unspiral.fit/1"', "another kind of file"),
    ],
)
def test_what_is_no_such_file(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_instrument(file)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        read_instrument(tmp_path / "none.toml")
    with pytest.raises(DataError, match="is a folder"):
        read_instrument(tmp_path)


def test_the_file_in_the_how_to_page_is_sound(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "how-to" / "write-a-questionnaire.md").read_text(encoding="utf-8")
    made, faults = examine(written(tmp_path, page.partition("```toml\n")[2].partition("```")[0]))
    assert faults == ()
    assert made is not None
    assert (made.id, len(made.examples)) == ("my_scale", 2)


# Whatever a file holds -------------------------------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-5, 40),
        st.floats(allow_nan=True, width=32),
        st.text(max_size=12),
        st.sampled_from(["sum", "all", "1", "a"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3)),
    max_leaves=6,
)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, each in inner for place in places(each, (*here, key)))]


def changed(document: Any, place: tuple[Any, ...], how: str, value: Any) -> Any:
    """The document with one place set, taken out, or given another key."""
    if len(place) == 1 and how != "set":
        copy = dict(document) if isinstance(document, dict) else list(document)
        taken = copy.pop(place[0])
        if how == "rename" and isinstance(copy, dict):
            copy[str(value)[:8] or "x"] = taken
        return copy
    if not place:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[place[0]] = changed(copy[place[0]], place[1:], how, value)
    return copy


SOURCES = [
    tomllib.loads(TEXT),
    *(tomllib.loads((FILES / f"{n}.toml").read_text(encoding="utf-8")) for n in ("phq9", "gcps_r", "odi", "start_back")),
]


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_changed_file_is_understood_or_refused(data: st.DataObject) -> None:
    from unspiral.measure.questionnaires.definition import define
    from unspiral.measure.questionnaires.examples import broken_examples
    from unspiral.measure.questionnaires.soundness import faults_of

    document: Any = data.draw(st.sampled_from(SOURCES))
    for _ in range(data.draw(st.integers(1, 3))):
        document = changed(
            document,
            data.draw(st.sampled_from(places(document)[1:])),
            data.draw(st.sampled_from(["set", "drop", "rename"])),
            data.draw(VALUES),
        )
        if not isinstance(document, dict) or not document:
            return
    faults: list[str] = []
    made = define(document, faults)
    if not faults:
        faults += faults_of(made)
    if not faults:
        faults += broken_examples(made)
    if not faults:  # it hangs together: then it can also be scored, with every answer missing and with the lowest ones
        answered = {item.id: item.options[0].score if item.options else item.low for item in made.items if item.kind != "list"}
        if made.items and made.scoring.method != "sum_to_t":
            assert score(made, answered, acknowledged=True).instrument == made.id
            assert score(made, dict.fromkeys(answered), acknowledged=True).answered == 0
    assert all("Fix:" in fault for fault in faults)


@settings(max_examples=300)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 40), st.text(max_size=5))
def test_a_damaged_text_is_understood_or_refused(tmp_path_factory: pytest.TempPathFactory, start: int, length: int, instead: str) -> None:
    file = tmp_path_factory.getbasetemp() / "damaged.toml"
    file.write_text(TEXT[:start] + instead + TEXT[start + length :], encoding="utf-8", errors="replace")
    try:
        made = read_instrument(file)
    except DataError as refused:
        assert refused.fix
    else:
        assert made.items
