from __future__ import annotations

import gzip
import io
import json
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.imports.apple_export import export, steps
from tests.measure.imports.made import cells, wide, write

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.exports.write_csv import write_csv
from unspiral.measure.exports.write_json import write_json
from unspiral.measure.exports.write_tidy import write_tidy
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.kinds import KINDS, kind_of, open_any, read_any
from unspiral.measure.imports.wanted import Wanted

pytestmark = [pytest.mark.unit, pytest.mark.property]

TABLE = "id,day,pain\nP,0,3\nP,1,4\n"


def zipped(folder, *names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    (folder / "a.zip").write_bytes(held.getvalue())
    return str(folder / "a.zip")


RESOURCE = '{"resourceType": "Patient", "id": "p"}\n'


def test_packed_fhir_is_fhir(tmp_path):
    for name in ("a.json.gz", "b.NDJSON.gz"):
        (tmp_path / name).write_bytes(gzip.compress(RESOURCE.encode()))
        assert kind_of(str(tmp_path / name)) == "fhir"
        assert len(read_any(tmp_path / name)) == 0
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(b"{}"))
    with pytest.raises(DataError, match="packed JSON, and no FHIR"):
        kind_of(str(tmp_path / "c.json.gz"))
    (tmp_path / "d.json.gz").write_bytes(gzip.compress(RESOURCE.encode())[:12])
    with pytest.raises(DataError, match="gzip"):
        kind_of(str(tmp_path / "d.json.gz"))
    for name, also, kind in (("e.zip", "x.txt", "fhir"), ("f.zip", "apple_health_export/export.xml", "apple")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("clinical/Patient.ndjson", RESOURCE)
            archive.writestr(also, "x")
        assert kind_of(str(tmp_path / name)) == kind
    assert len(read_any(tmp_path / "e.zip")) == 0


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", TABLE, "table"),
        ("a.csv", "record_id,redcap_event_name,x\n1,a,2\n", "redcap"),
        ("a.csv", "person,item,start,end,value,unit,source\n", "health-connect"),
        ("a.csv", "person,time,end,instrument,form,item,value,unit,source\n", "tidy"),
        ("a.json", '{"resourceType": "Bundle"}', "fhir"),
        ("a.json", '{"schema": "unspiral.diary/1"}', "json"),
        ("steps-2024-03-09.json", "[]", "fitbit"),
        ("export.xml", "<HealthData/>", "apple"),
    ],
)
def test_what_a_file_is(tmp_path, name, text, kind):
    assert kind_of(str(write(tmp_path, text, name))) == kind
    assert kind in KINDS


def test_what_an_archive_or_a_folder_is(tmp_path):
    assert kind_of(zipped(tmp_path, "apple_health_export/exportación.xml")) == "apple"
    assert kind_of(zipped(tmp_path, "Takeout/Fitbit/Global Export Data/steps-2024-01-01.json")) == "fitbit"
    with pytest.raises(DataError, match="archive of nothing that is known"):
        kind_of(zipped(tmp_path, "holiday.jpg"))
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and nothing")
    with pytest.raises(DataError, match="zip archive"):
        kind_of(str(tmp_path / "a.zip"))
    write(tmp_path, "{}", "tidy/manifest.json")
    assert kind_of(str(tmp_path / "tidy")) == "tidy"
    write(tmp_path, TABLE, "tables/a.csv")
    with pytest.raises(DataError, match="nothing that is known") as problem:
        kind_of(str(tmp_path / "tables"))
    assert "*.csv" in problem.value.fix


def test_what_unspiral_wrote_comes_back(tmp_path):
    diary = read_any(write(tmp_path, TABLE), mapping=wide())
    write_csv(diary, tmp_path / "o.csv")
    write_json(diary, tmp_path / "o.json")
    write_tidy(diary, tmp_path / "tidy")
    for name in ("o.csv", "o.json", "tidy"):
        assert list(read_any(tmp_path / name).rows()) == list(diary.rows()), name


