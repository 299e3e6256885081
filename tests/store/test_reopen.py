from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import Any

import pytest
from tests.store.made_fit import made_fit, same

from unspiral.errors import DataError
from unspiral.store.document import fit_document
from unspiral.store.entry import Entry
from unspiral.store.reopen import reopen

pytestmark = pytest.mark.unit

DOCUMENT = fit_document(made_fit())
# Keys that older documents do not have: without them a fit comes back as it was before there were such.
UNREAD = [("lagged", "unit"), ("standardised", "unit"), ("standardised", "lag")]  # said once more for a reader; stands elsewhere too
LATER = (
    "edition", "ci", "replicates", "bootstrap", "standardize", "standardised", "covariates", "weekday", "daytime", "overnight", "trend",
    "weight", "centres", "texts", "individual", "skips", "skip_slope", "method", "draws", "chains", "priors", "scales",
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document below the top."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in below for found in [(*path, key), *places(inner, (*path, key))]]


def changed(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    at: Any = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return document


def test_it_comes_back_to_the_last_bit() -> None:
    fit = made_fit()
    assert same(reopen(Entry("f", "", fit_document(fit))), fit)
    # The check itself sees one bit.
    assert not same(made_fit(loglik=math.nextafter(-123.45678901234567, 0.0)), fit)


def test_any_value_of_a_strange_kind_is_a_data_error_that_names_the_file() -> None:
    # A list of lists stands nowhere in a document, so it is wrong everywhere, whatever belongs there; seconds are read by whoever likes.
    read = [p for p in places(DOCUMENT) if p[0] not in ("seal", "schema") and p not in UNREAD]
    assert len(read) > 200
    for path in read:
        with pytest.raises(DataError, match=r"fit\.json"):
            reopen(Entry("fit.json", "", changed(path, [[{}]])))


def test_any_missing_key_of_an_object_with_fixed_keys_is_a_data_error() -> None:
    free = [
        ("seconds",),
        ("model", "families"),
        ("state", "centres", "covariates"),
        ("state", "centres", "trend"),
        ("state", "centres", "texts"),
        ("lagged", "matrix"),
        ("standardised", "matrix"),
        ("direction", "links"),
        ("ladder", 0, "lagged"),
        ("ladder", 0, "words"),
        ("ladder", 0, "links"),
    ]
    for path in places(DOCUMENT):
        unneeded = path in [("schema",), ("seal",), ("ladder", 0, "links"), *UNREAD]
        if path[-1] in LATER or isinstance(path[-1], int) or path[:-1] in free or unneeded:
            continue
        document = copy.deepcopy(DOCUMENT)
        at: Any = document
        for key in path[:-1]:
            at = at[key]
        del at[path[-1]]
        with pytest.raises(DataError, match=f"'{path[-1]}' is missing"):
            reopen(Entry("fit.json", "", document))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("loop", "text"), "pain <- <-", "does not declare the processes"),
        (("loop", "text"), "pain <-> sleep", "does not declare the processes"),
        (("loop", "links", 0), ["pain"], "not a pair of cause and affected"),
        (("verdicts", 0, "level"), "fine", "ok, caution or refuse"),
        (("direction", "links", "pain->low mood é", "word"), "causes", "can be drives"),
        (("state", "drift"), [[1.0]], "1 rows and needs 2"),
        (("state", "drift", 0), [1.0], "1 numbers and needs 2"),
        (("state", "working", "theta"), [1.0], "1 numbers and needs 3"),
        (("data", "persons"), 2.5, "not a whole number"),
        (("data", "persons"), -1, "not a whole number"),
        (("lagged", "matrix"), {"pain": {}}, "not an arrow"),
        (("loglik",), True, "holds true or false where a number must stand"),
        (("n_parameters",), "3", "holds text where a number must stand"),
        (("converged",), None, "holds nothing where true or false must stand"),
    ],
)  # fmt: skip
def test_what_does_not_belong_is_named(path: tuple[Any, ...], value: object, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        reopen(Entry("fit.json", "", changed(path, value)))
    assert "\n  Fix: " in str(caught.value)


def test_what_was_considered_beside_the_loop_comes_back() -> None:
    fit = made_fit()
    choices = replace(
        fit.choices, covariates={"age": "both", "sex": "levels"}, weekday=True, daytime=True, overnight=True, trend=True, weight="w",
        ci="sandwich",
    )  # fmt: skip
    again = reopen(Entry("fit.json", "", fit_document(replace(fit, choices=choices))))
    assert again.choices == choices
    older = copy.deepcopy(DOCUMENT)
    for key in LATER:
        older["state"]["choices"].pop(key, None)
    plain = reopen(Entry("fit.json", "", older)).choices
    assert plain.covariates == {}
    assert not (plain.weekday or plain.daytime or plain.overnight or plain.trend)
    assert plain.weight is None


def test_a_probability_that_is_not_known_is_null_and_comes_back_unknown() -> None:
    held: Any = DOCUMENT["direction"]
    path = ("direction", "links", "pain->low mood é", "probability")
    assert held["links"]["low mood é->pain"]["probability"] is None
    assert math.isnan(reopen(Entry("f", "", DOCUMENT)).direction.links["low mood é", "pain"].probability)
    # Beside a 90 % interval one half is a probability like any other; older files wrote it where nothing was known.
    assert reopen(Entry("f", "", changed(path, 0.5))).direction.links["pain", "low mood é"].probability == 0.5
    older = changed(("direction", "links", "low mood é->pain", "probability"), 0.5)
    assert math.isnan(reopen(Entry("f", "", older)).direction.links["low mood é", "pain"].probability)
