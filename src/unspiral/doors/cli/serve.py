"""``unspiral serve``: the web app for one person, on this machine alone."""

from __future__ import annotations

import signal
import sys
import tempfile
import webbrowser
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from unspiral.doors.cli.console import json_option, print_json, quiet_option, say
from unspiral.errors import SpecError

LOOPBACK = ("127.0.0.1", "localhost")
PORT = 8642  # always the same: a browser keeps the offline page, and what waits in it, for one address


@click.command(short_help="Open the web app on your own encrypted file.")
@click.option("--file", "file", metavar="FILE", help="Your encrypted file; made where it is missing.  [default: in your own data folder]")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where to listen; 0 takes a free one.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The loopback of this machine; no other is taken.")
@click.option("--demo", is_flag=True, help="Look around with a made-up person; nothing is kept.")
@click.option(
    "--seed-days",
    type=click.IntRange(0, 3650),
    metavar="N",
    help="With --demo: how many made-up days.  [default: 90]",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@json_option
@quiet_option
def command(file: str | None, port: int, host: str, demo: bool, seed_days: int | None, no_browser: bool, as_json: bool) -> None:
    """Open the web app: check in, see your days, understand them, take them along. No account, and nothing leaves this machine.

    \b
    Examples:
      unspiral serve
      unspiral serve --demo
      unspiral serve --demo --seed-days 120 --port 8700 --no-browser

    Everything you write is kept in one encrypted file that only your passphrase opens. Ctrl-C closes the app.
    """
    if host not in LOOPBACK:
        raise SpecError(
            f"--host {host}: the web app for one person listens on this machine alone.",
            why="Other machines would reach your days by a connection that is not encrypted, with only a passphrase between.",
            fix="unspiral serve",
        )
    if seed_days is not None and not demo:
        raise SpecError("--seed-days writes made-up days, and belongs to --demo.", fix="unspiral serve --demo --seed-days 90")
    if demo and file is not None:
        raise SpecError("--demo keeps nothing, so it takes no --file.", fix="unspiral serve --demo")
    try:
        from unspiral.doors.web.serve import DAYS, ends, serve
    except ModuleNotFoundError as error:
        fix = "pip install 'unspiral[web]'"
        raise SpecError(f"The web app needs a package that is not installed: {error.name}.", fix=fix) from error

    with _ended_by_hand(ends()), tempfile.TemporaryDirectory(prefix="unspiral-demo-") as folder:
        path = Path(folder) / "demo.unspiral" if demo else Path(file) if file else _own_file()

        def ready(url: str, token: str) -> None:
            if as_json:
                print_json({"url": url, "token": token})
                sys.stdout.flush()
                return
            say(f"unspiral is open on this machine, and only here:\n\n  {url}\n\n{_kept(path, demo)}\nCtrl-C closes it.")
            if not no_browser:
                webbrowser.open(url)

        serve(path, port=port, demo=demo, ready=ready, seed_days=DAYS if seed_days is None else seed_days)
    with suppress(OSError):  # the window it would be said in may be closed
        say("Closed." if demo else "Closed. What you wrote is kept.")


@contextmanager
def _ended_by_hand(numbers: Iterable[int]) -> Generator[None]:
    """Ctrl-C, a closed window and SIGTERM end this verb, whenever they come: a temporary folder must go, and nothing has failed."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _kept(path: Path, demo: bool) -> str:
    if demo:
        return "This is a demo: the person is made up, and everything is thrown away when it closes."
    key = f"{path}.key"
    if not path.exists():
        return f"Your file will be {path}\n(with its lock beside it, {key}), once you have chosen a passphrase."
    return f"Your file is {path}\nIts lock is {key}; a copy needs both."


def _own_file() -> Path:
    from platformdirs import user_data_path

    return user_data_path("unspiral", appauthor=False) / "journal.unspiral"
