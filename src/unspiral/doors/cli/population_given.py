"""Which population a verb is about: a file, or one that is packaged; and at which causal shares it is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence import population_file
from unspiral.loop.episodes import Episodes

PACKAGED = "back-pain-depression"  # where none is named


@dataclass(frozen=True, slots=True)
class Given:
    """A population as it was named.

    Args:
        name: by which it is named again.
        episodes: the declaration, with all of its links causal.
        shares: the same at each causal share that the file holds; empty where it holds none.
    """

    name: str
    episodes: Episodes
    shares: Mapping[float, Episodes]

    def at(self, share: float) -> Episodes:
        """The declaration at a causal share.

        Raises:
            SpecError: the file does not hold it.
        """
        if share not in self.shares:
            held = ", ".join(f"{known:g}" for known in sorted(self.shares))
            raise SpecError(
                f"'{self.name}' does not say what its numbers are where the causal share is {share:g}.",
                why="With less of the links causal, people have to be more alike by birth for the same targets.",
                fix=f"--share with one of: {held}" if held else f"unspiral population calibrate {self.name}, or leave out --share",
            )
        return self.shares[share]


def declared(word: str | None) -> Given:
    """A declaration.

    Args:
        word: a file, the name of a packaged population, or None for the packaged one.

    Raises:
        SpecError: neither a file nor packaged, or the file does not hold.
    """
    name = PACKAGED if word is None else word
    path = Path(name)
    if word is None or (word in population_file.PACKAGED and not path.exists()):
        text, where = population_file.packaged(name), name
    else:
        text, where = _text(path, name), path.name
    episodes = population_file.read_episodes(text, where)
    try:
        shares = population_file.scenarios(text, where)
    except SpecError:  # the file itself was read: it holds no causal shares
        shares = {}
    return Given(name, episodes, shares)


def _text(path: Path, name: str) -> str:
    names = population_file.PACKAGED
    if path.is_dir():
        raise SpecError(f"'{name}' is a folder, not a declaration.", fix="unspiral population run FILE.toml")
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        listed = f" Packaged are: {', '.join(names)}." if names else ""
        raise SpecError(
            f"'{name}' is neither a file nor a packaged population.{did_you_mean(name, names)}{listed}",
            fix=f"unspiral population run {names[0] if names else 'FILE.toml'}",
        ) from None
    except UnicodeDecodeError:
        raise SpecError(f"'{name}' is not text in UTF-8.", fix="save it as UTF-8, or name another file") from None
    except (OSError, ValueError) as problem:
        reason = (problem.strerror or "unknown reason").lower() if isinstance(problem, OSError) else "it is no name of a file"
        raise SpecError(f"'{name}' cannot be read: {reason}.", fix="check its name and its rights") from None
