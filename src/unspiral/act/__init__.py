"""What would break the cycle: pure functions over a fit, a declared loop, answers, or a person's own record.

The room is used whole, as ``unspiral.act.press(...)``; each name is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspiral.act.design.asked import Asked
    from unspiral.act.design.given import Given
    from unspiral.act.design.plan import design as plan_study
    from unspiral.act.flare import flare
    from unspiral.act.pathway.answers import answers_of
    from unspiral.act.pathway.pathway import pathway as guidelines
    from unspiral.act.population.calibrate import calibrate as calibrate_population
    from unspiral.act.population.compare import compare as compare_policies
    from unspiral.act.population.run import run_population
    from unspiral.act.spiral import spiral
    from unspiral.act.targets import processes_as_targets, targets
    from unspiral.act.trial.analyse import analyse_diary, analyse_trial
    from unspiral.act.trial.person import stated_person
    from unspiral.act.trial.plan import plan_trial
    from unspiral.act.whatif import cut, hold, policy, press, pulse, schedule, weaken
    from unspiral.records.flare import FlareRule
    from unspiral.records.whatif import Piece, Rule

__all__ = [
    "Asked",
    "FlareRule",
    "Given",
    "Piece",
    "Rule",
    "analyse_diary",
    "analyse_trial",
    "answers_of",
    "calibrate_population",
    "compare_policies",
    "cut",
    "flare",
    "guidelines",
    "hold",
    "plan_study",
    "plan_trial",
    "policy",
    "press",
    "processes_as_targets",
    "pulse",
    "run_population",
    "schedule",
    "spiral",
    "stated_person",
    "targets",
    "weaken",
]

# Name -> the file it lives in, and what it is called there where that differs.
_HOMES = {
    **{verb: ("unspiral.act.whatif", verb) for verb in ("press", "pulse", "hold", "weaken", "cut", "schedule", "policy")},
    "Piece": ("unspiral.records.whatif", "Piece"),
    "Rule": ("unspiral.records.whatif", "Rule"),
    "spiral": ("unspiral.act.spiral", "spiral"),
    "targets": ("unspiral.act.targets", "targets"),
    "processes_as_targets": ("unspiral.act.targets", "processes_as_targets"),
    # The folders design/ and pathway/ have those two words.
    "plan_study": ("unspiral.act.design.plan", "design"),
    "Asked": ("unspiral.act.design.asked", "Asked"),
    "Given": ("unspiral.act.design.given", "Given"),
    "guidelines": ("unspiral.act.pathway.pathway", "pathway"),
    "answers_of": ("unspiral.act.pathway.answers", "answers_of"),
    "plan_trial": ("unspiral.act.trial.plan", "plan_trial"),
    "analyse_trial": ("unspiral.act.trial.analyse", "analyse_trial"),
    "analyse_diary": ("unspiral.act.trial.analyse", "analyse_diary"),
    "stated_person": ("unspiral.act.trial.person", "stated_person"),
    "flare": ("unspiral.act.flare", "flare"),
    "compare_policies": ("unspiral.act.population.compare", "compare"),
    "calibrate_population": ("unspiral.act.population.calibrate", "calibrate"),
    "run_population": ("unspiral.act.population.run", "run_population"),
    "FlareRule": ("unspiral.records.flare", "FlareRule"),
}


class _Room(ModuleType):
    """A file that is imported puts itself into its folder's names: here it must not hide the function of the same name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> object:
    if name in _HOMES:
        place, there = _HOMES[name]
        thing: object = getattr(import_module(place), there)
        globals()[name] = thing
        return thing
    if name.startswith("_"):
        raise AttributeError(f"module 'unspiral.act' has no attribute '{name}'")
    from unspiral.errors import did_you_mean

    raise AttributeError(f"module 'unspiral.act' has no attribute '{name}'.{did_you_mean(name, tuple(_HOMES))}")


def __dir__() -> list[str]:
    return sorted(__all__)
