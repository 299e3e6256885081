"""A diary as a FHIR R4 bundle, for clinics and other programs."""

from __future__ import annotations

import os
from collections.abc import Mapping

from unspiral.measure.exports.fhir_bundle import Entries, head
from unspiral.measure.exports.fhir_json import fhir_json
from unspiral.measure.exports.fhir_names import Json
from unspiral.measure.exports.fhir_written import FhirWritten
from unspiral.measure.exports.stream_aside import stream_aside
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.records.diary import Diary


def write_fhir(
    diary: Diary,
    path: str | os.PathLike[str],
    *,
    bundle: str = "collection",
    instruments: Mapping[str, Instrument] | None = None,
    acknowledged: bool = False,
) -> FhirWritten:
    """Write a diary as a FHIR R4 (4.0.1) bundle: questionnaires, what was answered, scores, and single items and counts.

    Args:
        diary: what goes out; every row of it does.
        path: of the JSON file, written whole or not at all, one entry a line.
        bundle: "collection" for a file, "transaction" for a server, which then takes each resource once only.
        instruments: files of questionnaires by id, before those of the library.
        acknowledged: True where somebody has seen the safety notice. Else a score that an answer holds back is not told; the answers are.

    Returns:
        How many resources of each kind were written, and what must be known beside the file.

    Raises:
        SpecError: the file cannot be written there, or another kind of bundle.

    Source: https://hl7.org/fhir/R4/; tests/measure/exports/test_write_fhir.py, tests/measure/fhir/test_validators.py
    """
    entries = Entries(diary, bundle, instruments, acknowledged)
    with stream_aside(path) as stream:
        stream.write(fhir_json(head(bundle))[:-1])
        opening = parting = ',"entry":[\n'
        for entry in entries:
            stream.write(parting + fhir_json(entry))
            parting = ",\n"
        stream.write("}\n" if parting == opening else "\n]}\n")  # FHIR has no empty lists
    return entries.tally.written()


def fhir_bundle(
    diary: Diary,
    *,
    bundle: str = "collection",
    instruments: Mapping[str, Instrument] | None = None,
    acknowledged: bool = False,
) -> Json:
    """The same bundle as a dictionary, for programs that send it on; numbers are int, float or Decimal.

    Source: tests/measure/exports/test_write_fhir.py
    """
    entries = list(Entries(diary, bundle, instruments, acknowledged))
    return {**head(bundle), "entry": entries} if entries else head(bundle)
