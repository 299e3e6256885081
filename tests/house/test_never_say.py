"""The words that would make this a medical device are said nowhere: not in any file of the product, and not in anything that it shows."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.act.made import pair_fit
from tests.doors.cli.calling import call
from tests.house.texts import KINDS, listed, of_cpp, of_lines, of_markup, of_python, of_table, of_toml, quoted_cells, texts_of

from unspiral.doors.cli.main import cli
from unspiral.doors.cli.measure import WORDS
from unspiral.show.report import report_html

pytestmark = pytest.mark.unit

NEGATION = re.compile(r"\b(not|never|no|nor|neither|cannot|without|nobody|nothing)\b|n't\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?;]\s|\n\s*\n|\n\s*[-*|#]")
# A denial reaches to the end of its clause: what comes after it is said outright.
CLAUSE = re.compile(r"[,:–—]\s| - |\b(?:and|but|so|then|while)\b", re.IGNORECASE)
PHRASES = listed("never_say.txt")
ALLOWED = [line.split(" | ")[0] for line in listed("may_say.txt") if not line.startswith("column ")]


def pattern(words: str) -> re.Pattern[str]:
    """The words with any space between them; a hyphen may also be a space or the one that does not break."""
    parts = (re.escape(word).replace(r"\-", r"[-\s\u2011]") for word in words.split())
    return re.compile(r"\b" + r"\s+".join(parts), re.IGNORECASE)


ANY = re.compile("|".join(pattern(phrase).pattern for phrase in PHRASES), re.IGNORECASE)


def offences(text: str, quoted: Iterable[str] = ()) -> list[str]:
    """Each forbidden phrase with what stands before it, unless denied in its own clause or allowed by the list."""
    found: list[str] = []
    if not ANY.search(text):  # most texts hold none, and one look is quicker than one for each phrase
        return found
    for phrase in PHRASES:
        for hit in pattern(phrase).finditer(text):
            before = CLAUSE.split(SENTENCE_END.split(text[: hit.start()])[-1])[-1]
            if not NEGATION.search(before) and not _inside(text, hit, [*ALLOWED, *quoted]):
                found.append(f"{phrase}: ...{' '.join(text[max(0, hit.start() - 40) : hit.end() + 20].split())}...")
    return found


def _inside(text: str, hit: re.Match[str], allowed: Iterable[str]) -> bool:
    """Whether a phrase stands within words that are allowed as a whole."""
    spans = (span.span() for words in allowed if pattern(hit.group()).search(words) for span in pattern(words).finditer(text))
    return any(start <= hit.start() and hit.end() <= end for start, end in spans)


def of_file(path: Path) -> list[str]:
    return [said for text in texts_of(path) or [] for said in offences(text)]


def product(root: Path) -> list[Path]:
    """Everything that reaches a reader: the package, the kernel, scripts, benchmarks, pages."""
    made = {"__pycache__"}
    folders = [root / name for name in ("src", "core", "scripts", "bench", "docs")]
    inside = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and not made & set(path.parts)]
    return [*inside, *sorted(root.glob("*.md")), root / "CITATION.cff", root / "Makefile", root / "pyproject.toml"]


# The check itself ------------------------------------------------------------------------------------------------------------------

# Kind of file -> how a sentence stands in it.
PLANTS = {
    "page.py": 'x = f"{{y}} {sentence}"\n',
    "doc.py": 'def f():\n    """{sentence}"""\n',
    "page.md": "# Title\n\nIt is not dear.\n\n{sentence}\n",
    "page.html": "<p>It is not dear</p>\n<p title='x'>{sentence}</p>\n",
    "attribute.html": '<img alt="{sentence}">\n',
    "page.j2": "{{% if never %}}<b>{sentence}</b>{{% endif %}}\n",
    "words.toml": 'a = "never"\nb = "{sentence}"\n',
    "comment.toml": "# {sentence}\na = 1\n",
    "words.json": '{{"not": "no", "a": ["{sentence}"]}}\n',
    "claims.csv": "id,software_should_say\nno,{sentence}\n",
    "kernel.cpp": 'throw std::runtime_error("{first} " /* not */\n    "{second}");\n',
    "kernel.hpp": 'inline const char* said = "{sentence}";\n',
    "setup.sh": "#!/bin/bash\necho 'not yet'\necho \"{sentence}\"\n",
    "Makefile": "demo: ## {sentence}\n\t@echo not\n",
    "chart.svg": "<svg><title>{sentence}</title></svg>\n",
    "page.css": '.a::after {{ content: "{sentence}" }}\n',
    "list.txt": "never\n{sentence}\n",
}


def planted(kind: str, phrase: str) -> str:
    sentence = f"It {phrase.upper()} at night"
    words = sentence.split()
    comment = PLANTS[kind].replace("/* not */", "")
    return comment.format(sentence=sentence, first=" ".join(words[:2]), second=" ".join(words[2:]))


@pytest.mark.parametrize("kind", PLANTS)
@pytest.mark.parametrize("phrase", PHRASES)
def test_each_phrase_is_found_in_each_kind_of_file(kind: str, phrase: str, tmp_path: Path) -> None:
    (tmp_path / kind).write_text(planted(kind, phrase), encoding="utf-8")
    assert [said for said in of_file(tmp_path / kind) if said.startswith(f"{phrase}:")], planted(kind, phrase)


def test_every_kind_of_file_in_the_product_is_planted_or_read_the_same_way(root: Path) -> None:
    silent = {".so", ".pyd", ".png", ".typed", ".R", ".gitkeep", "CMakeLists.txt"}
    kinds = {path.suffix or path.name for path in product(root)} - silent
    assert kinds <= {*KINDS, ".csv"}
    readers = {KINDS[Path(kind).suffix or kind] for kind in PLANTS if not kind.endswith(".csv")}
    assert {KINDS[kind] for kind in kinds - {".csv"}} <= readers


def test_denials_and_allowed_words_pass() -> None:
    assert offences("It does not diagnose, treat or monitor any condition.") == []
    assert offences("Talk to your prescriber, or ask the person who treats you.") == []
    assert offences("We are not doctors. It treats pain.") != []
    assert offences("It diagnoses pain.") != []
    assert offences("Ask your prescriber what it cures.") != []


@pytest.mark.parametrize(
    "said",
    [
        "With no side effects, unspiral treats depression.",
        "It is not dear and cures pain.",
        "Do not wait: unspiral predicts relapse.",
        "It is not dear - it cures pain.",
        "Nobody sees your answers, but it diagnoses pain.",
        "It costs nothing while it treats pain.",
    ],
)
def test_a_denial_of_something_else_denies_nothing(said: str) -> None:
    assert offences(said) != []
    assert offences("It never cures, and it does not treat pain.") == []


@pytest.mark.parametrize("phrase", [phrase for phrase in PHRASES if "-" in phrase])
@pytest.mark.parametrize("sign", ["-", " ", "\u2011"])
def test_a_hyphen_hides_no_phrase(phrase: str, sign: str) -> None:
    assert offences(f"It is {phrase.replace('-', sign)} now.") != []


def test_a_quote_passes_only_as_a_whole() -> None:
    quote = "People with pain are often diagnosed with depression"
    assert offences(f"Said: {quote}.", [quote]) == []
    assert offences("They are often diagnosed with depression.", [quote]) != []


def test_texts_are_told_apart() -> None:
    assert of_python('x = "a" "b"\n') == ["ab"]
    assert of_toml('# note\nk = ["v", {w = "x"}]\n') == ["k", "v", "w", "x", " note"]
    assert of_cpp('f("a \\"b\\" " "c"); // "d"\n') == ['a \\"b\\" c', "d"]
    assert "alt" in of_markup('<i title="alt">in</i>') and "in" in of_markup('<i title="alt">in</i>')
    assert of_lines("echo a \\\n  b\nc") == ["echo a  b", "c"]
    assert of_table("claim_id,claim_paraphrase,other\n1,quoted,said\n", "claims.csv") == [
        "claim_id",
        "claim_paraphrase",
        "other",
        "1",
        "said",
    ]
    assert of_table("claim_paraphrase\nquoted\n", "other.csv") == ["claim_paraphrase", "quoted"]


# The lists -------------------------------------------------------------------------------------------------------------------------


def test_the_copy_is_the_whole_list(shared: Path) -> None:
    told = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))["device_law"]["never_say"]
    assert told == PHRASES


def test_every_exception_has_its_reason() -> None:
    assert all(len(line.split(" | ")) == 2 and line.split(" | ")[1].strip() for line in listed("may_say.txt"))


def test_every_exception_is_still_needed(root: Path) -> None:
    """An exception that nothing uses any more would only wait for the wrong sentence."""
    said = "\n".join(text for path in product(root) for text in texts_of(path) or [])
    assert [words for words in ALLOWED if not pattern(words).search(said)] == []
    columns = [line.split(" | ")[0].removeprefix("column ") for line in listed("may_say.txt") if line.startswith("column ")]
    for name, column in (entry.split(" ") for entry in columns):
        with (root / "src" / "unspiral" / "evidence" / "tables" / name).open(encoding="utf-8", newline="") as stream:
            assert any(offences(row[column]) for row in csv.DictReader(stream)), f"{name} {column}"


def test_what_the_software_says_is_never_quoted() -> None:
    assert not any("software_should_say" in line for line in listed("may_say.txt"))


# The product -----------------------------------------------------------------------------------------------------------------------


def test_no_file_says_them(root: Path) -> None:
    files = product(root)
    assert len(files) > 150
    assert {path.suffix for path in files} >= {".py", ".toml", ".csv", ".html", ".cpp", ".sh", ".md"}
    assert [f"{path.relative_to(root)}: {said}" for path in files for said in of_file(path)] == []


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that exists, by the words that call it; a word whose file is not there yet is passed over."""
    context = click.Context(group)
    for name in group.list_commands(context):
        try:
            command = group.get_command(context, name)
        except ModuleNotFoundError as problem:
            assert (problem.name or "").startswith("unspiral.doors.cli."), problem
            continue
        yield (*words, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))


