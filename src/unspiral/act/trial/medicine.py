"""Treatments that are medicines: switching them on and off is a matter for whoever is responsible for them."""

from __future__ import annotations

import re
import unicodedata

from unspiral.errors import NotIdentified

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
    "tablet", "pill", "lamotrig", "topiram", "clonidin", "propranol", "doxepin", "opiate", "antipsychotic", "antiepilep", "anticonvuls",
    "painkill", "pain_kill", "analgesic", "codamol", "codydramol", "lidocain", "tilidin", "melatonin", "injection", "steroid", "cbd", "ibu",
)  # fmt: skip

# Ends of names that whole families of medicines share; "-zolam" and the like are parts of no treatment that is none.
_ENDS = (
    "azepam", "zolam", "pramine", "morphone", "morphine", "triptyline", "codone", "codeine", "gabalin", "oxetine", "faxine", "azodone",
    "alopram", "trigine", "ramate", "nidine", "pranolol", "setron", "profen", "coxib",
)  # fmt: skip

# Names on packets, whole words: general knowledge, used to recognise a medicine and for nothing else; no list of them is ever complete, so
# the line ALWAYS stands in every plan and every result.
_NAMES = frozenset((
    "abilify", "advil", "aleve", "ambien", "anafranil", "arcoxia", "aspirin", "ativan", "brintellix", "brufen", "butrans", "celebrex",
    "celexa", "cipralex", "cipramil", "cymbalta", "dafalgan", "dilaudid", "durogesic", "effexor", "efexor", "elavil", "fevarin",
    "flexeril", "fluctin", "imovane", "klonopin", "lamictal", "lexapro", "lexotanil", "lioresal", "lunesta", "luvox", "lyrica", "mobic",
    "motrin", "naprosyn", "neurontin", "norco", "novalgin", "nucynta", "nurofen", "oxycontin", "palexia", "panadol", "parnate", "paxil",
    "percocet", "ponstan", "prozac", "quviviq", "remeron", "restoril", "rivotril", "robaxin", "saroten", "savella", "seroquel",
    "seropram", "sirdalud", "st_john_s_wort", "stilnox", "surmontil", "targin", "tavor", "tegretol", "temesta", "tofranil", "trevilor",
    "trintellix", "tylenol", "ultracet", "ultram", "valdoxan", "valium", "viibryd", "vicodin", "vimovo", "voltaren", "wellbutrin",
    "xanax", "zaldiar", "zanaflex", "zoloft", "zyprexa",
))  # fmt: skip


def is_medicine(treatment: str) -> bool:
    """Whether a treatment's name is that of a medicine, of a class of them, or a name on a packet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", treatment.casefold()) if not unicodedata.combining(c))
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    words = name.split("_")
    # In other languages the last e is often missing, and one word more than one is an s longer.
    forms = {form for word in words for form in (word, word.removesuffix("s"))}
    if not _NAMES.isdisjoint((name, *forms)) or any(form.endswith((*_ENDS, *(end.removesuffix("e") for end in _ENDS))) for form in forms):
        return True
    return any(part in name if len(part) > 4 else part in forms for part in _WORDS)


def refuse_unagreed(treatment: str, medicine: bool, agreed: bool) -> None:
    """Stop a plan that switches a medicine on and off without the agreement of your prescriber.

    Raises:
        NotIdentified: it is a medicine, and nothing says that it was talked over.
    """
    if medicine and not agreed:
        raise NotIdentified(
            f"'{treatment}' is a medicine, and this plan would switch it on and off.", why=TALK,
            fix="talk to your prescriber; once both of you agree on the days, add --agreed-with-prescriber",
            code="medicine-unagreed",
        )  # fmt: skip
