"""In what people differ beside levels: read, written back, and mistakes explained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.errors import SpecError
from unspiral.loop.language import parse, to_text
from unspiral.loop.model import Link

pytestmark = pytest.mark.unit

LOOP = "pain <-> depression; pain -> activity; walking => activity + pain (fading); "
VARY = (
    "vary pain, pain -> depression, pain -> pain; vary walking => activity + pain; "
    "vary diffusion:pain, error : pain, t0mean:pain, link:depression->pain, fading:walking"
)


def test_what_is_declared_is_read_and_written_back() -> None:
    loop = parse(LOOP + VARY)
    assert loop.vary_levels == ("pain",)
    assert loop.vary_links == (Link("pain", "depression"), Link("depression", "pain"))
    assert loop.vary_others == (
        "self:pain", "input:walking->activity", "input:walking->pain", "diffusion:pain", "error:pain", "t0mean:pain", "fading:walking",
    )  # fmt: skip
    assert parse(to_text(loop)) == loop
    assert "error:pain" in to_text(loop)  # spaces tidied
    built = replace(loop, statements=())
    assert parse(to_text(built)) == built


def test_names_in_quotes() -> None:
    loop = parse('"low mood" -> pain; vary "low mood" -> "low mood", diffusion:"low mood"')
    assert loop.vary_others == ("self:low mood", "diffusion:low mood")
    assert parse(to_text(replace(loop, statements=()))) == replace(loop, statements=())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vary pain -> sleep", "not a process"),
        ("vary depression -> activity", "no link depression -> activity"),
        ("vary link:depression->activity", "no link depression -> activity"),
        ("vary x => pain", "'x' is not an input"),
        ("vary walking => depression", "does not act on 'depression'"),
        ("vary walking => pain (fading)", "said once"),
        ("vary level:pain", "write vary pain"),
        ("vary loading:pain", "another thing for each person"),
        ("vary difusion:pain", "Did you mean 'diffusion'"),
        ("vary diffusion:x", "not a process"),
        ("vary error:x", "not a column"),
        ("vary fading:pain", "not an input that wears off"),
        ("vary link:pain", "two names"),
        ("vary diffusion:pain->depression", "one name"),
        ("vary self:pain, pain -> pain", "varies already"),
        ("vary pain -> depression, link:pain->depression", "varies already"),
        ("vary diffusion:", "missing after ':'"),
        ("pain -> pain", "linked to itself"),
    ],
)
def test_mistakes_are_explained(text: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(LOOP + text)
    assert said in str(caught.value)
    assert "Fix:" in str(caught.value)
