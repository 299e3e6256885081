"""Countries by code, by name in errors only, and from the machine's settings."""

from __future__ import annotations

import pytest

from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.country import country_code, country_name, is_union, locale_country

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("given", "code"), [("US", "US"), ("us", "US"), (" ie ", "IE"), ("UK", "GB"), ("el", "GR"), ("usa", "US"), ("EU", "EU"), ("*", "*")]
)
def test_codes_in_any_case(given: str, code: str) -> None:
    assert country_code(given) == code


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        *(("Germany", "DE"), ("GER", "DE"), ("switz", "CH"), ("Ireland", "IE"), ("AUT", ""), ("Niger", "NE")),
        *(("England", "GB"), ("scotland", "GB"), ("Northern  Ireland", "GB"), ("UNITED KINGDOM", "GB"), ("Holland", "NL")),
        *(("Éire", "IE"), ("America", "US"), ("Deutschland", "DE"), ("Suisse", "CH")),
        # Spelled alike, or begun by two: another country's numbers would be worse than none.
        *(("germny", ""), ("Irland", ""), ("Northern", ""), ("Austr", ""), ("Engeland", ""), ("Hollnd", "")),
    ],
)
def test_a_name_is_answered_with_its_code(given: str, meant: str) -> None:
    with pytest.raises(SpecError, match="is no code of a country") as caught:
        country_code(given)
    assert (f"Did you mean '{meant}'" in caught.value.what) == bool(meant)
    assert caught.value.fix.startswith(f"--country {meant or chr(39)}")


@pytest.mark.parametrize("given", ["", "XX", "X", "DEU", "1", "D E", "\x00", "é" * 500])
def test_what_is_no_country_is_refused_and_never_guessed(given: str) -> None:
    with pytest.raises(SpecError) as caught:
        country_code(given)
    assert "Did you mean" not in caught.value.what
    assert len(caught.value.what) < 200


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"LANG": "de_AT.UTF-8"}, ("AT", "LANG=de_AT.UTF-8")),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_GB"}, ("GB", "LANG=en_GB")),
        ({"LC_ALL": "fr_CH.UTF-8", "LC_MESSAGES": "en_US", "LANG": "de_DE"}, ("CH", "LC_ALL=fr_CH.UTF-8")),
        ({"LC_MESSAGES": "en_NZ", "LANG": "de_DE"}, ("NZ", "LC_MESSAGES=en_NZ")),
        ({"LANG": "zh_Hant_TW"}, ("TW", "LANG=zh_Hant_TW")),
        ({"LANG": "es_419"}, None),
        ({"LANG": "en_XX.UTF-8"}, None),
        ({"LANG": "C"}, None),
        ({"LANG": ""}, None),
        ({}, None),
    ],
)
def test_the_settings_of_the_machine(environ: dict[str, str], found: tuple[str, str] | None) -> None:
    assert locale_country(environ) == found


def test_each_other_name_leads_to_a_country() -> None:
    table = clinical_file("countries")
    for name, code in table["other"].items():
        assert name == name.casefold()
        with pytest.raises(SpecError, match="Did you mean") as caught:
            country_code(name)
        assert caught.value.fix == f"--country {code}"


def test_the_union_has_27_members_and_every_name_is_there() -> None:
    table = clinical_file("countries")
    assert len(set(table["eu"])) == 27
    assert set(table["eu"]) | set(table["also"].values()) <= set(table["names"])
    assert is_union("IE") and not is_union("GB") and not is_union("CH")
    assert country_name("FR") == "France"
    assert country_name("*") == "Anywhere else"
    assert country_name("EU").startswith("European Union")
