"""Whether what an instrument's file says hangs together: items, ranges, bands, codes, and the file's own examples."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from unspiral.errors import did_you_mean
from unspiral.measure.questionnaires.answer import accepts, bounds, reach
from unspiral.measure.questionnaires.bands import grain
from unspiral.measure.questionnaires.instrument import Instrument, Item, Support
from unspiral.measure.questionnaires.loinc import is_answer, is_code
from unspiral.measure.questionnaires.rounding import exact
from unspiral.measure.questionnaires.rule import clauses, conditions, names_in

SELF_HARM_CODE = "44260-8"
# Panel and total of the PHQ-9: a file with these codes holds an item about self-harm, in whatever language it is written.
SELF_HARM_FORM = {"codes.panel": "44249-1", "codes.total": "44261-6"}
# English only; a miss is worse than a false alarm, which costs one table in the file.
SELF_HARM = re.compile(
    r"suicid|\bdead\b|\b(kill|hurt|harm|injur|cut)\w*\s+(my|your|one|him|her|them)sel|\bself[- ]?(harm|injur|hurt)"
    r"|\bend(ed|ing)?\s+(my|your|one'?s)\s+(own\s+)?life|\btak(e|en|ing)\s+(my|your|one'?s)\s+(own\s+)?life|worth\s+living"
    r"|\bwant\w*\s+to\s+die\b|thoughts?\s+(of|about)\s+(death|dying)|\bnot\s+want\w*\s+to\s+(live|be\s+(here|alive))",
    re.IGNORECASE,
)
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_ITEM_ID = re.compile(r"[A-Za-z0-9_]{1,40}")
_RESERVED = frozenset(("total", "raw", "t", "score", "band", "none", "imputed", "safety"))
_PLACE = re.compile(r"i\d+")


def faults_of(made: Instrument) -> Iterator[str]:
    """One sentence for each thing that does not hang together, with its remedy.

    Args:
        made: an instrument whose file could be understood.

    Source: docs/how-to/write-a-questionnaire.md; tests/measure/questionnaires/test_soundness.py.
    """
    if not _ID.fullmatch(made.id):
        yield 'id: it is small letters, digits and _, from a letter on, at most 40 of them. Fix: id = "my_scale"'
    yield from _items(made)
    yield from _licence(made)
    yield from _sources(made)
    yield from _codes(made)
    yield from _scoring(made)
    yield from _bands(made)
    yield from _figures(made)
    yield from _safety(made)


def _items(made: Instrument) -> Iterator[str]:
    if not made.items and made.scoring.method != "sum_to_t":
        yield "items: there is none. Fix: [[items]] with id and text, for each item"
    if made.items and not made.scored and made.scoring.method != "none":
        yield "items: none of them is scored. Fix: take scored = false out of those that count"
    if len(made.items) > 300:
        yield "items: there are more than 300. Fix: one questionnaire a file"
    seen: set[str] = set()
    for item in made.items:
        if not _ITEM_ID.fullmatch(item.id) or _PLACE.fullmatch(item.id) or item.id in _RESERVED:
            yield (f"items '{item.id[:40]}': an id is letters, digits and _, and not total, raw, t or i1. Fix: id = \"{made.id[:20]}1\"")
        if item.id in seen:
            yield f"items '{item.id[:40]}': this id stands there twice. Fix: give each item its own"
        seen.add(item.id)
        scores, texts = [o.score for o in item.options], [o.text for o in item.options]
        if len(set(scores)) < len(scores) or len(set(texts)) < len(texts):
            yield f"items '{item.id[:40]}': two options have the same score or the same text. Fix: give each option its own"
        low, high = bounds(item)
        if item.kind != "list" and not low < high:
            yield f"items '{item.id[:40]}': its answers go from {low:g} to {high:g}. Fix: low below high, or at least two options"
        if item.kind == "list" and item.scored:
            yield f"items '{item.id[:40]}': words cannot be scored. Fix: scored = false"


def _licence(made: Instrument) -> Iterator[str]:
    texts = [made.stem, *(t for i in made.items for t in (i.text, i.anchor_low, i.anchor_high, *i.variants, *(o.text for o in i.options)))]
    if made.licence.decision == "engine_only" and any(texts):
        yield 'licence.decision: it says "engine_only", and words of the questionnaire stand in the file. Fix: take the words out'
    if made.licence.decision == "ship_text":
        for item in made.items:
            if not item.text.strip():
                yield f'items \'{item.id[:40]}\': it has no text. Fix: text = "...", or decision = "engine_only" in [licence]'


def _supports(made: Instrument) -> Iterator[tuple[str, Support]]:
    yield from (("licence", made.licence.support), ("text", made.text_support), ("codes", made.codes.support))
    yield from (("scoring", made.scoring.support), ("scoring.missing", made.scoring.missing.support))
    named = (("scoring.missing.further", made.scoring.missing.further_support), ("bands_from", made.bands_support))
    yield from ((name, support) for name, support in (*named, ("reliability", made.reliability_support)) if support is not None)
    for name, each in (("cutoffs", made.cutoffs), ("changes", made.changes), ("asides", made.asides)):
        yield from ((f"{name} {place}", entry.support) for place, entry in enumerate(each, 1))


def _sources(made: Instrument) -> Iterator[str]:
    for where, support in _supports(made):
        for key in support.sources:
            if key not in made.sources:
                yield (
                    f"{where}.sources: '{key[:40]}' is not in [sources].{did_you_mean(key[:40], made.sources)} "
                    f'Fix: {key[:40]} = "the citation" below [sources]'
                )


def _codes(made: Instrument) -> Iterator[str]:
    named = {"codes.panel": made.codes.panel, "codes.total": made.codes.total}
    named |= {f"codes.others.{name}": code for name, code in made.codes.others.items()}
    named |= {f"items '{item.id[:40]}'": item.loinc for item in made.items}
    for where, code in named.items():
        if code and not is_code(code):
            yield f"{where}: '{code[:40]}' is no LOINC code, or its check digit does not fit. Fix: copy it again, or leave it out"
    for item in made.items:
        for option in item.options:
            if option.loinc and not is_answer(option.loinc):
                yield f"options: '{option.loinc[:40]}' is no code of a LOINC answer. Fix: loinc = \"LA6568-5\", or leave it out"
    for name in made.codes.unverified:
        if name not in {"panel", "total", "items", *made.codes.others}:
            yield f"codes.unverified: '{name[:40]}' is none of the codes. Fix: panel, total, items, or a name below [codes.others]"


def _scoring(made: Instrument) -> Iterator[str]:
    scoring, scored = made.scoring, made.scored
    low, high = reach(scored)
    expected: tuple[Fraction, Fraction] | None = None
    if scoring.decimals > 3:
        yield "scoring.decimals: more than 3. Fix: decimals = 1"
    if scoring.method in {"sum", "groups", "single"}:
        expected = (low, high)
    elif scoring.method == "sum_times":
        expected = (low * exact(scoring.factor), high * exact(scoring.factor))
        if scoring.factor <= 0:
            yield "scoring.factor: it must lie above 0. Fix: factor = 4"
    elif scoring.method == "mean" and scored:
        expected = (low / len(scored), high / len(scored))
    elif scoring.method == "percent":
        expected = (Fraction(0), Fraction(100))
        if any(bounds(item)[0] != 0 for item in scored):
            yield 'scoring.method: a percentage needs items that begin at 0. Fix: low = 0, or method = "sum"'
    if expected is not None and scored and (scoring.low, scoring.high) != (float(expected[0]), float(expected[1])):
        yield (
            f"scoring: the items can reach {float(expected[0]):g} to {float(expected[1]):g}, and the range says {scoring.low:g} to "
            f"{scoring.high:g}. Fix: low = {float(expected[0]):g}, high = {float(expected[1]):g}, or mend the items"
        )
    if scoring.method == "single" and len(scored) != 1:
        yield f'scoring.method: "single" has one scored item, and there are {len(scored)}. Fix: method = "sum"'
    if scoring.method == "none" and (scoring.missing.way != "stay" or made.bands):
        yield 'scoring.method: "none" has no bands, and missing answers stay missing. Fix: way = "stay" in [scoring.missing]'
    if scoring.method in {"sum", "groups", "single"} and any(_finer(item, scoring.decimals) for item in scored):
        yield "scoring.decimals: the items' own scores have more. Fix: decimals = 1"
    yield from _subscales(made)
    yield from _rule(made)
    yield from _missing(made)


def _finer(item: Item, decimals: int) -> bool:
    scores = [option.score for option in item.options] or [item.low, item.high]
    return item.kind == "number" or any((exact(s) * 10**decimals).denominator != 1 for s in scores if math.isfinite(s))


def _subscales(made: Instrument) -> Iterator[str]:
    scoring = made.scoring
    known = {item.id: item for item in made.scored}
    if scoring.method == "subscales_only" and not scoring.subscales:
        yield 'scoring.subscales: "subscales_only" needs some. Fix: [scoring.subscales] with name = ["1", "2"]'
    for name, ids in scoring.subscales.items():
        lost = [each for each in ids if each not in known]
        if not _ITEM_ID.fullmatch(name) or name in _RESERVED or name in known or _PLACE.fullmatch(name):
            yield f"scoring.subscales: '{name[:40]}' cannot be a name. Fix: letters, digits and _, and no item's id"
        if lost:
            yield f"scoring.subscales.{name[:40]}: '{lost[0][:40]}' is no scored item.{did_you_mean(lost[0][:40], known)} Fix: ids of items"
        elif not ids or len(set(ids)) < len(ids):
            yield f"scoring.subscales.{name[:40]}: it is empty, or names an item twice. Fix: each item once"
        elif name in scoring.subscale_ranges:
            low, high = reach(tuple(known[each] for each in ids))
            if scoring.subscale_ranges[name] != (float(low), float(high)):
                right = f"[{float(low):g}, {float(high):g}]"
                yield f"scoring.ranges.{name}: its items can reach {right}. Fix: {name} = {right}"
    for name in scoring.subscale_ranges:
        if name not in scoring.subscales:
            yield f"scoring.ranges.{name[:40]}: there is no such subscale. Fix: a name of [scoring.subscales]"


def _rule(made: Instrument) -> Iterator[str]:
    scoring = made.scoring
    known = {"total", *scoring.subscales, *(i.id for i in made.scored), *(f"i{place}" for place in range(1, len(made.scored) + 1))}
    if scoring.missing.unless:
        try:
            lost = [name for name in names_in(conditions(scoring.missing.unless)) if name not in known]
            if lost:
                yield f"scoring.missing.unless: '{lost[0][:40]}' is no item. Fix: i1 for the first item"
            if scoring.method not in {"groups", "grade"} or scoring.missing.way != "all":
                yield 'scoring.missing.unless: it goes with method "groups" or "grade" and way "all". Fix: leave it out'
        except ValueError as problem:
            yield f'scoring.missing.unless: {problem}. Fix: unless = "i1<=1"'
    if scoring.method not in {"groups", "grade"}:
        return
    try:
        found = clauses(scoring.rule)
    except ValueError as problem:
        yield f'scoring.rule: {problem}. Fix: rule = "total<=3 low; total>=4 high"'
        return
    for clause in found:
        lost = [name for name in names_in(clause.conditions) if name not in known]
        if lost:
            hint = did_you_mean(lost[0][:40], known)
            yield f"scoring.rule: '{lost[0][:40]}' is no total, subscale or item.{hint} Fix: i1 is the first item"
        if (clause.grade is None) != (scoring.method == "groups"):
            yield 'scoring.rule: "grade" needs results such as "grade 2", and "groups" needs names. Fix: make them fit'


def _missing(made: Instrument) -> Iterator[str]:
    rule, items = made.scoring.missing, len(made.scored)
    ids = {item.id for item in made.scored}
    if rule.way == "prorate" and (made.scoring.method not in {"sum", "mean", "sum_times"} or not 1 <= rule.most < items):
        yield 'scoring.missing: "prorate" goes with sum or mean, and most is at least 1 and below the number of items. Fix: most = 1'
    if rule.way != "prorate" and (rule.most or rule.never):
        yield 'scoring.missing: most and never go with way = "prorate". Fix: leave them out, or way = "prorate"'
    if rule.way == "denominator" and (made.scoring.method not in {"percent", "mean"} or not 1 <= rule.least <= items):
        yield 'scoring.missing: "denominator" goes with percent or mean, and least is 1 to the number of items. Fix: least = 8'
    if rule.way != "denominator" and rule.least:
        yield 'scoring.missing.least: it goes with way = "denominator". Fix: leave it out'
    if rule.way == "zero" and (made.scoring.method not in {"sum", "groups"} or any(not accepts(i, 0.0) for i in made.scored)):
        yield 'scoring.missing: "zero" goes with a sum of items that can be 0. Fix: way = "all"'
    if rule.way == "pattern" and made.scoring.method != "sum_to_t":
        yield 'scoring.missing: "pattern" goes with method "sum_to_t". Fix: way = "all"'
    if rule.way == "stay" and made.scoring.method != "none":
        yield 'scoring.missing: "stay" goes with method "none". Fix: way = "all"'
    for name in rule.never:
        if name not in ids:
            yield f"scoring.missing.never: '{name[:40]}' is no scored item.{did_you_mean(name[:40], ids)} Fix: an item's id"
    if rule.way == "zero" and any(item.reverse for item in made.scored):
        yield 'scoring.missing: a blank that counts 0 and a reversed item do not go together. Fix: way = "all"'


def _bands(made: Instrument) -> Iterator[str]:
    scoring = made.scoring
    if not made.bands:
        return
    low, high = scoring.low, scoring.high
    if not (math.isfinite(low) and math.isfinite(high)):
        yield "bands: the score has no range. Fix: low and high in [scoring]"
        return
    step = Fraction(1, 10 ** grain(made))
    expected = exact(low)
    labels = [band.label for band in made.bands]
    if len(set(labels)) < len(labels):
        yield "bands: two have the same label. Fix: give each its own"
    for band in made.bands:
        if exact(band.low) != expected or band.high < band.low:
            yield (
                f"bands '{band.label[:40]}': it goes from {band.low:g} to {band.high:g}, and should begin at {float(expected):g}. "
                "Fix: bands follow each other without gap or overlap, the lowest first"
            )
            return
        expected = exact(band.high) + step
    if exact(made.bands[-1].high) != exact(high):
        yield f"bands: they end at {made.bands[-1].high:g}, and the score at {high:g}. Fix: let the last one end at {high:g}"


def _figures(made: Instrument) -> Iterator[str]:
    scoring = made.scoring
    for place, cutoff in enumerate(made.cutoffs, 1):
        if cutoff.subscale and cutoff.subscale not in scoring.subscales:
            hint = did_you_mean(cutoff.subscale[:40], scoring.subscales)
            yield f"cutoffs {place}.subscale: '{cutoff.subscale[:40]}' is none.{hint} Fix: a name of [scoring.subscales]"
            continue
        low, high = scoring.subscale_ranges.get(cutoff.subscale, (math.nan, math.nan)) if cutoff.subscale else (scoring.low, scoring.high)
        if math.isfinite(low) and not low <= cutoff.value <= high:
            yield f"cutoffs {place}.value: {cutoff.value:g} lies outside {low:g} to {high:g}. Fix: check the number"
    for place, change in enumerate(made.changes, 1):
        if (change.points is not None and change.points <= 0) or (change.share is not None and not 0 < change.share <= 1):
            yield f"changes {place}: points lie above 0, and a share is 0.3 for 30 %. Fix: check the number"
    if made.reliability is not None and not 0 <= made.reliability[0] <= made.reliability[1] <= 1:
        yield "reliability: low and high lie between 0 and 1. Fix: low = 0.89, high = 0.89"
    if not math.isnan(made.recall_days) and not 0 < made.recall_days <= 3660:
        yield "recall.days: it is a number of days above 0. Fix: days = 14"


def _safety(made: Instrument) -> Iterator[str]:
    named = {item.id: item for item in made.items}
    called = "" if made.safety_item is None else made.safety_item[0]
    if made.safety_item is not None:
        name, least = made.safety_item
        if name not in named:
            yield f"safety.item: '{name[:40]}' is no item.{did_you_mean(name[:40], named)} Fix: an item's id"
        elif not (1 <= least <= bounds(named[name])[1]):
            yield "safety.at_least: it is 1 or more, and an answer that can be given. Fix: at_least = 1"
        elif name not in made.scoring.missing.never and made.scoring.missing.way in {"prorate", "zero"}:
            yield f"scoring.missing.never: item '{name}' calls for help and must never be filled in. Fix: never = [\"{name}\"]"
        elif _asks(named[name]):
            yield from _every_yes(named[name], least)
    for item in made.items:
        if item.id != called and _asks(item):
            yield (
                f"items '{item.id[:40]}': it seems to ask about thoughts of death or self-harm, and nothing says that help comes first. "
                f'Fix: [safety] with item = "{item.id[:40]}" and at_least = 1'
            )
    codes = {"codes.panel": made.codes.panel, "codes.total": made.codes.total}
    for where, code in SELF_HARM_FORM.items():
        if made.safety_item is None and codes[where] == code:
            yield (
                f"{where}: {code} is that of the PHQ-9, which asks about self-harm, and nothing says that help comes first. "
                "Fix: [safety] with item = the id of that item and at_least = 1, or take the code out"
            )


def _asks(item: Item) -> bool:
    """Whether an item asks about death or self-harm, by its code or by English words in it or in its answers."""
    words = (item.text, *item.variants, item.anchor_low, item.anchor_high, *(option.text for option in item.options))
    return item.loinc == SELF_HARM_CODE or any(SELF_HARM.search(text.replace("\u2019", "'")) for text in words)


def _every_yes(item: Item, least: float) -> Iterator[str]:
    """Every answer but the lowest brings help, and the answer is looked at as it was given."""
    low = bounds(item)[0]
    first = min((option.score for option in item.options if option.score > low), default=low + 1)
    if least > max(1.0, first):
        yield (
            f"safety.at_least: item '{item.id[:40]}' asks about death or self-harm, and a yes below {least:g} would bring no help. "
            f"Fix: at_least = {max(1.0, first):g}"
        )
    if item.reverse:
        yield (
            f"items '{item.id[:40]}': it asks about death or self-harm, and a reversed one would bring help for a no and not for a yes. "
            "Fix: take reverse = true out"
        )
