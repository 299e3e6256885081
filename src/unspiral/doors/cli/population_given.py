"""Which population a verb is about: a file, or one that is packaged."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence.population_file import read_episodes
from unspiral.loop.episodes import Episodes

PACKAGED = "back-pain-depression"  # where none is named


def declared(word: str | None) -> tuple[Episodes, str]:
    """A declaration, and the word by which it is named again.

    Args:
        word: a file, the name of a packaged population, or None for the packaged one.

    Raises:
        SpecError: neither a file nor packaged, or the file does not hold.
    """
    names = packaged_names()
    name = PACKAGED if word is None else word
    path = Path(name)
    if word is None or (word in names and not path.exists()):
        if name not in names:
            raise SpecError("No population is packaged with this version.", fix="unspiral population run FILE.toml, with a declaration of your own")
        return read_episodes(_folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"), name), name
    if path.is_dir():
        raise SpecError(f"'{name}' is a folder, not a declaration.", fix="unspiral population run FILE.toml")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        listed = f" Packaged are: {', '.join(names)}." if names else ""
        raise SpecError(
            f"'{name}' is neither a file nor a packaged population.{did_you_mean(name, names)}{listed}",
            fix=f"unspiral population run {names[0] if names else 'FILE.toml'}",
        ) from None
    except UnicodeDecodeError:
        raise SpecError(f"'{name}' is not text in UTF-8.", fix="save it as UTF-8, or name another file") from None
    except OSError as problem:
        raise SpecError(f"'{name}' cannot be read: {(problem.strerror or 'unknown reason').lower()}.", fix="check its name and its rights") from None
    return read_episodes(text, path.name), name


def packaged_names() -> tuple[str, ...]:
    """Populations that come with unspiral."""
    folder = _folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def _folder() -> resources.abc.Traversable:
    return resources.files("unspiral.evidence").joinpath("populations")
