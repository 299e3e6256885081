"""The document of ``learn --json``, key by key, as scripts may rely on it: a check written by hand, without any part of unspiral."""

from __future__ import annotations

import math
import re
from typing import Any

TOP = (
    "schema", "version", "data", "loop", "model", "loglik", "n_parameters", "aic", "bic", "converged", "verdicts", "parameters", "lagged",
    "spiral", "direction", "seconds",
)  # fmt: skip
NAME = r"[^\W\d][^:,=\[\]\"]*"
PARAMETER = re.compile(
    rf"(self|diffusion|intercept|level|trait|error|t0mean|t0cov|fading):{NAME}(,(trait:)?{NAME})?"
    rf"|link:{NAME}->{NAME}|input:{NAME}->{NAME}|loading:{NAME}={NAME}|mean:{NAME}\[[-+.e\d]+\]"
)
WORDS = {"drives", "likely drives", "clear but very small", "nil", "cannot tell"}
T0 = {"separate", "joint", "centred", "stationary", "point"}


def check(document: dict[str, Any], *, learned: bool = True) -> None:
    """Fail where the document is not what the contract says; ``learned`` False for one that was refused before any fitting."""
    assert tuple(document)[: len(TOP)] == TOP
    assert document["schema"] == "unspiral.fit/1"
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["version"])
    _data(document["data"])
    processes = _loop(document["loop"])
    _model(document["model"], learned)
    for name in ("loglik", "aic", "bic"):
        assert document[name] is None or _finite(document[name]), name
    assert type(document["n_parameters"]) is int if learned else document["n_parameters"] is None
    assert type(document["converged"]) is bool
    _verdicts(document["verdicts"])
    if learned:
        assert len(document["parameters"]) == document["n_parameters"]
    _parameters(document["parameters"])
    _lagged(document["lagged"], processes if learned else [])
    assert list(document["spiral"]) == ["gain", "low", "high"]
    assert all(value is None or _finite(value) for value in document["spiral"].values())
    _direction(document["direction"], document["loop"]["links"] if learned else [], processes)
    assert list(document["seconds"]) == ["read", "fit", "errors"]
    assert all(_finite(value) and value >= 0 for value in document["seconds"].values() if learned)


def _finite(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _data(data: dict[str, Any]) -> None:
    assert list(data)[:6] == ["persons", "occasions", "cells", "missing", "time_unit", "sha256"]
    assert all(type(data[name]) is int and data[name] >= 0 for name in ("persons", "occasions", "cells", "missing"))
    assert data["time_unit"] in {"hour", "day", "week", "month", "year"}
    assert re.fullmatch(r"[0-9a-f]{64}", data["sha256"])


def _loop(loop: dict[str, Any]) -> list[str]:
    assert list(loop)[:4] == ["text", "processes", "links", "inputs"]
    assert isinstance(loop["text"], str)
    assert all(isinstance(name, str) for name in loop["processes"] + loop["inputs"])
    assert all(len(link) == 2 and set(link) <= set(loop["processes"]) for link in loop["links"])
    return list(loop["processes"])


def _model(model: dict[str, Any], learned: bool) -> None:
    assert list(model)[:5] == ["traits", "error", "t0", "means", "families"]
    open_words = () if learned else (None,)
    assert model["traits"] in (True, False, *open_words)
    assert model["error"] in (True, False, *open_words)
    assert model["t0"] in (*T0, *open_words)
    assert model["means"] in {"constant", "wave"}
    assert set(model["families"].values()) == {"gaussian"}


def _verdicts(verdicts: list[dict[str, Any]]) -> None:
    assert verdicts
    for verdict in verdicts:
        assert list(verdict)[:4] == ["code", "level", "reason", "remedy"]
        assert verdict["level"] in {"ok", "caution", "refuse"}
        assert re.fullmatch(r"[a-z0-9-]+", verdict["code"])
        assert verdict["reason"]
        assert isinstance(verdict["remedy"], str)


def _parameters(parameters: list[dict[str, Any]]) -> None:
    names = [p["name"] for p in parameters]
    assert len(set(names)) == len(names)
    for p in parameters:
        assert list(p)[:6] == ["name", "estimate", "se", "low", "high", "unit"]
        assert PARAMETER.fullmatch(p["name"]), p["name"]
        assert _finite(p["estimate"])
        assert all(end is None or _finite(end) for end in (p["low"], p["high"]))  # one end alone: the other cannot be had
        assert p["se"] is None or (_finite(p["se"]) and p["se"] >= 0)
        assert p["low"] is None or p["low"] <= p["estimate"]
        assert p["high"] is None or p["estimate"] <= p["high"]
        assert isinstance(p["unit"], str)


def _interval(effect: dict[str, Any]) -> None:
    assert list(effect)[:3] == ["estimate", "low", "high"]
    assert all(value is None or _finite(value) for value in effect.values())


def _lagged(lagged: dict[str, Any], processes: list[str]) -> None:
    assert list(lagged)[:3] == ["lag", "unit", "matrix"]
    assert _finite(lagged["lag"])
    assert lagged["unit"] in {"hour", "day", "week", "month", "year"}
    assert set(lagged["matrix"]) == {f"{cause}->{affected}" for cause in processes for affected in processes}
    for effect in lagged["matrix"].values():
        _interval(effect)


def _direction(direction: dict[str, Any], links: list[list[str]], processes: list[str]) -> None:
    assert list(direction)[:2] == ["answer", "links"]
    arrows = {f"{a}->{b}" for a in processes for b in processes if a != b}
    assert direction["answer"] in {"both", "neither", "cannot tell"} | arrows
    assert set(direction["links"]) >= {"->".join(link) for link in links}
    for link in direction["links"].values():
        assert list(link)[:2] == ["word", "probability"]
        assert link["word"] in WORDS
        if link["probability"] is None:  # not known: then nothing is called, and there is no interval
            assert (link["word"], link["effect"]["low"], link["effect"]["high"]) == ("cannot tell", None, None)
        else:
            assert 0.0 <= link["probability"] <= 1.0
