from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.whole import people, people_fit

from unspiral.errors import DataError
from unspiral.learn.same_kind import check_same
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_the_answers_that_it_was_learned_from_are_of_its_kind() -> None:
    fit = people_fit()
    assert check_same(fit, parse(fit.loop_text), people()) is None


def test_other_columns_another_clock_and_nobodys_answers_are_refused() -> None:
    fit, panel = people_fit(), people()
    loop = parse(fit.loop_text)
    with pytest.raises(DataError, match="which is not among the columns read"):
        check_same(fit, loop, replace(panel, indicators=("pain", "sleep")))
    with pytest.raises(DataError, match="counts time in days, and the data in weeks"):
        check_same(fit, loop, replace(panel, time_unit="week"))
    blank = tuple(replace(p, values=np.full_like(p.values, np.nan)) for p in panel.persons)
    with pytest.raises(DataError, match="Nobody answered"):
        check_same(fit, loop, replace(panel, persons=blank))
