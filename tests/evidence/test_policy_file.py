from __future__ import annotations

import math

import pytest
from tests.act.population.policy_made import POLICY, own

from unspiral.errors import SpecError
from unspiral.evidence.policy_file import begun, of_relief, of_shares, packaged_policies, pick, read_policies
from unspiral.evidence.population_file import PACKAGED, packaged, read_episodes, rows
from unspiral.evidence.tables import epidemiology, links, treatments

pytestmark = pytest.mark.unit


def test_everything_that_stands_in_the_file_is_read() -> None:
    found = own()
    assert (found.name, found.label, found.start) == ("own", "A policy of our own", "week 20")
    (care,) = found.care
    assert (care.name, care.only, care.instead_of, care.ends_with) == (
        "help", (("depression", ("episode",)),), ("mood care",), ("depression ends",),
    )  # fmt: skip
    assert (care.uptake.value, care.uptake_weeks, care.uptake.low, care.uptake.high) == (0.5, 10.0, 0.3, 0.7)
    assert care.stays.low is None and care.by_age == ((45.0, 200.0, 0.5),)
    assert [(each.hazard, each.kind, each.factor.value) for each in care.effects] == [
        ("depression ends", "trial", 2.0), ("pain becomes chronic", "cohort", 0.5),
    ]  # fmt: skip
    assert (care.prices[0].outcome, care.prices[0].unit, care.prices[0].each_start) == ("cost", "EUR", 100.0)
    assert read_policies("name = 'a declaration'", "x") == ()


def test_ratios_of_shares_become_ratios_of_hazards() -> None:
    # Constant hazards in both arms: the share without the event falls as exp(-h t).
    hazard, control, days = 2.5, 0.4, 91.0
    p0 = 1.0 - math.exp(-control * days / 365.25)
    p1 = 1.0 - math.exp(-hazard * control * days / 365.25)
    assert of_shares(p1 / p0, p0) == pytest.approx(hazard)
    assert of_shares(1.0, 0.3) == pytest.approx(1.0)
    # Of those who take it, a share has the hazard of people without the problem, the others keep theirs.
    assert of_relief(2.0, 0.4) == pytest.approx((0.4 * 1.0 + 0.6 * 2.0) / 2.0)


def test_an_offer_that_goes_on_is_taken_up_by_more() -> None:
    hazard = -math.log(1.0 - 0.3) / 26.0  # a week
    assert begun(0.3, 26.0, 104.0) == pytest.approx(1.0 - math.exp(-hazard * 104.0)) == pytest.approx(1.0 - 0.7**4)
    assert begun(0.3, 26.0, 26.0) == pytest.approx(0.3)
    mood = packaged_policies()[0].care[0].uptake
    assert "0.76 of those who are still offered it have begun within 104 weeks" in mood.how and "76 %" in mood.basis.why
    assert f"{begun(0.3, 26.0 * 2.0, 104.0):.0%}".replace("%", " %") in mood.basis.why  # half as fast
    for each in packaged_policies():
        for care in each.care:
            assert "everybody" not in each.about or not care.instead_of  # people in usual care are not offered it


def test_stepped_and_combined_care_differ_in_the_pain_programme_alone() -> None:
    """So that the two can be held side by side."""
    (mood, both) = (each.care[0] for each in pick(["mood-care", "combined-care"], packaged_policies()))
    assert (mood.only, mood.ends_with, mood.by_age) == (both.only, both.ends_with, both.by_age)
    assert (mood.uptake.value, mood.uptake_weeks, mood.stays.value, mood.stays_weeks) == (
        both.uptake.value, both.uptake_weeks, both.stays.value, both.stays_weeks,
    )  # fmt: skip
    assert mood.effects[0].factor.value == both.effects[0].factor.value and len(both.effects) == 2
    assert both.effects[1].factor.value == pick(["pain-programme"], packaged_policies())[0].care[0].effects[0].factor.value


