"""One estimation problem: data in lanes, a layout of free numbers, and the likelihood as a function of working vectors."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.chain import Chain, Kernel, chain_of, in_kernel
from unspiral.learn.circumstances import Circumstances, circumstances_of
from unspiral.learn.compress import compress
from unspiral.learn.correction import Correction
from unspiral.learn.emission import Emission, Settled, Sites
from unspiral.learn.innovations import Innovations, innovations_of
from unspiral.learn.kalman import evaluate_flat
from unspiral.learn.levels import Levels, levels_of, own_systems
from unspiral.learn.parameters import Layout, Scale, assemble, layout_for
from unspiral.learn.skip_slots import answers_of, with_skip_scale
from unspiral.learn.skips import with_skips
from unspiral.learn.start import Look, look_at_moments, look_at_panel, look_at_steps, scale_of
from unspiral.learn.stepped import Stepped, coded_lanes, emission_of, reported, scored, stepped_values
from unspiral.learn.system import Lanes, System, lanes_of_moments, lanes_of_panel
from unspiral.learn.windows import looks_back, open_windows, refuse_beside, spans_of
from unspiral.loop.model import Loop
from unspiral.records import Choices, Moments, Panel


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything the search needs.

    Args:
        layout, scale, look: free numbers, typical sizes, first moments.
        lanes: one for each person.
        groups: where links depend on covariates, the different rows of these, centred; else one row without a column.
        model: which of them each lane has.
        packed: the same likelihood in fewer lanes where that is possible, and ``packed_model`` their groups; None where it is not.
        emission: families of answers that are not plain numbers; None where all are.
        known: pseudo-answers at the last point that was looked at, where the next one begins.
    """

    layout: Layout
    scale: Scale
    look: Look
    lanes: Lanes
    groups: Float[ndarray, "groups tilts"] = field(default_factory=lambda: np.zeros((1, 0)))
    model: Int[ndarray, " lanes"] | None = None
    packed: Lanes | None = None
    packed_model: Int[ndarray, " packed"] | None = None
    emission: Emission | None = None
    known: dict[str, Sites] = field(init=False, default_factory=dict[str, Sites])
    chain: Chain = field(init=False)
    kernel: Kernel | None = field(init=False)
    levels: Levels | None = field(init=False)  # where people differ in more than their level

    def __post_init__(self) -> None:
        object.__setattr__(self, "chain", chain_of(self.layout.average, self.scale))
        object.__setattr__(self, "kernel", in_kernel(self.chain, self.groups))
        differ = None
        if self.layout.varied:
            free = self.free_loadings
            differ = levels_of(self.layout, self.scale, self.chain, self.lanes, self.model, self.groups, loadings=free)
        object.__setattr__(self, "levels", differ)

    def systems(self, values: Float[ndarray, " free"]) -> list[System]:
        """The model of each group at a natural vector; of each person, at their most probable deviations, where people differ in it.

        Raises:
            ValueError: t0 is "stationary" and a group's loop is unstable.
        """
        if self.levels is not None:
            return own_systems(self.levels, values)
        if not self.layout.tilts:
            return [assemble(self.layout, values)]
        return [assemble(self.layout, values, tilt) for tilt in self.groups]

    def innovations(self, values: Float[ndarray, " free"]) -> Innovations:
        """What was not foreseen of all persons' answers at a natural vector."""
        return innovations_of(self.systems(values), self.lanes, self.whose)

    @property
    def whose(self) -> Int[ndarray, " lanes"]:
        """Which of ``systems`` each lane lives under."""
        if self.levels is not None:
            return np.arange(len(self.lanes.name))
        return np.zeros(len(self.lanes.name), dtype=np.int64) if self.model is None else self.model

    def values(self, points: list[Float[ndarray, " free"]]) -> list[tuple[float, Float[ndarray, " free"]]]:
        """Log-likelihood and derivative at each working vector; nan where the model has no likelihood."""
        if self.levels is not None:
            return self.levels.values(points)
        thetas, chain = np.array(points, dtype=np.float64), self.chain
        if self.emission is not None:
            return stepped_values(self._stepped(self.emission), thetas)
        lanes, model = (self.lanes, self.model) if self.packed is None else (self.packed, self.packed_model)
        if self.kernel is not None:
            found, slopes = self.kernel(lanes, thetas, model if self.layout.tilts else None)
            return list(zip(found.tolist(), slopes, strict=True))
        with np.errstate(all="ignore"):
            models = chain.models(thetas, self.groups)
            flat = models.reshape(-1, models.shape[2])
            person = which = None
            if self.layout.tilts:
                assert model is not None
                person = np.tile(np.arange(len(model)), len(thetas))
                which = (len(self.groups) * np.arange(len(thetas))[:, None] + model).ravel()
            shares, gradients = evaluate_flat(
                lanes, chain.like, flat, loadings=self.free_loadings, intercept=False, person=person, model=which
            )
            slopes = chain.back(thetas, models, gradients.reshape(models.shape), self.groups)
        values = shares.reshape(len(thetas), -1).sum(axis=1)
        return [(float(value), slope) for value, slope in zip(values, slopes, strict=True)]

    def _stepped(self, emission: Emission) -> Stepped:
        group = np.zeros(len(self.lanes.name), dtype=np.int64) if self.model is None else self.model
        return Stepped(self.chain, self.lanes, self.groups, group, emission, self.known, self.free_loadings)

    def reported(self, values: Float[ndarray, " free"]) -> tuple[Float[ndarray, " lanes"], Correction, Settled]:
        """Each person's log-likelihood at a natural vector as it is reported: with what expectation propagation leaves out."""
        assert self.emission is not None
        return reported(self._stepped(self.emission), values, self.systems(values))

    def scores(self, theta: Float[ndarray, " free"]) -> Float[ndarray, "lanes free"] | None:
        """Each person's derivative where answers are not plain numbers; None where all are (``sandwich.person_scores``)."""
        return None if self.emission is None else scored(self._stepped(self.emission), theta)

    @property
    def free_loadings(self) -> bool:
        """Whether any loading is free."""
        at = self.layout.sections["loading"]
        return at.stop > at.start or self.layout.skips is not None


