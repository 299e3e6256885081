"""The runner hands out every replicate once, lets all studies come on alike, and goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from scripts.calibrate import Plan, chosen, main, report
from tests.calibration.ledger import append
from tests.calibration.studies import STUDIES

pytestmark = pytest.mark.unit

TWO = [replace(STUDIES[0], replicates=30), replace(STUDIES[1], replicates=300)]


def line(study: object, replicate: int, seconds: float = 1.0) -> dict[str, object]:
    return {"study": study.fingerprint, "replicate": replicate, "converged": False, "failed": "x", "seconds": seconds}  # type: ignore[attr-defined]


def test_every_replicate_is_handed_out_once(tmp_path: Path) -> None:
    append(tmp_path, TWO[0], [line(TWO[0], k) for k in (0, 1, 7)])
    given = [(study.name, k) for study, some in Plan(TWO, tmp_path, None).chunks() for k in some]
    assert max(Counter(given).values()) == 1
    assert Counter(name for name, _ in given) == {TWO[0].name: 27, TWO[1].name: 300}
    assert (TWO[0].name, 7) not in given


def test_all_studies_come_on_alike(tmp_path: Path) -> None:
    plan = Plan(TWO, tmp_path, None)
    for some in TWO:
        plan.learn(some.name, [line(some, 0)])
    done: Counter[str] = Counter()
    for study, some in plan.chunks():
        done[study.name] += len(some)
        if sum(done.values()) > 150:
            break
    assert abs(done[TWO[0].name] / 30 - done[TWO[1].name] / 300) < 0.4


def test_pieces_grow_to_what_the_clock_says(tmp_path: Path) -> None:
    plan = Plan(TWO[1:], tmp_path, None)
    pieces = plan.chunks()
    sizes = []
    for _ in range(6):
        some = next(pieces)[1]
        sizes.append(len(some))
        plan.learn(TWO[1].name, [line(TWO[1], k, 1.0) for k in some])
    assert sizes == [1, 2, 4, 8, 10, 10]
    plan.learn(TWO[1].name, [line(TWO[1], 0, 10000.0)])
    assert len(next(pieces)[1]) == 1


def test_a_limit_leaves_the_rest(tmp_path: Path) -> None:
    assert sorted(k for _, some in Plan(TWO, tmp_path, 5).chunks() for k in some) == sorted([*range(5), *range(5)])


def test_studies_are_chosen_by_the_beginning_of_their_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert {s.kind for s in chosen(["null-"])} == {"null"}
    assert chosen([]) == list(STUDIES)
    assert main(["--list", "--only", "forecast"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == sum(s.kind == "forecast" for s in STUDIES)
    with pytest.raises(SystemExit):
        main(["--only", "nothing-like-this"])
    assert "no study begins with nothing-like-this" in capsys.readouterr().err


def test_what_is_there_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(tmp_path, STUDIES[0], [line(STUDIES[0], k) for k in range(3)])
    assert main(["--summary", "--folder", str(tmp_path)]) == 0
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert f"{STUDIES[0].name}: too few" in text
    assert "3 refused or broken" in text
    assert STUDIES[0].name in capsys.readouterr().out
    assert report([STUDIES[1]], tmp_path) == []
