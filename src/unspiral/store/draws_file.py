"""All draws of a Bayesian fit as a file that ArviZ, and whatever reads netCDF, can open."""

from __future__ import annotations

import os
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from unspiral.aside import file_aside
from unspiral.errors import SpecError
from unspiral.records.chains import Chains

ENDING = ".nc"
WHOLE = {"diverging": np.bool_, "n_steps": np.int64, "tree_depth": np.int64}


def write_draws(chains: Chains, path: str | os.PathLike[str]) -> None:
    """Write posterior, prior, what the sampler said of each draw, and the answers, as groups of one netCDF file.

    The groups and dimensions are those of ArviZ's InferenceData: ``arviz.from_netcdf`` opens it. It holds the answers themselves: it is
    as confidential as the table. Where people differ, every person's own value of NAME stands beside it as ``NAME[person]``, with one more
    dimension.

    Args:
        chains: all draws.
        path: of the file, ending in .nc; written whole or not at all.

    Raises:
        SpecError: another ending, or xarray and h5netcdf (the extra ``bayes``) are not installed.

    Source: docs/how-to/bayes.md; tests/store/test_draws_file.py opens it with arviz.
    """
    check_ending(os.fspath(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            xarray: Any = import_module("xarray")
            import_module("h5netcdf")
    except ImportError:
        raise SpecError(
            "A file of draws needs the packages xarray and h5netcdf, which are not installed.", fix='pip install "unspiral[bayes]"'
        ) from None
    n_chains, n_draws, _ = chains.posterior.shape
    places: dict[str, Any] = {"chain": np.arange(n_chains), "draw": np.arange(n_draws)}
    two = ("chain", "draw")
    drawn: dict[str, Any] = {_safe(n): (two, chains.posterior[:, :, k]) for k, n in enumerate(chains.names)}
    own: dict[str, Any] = {f"{_safe(n)}[person]": ((*two, "person"), values) for n, values in chains.own.items()}
    people: dict[str, Any] = {"person": np.array(chains.people, dtype=object).astype(str)} if own else {}
    groups: dict[str, Any] = {
        "posterior": xarray.Dataset(drawn | own, coords=places | people),
        "sample_stats": xarray.Dataset(
            {n: (two, np.asarray(values).astype(WHOLE.get(n, np.float64))) for n, values in chains.statistics.items()}, coords=places
        ),
        "prior": xarray.Dataset(
            {_safe(n): (two, chains.prior[None, :, k]) for k, n in enumerate(chains.names)},
            coords={"chain": np.arange(1), "draw": np.arange(len(chains.prior))},
        ),
    }
    if chains.observed:
        along: dict[str, Any] = {"person": ("answer", np.array(chains.persons, dtype=object).astype(str))}
        if chains.times is not None:
            along["time"] = ("answer", chains.times)
        groups["observed_data"] = xarray.Dataset({_safe(n): (("answer",), v) for n, v in chains.observed.items()}, coords=along)
    with tempfile.TemporaryDirectory() as folder:
        place, mode = Path(folder) / "draws.nc", "w"
        for name, group in groups.items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                group.to_netcdf(place, mode=mode, group=name, engine="h5netcdf")
            mode = "a"
        with file_aside(path) as stream:
            stream.write(place.read_bytes())


def check_ending(path: str) -> None:
    """Refuse a name whose ending is not that of the one form there is.

    Args:
        path: as given.

    Raises:
        SpecError: with a name that does.
    """
    if not path.lower().endswith(ENDING):
        raise SpecError(
            f"'{path}' does not end in {ENDING}: draws are written as netCDF, which ArviZ reads.",
            fix=f"--draws-file {Path(path).stem or 'draws'}{ENDING}",
        )


def _safe(name: str) -> str:
    return name.replace("/", "_")  # a stroke would begin a group of its own
