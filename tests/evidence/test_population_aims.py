from __future__ import annotations

import numpy as np
import pytest

from unspiral.errors import SpecError
from unspiral.evidence.population_aims import read_scenarios, read_search
from unspiral.evidence.population_file import packaged, read_episodes
from unspiral.evidence.tables import epidemiology

pytestmark = pytest.mark.unit
TEXT = packaged("back-pain-depression")
DECLARED = read_episodes(TEXT, "packaged")
MINE = """
[calibration]
free = ["rate:pain begins"]
priors = { "rate:pain begins" = { sd = 0.5, why = "for a test" } }

[[target]]
name = "acute pain is over within a year"
source = "own"
why = "our survey, 300 people"
value = 0.72
low = 0.66
high = 0.78
see = "risk"
after = ["pain begins"]
what = { pain = ["none"] }
days = 365.25

[[target]]
name = "new pain"
source = "E035"
see = "odds ratio"
among = { pain = ["none"], "earlier pain" = ["none"] }
exposed = { depression = ["episode"] }
what = { pain = ["acute", "chronic"] }
days = 365.25
held_out = true
"""


def test_everything_that_stands_there_is_read() -> None:
    found = read_search(MINE, "mine.toml", DECLARED)
    assert found.free == ("rate:pain begins",) and found.priors == (("rate:pain begins", 0.5, "for a test"),) and found.nodes == 7
    own, row = found.aims
    assert (own.row, own.why, own.value, own.low, own.high, own.after) == ("", "our survey, 300 people", 0.72, 0.66, 0.78, ("pain begins",))
    assert (row.value, row.low, row.high, row.held_out) == (1.59, 1.26, 2.01, True)  # as the row has them
    assert row.among == (("pain", ("none",)), ("earlier pain", ("none",))) and row.exposed == (("depression", ("episode",)),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('free = ["rate:pain begins"]', "free = []", "frees no number"),
        ('free = ["rate:pain begins"]', 'free = ["rate:pain begns"]', "has no number 'rate:pain begns'"),
        ('free = ["rate:pain begins"]', 'free = ["rate:pain begins", "rate:pain begins"]', "frees a number twice"),
        ('"rate:pain begins" = {', '"rate:death" = {', "of a number that is not free"),
        (', why = "for a test"', "", "does not say on what grounds"),
        ("sd = 0.5", "sd = 0", "sd of the prior"),
        ('source = "own"\nwhy = "our survey, 300 people"', 'source = "own"', "does not say where its own number comes from"),
        ('source = "own"\n', "", "has a number without a source"),
        ('source = "E035"', 'source = "E935"', "has 'E935', which is not a row of epidemiology.csv"),
        ('source = "E035"', 'source = "E006"', "lacks 'low', and its row shows none"),
        ('source = "E035"', 'source = "E035"\nlow = 1.0', "has another low than the row E035, and does not say why"),
        ("value = 0.72", "value = 1.72", "which cannot be"),
        ("high = 0.78", "high = 1.0", "which cannot be"),
        ("low = 0.66", "low = 0.8", "which cannot be"),
        ("value = 0.72", "value = nan", "value of target 'acute pain is over within a year' is nan"),
        ('see = "risk"', 'see = "rsik"', "wants to see 'rsik' Did you mean 'risk'?"),
        ('see = "risk"', 'see = "risk ratio"', "does not name who is exposed"),
        ('exposed = { depression = ["episode"] }\n', "", "does not name who is exposed"),
        ("days = 365.25\n\n", 'days = 365.25\nexposed = { depression = ["episode"] }\n\n', "names who is exposed"),
        ('what = { pain = ["none"] }', "", "names no states"),
        ('what = { pain = ["none"] }', 'what = { pian = ["none"] }', "has 'pian', which is not a course"),
        ('what = { pain = ["none"] }', 'what = { pain = ["nine"] }', "has 'nine', which is not a state of pain"),
        ('what = { pain = ["none"] }', "what = { pain = [] }", "names no states of pain"),
        ('after = ["pain begins"]', 'after = ["pain begns"]', "has 'pain begns', which is not a hazard"),
        ("days = 365.25\n\n", "days = -1\n\n", "days of target"),
        ('name = "new pain"', 'name = "acute pain is over within a year"', "two targets have the name"),
        ("held_out = true", "held_uot = true", "has 'held_uot'"),
        ("[calibration]", "[calibrating]", "has no [calibration]"),
    ],
)
def test_what_cannot_be_is_told_by_its_place(old: str, new: str, said: str) -> None:
    assert old in MINE
    with pytest.raises(SpecError) as caught:
        read_search(MINE.replace(old, new, 1), "mine.toml", DECLARED)
    assert said in caught.value.what and caught.value.what.startswith("mine.toml") and caught.value.fix


def test_no_targets() -> None:
    with pytest.raises(SpecError, match=r"has no \[\[target\]\]"):
        read_search(MINE[: MINE.index("[[target]]")], "mine.toml", DECLARED)


def test_scenarios_of_the_packaged_population() -> None:
    free, found = read_scenarios(TEXT, "packaged", DECLARED)
    assert sorted(one.share for one in found) == [0.0, 0.5, 1.0] and len(free) == 12
    for one in found:
        assert np.linalg.eigvalsh(one.covariance).min() > 0.0 and len(one.values) == len(free)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("share = 0.5", "share = 5", "share of the [[scenario]] of share 5"),
        ("share = 0.5\nvalues = [", "share = 0.5\nvalues = [0.1, ", "has 13 values"),
        ("share = 0.5\nvalues = [", 'share = 0.5\nvalues = ["x", ', "a value of the [[scenario]]"),
    ],
)
def test_scenarios_that_do_not_fit(old: str, new: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_scenarios(TEXT.replace(old, new, 1), "packaged", DECLARED)
    assert said in caught.value.what


def test_targets_of_the_packaged_population_are_the_rows_own_numbers() -> None:
    rows = {row.id: row.figure for row in epidemiology()}
    for aim in read_search(TEXT, "packaged", DECLARED).aims:
        figure = rows[aim.row]
        told = 1.0 - figure.estimate.value if aim.row == "E095" else 91.3 if aim.row == "E092" else figure.estimate.value
        assert aim.value == pytest.approx(told)
        if figure.low is not None:
            assert (aim.low, aim.high) == (figure.low.value, figure.high.value)
        else:
            assert aim.why
