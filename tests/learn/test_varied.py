"""Sizes of differences between the scale of the search and the reported one."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.errors import SpecError
from unspiral.learn.varied import law_from, lower, reported, spread_slots, varied_among, wanted
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_the_option_overrides_the_loop() -> None:
    loop = parse("pain <-> depression; vary pain -> depression, pain -> pain")
    assert wanted(loop, None) == ("link:pain->depression", "self:pain")
    assert wanted(loop, "levels") == ()
    assert wanted(loop, "links") == ("self:pain", "self:depression", "link:pain->depression", "link:depression->pain")
    with pytest.raises(SpecError, match="Did you mean 'links'"):
        wanted(loop, "link")


def test_what_the_model_does_not_have_is_said() -> None:
    names = ("self:pain", "link:a->pain")
    assert [v.added for v in varied_among(names, ["link:a->pain", "self:pain"])] == [False, True]
    with pytest.raises(SpecError, match="no measurement error"):
        varied_among(names, ["error:pain"])


def test_names_of_the_numbers() -> None:
    spread, lean = spread_slots(varied_among(("self:a", "link:a->b"), ["self:a", "link:a->b"]), ["1/day", "1/day"], ["a", "b"])
    assert spread == [("sd:self:a", "log"), ("cor:self:a,link:a->b", "1"), ("sd:link:a->b", "1/day")]
    assert lean[0] == ("cor:trait:a,self:a", "1")


@pytest.mark.parametrize("rank", [3, 2, 0])
def test_the_law_behind_what_is_reported(rank: int) -> None:
    rng = np.random.default_rng(rank)
    root = np.tril(rng.normal(size=(3, 3)))
    root[:, rank:] = 0.0
    lean, rest = rng.normal(size=(2, 3)), np.array([[1.0, 0.3], [0.3, 2.0]])
    lean[:, rank:] = 0.0
    packed, leans, more = reported(root, lean, np.diag(rest))
    law = law_from(packed, leans, rest + more)
    assert np.abs(law.root @ law.root.T - root @ root.T).max() < 1e-8
    assert np.abs(law.lean @ law.root.T - lean @ root.T).max() < 1e-8
    assert np.abs(np.diag(lower(packed)) - np.linalg.norm(root, axis=1)).max() < 1e-12
    if rank == 3:
        assert np.abs(law.rest - rest).max() < 1e-8
