"""What studies found on an option, for clinicians and researchers: each number with its certainty, harms and source, and no rank."""

from __future__ import annotations

from unspiral.evidence.finding import Treatment
from unspiral.evidence.pathway_file import pathway_file
from unspiral.evidence.tables import treatments
from unspiral.evidence.words import certainty_words, doubt_words, harm_words, standing_words, treatment_words
from unspiral.records.pathway import AddedNumber

ALONE = ("proportion", "share")  # a group of a trial by itself, or a part of an effect, does not show what a treatment did


def numbers_for(option: str) -> tuple[AddedNumber, ...]:
    """The rows of the treatments table about an option, in the order of the table, none left out for being small or against it.

    Args:
        option: its id.

    Source: ``numbers`` of evidence/pathway.toml, tables/treatments.csv; tests/act/pathway/test_numbers.py.
    """
    asked = pathway_file()["numbers"].get(option)
    if asked is None:
        return ()
    rows = [row for row in treatments() if row.treatment in asked["treatments"] and row.figure.measure not in ALONE]
    return tuple(_number(row) for row in rows if not asked["outcomes"] or row.outcome in asked["outcomes"])


def _number(row: Treatment) -> AddedNumber:
    compared = f"compared with {row.comparator}" if row.comparator not in ("", "-", "none") else "compared with nothing that is named"
    people = f"n {row.figure.n}" if row.figure.n else ""
    about = (compared, row.time_point, row.figure.population, people, row.figure.design)
    beside = [part.removesuffix(".") for part in (doubt_words(row.figure), standing_words(row), row.notes) if part not in ("", "-")]
    return AddedNumber(
        id=row.id,
        said=treatment_words(row),
        about="; ".join(part for part in (*about, *beside) if part not in ("", "-")),
        certainty=certainty_words(row),
        harms=harm_words(row),
        source=row.citation,
        url=row.url,
    )
