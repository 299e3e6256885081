"""Which population a verb is about: a file, or one that is packaged; and at which causal shares it is declared."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence import population_file
from unspiral.loop.episodes import Episodes

PACKAGED = "back-pain-depression"  # where none is named
NODES = 5  # of each person effect, where nothing was calibrated


@dataclass(frozen=True, slots=True)
class Given:
    """A population as it was named.

    Args:
        name: by which it is named again.
        text: TOML.
        episodes: the declaration, with all of its links causal.
        shares: the same at each causal share that the file holds; empty where it holds none.
        nodes: of each person effect that its calibration had, so that what it shows comes out again.
    """

    name: str
    text: str
    episodes: Episodes
    shares: Mapping[float, Episodes]
    nodes: int

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

    def at_each(self, shares: Sequence[float]) -> dict[float, Episodes]:
        """The declaration at several causal shares.

        Raises:
            SpecError: the file does not hold one of them.
        """
        return {share: self.at(share) for share in shares}


def declared(word: str | None) -> Given:
    """A declaration.

    Args:
        word: a file, the name of a packaged population, or None for the packaged one.

    Raises:
        SpecError: neither a file nor packaged, or the file does not hold.
    """
    name = PACKAGED if word is None else word
    text, where = text_of(word)
    episodes = population_file.read_episodes(text, where)
    shares = population_file.scenarios(text, where) if population_file.holds_scenarios(text) else {}
    return Given(name, text, episodes, shares, tomllib.loads(text).get("calibration", {}).get("nodes", NODES))


def text_of(word: str | None) -> tuple[str, str]:
    """The text of a declaration, and what messages call it.

    Args:
        word: a file, the name of a packaged population, or None for the packaged one.

    Raises:
        SpecError: neither a file nor packaged, or a file that cannot be read.
    """
    name = PACKAGED if word is None else word
    if word is None or (word in population_file.PACKAGED and not Path(name).exists()):
        return population_file.packaged(name), name
    return file_text(name, population_file.PACKAGED), Path(name).name


def file_text(name: str, packaged: Sequence[str] = ()) -> str:
    """The text of a file, or an error that says what is wrong with it.

    Args:
        name: of the file.
        packaged: names that may have been meant.

    Raises:
        SpecError: no file, a folder, or not text.
    """
    path = Path(name)
    try:
        if path.is_dir():
            raise SpecError(f"'{name}' is a folder, not a file.", fix="name a file inside it")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        what = f"'{name}' is neither a file nor a packaged population" if packaged else f"There is no file '{name}'"
        listed = f" Packaged are: {', '.join(packaged)}." if packaged else ""
        raise SpecError(
            f"{what}.{did_you_mean(name, packaged)}{listed}", fix=packaged[0] if packaged else "name a file that is there"
        ) from None
    except UnicodeDecodeError:
        raise SpecError(f"'{name}' is not text in UTF-8.", fix="save it as UTF-8, or name another file") from None
    except (OSError, ValueError) as problem:
        reason = (problem.strerror or "unknown reason").lower() if isinstance(problem, OSError) else "it is no name of a file"
        raise SpecError(f"'{name}' cannot be read: {reason}.", fix="check its name and its rights") from None
