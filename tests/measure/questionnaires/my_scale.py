"""A small questionnaire of a user's own, as its file would stand on the disk."""

from __future__ import annotations

from pathlib import Path

TEXT = """
schema = "unspiral.questionnaire/1"
id = "my_scale"
version = "1"
name = "My own scale"
measures = "stiffness"
notes = ["made up for tests"]

[sources]
me2026 = "Me. My scale. 2026."

[licence]
decision = "ship_text"
status = "my own words"
evidence = "project_convention"

[recall]
words = "past week"
days = 7

[text]
stem = "In the past week:"
evidence = "project_convention"

[[options]]
score = 0
text = "Never"
[[options]]
score = 1
text = "Sometimes"
[[options]]
score = 2
text = "Often"

[[items]]
id = "a"
text = "My back felt stiff."
[[items]]
id = "b"
text = "I moved freely."
reverse = true
[[items]]
id = "c"
text = "I felt stiff in the morning."

[scoring]
method = "sum"
low = 0
high = 6
evidence = "project_convention"
[scoring.subscales]
morning = ["c"]
[scoring.ranges]
morning = [0, 2]
[scoring.missing]
words = "one may be missing"
way = "prorate"
most = 1
evidence = "project_convention"

[[bands]]
low = 0
high = 2
label = "little"
[[bands]]
low = 3
high = 6
label = "much"
[bands_from]
evidence = "unverified"
sources = ["me2026"]

[[cutoffs]]
value = 3
use = "look again"
evidence = "unverified"
sources = ["me2026"]

[[changes]]
kind = "MIC"
points = 2
share = 0.3
evidence = "unverified"

[[examples]]
answers = [2, 0, 1]
expect = { score = 5, band = "much", imputed = 0, morning = 1 }
[[examples]]
answers = { a = 2, b = "", c = 1 }
expect = { score = 5, imputed = 1 }
[[examples]]
answers = [2, "", ""]
expect = { none = true }
"""


def written(folder: Path, text: str = TEXT, name: str = "my_scale.toml") -> Path:
    """The file, on the disk."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file
