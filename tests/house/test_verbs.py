"""Every verb of the command line is documented, and shows an example of itself."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from unspiral.doors.cli.main import cli
from unspiral.doors.cli.measure import WORDS as MEASURE_WORDS
from unspiral.doors.cli.population import WORDS as POPULATION_WORDS
from unspiral.doors.cli.trial import WORDS as TRIAL_WORDS

pytestmark = pytest.mark.unit

VERBS = cli.list_commands(click.Context(cli))
WORDS = [
    *(f"measure {word}" for word in MEASURE_WORDS),
    *(f"trial {word}" for word in TRIAL_WORDS),
    *(f"population {word}" for word in POPULATION_WORDS),
]


def test_there_are_verbs() -> None:
    assert {"demo", "loop", "learn", "whatif", "report"} <= set(VERBS)


@pytest.mark.parametrize("verb", [*VERBS, *WORDS])
def test_verb_is_in_the_readme_or_the_docs(root: Path, verb: str) -> None:
    pages = [root / "README.md", *(root / "docs").rglob("*.md")]
    assert any(re.search(rf"\bunspiral {verb}\b", page.read_text(encoding="utf-8")) for page in pages)


@pytest.mark.parametrize("verb", [*VERBS, *WORDS])
def test_help_has_an_example(verb: str) -> None:
    shown = CliRunner().invoke(cli, [*verb.split(), "--help"], prog_name="unspiral")
    assert shown.exit_code == 0, shown.output
    usage, _, rest = shown.output.partition("\n\n")
    assert usage.startswith(f"Usage: unspiral {verb}")
    assert f"unspiral {verb}" in rest
