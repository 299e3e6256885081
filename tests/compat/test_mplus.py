"""A panel model of Mplus becomes the same loop as in lavaan's text."""

from __future__ import annotations

import pytest
from tests.compat.texts import riclpm

from unspiral.compat.lavaan import from_lavaan
from unspiral.compat.mplus import from_mplus
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

INPUT = """\
TITLE: two processes at four waves;
DATA: FILE = panel.dat;
VARIABLE: NAMES = id x1-x4 y1-y4;
  USEVARIABLES = x1-x4 y1-y4;
MODEL:
  RI_x BY x1-x4@1;
  RI_y BY y1-y4@1;
  wx1 BY x1@1; wx2 BY x2@1; wx3 BY x3@1; wx4 BY x4@1;
  wy1 BY y1@1; wy2 BY y2@1; wy3 BY y3@1; wy4 BY y4@1;
  x1-y4@0;
  wx2-wx4 PON wx1-wx3 (a);
  wx2-wx4 PON wy1-wy3 (b);
  wy2-wy4 PON wx1-wx3 (c);
  wy2-wy4 PON wy1-wy3 (d);
  wx1 WITH wy1;
  wx2 WITH wy2 (q2); wx3 WITH wy3 (q2); wx4 WITH wy4 (q2);
  wx2-wx4 (q1); wy2-wy4 (q3);
  RI_x WITH RI_y;
  RI_x RI_y WITH wx1@0 wy1@0;
OUTPUT: STDYX;
"""


def test_the_same_as_in_lavaan() -> None:
    ours, theirs = from_mplus(INPUT, times=[0, 1, 2, 3], unit="year"), from_lavaan(riclpm(4), times=[0, 1, 2, 3], unit="year")
    assert ours.loop == theirs.loop
    assert ours.choices == theirs.choices
    assert ours.waves == theirs.waves
    assert {note.became for note in ours.notes} == {"taken"}


def test_what_mplus_frees_by_itself() -> None:
    joint = from_mplus(INPUT.replace("  RI_x RI_y WITH wx1@0 wy1@0;\n", ""))
    assert joint.t0 == "joint"
    error = from_mplus(INPUT.replace("  x1-y4@0;\n", ""))
    assert error.error is True
    equal = from_mplus(INPUT.replace("OUTPUT", "  [x1-x4] (mx); [y1-y4] (my);\nOUTPUT"))
    assert equal.means == "constant"


def test_capital_letters_make_no_difference() -> None:
    assert from_mplus(INPUT.replace("wx1 WITH wy1", "WX1 with Wy1")).choices == from_mplus(INPUT).choices


def test_dynamic_models_are_refused_with_a_page_to_read() -> None:
    with pytest.raises(SpecError) as problem:
        from_mplus("ANALYSIS: TYPE = TWOLEVEL;\nMODEL: %WITHIN%\ny ON y&1;")
    assert "docs/how-to/move-in.md" in problem.value.fix
