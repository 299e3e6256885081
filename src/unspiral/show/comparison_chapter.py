"""The chapter about fits side by side: what each costs, what each foretells, and which lies inside which."""

from __future__ import annotations

from unspiral.records.comparison import Comparison, RatioTest
from unspiral.show.comparison_chart import cost_picture, future_picture, gap_picture
from unspiral.show.model import Part, Picture, Section, Table
from unspiral.show.numbers import amount


def comparison_section(found: Comparison) -> Section:
    """Fits side by side.

    Args:
        found: what was compared.
    """
    lead = (
        "The same answers, fitted by different loops or under different assumptions. A model with more free numbers always fits better; "
        "the question is whether it fits better than chance would let it, and whether it foretells what it has not seen.",
    )
    parts = [Part("What each costs", pictures=(cost_picture(found),), tables=_tests(found.tests))]
    pictures: list[Picture] = []
    if found.by_person:
        pictures.append(gap_picture(found.by_person, "people", "people"))
    if found.by_future:
        pictures.append(gap_picture(found.by_future, "what comes next", "occasions"))
        pictures.append(future_picture(found))
    if pictures:
        said = (
            "Each was learned without some of the answers and then asked about them: everybody else’s answers foretell a person’s, earlier "
            "answers foretell later ones.",
        )
        parts.append(Part("What each foretells", said, pictures=tuple(pictures)))
    if found.verdicts:
        parts.append(Part(box_title="How far this may be relied on", box=tuple(v.reason for v in found.verdicts)))
    return Section("comparison", "Compared with other models", lead, tuple(parts))


def _tests(tests: tuple[RatioTest, ...]) -> tuple[Table, ...]:
    rows = tuple(
        (
            f"{t.smaller} inside {t.larger}",
            "none" if t.statistic is None or t.p is None else f"{amount(t.statistic, 2)} ({t.df})",
            "none" if t.p is None else p_words(t.p),
            t.words,
        )
        for t in tests
    )
    return (Table("Likelihood-ratio tests", ("pair", "statistic (free numbers)", "p", "how"), rows, stack=True),) if rows else ()


def p_words(p: float) -> str:
    """A p-value as it is written: "0.032", "below 0.001"."""
    return "below 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"
