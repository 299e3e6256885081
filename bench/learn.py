"""How long `unspiral learn` takes on real input, each run in a new process.

Needs the data folder ../shared/data beside the repository; says so and ends where it is absent. Run by ``make bench``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "scripts")]

from prepare_real_data import main as prepare  # noqa: E402
from startup import machine  # noqa: E402

ROUNDS = 5
HELP = [
    "help.csv",
    "--loop",
    "pain <-> depression",
    "--person",
    "id",
    "--time",
    "wave_month",
    "--time-unit",
    "month",
    "--traits",
    "--no-error",
]
DIARY = ["person8.csv", "--loop", "pain <-> low_mood; low_mood by happiness", "--time", "day", "--reverse", "happiness"]
# What is timed -> options of learn, the target in seconds, and the log-likelihood that must come out.
JOBS: dict[str, tuple[list[str], float | None, float]] = {
    "HELP panel, traits, centred": ([*HELP, "--t0", "centred"], 30.0, -5828.41003),
    "HELP panel, traits, joint": ([*HELP, "--t0", "joint"], 30.0, -5667.5224),
    "person 8, as it comes": (DIARY, 5.0, -1014.99207),
    "person 8, point": ([*DIARY, "--t0", "point"], 5.0, -997.49851),
}


def main() -> int:
    """Print the table; 1 when a median misses its target."""
    data = ROOT.parent / "shared" / "data"
    if not data.is_dir():
        print("the data folder ../shared/data is not here: nothing to time")
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    program = Path(sys.executable).with_name("unspiral")
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in JOBS}
    with tempfile.TemporaryDirectory() as folder:
        prepare(data, Path(folder))
        for _ in range(rounds):
            for name, (options, _, loglik) in JOBS.items():
                began = time.perf_counter()
                done = subprocess.run([program, "learn", *options, "--json", "--quiet"], cwd=folder, capture_output=True, check=True)
                whole = time.perf_counter() - began
                document = json.loads(done.stdout)
                assert abs(document["loglik"] - loglik) < 1e-3, f"{name}: {document['loglik']} is not the maximum {loglik}"
                taken[name].append((document["seconds"]["fit"] + document["seconds"]["errors"], whole))
    print(machine())
    print(f"{rounds} rounds, taking turns; seconds; 'fit' = all starts and standard errors, 'whole' = the command with its ladder\n")
    print(f"{'what':30} {'fit':>7} {'whole':>7} {'least':>7} {'most':>7} {'target':>7}")
    missed = 0
    for name, (_, target, _) in JOBS.items():
        fits, wholes = zip(*taken[name], strict=True)
        middle = statistics.median(wholes)
        late = target is not None and middle > target
        missed += late
        aim = f"{target:7.1f} {'MISSED' if late else 'met'}" if target is not None else ""
        print(f"{name:30} {statistics.median(fits):7.2f} {middle:7.2f} {min(wholes):7.2f} {max(wholes):7.2f} {aim}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
