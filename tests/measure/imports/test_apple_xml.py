from __future__ import annotations

import pytest
from tests.measure.imports.apple_export import HEAD, TAIL, export, steps, write

from unspiral.errors import DataError
from unspiral.measure.imports.apple_xml import looks_like_export, read_elements
from unspiral.measure.imports.archive import parts_of

pytestmark = pytest.mark.unit

ONE = steps(5, "2024-03-09 10:00", "2024-03-09 10:05")


def elements(folder, text) -> tuple[list[tuple[str, dict[str, str], int]], int]:
    found: list[tuple[str, dict[str, str], int]] = []
    stray = read_elements(parts_of(write(folder, text))[0], lambda *given: found.append(given))
    return found, stray


def refused(folder, text) -> str:
    with pytest.raises(DataError) as problem:
        elements(folder, text)
    assert problem.value.fix
    return str(problem.value)


def test_every_element_with_its_line(tmp_path):
    found, stray = elements(tmp_path, export(ONE, "<Workout><MetadataEntry key='a' value='b'/></Workout>\n"))
    assert [(name, line) for name, _, line in found] == [
        ("HealthData", 9),
        ("ExportDate", 10),
        ("Record", 11),
        ("Workout", 12),
        ("MetadataEntry", 12),
    ]
    assert found[2][1]["value"] == "5"
    assert stray == 0


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_definitions_with_the_mistakes_of_some_phones(tmp_path, mark):
    broken = HEAD.replace("]>", "<!ATTLIST VisionPrescription\n  type CDATA #REQUIRED\n<!ELEMENT x EMPTY>\n]>")
    found, _ = elements(tmp_path, mark + export(ONE, head=broken))
    assert ("Record", 14) in [(name, line) for name, _, line in found]


def test_definitions_longer_than_what_is_read_at_once(tmp_path):
    long = HEAD.replace("]>", "<!-- " + "x" * 700_000 + " -->\n]>")
    assert len(elements(tmp_path, export(ONE, head=long))[0]) == 3


def test_stray_control_characters_are_read_as_spaces_and_counted(tmp_path):
    found, stray = elements(tmp_path, export(ONE.replace("Watch", "Wa\x0btch\x01")))
    assert stray == 2
    assert found[2][1]["sourceName"] == "Wa tch "


def test_progress(tmp_path):
    path = write(tmp_path, export(ONE * 5000))
    told: list[tuple[str, int, int]] = []
    read_elements(parts_of(path)[0], lambda *_: None, lambda *given: told.append(given))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert len(told) > 1
    assert {of for _, _, of in told} == {path.stat().st_size}


LAUGHS = (
    '<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>\n<HealthData>&c;'
)
OUTSIDE = '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<HealthData>&x;'
ELSEWHERE = '<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">\n<HealthData>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, ELSEWHERE, LAUGHS.replace("HealthData", "lolz")], ids=["laughs", "file", "dtd", "root"])
def test_entities_and_other_files_are_refused(tmp_path, text):
    assert "declares entities or points to another file" in refused(tmp_path, text + TAIL)


def test_an_entity_hidden_behind_a_first_root_is_refused(tmp_path):
    hidden = '<!DOCTYPE HealthData [<!-- <HealthData > --><!ENTITY a "b">]><HealthData>&a;</HealthData>'
    assert "export.xml" in refused(tmp_path, hidden)


def test_elements_within_each_other_are_only_an_unfinished_file(tmp_path):
    assert "ends in the middle" in refused(tmp_path, "<HealthData>" + "<a>" * 50_000)


def test_cut_off_anywhere(tmp_path):
    whole = export(ONE * 3)
    for length in (len(HEAD) + 30, len(whole) - 60, len(whole) - len(TAIL), len(whole) - 3):
        assert "ends in the middle" in refused(tmp_path, whole[:length]) or "not readable XML" in refused(tmp_path, whole[:length])
    assert "ends in the middle" in refused(tmp_path, whole[: -len(TAIL)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (export(ONE.replace("Watch", "M\u00fcller")).encode("latin-1"), "line 11: this is not readable XML"),
        (export(ONE).encode("utf-16"), "written in UTF-16"),
        (export(ONE).encode("utf-16-le"), "written in UTF-16"),
        (export(ONE).replace("UTF-8", "x-klingon"), "not readable XML"),
        (export(ONE).replace("Watch", "Wa\0tch"), "not readable XML"),
        (export(ONE.replace("Watch", "&nothing;")), "not readable XML"),
        (export(ONE.replace(" unit", " value='1' unit")), "not readable XML"),
        (export(ONE) + export(ONE), "not readable XML"),
        ("<ClinicalDocument/>", "begins with <ClinicalDocument>"),
        ("no xml at all", "not readable XML"),
        ("<HealthData>" + "x" * (9 << 20) + TAIL, "larger than 8 MB"),
        ("<HealthData><a b='" + "x" * (9 << 20) + "'/>" + TAIL, "larger than 8 MB"),
        (b"\0" * 1000, "UTF-16"),
    ],
    ids=[
        "latin-1",
        "utf-16",
        "utf-16-le",
        "encoding",
        "zero",
        "undeclared",
        "twice",
        "two roots",
        "clinical",
        "text",
        "long",
        "wide",
        "zeros",
    ],
)
def test_what_is_no_readable_export(tmp_path, text, words):
    assert words in refused(tmp_path, text)


def test_known_by_what_is_in_it():
    assert looks_like_export(HEAD.encode())
    assert looks_like_export(b"<HealthData>")
    assert not looks_like_export(b"<ClinicalDocument>")
