"""Many people's episodes against Starsim and Mesa, what policies share, and whether the shares keep to the exact equation: one table.

    python bench/population.py [--only WORDS] [--rounds 7] [--small] [--alone] [--population FILE.toml]

Rows: "agree" (all programs simulate one model), "starsim", "mesa" (programs take turns; medians of the ratios of each round), "coupled"
(two arms that share their luck), "variance" (of a policy's difference), "exact" (10^8 persons inside a simultaneous band), "full"
(10^8 persons x 10 years; person effects; time and memory; nothing else should run on the machine).
Starsim and Mesa are installed by this script, each into an environment of its own under the system's folder for temporary files
(or --peers FOLDER); a row whose peer cannot be had says so. What was done for fairness: bench/population_peers.py.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from population_case import FIXTURE, Population, declared, numbers, population, weekly
from row import Row, Sizes
from startup import machine

from unspiral import _core
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy

WEEKS = 520
WANTED = {"starsim": "starsim==3.7.2", "mesa": "mesa==3.3.1", "mesa-tuned": "mesa==3.3.1"}
PERSONS = {"starsim": 100_000, "mesa": 2_000, "mesa-tuned": 2_000}
BARS = {"starsim": (50.0, 100.0), "mesa": (1000.0, None), "mesa-tuned": (None, None)}  # 1 thread each, 2 threads against 1
UPTAKE = Policy("pain care x 3", week=0, scale=(("pain care begins", 3.0),))
CUT = Policy("depression->pain cut", week=0, cut=("depression->pain",))


@dataclass(frozen=True)
class Given:
    """What the command line says."""

    sizes: Sizes
    own: Episodes
    file: Path | None
    peers: Path


Ours = tuple[float, np.ndarray, tuple[np.ndarray, ...], float]


def here(of: Population, weeks: int, persons: int, threads: int, seed: int = 1) -> Ours:
    """Seconds of our run, shares of its first arm, all that the kernel counted, and seconds of the processor."""
    given = of.town(weeks).given
    began, busy = time.perf_counter(), time.process_time()
    counted = _core.Town(**given).simulate(seed, 0, persons, threads)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    return took, counted[0].reshape(len(of.arms), len(of.joint.states), weeks + 1)[0] / persons, counted, worked


class Peer:
    """Another program, kept running between rounds."""

    def __init__(self, name: str, given: Given, case: dict[str, object]) -> None:
        python = self.environment(name, given.peers)
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(case, file)
        script = Path(__file__).with_name("population_peers.py")
        self.process = subprocess.Popen(
            [python, script, name, file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    @staticmethod
    def environment(name: str, folder: Path) -> Path:
        """Its Python; made once."""
        home = folder / WANTED[name].replace("==", "-")
        python, stamp = home / "bin" / "python", home / ".made-of"
        if not stamp.is_file() or stamp.read_text().strip() != WANTED[name]:
            print(f"Installing {WANTED[name]} into {home} (once)", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
            quiet = ["--quiet", "--disable-pip-version-check"]
            subprocess.run([python, "-m", "pip", "install", *quiet, WANTED[name]], check=True, stderr=subprocess.DEVNULL)
            stamp.write_text(WANTED[name] + "\n")
        return python

    def run(self, seed: int, persons: int) -> tuple[float, float, dict[str, np.ndarray]]:
        """Seconds of its run, those of the processor, and shares by name."""
        assert self.process.stdin is not None and self.process.stdout is not None and self.process.stderr is not None
        self.process.stdin.write(f"{seed} {persons}\n")
        self.process.stdin.flush()
        while not (line := self.process.stdout.readline()).startswith("{"):
            if not line:
                raise RuntimeError(f"the peer ended: {self.process.stderr.read()[-2000:]}")
        answer = json.loads(line)
        return answer["seconds"], answer["processor"], {name: np.array(row) / persons for name, row in answer["counts"].items()}


def away(seen: dict[str, np.ndarray], exact: dict[str, np.ndarray], persons: int) -> float:
    """Largest distance of all weekly shares, in standard errors."""
    largest = 0.0
    for name, share in exact.items():
        error = np.sqrt(np.maximum(share * (1.0 - share), 1.0 / persons) / persons)
        largest = max(largest, float(np.abs((seen[name] - share) / error).max()))
    return largest


def agree(given: Given) -> Iterator[Row]:
    """Every program simulates the same model before anything is timed."""
    weeks = 52 if given.sizes.small else WEEKS
    of = population(declared(FIXTURE), effects=False)
    exact, steps = of.shown(of.exact(weeks)), of.shown(weekly(of, weeks))
    coarse = max(float(np.abs(steps[name] / exact[name] - 1.0).max()) for name in ("acute", "chronic", "depressed"))
    yield Row(
        "weekly steps", "away from exact", 100.0 * coarse, "%", None, "the equation of weekly steps beside that of days, largest ratio"
    )
    persons = given.sizes.persons(1_000_000)
    yield Row(
        "ours", "standard errors", away(of.shown(here(of, weeks, persons, 2)[1]), exact, persons), "", 5.0, "from the forward equation"
    )
    for name in () if given.sizes.alone else WANTED:
        persons = given.sizes.persons(50_000 if name == "starsim" else 10_000)
        _, _, seen = Peer(name, given, numbers(of, weeks)).run(3, persons)
        yield Row(name, "standard errors", away(seen, steps, persons), "", 5.0, "from the equation of weekly steps")


def against(name: str, given: Given) -> Iterator[Row]:
    """Throughputs in turns."""
    if given.sizes.alone:
        return
    of = population(declared(FIXTURE), effects=False)
    peer = Peer(name, given, numbers(of, WEEKS))
    persons, mine = given.sizes.persons(PERSONS[name]), given.sizes.persons(2_000_000)
    peer.run(0, max(persons // 10, 100))  # what it compiles or caches is not timed
    rounds: list[tuple[float, ...]] = []
    for seed in range(1, given.sizes.rounds + 1):
        one, _, _, busy = here(of, WEEKS, mine, 1, seed)
        other, other_busy, _ = peer.run(seed, persons)
        two = here(of, WEEKS, mine, 2, seed)[0]
        rounds.append((mine / one, mine / two, mine / busy, persons / other, persons / other_busy))
    one, two, busy, other, other_busy = (statistics.median(column) * WEEKS / 1e6 for column in zip(*rounds, strict=True))
    wanted = BARS[name]
    said = f"{one:.0f} beside {other:.2g} million person-weeks/s"
    yield Row(name, "1 thread each", statistics.median(r[0] / r[3] for r in rounds), "x", wanted[0], said, more=True)
    said = f"{busy:.0f} beside {other_busy:.2g} million a second of the processor: what other work on the machine disturbs less"
    yield Row(name, "the same, processor time", statistics.median(r[2] / r[4] for r in rounds), "x", None, said, more=True)
    yield Row(name, "2 threads against 1", statistics.median(r[1] / r[3] for r in rounds), "x", wanted[1], f"{two:.0f} million", more=True)


def coupled(given: Given) -> Iterator[Row]:
    """Two arms that share their luck, person effects included."""
    persons = given.sizes.persons(4_000_000)
    for policy in (UPTAKE, CUT):
        of = population(given.own, effects=True, policies=(policy,))
        speeds = [2 * persons * WEEKS / here(of, WEEKS, persons, 2, seed)[0] / 1e6 for seed in range(given.sizes.rounds)]
        yield Row(
            policy.name,
            "two arms, 2 threads",
            statistics.median(speeds),
            "M/s",
            300.0,
            "million person-weeks of both arms a second",
            more=True,
        )


def spread(at: int, sums: np.ndarray, squares: list[tuple[int, int]], persons: int) -> float:
    """Variance of an outcome between persons, from what the kernel adds up."""
    high, low = squares[at]
    return (high * 2.0**64 + low) / persons - (int(sums[at]) / persons) ** 2


def variance(given: Given) -> Iterator[Row]:
    """Variance of the difference in weeks of chronic pain: arms with seeds of their own, over arms that share their luck."""
    persons, parts = given.sizes.persons(500_000), 10
    for policy, wanted in ((UPTAKE, 100.0), (CUT, 25.0)):
        for who, effects, alike in (
            ("alike at the start", False, True),
            ("no person effects", False, False),
            ("person effects", True, False),
        ):
            of = population(given.own, effects=effects, policies=(policy,), alike=alike)
            kernel = _core.Town(**of.town(WEEKS).given)
            place = [o.name for o in of.episodes.outcomes].index("weeks in chronic pain")
            outcomes = len(of.episodes.outcomes)
            factors: list[float] = []
            for part in range(parts):
                _, _, amount, square, apart, apart_square = kernel.simulate(5, part * persons, persons, 2)
                alone = spread(place, amount, square, persons) + spread(outcomes + place, amount, square, persons)
                factors.append(alone / spread(outcomes + place, apart, apart_square, persons))
            middle, error = statistics.mean(factors), statistics.stdev(factors) / parts**0.5
            said = f"95 % {middle - 2.26 * error:.0f} to {middle + 2.26 * error:.0f}"
            yield Row(policy.name, who, middle, "x", wanted, said, more=True)


def exact(given: Given) -> Iterator[Row]:
    """All weekly shares of all joint states at 10^8 persons, and the band that holds them all in 95 of 100 such runs."""
    persons, weeks = given.sizes.persons(100_000_000), 52 if given.sizes.small else WEEKS
    for effects in (False, True):
        of = population(given.own, effects=effects)
        truth = of.exact(weeks)
        _, share, *_ = here(of, weeks, persons, 2, seed=77)
        worst, bound, cells = banded(of, share, truth, persons, weeks)
        said = f"band +- {bound:.2f}; {cells} shares, those of 300 persons or more"
        yield Row("person effects" if effects else "no person effects", "largest |z|", worst, "", bound, said)


def banded(of: Population, share: np.ndarray, truth: np.ndarray, persons: int, weeks: int) -> tuple[float, float, int]:
    """Largest |z| of a run, the 95 % point of its law, and how many shares are looked at.

    The law is that of the run itself (persons, weeks and states as dependent as they are), found from small runs with other seeds: the
    largest |z| of 300 runs of 100,000 persons, over shares of which such a run has 100 persons or more too. Shares that are rarer are held
    by Bonferroni. Each of the two kinds may miss in 2.5 of 100 runs, so that all are inside in at least 95.
    """
    looked = truth * persons >= 300.0
    scale = np.sqrt(np.maximum(truth * (1.0 - truth), 1e-300))
    z = np.where(looked, (share - truth) / scale * persons**0.5, 0.0)
    few, runs = 100_000, 300 if weeks == WEEKS else 60
    common = truth * few >= 100.0
    kernel = _core.Town(**of.town(weeks).given)
    largest: list[float] = []
    for run in range(runs):
        seen = kernel.simulate(1000 + run, 0, few, 2)[0].reshape(len(of.arms), *truth.shape)[0] / few
        largest.append(float(np.abs((seen - truth) / scale * few**0.5)[common].max()))
    rare = int((looked & ~common).sum())
    from scipy.stats import norm

    half = 0.95 if rare == 0 else 0.975  # the rare and the common share the 5 % that may miss
    bound = max(float(np.quantile(largest, half)), float(norm.isf(0.0125 / rare)) if rare else 0.0)
    return float(np.abs(z).max()), bound, int(looked.sum())


def full(given: Given) -> Iterator[Row]:
    """10^8 persons x 10 years in a process of its own: seconds, and the most memory that it held."""
    persons = given.sizes.persons(100_000_000)
    code = (
        "import sys, resource; sys.path.insert(0, sys.argv[1])\n"
        "from population_case import declared, population\nfrom population import here, WEEKS\nfrom pathlib import Path\n"
        "of = population(declared(Path(sys.argv[2]) if sys.argv[2] else None), effects=True)\n"
        "took, share, counted, busy = here(of, WEEKS, int(sys.argv[3]), 2)\n"
        "print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, counted[1].sum() / int(sys.argv[3]), busy)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(given.file or ""), str(persons)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    took, most, happened, busy = (float(x) for x in ran.stdout.split())
    rate = persons * WEEKS / took / 1e6
    yield Row(
        f"{persons:,} x 10 years",
        "2 threads",
        took,
        "s",
        60.0,
        f"{rate:.0f} million person-weeks/s; {happened:.1f} events a person; {busy:.0f} s of the processors",
    )
    yield Row(f"{persons:,} x 10 years", "memory", most, "GiB", 1.0)


PARTS: dict[str, Callable[[Given], Iterator[Row]]] = {
    "agree": agree,
    "starsim": lambda given: against("starsim", given),
    "mesa": lambda given: against("mesa", given),
    "mesa-tuned": lambda given: against("mesa-tuned", given),
    "coupled": coupled,
    "variance": variance,
    "exact": exact,
    "full": full,
}


def main() -> int:
    """Print the table as it grows; 1 when a target is missed."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--only", default="", help="parts whose name holds these words")
    reader.add_argument("--rounds", type=int, default=7)
    reader.add_argument("--small", action="store_true", help="small sizes, to see that everything runs; no target holds")
    reader.add_argument("--alone", action="store_true", help="without the peers")
    reader.add_argument("--population", type=Path, help="a declaration for all but the peers; else the packaged one")
    reader.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "unspiral-peers")
    said = reader.parse_args()
    given = Given(Sizes(said.rounds, said.small, said.alone), declared(said.population), said.population, said.peers)
    print(machine())
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    what = given.own.about.split(".")[-2].strip()
    print(f"kernel: {_core.instruction_sets()[0]}; load of the last 1, 5, 15 minutes: {load}; {given.own.name}: {what}\n")
    print(f"{'what':28} {'how':26} {'measured':>12} {'target':>12}")
    missed = 0
    for name, part in PARTS.items():
        if said.only in name:
            for row in part(given):
                print(row.text(judged=not said.small), flush=True)
                missed += row.missed and not said.small
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
