from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from unspiral.errors import SpecError
from unspiral.evidence.malformed import readable
from unspiral.evidence.policy_file import read_policies
from unspiral.evidence.population_aims import read_search
from unspiral.evidence.population_file import packaged, read_episodes, scenarios

pytestmark = pytest.mark.unit
VALUES = ("5", '"x"', "[]", "[5]", "[[5]]", "{}", "{ a = 5 }", "true", "nan", "-1", '["a", "b", "c"]', "1979-05-27")
POLICIES = (Path(__file__).parents[2] / "src/unspiral/evidence/policies.toml").read_text(encoding="utf-8")


def spoiled(text: str, many: int, seed: int) -> list[str]:
    """The text with one value after an equals sign exchanged for another kind of value."""
    places = [found.span(1) for found in re.finditer(r"(?m)^[^#\n\"]*? = ([^\n]+)$", text)]
    rng = random.Random(seed)
    found: list[str] = []
    for _ in range(many):
        a, b = rng.choice(places)
        found.append(text[:a] + rng.choice(VALUES) + text[b:])
    return found


def searched(text: str) -> object:
    """What is free in a declaration, and what it is held against."""
    return read_search(text, "mine.toml", read_episodes(text, "mine.toml", found=False))


def test_any_value_in_the_place_of_another_is_read_or_refused_in_words() -> None:
    text = packaged("back-pain-depression")
    refused = 0
    for mine in spoiled(text, 120, 1):
        for read in (searched, lambda t: scenarios(t, "mine.toml")):
            try:
                read(mine)
            except SpecError as told:
                refused += 1
                assert told.fix and "mine.toml" in told.what
    assert refused > 100


def test_policies_too() -> None:
    refused = 0
    for mine in spoiled(POLICIES, 120, 2):
        try:
            read_policies(mine, "mine.toml")
        except SpecError as told:
            refused += 1
            assert told.fix
    assert refused > 40


def test_what_a_reader_says_itself_goes_through() -> None:
    @readable
    def read(text: str, where: str) -> float:
        if not text:
            raise SpecError("Nothing there.", fix="write something")
        return float(text)

    assert read("2", "a.toml") == 2.0
    with pytest.raises(SpecError, match="Nothing there"):
        read("", "a.toml")
    with pytest.raises(SpecError, match=r"a\.toml: somewhere a table"):
        read("two", "a.toml")
