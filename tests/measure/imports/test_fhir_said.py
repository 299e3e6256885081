from __future__ import annotations

import pytest

from unspiral.measure.imports.fhir_said import Said

pytestmark = pytest.mark.unit


def test_nothing_to_say() -> None:
    assert Said().sentences() == []


def test_everything_is_counted() -> None:
    said = Said()
    for name in ("error", "cancelled", "unfinished", "preliminary", "computed", "twice", "deleted", "empty", "nobody", "no person"):
        said.counts[name] += 2
    for name in ("no time", "part of a date", "timing", "multiple"):
        said.counts[name] += 1
    said.left_out["Range"] += 1
    said.disagree["phq9", "phq1"] += 1
    said.guessed["http://x", "phq9"] += 3
    said.unknown.update({f"Kind{n}": 1 for n in range(40)})
    sentences = said.sentences()
    assert len(sentences) == 18
    assert "2 resources are marked as entered in error and left out." in sentences
    assert "1 value of the kind Range were not read: a diary holds texts and numbers." in sentences
    assert "3 forms with 'http://x' were taken for 'phq9' by the codes of their items." in sentences
    assert sentences[-1].endswith("and 10 kinds more.")
    assert any("another weight" in sentence for sentence in sentences)
