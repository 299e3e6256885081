"""``unspiral measure check``: a questionnaire's file that a user wrote, with all its faults at once, or as it was understood."""

from __future__ import annotations

from pathlib import Path

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say

SCHEMA = "unspiral.check/1"


@click.command(short_help="Check a questionnaire file that you wrote.")
@click.argument("file", metavar="FILE.toml")
@json_option
@quiet_option
def command(file: str, as_json: bool) -> int:
    """Check a questionnaire file: everything that is wrong with it at once, or how it was understood.

    How such a file is written: docs/how-to/write-a-questionnaire.md.

    \b
    Examples:
      unspiral measure check my-scale.toml
      unspiral measure score my_scale --file my-scale.toml --answers 1,0,2

    Ends with 0 when the file is sound, 2 when it is not.
    """
    from unspiral.measure.questionnaires.library import read_instrument

    found = read_instrument(Path(file))
    from unspiral.measure.questionnaires.provenance import origins

    unseen = [origin.what for origin in origins(found) if origin.support.evidence == "unverified"]
    if as_json:
        from unspiral.doors.cli.measure_show import document

        print_json({"schema": SCHEMA, "sound": True, "examples": len(found.examples), "unverified": unseen, "understood": document(found)})
        return 0
    from unspiral.doors.cli.measure_show_text import items_text, overview_text

    click.echo(f"Sound: '{Path(file).name}' describes {found.id}. It was understood so:\n")
    click.echo(f"{overview_text(found)}\n\n{items_text(found)}")
    say()
    run = f"{len(found.examples)} of its own examples came out as they should."
    say(run if found.examples else "It has no examples of its own; one or two would show that the scoring does what you mean.")
    if unseen:
        say(f"Nobody has seen in a source: {', '.join(dict.fromkeys(unseen))}.")
    say(f"Score with it: unspiral measure score {found.id} --file {file} --answers ...")
    return 0
