"""Which editions of the document of a fit there are, what each one added, and which this version can open.

``schema`` names the edition that decides whether a program can read the document at all; ``state.edition`` counts what was added since
without changing what stood there before.
"""

from __future__ import annotations

from unspiral.errors import DataError
from unspiral.store.entry import Entry

SCHEMA = "unspiral.fit/1"
EDITION = "1.3"
# Options of a model that edition 1.0 did not know: how a document without them is read.
ADDED: dict[str, object] = {
    "ci": "wald", "replicates": 0, "bootstrap": "parametric", "standardize": False, "covariates": {}, "weekday": False, "daytime": False,
    "overnight": False, "trend": False, "weight": None, "individual": (), "skips": False, "skip_slope": {}, "method": "ml", "draws": 0,
    "chains": 0, "priors": {}, "scales": {},
}  # fmt: skip
PEOPLE = ("individual", "shortcut", "skipping", "posterior")  # records that only some fits have, each a key of its own
CHOICES = frozenset({"level", "starts", "seed", "waves", *ADDED})


def check_edition(top: Entry) -> None:
    """Refuse a document that says more than this version understands.

    A later edition of the same schema opens as long as its model has no option that is unknown here: reading on without it would give
    other effects, silently.

    Args:
        top: the whole document, of the right schema.

    Raises:
        DataError: with what is unknown, and a remedy.
    """
    state = top["state"]
    named = state.maybe("edition")
    edition = named.text() if named else "1.0"
    unknown = sorted({key for key, _ in state["choices"].items()} - CHOICES)
    if edition.partition(".")[0] != "1" or unknown:
        what = f"the option {', '.join(unknown)}, which this version does not know" if unknown else f"edition {edition[:10]}"
        raise DataError(
            f"'{top.file}' is a fit with {what}; this version reads editions 1.0 to {EDITION}.",
            why="Without it the loop would say something else.",
            fix="pip install --upgrade unspiral, or learn it again with this version.",
        )
