from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.errors import SpecError
from unspiral.evidence.population_file import read_episodes, rows
from unspiral.loop.episodes import Hazard

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
        ("count_to = 1", "count_to = 99", "count_to of [course.pain] is 99"),
    ],
)
def test_what_cannot_be_is_told_by_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(SpecError) as caught:
        read_episodes(TEXT.replace(old, new, 1), "mine.toml")
    assert said in caught.value.what and caught.value.what.startswith("mine.toml") and caught.value.fix
