from __future__ import annotations

import warnings
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from unspiral.errors import SpecError
from unspiral.records.chains import Chains
from unspiral.store.draws_file import check_ending, write_draws

pytestmark = pytest.mark.unit
needs_arviz = pytest.mark.skipif(find_spec("arviz") is None or find_spec("h5netcdf") is None, reason="the extra bayes is not installed")


def chains() -> Chains:
    random = np.random.default_rng(1)
    statistics = {"diverging": np.zeros((2, 50)), "lp": random.standard_normal((2, 50)), "n_steps": np.full((2, 50), 7.0)}
    names = ("self:pain", "link:pain->depression", "link:pain->depression[P/1]")
    answers = np.array([1.0, np.nan, 3.0])
    return Chains(
        names, random.standard_normal((2, 50, 3)), random.standard_normal((100, 3)), statistics, {"pain": answers}, ("P1", "P1", "P2"),
        np.array([0.0, 1.0, 0.0]),
    )  # fmt: skip


@needs_arviz
def test_arviz_opens_the_file_and_finds_every_group(tmp_path: Path) -> None:
    held = chains()
    write_draws(held, tmp_path / "draws.nc")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz

        found = arviz.from_netcdf(str(tmp_path / "draws.nc"))
        np.testing.assert_allclose(found.posterior["link:pain->depression"].values, held.posterior[:, :, 1])
        np.testing.assert_allclose(found.posterior["link:pain->depression[P_1]"].values, held.posterior[:, :, 2])
        np.testing.assert_allclose(found.prior["self:pain"].values[0], held.prior[:, 0])
        assert found.sample_stats["diverging"].dtype == bool
        assert found.sample_stats["n_steps"].values.max() == 7
        np.testing.assert_allclose(found.observed_data["pain"].values, held.observed["pain"])
        assert list(found.observed_data["person"].values) == ["P1", "P1", "P2"]
        assert float(arviz.rhat(found)["self:pain"]) < 1.1


@needs_arviz
def test_everybodys_own_values_have_one_more_dimension(tmp_path: Path) -> None:
    own = np.random.default_rng(2).standard_normal((2, 50, 3))
    write_draws(replace(chains(), own={"link:pain->depression": own}, people=("P2", "P1", "P3")), tmp_path / "draws.nc")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz

        found = arviz.from_netcdf(str(tmp_path / "draws.nc")).posterior["link:pain->depression[person]"]
        assert found.dims == ("chain", "draw", "person")
        np.testing.assert_allclose(found.sel(person="P1").values, own[..., 1])


def test_another_ending_is_refused_with_a_name_that_does(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        write_draws(chains(), tmp_path / "draws.csv")
    assert refused.value.fix == "--draws-file draws.nc"
    check_ending("DRAWS.NC")
    assert list(tmp_path.iterdir()) == []
