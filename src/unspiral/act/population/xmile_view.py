"""Where stocks and flows stand when a program opens the file as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from unspiral.act.population.joint import Joint
from unspiral.act.population.xmile_equations import Model

ACROSS, DOWN, EDGE = 260, 150, 140  # between middles of stocks, and from the edge
WIDE, HIGH = 90, 54  # of a stock
BESIDE = 150  # between variables below


def placed(view: ET.Element, model: Model, joint: Joint) -> None:
    """Put every variable into a view: the first course from left to right, all else downwards, variables in rows below.

    Args:
        view: element that takes them.
        model: what there is.
        joint: states of the stocks.
    """
    where = _grid(joint)
    for name, (x, y) in zip(model.stocks, where, strict=True):
        ET.SubElement(
            view, "stock", {"name": name, "x": str(x), "y": str(y), "width": str(WIDE), "height": str(HIGH), "label_side": "center"}
        )
    taken: dict[tuple[int, int], int] = {}
    for j, name in enumerate(model.flows):
        one, other = int(joint.source[j]), int(joint.target[j])
        pair = (min(one, other), max(one, other))
        taken[pair] = taken.get(pair, 0) + 1
        aside = 12 * (taken[pair] // 2) * (1 if taken[pair] % 2 else -1)
        (x0, y0), (x1, y1) = where[one], where[other]
        flow = ET.SubElement(
            view, "flow", {"name": name, "x": str((x0 + x1) // 2 + aside), "y": str((y0 + y1) // 2 + aside), "label_side": "bottom"}
        )
        points = ET.SubElement(flow, "pts")
        for x, y in ((x0 + aside, y0 + aside), (x1 + aside, y1 + aside)):
            ET.SubElement(points, "pt", {"x": str(x), "y": str(y)})
    below = max((y for _, y in where), default=0) + 2 * DOWN
    others = [variable.name for variable in model.variables if variable.kind == "aux"]
    row = max((max(x for x, _ in where) // BESIDE) if where else 1, 6)
    for k, name in enumerate(others):
        ET.SubElement(view, "aux", {"name": name, "x": str(EDGE + BESIDE * (k % row)), "y": str(below + 90 * (k // row))})


def _grid(joint: Joint) -> list[tuple[int, int]]:
    """Middle of each stock: no two in one place."""
    rows: dict[tuple[int, ...], int] = {}
    out: list[tuple[int, int]] = []
    for state in joint.states.tolist():
        rest = tuple(state[1:])
        out.append((EDGE + ACROSS * state[0], EDGE + DOWN * rows.setdefault(rest, len(rows))))
    return out
