"""What ``unspiral evidence --json`` prints: every row that was found, with its source written out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from unspiral.evidence.finding import Cited, Claim, Figure, Link, Number, Target, Treatment
from unspiral.evidence.index import Kind
from unspiral.evidence.search import Found
from unspiral.evidence.tables import sources
from unspiral.evidence.words import (
    LEVEL,
    doubt_words,
    level_of,
    link_words,
    standing_words,
    target_words,
    treatment_words,
)


def document(found: Found, kinds: Sequence[Kind], verified_only: bool, source: str | None, picture: str | None) -> dict[str, object]:
    """The whole document.

    Args:
        found: what was found.
        kinds, verified_only, source: what the search was narrowed to.
        picture: where the chart is, or None.
    """
    groups: dict[Kind, Sequence[object]] = {
        "claims": [_claim(row) for row in found.claims],
        "links": [_link(row) for row in found.links],
        "treatments": [_treatment(row, verified_only) for row in found.treatments],
        "epidemiology": [_target(row) for row in found.epidemiology],
        "sources": [_cited(row) for row in found.sources],
    }
    return {
        "schema": "unspiral.evidence/1",
        "words": list(found.words),
        "left_out": list(found.left_out),
        "kinds": list(kinds),
        "verified_only": verified_only,
        "source": source,
        "counts": {kind: len(rows) for kind, rows in groups.items()},
        **groups,
        "cited": {key: _cited(sources()[key]) for key in sorted(_keys(found)) if key in sources()},
        "alone": dict(found.alone),
        "did_you_mean": {word: list(near) for word, near in found.near.items()},
        "said": [LEVEL] if found.total else [],
        "svg": picture,
    }


def _keys(found: Found) -> set[str]:
    rows: Iterable[Link | Treatment | Target] = (*found.links, *found.treatments, *found.epidemiology)
    return {row.source_id for row in rows} | {key for claim in found.claims for key in (*claim.source_ids, claim.source_id) if key}


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "measure": figure.measure,
        "estimate": _value(figure.estimate),
        "low": _value(figure.low),
        "high": _value(figure.high),
        "n": figure.n,
        "population": figure.population,
        "follow_up": figure.follow_up,
        "design": figure.design,
        "year": figure.year,
        "verified": figure.verified,
        "status": figure.status,
        "derivation": figure.derivation,
        "doubt": doubt_words(figure),
    }


def _value(found: Number | None) -> float | None:
    return None if found is None else found.value


def _claim(row: Claim) -> dict[str, object]:
    return {
        "id": row.id,
        "topic": row.topic,
        "claim": row.text,
        "verdict": row.verdict,
        "certainty": row.certainty,
        "say": row.say,
        "variables": list(row.variables),
        "evidence_kind": row.kind,
        "standing": standing_words(row),
        **_figure(row.figure),
        "source_id": row.source_id,
        "source_ids": list(row.source_ids),
        "url": row.url,
        "notes": row.notes,
    }


def _link(row: Link) -> dict[str, object]:
    return {
        "id": row.id,
        "source_var": row.source_var,
        "target_var": row.target_var,
        "sign": row.sign,
        "level": row.level,
        "tier": row.tier,
        "mechanism": row.mechanism,
        "time_scale": row.time_scale,
        "sentence": link_words(row),
        "certainty": row.certainty,
        "standing": standing_words(row),
        **_figure(row.figure),
        "source_id": row.source_id,
        "url": row.url,
        "claim_ids": list(row.claim_ids),
        "notes": row.notes,
    }


def _treatment(row: Treatment, verified_only: bool) -> dict[str, object]:
    return {
        "id": row.id,
        "treatment": row.treatment,
        "outcome": row.outcome,
        "sentence": treatment_words(row, reported=verified_only),
        "benefit": _value(row.benefit),
        "benefit_low": _value(row.benefit_low),
        "benefit_high": _value(row.benefit_high),
        "benefit_basis": row.benefit_basis,
        "benefit_status": row.benefit_status,
        "metric": row.metric,
        "benefit_direction": row.benefit_direction,
        "comparator": row.comparator,
        "time_point": row.time_point,
        "certainty": row.certainty,
        "certainty_basis": row.certainty_basis,
        "harms": row.harms,
        "standing": standing_words(row),
        **_figure(row.figure),
        "source_id": row.source_id,
        "url": row.url,
        "notes": row.notes,
    }


def _target(row: Target) -> dict[str, object]:
    return {
        "id": row.id,
        "group": row.group,
        "quantity": row.quantity,
        "sentence": target_words(row),
        "level": level_of(row.figure),
        "target_type": row.target_type,
        "certainty": row.certainty,
        "standing": standing_words(row),
        **_figure(row.figure),
        "source_id": row.source_id,
        "url": row.url,
        "notes": row.notes,
    }


def _cited(row: Cited) -> dict[str, object]:
    return {
        "id": row.id,
        "citation": row.citation,
        "year": row.year,
        "design": row.design,
        "n": row.n,
        "url": row.url,
        "seen_at": row.seen_at,
    }
