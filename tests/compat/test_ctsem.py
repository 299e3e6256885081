"""Models of ctsem as loops: the orientation by ctsem's own figures, the same loop again from its text, and no traceback for any text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compat.texts import ANOM_AUTH

from unspiral.compat.ctsem import from_ctsem, from_matrices
from unspiral.compat.moved import Moved
from unspiral.errors import SpecError
from unspiral.learn.discretise import discretise
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse, to_text
from unspiral.records import Fit, Moments

pytestmark = pytest.mark.unit


def test_the_first_example_of_ctsem_gives_the_loop_and_choices_of_its_recorded_fit() -> None:
    """Learned from its data (GPL, fetched and not kept): -2 log-likelihood 23415.929 with 14 parameters, as published."""
    found = from_ctsem(ANOM_AUTH)
    assert to_text(found.loop) == "eta1 <-> eta2\neta1 by Y1\neta2 by Y2"
    assert found.choices == {"traits": False, "error": False, "t0": "separate", "means": "constant"}
    assert (found.program, found.person, found.time) == ("ctsem", "id", "time")


# What ctsem publishes for that example: drift per year, row = affected. The other figures are near those of its data.
DRIFT = np.array([[-0.4473, 0.2325], [0.0433, -0.1175]])
DIFFUSION = np.array([[0.4, 0.05], [0.05, 0.15]])


@pytest.fixture(scope="module")
def moments() -> Moments:
    """Exact means and covariances of that model at the example's five occasions: what endless data would show."""
    times = np.array([0.0, 1.0, 2.0, 4.0, 6.0])
    cov = np.zeros((10, 10))
    state = np.array([[0.8, 0.2], [0.2, 0.5]])
    steps = discretise(DRIFT, DIFFUSION, np.diff(times))
    for k in range(5):
        if k:
            state = steps.transition[k - 1] @ state @ steps.transition[k - 1].T + steps.noise[k - 1]
        carried = state
        for later in range(k, 5):
            carried = steps.transition[later - 1] @ carried if later > k else carried
            cov[2 * later : 2 * later + 2, 2 * k : 2 * k + 2] = carried
            cov[2 * k : 2 * k + 2, 2 * later : 2 * later + 2] = carried.T
    return Moments(times, ("Y1", "Y2"), np.zeros(10), cov, 2722, None, "year")


def learned(data: Moments, moved: Moved) -> Fit:
    return fit_ml(data, moved.loop, ladder=False, starts=2, **moved.choices)  # type: ignore[arg-type]


@pytest.mark.identity
def test_drift_comes_out_as_it_went_in(moments: Moments) -> None:
    fit = learned(moments, from_ctsem(ANOM_AUTH))
    assert fit.converged
    assert fit.n_parameters == 14
    np.testing.assert_allclose(fit.drift, DRIFT, atol=1e-4)
    links = {p.name: p.estimate for p in fit.parameters if p.name.startswith("link:")}
    assert links["link:eta2->eta1"] == pytest.approx(0.2325, abs=1e-4)  # DRIFT[1, 2]
    assert links["link:eta1->eta2"] == pytest.approx(0.0433, abs=1e-4)  # DRIFT[2, 1]


@pytest.mark.identity
@pytest.mark.parametrize(("cell", "gone", "left"), [("[1, 2]", (0, 1), "eta1 -> eta2"), ("[2, 1]", (1, 0), "eta2 -> eta1")])
def test_a_cell_that_is_fixed_at_0_is_that_cell_of_our_drift(moments: Moments, cell: str, gone: tuple[int, int], left: str) -> None:
    moved = from_ctsem(ANOM_AUTH.replace("anomFit", f"anomModel$DRIFT{cell} <- 0\nanomFit"))
    assert left in to_text(moved.loop).splitlines()
    fit = learned(moments, moved)
    order = [fit.processes.index(name) for name in ("eta1", "eta2")]
    drift = fit.drift[np.ix_(order, order)]
    assert drift[gone] == 0.0
    assert np.count_nonzero(drift) == 3


# Random models -----------------------------------------------------------------------------------------------------------------------

