"""A declared population at every causal share, and draws of its numbers, for the words of ``unspiral population``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.episodes import Episodes
from unspiral.records.policies import TwinRung

NODES = 5  # where nothing was calibrated
PACKAGED = "back-pain-depression"
SHARES = (0.0, 0.5, 1.0)  # a policy is never shown without these


@dataclass(frozen=True, slots=True)
class Given:
    """A declaration as it was named.

    Args:
        text: TOML.
        where: it comes from.
        at: causal share -> declaration.
        nodes: of each person effect that its calibration had, so that its shares come out again.
    """

    text: str
    where: str
    at: dict[float, Episodes]
    nodes: int


def population_given(word: str | None, shares: Sequence[float]) -> Given:
    """Read a declaration at the causal shares that were asked for.

    Args:
        word: a file; None for the packaged population, which may also be named.
        shares: wanted.

    Raises:
        SpecError: no such file, not text, or a share at which the declaration does not stand.
    """
    text, where = _text(word)
    found = scenarios(text, where)
    for share in shares:
        if share not in found:
            have = ", ".join(f"{each:g}" for each in sorted(found))
            raise SpecError(f"'{where}' does not stand at the causal share {share:g}; it does at {have}.", fix=f"--share {have}")
    nodes = tomllib.loads(text).get("calibration", {}).get("nodes", NODES)
    return Given(text, where, {share: found[share] for share in shares}, nodes)


def shares_given(text: str) -> tuple[float, ...]:
    """Causal shares between commas, ascending.

    Raises:
        SpecError: no number from 0 to 1, or without the three that always stand side by side.
    """
    found: set[float] = set()
    for part in text.split(","):
        try:
            share = float(part.strip())
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise SpecError(f"'--share {text}' holds '{part.strip()}', which is no share from 0 to 1.", fix="--share 0,0.5,1")
        found.add(share)
    if missing := [each for each in SHARES if each not in found]:
        raise SpecError(
            f"--share {text} leaves out {', '.join(f'{each:g}' for each in missing)}.",
            why="How much of the links is causal is not known: a policy is shown at none, half and all of it, side by side.",
            fix="--share 0,0.5,1",
        )
    return tuple(sorted(found))


def scenarios(text: str, where: str) -> dict[float, Episodes]:
    """The declaration at each causal share, ready to be run as it stands."""
    found: dict[float, Episodes] = _made("unspiral.evidence.population_file", "scenarios")(text, where)
    return found


def ladder_of(given: Given, rungs: tuple[TwinRung, ...], nodes: int) -> tuple[TwinRung, ...]:
    """The rungs with what pairs of the simulated population show at each causal share; as they are where it has no such conditions.

    Args:
        given: the declaration.
        rungs: as studies saw them.
        nodes: of each person effect.
    """
    ever = ("earlier depression", "earlier pain")
    if not all(set(ever) <= {f"earlier {course.name}" for course in each.courses if course.count_to} for each in given.at.values()):
        return rungs
    try:
        ladder, seen = _made("unspiral.act.population.twins", "ladder"), _made("unspiral.act.population.seen", "Seen")
    except (ImportError, AttributeError):
        return rungs
    found: dict[float, Any] = {}
    for share, episodes in sorted(given.at.items()):
        population = seen(episodes, nodes=nodes)
        found[share] = ladder(population, *(population.earlier(name.removeprefix("earlier ")) for name in ever))
    kin = {0.0: "people", 0.5: "fraternal", 1.0: "identical"}
    return tuple(
        replace(rung, simulated=tuple((share, float(getattr(each, kin[rung.shared]))) for share, each in found.items())) for rung in rungs
    )


def packaged_text(name: str) -> str:
    """The text of a packaged declaration."""
    found: str = _made("unspiral.evidence.population_file", "packaged")(name)
    return found


def draws_of(text: str, share: float, count: int, seed: int) -> list[Episodes]:
    """Declarations with numbers drawn from what the calibration leaves possible."""
    found: list[Episodes] = _made("unspiral.act.population.uncertain", "draws_of")(text, share, count, seed)
    return found


def _text(word: str | None) -> tuple[str, str]:
    name = PACKAGED if word is None else word
    if word is None or (name == PACKAGED and not Path(name).exists()):
        return packaged_text(name), name
    return file_text(name, PACKAGED, "a declaration of a population"), Path(name).name


def file_text(name: str, *known: str) -> str:
    """The text of a file, or an error that says what is wrong with it.

    Args:
        name: of the file.
        known: a packaged name that may have been meant, and what the file should hold.

    Raises:
        SpecError: no file, a folder, or not text.
    """
    try:
        return Path(name).read_text(encoding="utf-8")
    except IsADirectoryError:
        raise SpecError(f"'{name}' is a folder.", fix="name a file inside it") from None
    except FileNotFoundError:
        raise SpecError(
            f"'{name}' is neither a file nor packaged.{did_you_mean(name, known[:1])}", fix="name a file that is there"
        ) from None
    except UnicodeDecodeError:
        raise SpecError(f"'{name}' is not text in UTF-8.", fix="save it as UTF-8, or name another file") from None
    except OSError as problem:
        raise SpecError(
            f"'{name}' cannot be read: {(problem.strerror or 'unknown reason').lower()}.", fix="check its name and its rights"
        ) from None


def _made(module: str, name: str) -> Any:
    return getattr(import_module(module), name)
