"""What is written is read back, number for number; a place that cannot be written says so and holds nothing half-written."""

from __future__ import annotations

import errno
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.scale.made_run import HAZARDS, STATES, made_run

from unspiral import aside
from unspiral.errors import DataError, SpecError
from unspiral.scale.run_file import check_place, read_run, write_run

xarray: Any = pytest.importorskip("xarray", reason="the extra 'population' is not installed")
pytest.importorskip("zarr", reason="the extra 'population' is not installed")
pytest.importorskip("h5netcdf", reason="the extra 'population' is not installed")
pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize("ending", [".nc", ".zarr"])
@pytest.mark.parametrize(("exact", "outcomes"), [(True, True), (False, False)])
def test_reading_gives_what_was_written(tmp_path: Path, ending: str, exact: bool, outcomes: bool) -> None:
    run, place = made_run(exact=exact, outcomes=outcomes), tmp_path / f"run{ending}"
    write_run(run, str(place))
    write_run(run, str(place))  # an older one is replaced
    found = read_run(str(place))
    for field in fields(run):
        one, other = getattr(run, field.name), getattr(found, field.name)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype and np.array_equal(one, other), field.name
        else:
            assert one == other, field.name
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


@pytest.mark.parametrize("ending", [".nc", ".zarr"])
def test_others_can_read_it(tmp_path: Path, ending: str) -> None:
    place = tmp_path / f"run{ending}"
    write_run(made_run(), str(place))
    held = xarray.open_zarr(place) if ending == ".zarr" else xarray.open_dataset(place, engine="h5netcdf")
    assert held["persons"].dims == ("arm", "state", "week") and held["persons"].sel(state="pain:chronic", arm="more care").shape == (4,)
    assert (*held["state"].values,) == STATES and (*held["hazard"].values,) == HAZARDS
    assert all(held[name].attrs["units"] and held[name].attrs["long_name"] for name in held.data_vars)
    held.close()


@pytest.mark.parametrize("ending", [".nc", ".zarr"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / f"run{ending}")
    write_run(made_run(), place)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(aside.os, "fsync", full)
    with pytest.raises(SpecError, match=r"cannot be written: no space left on device(.|\n)*Fix:"):
        write_run(made_run(exact=False), place)
    monkeypatch.undo()
    assert read_run(place).exact is not None and len(list(tmp_path.iterdir())) == 1


def test_places_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"ends neither in .zarr nor in .nc.(.|\n)*-o run.nc"):
        check_place(str(tmp_path / "run.csv"))
    with pytest.raises(SpecError, match="mkdir -p"):
        check_place(str(tmp_path / "none" / "run.nc"))
    taken = tmp_path / "run.nc"
    taken.touch()
    with pytest.raises(SpecError, match="--force"):
        check_place(str(taken))
    check_place(str(taken), force=True)
    (tmp_path / "run.zarr").touch()
    with pytest.raises(SpecError, match="is a file"):
        check_place(str(tmp_path / "run.zarr"), force=True)


@pytest.mark.parametrize("name", ["none.nc", "none.zarr", "other.nc", "other.zarr", "text.nc"])
def test_what_is_no_run_is_refused(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    if name == "text.nc":
        place.write_text("hello")
    elif name == "other.nc":
        xarray.Dataset({"x": ("y", np.zeros(3))}).to_netcdf(place, engine="h5netcdf")
    elif name == "other.zarr":
        xarray.Dataset({"x": ("y", np.zeros(3))}).to_zarr(place)
    with pytest.raises(DataError, match="is not there" if name.startswith("none") else "no run of a population"):
        read_run(str(place))
