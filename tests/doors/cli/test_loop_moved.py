"""``unspiral loop --from-ctsem``, ``--from-lavaan`` and ``--from-mplus``, as people and scripts call them."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from tests.compat.texts import ANOM_AUTH, in_script, riclpm
from tests.doors.cli.calling import call

from unspiral.doors.cli.loop_moved import commands, map_text, moved_from
from unspiral.evidence.example import example_diary_path, example_moments_path
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse, to_text
from unspiral.measure.read_moments import read_moments

pytestmark = pytest.mark.unit


@pytest.fixture
def lavaan(tmp_path: Path) -> Path:
    place = tmp_path / "ri clpm.R"
    place.write_text(in_script(riclpm(4)), encoding="utf-8")
    return place


@pytest.fixture
def ctsem(tmp_path: Path) -> Path:
    place = tmp_path / "model.R"
    place.write_text(ANOM_AUTH, encoding="utf-8")
    return place


def test_people_get_the_loop_the_commands_and_a_word_on_every_line(ctsem: Path) -> None:
    called = call("loop", "--from-ctsem", ctsem)
    assert called.code == 0
    assert "The loop\n  eta1 <-> eta2\n  eta1 by Y1\n  eta2 by Y2\n" in called.out
    learn = "unspiral learn data.csv --person id --time time --loop 'eta1 <-> eta2; eta1 by Y1; eta2 by Y2' --no-traits --no-error"
    assert f"Learn it\n  {learn} --t0 separate\n" in called.out
    assert "Taken over (" in called.out and "Changed (" in called.out
    assert "  line 4: MANIFESTVAR is 0: answers carry no measurement error (--no-error).\n" in called.out


def test_the_unit_of_a_long_table_is_handed_on(ctsem: Path) -> None:
    shown = json.loads(call("loop", "--from-ctsem", ctsem, "--unit", "year", "--json", "-q").out)
    assert shown["moved"]["commands"][0].endswith(" --t0 separate --time-unit year")
    assert shown["unit"] == "year"


def test_scripts_get_one_document(lavaan: Path) -> None:
    called = call("loop", "--from-lavaan", lavaan, "--waves", "0,6,12,18", "--unit", "month", "--json", "--quiet")
    assert (called.code, called.err) == (0, "")
    document = json.loads(called.out)
    assert document["schema"] == "unspiral.loop/1"
    assert document["text"] == "x <-> y"
    moved = document["moved"]
    assert set(moved) == {"program", "choices", "person", "time", "waves", "map", "commands", "notes"}
    assert moved["choices"] == {"traits": True, "error": False, "t0": "centred", "means": "wave"}
    assert moved["waves"]["times"] == [0.0, 6.0, 12.0, 18.0]
    assert {"became", "line", "text"} == set(moved["notes"][0])
    assert all(note["line"] is None or note["line"] >= 4 for note in moved["notes"])


def test_the_commands_bring_a_wide_table_into_shape_and_learn_from_it(
    lavaan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lavaan.write_text(in_script(riclpm(4) + "RIx + RIy ~ age\n"), encoding="utf-8")
    wide(tmp_path / "wide.csv")
    called = call("loop", "--from-lavaan", lavaan.name, "--waves", "6,12,18,24", "--unit", "month", "--save-map", "my waves.toml")
    assert called.code == 0
    lines = [line.strip() for line in called.out.splitlines() if line.startswith("  unspiral ")]
    assert len(lines) == 2
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "unspiral"
        done = call(*words[1:], *(["--json", "--starts", "1"] if words[1] == "learn" else []))
        assert done.code == 0, done.err
    fit = json.loads(done.out)
    assert fit["data"]["persons"] == 40
    assert fit["data"]["occasions"] == 160
    assert fit["lagged"]["lag"] == pytest.approx(6 * 30.4375)
    assert fit["model"]["traits"] is True
    assert any(p["name"] == "covariate:age->trait:x" for p in fit["parameters"])


def wide(place: Path) -> None:
    """Forty made-up people at four waves."""
    rng = np.random.default_rng(4)
    level = rng.normal(5.0, 1.0, (40, 2))
    state = rng.normal(size=(40, 2))
    rows = []
    for _ in range(4):
        rows.append(level + state)
        state = state @ np.array([[0.4, 0.2], [0.1, 0.5]]) + rng.normal(size=(40, 2))
    cells = np.array(rows)
    head = ["id", *(f"{v}{k}" for v in "xy" for k in range(1, 5)), "age"]
    lines = [",".join(head)]
    for i in range(40):
        values = [f"{cells[k, i, v]:.3f}" for v in range(2) for k in range(4)]
        lines.append(",".join([f"p{i}", *values, str(20 + i % 37)]))
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_unequal_steps_have_no_lag_of_their_own(lavaan: Path) -> None:
    uneven = moved_from("lavaan", str(lavaan), None, "0,1,3,12", "month")
    assert "--lag" not in commands(uneven)[1]
    assert 'codes = { "1" = "0", "2" = "1", "3" = "3", "4" = "12" }' in map_text(uneven)


def test_matrices_and_several_models(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(
        '{"latent": ["pain", "mood"], "DRIFT": [["auto", 0], ["auto", "auto"]], "MANIFESTVAR": 0}', encoding="utf-8"
    )
    called = call("loop", "--from-ctsem", tmp_path / "m.json", "--json", "-q")
    assert json.loads(called.out)["text"] == "pain -> mood"
    (tmp_path / "two.R").write_text("a <- ctModel(LAMBDA=diag(1))\nb <- ctModel(LAMBDA=diag(2))\n", encoding="utf-8")
    assert call("loop", "--from-ctsem", tmp_path / "two.R").code == 2
    chosen = call("loop", "--from-ctsem", tmp_path / "two.R", "--model", "b", "--json", "-q")
    assert parse(json.loads(chosen.out)["text"]).names == ("eta1", "eta2")


def test_an_mplus_input(tmp_path: Path) -> None:
    (tmp_path / "m.inp").write_text("MODEL: x2 ON x1 y1; y2 ON y1; x3 ON x2 y2; y3 ON y2;\n", encoding="utf-8")
    called = call("loop", "--from-mplus", tmp_path / "m.inp", "--svg", tmp_path / "m.svg")
    assert called.code == 0
    assert "  y -> x\n" in called.out
    assert (tmp_path / "m.svg").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from-ctsem", "missing.R"], "'missing.R' cannot be read: no such file"),
        (["--from-ctsem", "dt.R"], "In the file 'dt.R': Line 1, column 21: This is a model of discrete time"),
        (["--from-ctsem", "latin.R"], "is not UTF-8"),
        (["--from-ctsem", "dt.R", "x -> y"], "Several loops were given"),
        (["--from-ctsem", "dt.R", "--from-lavaan", "dt.R"], "Several loops were given"),
        (["--from-ctsem", "dt.R", "--waves", "0,1"], "--waves is about wide tables"),
        (["--from-ctsem", "m.json", "--model", "m"], "--model names one of several"),
        (["--from-ctsem", "m.json", "--save-map", "x.toml"], "needs no mapping"),
        (["--from-lavaan", "m.lav", "--waves", "0,six"], "holds 'six'"),
        (["--from-lavaan", "m.lav", "--waves", "0,6"], "has 3 waves"),
        (["x -> y", "--waves", "0,6"], "--waves is about models of other programs"),
        (["--save-map", "x.toml"], "--save-map is about models of other programs"),
        ([], "No loop was given"),
    ],
)
@pytest.mark.parametrize("json_too", [False, True])
def test_bad_input_ends_with_2_and_a_remedy(
    words: list[str], said: str, json_too: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dt.R").write_text("m <- ctModel(type = 'dt', LAMBDA = diag(2))\n", encoding="utf-8")
    Path("latin.R").write_bytes("m <- 'é'".encode("latin-1"))
    Path("m.json").write_text('{"latent": ["a"]}', encoding="utf-8")
    Path("m.lav").write_text("x2 ~ x1\nx3 ~ x2\n", encoding="utf-8")
    called = call("loop", *words, *(["--json"] if json_too else []))
    assert called.code == 2
    assert said in called.err
    assert "Fix: " in called.err
    assert called.out == ""
    assert not Path("x.toml").exists()


# The page ----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "how-to" / "move-in.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def desk(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the page's commands read."""
    folder = tmp_path_factory.mktemp("desk")
    for path in (example_diary_path(), example_moments_path()):
        (folder / path.name).write_bytes(path.read_bytes())
    for block in re.findall(r"```r\n(.*?)```", page, re.S):
        (folder / block.split()[1]).write_text(block, encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    with contextlib.chdir(folder):
        exec(compile(code, "move-in.md", "exec"), {})
    return folder


def lines_of(page: str) -> list[str]:
    return [line for block in re.findall(r"```sh\n(.*?)```", page, re.S) for line in block.splitlines()]


def test_every_command_of_the_page_runs(page: str, desk: Path) -> None:
    lines = lines_of(page)
    assert len(lines) == 8
    with contextlib.chdir(desk):
        for line in lines:
            words = shlex.split(line)
            assert words[0] == "unspiral"
            done = call(*words[1:], *(["--starts", "1"] if words[1] == "learn" else []))
            assert done.code == 0, f"{line}\n{done.err}"
            assert done.out or words[1] == "measure"


def test_the_loops_of_the_page_are_those_of_its_scripts(page: str, desk: Path) -> None:
    ctsem = moved_from("ctsem", str(desk / "diary.R"), None, None, None)
    assert to_text(ctsem.loop).replace("\n", "; ") == "pain <-> depression; company => depression (impulse)"
    assert (ctsem.traits, ctsem.error) == (False, True)
    lavaan = moved_from("lavaan", str(desk / "riclpm.R"), None, "0,6,12,18", "month")
    assert commands(lavaan, "waves.toml") == [line for line in lines_of(page) if "wide.csv" in line or "long.csv" in line]
    assert {note.became for note in lavaan.notes} == {"taken"}


def test_the_table_of_two_stages_holds_the_recorded_numbers(page: str, root: Path) -> None:
    options = {"traits": True, "error": False, "t0": "centred", "means": "wave"}
    moments = read_moments(example_moments_path())
    fit = fit_ml(moments, parse("pain <-> depression"), lag=6.0, starts=1, ladder=False, **options)  # type: ignore[arg-type]
    models = json.loads((root / "tests" / "peers" / "lavaan" / "help_panel.json").read_text(encoding="utf-8"))["models"]
    (peer,) = [m for m in models if m["traits"] and m["means"] == "wave" and m["method"] == "two stages, observed information"]
    order = [("pain", "pain"), ("depression", "pain"), ("pain", "depression"), ("depression", "depression")]
    rows = re.findall(r"^\| [a-z]+ on .*\| (\S+ \(\S+\)) \| (\S+ \(\S+\)) \|$", page, re.M)
    assert len(rows) == 4
    for (theirs, ours), (cause, affected), k in zip(rows, order, range(4)):
        assert theirs == f"{peer['lag'][k // 2][k % 2]:.3f} ({peer['se'][k // 2][k % 2]:.3f})"
        effect = fit.lagged[cause, affected]
        assert ours == f"{effect.estimate:.3f} ({effect.se:.3f})"


def test_dynamic_models_of_mplus_are_refused_with_that_page(page: str, tmp_path: Path) -> None:
    (text,) = re.findall(r"```\n(! beeps.inp.*?)```", page, re.S)
    (tmp_path / "beeps.inp").write_text(text, encoding="utf-8")
    called = call("loop", "--from-mplus", tmp_path / "beeps.inp")
    assert called.code == 2
    assert "docs/how-to/move-in.md" in called.err


def test_codes_of_no_answer_of_mplus_do_not_become_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.inp").write_text(
        "VARIABLE: NAMES = pid x1 x2 x3 y1 y2 y3; MISSING = ALL (-999); IDVARIABLE = pid;\n"
        "MODEL:\nx2 y2 ON x1 y1; x3 y3 ON x2 y2; x1 WITH y1; x2 WITH y2; x3 WITH y3;\n"
    )
    Path("wide.csv").write_text("pid,x1,x2,x3,y1,y2,y3\na,1,2,-999,2,1,2\nb,2,-999,3,1,3,-999\n")
    assert call("loop", "--from-mplus", "model.inp", "--save-map", "waves.toml").code == 0
    assert call("measure", "import", "wide.csv", "--map", "waves.toml", "--wide", "occasion", "-o", "long.csv").code == 0
    assert "999" not in Path("long.csv").read_text()
