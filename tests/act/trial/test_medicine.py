from __future__ import annotations

import pytest

from unspiral.act.trial.medicine import is_medicine, refuse_unagreed
from unspiral.errors import NotIdentified

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "name", ["duloxetine", "Sertraline 50", "SSRI", "low-dose amitriptyline", "my_medicine", "sleeping pill", "Ibuprofen", "Cymbalta",
     "Lyrica 75 mg", "zoloft", "St John's Wort", "OxyContin", "clonazepam", "temazepam", "oxazepam", "hydromorphone", "doxepin",
     "imipramine", "clomipramine", "trimipramine", "lamotrigine", "topiramate", "clonidine", "propranolol", "pills", "Pills at night",
     "antidépresseur", "antidépresseurs", "Imipramin", "Clonazepam 0,5 mg", "triazolam", "opioids", "SSRIs", "désipramine"]
)  # fmt: skip
def test_medicines_are_recognised(name: str) -> None:
    assert is_medicine(name)
    with pytest.raises(NotIdentified, match="is a medicine") as refusal:
        refuse_unagreed(name, is_medicine(name), False)
    assert (refusal.value.exit_code, refusal.value.code) == (3, "medicine-unagreed")
    assert "prescriber" in refusal.value.fix
    refuse_unagreed(name, True, True)


@pytest.mark.parametrize(
    "name",
    [
        "walking",
        "yoga",
        "cbt",
        "sleep_restriction",
        "spilling",
        "sauna",
        "massage",
        "program",
        "a talk with James",
        "less coffee",
        "meditation",
        "medical training therapy",
        "physiotherapy",
        "a lyrical walk",
    ],
)
def test_other_treatments_are_none(name: str) -> None:
    assert not is_medicine(name)
    refuse_unagreed(name, is_medicine(name), False)


@pytest.mark.parametrize(
    "name",
    [
        "painkillers",
        "a pain killer less",
        "co-codamol",
        "Lidocaine patch",
        "CBD oil",
        "Tilidin",
        "Ibu 400",
        "Melatonin",
        "steroid injection",
    ],
)
def test_words_of_everyday_for_medicines_are_known(name: str) -> None:
    assert is_medicine(name)


@pytest.mark.parametrize("name", ["a pillow", "a break every hour", "heat pack", "stretching", "patchwork", "a walk with Ibrahim"])
def test_other_things_stay_free(name: str) -> None:
    assert not is_medicine(name)
