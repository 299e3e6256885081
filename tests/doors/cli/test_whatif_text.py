from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit

from unspiral.act.caution import untold
from unspiral.act.whatif import cut, hold, policy, press, pulse, schedule, weaken
from unspiral.doors.cli.whatif_text import asked, at_end, whatif_text
from unspiral.learn.prior_fit import from_priors
from unspiral.records import Direction, Effect
from unspiral.records.whatif import Piece, Rule

pytestmark = pytest.mark.unit
TEXT = "pain <-> depression; night_shift => pain (sustained)"
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_a_press_for_people() -> None:
    found = press(pair_fit(spread=0.01), {"pain": -0.1}, 56.0, draws=200)
    said = lines(whatif_text(found))
    assert said[0].startswith("Pain pressed by -0.1 per day. Pain would be expected to be about 0.26 points lower after 56 days.")
    table = said.index("Shift from the path without the change, in points (95 % intervals)")
    heads = [cell.strip() for cell in said[table + 1].split("  ") if cell.strip()]
    assert heads == ["process", "after 56 days", "in the long run", "half of that after, days"]
    assert said[table + 2].startswith("pain")
    assert "−0.26" in said[table + 2]
    assert said[table + 3].startswith("depression")
    assert "Area under the shift up to day 56, points x days: pain −13.9 (" in " ".join(said)
    assert "the Monte-Carlo error is 0." in " ".join(said)
    assert "Pain would be expected to be about 0.26 points lower after 56 days." in whatif_text(found)
    assert "This takes for granted:" in said
    assert "will" not in whatif_text(found).split()


def test_what_was_asked_in_words() -> None:
    fit = made_fit(TEXT, PAIR, inputs={"input:night_shift->pain": 0.4})
    assert asked(press(fit, {"night_shift": 1.0, "pain": 0.5}, draws=50)) == "Night shift held at 1 and pain pressed by 0.5 per day"
    assert asked(cut(fit, ("pain", "depression"), draws=50)) == "Pain → depression cut"


def test_no_direction_is_named_where_the_data_cannot_tell_it() -> None:
    unsure = made_fit("pain <-> depression", np.array([[-0.5, 0.01], [0.01, -0.5]]), spread=0.2)
    text = " ".join(whatif_text(press(unsure, {"pain": 0.1}, 56.0, draws=400)).split())
    assert "Pain would be expected to be about 0.20 points higher after 56 days." in text
    assert "For depression after 56 days these data cannot tell the direction of the shift." in text
    wide = made_fit("pain <-> depression", np.array([[-0.5, 0.1], [0.1, -0.5]]), spread=0.4)
    untold = replace(wide, direction=Direction("cannot tell", 1.0, {}))
    text = " ".join(whatif_text(cut(untold, ("pain", "depression"), draws=400)).split())
    assert "For pain and depression after 56 days these data cannot tell the direction" in text
    assert "Caution (link-not-told)" in text


def test_nothing_is_called_beside_a_caution_that_leaves_it_open() -> None:
    fit = made_fit(TEXT, PAIR, inputs={"input:night_shift->pain": 0.4}, spread=0.02)
    open_end = tuple(replace(p, high=None) if p.name == "input:night_shift->pain" else p for p in fit.parameters)
    fit = replace(fit, parameters=open_end)
    found = press(fit, {"night_shift": 1.0}, draws=200)
    text = " ".join(whatif_text(found, untold(fit, found.press)).split())
    assert "would be expected" not in text
    assert "For pain and depression after 56 days these data cannot tell the direction of the shift, though an interval" in text
    assert "Caution (input-not-told)" in text
    unheard = replace(pair_fit(spread=0.01), direction=Direction("cannot tell", 1.0, {}))
    assert "would be expected" not in whatif_text(cut(unheard, ("pain", "depression"), draws=200))


def test_what_stays_is_said() -> None:
    chain = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    text = whatif_text(press(chain, {"depression": 1.0}, draws=50))
    assert "Pain would be expected to stay where it is." in text
    assert "nothing shifts" in text


