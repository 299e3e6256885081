"""Every kind of bad input, end to end: exit code 2, place and remedy on stderr, nothing on stdout, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.bad_input import CASES, GOOD, BadInput
from tests.doors.cli import diary
from tests.doors.cli.calling import Called, call

ON_THE_LINE = [case for case in CASES if case.args is not None]
WALKED = "id,day,pain,depression,walking\nP1,0,3,5,0\nP1,1,4,6,1\nP2,0,2,9,0\nP2,1,1,8,1\n"
# Columns beside the answers, most of them with something wrong.
LONG = "day,pain,depression\n" + "".join(f"{k},{k * 7 % 10},{k * 3 % 8}\n" for k in range(40))
KNOWN = """\
id,day,pain,depression,age,temper,gap,town,w,below,nil
P1,0,4,6,40,1,1,Ulm,1,1,0
P1,1,5,5,40,2,1,Ulm,1,-1,0
P1,2,3,6,40,2,1,Ulm,1,1,0
P2,0,2,1,50,3,,Bern,2,1,0
P2,1,3,2,50,3,,Bern,2,1,0
P3,1,3,2,60,3,2,Graz,2,1,0
"""
Words = Callable[[Path], list[object]]


def refused(called: Called, *fragments: str) -> None:
    assert called.code == 2, called
    assert called.out == ""
    assert "\n  Fix: " in called.err
    assert "Traceback" not in called.err
    for fragment in fragments:
        assert fragment in called.err, called.err


@pytest.mark.parametrize("case", ON_THE_LINE, ids=str)
def test_a_table_that_cannot_be_read(case: BadInput, tmp_path: Path) -> None:
    assert case.args is not None
    called = call("learn", case.write(tmp_path), *case.args, "--json")
    refused(called, *case.fragments)
    assert called.err.startswith("DataError: ")


def table(*words: object, content: str = GOOD) -> Words:
    def made(folder: Path) -> list[object]:
        (folder / "diary.csv").write_text(content)
        return [folder / "diary.csv", *(str(word).replace("HERE", str(folder)) for word in words)]

    return made


def summary(*words: object, **changes: object) -> Words:
    return lambda folder: ["--moments", diary.moments(folder, **changes), *words]


# Name -> (words of the command, what the message must hold).
USAGE: dict[str, tuple[Words, tuple[str, ...]]] = {
    "nothing to learn from": (lambda _: [], ("Nothing to learn from", "unspiral learn diary.csv")),
    "two tables": (table("more.csv"), ("more.csv", "one table")),
    "a table and summary statistics": (table("--moments", "m.json"), ("learn reads one of them", "leave out --moments m.json")),
    "an option that does not exist": (table("--pursn", "id"), ("no option '--pursn'", "Did you mean '--person'?")),
    "an option without its value": (table("--person"), ("--person", "--person COL")),
    "a unit of time that does not exist": (table("--time-unit", "fortnight"), ("fortnight", "--time-unit hour|day|week")),
    "a T0 that does not exist": (table("--t0", "nowhere"), ("nowhere", "--t0 separate|joint")),
    "means that do not exist": (table("--means", "waves"), ("'waves'", "wave")),
    "a lag that is no number": (table("--lag", "soon"), ("soon", "--lag 1.0")),
    "a lag of nothing": (table("--lag", "0"), ("A lag of 0", "--lag 1")),
    "a lag without end": (table("--lag", "inf"), ("A lag of inf",)),
    "a level in per cent": (table("--level", "95"), ("A level of 95", "--level 0.95")),
    "a level below a half": (table("--level", "0.05"), ("A level of 0.05", "--level 0.95")),
    "a level that is no number": (table("--level", "nan"), ("A level of nan",)),
    "no start at all": (table("--starts", "0"), ("--starts 5",)),
    "half a seed": (table("--seed", "1.5"), ("--seed",)),
    "no worker": (table("--workers", "0"), ("--workers",)),
    "a loop without sense": (table("--loop", "pain <- <-"), ("--loop:", "Line 1")),
    "an empty loop": (table("--loop", ""), ("no process",)),
    "a process that drives itself": (table("--loop", "pain -> pain"), ("pain",)),
    "a loop file that is not there": (table("--loop", "@HERE/loop.txt"), ("loop.txt", "cannot be read")),
    "a loop file without its @": (table("--loop", "HERE/diary.csv"), ("There is a file of that name", "--loop @")),
    "a mistake in a loop file": (table("--loop", "@HERE/diary.csv"), ("In the file", "diary.csv", "Line 1")),
    "a loop of columns that are not there": (table("--loop", "pain <-> mood"), ("no column 'mood'", "Columns: id, day, pain, depression")),
    "people who differ in no such thing": (table("--loop", "pain <-> depression; vary loading:pain"), ("another thing for each person",)),
    "columns from which no loop can be guessed": (
        table(content=GOOD.replace("pain", "weather")), ("No column looks like pain", "--loop"),
    ),
    "a scale with a top that is no number": (table("--reverse", "pain=ten"), ("--reverse 'pain=ten'", "--reverse pain=10")),
    "a scale without a name": (table("--reverse", "=10"), ("--reverse '=10'",)),
    "a scale with an empty top": (table("--reverse", "pain="), ("--reverse 'pain='",)),
    "a scale turned round twice": (table("--reverse", "pain", "--reverse", "pain=10"), ("--reverse names 'pain' twice",)),
    "a scale that the loop does not use": (table("--reverse", "sleep=10"), ("'sleep'", "pain, depression")),
    "an input without its kind": (
        table("--input", "walking", content=WALKED), ("kind of the input 'walking' is not said", "--input walking:impulse"),
    ),
    "an input without its kind beside a loop": (
        table("--input", "walking", "--loop", "pain <-> depression", content=WALKED), ("'walking' is not said",),
    ),
    "an input of a kind that does not exist": (
        table("--input", "walking:impluse", content=WALKED), ("walking:impluse", "Did you mean 'impulse'?"),
    ),
    "an input of another kind than in the loop": (
        table("--input", "walking:fading", "--loop", "pain <-> depression; walking => pain (impulse)", content=WALKED),
        ("is fading, and the loop says it is impulse",),
    ),
    "an input named twice": (
        table("--input", "walking:impulse", "--input", "walking:fading", content=WALKED), ("--input names 'walking' twice",),
    ),
    "an input that is a process": (
        table("--input", "pain:impulse", "--loop", "pain <-> depression"), ("'pain' is a process of the loop",),
    ),
    "an input that is one of the guessed answers": (table("--input", "pain:impulse"), ("pain",)),
    "a family of a column that is not there": (table("--family", "pian=gaussian"), ("'pian'", "Did you mean 'pain'?")),
    "a family without a column": (table("--family", "gaussian"), ("--family pain=gaussian",)),
    "a family that does not exist": (table("--family", "pain=student"), ("'student' is not a family",)),
    "ends of a scale the wrong way round": (table("--family", "pain=bounded(10,0)"), ("lowest and the highest", "bounded(0,10)")),
    "levels that differ and do not": (table("--individual", "levels", "--no-traits"), ("contradict",)),
    "replicates of no bootstrap": (table("--replicates", "200"), ("--ci is wald", "--ci bootstrap --replicates 200")),
    "a bootstrap of nothing": (table("--bootstrap", "case", "--ci", "profile"), ("--ci is profile", "--ci bootstrap")),
    "too few replicates": (table("--ci", "bootstrap", "--replicates", "9"), ("9 replicates are too few", "--replicates 500")),
    "intervals of another kind": (table("--ci", "boot"), ("--ci", "wald|sandwich|profile|bootstrap")),
    "a covariate that is not there": (table("--covariate", "agee", content=KNOWN), ("no column 'agee'", "Did you mean 'age'?")),
    "a covariate on something else": (
        table("--covariate", "age:level", content=KNOWN), ("Did you mean 'levels'?", "--covariate age:levels"),
    ),
    "a covariate named twice": (table("--covariate", "age", "--covariate", "age:links", content=KNOWN), ("twice",)),
    "a covariate that changes": (
        table("--covariate", "temper", content=KNOWN), ("Row 3", "person 'P1'", "'temper'", "--input temper:sustained"),
    ),
    "a covariate that somebody lacks": (table("--covariate", "gap", content=KNOWN), ("Row 5", "person 'P2'", "fill it in")),
    "a covariate of three texts": (table("--covariate", "town", content=KNOWN), ("3 different texts", "0 and 1")),
    "a covariate that is the time": (table("--covariate", "day", "--time", "day", content=KNOWN), ("two roles",)),
    "weekdays of months": (table("--weekday", "--time-unit", "month", content=KNOWN), ("--weekday needs dates", "2024-03-09")),
    "hours of weeks": (table("--daytime", "--time-unit", "week", content=KNOWN), ("--daytime needs dates",)),
    "nights of years": (table("--overnight", "--time-unit", "year", content=KNOWN), ("--overnight needs dates",)),
    "a time zone that is none": (table("--time-zone", "Europe/Zurick"), ("not a time zone", "Did you mean 'Europe/Zurich'?")),
    "a time zone of numbers": (table("--time-zone", "Europe/Zurich"), ("needs timestamps", "--time")),
    "a prior without a Bayesian fit": (table("--prior", "level:pain=normal(5, 1)"), ("--prior is about a Bayesian fit", "--bayes")),
    "a prior of nothing": (table("--bayes", "--prior", "pain"), ("'pain' is no prior", "normal(0, 0.2)")),
    "a prior of an unknown number": (
        table("--bayes", "--prior-only", "--prior", "level:pian=normal(5, 1)", content=LONG), ("Did you mean",)
    ),
    "profiles of a posterior": (table("--bayes", "--ci", "profile"), ("--ci profile is about maximum likelihood",)),
    "weights that are not there": (table("--weight", "ww", content=KNOWN), ("no column 'ww'", "Did you mean 'w'?")),
    "weights below 0": (table("--weight", "below", content=KNOWN), ("Row 3", "below 0")),
    "weights that are empty": (table("--weight", "gap", content=KNOWN), ("Row 5", "the weight is empty", "write it into the cell")),
    "weights of nobody": (table("--weight", "nil", content=KNOWN), ("is 0", "--weight COLUMN")),
    "weights beside summary statistics": (summary("--weight", "w"), ("--weight", "leave out --weight")),
    "a trend beside summary statistics": (summary("--trend"), ("--trend", "leave out --trend")),
    "a result into a folder": (table("-o", "HERE"), ("is a folder", "fit.json")),
    "a result into a folder that is not there": (table("-o", "HERE/no/fit.json"), ("does not exist", "mkdir -p")),
    "a result without a name": (table("-o", ""), ("empty name", "-o fit.json")),
    "a result with a name that no file can have": (table("-o", "HERE/" + "x" * 300), ("cannot be written",)),
    "a result over the table": (table("-o", "HERE/diary.csv"), ("would write over",)),
    "a report over the table": (table("--report", "HERE/diary.csv"), ("--report would write over",)),
    "a report over the result": (table("-o", "HERE/a", "--report", "HERE/a"), ("the same file",)),
    "a report into a folder that is not there": (table("--report", "HERE/no/r.html"), ("does not exist", "mkdir -p")),
    "options of rows beside summary statistics": (
        summary("--person", "id", "--reverse", "pain"), ("--person", "leave out --person and --reverse"),
    ),
    "an input beside summary statistics": (
        summary("--loop", "pain <-> depression; walking => pain (impulse)"), ("no rows", "leave the input out"),
    ),
    "a column that summary statistics lack": (summary("--loop", "pain <-> mood"), ("no column 'mood'", "Columns: pain, depression")),
    "summary statistics whose names say nothing": (summary(columns=["a", "b"]), ("cannot be told from their names", "--loop 'a <-> b'")),
    "summary statistics that do not fit together": (summary(n=1), ("'n'", "persons")),
    "summary statistics that are a table": (
        lambda folder: ["--moments", diary.write(folder, diary.rows(1, 3))], ("cannot be read as a JSON document",),
    ),
    "summary statistics that are not there": (lambda folder: ["--moments", folder / "none.json"], ("There is no file",)),
}  # fmt: skip


@pytest.mark.parametrize("kind", USAGE)
def test_words_that_make_no_sense(kind: str, tmp_path: Path) -> None:
    words, fragments = USAGE[kind]
    asked = words(tmp_path)
    before = sorted(entry.name for entry in tmp_path.iterdir())
    refused(call("learn", "--json", "--quiet", *asked), *fragments)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


def test_there_are_many_kinds() -> None:
    assert len(ON_THE_LINE) >= 30
    assert len(USAGE) >= 30


@pytest.mark.parametrize("name", ["empty file", "text in a column of numbers", "folder"])
def test_the_same_as_a_program_of_its_own(name: str, tmp_path: Path) -> None:
    case = next(case for case in ON_THE_LINE if case.name == name)
    words = ["learn", str(case.write(tmp_path)), *(case.args or ()), "--json"]
    alone = [sys.executable, "-W", "error", "-m", "unspiral.doors.cli.main", *words]
    ran = subprocess.run(alone, capture_output=True, text=True, timeout=60)
    refused(Called(ran.returncode, ran.stdout, ran.stderr), *case.fragments)
    assert ran.stderr == call(*words).err


def test_a_write_protected_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspiral.doors.cli.learn_options.os.access", lambda *_: False)  # root may write anywhere
    refused(call("learn", *table("-o", "HERE/fit.json")(tmp_path)), "write-protected")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["diary.csv"]


def test_no_answer_is_repeated(tmp_path: Path) -> None:
    called = call("learn", *table(content=GOOD.replace("P1,1,4", "P1,1,my secret words"))(tmp_path), "--json")
    refused(called, "Row 3", "column 'pain'")
    assert "secret" not in called.err
