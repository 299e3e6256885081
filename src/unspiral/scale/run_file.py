"""What was counted of a population as a labelled file: netCDF (.nc) or Zarr (.zarr), which xarray opens."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from unspiral.aside import file_aside, folder_aside
from unspiral.errors import DataError, SpecError
from unspiral.records.fit import Verdict
from unspiral.records.population import Keeping, PopulationRun
from unspiral.scale.extra import needed

NETCDF, ZARR = ".nc", ".zarr"
SCHEMA = "unspiral.population_run/1"
SAID = {
    "persons": ("1", "persons in the state when the week begins; but for the dead, people who are alive"),
    "exact": ("1", "share of everybody in the state by the forward equation, person effects averaged over"),
    "events": ("1", "how often the hazard struck in the week that begins"),
    "mean": ("unit of the outcome", "outcome per person, over all weeks"),
    "mean_se": ("unit of the outcome", "standard error of mean"),
    "apart": ("unit of the outcome", "difference from the same person in the first arm, on average"),
    "apart_se": ("unit of the outcome", "standard error of apart"),
}


def check_place(place: str, *, force: bool = False) -> None:
    """Refuse a name that the file cannot have, and one that is taken; before anything is computed.

    Args:
        place: name of the file, or of the folder that Zarr is.
        force: what is there may be replaced.

    Raises:
        SpecError: another ending, no such folder, something is there, or the packages that write it are not installed.
    """
    path = Path(place)
    if path.suffix not in (NETCDF, ZARR):
        raise SpecError(f"'{place}' ends neither in {ZARR} nor in {NETCDF}.", fix=f"-o {path.stem or 'population'}{NETCDF}")
    parent = Path(os.path.realpath(place)).parent
    if not parent.is_dir():
        raise SpecError(f"The folder '{parent}' does not exist, so '{path.name}' cannot be written.", fix=f"mkdir -p '{parent}'")
    if path.exists() and not force:
        raise SpecError(f"'{place}' is there already.", why="Nothing is overwritten unasked.", fix="-o with another name, or add --force")
    if path.exists() and path.is_dir() != (path.suffix == ZARR):
        raise SpecError(
            f"'{place}' is {'a folder' if path.is_dir() else 'a file'}, which its ending does not say.", fix="-o with another name"
        )
    _packages(path.suffix)


def write_run(run: PopulationRun, place: str) -> None:
    """Write a run, whole or not at all; an older one of that name is replaced.

    Args:
        run: what was counted.
        place: ends in .nc or .zarr.

    Raises:
        SpecError: as ``check_place``, or the disk is full.

    Source: tests/scale/test_run_file.py reads every number back.
    """
    ending = Path(place).suffix
    xarray = _packages(ending)
    held = _dataset(xarray, run)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if ending == ZARR:
            if os.path.isdir(place) and os.listdir(place) and not (Path(place) / "zarr.json").is_file():
                raise SpecError(
                    f"'{place}' is a folder that holds something else than a Zarr store.", why="It would be taken away.",
                    fix="choose another name.",
                )  # fmt: skip
            with folder_aside(place, replace=True) as folder:
                held.to_zarr(folder, mode="w", consolidated=True, zarr_format=3)
                _settle(folder)
            return
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "run.nc"
            held.to_netcdf(file, engine="h5netcdf")
            with file_aside(place) as stream:
                stream.write(file.read_bytes())


def read_run(place: str) -> PopulationRun:
    """Read what ``write_run`` wrote.

    Args:
        place: ends in .nc or .zarr.

    Raises:
        DataError: there is nothing, or something else.
        SpecError: as ``check_place``.
    """
    path = Path(place)
    xarray = _packages(path.suffix)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if path.suffix == ZARR:
                held = xarray.open_zarr(path, consolidated=None).load()
            else:
                with xarray.open_dataset(path, engine="h5netcdf") as stream:
                    held = stream.load()
        if held.attrs.get("schema") != SCHEMA:
            raise ValueError("schema")
        return _run(held)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        missing = isinstance(problem, FileNotFoundError) or not path.exists()
        what = "is not there" if missing else "is no run of a population that unspiral wrote, or it was changed"
        raise DataError(f"'{place}' {what}.", fix="unspiral population run -o run.nc writes one") from None


def _packages(ending: str) -> Any:
    needed("zarr" if ending == ZARR else "h5netcdf", f"A file that ends in {ending}")
    return needed("xarray", f"A file that ends in {ending}")


def _dataset(xarray: Any, run: PopulationRun) -> Any:
    by_state, by_hazard, by_outcome = ("arm", "state", "week"), ("arm", "hazard", "week"), ("arm", "outcome")
    # astype: of two types of 64 bits that NumPy has, Zarr knows one.
    held: dict[str, tuple[tuple[str, ...], Any]] = {
        "persons": (by_state, run.there.astype(np.int64)), "events": (by_hazard, run.events.astype(np.int64)),
        "mean": (by_outcome, run.mean), "mean_se": (by_outcome, run.se),
        "apart": (by_outcome, run.apart), "apart_se": (by_outcome, run.apart_se),
    }  # fmt: skip
    if run.exact is not None:
        held["exact"] = (by_state, run.exact)
    places: dict[str, Any] = {
        "arm": _texts(run.arms), "state": _texts(run.states), "hazard": _texts(run.hazards), "outcome": _texts(run.outcomes),
        "week": ("week", np.arange(run.weeks + 1), {"units": "week", "long_name": "week that begins, counted from the start"}),
        "unit": ("outcome", _texts(run.units)),
    }  # fmt: skip
    found = xarray.Dataset(held, coords=places)
    for name in held:
        found[name].attrs.update(units=SAID[name][0], long_name=SAID[name][1])
    found.attrs.update(
        schema=SCHEMA, declaration=run.name, persons=run.persons, weeks=run.weeks, seed=str(run.seed), manifest=json.dumps(run.manifest),
        seconds=json.dumps(run.seconds), keeping=json.dumps(None if run.keeping is None else asdict(run.keeping)),
        verdicts=json.dumps([asdict(verdict) for verdict in run.verdicts]),
    )  # fmt: skip
    return found


def _run(held: Any) -> PopulationRun:
    given = held.attrs
    keeping = json.loads(given["keeping"])
    names = {name: tuple(str(x) for x in held[name].values) for name in ("arm", "state", "hazard", "outcome", "unit")}
    return PopulationRun(
        name=str(given["declaration"]), persons=int(given["persons"]), weeks=int(given["weeks"]), seed=int(given["seed"]),
        arms=names["arm"], states=names["state"], hazards=names["hazard"], outcomes=names["outcome"], units=names["unit"],
        there=held["persons"].values, events=held["events"].values, exact=held["exact"].values if "exact" in held else None,
        mean=held["mean"].values, se=held["mean_se"].values, apart=held["apart"].values, apart_se=held["apart_se"].values,
        keeping=None if keeping is None else Keeping(**keeping),
        verdicts=tuple(Verdict(**verdict) for verdict in json.loads(given["verdicts"])),
        seconds=json.loads(given["seconds"]), manifest=json.loads(given["manifest"]),
    )  # fmt: skip


def _texts(names: tuple[str, ...]) -> Any:
    return np.array(names, dtype=object).astype(str) if names else np.zeros(0, dtype="<U1")


def _settle(folder: Path) -> None:
    """Everything on the disk before the folder takes its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
