"""What happened: tables and questionnaires in, panels and scores out. Each name is loaded when it is first used."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspiral.measure.read import read
    from unspiral.measure.read_csv import read_csv
    from unspiral.measure.read_feather import read_feather
    from unspiral.measure.read_frame import read_frame
    from unspiral.measure.read_moments import read_moments
    from unspiral.measure.read_parquet import read_parquet
    from unspiral.measure.read_spss import read_spss
    from unspiral.measure.read_stata import read_stata

__all__ = ["read", "read_csv", "read_feather", "read_frame", "read_moments", "read_parquet", "read_spss", "read_stata"]


class _Readers(ModuleType):
    """Questionnaires and help lines must not wait for NumPy, which the readers need: each reader is loaded when it is first named."""

    def __getattr__(self, name: str) -> object:
        if name in __all__:
            return getattr(import_module(f"{__name__}.{name}"), name)
        from unspiral.errors import did_you_mean

        raise AttributeError(f"module '{__name__}' has no attribute '{name}'.{did_you_mean(name, __all__)}")

    def __setattr__(self, name: str, value: object) -> None:
        # A reader has the name of its file, and importing the file would put the file where the reader is looked for.
        super().__setattr__(name, getattr(value, name) if name in __all__ and isinstance(value, ModuleType) else value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Readers
