"""What skipped prompts cannot be asked of, and what must be said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.made_skipping import made, place
from tests.learn.skip_panels import LOOP, skipping
from tests.store.made_fit import made_fit

from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.skip_design import check_skips, refuse_going_on, skip_verdicts
from unspiral.loop.language import parse
from unspiral.records import Choices, Effect, Moments, Panel

pytestmark = pytest.mark.unit
PLAIN = Choices(False, False, "stationary", "constant", {})
SD = {"pain": 1.0, "depression": 1.0}


@pytest.fixture(scope="module")
def panel() -> Panel:
    return skipping(6, 12, slope=0.5, seed=2)


def test_prompts_are_counted_aloud(panel: Panel) -> None:
    counted = check_skips(panel, LOOP, PLAIN, True)
    assert counted is not None
    found, slopes, said = counted
    assert slopes == {}
    assert check_skips(panel, LOOP, PLAIN, False) is None
    assert found.asked == 72
    assert found.skipped == sum(int(np.nansum(p.skipped)) for p in panel.persons if p.skipped is not None)
    assert f"{found.skipped} of 72 prompts were skipped" in said[0].reason
    assert [v.code for v in said] == (["skips", "skips-few"] if found.skipped < 20 else ["skips"])


def test_nobody_who_skips_is_refused_and_an_ordinary_reading_is_named(panel: Panel) -> None:
    people = tuple(replace(p.at(~np.isnan(p.values).all(axis=1)), skipped=None) for p in panel.persons)
    with pytest.raises(NotIdentified, match="No prompt that counts was skipped") as refusal:
        fit_ml(replace(panel, persons=people), LOOP, skips=True)
    assert refusal.value.code == "skips-none"
    assert 'prompts="between"' in refusal.value.fix


def test_nearly_no_skips_is_a_caution(panel: Panel) -> None:
    people = list(panel.persons)
    for i, p in enumerate(people):
        keep = ~np.isnan(p.values).all(axis=1)
        keep[: 4 if i < 3 else 0] = True
        people[i] = p.at(keep)
    counted = check_skips(replace(panel, persons=tuple(people)), LOOP, PLAIN, True)
    assert counted is not None
    assert "skips-few" in [v.code for v in counted[2]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weight": "w"}, "--weight does not go with --skips"),
        ({"trend": True}, "--trend does not go with --skips"),
        ({"individual": ("link:pain->depression",)}, "--individual links does not go with --skips"),
        ({"method": "bayes"}, "--bayes does not go with --skips"),
        ({"ci": "bootstrap"}, "--ci bootstrap does not go with --skips"),
        ({"ci": "sandwich"}, "--ci sandwich does not go with --skips"),
    ],
)
def test_options_that_do_not_go_with_skips_are_refused(panel: Panel, change: dict[str, object], words: str) -> None:
    with pytest.raises(SpecError, match=words):
        check_skips(panel, LOOP, replace(PLAIN, **change), {})  # type: ignore[arg-type]


def test_slopes_are_checked(panel: Panel) -> None:
    with pytest.raises(SpecError, match=r"'depresion', which is no process of the loop.*Did you mean 'depression'"):
        check_skips(panel, LOOP, PLAIN, {"depresion": 0.5})
    with pytest.raises(SpecError, match="A slope of 50 probits per standard deviation"):
        check_skips(panel, LOOP, PLAIN, {"pain": 50.0})


def test_going_on_from_a_saved_fit_is_refused_beside_skips() -> None:
    refuse_going_on(False, made_fit())
    refuse_going_on(True, None)
    with pytest.raises(SpecError, match="Skipped prompts were asked about, and --from does not go with --skips"):
        refuse_going_on({"pain": 0.5}, made_fit())


def test_summary_statistics_have_no_prompts() -> None:
    moments = Moments(np.array([0.0, 1.0]), ("pain", "depression"), np.zeros(4), np.eye(4), 50, None, "day")
    with pytest.raises(SpecError, match="summary statistics have no rows"):
        check_skips(moments, LOOP, PLAIN, {})


def test_a_column_of_that_name_is_refused(panel: Panel) -> None:
    named = replace(panel, indicators=("pain", "skip"))
    with pytest.raises(SpecError, match="a column or a process 'skip'"):
        check_skips(named, parse("pain <-> depression; depression by skip"), PLAIN, {})


def test_what_is_said_of_a_fit_follows_from_its_slider() -> None:
    fit = made_fit()
    fit = replace(fit, processes=("pain", "depression"))
    assert skip_verdicts(fit, SD) == []
    assert skip_verdicts(replace(fit, skipping=made()), SD) == []
    turned = skip_verdicts(replace(fit, skipping=made(turned=True)), SD)
    assert [v.code for v in turned] == ["skips-hinge"]
    assert "from +0.25 probits per standard deviation of depression on" in turned[0].reason
    assert skip_verdicts(replace(fit, skipping=made(turned=True, far=True)), SD) == []  # the answers speak against it
    other = replace(made(), random=place(0.0, 0.0, word="cannot tell"))
    assert [v.code for v in skip_verdicts(replace(fit, skipping=other), SD)] == ["skips-matter"]


def test_a_slope_that_was_not_learned_is_said() -> None:
    fit = replace(made_fit(), processes=("pain", "depression"))
    loose = replace(made(), slopes={"pain": Effect(0.0, -1.5, 1.6), "depression": Effect(0.1, None, None)})
    assert [v.code for v in skip_verdicts(replace(fit, skipping=loose), SD)] == ["skip-slope", "skip-slope"]