def test_an_open_end_is_said_and_not_shown_as_a_number() -> None:
    found = press(made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25), {"pain": 1.0}, 56.0, draws=400)
    text = " ".join(whatif_text(found).split())
    assert "without an upper end" in text
    assert "inf" not in text.replace("infer", "")
    assert "Caution (unstable)" in text


def test_the_end_of_a_band_without_a_value_is_none() -> None:
    found = press(pair_fit(), {"pain": 1.0}, 30.0, draws=50)
    band = found.path.bands["pain"]
    high = band.high.copy()
    high[-1] = np.inf
    path = replace(found.path, bands={**found.path.bands, "pain": replace(band, high=high)})
    assert at_end(replace(found, path=path), "pain") == Effect(float(band.estimate[-1]), float(band.low[-1]), None)


def test_every_verb_says_what_was_asked() -> None:
    fit = pair_fit(spread=0.1)
    assert asked(pulse(fit, {"pain": 2.0}, draws=20)) == "Pain pulsed by 2"
    assert asked(hold(fit, {"pain": 4.0, "depression": 3.0}, draws=20)) == "Pain held at 4 and depression held at 3"
    assert asked(weaken(fit, {("pain", "depression"): 0.5}, draws=20)) == "Pain → depression weakened by 50 %"
    assert asked(weaken(fit, {("pain", "depression"): -0.1}, draws=20)) == "Pain → depression strengthened by 10 %"
    pieces = [Piece("pain", -0.1, 0.0, 28.0), Piece("depression", 1.0, 7.0)]
    said = asked(schedule(fit, pieces, draws=20))
    assert said == "Pain pressed by -0.1 per day from day 0 to 28 and depression pressed by 1 per day from day 7 on"


def test_what_is_not_taken_whole_is_said_at_once() -> None:
    """Not only among what is taken for granted: the numbers are not those of the whole push."""
    fit = pair_fit()
    said = [whatif_text(press(fit, {"pain": 1.0}, draws=20, adherence=share)).partition(".")[0] for share in (None, 1.0, 0.5, (0.25, 0.75))]
    assert said[:2] == ["Pain pressed by 1 per day"] * 2
    assert said[2] == "Pain pressed by 1 per day, of which 50 % is really taken"
    assert " ".join(said[3].split()) == "Pain pressed by 1 per day, of which 25 to 75 % is really taken"


def test_what_ends_is_told_at_its_most() -> None:
    text = " ".join(whatif_text(pulse(pair_fit(), {"pain": 2.0}, draws=100)).split())
    assert "Pain would be expected to be about 2.0 points higher at once, and less from then on." in text
    assert "Depression would be expected to be about 0.31 points higher at its most, after 2 days." in text
    assert "half of its area after, days" in text
    assert "Area under the shift in all, points x days: pain +5.3 (" in text


def test_a_policy_says_how_often_and_how_exactly() -> None:
    rule = Rule("pain", above=True, at=5.5, until=5.0)
    found = policy(pair_fit(spread=0.1), rule, {"depression": -1.0}, 14.0, draws=40)
    text = " ".join(whatif_text(found).split())
    assert text.startswith("Depression pressed by -1 per day while pain is at or above 5.5, until it is below 5.")
    assert " %) of the time." in text
    assert f"Simulated {found.monte_carlo.runs} times in every loop; Monte-Carlo standard error after 14 days: pain 0.0" in text
    assert "will" not in text.split()
    far = replace(found, long_run={name: Effect(float("nan"), None, None) for name in found.long_run})
    assert "cannot be told" in whatif_text(far)


def test_rows_say_their_unit_where_processes_are_counted_differently() -> None:
    def text(**stated: float) -> str:
        given = {f"{kind}:{name}": size for kind, sizes in (("within", stated),) for name, size in sizes.items()}
        return whatif_text(press(from_priors("pain <-> depression", given), {"pain": -0.2}, 56.0))

    mixed = text(pain=1.8)
    assert "\n  pain (points) " in mixed
    assert "\n  depression (its standard deviations) " in mixed
    assert "\n  pain  " in text(pain=1.8, depression=2.0)
    assert "\n  pain  " in text()