def problem_of(data: Panel | Moments, loop: Loop, choices: Choices) -> Problem:
    """Set up a model on data as the choices say.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model; its columns are among the data's indicators.
        choices: traits, error, t0, waves, and what else an answer depends on.
    """
    layout = layout_for(loop, choices, data.time_unit)
    if isinstance(data, Moments):
        look = look_at_moments(data)
        lanes = lanes_of_moments(data, own_means=bool(choices.waves))
        if looks_back(loop):
            lanes, windows = open_windows(lanes, loop, data.time_unit, layout.moving + len(layout.traits), early=False)
            layout = layout_for(loop, choices, data.time_unit, windows)
        return Problem(layout, scale_of(layout, look), look, lanes)
    emission = emission_of(layout, choices)
    own = answers_of(layout)
    look = look_at_panel(data, own.columns, choices.waves) if own.plain else look_at_steps(data, own, choices)
    around = circumstances_of(data, loop, choices)
    back, early = looks_back(loop), choices.t0 == "stationary"
    refuse_beside(loop, choices)
    spans = tuple(sorted({s for s in spans_of(loop, data.time_unit) if s}))
    told = with_skips(data, loop, early=early) if choices.skips else data
    lanes = lanes_of_panel(told, layout.columns, layout.impulses, layout.presses, choices.waves, around, early=early or back, spans=spans)
    if back:
        lanes, windows = open_windows(lanes, loop, data.time_unit, layout.moving + layout.constant, early=early)
        layout = layout_for(loop, choices, data.time_unit, windows)
    groups, model = _groups(data, around, lanes)
    if emission is not None:
        coded = coded_lanes(lanes, layout, with_skip_scale(choices))
        return Problem(layout, scale_of(layout, look, coded, groups[model]), look, coded, groups, model, emission=emission)
    packed, packed_model = compress(lanes, model)
    scale = scale_of(layout, look, lanes, groups[model])
    if packed is lanes:
        return Problem(layout, scale, look, lanes, groups, model)
    return Problem(layout, scale, look, lanes, groups, model, packed, packed_model)


def _groups(panel: Panel, around: Circumstances, lanes: Lanes) -> tuple[Float[ndarray, "groups tilts"], Int[ndarray, " lanes"]]:
    """The different covariates that links depend on, and which of them each lane has."""
    if not around.tilts:
        return np.zeros((1, 0)), np.zeros(len(lanes.name), dtype=np.int64)
    people = {person.name: person for person in panel.persons}
    rows = np.array([around.tilt(people[name]) for name in lanes.name])
    groups, model = np.unique(rows, axis=0, return_inverse=True)
    return groups, model.reshape(-1)
