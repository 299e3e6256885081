"""Whether the tables hold together: every number has a source or a derivation, every key exists, every interval holds its estimate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from unspiral.evidence.finding import NO_SOURCE
from unspiral.evidence.tables import TABLES, Row, rows, several

Tables = Mapping[str, Sequence[Row]]

KEYS = {
    "claims": "claim_id", "links": "link_id", "treatments": "treatment_id", "epidemiology": "target_id", "sources": "source_id",
    "variables": "variable",
}  # fmt: skip
_INTERVALS = (("estimate", "ci_low", "ci_high"), ("smd_benefit", "smd_benefit_low", "smd_benefit_high"))
_CERTAINTY = {"high", "moderate", "low", "very_low"}
_WORDS: Mapping[tuple[str, str], set[str]] = {
    ("claims", "verdict"): {"supported", "partly", "outdated", "unsupported"},
    ("claims", "certainty"): _CERTAINTY,
    ("claims", "evidence_kind"): {"number", "text", "none"},
    ("claims", "text_seen"): {"yes", "no"},
    ("links", "certainty"): _CERTAINTY,
    ("links", "sign"): {"+", "-", "0", "?"},
    ("links", "level"): {"within_person", "between_person", "genetic_or_twin", "laboratory", "expert_or_definition"},
    ("links", "tier"): {"core", "extended", "confounder", "rejected"},
    ("treatments", "certainty"): _CERTAINTY,
    ("treatments", "benefit_direction"): {"lower_is_better", "higher_is_better"},
    ("epidemiology", "certainty"): _CERTAINTY,
    ("epidemiology", "target_type"): {"hard", "soft"},
}
RATIOS = {"OR", "RR", "HR", "PR", "ratio"}
SHARES = {"prevalence", "prevalence_12m", "lifetime_prevalence", "proportion", "cumulative_incidence", "PAF", "share", "heritability"}
_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")
_DOI = re.compile(r"https?://(dx\.)?doi\.org/")
_DOI_WHOLE = re.compile(r"https://doi\.org/10\.\d{4,9}/\S+")
# Where a text was read may be several addresses, with a remark behind.
_SEEN_AT = re.compile(r"https?://\S+( .*)?")
# The text of a number: what another program wrote in an odd way is not guessed at.
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a table that does not hold.

    Args:
        table, row, column: where; the row by its key.
        what: in one sentence.
    """

    table: str
    row: str
    column: str
    what: str


def check(tables: Tables | None = None) -> tuple[Fault, ...]:
    """Everything in the tables that does not hold; empty when all does.

    Args:
        tables: name -> rows; the packaged ones when left out.

    Source: tests/evidence/test_fault.py, which plants each kind of fault.
    """
    given: Tables = {name: rows(name) for name in TABLES} if tables is None else tables
    return tuple(fault for name in TABLES for fault in _table(name, given))


def _table(name: str, tables: Tables) -> Iterator[Fault]:
    key = KEYS[name]
    seen = Counter(row[key] for row in tables[name])
    for row in tables[name]:
        own = row[key]
        if not own or own != own.strip() or seen[own] > 1:
            yield Fault(name, own, key, "the key is empty, padded, or there twice")
        if None in row or None in row.values():  # what csv makes of a row of another length
            yield Fault(name, own, "", "the row has more or fewer cells than the header")
            continue
        for (table, column), words in _WORDS.items():
            if table == name and row[column] not in words:
                yield Fault(name, own, column, f"'{row[column]}' is none of {', '.join(sorted(words))}")
        for column in ("doi_url", "text_seen_at"):
            yield from _address(name, own, column, row)
        if row.get("year", "") and not re.fullmatch(r"(19|20)\d\d", row["year"]):
            yield Fault(name, own, "year", "this is no year")
        if "estimate" in row:
            for columns in _INTERVALS:
                yield from _interval(name, own, columns, row)
            yield from _standing(name, own, row)
        yield from _foreign(name, own, row, tables)


