"""A questionnaire's file -> Instrument. Whatever is wrong is collected and said at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, cast, get_args

from unspiral.measure.questionnaires.instrument import (
    Aside,
    Change,
    Codes,
    Cutoff,
    Instrument,
    Item,
    Kind,
    Licence,
    Method,
    MissingRule,
    Option,
    ScoreBand,
    Scoring,
    Support,
)
from unspiral.measure.questionnaires.part import Part

SCHEMA = "unspiral.questionnaire/1"
METHODS: tuple[str, ...] = get_args(Method)
KINDS: tuple[str, ...] = get_args(Kind)
WAYS = ("all", "prorate", "zero", "denominator", "pattern", "stay")
DIRECTIONS = ("at_least", "above", "at_most")
_NOBODY = Support("unverified")


def define(document: Mapping[str, object], faults: list[str]) -> Instrument:
    """The instrument that a file describes, as far as it can be understood.

    Args:
        document: the file, as TOML gives it.
        faults: grows by one sentence for each thing that is wrong; only without any may the instrument be used.

    Source: docs/how-to/write-a-questionnaire.md; tests/measure/questionnaires/test_definition.py.
    """
    top = Part(document, "", faults)
    if top.word("schema", None) != SCHEMA and top.has("schema"):
        top.fault("schema", "this version reads another kind of file.", f'schema = "{SCHEMA}"')
    options = tuple(_option(part) for part in top.parts("options"))
    recall, text, safety = top.part("recall", needed=True), top.part("text", needed=True), top.part("safety")
    reliability, bands_from = top.part("reliability"), top.part("bands_from")
    bands = tuple(_band(part) for part in top.parts("bands"))
    if bands and bands_from is None:
        top.fault("bands_from", "nothing says where the bands come from.", '[bands_from] with evidence = "unverified" is always honest')
    made = Instrument(
        id=top.word("id", None),
        version=top.word("version", None),
        name=top.word("name", None),
        measures=top.word("measures", None),
        recall=recall.word("words", None) if recall else "",
        recall_days=recall.number("days") if recall else math.nan,
        stem=text.word("stem") if text else "",
        items=_items(top, options),
        scoring=_scoring(top),
        licence=_licence(top),
        text_support=text.support() if text else _NOBODY,
        codes=_codes(top),
        sources=_sources(top),
        bands=bands,
        bands_support=bands_from.support() if bands_from else None,
        bands_shown=bands_from.flag("shown", True) if bands_from else True,
        cutoffs=tuple(_cutoff(part) for part in top.parts("cutoffs")),
        changes=tuple(_change(part) for part in top.parts("changes")),
        reliability=(reliability.number("low", None), reliability.number("high", None)) if reliability else None,
        reliability_support=reliability.support() if reliability else None,
        safety_item=(safety.word("item", None), safety.number("at_least", None)) if safety else None,
        examples=tuple(_example(part) for part in top.parts("examples")),
        asides=tuple(_aside(part) for part in top.parts("asides")),
        notes=top.words("notes"),
    )
    for part in (recall, text, safety, reliability, bands_from, top):
        if part is not None:
            part.done()
    return made


def _option(part: Part) -> Option:
    made = Option(part.number("score", None), part.word("text", None), part.word("loinc"))
    part.done()
    return made


def _items(top: Part, options: tuple[Option, ...]) -> tuple[Item, ...]:
    answer = top.part("answer")
    default = _answer(answer) if answer else None
    if answer is not None:
        answer.done()
    made: list[Item] = []
    for part in top.parts("items"):
        own = tuple(_option(each) for each in part.parts("options"))
        if own or (not part.has("kind") and not part.has("low") and default is None):
            kind, low, high, step, words = "choice", math.nan, math.nan, math.nan, ("", "")
            if not own and not options:
                part.fault("", "nothing says how this item is answered.", "[[options]], or low and high in [answer] or in the item")
        else:
            # An item's own numbers win over those of [answer].
            kind, low, high, step, words = _answer(part) if default is None or part.has("kind") or part.has("low") else default
        made.append(
            Item(
                id=part.word("id", None),
                text=part.word("text"),
                kind=cast("Kind", kind),
                loinc=part.word("loinc"),
                reverse=part.flag("reverse", False),
                options=(own or options) if kind == "choice" else (),
                low=low,
                high=high,
                step=step,
                anchor_low=words[0],
                anchor_high=words[1],
                construct=part.word("construct"),
                scored=part.flag("scored", True),
                variants=part.words("variants"),
            )
        )
        part.done("kind", "low", "high", "step", "anchor_low", "anchor_high")
    return tuple(made)


def _answer(part: Part) -> tuple[str, float, float, float, tuple[str, str]]:
    kind = part.one_of("kind", KINDS, "integer")
    if kind == "list":
        return kind, math.nan, math.nan, math.nan, ("", "")
    if kind == "choice":
        part.fault("kind", "choices are given as [[options]].", 'kind = "integer" with low and high, or [[options]]')
    low, high = part.number("low", None), part.number("high", None)
    return kind, low, high, part.number("step"), (part.word("anchor_low"), part.word("anchor_high"))


def _scoring(top: Part) -> Scoring:
    part = top.part("scoring", needed=True)
    if part is None:
        return Scoring("none", MissingRule("", "stay", _NOBODY), _NOBODY)
    method = part.one_of("method", METHODS)
    subscales, ranges = part.part("subscales"), part.part("ranges")
    found = {name: subscales.words(name) for name in subscales.names()} if subscales else {}
    limits: dict[str, tuple[float, float]] = {}
    for name in ranges.names() if ranges else ():
        pair = ranges.numbers(name) if ranges else ()
        if len(pair) == 2:
            limits[name] = (pair[0], pair[1])
        elif ranges:
            ranges.fault(name, "a range has two ends.", f"{name} = [0, 24]")
    made = Scoring(
        method=cast("Method", method),
        missing=_missing(part),
        support=part.support(),
        low=part.number("low"),
        high=part.number("high"),
        decimals=part.whole("decimals"),
        factor=part.number("factor", 1.0),
        subscales=found,
        subscale_ranges=limits,
        rule=part.word("rule"),
    )
    part.done()
    return made


def _missing(scoring: Part) -> MissingRule:
    part = scoring.part("missing", needed=True)
    if part is None:
        return MissingRule("", "all", _NOBODY)
    further = part.part("further")
    made = MissingRule(
        words=part.word("words", None),
        way=cast("Literal['all', 'prorate', 'zero', 'denominator', 'pattern', 'stay']", part.one_of("way", WAYS)),
        support=part.support(),
        most=part.whole("most"),
        least=part.whole("least"),
        never=part.words("never"),
        unless=part.word("unless"),
        further=further.word("words", None) if further else "",
        further_support=further.support() if further else None,
    )
    if further:
        further.done()
    part.done()
    return made


def _licence(top: Part) -> Licence:
    part = top.part("licence", needed=True)
    if part is None:
        return Licence("engine_only", "", "", _NOBODY)
    decision = part.one_of("decision", ("ship_text", "engine_only"))
    made = Licence(cast("Literal['ship_text', 'engine_only']", decision), part.word("status", None), part.word("notice"), part.support())
    part.done()
    return made


def _codes(top: Part) -> Codes:
    part = top.part("codes")
    if part is None:
        return Codes("", "", _NOBODY)
    others = part.part("others")
    named = {name: others.word(name) for name in others.names()} if others else {}
    made = Codes(part.word("panel"), part.word("total"), part.support(), named, part.words("unverified"))
    part.done()
    return made


def _sources(top: Part) -> dict[str, str]:
    part = top.part("sources")
    return {key: part.word(key, None) for key in part.names()} if part else {}


def _band(part: Part) -> ScoreBand:
    made = ScoreBand(part.number("low", None), part.number("high", None), part.word("label", None))
    part.done()
    return made


def _cutoff(part: Part) -> Cutoff:
    made = Cutoff(
        value=part.number("value", None),
        use=part.word("use", None),
        support=part.support(),
        accuracy=part.word("accuracy"),
        subscale=part.word("subscale"),
        direction=cast("Literal['at_least', 'above', 'at_most']", part.one_of("direction", DIRECTIONS, "at_least")),
    )
    part.done()
    return made


def _change(part: Part) -> Change:
    points, share = part.number("points"), part.number("share")
    if math.isnan(points) and math.isnan(share):
        part.fault("points", "a change is a number of points, a share of the score before, or either.", "points = 5")
    made = Change(part.word("kind", None), part.support(), None if math.isnan(points) else points, None if math.isnan(share) else share)
    part.done()
    return made


def _aside(part: Part) -> Aside:
    made = Aside(part.word("name", None), part.word("words", None), part.support())
    part.done()
    return made


def _example(part: Part) -> Mapping[str, object]:
    """Kept as it is: running it is the proof of it."""
    found = {key: part.raw(key) for key in ("answers", "before", "after", "expect") if part.has(key)}
    if "expect" not in found or not ("answers" in found or {"before", "after"} <= set(found)):
        part.fault(
            "", "an example has answers (or before and after) and what must come out.", "answers = [1, 0, 2], expect = { score = 3 }"
        )
    found |= {"origin": part.word("origin"), "source": part.word("source"), "note": part.word("note")}
    for key in ("answers", "before", "after", "expect"):
        part.raw(key)  # all are known keys
    part.done()
    return found
