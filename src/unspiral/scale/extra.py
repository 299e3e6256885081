"""Packages that only some work needs, asked for when that work begins."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

from unspiral.errors import SpecError

INSTALL = 'pip install "unspiral[population]"'


def needed(package: str, what: str) -> Any:
    """A package of the extra ``population``.

    Args:
        package: name to import.
        what: needs it, as the beginning of a sentence: "A Zarr folder".

    Raises:
        SpecError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(package)
    except ImportError:
        name = package.split(".")[0]
        raise SpecError(f"{what} needs the package {name}, which is not installed.", fix=INSTALL) from None