def _interval(name: str, own: str, columns: tuple[str, str, str], row: Row) -> Iterator[Fault]:
    found: list[float | None] = []
    for column in columns:
        text = row.get(column, "")
        if text and not _NUMBER.fullmatch(text):
            yield Fault(name, own, column, f"'{text}' is no plain number")
        found.append(float(text) if _NUMBER.fullmatch(text) else None)
    estimate, low, high = found
    if (low is None) != (high is None):
        yield Fault(name, own, columns[1], "the interval has one end")
    if estimate is None and (low is not None or high is not None):
        yield Fault(name, own, columns[0], "there is an interval without an estimate")
    if estimate is not None and low is not None and high is not None and not low <= estimate <= high:
        yield Fault(name, own, columns[1], "the interval does not hold its estimate")
    numbers = [number for number in found if number is not None]
    if columns[0] == "estimate" and row["effect_measure"] in RATIOS and any(number <= 0.0 for number in numbers):
        yield Fault(name, own, columns[0], "a ratio is above 0")
    if columns[0] == "estimate" and row["effect_measure"] in SHARES and any(not 0.0 <= number <= 1.0 for number in numbers):
        yield Fault(name, own, columns[0], "a share lies between 0 and 1")


def _standing(name: str, own: str, row: Row) -> Iterator[Fault]:
    """A number needs a measure, and a source where it was seen or words for how it was worked out."""
    source = row.get("source_id", row.get("effect_source_id", ""))
    there, derived = bool(row["estimate"]), bool(row.get("derivation", ""))
    if row["verified"] not in ("yes", "no"):
        yield Fault(name, own, "verified", f"'{row['verified']}' is neither yes nor no")
    if there and not row["effect_measure"]:
        yield Fault(name, own, "effect_measure", "the number has no measure")
    if there and not derived and source in ("", *NO_SOURCE):
        yield Fault(name, own, "source_id", "the number has neither a source nor a derivation")
    if there and row["verified"] == "no" and not derived:
        yield Fault(name, own, "derivation", "the number was neither seen in a source nor worked out")
    if not there and row["verified"] == "yes":
        yield Fault(name, own, "estimate", "called verified, and there is no number")
    if row.get("smd_benefit", "") and not row["smd_basis"]:
        yield Fault(name, own, "smd_basis", "the benefit does not say where it comes from")


def _address(name: str, own: str, column: str, row: Row) -> Iterator[Fault]:
    text = row.get(column, "")
    without = own in NO_SOURCE or row.get("source_id", row.get("effect_source_id", "")) in ("", *NO_SOURCE)
    if not text:
        if column in row and not without:
            yield Fault(name, own, column, "there is no address")
    elif not (_SEEN_AT if column == "text_seen_at" else _ADDRESS).fullmatch(text):
        yield Fault(name, own, column, f"'{text}' is no address")
    elif column == "doi_url" and _DOI.match(text) and not _DOI_WHOLE.fullmatch(text):
        yield Fault(name, own, column, f"'{text}' is no whole DOI")


def _foreign(name: str, own: str, row: Row, tables: Tables) -> Iterator[Fault]:
    cited = {each["source_id"]: each["citation"] for each in tables["sources"]}
    known = {each["variable"] for each in tables["variables"]}
    said = {each["claim_id"] for each in tables["claims"]}
    if name in ("claims", "links", "treatments", "epidemiology"):
        for column in ("source_id", "effect_source_id", "source_ids"):
            for key in several(row.get(column, "")):
                if key not in cited:
                    yield Fault(name, own, column, f"'{key}' is not in the list of sources")
        key = row.get("source_id", "")
        if key in cited and cited[key] != row["source"]:
            yield Fault(name, own, "source", f"the citation is not that of '{key}'")
    for column in ("model_vars", "source_var", "target_var"):
        for variable in several(row.get(column, "")):
            if variable not in known:
                yield Fault(name, own, column, f"'{variable}' is not in the list of variables")
    for claim in several(row.get("claim_ids", "")):
        if claim not in said:
            yield Fault(name, own, "claim_ids", f"'{claim}' is not in the list of claims")
