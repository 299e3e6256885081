from __future__ import annotations

import gzip
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from unspiral.errors import DataError
from unspiral.measure.imports import fhir_file
from unspiral.measure.imports.fhir_file import entries_of

pytestmark = pytest.mark.unit

ONE = '{"resourceType":"Observation","id":"1","valueQuantity":{"value":3.0}}'
BUNDLE = f'{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{ONE}}},{{"fullUrl":"x","resource":{ONE}}}]}}'


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path) -> list[tuple[str, str]]:
    return [(where, entry["resource"]["resourceType"]) for where, entry in entries_of(path)]


def test_a_bundle(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", BUNDLE)
    assert read(path) == [("entry 1 of 'a.json'", "Observation"), ("entry 2 of 'a.json'", "Observation")]
    found = [entry for _, entry in entries_of(path)]
    assert found[1]["fullUrl"] == "x"
    assert str(found[0]["resource"]["valueQuantity"]["value"]) == "3.0"
    assert isinstance(found[0]["resource"]["valueQuantity"]["value"], Decimal)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(json.loads(BUNDLE), indent=2),
        "\ufeff" + BUNDLE,
        "\n\n " + BUNDLE + "\n",
        '{"entry":[{"resource":' + ONE + '},{"resource":' + ONE + '}],"type":"searchset","resourceType":"Bundle"}',
        ONE + "\n" + ONE + "\n",
        ONE + "\r\n\n" + ONE,
        BUNDLE.replace("collection", "transaction"),
    ],
)
def test_the_same_in_other_forms(tmp_path: Path, text: str) -> None:
    assert [kind for _, kind in read(write(tmp_path, "a.json", text))] == ["Observation", "Observation"]


def test_one_resource_and_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path, "one.json", ONE)) == [("'one.json'", "Observation")]
    assert read(write(tmp_path, "one.ndjson", ONE)) == [("line 1 of 'one.ndjson'", "Observation")]
    assert [where for where, _ in read(write(tmp_path, "b.ndjson", BUNDLE))] == [
        "entry 1 of line 1 of 'b.ndjson'",
        "entry 2 of line 1 of 'b.ndjson'",
    ]
    assert read(write(tmp_path, "empty.json", '{"resourceType":"Bundle","type":"collection"}')) == []


def test_packed_ones(tmp_path: Path) -> None:
    packed = tmp_path / "a.json.gz"
    packed.write_bytes(gzip.compress(BUNDLE.encode()))
    assert len(read(packed)) == 2
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x/one.json", BUNDLE)
        archive.writestr("two.ndjson", ONE + "\n" + ONE)
        archive.writestr("readme.txt", "no")
    assert [where for where, _ in read(tmp_path / "a.zip")][1:3] == ["entry 2 of 'x/one.json in a.zip'", "line 1 of 'two.ndjson in a.zip'"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "", "is empty"),
        ("a.json", "  \n", "is empty"),
        ("a.json", "<Bundle/>", "XML"),
        ("a.json", "[1]", "is a list"),
        ("a.json", "id,time\n1,2", "no JSON"),
        ("a.json", BUNDLE.encode("utf-16"), "not UTF-8"),
        ("a.json", b'{"resourceType":"Bund\0', "not UTF-8"),
        ("a.json", b'{"resourceType":"Observation","id":"\xff"}', "no complete JSON"),
        ("a.json", BUNDLE[:-30], "breaks off after entry 1"),
        ("a.json", BUNDLE + "x", "no complete JSON"),
        ("a.json", '{"resourceType":"Observation"', "no complete JSON"),
        ("a.json", '{"a":1}', "no resourceType"),
        ("a.json", '{"entry":[]}', "no resourceType"),
        ("a.json", '{"resourceType":5}', "no resourceType"),
        ("a.json", '{"resourceType":"List","entry":[]}', "is not a"),
        ("a.json", '{"resourceType":"Bundle","type":"history","entry":[]}', "history"),
        ("a.json", '{"resourceType":"Bundle","type":"bag","entry":[]}', "type that FHIR R4 does not know"),
        ("a.json", '{"resourceType":"Bundle","entry":{}}', "Bundle.entry"),
        ("a.json", '{"resourceType":"Bundle","entry":[5]}', "Entry 1"),
        ("a.json", '{"resourceType":"Observation","value":NaN}', "no complete JSON"),
        ("a.ndjson", ONE + '\n{"a":', "Line 2"),
        ("a.ndjson", ONE + "\n[1]", "Line 2"),
        ("a.ndjson", ONE + '\n{"resourceType":"x","v":NaN}', "Line 2"),
        ("a.ndjson", ONE + '\n{"a":1}', "no resourceType"),
        ("a.ndjson", '{"resourceType":"Bundle","type":"collection","entry":[1]}', "Bundle.entry"),
        ("a.json", '{"resourceType":"Observation","x":' + "[" * 100_000 + "]" * 100_000 + "}", "brackets inside one another"),
        ("a.ndjson", '{"resourceType":"Observation","x":' + "[" * 100_000 + "]" * 100_000 + "}\n", "brackets inside one another"),
        ("a.json", '{"resourceType":"Observation","x":' + "1" * 10_000 + "}", "digits"),
        ("a.json", '{"resourceType":"Observation","x":"\\ud83d"}', "half a character"),
        ("a.json", '{"resourceType":"Observation","x":1e99999999999999999999}', "no complete JSON"),
        ("a.ndjson", ONE + '\n{"resourceType":"x","v":' + "1" * 10_000 + "}", "digits"),
        ("a.json.gz", gzip.compress(BUNDLE.encode())[:-9], "gzip"),
        ("a.json.gz", b"\x1f\x8bno", "gzip"),
        ("a.zip", b"PK\x03\x04no", "zip"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    path = write(tmp_path, name, content)
    if said == "is not a":
        assert [entry["resource"]["resourceType"] for _, entry in entries_of(path)] == ["List"]
        return
    with pytest.raises(DataError) as caught:
        list(entries_of(path))
    assert said in caught.value.text()
    assert "Fix:" in caught.value.text()
    assert path.name in caught.value.text() or "Bundle" in caught.value.text()


def test_bombs_and_endless_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = '{"resourceType":"Bundle","type":"collection","entry":[' + " " * (20 << 20) + "]}"
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", bomb)
    with pytest.raises(DataError, match="times longer than its packed form"):
        read(tmp_path / "bomb.zip")
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(bomb.encode()))
    with pytest.raises(DataError, match="times longer than its packed form"):
        read(tmp_path / "bomb.json.gz")
    monkeypatch.setattr(fhir_file, "MOST_AT_ONCE", 1 << 20)
    long = write(tmp_path, "long.json", BUNDLE.replace('"id":"1"', '"id":"' + "x" * (3 << 20) + '"'))
    with pytest.raises(DataError, match="a resource of more than 1 MB"):
        read(long)
    monkeypatch.setattr(fhir_file, "MOST_UNZIPPED", 1 << 20)
    with pytest.raises(DataError, match="unpacks to more than"):
        read(tmp_path / "bomb.zip")


def test_a_zip_without_fhir_and_one_that_is_locked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(DataError, match=r"holds no \.json"):
        read(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.json", BUNDLE)
    locked = bytearray((tmp_path / "b.zip").read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    locked[6] |= 1
    (tmp_path / "b.zip").write_bytes(locked)
    with pytest.raises(DataError, match="locked"):
        read(tmp_path / "b.zip")
    with pytest.raises(DataError, match="is a folder, not a FHIR file"):
        read(tmp_path)
    with pytest.raises(DataError, match="There is no file"):
        read(tmp_path / "none.json")
