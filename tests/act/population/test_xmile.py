"""The file by its structure, and run by PySD, which is no part of this project, beside the forward equation."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.act.population.example import POLICY, declared, falling, markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import holds, joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.xmile import Xmile, one_age_band, xmile
from unspiral.errors import SpecError
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy

NS = {"x": "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"}
# What the schema of XMILE 1.0 (OASIS, 2015) lets stand inside each element that is written here, and its attributes.
POINT = {"name", "x", "y", "width", "height", "label_side"}
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "xmile": ({"header", "sim_specs", "dimensions", "model"}, {"version"}),
    "xmile/header": ({"vendor", "product", "options", "name", "caption"}, set()),
    "xmile/header/product": (set(), {"version", "lang"}),
    "xmile/header/options": ({"uses_arrays"}, set()),
    "xmile/header/options/uses_arrays": (set(), {"max_dimensions", "invalid_index_value"}),
    "xmile/sim_specs": ({"start", "stop", "dt"}, {"method", "time_units"}),
    "xmile/sim_specs/dt": (set(), {"reciprocal"}),
    "xmile/dimensions": ({"dim"}, set()),
    "xmile/dimensions/dim": ({"elem"}, {"name", "size"}),
    "xmile/dimensions/dim/elem": (set(), {"name"}),
    "xmile/model": ({"variables", "views"}, {"name"}),
    "xmile/model/variables": ({"stock", "flow", "aux"}, set()),
    "xmile/model/variables/stock": ({"eqn", "units", "doc", "dimensions", "inflow", "outflow", "element"}, {"name"}),
    "xmile/model/variables/flow": ({"eqn", "units", "doc", "dimensions", "element"}, {"name"}),
    "xmile/model/variables/aux": ({"eqn", "units", "doc", "dimensions", "element"}, {"name"}),
    "xmile/model/variables/aux/element": ({"eqn"}, {"subscript"}),
    **{f"xmile/model/variables/{kind}/dimensions": ({"dim"}, set()) for kind in ("stock", "flow", "aux")},
    **{f"xmile/model/variables/{kind}/dimensions/dim": (set(), {"name"}) for kind in ("stock", "flow", "aux")},
    "xmile/model/views": ({"view"}, set()),
    "xmile/model/views/view": ({"stock", "flow", "aux"}, {"type", "page_orientation", "show_pages"}),
    "xmile/model/views/view/stock": (set(), POINT),
    "xmile/model/views/view/aux": (set(), POINT),
    "xmile/model/views/view/flow": ({"pts"}, POINT),
    "xmile/model/views/view/flow/pts": ({"pt"}, set()),
    "xmile/model/views/view/flow/pts/pt": (set(), {"x", "y"}),
}
WORDS = {"if", "then", "else", "max", "min", "time", "step"}


@cache
def made() -> Xmile:
    policy = Policy("more", 8, (("mood care begins", 3.0),), (), ("depression->pain",))
    return xmile(declared(), weeks=12, policy=policy, nodes=2, usual=3)


def few(effects: bool) -> Episodes:
    """Depression and death alone, of people around 44 years; some come into the next age band after five weeks."""
    found = declared() if effects else markov()
    kept = tuple(
        replace(h, ratios=tuple(r for r in h.ratios if r.of in ("age", "sex")), resets=())
        for h in found.hazards
        if h.course in ("depression", "life")
    )
    courses = tuple(replace(c, count_to=0) for c in found.courses if c.name in ("depression", "life"))
    people = replace(found.people, youngest=43, oldest=46, bands=(18.0, 44.1))
    names = ("mood",) if effects else ()
    kept = tuple(replace(h, effects=tuple(e for e in h.effects if e[0] in names)) for h in kept)
    return replace(found, courses=courses, hazards=kept, people=people, outcomes=(), effects=names, correlations=())


@pytest.mark.unit
def test_the_file_is_xmile_and_holds_together() -> None:
    root = ET.fromstring(made().text)
    assert root.tag == f"{{{NS['x']}}}xmile" and root.get("version") == "1.0"
    specs = root.find("x:sim_specs", NS)
    assert specs is not None and specs.get("method") == "euler" and specs.get("time_units") == "week"
    assert specs.findtext("x:stop", namespaces=NS) == "12"
    variables = root.findall("x:model/x:variables/*", NS)
    names = [v.get("name") or "" for v in variables]
    written = {name.replace(" ", "_").casefold() for name in names}
    assert len(written) == len(names)
    elements = {e.get("name", "").replace(" ", "_").casefold() for e in root.findall("x:dimensions/x:dim/x:elem", NS)}
    dims = {d.get("name") for d in root.findall("x:dimensions/x:dim", NS)}
    for equation in [e.text or "" for e in root.findall("x:model/x:variables//x:eqn", NS)]:
        known = written | WORDS | elements | {str(d) for d in dims}
        assert set(re.findall(r"\b[a-z]\w*", equation.casefold())) <= known, equation[:200]
    assert all(v.findtext("x:doc", namespaces=NS) and v.findtext("x:units", namespaces=NS) for v in variables)


@pytest.mark.unit
def test_nothing_stands_where_the_schema_does_not_have_it() -> None:
    def look(element: ET.Element, path: str) -> None:
        children, attributes = ALLOWED.get(path, (set(), set()))
        assert set(element.keys()) <= attributes, path
        for child in element:
            name = child.tag.removeprefix(f"{{{NS['x']}}}")
            assert name in children, f"{name} in {path}"
            look(child, f"{path}/{name}")

    root = ET.fromstring(made().text)
    look(root, "xmile")
    assert root[0].tag.endswith("header")  # the one that has its place
    assert {s.get("label_side") for s in root.iter(f"{{{NS['x']}}}stock")} <= {None, "center"}
    assert root.find("x:header/x:options/x:uses_arrays", NS).get("max_dimensions") == "2"  # type: ignore[union-attr]


@pytest.mark.unit
def test_every_flow_leaves_one_stock_and_enters_another_and_everything_is_placed() -> None:
    root = ET.fromstring(made().text)
    stocks = root.findall("x:model/x:variables/x:stock", NS)
    into = [f.text for s in stocks for f in s.findall("x:inflow", NS)]
    out = [f.text for s in stocks for f in s.findall("x:outflow", NS)]
    flows = [(f.get("name") or "").replace(" ", "_") for f in root.findall("x:model/x:variables/x:flow", NS)]
    assert sorted(into) == sorted(out) == sorted(flows)
    placed = root.findall("x:model/x:views/x:view/*", NS)
    assert {p.get("name") for p in placed} == {v.get("name") for v in root.findall("x:model/x:variables/*", NS)}
    spots = [(p.get("x"), p.get("y")) for p in placed if p.tag.endswith("stock")]
    assert len(set(spots)) == len(spots) == 21


@pytest.mark.unit
def test_names_are_peoples_words_and_numbers_have_their_source() -> None:
    root = ET.fromstring(made().text)
    docs = {v.get("name"): v.findtext("x:doc", namespaces=NS) or "" for v in root.findall("x:model/x:variables/*", NS)}
    assert "chronic pain with depression episode" in docs and "pain begins from well" in docs
    assert "E035" in docs["pain begins if depression episode"] and "E007" in docs["depression begins a year"]
    caption = root.findtext("x:header/x:caption", namespaces=NS) or ""
    assert "Euler" in caption and "2 nodes" in caption and "from week 8 on" in caption
    assert made().gap < 1e-6 and made().classes_gap is not None and made().classes_gap > made().gap


@pytest.mark.unit
def test_what_it_cannot_hold_is_refused_with_what_to_do() -> None:
    with pytest.raises(SpecError, match="depends on the time since"):
        xmile(falling())
    with pytest.raises(SpecError, match="would begin with") as caught:
        xmile(declared(), nodes=7)
    assert "--one-age-band" in caught.value.fix and "--nodes 1" in caught.value.fix
    for weeks, nodes in ((0, 1), (10**6, 1), (52, 0), (52, 99)):
        with pytest.raises(SpecError):
            xmile(markov(), weeks=weeks, nodes=nodes)
    with pytest.raises(SpecError, match="which is no hazard"):
        xmile(markov(), policy=Policy("p", 1, (("mood car begins", 2.0),)))
    with pytest.raises(SpecError, match="which is no link"):
        xmile(markov(), policy=Policy("p", 1, (), (), ("sleep->pain",)))
    for bad in (Policy("p", -1, (("death", 2.0),)), Policy("p", 1, (("death", -2.0),)), Policy("p", 1, (), (("death", 60.0, 40.0, 2.0),))):
        with pytest.raises(SpecError, match="factors of 0 or more"):
            xmile(markov(), policy=bad)
    with pytest.raises(SpecError, match="below the first age band"):
        one_age_band(markov(), 10.0)


@pytest.mark.unit
def test_one_age_band_is_the_hazards_of_that_age_for_life() -> None:
    found = one_age_band(markov(), 50.0)
    assert found.hazard("death").per_year == pytest.approx(0.0008 * 5.5) and found.people.bands == (18.0,)
    assert all(ratio.of != "age" for hazard in found.hazards for ratio in hazard.ratios)


def by_pysd(found: Xmile, weeks: int, place: Path) -> dict[str, np.ndarray]:
    """State -> all people in it week by week, as PySD runs the file."""
    pysd = pytest.importorskip("pysd", reason="PySD is not installed: uv pip install pysd")
    file = place / "made.xmile"
    file.write_text(found.text, encoding="utf-8")
    run = pysd.read_xmile(str(file)).run(return_timestamps=list(range(weeks + 1)), return_columns=list(found.totals))
    return {key: run[name].to_numpy() for name, key in found.totals.items()}


def by_forward(episodes: Episodes, policy: Policy | None, nodes: int, weeks: int, keys: list[str]) -> dict[str, np.ndarray]:
    joint, people = joint_of(episodes), classes(episodes, nodes)
    begins = (0.0,) if policy is None else (0.0, 7.0 * policy.week)
    start = start_of(episodes, joint, rates_of(episodes, joint), people)
    shares = forward(episodes, joint, rates_of(episodes, joint, policy, begins=begins), people, start, weeks)
    alive = ~holds(joint, episodes, "life", ("dead",))
    out = {}
    for key in keys:
        there = np.all([holds(joint, episodes, course, (state,)) for course, state in (x.split(":") for x in key.split("+"))], axis=0)
        out[key] = shares[there & (alive | (key == "life:dead"))].sum(axis=0)
    return out


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("effects", "weeks", "policy"), [
    (False, 522, Policy("less", 100, (("depression begins", 0.5),))),
    (True, 10, Policy("older", 3, (), (("depression begins", 44.1, 120.0, 3.0),))),
])  # fmt: skip
def test_pysd_runs_the_file_to_the_forward_equation(effects: bool, weeks: int, policy: Policy, tmp_path: Path) -> None:
    # Ten years of one group; and ten weeks of groups with birthdays, sexes, classes and a policy by age.
    episodes = few(effects)
    if not effects:
        alike = tuple(replace(h, ratios=tuple(r for r in h.ratios if r.of != "sex")) for h in episodes.hazards)
        episodes = one_age_band(replace(episodes, hazards=alike), 44.1)
    nodes = 2 if effects else 1
    found = xmile(episodes, weeks=weeks, policy=policy, nodes=nodes)
    assert (found.groups, found.classes) == ((6, 2) if effects else (1, 1))
    run = by_pysd(found, weeks, tmp_path)
    exact = by_forward(episodes, policy, nodes, weeks, list(run))
    for key, values in run.items():
        assert values == pytest.approx(exact[key], abs=1e-6), key
    assert max(np.abs(run[key] - exact[key]).max() for key in run) == pytest.approx(found.gap, abs=1e-7)


@pytest.mark.calibration
@pytest.mark.filterwarnings("ignore")
def test_pysd_runs_the_whole_population_to_the_forward_equation(tmp_path: Path) -> None:
    found = xmile(markov(), policy=POLICY, nodes=1)
    run = by_pysd(found, 520, tmp_path)
    exact = by_forward(markov(), POLICY, 1, 520, list(run))
    assert max(np.abs(run[key] - exact[key]).max() for key in run) < 1e-6
