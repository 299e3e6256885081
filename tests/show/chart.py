"""What every chart of ours must be."""

from __future__ import annotations

from xml.etree import ElementTree

from unspiral.show.model import Picture

SVG = "{http://www.w3.org/2000/svg}"


def checked(picture: Picture) -> str:
    """The picture's words, after a look at what holds for every picture."""
    words: list[str] = []
    for drawn in filter(None, (picture.svg, picture.wide)):
        root = ElementTree.fromstring(drawn)
        assert root.get("role") == "img"
        assert root.find(f"{SVG}title") is not None
        described = root.find(f"{SVG}desc")
        assert described is not None
        assert described.text
        names = {root.find(f"{SVG}title").get("id"), described.get("id")}  # type: ignore[union-attr]
        assert names == set(str(root.get("aria-labelledby")).split())
        width = float(str(root.get("viewBox")).split()[2])
        xs = [float(str(element.get("x"))) for element in root.iter(f"{SVG}text")]
        assert all(-1.0 <= x <= width + 1.0 for x in xs)
        words += [element.text or "" for element in root.iter(f"{SVG}text")]
        assert "style=" not in drawn
        assert "nan" not in drawn.replace("nance", "")
    assert picture.title
    assert picture.caption
    assert picture.table.caption
    assert picture.table.rows
    assert {len(row) for row in picture.table.rows} == {len(picture.table.header)}
    return "|".join(words)
