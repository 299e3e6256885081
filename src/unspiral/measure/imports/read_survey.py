"""SPSS, Stata and SAS transport files as a diary: their labels help to recognise questions, their missing values are honoured."""

from __future__ import annotations

import os

from unspiral.measure.imports.account import Account
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.guess import guessed
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.read_wide import gathered
from unspiral.measure.imports.sheet import open_sheet
from unspiral.measure.imports.stream import stream
from unspiral.records.diary import Diary


def read_survey(path: str | os.PathLike[str], mapping: Mapping | None = None, *, given: Given | None = None) -> Diary:
    """Read a survey file.

    Args:
        path: .sav, .zsav, .por, .dta or .xpt.
        mapping: who, when and what; None = guess, also from the questions' labels. A recode may name codes or their labels.
        given: what is known, where the rest shall be guessed.

    Returns:
        The diary. User-missing values (SPSS ranges, Stata's .a to .z) are kept as not answered, and counted by their code.

    Raises:
        DataError: the file is damaged, or cannot be understood without guessing.

    Source: tests/measure/imports/test_read_survey.py.
    """
    sheet, account = open_sheet(path), Account()
    if mapping is None:
        guess = guessed(sheet, given or Given())
        for sentence in guess.said:
            account.say(sentence)
        mapping = guess.mapping
    return gathered(stream([sheet], mapping, account), account)
