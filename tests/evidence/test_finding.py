"""How far a number can be relied on is decided in one place."""

from __future__ import annotations

import pytest

from unspiral.evidence.finding import Figure, Number

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("estimate", "verified", "derivation", "status"),
    [
        (Number(1.5, "1.5"), True, "", "verified"),
        (Number(1.5, "1.5"), True, "a note", "verified"),
        (Number(1.5, "1.5"), False, "a / b", "derived"),
        (Number(1.5, "1.5"), False, "", "unverified"),
        (None, False, "", "no number"),
        (None, True, "", "no number"),
    ],
)
def test_the_status_of_a_number(estimate: Number | None, verified: bool, derivation: str, status: str) -> None:
    figure = Figure("OR", estimate, None, None, "", "", "", "", None, verified, derivation)
    assert figure.status == status
