from __future__ import annotations

from pathlib import Path

import pytest
from tests.act.made import pair_fit

from unspiral.store.fit_json import write_fit


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a pair that feeds each other."""
    file = tmp_path_factory.mktemp("kept") / "fit.json"
    write_fit(pair_fit(), file)
    return file
