"""Models of other programs that the tests of this room share; all of them written for these tests."""

from __future__ import annotations

# The first example of ctsem's documentation, in the form that its old version needed (no data: those are under the GPL).
ANOM_AUTH = """\
library(ctsem)
data("AnomAuth")
anomModel <- ctModel(Tpoints = 5, n.latent = 2, n.manifest = 2,
  LAMBDA = diag(2), MANIFESTVAR = diag(0, 2), TRAITVAR = NULL)
anomFit <- ctFit(AnomAuth, anomModel)
"""


def riclpm(waves: int = 5, *, equal: bool = True, means: str = "wave", traits: bool = True, names: tuple[str, str] = ("x", "y")) -> str:
    """A random-intercept cross-lagged panel model in lavaan's text."""
    x, y = names
    every, later = range(1, waves + 1), range(2, waves + 1)
    lines: list[str] = []
    if traits:
        lines += [f"RI{v} =~ " + " + ".join(f"1*{v}{t}" for t in every) for v in names]
        lines += [f"RI{x} ~~ RI{x}", f"RI{y} ~~ RI{y}", f"RI{x} ~~ RI{y}"]
    lines += [f"w{v}{t} =~ 1*{v}{t}" for v in names for t in every]
    for t in later:
        if equal:
            lines += [f"w{x}{t} ~ a*w{x}{t - 1} + b*w{y}{t - 1}", f"w{y}{t} ~ c*w{x}{t - 1} + d*w{y}{t - 1}"]
        else:
            lines.append(f"w{x}{t} + w{y}{t} ~ w{x}{t - 1} + w{y}{t - 1}")
    lines += [f"w{x}1 ~~ w{y}1", f"w{x}1 ~~ w{x}1", f"w{y}1 ~~ w{y}1"]
    for t in later:
        labels = ("q1*", "q2*", "q3*") if equal else ("", "", "")
        lines += [f"w{x}{t} ~~ {labels[0]}w{x}{t}", f"w{x}{t} ~~ {labels[1]}w{y}{t}", f"w{y}{t} ~~ {labels[2]}w{y}{t}"]
    if means == "constant":
        lines += [" + ".join(f"{v}{t}" for t in every) + f" ~ m{v}*1" for v in names]
    elif means == "wave":
        lines += [" + ".join(f"{v}{t}" for t in every) + " ~ 1" for v in names]
    return "\n".join(lines) + "\n"


def in_script(model: str, call: str = "lavaan", more: str = ', missing = "ml", meanstructure = TRUE, int.ov.free = TRUE') -> str:
    """The same as it stands in a script of R."""
    return f"library(lavaan)\nd <- read.csv('wide.csv')\nmodel <- '\n{model}'\nfit <- {call}(model, data = d{more})\nsummary(fit)\n"
