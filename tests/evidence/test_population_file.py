from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.errors import SpecError
from unspiral.evidence.population_file import PACKAGED, packaged, read_episodes, rows, scenarios
from unspiral.evidence.tables import epidemiology
from unspiral.loop.episode_numbers import number
from unspiral.loop.episodes import Hazard
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit
TEXT = (Path(__file__).parent / "population_example.toml").read_text(encoding="utf-8")


def test_everything_that_stands_in_the_file_is_read() -> None:
    found = read_episodes(TEXT, "example.toml")
    assert [course.name for course in found.courses] == ["pain", "depression", "pain care", "mood care", "life"]
    begins = found.hazard("pain begins")
    assert (begins.course, begins.before, begins.after, begins.per_year) == ("pain", ("none",), "acute", 0.3)
    assert [(r.of, r.factor, r.link, r.low) for r in begins.ratios] == [
        ("depression", 1.59, "depression->pain", 0.0),
        ("earlier", 2.0, "", 1.0),
    ]
    assert begins.effects == (("back", 1.0),) and found.correlations == (("back", "mood", 0.3),)
    assert found.hazard("chronic pain ends").resets == (("pain care", "off"),)
    assert found.hazard("pain care begins").only == (("pain", ("chronic",)),)
    assert found.ends == ("life", "dead") and found.people.bands == (18.0, 30.0, 45.0, 60.0, 75.0)


def test_every_number_names_a_row_or_says_why() -> None:
    found = read_episodes(TEXT, "example.toml")

    def sound(hazard: Hazard) -> bool:
        given = [hazard.basis, *(ratio.basis for ratio in hazard.ratios)]
        return all((not b.row and b.why) or all(row in rows() for row in b.row.split()) for b in given)

    assert all(sound(hazard) for hazard in found.hazards)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per_year = 4.0", "per_year = -4.0", "per_year of hazard 'acute pain ends' is -4.0"),
        ("per_year = 4.0", "per_year = nan", "is nan"),
        ("per_year = 4.0", 'per_year = "often"', "'per_year' of hazard 'acute pain ends' is 'often'"),
        ('source = "E079"', 'source = "E979"', "names the row 'E979'"),
        ('source = "E079"\n', "", "has a number without a source"),
        (
            'source = "assumption"\nwhy = "uptake differs between countries; a policy changes it"',
            'source = "assumption"',
            "does not say on what",
        ),
        ('to = "chronic"', 'to = "chronc"', "has 'chronc', which is not a state of pain that is known. Did you mean 'chronic'?"),
        ('from = ["chronic"]\nto = "none"', 'from = ["chronic"]\nto = "chronic"', "leads from 'chronic' to itself"),
        ("factor = 0.91", "factor = 0", "factor of 'times' of 'depression'"),
        ('of = "pain care"', 'of = "pain caer"', "has 'pain caer'"),
        ("[people]", "[peple]", "has 'peple'"),
        ("youngest = 18", "youngest = 95", "contradict each other"),
        ("women = 0.51", "women = 51", "women of [people] is 51"),
        ("effects = { back = 1.0 }", "effects = { bakc = 1.0 }", "has 'bakc'"),
        ('name = "acute pain ends"', 'name = "pain begins"', "two hazards have the same name"),
        ("women = 0.51", "women =", "is no TOML"),
        (
            'process = "pain"',
            'process = "pian"',
            "names the process 'pian', which the loop 'pain <-> depression' does not have. Did you mean 'pain'?",
        ),
        ('{ of = "age", from = 30, to = 45,', '{ of = "age", from = 30, to = 50,', "changes at 50 years, inside of an age band"),
        ("bands = [18, 30,", "bands = [18, 30.5,", "are not whole years"),
        ('states = ["none", "acute", "chronic"]', 'states = ["none", "acute", "chronic", "a+b"]', "is called 'a+b'"),
        ('[course."pain care"]', '[course."pain:care"]', "a course is called 'pain:care'"),
        ('loop = "pain <-> depression"', 'loop = "pain -> depression"', "names the link 'depression->pain', which the loop"),
        ('loop = "pain <-> depression"', 'loop = "pain <-> "', "cannot be read"),
        ('link = "depression->pain"', 'link = "pain->depression"', "but what it moves is 'depression->pain'"),
        ("count_to = 1", "count_to = 99", "count_to of [course.pain] is 99"),
    ],
)
def test_what_cannot_be_is_told_by_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(SpecError) as caught:
        read_episodes(TEXT.replace(old, new, 1), "mine.toml")
    assert said in caught.value.what and caught.value.what.startswith("mine.toml") and caught.value.fix


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_populations_name_a_source_or_a_reason_for_every_number(name: str) -> None:
    found = read_episodes(packaged(name), name)
    loop = parse(found.loop)
    assert {course.process for course in found.courses if course.process} == {process.name for process in loop.processes}
    linked = {ratio.link for hazard in found.hazards for ratio in hazard.ratios if ratio.link}
    assert linked == {f"{link.cause}->{link.affected}" for link in loop.links}
    bases = [found.people.basis, *(outcome.basis for outcome in found.outcomes)]
    for hazard in found.hazards:
        bases += [hazard.basis, *(ratio.basis for ratio in hazard.ratios)]
    assert all((not b.row and len(b.why) > 5) or all(row in rows() for row in b.row.split()) for b in bases)
    assert not {outcome.unit for outcome in found.outcomes} - {"week", "day"}  # no row gives money or quality of life by state


