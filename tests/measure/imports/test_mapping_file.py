from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.imports.made import write

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.imports.catalogue import KINDS, names, packaged
from unspiral.measure.imports.mapping import About, ItemFrom, LongColumns, Mapping, When, Where
from unspiral.measure.imports.mapping_file import mapping_of_text, mapping_text, read_mapping

pytestmark = [pytest.mark.unit, pytest.mark.property]

HEAD = 'schema = "unspiral.mapping/1"\nkind = "wide"\n'
WORD = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
NAME = WORD.filter(lambda text: text.strip() != "")


# Plain values are drawn; records are made of them in the test, as their checks at run time draw lots of their own.
ITEM = st.fixed_dictionaries(
    {
        "columns": st.lists(NAME, min_size=1, max_size=3).map(tuple),
        "item": NAME,
        "instrument": st.sampled_from(["", "phq9"]),
        "unit": st.sampled_from(["", "min"]),
        "recode": st.dictionaries(WORD.map(lambda w: "r" + w), WORD, max_size=3),
        "missing": st.lists(WORD.map(lambda w: "m" + w), max_size=3).map(tuple),
        "not_asked": st.lists(WORD.map(lambda w: "n" + w), max_size=2).map(tuple),
        "low": st.none() | st.integers(-5, 5),
        "reverse": st.booleans(),
        "higher": st.sampled_from(["", "worse", "better"]),
        "seen": st.sampled_from(["", "seen", "from memory"]),
        "note": st.sampled_from(["", 'a "note"\n\twith \\ signs']),
    }
)
TABLE = st.fixed_dictionaries(
    {
        "time": st.lists(NAME, max_size=2).map(tuple),
        "format": st.sampled_from(["iso", "beep", "excel"]),
        "beeps": st.integers(0, 9),
        "codes": st.dictionaries(NAME, WORD, max_size=2),
        "empty": st.sampled_from(["error", "skip"]),
        "skip": st.lists(NAME, max_size=2).map(tuple),
        "long": st.booleans(),
        "about": st.booleans(),
        "where": st.booleans(),
    }
)


def made_item(low: int | None, reverse: bool, recode: dict[str, str], **plain: Any) -> ItemFrom:
    turned = reverse and low is not None
    ends = {} if low is None else {"low": Decimal(low), "high": Decimal(low) + Decimal("2.5")}
    return ItemFrom(reverse=turned, recode={} if turned else recode, **ends, **plain)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TABLE, st.lists(ITEM, max_size=3, unique_by=lambda item: item["item"]))
def test_what_is_written_reads_the_same(table, items):
    mapping = Mapping(
        "long" if table["long"] else "wide",
        When(table["time"], table["format"], unit="week", beeps=table["beeps"], codes=table["codes"], empty=table["empty"]),
        tuple(made_item(**item) for item in items),
        name="mine",
        person="id",
        person_also=("pn",) if table["where"] else (),
        skip=table["skip"],
        where=(Where("group", ("1",), ("2", "3")),) if table["where"] else (),
        duplicates="keep",
        merge=("SEQN",) if table["about"] else (),
        long=LongColumns("q", "v", beside={"n": "{item}.n"}, source=("s",)) if table["long"] else LongColumns(),
        about=About("Title", "seen", notes=("one", "two"), files={"A": "what"}) if table["about"] else None,
    )
    assert mapping_of_text(mapping_text(mapping), "m.toml") == mapping


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in names(kind)])
def test_every_packaged_mapping_reads_the_same(kind, name):
    mapping = packaged(kind, name)
    assert mapping_of_text(mapping_text(mapping), name) == mapping


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a mapping of this version"),
        ("schema = 'unspiral.mapping/2'", "not a mapping of this version"),
        ("a = [", "cannot be read as TOML"),
        ('schema = "unspiral.mapping/1"', "what kind of table"),
        (HEAD + 'persn = "id"', "Did you mean 'person'?"),
        (HEAD + "person = true", "takes a text"),
        (HEAD + 'skip = "a"', "takes a list"),
        (HEAD + "time = 3", "'time' of 'm.toml' is a table"),
        (HEAD + '[time]\ncolum = "t"', "Did you mean 'columns'?"),
        (HEAD + "[time]\nbeeps = 1.5", "whole number"),
        (HEAD + 'item = "pain"', "Each 'item'"),
        (HEAD + '[[item]]\ncolumn = "a"\nlow = "x"', "is a number"),
        (HEAD + '[[item]]\ncolumn = "a"\nreverse = "yes"', "true or false"),
        (HEAD + '[[item]]\ncolumn = "a"\nrecode = ["1"]', "takes a table"),
        (HEAD + '[[item]]\ncolumn = "a"\nname_is = "sure"', "'seen' or 'from memory'"),
        (HEAD + '[about]\ntitle = "x"', "incomplete"),
        (HEAD + "[[where]]\nholds = ['1']", "incomplete"),
        ("[" * 5000, "cannot be read as TOML"),
    ],
)
def test_slips_are_named(text, said):
    with pytest.raises(SpecError) as problem:
        mapping_of_text(text, "m.toml")
    assert said in str(problem.value)
    assert problem.value.fix


def test_numbers_may_be_written_as_numbers():
    mapping = mapping_of_text(HEAD + '[[item]]\ncolumn = "a"\nmissing = [7, 9.0, "NA"]\nlow = 0\nhigh = 2.5\nrecode = { 1 = 0 }', "m")
    item = mapping.items[0]
    assert (item.item, item.missing, item.low, item.high, item.recode) == ("a", ("7", "9", "NA"), Decimal(0), Decimal("2.5"), {"1": "0"})


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\0", b"schema"])
def test_files_that_are_no_text(tmp_path, content):
    (tmp_path / "m.toml").write_bytes(content)
    with pytest.raises(SpecError):
        read_mapping(tmp_path / "m.toml")


def test_a_file_that_is_not_there(tmp_path):
    write(tmp_path, HEAD, "mine.toml")
    with pytest.raises(DataError, match=r"Did you mean 'mine\.toml'"):
        read_mapping(tmp_path / "mien.toml")


KEYS = st.sampled_from(
    ["schema", "kind", "person", "time", "item", "long", "where", "about", "skip", "merge", "beeps", "column", "recode", "low"]
)
VALUE = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["unspiral.mapping/1", "wide", "long"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + "".join(c for c in value if c.isprintable() and c != "'") + "'"
    return repr(value)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, VALUE, max_size=6))
def test_any_document_is_a_mapping_or_an_error_of_ours(document):
    text = 'schema = "unspiral.mapping/1"\n' + "\n".join(f"{k} = {toml(v)}" for k, v in document.items() if k != "schema")
    try:
        mapping = mapping_of_text(text, "m.toml")
    except UnspiralError:
        return
    assert isinstance(mapping, Mapping)


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_is_refused_in_words(text):
    with pytest.raises(UnspiralError):
        mapping_of_text(text, "m.toml")
