"""Cautions about medicines, each to talk over with your prescriber: no amounts, no starting, no stopping, no checker of interactions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import clinical_file

NOT_A_CHECKER = (
    "This is a short list and no checker of interactions: what is not on it may still matter. Ask the person who treats you, "
    "or a pharmacist."
)

TALK = "Talk to your prescriber. Do not stop a medicine suddenly."  # wherever a medicine is named


@dataclass(frozen=True, slots=True)
class Known:
    """Something that can be named.

    Args:
        id: its name in options and conditions.
        kind: "class" for a medicine that is taken, "fact" for anything else.
        words: what it means.
        also: wider classes it belongs to.
    """

    id: str
    kind: Literal["class", "fact"]
    words: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """One matter to talk over.

    Args:
        id: its name.
        text: the fixed words.
        kind: "talk_to_prescriber", for every one of them.
        because: what was named that led to it.
        sources: keys of the file's sources; empty where no source was seen.
        evidence: how well it was seen; "unverified" is shown as such.
        if_also: for what may apply: what something named in general must mean for it, else "".
    """

    id: str
    text: str
    kind: str
    because: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: str
    if_also: str = ""


@dataclass(frozen=True, slots=True)
class Cautions:
    """What there is to ask about, given what was named.

    Args:
        found: cautions that apply.
        perhaps: cautions that apply only if something named in general is of a narrower kind.
        said: how names were read, and what this list is not.
    """

    found: tuple[Caution, ...]
    perhaps: tuple[Caution, ...]
    said: tuple[str, ...]


@cache
def known() -> tuple[Known, ...]:
    """What can be named: classes of medicines, and facts beside them.

    Source: files/medicines.toml; tests/measure/safety/test_medicines.py.
    """
    rows: list[dict[str, Any]] = clinical_file("medicines")["known"]
    return tuple(Known(row["id"], row["kind"], row["words"], tuple(row.get("also", ()))) for row in rows)


def cautions(taking: Iterable[str], also: Iterable[str] = ()) -> Cautions:
    """What to ask a prescriber about.

    Args:
        taking: medicines, by class ("nsaid"), by classes of which one is meant ("ssri_or_snri"), or by one of the few names the file knows.
        also: facts beside them ("gi_symptom", "age_ge_65").

    Raises:
        SpecError: a class, name or fact is unknown, or stands in the wrong list.

    Source: files/medicines.toml, with the source of each caution; tests/measure/safety/test_medicines.py.
    """
    said: list[str] = []
    medicines = [_read(name, "class", said) for name in taking]
    facts = [_read(name, "fact", said) for name in also]
    named = list(dict.fromkeys([*medicines, *facts]))
    narrower = {inner: outer for outer in named for inner in _narrower(outer)}
    found: list[Caution] = []
    perhaps: list[Caution] = []
    for row in clinical_file("medicines")["caution"]:
        led = _led(row, named, set(medicines), ())
        if led:
            found.append(_caution(row, led))
            continue
        led = _led(row, named, set(medicines), tuple(narrower))
        if led:
            perhaps.append(_caution(row, [fact for fact in led if fact not in narrower], _hangs_on(led, narrower)))
    if not found:
        said.append("None of the cautions kept here was met by what was named. That does not mean that there is nothing to ask.")
    return Cautions(tuple(found), tuple(perhaps), (*said, NOT_A_CHECKER))


def is_known(name: str) -> bool:
    """Whether one of a name's words, or all of it, is a class or a name of medicines that the file knows.

    Args:
        name: as somebody wrote it.

    Source: files/medicines.toml; tests/measure/safety/test_medicines.py.
    """
    given = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    table: Mapping[str, str] = clinical_file("medicines")["names"]["class"]
    listed = {*table, *(each.id for each in known() if each.kind == "class")}
    return given in listed or not listed.isdisjoint(given.split("_"))


def _led(row: Mapping[str, Any], named: Sequence[str], medicines: set[str], narrower: Sequence[str]) -> list[str]:
    """What was named, or else may be meant by it, that meets the condition of a caution; empty where it is not met."""
    if "only" in row:
        return list(row["only"]) if medicines == set(row["only"]) else []
    wishes: list[str] = row["all"] if "all" in row else row["any_class"]
    met = [[fact for fact in named if _meets(fact, wanted)] or [fact for fact in narrower if _meets(fact, wanted)] for wanted in wishes]
    enough = all(met) if "all" in row else any(met)
    return list(dict.fromkeys(fact for facts in met for fact in facts)) if enough else []


def _hangs_on(led: Sequence[str], narrower: Mapping[str, str]) -> str:
    """In words: which narrower things something named in general must mean."""
    outer = dict.fromkeys(narrower[fact] for fact in led if fact in narrower)
    inner = {wide: [fact for fact in led if narrower.get(fact) == wide] for wide in outer}
    widest = {wide: [fact for fact in facts if not (_classes(fact) - {fact}) & set(facts)] for wide, facts in inner.items()}
    return ", and ".join(f"'{wide}' means {' or '.join(map(_words, facts))}" for wide, facts in widest.items())


def _meets(fact: str, wanted: str) -> bool:
    """Whether every one of the things that a fact may mean is, or belongs to, one of the things that are wanted."""
    parts = set(_parts(wanted))
    return all(parts & _classes(part) for part in _parts(fact))


def _parts(name: str) -> list[str]:
    return name.split("_or_")


def _classes(name: str) -> set[str]:
    """A name and all the wider classes it belongs to."""
    wider = next((each.also for each in known() if each.id == name), ())
    return {name}.union(*(_classes(outer) for outer in wider))


def _narrower(name: str) -> list[str]:
    """The narrower things that something named in general may be."""
    parts = _parts(name)
    inner = [each.id for part in parts for each in known() if each.id != part and part in _classes(each.id)]
    return [*(parts if len(parts) > 1 else []), *inner]


def _caution(row: Mapping[str, Any], because: Iterable[str], if_also: str = "") -> Caution:
    return Caution(row["id"], row["text"], row["kind"], tuple(because), tuple(row["sources"]), row["evidence"], if_also)


def _words(name: str) -> str:
    return next(each.words for each in known() if each.id == name)


def _read(name: str, kind: Literal["class", "fact"], said: list[str]) -> str:
    """The id that a name stands for; says aloud when it had to be looked up, because nobody has held that table against a source."""
    given = name.strip().lower().replace(" ", "_").replace("-", "_")
    table: Mapping[str, str] = clinical_file("medicines")["names"]["class"]
    if given in table:
        said.append(f"'{given}' is counted as '{table[given]}' (general knowledge, unverified).")
        given = table[given]
    kinds = {each.id: each.kind for each in known()}
    parts = _parts(given)
    unknown = next((part for part in parts if part not in kinds), "")
    if given and not unknown and all(kinds[part] == kind for part in parts):
        wider = [each.id for each in known() if each.id != given and all(each.id in _classes(part) for part in parts)]
        if wider:
            said.append(f"'{given}' counts as {' and '.join(wider)}, too (general knowledge, unverified).")
        return given
    option, other = ("--taking", "--also") if kind == "class" else ("--also", "--taking")
    fitting = [each for each, its in kinds.items() if its == kind]
    if given and not unknown:
        meant = "a medicine" if kind == "fact" else "no medicine"
        raise SpecError(f"'{given}' after {option} is {meant}.", fix=f"{other} {given}")
    near = difflib.get_close_matches(given, [*fitting, *table] if kind == "class" else fitting, n=1, cutoff=0.8)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    what = f"'{name.strip()[:40]}' is no {'class of medicines' if kind == 'class' else 'fact'} kept here.{hint}"
    why = "There is no list of medicines' names here: which class a medicine belongs to stands in its leaflet, and a pharmacist knows."
    raise SpecError(what, why=why if kind == "class" else "", fix=f"{option} with some of: {', '.join(fitting)}")
