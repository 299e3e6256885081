from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.test_posterior import LOOP, panel

from unspiral.errors import SpecError
from unspiral.learn.compare import compare
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.leave_future import leave_future
from unspiral.learn.leave_out import leave_one_out
from unspiral.learn.maximum_only import ask_for_maximum

pytestmark = pytest.mark.unit


def test_a_bayesian_fit_is_refused_where_only_a_maximum_will_do() -> None:
    fit = fit_ml(panel(), LOOP, error=False, t0="separate", starts=1, ladder=False)
    ask_for_maximum(fit, "anything")
    drawn = replace(fit, choices=replace(fit.choices, method="bayes"))
    for ask in (lambda: compare([fit, drawn]), lambda: leave_one_out(panel(), drawn), lambda: leave_future(panel(), drawn)):
        with pytest.raises(SpecError) as refused:
            ask()
        assert "is Bayesian" in refused.value.what and "--bayes" in refused.value.fix
