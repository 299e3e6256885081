"""The compiled kernel (core/bindings.cpp)."""

from typing import Any

from numpy.typing import NDArray

MOST_STATES: int

def instruction_sets() -> list[str]: ...
def philox(a: int, b: int, c: int, d: int, k: int, l: int) -> tuple[int, int, int, int]: ...

class Data:
    def __init__(
        self,
        values: NDArray[Any],
        answered: NDArray[Any],
        step: NDArray[Any],
        wave: NDArray[Any],
        importance: NDArray[Any],
        impulses: NDArray[Any],
        presses: NDArray[Any],
        regressors: NDArray[Any],
        scale: NDArray[Any],
        weight: NDArray[Any],
        running: NDArray[Any],
        dt: NDArray[Any],
        isa: str = "",
        resets: NDArray[Any] | None = None,
    ) -> None: ...
    @property
    def isa(self) -> str: ...
    def evaluate(
        self,
        p: int,
        t: int,
        waves: int,
        models: NDArray[Any],
        want_loading: bool,
        want_intercept: bool,
        person: NDArray[Any] | None,
        model: NDArray[Any] | None,
        threads: int,
        values: NDArray[Any] | None = None,
        variances: NDArray[Any] | None = None,
        cells: bool = False,
    ) -> tuple[NDArray[Any], ...]: ...

class Chain:
    def __init__(
        self,
        p: int,
        t: int,
        m: int,
        waves: int,
        impulses: int,
        presses: int,
        regressors: int,
        processes: int,
        stationary: bool,
        clock: float,
        slow: float,
        sections: list[int],
        base: NDArray[Any],
        linear: NDArray[Any],
        size: NDArray[Any],
        spread: NDArray[Any],
        item: NDArray[Any],
        t0_spread: NDArray[Any],
        trait_spread: NDArray[Any],
        entry: NDArray[Any],
        slot: NDArray[Any],
        tilts: NDArray[Any],
        paced: NDArray[Any],
        between: NDArray[Any],
        groups: NDArray[Any],
    ) -> None: ...
    def values(
        self, data: Data, theta: NDArray[Any], want_loading: bool, group: NDArray[Any] | None, threads: int
    ) -> tuple[NDArray[Any], NDArray[Any]]: ...
    def differ(self, added: NDArray[Any], multiplied: NDArray[Any], powers: NDArray[Any], deviations: int) -> None: ...
    def persons(
        self,
        data: Data,
        averages: NDArray[Any],
        group: NDArray[Any],
        person: NDArray[Any],
        u: NDArray[Any],
        c: NDArray[Any],
        want_loading: bool,
        threads: int,
    ) -> tuple[NDArray[Any], NDArray[Any]]: ...

class Town:
    def __init__(
        self,
        states: int,
        clocks: int,
        courses: int,
        arms: int,
        bands: int,
        outcomes: int,
        weeks: int,
        jumps: NDArray[Any],
        offset: NDArray[Any],
        rate: NDArray[Any],
        period: NDArray[Any],
        aged: NDArray[Any],
        band: NDArray[Any],
        cells: NDArray[Any],
        cell_below: NDArray[Any],
        class_below: NDArray[Any],
        start_below: NDArray[Any],
        effect: NDArray[Any],
        loading: NDArray[Any],
        factors: int,
        family: int,
        shared: float,
        since_course: NDArray[Any],
        since_offset: NDArray[Any],
        since_day: NDArray[Any],
        since_factor: NDArray[Any],
        per_day: NDArray[Any],
        per_event: NDArray[Any],
    ) -> None: ...
    def simulate(
        self, seed: int, first: int, count: int, threads: int, isa: str = ""
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], list[tuple[int, int]], NDArray[Any], list[tuple[int, int]]]: ...
    def events(self, seed: int, first: int, count: int, isa: str = "") -> tuple[NDArray[Any], ...]: ...
