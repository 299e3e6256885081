"""Studies of people who differ in their links: whether intervals of population effects and of their spread hold."""

from __future__ import annotations

from tests.calibration.study import Design, Study

COVER = (0.93, 0.97)
LINKS = ("link:pain->depression", "link:depression->pain")
LOOP = "pain <-> depression; vary pain -> depression, depression -> pain"
AVERAGE = {
    "self:pain": -0.9, "self:depression": -0.7, "link:pain->depression": 0.25, "link:depression->pain": 0.15, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.2, "diffusion:depression": 1.0, "level:pain": 5.0, "level:depression": 4.0, "trait:pain": 1.0,
    "trait:pain,depression": 0.4, "trait:depression": 1.0,
}  # fmt: skip
SPREAD = {"sd:link:pain->depression": 0.25, "cor:link:pain->depression,link:depression->pain": 0.3, "sd:link:depression->pain": 0.2}
LEAN = {f"cor:trait:{trait},{link}": size for trait in ("pain", "depression") for link, size in zip(LINKS, (0.2, 0.0), strict=True)}


def differing() -> list[Study]:
    """Diaries of people whose links differ, beside the fit that gives everybody the same links, which has no bar."""
    made = {"traits": True, "t0": "separate", "individual": LINKS}
    asked = {"traits": True, "error": False, "t0": "separate", "starts": 1}
    start = {"t0mean:pain": 0.0, "t0mean:depression": 0.0, "t0cov:pain": 0.7, "t0cov:pain,depression": 0.2, "t0cov:depression": 0.7}
    truth, about = (
        AVERAGE | start | SPREAD | LEAN,
        "100 people, 60 days, both links differ between people; levels differ as well, `separate`",
    )
    return [
        Study("coverage-differences", 440, "coverage", Design(100, 60), truth, made, asked, 500, COVER, LOOP, about=f"{about}."),
        Study(
            "alike-differences", 441, "coverage", Design(100, 60), truth, made, {**asked, "individual": "levels"}, 300, (0.0, 1.0), LOOP,
            about=f"The contrast: {about}; fitted as if everybody had the same links. It has no bar.",
        ),
    ]  # fmt: skip
