"""The free numbers by which skipped prompts depend on the state, and where they stand in a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from unspiral.records import Choices

if TYPE_CHECKING:
    from unspiral.learn.parameters import Layout, Slot

SKIP = "skip"  # name of the indicator: 1 = the prompt was skipped, 0 = it was answered


@dataclass(frozen=True, slots=True)
class Skips:
    """How skipped prompts depend on the state: P(skip) = Phi(level + sum of slope x state + the person's own level of skipping).

    Args:
        held: process -> slope that is assumed, in probits per point; the slopes of the others are learned.
        trait: whether people differ in how often they skip, whatever their state.
    """

    held: tuple[tuple[str, float], ...]
    trait: bool

    def hold(self, processes: Sequence[str], loading: NDArray[Any], own: int) -> None:
        """Write what is not free into the last row of a loading matrix.

        Args:
            processes: names, in the order of its first columns.
            loading: of all indicators.
            own: column of the person's own level of skipping.
        """
        for name, slope in self.held:
            loading[-1, list(processes).index(name)] = slope
        if self.trait:
            loading[-1, own] = 1.0


def skips_of(choices: Choices) -> Skips | None:
    """What the choices say of skipped prompts; None where they are not an indicator."""
    if not choices.skips:
        return None
    return Skips(tuple(choices.skip_slope.items()), choices.traits)


def with_skip_scale(choices: Choices) -> Choices:
    """The choices with the scale of skipped prompts, 0 and 1, among those of the answers."""
    if not choices.skips:
        return choices
    return replace(choices, families={**choices.families, SKIP: "binary"}, scales={**choices.scales, SKIP: (0.0, 1.0)})


def without_skips(choices: Choices) -> Choices:
    """The choices of the answers alone."""
    return replace(choices, skips=False, skip_slope={})


def answers_of(layout: Layout) -> Layout:
    """The layout of the answers alone: without the indicator that no process owns."""
    if layout.skips is None:
        return layout
    m, end = len(layout.columns) - 1, layout.sections["skip"].start
    return replace(
        layout, columns=layout.columns[:m], owner=layout.owner[:m], families=layout.families[:m], steps=layout.steps[:m], skips=None,
        slots=layout.slots[:end], sections={**layout.sections, "skip": slice(end, end)},
    )  # fmt: skip


def skip_slots(skips: Skips | None, processes: Sequence[str], row: int, waves: int, own: int) -> list[Slot]:
    """The free numbers: one level for all waves, a slope for each process that none was assumed for, the variance of people's own levels.

    Args:
        skips: of the layout.
        processes: names.
        row: of the indicator.
        waves: rows of System.level.
        own: entry of the state that holds the person's own level of skipping.
    """
    from unspiral.learn.parameters import Slot  # its own import of this file comes first

    if skips is None:
        return []
    held = {name for name, _ in skips.held}
    slots = [Slot(f"level:{SKIP}", "probits", "level", tuple((k, row) for k in range(waves)))]
    slots += [Slot(f"{SKIP}:{n}", "probits/point", "loading", ((row, j),)) for j, n in enumerate(processes) if n not in held]
    return slots + ([Slot(f"trait:{SKIP}", "probits^2", "t0_cov", ((own, own),))] if skips.trait else [])


def skip_natural(slots: Sequence[Slot], spread: NDArray[Any], theta: NDArray[Any]) -> NDArray[Any]:
    """Working to natural values: slopes per typical deviation of their process, the variance a square of a signed root.

    Args:
        slots: as ``skip_slots`` lists them.
        spread: typical deviation of each process.
        theta: working values, slots on the last axis.
    """
    out = theta * 1.0
    for k, slot in enumerate(slots):
        if slot.field == "loading":
            out[..., k] = theta[..., k] / spread[slot.entries[0][1]]
        elif slot.field == "t0_cov":
            out[..., k] = theta[..., k] ** 2
    return out
