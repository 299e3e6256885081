"""Which of our questionnaires and items other systems mean by their codes. Only codes that somebody has seen count (``fhir_codes``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from unspiral.measure.exports.fhir_answer import score_text
from unspiral.measure.exports.fhir_codes import VERIFIED
from unspiral.measure.exports.fhir_names import HOME, LOINC, WEIGHTS, Json, answers_system
from unspiral.measure.exports.fhir_questionnaire import canonical, total_item
from unspiral.measure.imports.fhir_fields import extensions, maps, number, text
from unspiral.measure.questionnaires.instrument import Instrument, Item

_CODE_AT_END = re.compile(r"(?:^|/)([0-9]{3,7}-[0-9])$")
PAIN = "72514-3"
"""Pain 0 to 10 by itself: an item of several questionnaires, so a single value of it belongs to none."""


class Meaning:
    """Looks codes up; the questionnaires' files are read when the first code of another system turns up.

    Args:
        instruments: files of questionnaires by id; None = the library.
    """

    def __init__(self, instruments: Mapping[str, Instrument] | None = None) -> None:
        self._given = instruments
        self._files: dict[str, Instrument] | None = None

    @property
    def files(self) -> dict[str, Instrument]:
        """Questionnaires by id."""
        if self._files is None:
            self._files = dict(self._given) if self._given is not None else _library()
        return self._files

    def by_address(self, address: str) -> Instrument | None:
        """The questionnaire of a canonical address, its version left aside."""
        bare = address.split("|")[0]
        if not bare.startswith((f"{LOINC}/q/", f"{HOME}/", "https://loinc.org/q/")):
            return None
        bare = bare.replace("https://loinc.org/", f"{LOINC}/")
        return next((file for file in self.files.values() if canonical(file) == bare), None)

    def by_items(self, codes: Iterable[str]) -> Instrument | None:
        """The questionnaire whose items have these codes: the one that has just these, else the shortest that has them all."""
        wanted = {code for code in codes if code in VERIFIED and code != PAIN}
        if not wanted:
            return None
        sets = {name: {item.loinc for item in file.items if item.loinc} for name, file in self.files.items()}
        holding = [name for name, items in sets.items() if wanted <= items]
        if not holding:
            return None
        return self.files[min(holding, key=lambda name: (len(sets[name]), name))]

    def knows(self, code: str) -> bool:
        """Whether it is the code of an item of a questionnaire that we have."""
        return code in VERIFIED and any(item.loinc == code for file in self.files.values() for item in file.items)

    def by_item(self, code: str) -> tuple[Instrument, Item] | None:
        """The questionnaire and item of an answer that stands by itself: of those that ask it, the one that asks most.

        So an item of the PHQ-2 or PHQ-8 is one of the PHQ-9, and the score of a PHQ-9 with gaps is not told.
        """
        if code not in VERIFIED or code == PAIN:
            return None
        holding = [(sum(bool(item.loinc) for item in file.items), file) for file in self.files.values() if item_by_code(file, code)]
        most = max((number for number, _ in holding), default=0)
        full = [file for number, file in holding if number == most]
        item = item_by_code(full[0], code) if len(full) == 1 else None
        return None if item is None else (full[0], item)

    def total(self, code: str) -> Instrument | None:
        """The questionnaire of whose score this is the code."""
        if code not in VERIFIED or code == PAIN:
            return None
        return next((file for file in self.files.values() if file.codes.total == code), None)


def item_by_code(file: Instrument, code: str) -> Item | None:
    """The item of a questionnaire that has this LOINC code."""
    return next((item for item in file.items if code and item.loinc == code and code in VERIFIED), None)


def is_total(file: Instrument, code: str) -> bool:
    """Whether this is the code of the questionnaire's score."""
    return bool(code) and file.codes.total == code and code in VERIFIED


def total_name(file: Instrument) -> str:
    """The item under which a diary holds a score that came from elsewhere."""
    return total_item(file.id)


def code_in(link: str) -> str:
    """The LOINC code that a linkId ends in ("/44250-9"); "" where it ends in none."""
    found = _CODE_AT_END.search(link)
    return found[1] if found else ""


def loinc_code(codings: Iterable[Json]) -> str:
    """The first LOINC code among codings; "" where there is none."""
    return next((text(found, "code") for found in codings if text(found, "system") == LOINC), "")


def weight(*elements: Json) -> str:
    """The weight that extensions of an answer carry; "" where there is none."""
    for element in elements:
        for found in extensions(element):
            if found.get("url") in WEIGHTS:
                for name in ("valueDecimal", "valueInteger"):
                    told = number(found, name)
                    if told:
                        return told
    return ""


def chosen(coding: Json, item: Item | None, instrument: str) -> str:
    """The score of the option that a Coding names, by our file of the questionnaire; "" where it names none."""
    if item is None:
        return ""
    system, code = text(coding, "system"), text(coding, "code")
    for option in item.options:
        if system == LOINC and code and option.loinc == code and code in VERIFIED:
            return score_text(option.score)
        if system == answers_system(instrument) and code == score_text(option.score):
            return code
    return ""


def same_number(one: str, other: str) -> bool:
    """Whether two texts are the same number."""
    return Decimal(one) == Decimal(other)


def option_weights(questionnaire: Json) -> dict[tuple[str, str, str], str]:
    """What a Questionnaire says about its answers: (linkId, system, code) -> weight."""
    found: dict[tuple[str, str, str], str] = {}
    for asked in _all_items(questionnaire):
        for option in maps(asked, "answerOption"):
            coding = option.get("valueCoding")
            if isinstance(coding, dict):
                told = weight(option, coding)  # pyright: ignore[reportUnknownArgumentType]
                if told:
                    found[text(asked, "linkId"), text(coding, "system"), text(coding, "code")] = told  # pyright: ignore[reportUnknownArgumentType]
    return found


def item_codes(questionnaire: Json) -> dict[str, str]:
    """What a Questionnaire says about its items: linkId -> LOINC code."""
    return {text(asked, "linkId"): code for asked in _all_items(questionnaire) if (code := loinc_code(maps(asked, "code")))}


def _all_items(questionnaire: Json) -> Iterable[Json]:
    left = list(maps(questionnaire, "item"))
    while left:
        asked = left.pop(0)
        yield asked
        left[:0] = maps(asked, "item")


def _library() -> dict[str, Instrument]:
    from unspiral.measure.questionnaires.library import instrument, instruments

    return {name: instrument(name) for name in instruments()}
