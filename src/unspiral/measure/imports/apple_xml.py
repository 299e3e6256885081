"""The XML of an Apple Health export, element by element, with flat memory and without entities."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any
from xml.sax import SAXParseException

from unspiral.errors import DataError
from unspiral.measure.imports.archive import Part
from unspiral.measure.imports.asked import Progress
from unspiral.measure.paste import shell

# Name of an element, its attributes, and the line it begins on.
Take = Callable[[str, dict[str, str], int], None]

ROOT = "HealthData"
_CHUNK = 1 << 18
# The definitions before the first element take about 15 kB; no element takes more than a few.
_PROLOG_MOST = 4 << 20
_ELEMENT_MOST = 8 << 20
_ROOT_TAG = re.compile(rb"<HealthData[\s/>]")
_OUTSIDE = re.compile(rb"<!DOCTYPE\s+[^\s\[>]+\s+(?:SYSTEM|PUBLIC)\b")
# Signs that no XML may hold, and that some apps write into names all the same. A zero byte is not among them: it means damage.
_STRAY = bytes(i for i in range(1, 32) if i not in b"\t\n\r")
_CLEAN = bytes(32 if i in _STRAY else i for i in range(256))


def looks_like_export(head: bytes) -> bool:
    """Whether the first bytes of a file are those of an Apple Health export, whatever its name in the phone's language."""
    return b"<!DOCTYPE HealthData" in head or _ROOT_TAG.search(head) is not None


def read_elements(part: Part, take: Take, progress: Progress | None = None) -> int:
    """Hand over every element of an export, in order.

    Args:
        part: the XML file.
        take: gets the name, the attributes and the line of each element.
        progress: gets what is done, how many bytes of how many.

    Returns:
        How many stray control characters were read as spaces.

    Raises:
        DataError: it is cut off, damaged, another kind of file, or declares entities.

    Source: tests/measure/imports/test_apple_xml.py.
    """
    parser = _parser(take)
    stray, done, quiet, seen = 0, 0, 0, 0
    try:
        with part.open() as stream:
            chunk = _opening(stream.read(_CHUNK), stream.read, part)
            while chunk:
                cleaned = chunk.translate(_CLEAN)
                if cleaned != chunk:
                    stray += sum(a != b for a, b in zip(cleaned, chunk))
                parser.feed(cleaned)
                done += len(chunk)
                quiet, seen = (0, parser.elements) if parser.elements != seen else (quiet + len(chunk), seen)
                if quiet > _ELEMENT_MOST:
                    raise _too_large(part, parser.getLineNumber())
                if progress is not None:
                    progress("Reading records", min(done, part.size), part.size)
                chunk = stream.read(_CHUNK)
        parser.close()
    except SAXParseException as problem:
        raise _broken_at(part, problem) from None
    except import_module("defusedxml.common").DefusedXmlException:
        raise _entities(part) from None
    except (LookupError, ValueError, OverflowError) as problem:  # an encoding that nobody knows
        raise _broken_at(part, problem) from None
    return stray


def _parser(take: Take) -> Any:
    parser = _parser_class()(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.take = take
    return parser


@cache
def _parser_class() -> Any:
    """A parser that refuses entities and tells of every element, and of nothing else."""
    driver: Any = import_module("defusedxml.expatreader").DefusedExpatParser

    class Elements(driver):
        elements = 0
        take: Any = None

        def reset(self) -> None:
            driver.reset(self)
            self._parser.CharacterDataHandler = None  # nothing is asked of texts and ends: a third of the time is saved
            self._parser.EndElementHandler = None
            self._parser.CommentHandler = None

        def start_element(self, name: str, attrs: dict[str, str]) -> None:
            self.elements += 1
            if self.elements == 1:
                _check_root(name)
            self.take(name, attrs, self._parser.CurrentLineNumber)

    return Elements


def _check_root(name: str) -> None:
    if name != ROOT:
        raise DataError(
            f"This XML file begins with <{name[:40]}>, not with <{ROOT}>: it is no Apple Health export.",
            fix="in the Health app on the phone: profile picture, Export All Health Data; then read its export.zip.",
        )


def _opening(first: bytes, more: Callable[[int], bytes], part: Part) -> bytes:
    """The first bytes without the definitions, which some versions of the phone's system write with mistakes in them."""
    if first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in first[:4]:
        raise DataError(
            f"'{part.file[:60]}' is written in UTF-16; an Apple Health export is written in UTF-8.",
            why="Some program has rewritten it.",
            fix=f"iconv -f utf-16 -t utf-8 {shell(part.file)} > export-utf8.xml",
        )
    head = first
    while (root := _ROOT_TAG.search(head)) is None and len(head) < _PROLOG_MOST:
        chunk = more(_CHUNK)
        if not chunk:
            break
        head += chunk
    before = head[: root.start()] if root else head
    if b"<!ENTITY" in before or _OUTSIDE.search(before):
        raise _entities(part)
    begun = before.find(b"<!DOCTYPE")
    if root is None or begun < 0:
        return head
    # As many line ends as before: lines in messages stay those of the file.
    return head[:begun] + b"\n" * head.count(b"\n", begun, root.start()) + head[root.start() :]


def _entities(part: Part) -> DataError:
    return DataError(
        f"'{part.file[:60]}' declares entities or points to another file.",
        why="Entities can be made to fill the memory or to read other files; no phone's export has them, so this one was made up.",
        fix="make the export again on the phone, and read that.",
    )


def _too_large(part: Part, line: int) -> DataError:
    return DataError(
        f"'{part.file[:60]}', line {line}: one element is larger than {_ELEMENT_MOST >> 20} MB.",
        why="Records take about 300 bytes; the file is damaged.",
        fix="copy the export again from the phone, or make it again.",
    )


def _broken_at(part: Part, problem: Exception) -> DataError:
    line = problem.getLineNumber() if isinstance(problem, SAXParseException) else None
    reason = str(problem.getMessage() if isinstance(problem, SAXParseException) else problem)[:80]
    where = f"'{part.file[:60]}', line {line}" if line else f"'{part.file[:60]}'"
    if any(word in reason for word in ("no element found", "unclosed")):
        return DataError(
            f"{where}: the file ends in the middle.",
            why="The records that are missing cannot be told from days without steps or sleep, so none was taken.",
            fix="copy or download the export again; if it still ends there, make it again on the phone.",
        )
    return DataError(
        f"{where}: this is not readable XML ({reason}).",
        why="It is damaged, was changed by another program, or is not written in the encoding that it names.",
        fix="copy the export again from the phone, or make it again.",
    )
