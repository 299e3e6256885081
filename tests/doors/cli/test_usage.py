from __future__ import annotations

import pytest
from tests.doors.cli.calling import call


@pytest.mark.parametrize(
    ("words", "what", "fix"),
    [
        (["report"], "Missing argument FIT.json of 'unspiral report'.", "unspiral report FIT.json"),
        (["whatif", "f.json", "--dayz", "3"], "no option '--dayz'. Did you mean '--days'?", "unspiral whatif --help"),
        (["whatif", "f.json", "--days", "many"], "--days: 'many' is no number.", "--days N"),
        (["loop", "pain -> mood", "--unit", "dya"], "--unit: 'dya' is not one of", "--unit hour|day|week|month|year"),
        (["report", "f.json", "-o"], "requires an argument", "-o FILE.html"),
        (["report", "f.json", "more"], "unexpected extra argument (more)", "unspiral report --help"),
        (["demos"], "'demos' is not a verb. Did you mean 'demo'?", "unspiral --help"),
        (["learn", "d.csv", "--t0", "x"], "--t0: 'x' is not one of", "--t0 separate|joint|centred|stationary|point"),
    ],
)
def test_every_slip_ends_with_2_and_a_remedy(words: list[str], what: str, fix: str) -> None:
    called = call(*words)
    assert called.code == 2
    assert called.out == ""
    assert called.err.startswith("SpecError: ")
    assert what in called.err
    assert f"  Fix: {fix}" in called.err
