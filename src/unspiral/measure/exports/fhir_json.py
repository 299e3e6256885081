"""JSON text of a resource: one line, numbers with exactly the digits they have."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, cast

from unspiral.measure.exports.fhir_names import Json
from unspiral.measure.exports.fhir_number import plain


def fhir_json(resource: Json) -> str:
    """A resource as one line of JSON.

    Args:
        resource: with numbers as int, float or Decimal; Python's own writer knows no Decimal, and a float forgets that 3.0 is not 3.00.

    Returns:
        Text without line ends, letters as they are.

    Source: tests/measure/exports/test_fhir_json.py
    """
    try:
        return json.dumps(resource, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except TypeError:
        return _with_decimals(resource)


def _with_decimals(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        members = cast(dict[str, Any], value)
        return "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{_with_decimals(member)}" for name, member in members.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_with_decimals(part) for part in cast(list[Any], value)) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
