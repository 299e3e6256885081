"""A loop of assumptions: draws follow the laws that are stated, fixed numbers give closed forms, and nothing takes it for a fit."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm
from tests.act.solver import solved

from unspiral.act.design.pilot import pilot_of
from unspiral.act.spiral import spiral
from unspiral.act.targets import processes_as_targets, targets
from unspiral.act.whatif import cut, hold, policy, press, pulse, schedule, weaken
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.draws import draw
from unspiral.learn.link_priors import LISTED, UNLISTED
from unspiral.learn.maximum_only import ask_for_maximum
from unspiral.learn.prior_fit import from_priors, quantiles
from unspiral.learn.prior_view import link_draws
from unspiral.loop.language import parse
from unspiral.records import Fit
from unspiral.records.whatif import Piece, Rule
from unspiral.scale.local import map_blocks
from unspiral.show.report import report_html
from unspiral.store.document import fit_document

pytestmark = pytest.mark.unit

PAIR = "pain <-> depression"
DRIFT = np.array([[-0.5, 0.1], [0.2, -math.log(2.0) / 3.0]])
FIXED: dict[str, float | str] = {
    "self:pain": -0.5, "half-life:depression": 3, "link:pain->depression": "0.2", "link:depression->pain": 0.1,
    "within:pain": 1.8, "within:depression": 2.5, "level:pain": 5, "level:depression": 8,
}  # fmt: skip


def fixed() -> Fit:
    return from_priors(PAIR, FIXED, draws=50)


def named(fit: Fit) -> dict[str, np.ndarray]:
    """Draws of drift and diffusion as every what-if draws them, by contract name; without the middle."""
    found = draw(fit, fit.choices.draws)
    names = fit.processes
    out = {f"self:{n}": found.drift[1:, i, i] for i, n in enumerate(names)}
    out |= {f"link:{a}->{b}": found.drift[1:, names.index(b), names.index(a)] for a, b in fit.links}
    return out | {f"diffusion:{n}": found.diffusion[1:, i, i] for i, n in enumerate(names)}


# Fixed numbers -----------------------------------------------------------------------------------------------------------------------


def test_a_press_on_fixed_numbers_is_the_closed_form() -> None:
    found = press(fixed(), {"pain": -0.2}, 28.0)
    push = np.array([-0.2, 0.0])
    settled = -np.linalg.solve(DRIFT, push)
    for k, name in enumerate(("pain", "depression")):
        shift = found.long_run[name]
        assert [shift.estimate, shift.low, shift.high] == pytest.approx([settled[k]] * 3, abs=1e-10)
        band = found.path.bands[name]
        exact = np.array([np.linalg.solve(DRIFT, (expm(DRIFT * t) - np.eye(2)) @ push)[k] for t in found.path.time])
        for line in (band.estimate, band.low, band.high):
            assert line == pytest.approx(exact, abs=1e-10)


def test_every_other_verb_on_fixed_numbers_is_exact_too() -> None:
    fit, levels = fixed(), np.array([5.0, 8.0])
    single = pulse(fit, {"pain": 2.0}, 20.0)
    exact = np.array([expm(DRIFT * t) @ [2.0, 0.0] for t in single.path.time])
    assert single.path.bands["depression"].high == pytest.approx(exact[:, 1], abs=1e-10)
    without = DRIFT.copy()
    without[1, 0] = 0.0
    for part, found in ((1.0, cut(fit, ("pain", "depression"))), (0.5, weaken(fit, {("pain", "depression"): 0.5}))):
        left = DRIFT.copy()
        left[1, 0] *= 1.0 - part
        wanted = np.linalg.solve(left, DRIFT @ levels) - levels
        assert [found.long_run[n].high for n in fit.processes] == pytest.approx(wanted, abs=1e-10)
    held = hold(fit, {"pain": 4.0})
    assert held.long_run["depression"].low == pytest.approx(0.2 * -1.0 / (math.log(2.0) / 3.0), abs=1e-10)
    both = schedule(fit, [Piece("pain", -0.2, 0.0, 10.0)], 30.0)
    until = solved(DRIFT, np.array([-0.2, 0.0]), np.zeros(2), np.linspace(0.0, 10.0, 11))[-1]
    assert both.path.bands["pain"].estimate[-1] == pytest.approx((expm(DRIFT * 20.0) @ until)[0], abs=1e-8)
    found = spiral(fit)
    assert found.gain is not None
    assert [found.gain.estimate, found.gain.low, found.gain.high] == pytest.approx([0.02 / (0.5 * math.log(2.0) / 3.0)] * 3, abs=1e-10)
    ruled = policy(fit, Rule("pain", above=True, at=6.0, until=4.0), {"pain": -0.2}, 14.0)
    assert ruled.monte_carlo.runs > 0
    assert 0.0 < ruled.share_on.estimate < 1.0  # type: ignore[union-attr]


# Laws --------------------------------------------------------------------------------------------------------------------------------


def test_draws_follow_their_laws() -> None:
    fit = from_priors(PAIR, {"link:pain->depression": "0.1:0.3", "half-life:pain": "0.5:4"}, draws=4000, seed=3)
    found = named(fit)
    assert np.quantile(found["link:pain->depression"], [0.025, 0.5, 0.975]) == pytest.approx([0.1, 0.2, 0.3], abs=2e-4)
    assert found["link:pain->depression"].std() == pytest.approx(0.1 / stats.norm.ppf(0.975), rel=2e-3)
    lives = math.log(2.0) / -found["self:pain"]
    assert np.quantile(lives, [0.025, 0.5, 0.975]) == pytest.approx([0.5, math.sqrt(2.0), 4.0], rel=3e-3)
    rate = -found["self:depression"]
    assert stats.kstest(np.log(rate / math.log(2.0)) / 1.2, "norm").statistic < 1e-3
    share = found["link:depression->pain"] / np.sqrt(found["self:pain"] * found["self:depression"])
    assert stats.kstest(share / LISTED, "norm").statistic < 1e-3
    numbers = np.array([np.log(lives), np.log(rate), share, found["link:pain->depression"]])
    off = np.corrcoef(numbers) - np.eye(4)
    assert np.abs(off).max() < 4.0 / math.sqrt(4000)


def test_links_are_counted_in_the_scales_that_are_stated_and_noise_gives_them() -> None:
    plain = named(from_priors("pain -> mood_swings"))
    scaled = named(from_priors("pain -> mood_swings", {"within:pain": 2.0, "within:mood_swings": 5.0}))
    assert scaled["link:pain->mood_swings"] == pytest.approx(plain["link:pain->mood_swings"] * 2.5, rel=1e-9)
    share = plain["link:pain->mood_swings"] / np.sqrt(plain["self:pain"] * plain["self:mood_swings"])
    assert stats.kstest(share / UNLISTED, "norm").statistic < 1e-3  # nobody looked at that arrow
    assert np.sqrt(scaled["diffusion:pain"] / (2.0 * -scaled["self:pain"])) == pytest.approx(2.0, rel=1e-9)
    alone = draw(from_priors("pain by pain"), 5)
    assert (alone.diffusion[:, 0, 0] / (-2.0 * alone.drift[:, 0, 0])) == pytest.approx(np.ones(6))


def test_inputs_and_fading_have_priors_and_can_be_stated() -> None:
    text = f"{PAIR}; walking => pain (sustained); yoga => depression (fading)"
    fit = from_priors(text, {"input:walking->pain": "-0.5:-0.1", "fading:yoga": -0.3}, draws=1000)
    found = draw(fit, 1000)
    assert np.quantile(found.press[1:, 0, 0], [0.025, 0.975]) == pytest.approx([-0.5, -0.1], abs=2e-3)
    assert found.drift[:, 2, 2] == pytest.approx(np.full(1001, -0.3))
    assert found.drift[1:, 1, 2].std() == pytest.approx(1.0, rel=0.01)  # one standard deviation, around nothing
    shift = press(fit, {"walking": 1.0}).long_run["pain"]
    assert shift.high is not None
    assert shift.high < 0.0
    told = press(fit, {"yoga": 1.0})
    assert "input-not-told" in {v.code for v in told.verdicts}


def test_the_same_seed_gives_the_same_draws_whoever_makes_them_and_in_whatever_order_the_loop_is_written() -> None:
    one, other = from_priors(PAIR, seed=5), from_priors("depression -> pain\npain -> depression", seed=5)
    assert named(one)["link:pain->depression"] == pytest.approx(named(other)["link:pain->depression"], rel=1e-12)
    made = [map_blocks(lambda k: named(from_priors(PAIR, seed=k)), [5, 6], workers=n) for n in (1, 2)]
    for mine, theirs in zip(*made, strict=True):
        assert all(np.array_equal(mine[name], theirs[name]) for name in mine)
    assert not np.array_equal(made[0][0]["self:pain"], made[0][1]["self:pain"])
    assert not np.array_equal(quantiles("self:pain", 100, 1), quantiles("self:depression", 100, 1))
    stated = named(from_priors(PAIR, {"half-life:depression": 2}, seed=5))
    assert np.array_equal(stated["self:pain"], named(one)["self:pain"])  # what is stated of one number moves no other


# Loops that run away -----------------------------------------------------------------------------------------------------------------


def test_the_share_that_runs_away_is_said_and_kept() -> None:
    fit = from_priors(
        PAIR, {"link:pain->depression": "0:1.2", "link:depression->pain": "0:1.2", "half-life:pain": 1, "half-life:depression": 1}
    )
    share = float((~draw(fit).stable[1:]).mean())
    a, b = (named(fit)[f"link:{x}"] for x in ("pain->depression", "depression->pain"))
    assert share == float((a * b >= math.log(2.0) ** 2).mean())
    assert fit.beliefs is not None
    assert fit.beliefs.away == pytest.approx(share)
    assert 0.2 < share < 0.5
    found = press(fit, {"pain": -0.2})
    reason = next(v.reason for v in found.verdicts if v.code == "unstable")
    assert f"{100 * fit.beliefs.away:.0f} % of the loops that these assumptions allow run away" in reason
    assert found.long_run["pain"].low is None  # beyond every finite value, not dropped


def test_priors_of_which_most_run_away_are_refused_with_a_remedy() -> None:
    names = ("pain", "depression", "stress", "fatigue", "worry")
    crowded = "; ".join(f"{a} -> {b}" for a in names for b in names if a != b)
    wide = {f"link:{a}->{b}": "-2:2" for a in names for b in names if a != b}
    with pytest.raises(NotIdentified, match=r"% of the loops that these assumptions allow run away") as caught:
        from_priors(crowded, wide)
    assert caught.value.code == "unstable"
    assert "--prior 'link:" in caught.value.fix
    with pytest.raises(NotIdentified, match="With these numbers the loop runs away"):
        from_priors(PAIR, {"link:pain->depression": 2, "link:depression->pain": 2})


# What it is ---------------------------------------------------------------------------------------------------------------------------


def test_every_number_has_a_source() -> None:
    fit = from_priors("pain <-> depression; pain -> mood_swings", {"link:pain->depression": "0.1:0.3"})
    assert fit.beliefs is not None
    held = {entry.name: entry for entry in fit.beliefs.entries}
    assert set(held) >= {p.name for p in fit.parameters if p.name.startswith(("self:", "link:", "level:"))}
    assert held["link:pain->depression"].origin == "stated by you"
    back = held["link:depression->pain"]
    assert back.origin == "packaged tables"
    assert "Arthritis Care Res" in back.why
    assert "No estimate of theirs enters" in back.why
    assert (back.low, back.middle) == (-back.high, 0.0)
    assert held["link:pain->mood_swings"].origin == held["self:pain"].origin == "convention of this program"
    assert all(entry.why for entry in held.values())
    assert [v.code for v in fit.verdicts] == ["no-data"]


def test_what_the_loop_says_of_people_and_answers_is_set_aside_and_said() -> None:
    fit = from_priors("pain <-> depression; depression by phq8 (mean of 14 days), mood; vary pain -> depression")
    assert fit.beliefs is not None
    assert len(fit.beliefs.aside) == 3
    assert parse(fit.loop_text).columns == ("pain", "phq8")
    assert all(said in press(fit, {"pain": -0.1}).assumptions for said in fit.beliefs.aside)


@pytest.mark.parametrize("reader", [
    fit_document, report_html, lambda fit: pilot_of(fit, ("pain", "depression"), None, draws=2, differ={}, traits={}),
    lambda fit: ask_for_maximum(fit, "a comparison"), link_draws,
])  # fmt: skip
def test_nothing_that_reads_what_was_learned_takes_it(reader: Callable[[Fit], object]) -> None:
    with pytest.raises(SpecError, match="nobody's answers stand behind this loop"):
        reader(from_priors(PAIR, draws=10))


def test_where_nobody_says_where_it_stands_a_value_is_refused() -> None:
    fit = from_priors(PAIR)
    for ask in (
        lambda: hold(fit, {"pain": 4.0}), lambda: cut(fit, ("pain", "depression")),
        lambda: policy(fit, Rule("pain", above=True, at=6.0, until=4.0), {"pain": -0.2}),
    ):  # fmt: skip
        with pytest.raises(NotIdentified, match="standard deviations of its own") as caught:
            ask()
        assert caught.value.code == "no-zero"
        assert "--prior level:pain=5 --prior within:pain=1.8" in caught.value.fix
    found = cut(fit, ("pain", "depression"), {"pain": -1.0})
    assert "link-not-told" in {v.code for v in found.verdicts}
    one_sided = cut(from_priors(PAIR, {"link:pain->depression": "0.1:0.3"}), ("pain", "depression"), {"pain": -1.0})
    assert "link-not-told" not in {v.code for v in one_sided.verdicts}


def test_symmetric_priors_tell_nothing() -> None:
    fit = from_priors(PAIR)
    shift = press(fit, {"pain": -0.2}).long_run["depression"]
    assert shift.estimate == 0.0
    assert shift.low is not None
    assert shift.high is not None
    assert shift.low == pytest.approx(-shift.high, rel=0.1)
    found = spiral(fit)
    assert "assumptions cannot tell" in found.words
    assert found.probability == pytest.approx(0.5, abs=0.04)
    ranked = targets(fit, candidates=processes_as_targets(fit))
    assert ranked.answer is None


def test_nothing_is_named_best_even_where_the_assumptions_make_it_sure() -> None:
    sure = {**FIXED, "link:depression->pain": 0.0}
    fit = from_priors(PAIR, sure, draws=200)
    ranked = targets(fit, {"depression": 1.0}, candidates=processes_as_targets(fit))
    assert ranked.ranked[0].best == 1.0
    assert ranked.answer is None
    assert "names none" in next(v.reason for v in ranked.verdicts if v.code == "targets")


@pytest.mark.parametrize(
    ("given", "said"), [({"unit": "fortnight"}, "is not a unit of time"), ({"draws": 1}, "Fewer than 2"), ({"seed": -1}, "seed below")]
)
def test_slips(given: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        from_priors(PAIR, **given)  # type: ignore[arg-type]


def test_another_unit_of_time() -> None:
    fit = from_priors(PAIR, unit="week")
    assert fit.parameters[0].unit == "1/week"
    found = press(fit, {"pain": -0.2})
    assert (found.unit, found.horizon) == ("week", 8.0)
    assert "since nobody was followed" in next(v.reason for v in found.verdicts if v.code == "horizon")
    assert spiral(fit).lag == 1.0