def test_commands_are_walked_into_groups() -> None:
    found = set(commands(cli))
    assert {("learn",), ("evidence",), ("measure",), ("measure", "flags"), ("measure", "medicines")} <= found
    assert {words[1] for words in found if words[0] == "measure" and len(words) == 2} <= set(WORDS)


@pytest.mark.parametrize("words", list(commands(cli)), ids=" ".join)
def test_no_help_says_them(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], prog_name="unspiral")
    assert shown.exit_code == 0, shown.output
    assert offences(shown.output) == []


SHOWN: list[list[str]] = [
    ["--help"],
    ["loop", "pain <-> depression; walking => pain (fading)"],
    ["measure", "flags"],
    ["measure", "flags", "--yes", "ces_saddle,can_night,can_history,inf_fever,inflam_am,chest", "--not-sure", "ces_sex"],
    ["measure", "flags", "--no", "chest"],
    ["measure", "help-lines", "GB"],
    ["measure", "help-lines", "AT"],
    ["measure", "medicines"],
    ["measure", "medicines", "--taking", "benzodiazepine"],
    ["measure", "medicines", "--taking", "paracetamol"],
    [
        "measure", "medicines", "--taking", "nsaid,tramadol,duloxetine,tca,pregabalin,antidepressant_new", "--also",
        "gi_symptom,phq_ge_10,age_le_25,age_ge_65,stopped,alcohol,heavy_alcohol,medicine_started,mood_drop",
    ],
    ["evidence"],
    ["evidence", "xylophone"],
    ["pathway"],
    ["pathway", "--all"],
    ["pathway", "--phq9", "18", "--item9", "2", "--acknowledged", "--considering", "opioid,surgery", "--mode", "researcher"],
    ["pathway", "--red-flag", "emergency_now"],
]  # fmt: skip


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_nothing_that_is_shown_says_them(words: list[str]) -> None:
    called = call(*words)
    assert called.code in (0, 3)
    assert called.out
    assert offences(f"{called.out}\n\n{called.err}") == []


