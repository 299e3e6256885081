from __future__ import annotations

import pytest

from unspiral.doors.cli.whatif_asked import VERBS, adherence, amounts, arrow, pair, piece, rule, verb_of, weakened
from unspiral.errors import SpecError
from unspiral.records.whatif import Piece, Rule

pytestmark = pytest.mark.unit


def given(**words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {verb: words.get(verb, ()) for verb in VERBS}


def test_one_verb() -> None:
    assert verb_of(given(hold=("pain=4",))) == "hold"
    with pytest.raises(SpecError, match="No change is given"):
        verb_of(given())
    with pytest.raises(SpecError, match="Two changes at once: --press and --cut"):
        verb_of(given(press=("pain=1",), cut=("pain->depression",)))


def test_pairs_arrows_and_parts() -> None:
    assert pair(" pain = -1.5", "--press") == ("pain", -1.5)
    assert amounts(["pain=1", "sleep=2"], "--press", "pressed") == {"pain": 1.0, "sleep": 2.0}
    assert arrow(" pain -> sleep ", "--cut") == ("pain", "sleep")
    assert weakened(["pain->sleep=0.5", "sleep->pain=-0.1"]) == {("pain", "sleep"): 0.5, ("sleep", "pain"): -0.1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("walking=1 from 0 to 28", Piece("walking", 1.0, 0.0, 28.0)),
        ("walking = -0.5  from 7.5", Piece("walking", -0.5, 7.5, None)),
        ("walking=1 to 14", Piece("walking", 1.0, 0.0, 14.0)),
        ("walking=1", Piece("walking", 1.0, 0.0, None)),
        (" walking=2e-1 from 1e1 to 2e1 ", Piece("walking", 0.2, 10.0, 20.0)),
    ],
)
def test_pieces(text: str, found: Piece) -> None:
    assert piece(text, 1.0) == found


def test_days_become_units_of_the_fit() -> None:
    assert piece("walking=1 from 7 to 14", 1.0 / 7.0) == Piece("walking", 1.0, 1.0, 2.0)
    assert rule("while pain >= 6 press sleep=1 look every 7", 1.0 / 7.0)[0].every == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["walking", "walking=x from 0", "walking=1 from a", "walking=1 to", "from 0 to 1", ""])
def test_what_is_no_piece(text: str) -> None:
    with pytest.raises(SpecError):
        piece(text, 1.0)


@pytest.mark.parametrize(
    ("text", "found", "pressed"),
    [
        ("while pain >= 6 press activity=-1 stop below 4", Rule("pain", True, 6.0, 4.0), {"activity": -1.0}),
        ("while pain is at or above 6, press activity=-1; stop below 4", Rule("pain", True, 6.0, 4.0), {"activity": -1.0}),
        ("while pain>=6 press activity=-1", Rule("pain", True, 6.0, 6.0), {"activity": -1.0}),
        ("while mood <= 2 press activity=1 and pain=-0.5, stop above 3", Rule("mood", False, 2.0, 3.0), {"activity": 1.0, "pain": -0.5}),
        ("while mood at or below 2.5: press activity=1 look every 2 days", Rule("mood", False, 2.5, 2.5, 2.0), {"activity": 1.0}),
        ("while mood <= -2 press a=1, b=2 stop above -1.5 look every 7", Rule("mood", False, -2.0, -1.5, 7.0), {"a": 1.0, "b": 2.0}),
    ],
)
def test_rules(text: str, found: Rule, pressed: dict[str, float]) -> None:
    assert rule(text, 1.0) == (found, pressed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "while pain",
        "while pain > 6 press a=1",
        "pain >= 6 press a=1",
        "while pain >= six press a=1",
        "while pain >= 6 press",
        "while pain >= 6 press a=1 stop 4",
    ],
)
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        rule(text, 1.0)
    assert "--policy 'while pain >= 6 press activity=-1 stop below 4'" in caught.value.fix


def test_shares() -> None:
    assert adherence(None) is None
    assert adherence("0.7") == 0.7
    assert adherence("0.5:0.8") == (0.5, 0.8)
    for wrong in ("", "x", "0.1:0.2:0.3", "0.5:", "nan"):
        with pytest.raises(SpecError, match="neither a share nor a range"):
            adherence(wrong)
