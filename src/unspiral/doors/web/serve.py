"""Runs the app on the loopback, and says where it is."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.errors import SpecError


def serve(path: Path, *, port: int, demo: bool, ready: Callable[[str, str], None]) -> None:
    """Serve until Ctrl-C.

    Args:
        path: of the encrypted file.
        port: 0 takes a free one.
        demo: the file is made up.
        ready: called with the address and the start code as soon as pages are answered.

    Raises:
        SpecError: the port is taken, or not allowed.
    """
    listening = _listen(port)
    desk = Desk(path, listening.getsockname()[1], demo)
    config = uvicorn.Config(make_app(desk), log_config=None, access_log=False, server_header=False, lifespan="on")
    url = f"http://127.0.0.1:{desk.port}/start#{desk.start}"
    asyncio.run(_run(uvicorn.Server(config), listening, lambda: ready(url, desk.start)))


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
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            what, fix = f"Port {port} is taken by another program, or unspiral is open already.", f"unspiral serve --port {port + 1}"
        else:
            what, fix = f"Port {port} cannot be used: {error.strerror}.", "unspiral serve --port 8642"
        raise SpecError(what, fix=fix) from error
    return listening
