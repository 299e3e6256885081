"""Treatments that are medicines: switching them on and off is a matter for whoever is responsible for them."""

from __future__ import annotations

import re

from unspiral.errors import SpecError

TALK = "Talk to your prescriber before anything about a medicine changes; some must not be stopped from one day to the next."

# Words by which a medicine is recognised; what is not among them can be named with --medicine. Classes and common names of what is taken
# for back pain, depression and sleep, in parts of words.
_WORDS = (
    "antidepress", "ssri", "snri", "tricyclic", "amitriptyl", "nortriptyl", "duloxet", "venlafax", "milnacipran", "mirtazap", "sertral",
    "citalopram", "fluoxet", "paroxet", "bupropion", "trazodon", "vortioxet", "agomelat", "lithium", "opioid", "morphin", "oxycod",
    "hydrocod", "codein", "tramadol", "tapentadol", "fentanyl", "buprenorph", "methadon", "gabapent", "pregabal", "carbamazep",
    "benzodiazep", "diazepam", "lorazepam", "alprazolam", "zopiclon", "zolpidem", "quetiap", "olanzap", "aripipraz", "nsaid",
    "ibuprofen", "naproxen", "diclofen", "celecoxib", "etoricoxib", "meloxicam", "metamizol", "paracetamol", "acetaminophen",
    "muscle_relaxant", "cyclobenzaprin", "tizanidin", "baclofen", "cortison", "prednis", "cannabi", "ketamin", "medicine", "medication",
    "tablet", "pill",
)  # fmt: skip


def is_medicine(treatment: str) -> bool:
    """Whether a treatment's name is that of a medicine, or of a class of them."""
    name = re.sub(r"[^a-z0-9]+", "_", treatment.casefold())
    words = name.split("_")
    return any(part in name if len(part) > 4 else part in words for part in _WORDS)


def refuse_unagreed(treatment: str, medicine: bool, agreed: bool) -> None:
    """Stop a plan that switches a medicine on and off without the agreement of your prescriber.

    Raises:
        SpecError: it is a medicine, and nothing says that it was talked over.
    """
    if medicine and not agreed:
        raise SpecError(
            f"'{treatment}' is a medicine, and this plan would switch it on and off.", why=TALK,
            fix="talk to your prescriber; once both of you agree on the days, add --agreed-with-prescriber",
        )  # fmt: skip
