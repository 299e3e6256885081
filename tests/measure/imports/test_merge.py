from __future__ import annotations

import pytest
from tests.measure.imports.made import cells, said, wide, write

from unspiral.errors import DataError
from unspiral.measure.imports.mapping import About, ItemFrom, When
from unspiral.measure.imports.merge import key_text
from unspiral.measure.imports.read_wide import read_wide

pytestmark = pytest.mark.unit

MAPPING = wide(ItemFrom(("pain",), "pain"), ItemFrom(("mood",), "mood"), when=When(at="0"), person="SEQN", merge=("SEQN",), empty="skip")


def test_files_are_put_together_on_their_key_whatever_their_order(tmp_path):
    one = write(tmp_path, "SEQN,pain\n1,3\n2,4\n3,5\n", "a.csv")
    other = write(tmp_path, "SEQN,mood\n2.0,7\n4,8\n", "b.csv")
    for files in ([one, other], [other, one]):
        diary = read_wide(files, MAPPING)
        assert sorted(cells(diary, "person", "item", "value")) == [
            ("1", "pain", "3"),
            ("2", "mood", "7"),
            ("2", "pain", "4"),
            ("3", "pain", "5"),
            ("4", "mood", "8"),
        ]
        assert said(diary, "put together on SEQN", "a.csv 3", "b.csv 2 (1 of them in a.csv)", "4 keys in all, 1 in every file")


def test_two_keys(tmp_path):
    mapping = wide(
        ItemFrom(("x",), "x"),
        ItemFrom(("y",), "y"),
        when=When(at="0"),
        person="HHID",
        person_also=("PN",),
        merge=("HHID", "PN"),
        empty="skip",
    )
    one, other = write(tmp_path, "HHID,PN,x\n1,10,3\n1,20,4\n", "a.csv"), write(tmp_path, "HHID,PN,y\n1,20,9\n", "b.csv")
    assert cells(read_wide([one, other], mapping), "person", "item", "value") == [
        ("1-10", "x", "3"),
        ("1-20", "x", "4"),
        ("1-20", "y", "9"),
    ]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("ID,mood\n1,2\n", "no column 'SEQN'"),
        ("SEQN,mood\n1,2\n1,3\n", "stands in an earlier row"),
        ("SEQN,mood\n,2\n", "the key is empty"),
        ("SEQN,mood,pain\n1,2,3\n", "Both"),
    ],
)
def test_what_cannot_be_put_together(tmp_path, text, fragment):
    one = write(tmp_path, "SEQN,pain\n" + "".join(f"{i},3\n" for i in range(20)), "a.csv")
    with pytest.raises(DataError) as problem:
        read_wide([one, write(tmp_path, text, "b.csv")], MAPPING)
    assert fragment in str(problem.value)


def test_recipes_disregard_capitals_in_the_key(tmp_path):
    one, other = write(tmp_path, "SEQN,pain\n1,3\n2,3\n", "a.csv"), write(tmp_path, "seqn,mood\n1,2\n", "b.csv")
    mapping = wide(
        ItemFrom(("pain",), "pain", seen="seen"),
        ItemFrom(("mood",), "mood", seen="seen"),
        when=When(at="0"),
        person="SEQN",
        merge=("SEQN",),
        empty="skip",
        about=About("x", "seen"),
    )
    assert len(read_wide([one, other], mapping)) == 3


def test_keys():
    assert [key_text(t) for t in (" 7 ", "7.0", "007", "a7", "1e3", "7.5")] == ["7", "7", "007", "a7", "1e3", "7.5"]


def test_leading_zeros_are_part_of_a_name_and_are_said(tmp_path):
    one = write(tmp_path, "SEQN,pain\n001,3\n1,4\n02,5\n", "a.csv")
    other = write(tmp_path, "SEQN,mood\n001,7\n2,8\n", "b.csv")
    diary = read_wide([one, other], MAPPING)
    assert sorted(cells(diary, "person", "item", "value")) == [
        ("001", "mood", "7"),
        ("001", "pain", "3"),
        ("02", "pain", "5"),
        ("1", "pain", "4"),
        ("2", "mood", "8"),
    ]
    assert said(diary, "1 key differs", "only by leading zeros ('02' in a.csv, '2' in b.csv)")


def test_the_key_is_written_as_the_largest_file_has_it(tmp_path):
    one = write(tmp_path, "SEQN,pain\n1.0,3\n2.0,4\n", "a.csv")
    other = write(tmp_path, "SEQN,mood\n1,7\n", "b.csv")
    assert sorted(cells(read_wide([one, other], MAPPING), "person", "item", "value")) == [
        ("1.0", "mood", "7"),
        ("1.0", "pain", "3"),
        ("2.0", "pain", "4"),
    ]
