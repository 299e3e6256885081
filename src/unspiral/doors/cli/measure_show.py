"""``unspiral measure show``: one questionnaire, and where every number in it comes from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from unspiral.measure.questionnaires.instrument import Instrument, Item, Support

SCHEMA = "unspiral.instrument/1"


@click.command(short_help="Show one questionnaire, and the source of every number.")
@click.argument("name", metavar="ID")
@click.option("--sources", is_flag=True, help="Each number with its source, and how well it was seen.")
@click.option("--items", is_flag=True, help="Each item with its text (where it may be shown) and its answers.")
@click.option("--file", "file", metavar="FILE.toml", help="Show a questionnaire that you wrote; ID is the id in it.")
@json_option
@quiet_option
def command(name: str, sources: bool, items: bool, file: str | None, as_json: bool) -> None:
    """Show one questionnaire: what it is about, how it is scored, its bands, cut-offs and changes, and what nobody has seen in a source.

    \b
    Examples:
      unspiral measure show phq9
      unspiral measure show phq9 --items
      unspiral measure show phq9 --sources

    Ends with 0 when done, 2 for an id that there is not.
    """
    found = opened(name, file)
    if as_json:
        print_json(document(found))
        return
    from unspiral.doors.cli.measure_show_text import items_text, overview_text, sources_text

    parts = [overview_text(found)]
    if items:
        parts.append(items_text(found))
    if sources:
        parts.append(sources_text(found))
    click.echo("\n\n".join(parts))


def opened(name: str, file: str | None) -> Instrument:
    """The questionnaire of that id, from the library or from a file of the user's own.

    Raises:
        DataError: there is none, or the file is faulty.
        SpecError: the file describes another one.
    """
    from unspiral.errors import SpecError
    from unspiral.measure.questionnaires.library import instrument, read_instrument

    if file is None:
        return instrument(name)
    found = read_instrument(file)
    if found.id != name:
        raise SpecError(f"'{file}' describes '{found.id}', not '{name}'.", fix=f"{found.id} --file {file}")
    return found


def document(found: Instrument) -> dict[str, object]:
    """Everything about a questionnaire as JSON carries it; every number with evidence and sources."""
    from unspiral.measure.questionnaires.loinc import NOTICE
    from unspiral.measure.questionnaires.provenance import origins

    scoring = found.scoring
    return {
        "schema": SCHEMA,
        "id": found.id,
        "version": found.version,
        "name": found.name,
        "measures": found.measures,
        "recall": {"words": found.recall, "days": found.recall_days},
        "stem": found.stem,
        "licence": {"decision": found.licence.decision, "status": found.licence.status, "notice": found.licence.notice},
        "items": [_item(item) for item in found.items],
        "scoring": {
            "method": scoring.method, "low": scoring.low, "high": scoring.high, "decimals": scoring.decimals, "rule": scoring.rule,
            "subscales": {name: list(items) for name, items in scoring.subscales.items()}, "missing": scoring.missing.words,
        },
        "bands": [{"low": band.low, "high": band.high, "label": band.label} for band in found.bands],
        "bands_shown": found.bands_shown,
        "safety_item": None if found.safety_item is None else {"item": found.safety_item[0], "at_least": found.safety_item[1]},
        "numbers": [{"what": o.what, "value": o.value, **_support(o.support, found)} for o in origins(found)],
        "notes": list(found.notes),
        "sources": dict(found.sources),
        "loinc_notice": NOTICE,
    }  # fmt: skip


def _support(support: Support, found: Instrument) -> dict[str, object]:
    citations = [{"key": key, "citation": found.sources[key]} for key in support.sources]
    return {"evidence": support.evidence, "sources": citations, "note": support.note}


def _item(item: Item) -> dict[str, object]:
    known: dict[str, object] = {"id": item.id, "text": item.text, "kind": item.kind, "scored": item.scored, "reverse": item.reverse}
    known |= {"loinc": item.loinc}
    if item.options:
        known["options"] = [{"score": option.score, "text": option.text, "loinc": option.loinc} for option in item.options]
    elif math.isfinite(item.low):
        known |= {"low": item.low, "high": item.high, "anchor_low": item.anchor_low, "anchor_high": item.anchor_high}
    return known
