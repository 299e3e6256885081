"""Runs the app on the loopback, and says where it is."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from unspiral.doors.web.app import make_app
from unspiral.doors.web.demo import DAYS, fill
from unspiral.doors.web.desk import Desk
from unspiral.errors import SpecError

if TYPE_CHECKING:  # one of two that are alike, by what is installed
    from uvicorn.protocols.http.h11_impl import H11Protocol as HTTPProtocol
else:
    from uvicorn.protocols.http.auto import AutoHTTPProtocol as HTTPProtocol

HOST = "127.0.0.1"
QUIET_SECONDS = 15  # a connection on which no whole request comes is closed, be it silent or one letter at a time
CONNECTIONS = 256
SWITCH_SECONDS = 0.0005  # pages wait for the thread that writes: at most so long for Python itself
PATIENCE_SECONDS = 1  # for answers under way when the app is closed


def serve(path: Path, *, port: int, demo: bool, ready: Callable[[str, str], None], seed_days: int = DAYS) -> None:
    """Serve until one of ``ends``.

    Args:
        path: of the encrypted file.
        port: 0 takes a free one.
        demo: the file is made here, and a made-up person's days are written into it.
        seed_days: how many of them.
        ready: called with the address and the start code as soon as pages are answered.

    Raises:
        SpecError: the port is taken, or not allowed, or the folder cannot be made.
    """
    listening = _listen(port)
    os.umask(0o077)  # whatever is made from here on is for this person alone
    _hush()
    sys.setswitchinterval(SWITCH_SECONDS)
    _make_folder(path.parent)
    desk = Desk(path, listening.getsockname()[1], demo)
    if demo:
        fill(desk, seed_days)
    config = uvicorn.Config(
        make_app(desk),
        loop="auto",
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=QUIET_SECONDS,
        timeout_graceful_shutdown=PATIENCE_SECONDS,
    )
    url = f"http://{HOST}:{desk.port}/start#{desk.start}"
    desk.log.say("started")
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_run(_Server(config), listening, lambda: ready(url, desk.start)))
    finally:
        desk.log.say("stopped")


def ends() -> tuple[signal.Signals, ...]:
    """What the app ends by: Ctrl-C, SIGTERM, and SIGHUP when its window is closed.

    Windows has no SIGHUP; and whoever wants it to be ignored, as nohup does, is obeyed.
    """
    number: signal.Signals | None = getattr(signal, "SIGHUP", None)
    if number is None or signal.getsignal(number) is signal.SIG_IGN:
        return (signal.SIGINT, signal.SIGTERM)
    return (signal.SIGINT, signal.SIGTERM, number)


class Connection(HTTPProtocol):
    """One connection. uvicorn's own waits for ever for the head of a request, and a few hundred of those keep the person out."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_response_complete(self) -> None:
        """Begin to wait for the next one."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._waiting is not None:
            self._waiting.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = self.loop.call_later(QUIET_SECONDS, self._give_up)

    def _give_up(self) -> None:
        asked: Any = self.cycle  # None before the first request
        if (asked is None or asked.response_complete) and not self.transport.is_closing():
            self.transport.close()


class _Server(uvicorn.Server):
    """Ends by itself on Ctrl-C, SIGTERM and when its window is closed, and lets whoever called it tidy up.

    uvicorn's own would send itself the signal once more, and does not hear of windows.
    """

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in ends()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SpecError(f"The folder '{folder}' cannot be made: {error.strerror}.", fix="unspiral serve --file NAME") from error


def _hush() -> None:
    # What these would say holds addresses, headers, bytes of forms and traces; what may be said stands in our own log.
    logging.getLogger().addHandler(logging.NullHandler())  # without any handler Python would write warnings of any package to the terminal
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False


async def _run(server: uvicorn.Server, listening: socket.socket, ready: Callable[[], None]) -> None:
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    if server.started:
        ready()
    await task


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            what, fix = f"Port {port} is taken by another program, or unspiral is open already.", f"unspiral serve --port {port + 1}"
        else:
            what, fix = f"Port {port} cannot be used: {error.strerror}.", "unspiral serve --port 8642"
        raise SpecError(what, fix=fix) from error
    return listening
