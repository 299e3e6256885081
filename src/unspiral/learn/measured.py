"""Names and places of what turns states into answers, and of what inputs do."""

from __future__ import annotations

from unspiral.learn.family import unit_of
from unspiral.loop.model import Loop

Place = tuple[str, str, str, tuple[tuple[int, ...], ...]]  # name, unit, field, entries: what a Slot is made of


def loadings(
    names: tuple[str, ...], columns: tuple[str, ...], owner: tuple[int, ...], varying: tuple[int, ...], moving: int,
    rows: list[list[int]], reads: tuple[int, ...],
) -> list[Place]:  # fmt: skip
    """The first indicator of each process loads 1; the others are free, and a person's level goes through the same loading.

    Args:
        names: of the processes.
        columns, owner: indicators, and the process of each.
        varying: processes whose level differs between people; moving: states before these levels.
        rows: of System.loading that are each indicator's; reads: the state that each row reads.
    """
    found: list[Place] = []
    for i, column in enumerate(columns):
        if i and owner[i - 1] == owner[i]:
            levels = [(r, moving + k) for k, v in enumerate(varying) if v == owner[i] for r in rows[i]]
            found.append((f"loading:{names[owner[i]]}={column}", "points/point", "loading", (*((r, reads[r]) for r in rows[i]), *levels)))
    return found


def levels(columns: tuple[str, ...], waves: tuple[float, ...], families: tuple[str, ...], rows: list[list[int]]) -> list[Place]:
    """Levels; those of an ordinal indicator are 0, for its thresholds say where it lies (with wave means: in the first wave).

    Args:
        columns, families: indicators, and the family of each one's answers.
        waves: planned times when each has its own mean, else empty.
        rows: of System.loading that are each indicator's.
    """
    free = [(i, c, unit_of(families[i])) for i, c in enumerate(columns)]
    if not waves:
        return [(f"level:{c}", unit, "level", tuple((0, r) for r in rows[i])) for i, c, unit in free if families[i] != "ordinal"]
    return [
        (f"mean:{c}[{w:g}]", unit, "level", tuple((k, r) for r in rows[i]))
        for k, w in enumerate(waves)
        for i, c, unit in free
        if k or families[i] != "ordinal"
    ]


def effects(
    loop: Loop, fading: tuple[str, ...], impulses: tuple[str, ...], presses: tuple[str, ...], unit: str, units: tuple[str, ...]
) -> list[Place]:
    """What each input does to each process it acts on.

    Args:
        loop: the declared model.
        fading, impulses, presses: names of the inputs by how they act.
        unit: of time; units: of the processes.
    """
    found: list[Place] = []
    for given in loop.inputs:
        for target in given.targets:
            row = loop.names.index(target)
            if given.kind == "impulse":
                found.append((f"input:{given.name}->{target}", units[row], "impulse", ((row, impulses.index(given.name)),)))
            elif given.kind == "sustained":
                found.append((f"input:{given.name}->{target}", f"{units[row]}/{unit}", "press", ((row, presses.index(given.name)),)))
            else:
                column = len(loop.names) + fading.index(given.name)
                found.append((f"input:{given.name}->{target}", f"{units[row]}/{unit}", "drift", ((row, column),)))
    return found
