"""``unspiral measure help-lines``: where human help is, country by country."""

from __future__ import annotations

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option
from unspiral.doors.cli.help_text import country_option, help_document, help_here, help_words
from unspiral.doors.cli.paragraph import wrapped
from unspiral.errors import SpecError
from unspiral.measure.safety.country import country_code, country_name
from unspiral.measure.safety.help_lines import countries


@click.command(short_help="Show where human help is, country by country.")
@click.argument("place", metavar="[COUNTRY]", required=False)
@country_option
@json_option
@quiet_option
def command(place: str | None, country: str | None, as_json: bool) -> None:
    """Show the emergency number and the help lines of a country. They lie in the package, so this works without a network.

    COUNTRY is two letters; 'EU' and '*' are the lines for the European Union and for anywhere.

    \b
    Examples:
      unspiral measure help-lines
      unspiral measure help-lines IE
      unspiral measure help-lines --country NZ --json

    Ends with 0, or 2 for a country that does not exist.
    """
    given = (country or "").strip() or (place or "").strip() or None  # "" names none
    if place and country and place.strip() and country.strip() and country_code(place) != country_code(country):
        what = f"Two countries are named: '{place[:40]}' and '{country[:40]}'."
        raise SpecError(what, fix=f"unspiral measure help-lines {country_code(country)}")
    lines, how = help_here(given)
    if as_json:
        document = {"schema": "unspiral.help/1", "asked": None if given is None else country_code(given), **help_document(lines)}
        print_json({**document, "said": how, "countries": list(countries())})
        return
    first, *rest = help_words(lines, how)
    click.echo(lines.name)
    click.echo("")
    click.echo(wrapped(first, "  "))
    for words in rest:
        click.echo(wrapped(words, "  "))
    click.echo("")
    click.echo(wrapped(f"Seen at: {'; '.join(lines.sources)}."))
    others = ", ".join(f"{code} {country_name(code)}" for code in countries() if code not in (lines.country, "*", "EU"))
    click.echo(wrapped(f"Lines of other countries: {others}. Members of the EU without their own: EU. Anywhere else: '*'."))
