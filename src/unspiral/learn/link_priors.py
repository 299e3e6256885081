"""How wide the prior of a link is, and why: whether anybody has looked at that arrow may widen it; what they found never enters."""

from __future__ import annotations

from unspiral.evidence.tables import links

LISTED, UNLISTED = 0.5, 0.35  # standard deviation of a link, as a share of the pull of its two processes
LOOKED_AT = ("core", "extended")  # tiers of the tables under which an arrow counts as looked at
NAMED = 2  # sources that are named
SYMMETRIC = "Weak and symmetric around zero, so that it favours neither sign; measured against the pull of the two processes on themselves"
NOT_USED = (
    "No estimate of theirs enters: odds ratios and correlations between people, and effects over years, say nothing about how large"
    " an effect from one occasion to the next may be."
)


def link_prior(cause: str, affected: str) -> tuple[float, str]:
    """Standard deviation of the prior of a link, as a share of its processes' pull, and where that comes from, in words.

    Args:
        cause, affected: processes, by name.

    Source: evidence/tables/links.csv, of which only the names, the tiers and the citations are read; tests/learn/test_link_priors.py.
    """
    rows = [
        row
        for row in links()
        if row.tier in LOOKED_AT and row.source_var == cause and affected in [target.strip() for target in row.target_var.split(";")]
    ]
    if not rows:
        return UNLISTED, f"{SYMMETRIC}. No study of this arrow is in the packaged tables: somewhat narrower than for arrows that are."
    named = list(dict.fromkeys(row.citation for row in rows if row.citation and row.source_id not in ("none", "unseen")))
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    who = f": {'; '.join(named[:NAMED])}{more}" if named else ""
    tier = "core" if any(row.tier == "core" for row in rows) else "extended"
    return LISTED, f"{SYMMETRIC}. The arrow is in the packaged tables (tier {tier}{who}). {NOT_USED}"
