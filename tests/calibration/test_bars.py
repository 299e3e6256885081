"""What `make calibrate` has found so far keeps to its bars. Nothing is simulated here: scripts/calibrate.py does that, for hours."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.calibration.ledger import results
from tests.calibration.studies import STUDIES
from tests.calibration.study import Study
from tests.calibration.summary import summarise

pytestmark = pytest.mark.calibration


@pytest.mark.parametrize("study", STUDIES, ids=lambda s: s.name)
def test_the_bar_is_kept(study: Study, root: Path) -> None:
    found = summarise(study, results(root / "build" / "calibrate", study))
    if found.done < study.replicates:
        pytest.skip(f"{found.done} of {study.replicates} replicates so far; scripts/calibrate.py --only {study.name} runs the others")
    failed = [f"{r.figure}: {r.share:.3f} ({r.all_low:.3f}-{r.all_high:.3f})" for r in found.rows if r.verdict == "fail"]
    assert failed == []
