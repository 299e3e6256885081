"""How people differ, as it is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from tests.learn.people_made import LOOP, choices, made, numbers

from unspiral.errors import SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.people import continued_differences
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel

pytestmark = pytest.mark.unit

VARY = parse("pain <-> depression; vary pain -> depression, pain -> pain")
NAMES = ("self:pain", "link:pain->depression")


@pytest.fixture(scope="module")
def fit() -> Fit:
    c = choices(NAMES)
    panel = made(30, 40, c, numbers(c, {"self:pain": 0.3, "link:pain->depression": 0.6}))
    return fit_ml(panel, VARY, t0="separate", starts=2, ladder=False)


def test_the_fit_holds_spreads_correlations_and_persons(fit: Fit) -> None:
    found = fit.individual
    assert fit.converged
    assert found is not None
    assert fit.choices.individual == NAMES
    assert [(s.name, s.scale) for s in found.spreads] == [("self:pain", "multiplied"), ("link:pain->depression", "added")]
    link = found.spreads[1]
    assert link.sd.low is not None and link.sd.high is not None and link.sd.low < 0.6 < link.sd.high
    assert link.above is not None and link.above.low is not None and 0.4 < link.above.estimate < 1.0
    assert link.many is not None and link.many.low is not None and link.many.high is not None
    assert link.many.low <= link.many.estimate <= link.many.high <= 30.0
    assert link.sure_above + link.sure_below <= 30
    assert {(c.first, c.second) for c in found.correlations} >= {("self:pain", "link:pain->depression"), ("trait:pain", "self:pain")}
    assert len(found.persons) == 30
    assert found.error is not None and found.error < 0.1
    assert {"individual", "integral"} <= {v.code for v in fit.verdicts}


def test_own_values_lie_between_what_answers_say_alone_and_the_population(fit: Fit) -> None:
    found = fit.individual
    assert found is not None
    middle = found.spreads[1].mean.estimate
    for own in (p["link:pain->depression"] for p in found.persons.values()):
        assert own.low < own.estimate < own.high
        assert 0.0 <= own.shrunk <= 1.0
        if own.alone is not None:
            assert min(own.alone, middle) - 1e-9 <= own.estimate <= max(own.alone, middle) + 1e-9
            assert own.estimate == pytest.approx(own.shrunk * middle + (1.0 - own.shrunk) * own.alone)
    assert all(p["self:pain"].high < 0.0 for p in found.persons.values())


def test_own_values_follow_the_truth(fit: Fit) -> None:
    c = choices(NAMES)
    values = numbers(c, {"self:pain": 0.3, "link:pain->depression": 0.6})
    from unspiral.learn.differences import law_of
    from unspiral.learn.parameters import by_name, layout_for

    layout = layout_for(LOOP, c, "day")
    law = law_of(layout, by_name(layout, values))
    true = {
        str(i + 1): 0.4 + (law.root @ np.random.default_rng([1, i, 2]).standard_normal(2))[1] for i in range(30)
    }  # the stream of simulate
    found = fit.individual
    assert found is not None
    owns = {name: found.persons[name]["link:pain->depression"] for name in true}
    assert np.corrcoef([true[n] for n in true], [owns[n].estimate for n in true])[0, 1] > 0.5
    assert sum(owns[n].low < true[n] < owns[n].high for n in true) >= 25


def test_shares_of_people_know_what_covariates_part() -> None:
    """Half the people at +0.7, half at -0.2: the share above 0 is that of two bell curves, not of one about their middle."""
    loop = parse("pain <-> depression; vary pain -> depression")
    parts: list[Panel] = []
    for sex, link in ((0.0, 0.7), (1.0, -0.2)):
        c = choices(("link:pain->depression",), error=False)
        values = numbers(c, {"link:pain->depression": 0.2})
        parts.append(made(30, 60, c, values | {"link:pain->depression": link}, seed=11 + int(sex)))
    persons = tuple(
        replace(person, name=f"{sex}{person.name}", covariates=np.array([float(sex)]))
        for sex, part in enumerate(parts)
        for person in part.persons
    )
    panel = replace(parts[0], persons=persons, covariates=("sex",))
    found = fit_ml(panel, loop, t0="separate", error=False, starts=1, ladder=False, covariates={"sex": "links"})
    assert found.individual is not None
    spread = found.individual.spreads[0]
    by = {p.name: p.estimate for p in found.parameters}
    middle, tilt = by["link:pain->depression"], by["covariate:sex->link:pain->depression"]
    share = np.mean([ndtr((middle + tilt * gap) / spread.sd.estimate) for gap in (-0.5, 0.5)])
    assert spread.above is not None and spread.many is not None
    assert spread.above.estimate == pytest.approx(share, abs=1e-6)
    assert spread.above.estimate == pytest.approx(spread.many.estimate / 60.0, abs=0.1)
    assert ndtr(middle / spread.sd.estimate) > share + 0.05


def test_a_fit_that_goes_on_keeps_its_differences(fit: Fit) -> None:
    assert continued_differences(None, (), fit) == NAMES
    with pytest.raises(SpecError, match="contradicts"):
        continued_differences("levels", (), fit)
