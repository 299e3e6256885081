"""What a calibration found, written into the text of its file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unspiral.records.population_aim import Scenario

HEAD = (
    "# Found by 'unspiral population calibrate': values in the order of 'free', "
    "covariances of logs (effects as they are, correlations as artanh)."
)

TABLE = re.compile(r"""\s*\[{1,2}\s*["'A-Za-z_]""")
SCENARIO = re.compile(r"\s*\[\[\s*scenario\s*\]\]")


def with_scenarios(text: str, scenarios: Sequence[Scenario]) -> str:
    """The same text with these [[scenario]] tables in place of those it had.

    Args:
        text: of a population's file; everything else in it stays as it stands, remarks included.
        scenarios: of each causal share.
    """
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if TABLE.match(line):  # rows of numbers begin with a bracket, too, and no name behind it
            inside = SCENARIO.match(line) is not None
        elif inside and line.lstrip().startswith("#"):
            inside = False  # a remark behind a scenario belongs to what follows
        if not inside and line != HEAD:
            kept.append(line)
    without = "\n".join(kept).rstrip()
    return "\n".join([without, "", HEAD, *(_table(one) for one in sorted(scenarios, key=lambda one: -one.share))]) + "\n"


def _table(scenario: Scenario) -> str:
    rows = ",\n".join("  [" + ", ".join(f"{x:.6g}" for x in row) + "]" for row in scenario.covariance.tolist())
    values = ", ".join(f"{x:.9g}" for x in scenario.values)
    return f"\n[[scenario]]\nshare = {scenario.share:g}\nvalues = [{values}]\ncovariance = [\n{rows},\n]"
