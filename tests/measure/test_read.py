from __future__ import annotations

import gzip
import inspect
import re
import subprocess
import sys

import pytest
from tests.measure.diary import TEXT, held, write

from unspiral import measure
from unspiral.errors import DataError, SpecError
from unspiral.measure import read, read_csv
from unspiral.measure.roles import Options, ask
from unspiral.measure.source_file import READABLE

pytestmark = pytest.mark.unit

ASKED = {"inputs": ["walking"]}


def test_every_reader_takes_the_same_options():
    readers = [
        measure.read_csv,
        measure.read_parquet,
        measure.read_feather,
        measure.read_spss,
        measure.read_stata,
        measure.read_frame,
    ]
    spelled_out = list(inspect.signature(measure.read).parameters.values())[1:]
    assert len(spelled_out) == 15
    assert spelled_out == list(inspect.signature(ask).parameters.values())
    assert {p.name: p.annotation for p in spelled_out} == {name: held.__forward_arg__ for name, held in Options.__annotations__.items()}
    assert {str(list(inspect.signature(reader).parameters.values())[1:]) for reader in readers} == {
        "[<Parameter \"**options: 'Unpack[Options]'\">]"
    }
    assert all("Source:" in (reader.__doc__ or "") for reader in (measure.read, *readers))


@pytest.mark.parametrize("name", ["diary.csv", "DIARY.CSV", "diary.txt", "my diary.2024.csv"])
def test_the_ending_says_which_reader(tmp_path, name):
    path = write(tmp_path, TEXT, name)
    assert held(read(path, **ASKED)) == held(read_csv(path, **ASKED))
    assert held(read(str(path), **ASKED)) == held(read_csv(path, **ASKED))


def test_compressed_and_tabbed(tmp_path):
    plain = read(write(tmp_path), **ASKED)
    (tmp_path / "diary.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "diary.TSV.GZ").write_bytes(gzip.compress(TEXT.replace("rain, all", "rain all").replace(",", "\t").encode()))
    assert held(read(tmp_path / "diary.csv.gz", **ASKED)) == held(plain)
    assert held(read(tmp_path / "diary.TSV.GZ", **ASKED)) == held(plain)


def test_only_text_is_read_compressed(tmp_path):
    with pytest.raises(DataError, match="gunzip"):
        read(write(tmp_path, name="diary.parquet.gz"))


def test_near_endings_are_proposed(tmp_path):
    with pytest.raises(DataError, match=r"Did you mean '\.parquet'"):
        read(write(tmp_path, name="diary.parqet"))


def test_options_are_checked_before_the_file_is_opened():
    with pytest.raises(SpecError, match="unit of time"):
        read("no such file.csv", time_unit="fortnight")


def test_reading_text_loads_no_frame_library(tmp_path):
    path = write(tmp_path)
    heavy = ("pandas", "polars", "scipy", "pyarrow", "pyreadstat", "narwhals")
    code = f"import sys; from unspiral.measure import read; read({str(path)!r}); print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_page_on_reading_tables_runs(root, tmp_path, monkeypatch, capsys):
    page = (root / "docs" / "how-to" / "read-your-table.md").read_text(encoding="utf-8")
    table, _, example, moments = re.findall(r"```\w*\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, table)
    exec(compile(example, "read-your-table.md", "exec"), {})
    assert capsys.readouterr().out.startswith("3\nColumn 'id' was read as the person.\n")
    assert measure.read_moments(write(tmp_path, moments, "panel.json")).n == 200
    for ending in READABLE:
        assert f"`{ending}`" in page or ending == ".csv.gz"
