"""The words that would make this a medical device are said nowhere: not in the code's texts, templates, tables, README or docs."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HERE = Path(__file__).parent
NEGATION = re.compile(r"\b(not|never|no|nor|neither|cannot|without|nobody|nothing)\b|n't\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?;]\s|\n\s*\n|\n\s*[-*|#]")
TEXTS = {".md", ".html", ".j2", ".jinja", ".svg", ".css", ".js", ".json", ".csv", ".toml", ".txt", ".cff"}


def listed(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


PHRASES = listed("never_say.txt")
ALLOWED = [line.split(" | ")[0] for line in listed("may_say.txt")]


def pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\b" + r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)


def offences(text: str) -> list[str]:
    """Each forbidden phrase with what stands before it, unless denied in its own sentence or allowed by the list."""
    spans = [hit.span() for words in ALLOWED for hit in pattern(words).finditer(text)]
    found: list[str] = []
    for phrase in PHRASES:
        for hit in pattern(phrase).finditer(text):
            before = SENTENCE_END.split(text[: hit.start()])[-1]
            inside = any(start <= hit.start() and hit.end() <= end for start, end in spans)
            if not inside and not NEGATION.search(before):
                found.append(f"{phrase}: ...{' '.join(text[max(0, hit.start() - 40) : hit.end() + 20].split())}...")
    return found


def strings(code: str) -> str:
    """Every text in Python code, docstrings and the fixed parts of f-strings included."""
    found = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return "\n\n".join(found)


@pytest.mark.parametrize("phrase", PHRASES)
def test_each_phrase_is_seen(phrase: str) -> None:
    assert offences(f"It {phrase.upper()} at night.")
    assert offences(strings(f'x = f"{{y}} It {phrase} at night."'))


def test_denials_and_allowed_words_pass() -> None:
    assert offences("It does not diagnose, treat or monitor any condition.") == []
    assert offences("Talk to your prescriber, or ask the person who treats you.") == []
    assert offences("We are not doctors. It treats pain.") != []
    assert offences("It diagnoses pain.") != []


def test_the_copy_is_the_whole_list(shared: Path) -> None:
    told = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))["device_law"]["never_say"]
    assert told == PHRASES


def test_every_exception_has_its_reason() -> None:
    assert all(len(line.split(" | ")) == 2 and line.split(" | ")[1].strip() for line in listed("may_say.txt"))


def test_nothing_says_them(root: Path) -> None:
    found: list[str] = []
    package = [path for path in (root / "src").rglob("*") if path.suffix in TEXTS | {".py"} and path.is_file()]
    pages = [*root.glob("*.md"), root / "CITATION.cff", *(root / "docs").rglob("*.md")]
    assert len(package) > 10
    for path in [*package, *pages]:
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(root)}: {said}" for said in offences(strings(text) if path.suffix == ".py" else text)]
    assert found == []
