"""Whose answers they are: references to patients, brought together when the whole file has been read."""

from __future__ import annotations

from collections import Counter

from unspiral.measure.exports.fhir_names import PERSON, Json
from unspiral.measure.exports.fhir_text import readable
from unspiral.measure.imports.fhir_fields import exact_text, maps, text

NOBODY = ""
"""Key of answers that name no patient."""


class People:
    """Collects references and Patient resources. No name or birthday of a patient is read: a person is called by an identifier alone."""

    def __init__(self) -> None:
        self._who: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self.keys: dict[str, None] = {}

    def patient(self, resource: Json, address: str) -> None:
        """Remember a Patient resource and by what it may be referred to."""
        record = text(resource, "id")
        own = _own_name(resource)
        key = _key(address) if address else f"Patient/{record}"
        who = key if own is None else f"own:{own}"
        self._called[who] = own if own is not None else record or _tail(key)
        self._who[key] = who
        short = f"Patient/{record}"
        if record and self._who.setdefault(short, who) != who:
            self._who[short] = short  # two patients of two servers: the short form names neither

    def subject(self, reference: Json, resource: Json, address: str) -> str | None:
        """The key of the person a resource is about.

        Args:
            reference: its ``subject``.
            resource: the resource, in which a patient may be contained.
            address: its own full address, against which a short reference is read.

        Returns:
            A key for ``names``; None where the subject is no person.
        """
        target = text(reference, "reference")
        if target.startswith("#"):
            inside = next((one for one in maps(resource, "contained") if one.get("id") == target[1:]), Json())
            if inside and inside.get("resourceType") != "Patient":
                return None
            return self._keep(_logical(inside) or _inner(resource, address, target))
        if target:
            kind = target.rsplit("/", 2)[-2] if "/" in target else ""
            if kind and kind != "Patient" and "/_history/" not in target and not target.startswith("urn:"):
                return None
            return self._keep(_against(target, address))
        if text(reference, "type") not in ("", "Patient"):
            return None
        identifier = reference.get("identifier")
        if isinstance(identifier, dict):
            value = exact_text(identifier, "value")  # pyright: ignore[reportUnknownArgumentType]
            if value:
                return self._keep(f"identifier:{text(identifier, 'system')}|{value}")  # pyright: ignore[reportUnknownArgumentType]
        return self._keep(NOBODY)

    def names(self) -> dict[str, str]:
        """Key -> what the person is called; two persons never get one name."""
        who = {key: self._who.get(key, key) for key in self.keys}
        called = {one: self._called.get(one, _tail(one)) for one in who.values()}
        users = Counter(called.values())
        return {key: called[one] if users[called[one]] == 1 or one.startswith("own:") else one for key, one in who.items()}

    def _keep(self, key: str) -> str:
        self.keys.setdefault(key)
        return key


def _own_name(resource: Json) -> str | None:
    for identifier in maps(resource, "identifier"):
        if text(identifier, "system") == PERSON:
            return exact_text(identifier, "value")
    return None


def _logical(contained: Json) -> str:
    for identifier in maps(contained, "identifier") if contained else []:
        value = exact_text(identifier, "value")
        if value:
            return f"identifier:{text(identifier, 'system')}|{value}"
    return ""


def _inner(resource: Json, address: str, target: str) -> str:
    """A contained patient without an identifier is known within its resource only."""
    return f"{address or text(resource, 'id')}{target}"


def _against(target: str, address: str) -> str:
    key = _key(target)
    if "://" in key or key.startswith("urn:"):
        return key
    base = address.rsplit("/", 2)[0] if address.count("/") >= 2 and "://" in address else ""
    return f"{base}/{key}" if base else key


def _key(target: str) -> str:
    return target.split("/_history/")[0]


def _tail(key: str) -> str:
    if key.startswith("identifier:"):
        return key.rsplit("|", 1)[-1]
    if key.startswith("urn:"):
        return key.rsplit(":", 1)[-1]
    return key.rsplit("/", 1)[-1] if "#" not in key else readable(key)
