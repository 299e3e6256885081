"""docs/reference/cli.md names every verb and every option that exists, and none that does not."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from tests.store.made_fit import made_fit

from unspiral.doors.cli.main import cli
from unspiral.store.document import fit_document

pytestmark = pytest.mark.unit

CONTEXT = click.Context(cli)


def commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every verb and, of those that have words of their own, every word: "measure score"."""
    found: dict[str, click.Command] = {}
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found[before + name] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{before}{name} ")
    return found


COMMANDS = commands(cli)
VERBS = list(COMMANDS)


@pytest.fixture(scope="module")
def sections(root: Path) -> dict[str, str]:
    """Heading -> what stands below it."""
    text = (root / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    return {part.partition("\n")[0].strip(): part.partition("\n")[2] for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]}


def named(section: str) -> set[str]:
    """Options in the first cells of the tables of a section."""
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `-")]
    return {option for cell in cells for option in re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", cell)}


def offered(verb: str) -> set[str]:
    shown = [p for p in COMMANDS[verb].params if isinstance(p, click.Option) and not p.hidden]
    return {name for p in shown for name in (*p.opts, *p.secondary_opts)}


def test_every_verb_has_its_section_and_there_are_no_others(sections: dict[str, str]) -> None:
    assert {name.removeprefix("unspiral ") for name in sections if name.startswith("unspiral ")} == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_the_options_are_those_of_the_verb(sections: dict[str, str], verb: str) -> None:
    assert named(sections[f"unspiral {verb}"]) == offered(verb)


def test_options_are_read_from_tables() -> None:
    assert named("| `-o`, `--output FILE` | where `--json` |\n| `--cut 'a->b'` | x |\ntext `--no`\n") == {"-o", "--output", "--cut"}


def test_every_key_of_the_document_is_explained(sections: dict[str, str]) -> None:
    lines = sections["The document of learn --json"].splitlines()
    keys = [key for line in lines if line.startswith("| `") for key in re.findall(r"`([^`]+)`", line.split("|")[1])]
    assert keys == list(fit_document(made_fit()))
