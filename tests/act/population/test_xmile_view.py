from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from tests.act.population.test_xmile_equations import laid, plain

from unspiral.act.population.joint import joint_of
from unspiral.act.population.xmile_view import HIGH, WIDE, placed

pytestmark = pytest.mark.unit


def test_stocks_stand_apart_and_flows_reach_from_one_to_the_other() -> None:
    model, _ = laid(None)
    joint = joint_of(plain())
    view = ET.Element("view")
    placed(view, model, joint)
    stocks = {s.get("name"): (int(s.get("x") or 0), int(s.get("y") or 0)) for s in view.findall("stock")}
    spots = list(stocks.values())
    assert all(abs(a[0] - b[0]) >= WIDE or abs(a[1] - b[1]) >= HIGH for k, a in enumerate(spots) for b in spots[:k])
    for j, flow in enumerate(view.findall("flow")):
        ends = [(int(p.get("x") or 0), int(p.get("y") or 0)) for p in flow.findall("pts/pt")]
        for (x, y), place in zip(ends, (joint.source[j], joint.target[j]), strict=True):
            at = stocks[model.stocks[int(place)]]
            assert abs(x - at[0]) <= WIDE / 2 and abs(y - at[1]) <= HIGH / 2
    auxiliaries = [(a.get("x"), a.get("y")) for a in view.findall("aux")]
    assert len(set(auxiliaries)) == len(auxiliaries) == sum(v.kind == "aux" for v in model.variables)
    assert min(int(y or 0) for _, y in auxiliaries) > max(y for _, y in spots)
