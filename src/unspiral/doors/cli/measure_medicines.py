"""``unspiral measure medicines``: what to ask a prescriber about."""

from __future__ import annotations

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option
from unspiral.doors.cli.paragraph import cited, listed, wrapped
from unspiral.measure.safety.clinical_file import EVIDENCE, clinical_file
from unspiral.measure.safety.medicines import Caution, Cautions, cautions, known


@click.command(short_help="Show what to ask a prescriber about medicines in a diary.")
@click.option("--taking", metavar="CLASS,...", multiple=True, help="Classes of medicines; 'ssri_or_snri' where it is one of the two.")
@click.option("--also", metavar="FACT,...", multiple=True, help="What else is the case: a symptom, an age, an illness.")
@json_option
@quiet_option
def command(taking: tuple[str, ...], also: tuple[str, ...], as_json: bool) -> None:
    """Show what to talk over with your prescriber, for medicines by their class. Without options: what can be named.

    No amounts, no starting, no stopping, and no checker of interactions: a short list with the source of each entry.

    \b
    Examples:
      unspiral measure medicines
      unspiral measure medicines --taking nsaid,ssri_or_snri
      unspiral measure medicines --taking opioid --also alcohol,phq_ge_10 --json

    Ends with 0, or 2 for a class or a fact that is not kept here.
    """
    found = cautions(listed(taking), listed(also))
    given = bool(listed(taking) or listed(also))
    if as_json:
        print_json(_document(found, given))
    elif given:
        _tell(found)
    else:
        _list()


def _document(found: Cautions, given: bool) -> dict[str, object]:
    sources = clinical_file("medicines")["sources"]
    named = [key for caution in (*found.found, *found.perhaps) for key in caution.sources]
    return {
        "schema": "unspiral.medicines/1",
        "cautions": [_entry(caution) for caution in found.found],
        "perhaps": [_entry(caution) for caution in found.perhaps],
        "said": list(found.said) if given else [],
        "known": [{"id": each.id, "kind": each.kind, "words": each.words} for each in known()],
        "sources": cited(named, sources),
    }


def _entry(caution: Caution) -> dict[str, object]:
    return {
        "id": caution.id,
        "text": caution.text,
        "kind": caution.kind,
        "because": list(caution.because),
        "if_also": caution.if_also,
        "evidence": caution.evidence,
        "sources": list(caution.sources),
    }


def _tell(found: Cautions) -> None:
    for caution in found.found:
        _tell_one(caution)
    if found.perhaps:
        click.echo("Perhaps, depending on what is meant:")
        click.echo("")
    for caution in found.perhaps:
        _tell_one(caution)
    for words in found.said:
        click.echo(wrapped(words))


def _tell_one(caution: Caution) -> None:
    sources = clinical_file("medicines")["sources"]
    click.echo(wrapped(caution.text))
    if caution.if_also:
        click.echo(wrapped(f"If {caution.if_also}.", "  "))
    if caution.because:
        click.echo(wrapped(f"Because of: {', '.join(caution.because)}.", "  "))
    seen = "; ".join(cited(caution.sources, sources).values()) or "no source seen"
    click.echo(wrapped(f"Source: {seen} ({EVIDENCE[caution.evidence]}).", "  "))
    click.echo("")


def _list() -> None:
    for kind, words in (("class", "Medicines, after --taking:"), ("fact", "What else is the case, after --also:")):
        click.echo(words)
        for each in known():
            if each.kind == kind:
                click.echo(f"  {each.id:<22}{each.words}")
        click.echo("")
    click.echo(
        wrapped("Where it is one of several, put '_or_' between them: ssri_or_snri. Names of medicines are not kept here, but for a few.")
    )
