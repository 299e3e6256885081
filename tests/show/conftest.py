"""Fits that several tests of the room look at, made once."""

from __future__ import annotations

import pytest
from tests.show.diary import diary, fit_of

from unspiral.learn.lags import LagCurve, lag_curves
from unspiral.records import Arrow, Fit, Panel, Spiral, WhatIf
from unspiral.show.expected import expected
from unspiral.show.report import report_html


@pytest.fixture(scope="session")
def one() -> Panel:
    """One person's diary."""
    return diary()


@pytest.fixture(scope="session")
def many() -> Panel:
    """Thirty people's diaries."""
    return diary(10, persons=30)


@pytest.fixture(scope="session")
def fit(one: Panel) -> Fit:
    """Of one person."""
    return fit_of(one)


@pytest.fixture(scope="session")
def people_fit(many: Panel) -> Fit:
    """Of many people, with its ladder."""
    return fit_of(many)


@pytest.fixture(scope="session")
def curves(fit: Fit) -> dict[Arrow, LagCurve]:
    """Lag curves of the one person."""
    return lag_curves(fit)


@pytest.fixture(scope="session")
def asked(fit: Fit) -> tuple[tuple[WhatIf, ...], Spiral | None]:
    """The usual what-ifs and the spiral of the one person."""
    return expected(fit)


@pytest.fixture(scope="session")
def whatifs(asked: tuple[tuple[WhatIf, ...], Spiral | None]) -> tuple[WhatIf, ...]:
    """The usual what-ifs of the one person."""
    return asked[0]


@pytest.fixture(scope="session")
def spiral(asked: tuple[tuple[WhatIf, ...], Spiral | None]) -> Spiral | None:
    """The one person's spiral."""
    return asked[1]


@pytest.fixture(scope="session")
def html(fit: Fit, one: Panel, whatifs: tuple[WhatIf, ...], spiral: Spiral | None) -> str:
    """The one person's report."""
    return report_html(fit, panel=one, whatifs=whatifs, spiral=spiral, example=True)


@pytest.fixture(scope="session")
def people_html(people_fit: Fit, many: Panel) -> str:
    """The many people's report."""
    found = expected(people_fit)
    return report_html(people_fit, panel=many, whatifs=found[0], spiral=found[1])
