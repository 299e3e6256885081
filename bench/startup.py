"""How long it takes to start: ``import unspiral`` and ``unspiral --help``, each in a new process.

Run by ``make bench``; ``bench/startup.py 41`` takes 41 rounds. The commands take turns, so that a busy moment hits all of them, and a bare
interpreter runs among them, to show what is Python's own share.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 21
# What is timed -> the command, and the target in seconds of its median.
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": ([sys.executable, "-c", "pass"], None),
    "import unspiral": ([sys.executable, "-c", "import unspiral"], 0.3),
    "every public name": ([sys.executable, "-c", "from unspiral import *"], None),
    "unspiral --help": ([str(Path(sys.executable).with_name("unspiral")), "--help"], 0.5),
}


def machine() -> str:
    """The processor, its cores, the system and the Python."""
    name = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.is_file():
        models = [line.split(":", 1)[1].strip() for line in described.read_text().splitlines() if line.startswith("model name")]
        name = models[0] if models else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print the table; 1 when a median misses its target."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for command, _ in COMMANDS.values():
        seconds(command)  # the first run fills the disk cache and compiles
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, (command, _) in COMMANDS.items():
            taken[name].append(seconds(command))
    print(machine())
    print(f"{rounds} rounds, taking turns; seconds\n")
    print(f"{'what':18} {'median':>7} {'least':>7} {'most':>7} {'target':>7}")
    missed = 0
    for name, (_, target) in COMMANDS.items():
        middle = statistics.median(taken[name])
        late = target is not None and middle > target
        missed += late
        aim = f"{target:7.3f} {'MISSED' if late else 'met'}" if target is not None else f"{'-':>7}"
        print(f"{name:18} {middle:7.3f} {min(taken[name]):7.3f} {max(taken[name]):7.3f} {aim}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
