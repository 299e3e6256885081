"""Studies of answers in steps: whether intervals hold, and what reading the steps as numbers would have said."""

from __future__ import annotations

from tests.calibration.study import Design, Study

COVER = (0.93, 0.97)
# The loop of a day: pain as a number, depression in probits behind four steps, of which the lowest is given six times in ten.
BEHIND = {
    "self:pain": -0.8, "self:depression": -0.4, "link:pain->depression": 0.15, "link:depression->pain": 0.25, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.25, "diffusion:depression": 0.8,
}  # fmt: skip
TRAIT = {"trait:pain": 0.8, "trait:pain,depression": 0.3, "trait:depression": 0.8}
FLOOR = {f"threshold:depression[{k + 1}]": t for k, t in enumerate((0.5, 1.5, 2.5))}
USUAL = {"traits": True, "error": False, "t0": "stationary", "starts": 3}


def stepped() -> list[Study]:
    """Diaries of 60 people over 30 days; the shortcut beside each fit is kept as well, and has no bar."""
    families = {"pain": "gaussian", "depression": "ordinal"}
    made = {"traits": True, "t0": "stationary", "families": families, "scales": {"depression": (0.0, 1.0, 2.0, 3.0)}}
    yes = {"pain": "gaussian", "depression": "binary"}
    binary = {**made, "families": yes, "scales": {"depression": (0.0, 1.0)}}
    number = {"level:pain": 5.0}
    return [
        Study(
            "steps-ordinal-60x30", 420, "coverage", Design(60, 30), BEHIND | TRAIT | FLOOR | number, made, USUAL | {"families": families},
            1000, COVER, about="60 people, 30 days, pain as a number, depression in four steps, six in ten answers the lowest; traits, "
            "`stationary`. The shortcut reads the steps as numbers; it has no bar.",
        ),
        Study(
            "steps-binary-60x30", 421, "coverage", Design(60, 30), BEHIND | TRAIT | {"level:depression": -0.5} | number, binary,
            USUAL | {"families": yes}, 500, COVER, about="60 people, 30 days, pain a number, depression yes or no; traits, `stationary`.",
        ),
    ]  # fmt: skip
