"""The one reader of the packaged tables: what articles claim, what links what, what treatments did, how common things are, who says so."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from unspiral.errors import DataError
from unspiral.evidence.finding import Cited, Claim, Figure, Link, Number, Target, Treatment, Variable

TABLES = ("claims", "links", "treatments", "epidemiology", "sources", "variables")

Row = Mapping[str, str]


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of one table as they stand in its file: column -> text.

    Args:
        table: one of ``TABLES``.
    """
    content = (files("unspiral.evidence") / "tables" / f"{table}.csv").read_bytes().decode("utf-8")
    return tuple(csv.DictReader(io.StringIO(content, newline="")))


@cache
def _claims() -> tuple[Claim, ...]:
    return tuple(
        Claim(
            id=row["claim_id"],
            topic=row["topic"],
            text=row["claim_paraphrase"],
            variables=several(row["model_vars"]),
            verdict=row["verdict"],
            certainty=row["certainty"],
            kind=row["evidence_kind"],
            figure=_figure("claims", row["claim_id"], row),
            source_id=row["effect_source_id"],
            source_ids=several(row["source_ids"]),
            citations=row["sources"],
            say=row["software_should_say"],
            url=row["doi_url"],
            notes=row["notes"],
            article=row["article_file"],
        )
        for row in rows("claims")
    )


@cache
def _links() -> tuple[Link, ...]:
    return tuple(
        Link(
            id=row["link_id"],
            source_var=row["source_var"],
            target_var=row["target_var"],
            sign=row["sign"],
            mechanism=row["mechanism"],
            time_scale=row["time_scale"],
            level=row["level"],
            tier=row["tier"],
            figure=_figure("links", row["link_id"], row),
            certainty=row["certainty"],
            source_id=row["source_id"],
            citation=row["source"],
            url=row["doi_url"],
            claim_ids=several(row["claim_ids"]),
            notes=row["notes"],
        )
        for row in rows("links")
    )


@cache
def _treatments() -> tuple[Treatment, ...]:
    found: list[Treatment] = []
    harms = ""
    for row in rows("treatments"):
        name = row["treatment_id"]
        # "as above" says nothing once rows are picked out: the words it points to stand in its place.
        harms = harms if row["harms"] in ("see above", "as above") else row["harms"]
        found.append(
            Treatment(
                id=name,
                treatment=row["treatment"],
                outcome=row["outcome"],
                figure=_figure("treatments", name, row),
                metric=row["metric"],
                benefit_direction=row["benefit_direction"],
                benefit=_number("treatments", name, "smd_benefit", row),
                benefit_low=_number("treatments", name, "smd_benefit_low", row),
                benefit_high=_number("treatments", name, "smd_benefit_high", row),
                benefit_basis=row["smd_basis"],
                comparator=row["comparator"],
                time_point=row["time_point"],
                certainty=row["certainty"],
                certainty_basis=row["certainty_basis"],
                harms=harms,
                source_id=row["source_id"],
                citation=row["source"],
                url=row["doi_url"],
                notes=row["notes"],
            )
        )
    return tuple(found)


@cache
def _epidemiology() -> tuple[Target, ...]:
    return tuple(
        Target(
            id=row["target_id"],
            group=row["group"],
            quantity=row["quantity"],
            figure=_figure("epidemiology", row["target_id"], row),
            target_type=row["target_type"],
            certainty=row["certainty"],
            source_id=row["source_id"],
            citation=row["source"],
            url=row["doi_url"],
            notes=row["notes"],
        )
        for row in rows("epidemiology")
    )


@cache
def sources() -> Mapping[str, Cited]:
    """Every source by its key; "none" and "unseen" stand for those that were not found or not retrieved.

    Source: tables/sources.csv; tests/evidence/test_tables.py.
    """
    return {
        row["source_id"]: Cited(
            row["source_id"],
            row["citation"],
            int(row["year"]) if row["year"] else None,
            row["design"],
            row["n"],
            row["doi_url"],
            row["text_seen_at"],
        )
        for row in rows("sources")
    }


@cache
def variables() -> Mapping[str, Variable]:
    """Every variable by its name: the words that claims, links and loops share.

    Source: tables/variables.csv; tests/evidence/test_tables.py.
    """
    return {
        row["variable"]: Variable(row["variable"], row["role"], row["definition"], row["typical_measure"], row["orientation"])
        for row in rows("variables")
    }


def claims(*, variable: str | None = None, verdict: str | None = None) -> tuple[Claim, ...]:
    """What articles say about back pain and depression, with what holds of it.

    Args:
        variable: only those about this variable.
        verdict: only those with this verdict.

    Source: tables/claims.csv, each row with its own; tests/evidence/test_tables.py.
    """
    return tuple(
        claim for claim in _claims() if (variable is None or variable in claim.variables) and (verdict is None or claim.verdict == verdict)
    )


def links(*, source_var: str | None = None, target_var: str | None = None, level: str | None = None) -> tuple[Link, ...]:
    """What was found between two variables.

    Args:
        source_var, target_var: only from this one, only to this one.
        level: only within persons, between people ...; numbers of different levels are never to be mixed.

    Source: tables/links.csv, each row with its own; tests/evidence/test_tables.py.
    """
    return tuple(
        link
        for link in _links()
        if (source_var is None or link.source_var == source_var)
        and (target_var is None or target_var in several(link.target_var))
        and (level is None or link.level == level)
    )


def treatments(*, treatment: str | None = None, outcome: str | None = None) -> tuple[Treatment, ...]:
    """What treatments did, with their harms.

    Args:
        treatment, outcome: only this one, only on this one.

    Source: tables/treatments.csv, each row with its own; tests/evidence/test_tables.py.
    """
    return tuple(
        found
        for found in _treatments()
        if (treatment is None or found.treatment == treatment) and (outcome is None or found.outcome == outcome)
    )


def epidemiology(*, group: str | None = None, quantity: str | None = None) -> tuple[Target, ...]:
    """Numbers about populations: how common, how long, how often.

    Args:
        group, quantity: only these.

    Source: tables/epidemiology.csv, each row with its own; tests/evidence/test_tables.py.
    """
    return tuple(
        target
        for target in _epidemiology()
        if (group is None or target.group == group) and (quantity is None or target.quantity == quantity)
    )


def several(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, with ";" between them."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _figure(table: str, name: str, row: Row) -> Figure:
    measure = row["effect_measure"]
    return Figure(
        measure="" if measure == "none" else measure,
        estimate=_number(table, name, "estimate", row),
        low=_number(table, name, "ci_low", row),
        high=_number(table, name, "ci_high", row),
        n=row["n"],
        population=row["population"],
        follow_up=row.get("follow_up", ""),
        design=row["design"],
        year=int(row["year"]) if row["year"] else None,
        verified=row["verified"] == "yes",
        derivation=row.get("derivation", ""),
    )


def _number(table: str, name: str, column: str, row: Row) -> Number | None:
    text = row[column]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        what = f"The table '{table}' of the package has no number in row '{name}', column '{column}'."
        raise DataError(what, why="A wrong number would look right.", fix="install unspiral again; its files were changed.")
    return Number(value, text)
