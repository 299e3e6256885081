"""What happened: tables and questionnaires in, panels and scores out. Starts with numpy alone."""

from unspiral.measure.read import read
from unspiral.measure.read_csv import read_csv
from unspiral.measure.read_feather import read_feather
from unspiral.measure.read_frame import read_frame
from unspiral.measure.read_moments import read_moments
from unspiral.measure.read_parquet import read_parquet
from unspiral.measure.read_spss import read_spss
from unspiral.measure.read_stata import read_stata

__all__ = ["read", "read_csv", "read_feather", "read_frame", "read_moments", "read_parquet", "read_spss", "read_stata"]
