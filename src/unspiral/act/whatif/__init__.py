"""What would be expected if something were changed: a verb per file, each with the same signature and the same answer."""

from __future__ import annotations

from unspiral.act.whatif.cut import cut
from unspiral.act.whatif.ground import horizon_of
from unspiral.act.whatif.hold import hold
from unspiral.act.whatif.policy import policy
from unspiral.act.whatif.press import press, settled_shift
from unspiral.act.whatif.pulse import pulse
from unspiral.act.whatif.schedule import schedule
from unspiral.act.whatif.weaken import weaken

__all__ = ["cut", "hold", "horizon_of", "policy", "press", "pulse", "schedule", "settled_shift", "weaken"]
