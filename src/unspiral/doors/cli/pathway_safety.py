"""What comes before a pathway on the command line: the texts of ``act.pathway.safety`` with the help lines of ``--country``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from unspiral.act.pathway import safety
from unspiral.act.pathway.safety import Safety as Safety
from unspiral.act.pathway.safety import calls as calls
from unspiral.measure.safety.help_lines import help_or_world
from unspiral.records.help import SafetyNotice

if TYPE_CHECKING:
    from unspiral.records.pathway import Plan


def safety_of(plan: Plan, country: str | None) -> Safety:
    """As ``act.pathway.safety`` has it.

    Args:
        plan: with the routes of its rules of step 0.
        country: what ``--country`` said.
    """
    return safety.safety_of(plan, help_or_world(country, os.environ)[0])


def help_notice(given: Mapping[str, object], country: str | None) -> SafetyNotice:
    """The notice for answers that could not be checked."""
    return safety.help_notice(given, help_or_world(country, os.environ)[0])
