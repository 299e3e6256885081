"""What ``measure import`` prints for people, and the documents it prints for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unspiral.measure.saying import counted

if TYPE_CHECKING:
    from unspiral.measure.imports.kinds import Opened
    from unspiral.measure.imports.outlet import Tally
    from unspiral.measure.imports.preview import Preview

MOST_VALUES = 6
_MAPPED = ("table", "openesm")  # other files say themselves what they hold: there is no mapping to keep


def preview_text(preview: Preview, files: tuple[str, ...], word: str) -> str:
    """What was found, what it was taken for, and how the first answers would look."""
    lines = [f"{', '.join(files)}: {word}.", ""]
    if preview.columns:
        rows = [("column", "taken as", "looks like", "for example")]
        rows += [(c.name or "(no name)", c.role, c.looks, c.example) for c in preview.columns]
        lines += _table(rows)
        labelled = [c for c in preview.columns if c.label or c.values]
        if labelled:
            lines += ["", "What the file says of its columns:"]
            lines += [f"  {c.name}: {c.label}{_values(c.values)}" for c in labelled]
    if preview.first:
        lines += ["", "The first answers, as they would be:"]
        lines += _table([("person", "time", "item", "value", "questionnaire"), *((r[0], r[1], r[5], r[6], r[3]) for r in preview.first)])
    if preview.said:
        lines += ["", "What is to be known:", *(f"  - {sentence}" for sentence in preview.said)]
    keep = "; to keep these settings: --save-map map.toml" if preview.kind in _MAPPED else ""
    lines += ["", f"Nothing was written. To write it: -o diary.csv{keep}"]
    return "\n".join(lines)


def preview_document(preview: Preview, files: tuple[str, ...]) -> Mapping[str, object]:
    """``unspiral.preview/1``."""
    return {
        "schema": "unspiral.preview/1",
        "kind": preview.kind,
        "files": files,
        "columns": [
            {"name": c.name, "file": c.file, "role": c.role, "looks": c.looks, "example": c.example, "label": c.label, "values": c.values}
            for c in preview.columns
        ],
        "first": [dict(zip(_COLUMNS, row)) for row in preview.first],
        "said": preview.said,
    }


def import_line(tally: Tally, place: str) -> str:
    """One line: how much is where."""
    return (
        f"{counted(tally.answers, 'answer', 'answers')} of {counted(len(tally.people), 'person', 'people')}"
        f" to {counted(len(tally.items), 'item', 'items')}: {place}"
    )


def import_document(opened: Opened, tally: Tally | None, said: tuple[str, ...], **more: object) -> Mapping[str, object]:
    """``unspiral.import/1``."""
    return {
        "schema": "unspiral.import/1",
        "kind": opened.kind,
        "rows": opened.account.rows,
        "answers": tally.answers if tally else None,
        "persons": len(tally.people) if tally else None,
        "items": dict(tally.items) if tally else None,
        "changed": opened.account.counts(),
        "said": said,
        **more,
    }


_COLUMNS = ("person", "time", "end", "instrument", "form", "item", "value", "unit", "source")


def _values(values: Mapping[str, str] | None) -> str:
    if not values:
        return ""
    shown = [f"{code} = {words}" for code, words in list(values.items())[:MOST_VALUES]]
    return f" ({', '.join(shown)}{', ...' if len(values) > MOST_VALUES else ''})"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    cut = [[_short(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cut) for i in range(len(cut[0]))]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cut]


def _short(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= 48 else plain[:45] + "..."
