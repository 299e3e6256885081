from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.measure.diary import held, pandas_diary, write

from unspiral.errors import DataError
from unspiral.measure import read_csv, read_frame

pytestmark = pytest.mark.unit

ASKED = {"inputs": ["walking"]}


def frames() -> dict[str, object]:
    plain = pandas_diary()
    return {
        "pandas": plain,
        "pandas, nanoseconds": plain.assign(time=plain["time"].astype("datetime64[ns]")),
        "pandas, nullable": plain.convert_dtypes(),
        "pandas, objects": plain.astype(object),
        "pandas, categories": plain.assign(id=plain["id"].astype(str).astype("category")),
        "pandas, text": pd.read_csv(write_text(), dtype=str),
        "pandas, floats as ids": plain.assign(id=plain["id"].astype(float)),
        "pandas, another index": plain.set_index(pd.Index([9, 9, 3, 2, 1])),
        "polars": pl.from_pandas(plain),
        "polars, nulls": pl.from_pandas(plain, nan_to_null=True),
        "pyarrow": pa.Table.from_pandas(plain),
        "pyarrow, nanoseconds": pa.Table.from_pandas(plain.assign(time=plain["time"].astype("datetime64[ns]"))),
    }


def write_text() -> object:
    import io

    from tests.measure.diary import TEXT

    return io.StringIO(TEXT)


@pytest.mark.parametrize("kind", list(frames()))
def test_every_frame_is_the_text_table(tmp_path, kind):
    panel = read_frame(frames()[kind], **ASKED)
    assert held(panel) == held(read_csv(write(tmp_path), **ASKED))
    assert panel.source.name == "data frame"
    assert panel.source.rows == 5


def test_the_fingerprint_is_of_the_values():
    held = frames()
    prints = {kind: read_frame(frame, **ASKED).source.sha256 for kind, frame in held.items()}
    assert len(set(prints.values())) == 1
    changed = pandas_diary().assign(pain=[3.5, np.nan, 1.0, np.nan, 2.5])
    assert read_frame(changed, **ASKED).source.sha256 not in prints.values()


def test_zones(tmp_path):
    plain = pandas_diary()
    zoned = plain.assign(time=plain["time"].dt.tz_localize("Europe/Berlin"))
    panel = read_frame(zoned, **ASKED)
    assert held(panel) == held(read_frame(pl.from_pandas(zoned), **ASKED))
    assert any("UTC" in sentence for sentence in panel.source.said)


def test_dates():
    frame = pl.DataFrame({"date": ["2024-02-28", "2024-03-01"], "pain": [1, 2], "depression": [3, 4]}).with_columns(
        pl.col("date").str.to_date()
    )
    assert read_frame(frame).persons[0].time.tolist() == [0.0, 2.0]


def test_large_ids_stay_apart():
    frame = pl.DataFrame({"id": [2**60, 2**60 + 1], "day": [0, 0], "pain": [1, 2], "depression": [3, 4]})
    assert [p.name for p in read_frame(frame).persons] == [str(2**60), str(2**60 + 1)]


def test_rows_are_counted_from_one():
    frame = pd.DataFrame({"id": ["a", "a"], "day": [0, 1], "pain": [1.0, np.inf], "depression": [3, 4]})
    with pytest.raises(DataError, match="Row 2, column 'pain', person 'a'"):
        read_frame(frame)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pl.LazyFrame({"day": [0]}), "frame.collect()"),
        ([1, 2, 3], "A list is not a data frame"),
        (None, "A NoneType is not a data frame"),
        ("diary.csv", "read(path, ...)"),
        (pd.Series([1, 2], name="pain"), "is not a data frame"),
        (pd.DataFrame([[1, 2]], columns=["pain", "pain"]), "cannot be read"),
        (pd.DataFrame({"day": [], "pain": [], "depression": []}), "has no row"),
        (pl.DataFrame(), "has no row"),
    ],
    ids=["lazy", "list", "none", "path", "series", "two columns of one name", "empty pandas", "empty polars"],
)
def test_what_is_no_frame_is_refused(frame, words):
    with pytest.raises(DataError) as caught:
        read_frame(frame)
    assert words in str(caught.value)
    assert "Fix:" in str(caught.value)