def test_packaged_numbers_are_those_of_the_tables() -> None:
    """Each ratio, its ends, and the share of the control arm, held against the row that is named."""
    known = {row.id: row.figure for row in (*epidemiology(), *links(), *treatments())}
    import tomllib
    from importlib.resources import files

    given = tomllib.loads((files("unspiral.evidence") / "policies.toml").read_text(encoding="utf-8"))
    looked = 0
    for policy in given["policy"]:
        for care in policy.get("care", ()):
            for effect in care["effect"]:
                figure = known[effect["source"]]
                assert figure.estimate is not None and figure.low is not None and figure.high is not None
                assert (effect["ratio"], effect["low"], effect["high"]) == (figure.estimate.value, figure.low.value, figure.high.value)
                looked += 1
                if effect["source"] == "T033":
                    assert effect["control"] == pytest.approx(21 / 127, abs=1e-4) and "21/127" in str(known["T032"]) + figure.derivation
                if effect["source"] == "T023":
                    assert known["T027"].estimate is not None and effect["control"] == known["T027"].estimate.value
    assert looked == 8


def test_policies_convert_a_row_in_one_way_and_the_population_says_where_it_does_not() -> None:
    """T023 in the pain programme and in combined care, and as it was read in usual care; T011, which cannot be converted, in no policy."""
    usual = read_episodes(packaged(PACKAGED[0]), PACKAGED[0]).hazard("chronic pain ends")
    (read,) = [ratio for ratio in usual.ratios if ratio.basis.row == "T023"]
    found = [e.factor for p in packaged_policies() for c in p.care for e in c.effects if e.factor.basis.row == "T023"]
    assert len(found) == 2 and len({each.value for each in found}) == 1
    assert found[0].value == pytest.approx(math.log(1.0 - 1.37 * 0.441) / math.log(1.0 - 0.441))
    assert read.factor == 1.37 and f"{found[0].value:.4g}" in read.basis.why and "1.37" in found[0].basis.why
    assert not [e for p in packaged_policies() for c in p.care for e in c.effects if "T011" in e.factor.basis.row]


def test_every_packaged_number_has_a_row_or_a_ground_and_a_range() -> None:
    names = [policy.name for policy in packaged_policies()]
    assert names == ["mood-care", "exercise", "sleep-therapy", "pain-programme", "combined-care"]
    for policy in packaged_policies():
        numbers = [lever.factor for lever in policy.changes] + [
            x for c in policy.care for x in (c.uptake, c.stays, *(e.factor for e in c.effects))
        ]
        for number in numbers:
            assert number.basis.row in rows() or (not number.basis.row and number.basis.why)
            assert number.low is not None and number.high is not None and number.low <= number.value <= number.high and number.how
        assert policy.left_out or not policy.care  # what is not counted is said
    mood = packaged_policies()[0].care[0].effects[0].factor
    assert mood.value == pytest.approx(math.log(1 - 46 / 123) / math.log(1 - 21 / 127), rel=2e-3)  # from the counts themselves