def test_a_packaged_population_that_is_not_there() -> None:
    with pytest.raises(SpecError, match="Did you mean 'back-pain-depression'"):
        packaged("back-pain-depresion")


def test_scenarios_take_links_to_their_share_and_their_own_numbers() -> None:
    text = packaged("back-pain-depression")
    found = scenarios(text, "packaged")
    assert list(found) == [0.0, 0.5, 1.0]
    for share, episodes in found.items():
        assert episodes.hazard("pain begins").ratios[0].factor == pytest.approx(1.59**share)
        assert episodes.hazard("depression begins").ratios[0].factor == pytest.approx(1.96**share)
    shared = [number(episodes, "correlation:back:lasting") for episodes in found.values()]
    assert shared[0] > shared[1] > shared[2] > 0.0  # the less is causal, the more is shared
    onset = [number(episodes, "effect:depression begins:back") for episodes in found.values()]
    assert onset[0] > onset[1] > onset[2] > 0.0
    assert read_episodes(text, "packaged") == found[1.0]
    assert read_episodes(text, "packaged", found=False) != found[1.0]
    with pytest.raises(SpecError, match=r"holds no \[\[scenario\]\]"):
        scenarios(TEXT, "example.toml")


def test_disability_days_are_those_of_pain_alone_at_every_causal_share() -> None:
    """Patients with both had more (E130), in a cross-section: none of that difference is counted as depression's doing."""
    (row,) = [each.figure for each in epidemiology() if each.id == "E129"]
    assert row.estimate is not None
    for episodes in scenarios(packaged("back-pain-depression"), "packaged").values():
        (days,) = [each for each in episodes.outcomes if each.name == "disability days"]
        ((course, states, amount),) = days.per_day
        assert (course, states, days.product, days.basis.row) == ("pain", ("chronic",), False, "E129")
        assert amount == pytest.approx(row.estimate.value / (365.0 / 4.0), rel=5e-4)
        assert "E130" in days.basis.why and "not known" in days.basis.why and "upper end" in days.basis.why


CAUSAL = 'factor = 1.59, link = "depression->pain", source = "E035", why = "odds ratio of cohorts, taken as a ratio of hazards"'


@pytest.mark.parametrize(
    ("old", "new", "said", "fix"),
    [
        (
            CAUSAL,
            'factor = 3.0, link = "depression->pain", source = "E035"',
            "factor = 3, and the row that it names has another",
            "factor = 1.59, or",
        ),
        (CAUSAL, 'factor = 3.0, link = "depression->pain", source = "E035"', "E035 has OR 1.59 (1.26 to 2.01)", 'add why = "..."'),
        (CAUSAL, 'factor = 0.211, link = "depression->pain", source = "E006"', "E006 has prevalence_12m 0.211", 'add why = "..."'),
        ('source = "E078"\nwhy = "a placeholder"', 'source = "E078"', "hazard 'chronic pain ends' has per_year = 0.6", 'add why = "..."'),
        (
            'per_year = 0.6\nsource = "E078"\nwhy = "a placeholder"',
            'per_year = 9.0\nsource = "X016"',
            "X016 has hazard_per_month",
            "per_year = 2.772",
        ),
    ],
)
def test_a_number_under_the_name_of_a_row_is_that_of_the_row_or_says_why(old: str, new: str, said: str, fix: str) -> None:
    assert old in TEXT
    with pytest.raises(SpecError) as caught:
        read_episodes(TEXT.replace(old, new, 1), "mine.toml")
    assert said in caught.value.what and fix in caught.value.fix and "studies found" in caught.value.why


def test_a_number_as_the_row_has_it_needs_no_further_word() -> None:
    for new in ("factor = 1.59", "factor = 1.6", 'factor = 3.0, why = "what if"'):
        text = TEXT.replace(CAUSAL, f'{new}, link = "depression->pain", source = "E035"', 1)
        assert read_episodes(text, "mine.toml").hazard("pain begins").ratios[0].factor == float(new.split()[2].strip(","))
