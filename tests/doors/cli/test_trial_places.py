from __future__ import annotations

from pathlib import Path

import pytest
from tests.act.made import pair_fit
from tests.doors.cli.calling import call

from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_fit(pair_fit(), tmp_path / "fit.json")
    made = call("trial", "plan", tmp_path / "fit.json", *PLAN, "-o", tmp_path / "plan.json")
    assert made.code == 0, made.err
    (tmp_path / "diary.csv").write_text("date,pain,depression\n2026-12-01,1,2\n", encoding="utf-8")
    return tmp_path


PLAN = (
    "--on", "walking", "--acts-on", "pain", "--outcome", "pain", "--effect", -1, "--days", 84, "--block", 7, "--simulations", 0,
    "--start", "2026-12-01",
)  # fmt: skip


@pytest.mark.parametrize(("verb", "words", "said"), [
    ("plan", ("-o", "fit.json"), "write over"), ("plan", ("--ics", "fit.json"), ".ics"), ("plan", ("--chart", "fit.json"), "SVG"),
    ("plan", ("-o", ""), "empty name"), ("plan", ("--ics", ""), "empty name"), ("plan", ("--chart", ""), "empty name"),
    ("plan", ("-o", "same", "--ics", "same"), "same file"), ("plan", ("-o", "new.json", "--chart", "none/x.svg"), "does not exist"),
    ("plan", ("-o", "new.json", "--ics", "x.ics", "--time-zone", "Nowhere"), "no time zone"),
    ("analyse", ("--chart", "plan.json"), "SVG"), ("analyse", ("--report", "diary.csv"), "HTML"),
    ("plan", ("-o", "."), "names no file"), ("analyse", ("--chart", ""), "empty name"),
    ("analyse", ("--report", ""), "empty name"), ("analyse", ("--chart", "same", "--report", "same"), "same file"),
])  # fmt: skip
def test_places_that_cannot_be_are_refused_and_nothing_is_written(folder: Path, verb: str, words: tuple[str, ...], said: str) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    placed = [word if word.startswith("-") or word in ("", "Nowhere") else folder / word for word in words]
    read = (folder / "fit.json", *PLAN) if verb == "plan" else (folder / "plan.json", folder / "diary.csv")
    found = call("trial", verb, *read, *placed)
    assert (found.code, found.out) == (2, "")
    assert said in " ".join(found.err.split())
    assert "Fix:" in found.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
