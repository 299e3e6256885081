from __future__ import annotations

import pytest
from tests.act.population.example import declared

from unspiral.act.population.asked import check_policies, check_size
from unspiral.errors import SpecError
from unspiral.records.population import Policy

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ((0, 52, 1, 10, 1), "number of persons"),
        ((10**11, 52, 1, 10, 1), "number of persons"),
        ((10, -1, 1, 10, 1), "number of weeks"),
        ((10, 52, -1, 10, 1), "seed"),
        ((10, 52, 2**64, 10, 1), "seed"),
        ((10, 52, 1.5, 10, 1), "seed"),
        ((10, 52, True, 10, 1), "seed"),
        ((10, 52, 1, 0, 1), "size of a block"),
        ((10, 52, 1, 10, 0), "number of workers"),
    ],
)
def test_sizes_that_cannot_be(sizes: tuple[int, int, int, int, int], said: str) -> None:
    check_size(10, 52, 2**64 - 1, 1, 1)
    with pytest.raises(Exception, match=said) as refused:
        check_size(*sizes)
    assert isinstance(refused.value, SpecError) or isinstance(sizes[2], float)  # the shape checker of tests is quicker


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ([Policy("a", scale=(("pain care begin", 2.0),))], r"'pain care begin', which is not declared. Did you mean 'pain care begins'\?"),
        ([Policy("a", by_age=(("nothing", 18.0, 60.0, 2.0),))], "names the hazard 'nothing'"),
        ([Policy("a", by_age=(("death", 60.0, 18.0, 2.0),))], "from 60 to 18 years"),
        ([Policy("a", by_age=(("death", 18.0, 50.0, 2.0),))], "changes at the age of 50, and .* has the age bands 18, 30, 45, 60, 75"),
        ([Policy("a", sets=(("nothing", 2.0),))], "names the hazard 'nothing'"),
        ([Policy("a", sets=(("death", -2.0),))], "sets 'death' to -2 a year"),
        ([Policy("a", cut=("depresion->pain",))], r"link 'depresion->pain'.*Did you mean 'depression->pain'\?"),
        ([Policy("a", scale=(("death", 0.0),))], "0 times as fast"),
        ([Policy("a", scale=(("death", float("nan")),))], "nan times as fast"),
        ([Policy("a", week=52)], "begins in week 52, and the run has the weeks 0 to 51"),
        ([Policy("a", week=-1)], "begins in week -1"),
        ([Policy("a"), Policy("b"), Policy("a")], "'a' is there twice"),
        ([Policy("as now")], "arm without a policy"),
        ([Policy(" ")], "has no name"),
    ],
)
def test_policies_that_cannot_be(policies: list[Policy], said: str) -> None:
    check_policies(declared(), [Policy("a", 51, (("death", 0.5),), (("death", 18.0, 60.0, 2.0),), ("depression->pain",))], 52)
    with pytest.raises(SpecError, match=said):
        check_policies(declared(), policies, 52)
