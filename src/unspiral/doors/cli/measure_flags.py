"""``unspiral measure flags``: the warning signs of back pain, one question after the other or all at once."""

from __future__ import annotations

import os
import sys

import click

from unspiral.doors.cli.console import decide, json_option, print_json, quiet_option, tell
from unspiral.doors.cli.help_text import country_option, help_document, help_here, help_words
from unspiral.doors.cli.paragraph import cited, listed, wrapped
from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import EVIDENCE, clinical_file
from unspiral.measure.safety.help_lines import help_for, help_or_world
from unspiral.measure.safety.red_flags import RedFlags, red_flags, urgencies
from unspiral.measure.safety.sign import Reply, questions, replies
from unspiral.records.help import Help

HELD_BACK = {"pathway": "what guidelines offer", "model_advice": "what a model of your own answers would suggest"}
NO_COUNTRY = "The country that was named is none, so this is for anywhere. Lines of one: --country XX (two letters)."
KEYS: dict[str, Reply] = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "?": "not sure", "not sure": "not sure"}


@click.command(short_help="Go through the warning signs of back pain.")
@click.option("--yes", metavar="ID,...", multiple=True, help="Questions answered with yes.")
@click.option("--not-sure", metavar="ID,...", multiple=True, help="Questions answered with 'not sure', which is not 'no'.")
@click.option("--no", metavar="ID,...", multiple=True, help="Questions answered with no; what is named nowhere was not asked.")
@click.option("--ask", is_flag=True, help="Ask one question after the other, on a terminal.")
@country_option
@json_option
@quiet_option
def command(yes: tuple[str, ...], not_sure: tuple[str, ...], no: tuple[str, ...], ask: bool, country: str | None, as_json: bool) -> int:
    """Go through 18 warning signs of back pain. Without options: the questions and their ids.

    The answers are not kept. No single sign is accurate, and no answer rules out a serious cause: if something feels wrong, contact a
    doctor.

    \b
    Examples:
      unspiral measure flags
      unspiral measure flags --ask
      unspiral measure flags --yes can_night --not-sure can_weight --country IE

    Ends with 0, with 3 where a doctor is needed at once or today, 2 for a question or a country that does not exist.
    """
    answers = replies(listed(yes), listed(not_sure), listed(no))
    _, wrong = help_or_world(country, os.environ)
    lines, how = help_here(country) if wrong is None else (help_for(None), NO_COUNTRY)
    if ask:
        answers = _ask(answers, lines)
    found = red_flags(answers, lines)
    decide(3 if found.stops else 0)
    if as_json:
        print_json(_document(found, answers, how))
    elif answers or ask:
        _tell(found, answers, how)
    else:
        _list()
    if wrong is not None:  # only now: a slip in a country's name must not stand before what is said of the signs
        if not found.stops:
            raise wrong
        tell(f"SpecError: {wrong.text()}")
    return 3 if found.stops else 0


def _ask(answers: dict[str, Reply], lines: Help) -> dict[str, Reply]:
    """Ask what was not answered yet; ends early once an answer calls for help at once."""
    if sys.stdin is None or not sys.stdin.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        raise SpecError(
            "--ask asks on a terminal, and this is none.", fix="unspiral measure flags --yes ID,... --no ID,... --not-sure ID,..."
        )
    click.echo(wrapped("y = yes, n = no, ? = not sure, Enter = leave it out, q = stop asking"), err=True)
    given = dict(answers)
    for question in questions():
        if red_flags(given, lines).urgency == urgencies()[-1]:
            break
        if question.id in given:
            continue
        click.echo(f"\n{wrapped(question.ask)}", err=True)
        while (word := click.prompt("", default="", show_default=False, prompt_suffix="> ", err=True).strip().lower()) not in (
            "",
            "q",
            *KEYS,
        ):
            click.echo("One of: y, n, ?, Enter, q", err=True)
        if word == "q":
            break
        if word:
            given[question.id] = KEYS[word]
    click.echo("", err=True)
    return given


def _document(found: RedFlags, answers: dict[str, Reply], how: str) -> dict[str, object]:
    table = clinical_file("red_flags")
    asked = [
        {
            "id": question.id,
            "group": question.group,
            "ask": question.ask,
            "weight": question.weight,
            "urgency": question.urgency,
            "answer": answers.get(question.id),
            "evidence": question.evidence,
            "sources": list(question.sources),
        }
        for question in questions()
    ]
    return {
        "schema": "unspiral.flags/1",
        "urgency": found.urgency,
        "text": found.text,
        "blocks": list(found.blocks),
        "reasons": [
            {"rule": reason.rule, "urgency": reason.urgency, "answers": reason.answers, "note": reason.note} for reason in found.reasons
        ],
        "not_sure": list(found.not_sure),
        "not_asked": list(found.not_asked),
        "said": list(found.said),
        "questions": asked,
        "sources": cited((key for question in questions() for key in question.sources), table["sources"]),
        "help": {**help_document(found.help), "said": how},
    }


def _tell(found: RedFlags, answers: dict[str, Reply], how: str) -> None:
    sources = clinical_file("red_flags")["sources"]
    click.echo(wrapped(found.text))
    if found.stops:
        click.echo("")
        for words in help_words(found.help, how, lines=False):
            click.echo(wrapped(words, "  "))
    if found.questions:
        click.echo("\nThese answers led to it:")
    for question in found.questions:
        seen = "; ".join(cited(question.sources, sources).values()) or "no source seen"
        click.echo(wrapped(f"{answers[question.id]}: {question.ask} [{question.id}]", "  "))
        click.echo(wrapped(f"Source: {seen} ({EVIDENCE[question.evidence]}).", "    "))
    if found.said:
        click.echo("")
    for words in found.said:
        click.echo(wrapped(words))
    if found.blocks:
        click.echo(wrapped(f"Until a doctor has looked, unspiral holds back {' and '.join(HELD_BACK[what] for what in found.blocks)}."))


def _list() -> None:
    for question in questions():
        click.echo(f"{question.id}{'  (counts only beside another sign)' if question.weight == 'modifier' else ''}")
        click.echo(wrapped(question.ask, "  "))
    click.echo("")
    click.echo(wrapped("Answer on a terminal with --ask, or name the ids: --yes ID,... --not-sure ID,... --no ID,..."))
    click.echo(wrapped("If something feels wrong, contact a doctor, whatever these questions say."))
