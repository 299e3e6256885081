"""The keys of persons on a server: each in a file of its own, wrapped by a master key, and kept apart from the database.

Copies of the database hold no key. So when a person is erased, their key is destroyed here, and what old copies hold of them can be read by
nobody. Copies of this folder must therefore not be kept as long as those of the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from unspiral.errors import StoreError
from unspiral.store.journal.key_file import write_private
from unspiral.store.journal.place import PRIVATE_FOLDER
from unspiral.store.journal.shred import shred_all

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What a person's entries are sealed by.

    Args:
        person: whose it is.
        marking: the secret that makes marks of keys; it stays.
        data: data keys by generation. There is one, but while an entry is forgotten, when everything else is sealed anew.
    """

    person: str
    marking: bytes
    data: dict[int, bytes]

    @property
    def generation(self) -> int:
        """Of the data key that seals."""
        return max(self.data)

    def seal(self, text: str) -> bytes:
        """Encrypt a text."""
        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self.data[self.generation]).encrypt(nonce, text.encode(), self.person.encode())

    def unseal(self, sealed: bytes, generation: int) -> str:
        """Decrypt a text.

        Raises:
            StoreError: "damaged" when it is not as it was sealed, or its key was destroyed.
        """
        try:
            return AESGCM(self.data[generation]).decrypt(sealed[:12], sealed[12:], self.person.encode()).decode()
        except (InvalidTag, KeyError, ValueError) as error:
            raise StoreError(
                "An entry cannot be read.", why="It was changed by something else than us, or its key is gone.", code="damaged"
            ) from error

    def mark(self, text: str) -> bytes:
        """A mark that is the same for the same text, and says nothing about it without the secret."""
        return hmac.digest(self.marking, text.encode("utf-8", "surrogatepass"), hashlib.sha256)

    def renewed(self) -> PersonKey:
        """The same with one data key more."""
        return replace(self, data={**self.data, self.generation + 1: secrets.token_bytes(32)})

    def only(self, generations: set[int]) -> PersonKey:
        """The same with these data keys, and the newest, alone."""
        return replace(self, data={number: key for number, key in self.data.items() if number in generations | {self.generation}})


class KeyFolder:
    """The folder of the persons' keys.

    Args:
        path: of the folder; made where it is missing.
        master: 32 bytes that wrap every key in it.
    """

    def __init__(self, path: str | PathLike[str], master: bytes) -> None:
        self.path = Path(path).absolute()
        self._master = AESGCM(master)
        self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def read(self, person: str) -> PersonKey | None:
        """The key of a person, or None.

        Raises:
            StoreError: "wrong-key" when the master key is another one, "failed" for a name that is none.
        """
        try:
            sealed = base64.b64decode(self._file(person).read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError:
            sealed = b""
        try:
            held = json.loads(self._master.decrypt(sealed[:12], sealed[12:], person.encode()))
        except (InvalidTag, ValueError) as error:
            what = f"The key of '{person}' does not open by this master key, or is damaged."
            raise StoreError(what, fix="check the master key.", code="wrong-key") from error
        data = {int(number): base64.b64decode(key) for number, key in held["data"].items()}
        return PersonKey(person, base64.b64decode(held["marking"]), data)

    def make(self, person: str) -> PersonKey:
        """Make a key for a new person."""
        made = PersonKey(person, secrets.token_bytes(32), {1: secrets.token_bytes(32)})
        self.write(made)
        return made

    def write(self, key: PersonKey) -> None:
        """Put a key in its file; the one before is overwritten there."""
        told = {"marking": base64.b64encode(key.marking).decode(), "data": {n: base64.b64encode(k).decode() for n, k in key.data.items()}}
        nonce = secrets.token_bytes(12)
        text = base64.b64encode(nonce + self._master.encrypt(nonce, json.dumps(told).encode(), key.person.encode())).decode()
        file, old = self._file(key.person), self._file(key.person).with_suffix(".old")
        shred_all([old])
        if file.exists():
            os.link(file, old)  # so that the bytes of the one before can be overwritten once the new one is there
        write_private(file, text)
        shred_all([old])

    def destroy(self, person: str) -> None:
        """Destroy the key of a person, and with it whatever any copy of the database holds of them."""
        shred_all([self._file(person).with_suffix(".old"), self._file(person)])

    def _file(self, person: str) -> Path:
        if not NAME.fullmatch(person):
            raise StoreError(f"'{person}' is no name of a person.", fix="use letters, digits, - and _.")
        return self.path / f"{person}.key"