NAMES = st.permutations(["pain", "low.mood", "Y1", "x_2", "eta1", "sad"]).map(lambda names: names[: 2 * (len(names[0]) % 3 + 1)])
CELL = st.sampled_from(["0", "'auto'", "0.3", "'p||TRUE'", "'p'"])


@st.composite
def models(draw: st.DrawFn) -> tuple[list[str], list[str], list[list[str]]]:
    names = draw(NAMES)
    count = len(names) // 2
    latent, manifest = names[:count], names[count : 2 * count]
    drift = [[draw(CELL) if r != c else "'d'" for c in range(count)] for r in range(count)]
    own = [[cell.replace("'p", f"'p{r}{c}").replace("'auto'", f"'a{r}{c}'").replace("'d'", f"'d{r}'") for c, cell in enumerate(row)]
           for r, row in enumerate(drift)]  # fmt: skip
    return latent, manifest, own


def r_names(names: list[str]) -> str:
    return f"c({', '.join(repr(name) for name in names)})"


@pytest.mark.property
@given(models())
@settings(max_examples=12)
def test_random_models_keep_their_arrows_and_the_loop_its_text(model: tuple[list[str], list[str], list[list[str]]]) -> None:
    latent, manifest, drift = model
    count = len(latent)
    by_column = ", ".join(drift[r][c] for c in range(count) for r in range(count))
    by_row = ", ".join(cell for row in drift for cell in row)
    head = f"m <- ctModel(type = 'ct', latentNames = {r_names(latent)}, manifestNames = {r_names(manifest)}, LAMBDA = diag({count}), "
    found = from_ctsem(f"{head}DRIFT = matrix(c({by_column}), {count}, {count}))")
    arrows = {(latent[c], latent[r]) for r in range(count) for c in range(count) if r != c and drift[r][c] != "0"}
    assert {(link.cause, link.affected) for link in found.loop.links} == arrows
    assert {(link.cause, link.affected) for link in found.loop.vary_links} == {
        (latent[c], latent[r]) for r in range(count) for c in range(count) if r != c and "TRUE" in drift[r][c]
    }
    assert {process.name: process.indicators[0].column for process in found.loop.processes} == dict(zip(latent, manifest))
    assert parse(to_text(found.loop)) == found.loop
    for other in (f"{head}DRIFT = c({by_row}))", f"{head}DRIFT = matrix(c({by_row}), ncol = {count}, byrow = TRUE))"):
        assert from_ctsem(other).loop == found.loop
    cells = [[float(cell) if cell[0] != "'" else cell.strip("'") for cell in row] for row in drift]
    assert from_matrices({"latent": latent, "manifest": manifest, "DRIFT": cells}).loop == found.loop


# Any text ------------------------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    "m <- ctModel(", "type = 'ct', ", "LAMBDA = diag(2)", "LAMBDA = ", "DRIFT = ", "matrix(c('a', 0, 'b', 'c'), 2, 2)", "c('a', 'b')",
    "m$DRIFT[1, 2] <- 0", "m$pars$indvarying", "[m$pars$matrix %in% 'DRIFT']", " <- ", "TRUE", "FALSE", "'auto'", "NULL", "NA", "{", "}",
    "f <- ctFit(d, m, stationary = 'T0VAR')", "latentNames = c('x', 'y')", "n.latent = 2", "for (i in 1:2) ", "if (a) ", "else ", "'",
    '"', "#", "[[", "]", "$", "1e400", "-", ":", ")", ", ", "\n", "(", "TDpredNames = 'u'", "TRAITVAR = 'auto'", "x", "é", "“",
    "m <- ctModelConvertOMX(m)",
])  # fmt: skip


@pytest.mark.property
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=80))
@settings(max_examples=200)
def test_no_text_ends_in_a_traceback(text: str) -> None:
    try:
        found = from_ctsem(text)
    except SpecError as problem:
        assert problem.what
        assert problem.fix
        return
    assert parse(to_text(found.loop)) == found.loop
    assert found.notes


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# nothing", "ctModel", "ctModel()", "ctModel(,)", "m <- ctModel(LAMBDA=)", "\x00", "(" * 3000]
)
def test_texts_without_a_model_end_in_words(text: str) -> None:
    with pytest.raises(SpecError) as problem:
        from_ctsem(text)
    assert problem.value.fix
