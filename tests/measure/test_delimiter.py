from __future__ import annotations

import pytest

from unspiral.measure.delimiter import SAID, delimiter_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        (["id,day,pain", "1,0,3"], ","),
        (["id;day;pain", "1;0;3,5"], ";"),
        (["id\tday\tpain, today", "1\t0\t3,5"], "\t"),
        (["id|day|pain", "1|0|3,5"], "|"),
        (["id,day,pain;max", "1,0,3"], ","),
        (["id;day;pain, today", "1;0;3,5"], ";"),
        (['"a;b","c;d",e', "1,2,3"], ","),
        (["pain", "3", "4"], ","),
        (["day,pain,note", '1,2,"a;b;c"', '2,3,"d;e;f"'], ","),
        (["day,pain", '1,"3', '4"'], ","),
    ],
)
def test_delimiter(lines, mark):
    assert delimiter_of(lines) == mark


def test_the_name_of_the_file_decides_between_equals():
    lines = ["a,b\tc", "1,2\t3"]
    assert delimiter_of(lines) == ","
    assert delimiter_of(lines, tab_first=True) == "\t"


def test_every_delimiter_has_a_word():
    assert set(SAID) == {",", ";", "\t", "|"}
