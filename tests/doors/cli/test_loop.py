"""``unspiral loop``, as people and scripts call it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from unspiral.doors.cli.main import main
from unspiral.loop.language import parse, to_text

TEXT = "pain <-> depression; walking => pain (fading); depression by phq8 (mean of 14 days); vary pain"


def test_people_get_equations_units_a_sketch_and_the_text_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loop", TEXT]) == 0
    shown = capsys.readouterr()
    assert "  pain <-> depression\n  walking => pain (fading)\n" in shown.out
    assert "d pain/dt = -r_pain pain + a_pain_depression depression + m_pain_walking fading(walking) + noise" in shown.out
    assert "a_pain_depression: link:depression->pain, 1/day" in shown.out
    assert "(pain) <==> (depression)" in shown.out
    assert "[walking: fading] ---> (pain)" in shown.out
    assert max(len(line) for line in shown.out.splitlines()) <= 100
    assert "--svg" in shown.err


def test_scripts_get_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loop", TEXT, "--json", "--unit", "week"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    document = json.loads(shown.out)
    assert document["schema"] == "unspiral.loop/1"
    assert document["text"] == to_text(parse(TEXT))
    assert document["processes"] == ["pain", "depression"]
    assert document["links"] == [["pain", "depression"], ["depression", "pain"]]
    assert document["inputs"] == [{"name": "walking", "targets": ["pain"], "kind": "fading"}]
    assert document["equations"][1] == "d depression/dt = -r_depression depression + a_depression_pain pain + noise"
    assert document["vary"] == {"levels": ["pain"], "links": []}
    units = {entry["name"]: entry["unit"] for entry in document["parameters"]}
    assert units["self:pain"] == "1/week"
    assert len(units) == len(document["parameters"])


def test_the_text_that_comes_back_is_the_same_loop(capsys: pytest.CaptureFixture[str]) -> None:
    main(["loop", TEXT, "--json"])
    text = json.loads(capsys.readouterr().out)["text"]
    main(["loop", text, "--json"])
    assert json.loads(capsys.readouterr().out)["text"] == text


def test_a_file_and_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loop.txt").write_text("pain -> sleep # why\n", encoding="utf-8")
    picture = tmp_path / "loop.svg"
    assert main(["loop", f"@{tmp_path / 'loop.txt'}", "--svg", str(picture), "--json", "--quiet"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["text"] == "pain -> sleep"
    assert shown.err == ""
    assert ElementTree.fromstring(picture.read_text(encoding="utf-8")).get("role") == "img"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pain <-> depresion; vary depression"], "Did you mean 'depresion'?"),
        (["pain", "-"], "came in 2 pieces"),
        (["pain -"], "single quotes"),
        ([""], "no process"),
        (["@missing.txt"], "no such file"),
        (["pain -> b", "--svg", "missing/loop.svg"], "mkdir -p"),
        (["pain -> b", "--unit", "fortnight"], "'day'"),
    ],
)
@pytest.mark.parametrize("json_too", [False, True])
def test_bad_input_ends_with_2_and_a_remedy(words: list[str], said: str, json_too: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loop", *words, *(["--json"] if json_too else [])]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Traceback" not in shown.err
    if json_too:
        assert shown.out == ""


def test_a_mistake_in_a_file_names_the_file_and_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "loop.txt"
    place.write_text("a -> b\na -> a\n", encoding="utf-8")
    assert main(["loop", f"@{place}"]) == 2
    assert f"In the file '{place}': Line 2, column 6:" in capsys.readouterr().err
    assert main(["loop", str(place)]) == 2  # the @ is missing
    assert f"Fix: unspiral loop @{place}" in capsys.readouterr().err


def test_the_manual_is_true(root: Path) -> None:
    page = (root / "docs" / "how-to" / "write-a-loop.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```loop\n(.*?)```", page, re.S)
    assert len(blocks) >= 5
    for block in blocks:
        assert parse(block)
    for line in re.findall(r"^unspiral loop '([^']*)'", page, re.M):
        assert parse(line)
    refused = re.findall(r"```loop-refused\n(.*?)```", page, re.S)
    assert refused
    for block in refused:
        assert main(["loop", block]) == 2


def test_the_python_and_the_message_in_the_manual_are_true(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (root / "docs" / "how-to" / "write-a-loop.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    exec(compile(code, "write-a-loop.md", "exec"), {})
    (refused,) = re.findall(r"```loop-refused\n(.*?)```", page, re.S)
    main(["loop", refused])
    assert f"```text\n{capsys.readouterr().err}```" in page