def test_a_mapping_or_guesses(tmp_path):
    place = write(tmp_path, TABLE)
    assert cells(read_any(place, mapping=wide()), "value") == cells(read_any(place), "value") == [("3",), ("4",)]
    opened = open_any(Wanted((str(place),), given=Given(items={"back": "pain"})))
    assert opened.guess is not None
    assert [row[5] for rows in opened.rows(None) for row in rows] == ["back", "back"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"paths": ()}, "No file was named"),
        ({"kind": "readcap"}, "Did you mean 'redcap'"),
        ({"preset": "daylio", "recipe": "meps"}, "each say how"),
        ({"preset": "dailyo"}, "Did you mean 'daylio'"),
        ({"kind": "redcap"}, "data dictionary was not named"),
    ],
)
def test_options_that_cannot_be(tmp_path, wanted, said):
    place = str(write(tmp_path, TABLE))
    with pytest.raises(SpecError) as problem:
        open_any(Wanted(**{"paths": (place,), **wanted}))
    assert said in str(problem.value)
    assert problem.value.fix


@pytest.mark.parametrize(("name", "content"), [("a.json", "[1]"), ("a.doc", "x"), ("noending", ""), ("a.csv", "")])
def test_what_nothing_can_read(tmp_path, name, content):
    with pytest.raises(DataError) as problem:
        read_any(write(tmp_path, content, name))
    assert problem.value.fix


def test_kinds_that_stand_alone(tmp_path):
    place = str(write(tmp_path, json.dumps({"resourceType": "Bundle"}), "a.json"))
    with pytest.raises(SpecError, match="read alone"):
        open_any(Wanted((place, place)))


ENDINGS = st.sampled_from(
    ["a.csv", "a.json", "a.zip", "a.xml", "a.tsv", "a.parquet", "a.sav", "a.dta", "a.xpt", "a.csv.gz", "steps-1.json", "a"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(ENDINGS, st.binary(max_size=200))
def test_any_bytes_under_any_name(tmp_path_factory, name, content):
    place = tmp_path_factory.mktemp("any") / name
    place.write_bytes(content)
    try:
        kind = kind_of(str(place))
        if kind not in ("apple", "fitbit", "health-connect", "fhir"):  # their own tests do that
            read_any(place)
    except UnspiralError as problem:
        assert problem.fix
        return
    assert kind in KINDS


def test_what_is_said_of_devices_reaches_their_readers(tmp_path):
    span = "2024-03-09 10:00", "2024-03-09 10:10"
    (tmp_path / "export.xml").write_text(export(steps(100, *span), steps(70, *span, "iPhone")), encoding="utf-8")

    def counted(**wanted):
        return {row[5]: row[6] for row in read_any(tmp_path / "export.xml", **wanted).rows()}

    assert counted()["steps"] == "100"
    assert counted(sources=("iPhone",))["steps"] == "70"
    assert "steps_record" in counted(raw=True)
    assert "steps_record" not in counted()


DAYLIO = (
    "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    "2024-03-09,March 9,Saturday,21:30,rad,walk,,,fine\n"
    "2024-03-10,March 10,Sunday,21:30,bad,,,,\n"
)


@pytest.mark.parametrize(
    "given",
    [
        {"skip": ("note",)},
        {"reverse": {"mood": (Decimal(1), Decimal(5))}},
        {"duplicates": "last"},
        {"empty": "unanswered"},
        {"decimal": "."},
        {"missing": ("-99",)},
        {"identifiers": True},
    ],
)
def test_options_that_say_nothing_of_the_columns_leave_the_preset_on(tmp_path, given):
    diary = read_any(write(tmp_path, DAYLIO), given=Given(**given))
    assert any("--preset daylio was used" in sentence for sentence in diary.said)
    assert "2024-03-09T21:30" in {time for (time,) in cells(diary, "time")}
    moods = [value for item, value in cells(diary, "item", "value") if item == "mood"]
    assert moods == (["1", "4"] if "reverse" in given else ["5", "2"])
    assert ("note" in {item for (item,) in cells(diary, "item")}) == ("skip" not in given)
    assert any("More is better in mood" in sentence for sentence in diary.said) == ("reverse" not in given)


def test_a_column_to_be_left_out_must_be_there(tmp_path):
    with pytest.raises(DataError, match="nota"):
        read_any(write(tmp_path, DAYLIO), given=Given(skip=("nota",)))


def test_options_of_the_shape_switch_the_preset_off(tmp_path):
    diary = read_any(write(tmp_path, DAYLIO), given=Given(time=("full_date", "time"), skip=("date", "weekday")))
    assert not any("--preset" in sentence for sentence in diary.said)