def test_policies_are_picked_by_name() -> None:
    known = (own(), *packaged_policies())
    assert [each.name for each in pick(["exercise", "own", "exercise"], known)] == ["exercise", "own"]
    with pytest.raises(SpecError, match="Did you mean 'exercise'"):
        pick(["exercize"], known)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "own"', "", "lacks 'name'"),
        ("ratio = 2.0", "ratio = 0.0", "above 0"),
        ("ratio = 2.0", "ratio = 4.0", "does not lie between 1.5 and 3"),
        ('source = "T033"', 'source = "T999"', "names the row 'T999'"),
        ('source = "T033"\nwhy = "made up"', "", "a number without a source"),
        ('kind = "trial"', 'kind = "guess"', "not a kind of evidence"),
        ('kind = "trial"', 'kind = "trial"\nconvert = "shares"\ncontrol = 0.4', "more than everybody"),
        ('kind = "trial"', 'kind = "trial"\nconvert = "odds"', "not a conversion"),
        ("share = 0.5, within_weeks = 10", "share = 1.0, within_weeks = 10", "everybody at once is no hazard"),
        ("share = 0.5, within_weeks = 10", "share = 0.5, within_weeks = 0", "above 0"),
        ("low = 0.3, high = 0.7", "low = 0.3", "one end of a range and not the other"),
        ("by_age = [[45, 200, 0.5]]", "by_age = [[45, 0.5]]", "by_age = "),
        ("by_age = [[45, 200, 0.5]]", "by_age = [[60, 45, 0.5]]", "hold nobody"),
        ('only = { depression = ["episode"] }', 'only = ["depression"]', "only = "),
        ('instead_of = ["mood care"]', 'instead_of = "mood care"', "'instead_of' of care 'help'"),
        ("[[policy.care]]", "[policy.care]", "no list of tables"),
        ('label = "A policy of our own"', 'labels = "A policy"', "Did you mean 'label'"),
        ("[[policy.care]]", "[[[", "is no TOML"),
    ],
)
def test_mistakes_are_named_by_their_place(old: str, new: str, said: str) -> None:
    assert old in POLICY
    with pytest.raises(SpecError) as problem:
        read_policies(POLICY.replace(old, new, 1), "own.toml")
    assert said in problem.value.text() and problem.value.fix


FOUND = 'ratio = 2.0\nlow = 1.5\nhigh = 3.0\nsource = "T033"\nwhy = "made up"\n'


@pytest.mark.parametrize(
    ("new", "said", "fix"),
    [
        ('ratio = 9.0\nsource = "T033"\n', "a ratio of 9 and no range; T033 has RR 2.26 (1.44 to 3.56)", "low = 1.44, high = 3.56"),
        ('ratio = 2.26\nsource = "T033"\nwhy = "as read"\n', "and no range", "low = 1.44, high = 3.56"),
        ('ratio = 9.0\nlow = 8.0\nhigh = 10.0\nsource = "T033"\n', "ratio = 9, low = 8, high = 10, and the row", 'add why = "..."'),
        (
            'ratio = 2.26\nlow = 2.2\nhigh = 2.3\nsource = "T033"\n',
            "T033 has RR 2.26 (1.44 to 3.56)",
            "ratio = 2.26, low = 1.44, high = 3.56",
        ),
        ('ratio = 1.4\nlow = 1.2\nhigh = 1.6\nsource = "T034"\n', "T034 has no number", 'add why = "..."'),
    ],
)
def test_an_effect_under_the_name_of_a_row_is_that_of_the_row_or_says_why(new: str, said: str, fix: str) -> None:
    assert FOUND in POLICY
    with pytest.raises(SpecError) as problem:
        read_policies(POLICY.replace(FOUND, new, 1), "own.toml")
    assert said in problem.value.what and fix in problem.value.fix and "effect on 'depression ends'" in problem.value.what


def test_an_effect_of_a_row_passes_as_read_shorter_or_with_its_ground() -> None:
    for new in (
        'ratio = 2.26\nlow = 1.44\nhigh = 3.56\nsource = "T033"\n',
        'ratio = 2.3\nlow = 1.4\nhigh = 3.6\nsource = "T033"\n',
        'ratio = 9.0\nlow = 8.0\nhigh = 10.0\nsource = "T033"\nwhy = "a program four times as strong"\n',
        'ratio = 9.0\nsource = "assumption"\nwhy = "what if"\n',
    ):
        assert read_policies(POLICY.replace(FOUND, new, 1), "own.toml")


def test_a_policy_that_changes_nothing_and_two_of_one_name_are_refused() -> None:
    with pytest.raises(SpecError, match="changes nothing"):
        read_policies('[[policy]]\nname = "x"\n', "own.toml")
    with pytest.raises(SpecError, match="two policies are called 'own'"):
        read_policies(POLICY + POLICY, "own.toml")
    with pytest.raises(SpecError, match="no list of tables"):
        read_policies('policy = "x"\n', "own.toml")