def test_nothing_that_the_evidence_shows_says_them_but_quotes(root: Path) -> None:
    quotes = quoted_cells(root / "src" / "unspiral" / "evidence" / "tables")
    called = call("evidence", "--kind", "claims", "--kind", "links", "--kind", "treatments", "--kind", "epidemiology", "--all")
    assert called.code == 0
    assert quotes
    # Lines are folded and a sentence begins with a capital letter: the pattern allows for both.
    assert offences(called.out, quotes) == []
    document = json.loads(call("evidence", "--json").out)
    told = [row["say"] for row in document["claims"]] + [
        row["sentence"] for kind in ("links", "treatments", "epidemiology") for row in document[kind]
    ]
    assert [said for sentence in told for said in offences(sentence)] == []


def test_no_report_page_says_them() -> None:
    page = report_html(pair_fit())
    texts = of_markup(re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL))
    assert any("does not diagnose" in text for text in texts)
    assert [said for text in texts for said in offences(text)] == []


def questionnaires() -> list[str]:
    """Ids of those that can be shown; none before they exist."""
    try:
        from unspiral.measure.questionnaires import library  # type: ignore[attr-defined]
    except ImportError:
        return []
    return list(library.instruments())


def test_no_questionnaire_says_them() -> None:
    found: list[str] = []
    for name in questionnaires():
        called = call("measure", "show", name, "--sources")
        assert called.code == 0, called.err
        found += [f"{name}: {said}" for said in offences(called.out)]
    assert found == []
