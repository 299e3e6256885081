"""When a planned study gives an input, to whom, and which part of it is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.loop.model import Loop
from unspiral.records import Arrow

STREAM = 64  # of chance, apart from those of answers and of what is skipped


@dataclass(frozen=True, slots=True)
class Given:
    """A sustained input that the study itself assigns: 1 while it is assigned, 0 while it is not.

    Args:
        name: of the input.
        block: days of a block: everybody has it in blocks, on and off, the order being drawn for each pair of blocks and each person; None:
            half of the people have it from their first answer to the last, and half never.
        least, most: share of what is assigned that is taken; two shares are the ends of a range.
    """

    name: str
    block: int | None = None
    least: float = 1.0
    most: float = 1.0

    def __post_init__(self) -> None:
        if self.block is not None and self.block < 1:
            raise SpecError(f"Blocks of {self.block} days are no blocks.", fix=f"--given '{self.name}: blocks of 7'")
        if not (0.0 < self.least <= self.most <= 1.0):
            words = f"{self.least:g}" if self.least == self.most else f"{self.least:g}:{self.most:g}"
            why = (
                "What is assigned and never taken does nothing that a study could see."
                if self.least == 0.0
                else "It is a share: 70 % is 0.7."
            )
            raise SpecError(f"An adherence of {words} is not above 0 and at most 1, the smaller first.", why=why, fix="--adherence 0.7")

    def arms(self, day: Int[ndarray, " prompts"], key: tuple[int, ...]) -> Float[ndarray, "2 prompts"]:
        """What is assigned from each prompt to the next, for one person and for the one whose order is the other way round.

        Args:
            day: of the study (0, 1, ...), of each prompt; it changes at the first prompt of a block.
            key: of the stream; the same key gives the same order, and a longer study changes nothing before.
        """
        if self.block is None:
            return np.array([np.ones(len(day)), np.zeros(len(day))])
        place = day // self.block
        pairs = int(place.max(initial=0)) // 2 + 1
        first = np.random.Generator(np.random.Philox(np.random.SeedSequence([*key, STREAM]))).random(pairs) < 0.5
        on = (first[place // 2] != (place % 2 == 1)).astype(float)
        return np.array([on, 1.0 - on])

    def column(self, day: Int[ndarray, " prompts"], key: tuple[int, ...], person: int, people: int) -> Float[ndarray, " prompts"]:
        """What one person of a study is assigned; of an odd number of people the one over is without.

        Args:
            day: as for ``arms``.
            key: of the study and the person.
            person, people: which (0, 1, ...), of how many.
        """
        if self.block is None:
            return np.full(len(day), float(person < people // 2))
        return self.arms(day, key)[0]

    def refuse_sizes(self, people: tuple[int, ...], days: tuple[int, ...], every: int) -> None:
        """Stop where a design cannot hold it.

        Raises:
            SpecError: half of one person, blocks that do not fit, or that begin between two days of asking.
        """
        if self.block is None:
            if min(people) < 2:
                raise SpecError(
                    f"One person cannot have '{self.name}' and be without it from the first day to the last.",
                    why="Half of the people are compared with the other half.",
                    fix=f"--given '{self.name}: blocks of 7', or --people 2 or more",
                )  # fmt: skip
            return
        if self.short(min(days)):
            raise SpecError(
                f"Two blocks of {self.block} days do not fit into {min(days)} days.", why="Each person is to be seen with and without it.",
                fix=f"--days {2 * self.block}, or shorter blocks",
            )  # fmt: skip
        if self.block % every:
            raise SpecError(
                f"With questions every {every} days, blocks of {self.block} days begin on days without any.",
                why="An input is planned to begin at a prompt.",
                fix=f"--given '{self.name}: blocks of {every * (self.block // every + 1)}'",
            )  # fmt: skip

    def short(self, days: int) -> bool:
        """Whether a study is too short for a block with and a block without."""
        return self.block is not None and 2 * self.block > days


def refuse_inputs(loop: Loop, link: Arrow, given: Given | None) -> None:
    """Stop where an input of the loop is not one that a plan can give.

    Raises:
        SpecError: nobody says when the input is given, it is not the one whose effect is to be seen, or it acts in another way than while
            it is held.
    """
    inputs = {one.name: one for one in loop.inputs}
    if link[0] in inputs and given is None:
        raise SpecError(
            f"{link[0]} -> {link[1]} is what an input does, and nobody says when the study gives it.",
            why="Who has it when, and which part of it is taken, decide what can be seen.",
            fix=f"--given '{link[0]}: half' --adherence 0.7",
        )  # fmt: skip
    if given is None:
        return
    if given.name not in inputs:
        raise SpecError(
            f"The loop has no input '{given.name}'.", why="Its inputs: " + (", ".join(inputs) or "none") + ".",
            fix=f"add '{given.name} => {loop.names[0]} (sustained)' to --loop.",
        )  # fmt: skip
    if link[0] != given.name:
        raise SpecError(
            f"'{given.name}' is given, and the study is to see {link[0]} -> {link[1]}.", why="What is given is planned for its own effect.",
            fix=f"--link '{given.name}->{inputs[given.name].targets[0]}=-0.3' first, or leave --given out.",
        )  # fmt: skip
    one = inputs[given.name]
    if one.kind != "sustained" or one.after is not None:
        raise SpecError(
            f"'{one.name}' is {one.acting}; a plan is about inputs that act from when they are assigned until they end.",
            why="What a pulse, a fading or a late input does has a course of its own, which is not planned for.",
            fix=f"{one.name} => {', '.join(one.targets)} (sustained) in --loop.",
        )  # fmt: skip
