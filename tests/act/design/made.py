"""A study to plan, small enough for tests."""

from __future__ import annotations

from unspiral.act.design.asked import Asked
from unspiral.act.design.truth import Truth, stated
from unspiral.loop.language import parse
from unspiral.records import Arrow

LINK = ("depression", "pain")
LOOP = parse("pain <-> depression")


def true(value: float = 0.3, back: float = 0.1, differ: dict[Arrow, float] | None = None, **more: dict[str, float]) -> Truth:
    """Pain and depression with plain numbers."""
    given = {name: more.get(name, {}) for name in ("rates", "within", "traits", "errors")}
    return stated(LOOP, {LINK: value, LINK[::-1]: back}, differ=differ or {}, **given)


def small(**more: object) -> Asked:
    """A few small designs."""
    given: dict[str, object] = {"people": (20, 60), "days": (14,), "beeps": (1, 3), "compliance": (0.8,)}
    return Asked(**(given | more))  # type: ignore[arg-type]
