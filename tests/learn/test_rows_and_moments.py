"""Complete planned waves: learning from summary statistics is learning from the rows, to the last useful digit."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Moments, Panel

pytestmark = pytest.mark.identity

WAVES = np.array([0.0, 3.0, 6.0, 12.0, 18.0])
TWO = "pain <-> depression"
THREE = "pain -> sleep -> depression; depression -> pain; depression by phq, cesd"
TRUTH = {
    "self:pain": -0.3,
    "self:depression": -0.2,
    "self:sleep": -0.4,
    "link:pain->depression": 0.1,
    "link:depression->pain": 0.05,
    "link:pain->sleep": 0.15,
    "link:sleep->depression": 0.1,
    "diffusion:pain": 0.8,
    "diffusion:pain,depression": 0.1,
    "diffusion:depression": 0.5,
    "diffusion:pain,sleep": 0.05,
    "diffusion:sleep,depression": 0.05,
    "diffusion:sleep": 0.6,
    "level:pain": 5.0,
    "level:depression": 3.0,
    "level:sleep": 4.0,
    "level:phq": 3.0,
    "level:cesd": 2.0,
    "loading:depression=cesd": 0.8,
    "error:pain": 0.2,
    "error:depression": 0.2,
    "error:sleep": 0.2,
    "error:phq": 0.3,
    "error:cesd": 0.4,
    "trait:pain": 0.9,
    "trait:pain,depression": 0.3,
    "trait:depression": 0.7,
}


def panel(text: str, traits: bool) -> Panel:
    """250 people who answered everything."""
    from unspiral.learn.parameters import layout_of

    loop = parse(text)
    names = layout_of(loop, traits=traits, error=True, t0="stationary", waves=(), unit="month").names
    choices = Choices(traits=traits, error=True, t0="stationary", means="constant", families={})
    given = {name: TRUTH.get(name, 0.0) for name in names}
    return simulate(loop, given, [WAVES] * 250, seed=11, choices=choices, unit="month")


@pytest.mark.parametrize(
    ("text", "traits", "options"),
    [
        (TWO, True, {"traits": True, "error": False, "t0": "centred", "means": "constant"}),
        (TWO, True, {"traits": True, "error": False, "t0": "centred", "means": "wave"}),
        (TWO, True, {"traits": True, "error": True, "t0": "stationary", "means": "constant"}),
        (TWO, True, {"traits": True, "error": False, "t0": "joint", "means": "constant"}),
        (TWO, False, {"traits": False, "error": False, "t0": "separate", "means": "constant"}),
        (THREE, False, {"traits": False, "error": True, "t0": "stationary", "means": "constant"}),
    ],
    ids=["traits", "wave means", "error", "joint", "no traits", "three processes"],
)
def test_moments_say_what_the_rows_say(text: str, traits: bool, options: dict[str, object]) -> None:
    rows = panel(text, traits)
    values = np.array([person.values.ravel() for person in rows.persons])
    moments = Moments(WAVES, rows.indicators, values.mean(axis=0), np.cov(values.T, ddof=0), len(values), None, "month")
    one, other = (fit_ml(data, parse(text), ladder=False, starts=2, lag=3.0, **options) for data in (rows, moments))  # type: ignore[arg-type]
    assert one.converged and other.converged
    assert one.loglik is not None and other.loglik is not None
    assert other.loglik == pytest.approx(one.loglik, abs=1e-6)
    assert other.n_parameters == one.n_parameters
    assert other.bic == pytest.approx(one.bic, abs=1e-5)
    for a, b in zip(one.parameters, other.parameters, strict=True):
        assert (a.name, a.unit) == (b.name, b.unit)
        assert (a.se is None) == (b.se is None), a.name
        if a.se is None or b.se is None:  # a variance of nil has no standard error
            assert a.name.startswith(("error:", "trait:"))
            continue
        # An estimate is compared on the scale of what is known about it: a millionth of a standard error would be noise of the search.
        assert abs(a.estimate - b.estimate) < 1e-4 * a.se, a.name
        assert b.se == pytest.approx(a.se, rel=1e-4), a.name
    for arrow, effect in one.lagged.items():
        assert other.lagged[arrow].estimate == pytest.approx(effect.estimate, abs=1e-5)
        assert other.lagged[arrow].se == pytest.approx(effect.se, rel=1e-4)
