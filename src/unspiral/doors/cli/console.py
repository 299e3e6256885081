"""What every verb does the same way: messages, JSON, options, progress."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO, TypeVar, cast

import click

F = TypeVar("F", bound=Callable[..., object])

_QUIET = "unspiral.quiet"
_decided = 0


def say(text: str = "") -> None:
    """Tell the reader something on stderr, unless ``--quiet``; results go to stdout, never through here."""
    if not is_quiet():
        tell(text)


def tell(text: str) -> None:
    """The same whatever ``--quiet`` says: errors. A stderr that is closed, or whose reader left, loses the words and not the answer."""
    try:
        click.echo(text, err=True)
    except (OSError, ValueError):
        stop_writing(sys.stderr)


def last_words() -> None:
    """What stderr still holds goes out before the end; where its reader left, nowhere, so that nothing is left to fail at exit."""
    try:
        if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]
            sys.stderr.flush()
    except (OSError, ValueError):
        stop_writing(sys.stderr)


def stop_writing(stream: TextIO | None) -> None:
    """Give a stream whose reader left somewhere to go: Python flushes it once more at exit, and would end with a code of its own."""
    if stream is None:  # closed before the program began
        return
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def decide(code: int) -> None:
    """Settle how the run ends before anything is written, so that a reader who leaves early (``| head``) does not change it."""
    global _decided
    _decided = code


def decided() -> int:
    """What ``decide`` settled; 0 where nothing was."""
    return _decided


def is_quiet() -> bool:
    """Whether ``--quiet`` was given to the verb that is running."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_QUIET, False))


def print_json(document: Mapping[str, object]) -> None:
    """Write one JSON document on one line of stdout.

    Args:
        document: text keys; mappings, sequences, NumPy arrays and scalars inside. nan and infinity become ``null``, which JSON can carry.
    """
    # ASCII only, so that the document is the same bytes whatever the terminal's encoding is.
    click.echo(json.dumps(_plain(document), ensure_ascii=True, allow_nan=False))


def _plain(value: object) -> object:
    if isinstance(value, float):
        # A NumPy float is a float, but its own repr is not JSON.
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in cast("Mapping[str, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in cast("Sequence[object]", value)]
    # Arrays and array scalars are met by what they can do: this file must not load NumPy.
    tolist = getattr(value, "tolist", None)
    if callable(tolist):
        return _plain(tolist())
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")


# Options that verbs share, so that they read the same everywhere ------------------------------------------------------------------


def json_option(command: F) -> F:
    """``--json``, handed to the verb as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout and nothing else there.")(command)


def quiet_option(command: F) -> F:
    """``--quiet``, remembered for ``say`` and ``progress``; the verb gets no argument."""

    def remember(context: click.Context, _option: click.Parameter, value: bool) -> None:
        context.meta[_QUIET] = value

    said = "No messages and no progress on stderr; errors still show."
    return click.option("--quiet", "-q", is_flag=True, expose_value=False, callback=remember, help=said)(command)


def seed_option(command: F) -> F:
    """``--seed``, handed to the verb as ``seed``."""
    said = "Same seed, same answer, whatever --workers is."
    return click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N", help=said)(command)


def workers_option(command: F) -> F:
    """``--workers``, handed to the verb as ``workers``."""
    said = "How many work side by side (threads, and processes of a bootstrap); never another answer."
    return click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help=said)(command)


# While work goes on ----------------------------------------------------------------------------------------------------------------


@contextmanager
def progress(label: str, total: int) -> Generator[Callable[[int], None]]:
    """A bar on stderr while work goes on; nothing when piped or quiet.

    Args:
        label: what is being done.
        total: steps in all.

    Returns:
        A context whose value is called with the number of steps done since the last call: ``advance(1)``.
    """
    if is_quiet() or sys.stderr is None or not sys.stderr.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        yield lambda steps: None
        return
    with click.progressbar(length=max(total, 1), label=label, file=sys.stderr) as bar:
        yield bar.update
