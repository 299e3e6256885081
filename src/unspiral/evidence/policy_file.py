"""Policies as TOML: what is offered to whom, what it changes, every number with its row or the ground on which it is assumed."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from unspiral.errors import SpecError, did_you_mean
from unspiral.evidence.malformed import readable
from unspiral.evidence.named_row import entries, told
from unspiral.evidence.population_file import Reader
from unspiral.loop.episodes import Basis
from unspiral.loop.policy import Care, Kind, Lever, Price, Proposal, Stated

Table = Mapping[str, Any]
CONVERSIONS = ("none", "shares", "relieved")
KINDS = ("trial", "cohort", "choice")
OLDEST = 200.0
LATER = 104.0  # weeks, at which it is said how many have begun of an offer that goes on


@cache
def packaged_policies() -> tuple[Proposal, ...]:
    """The policies that come with the package.

    Source: policies.toml; tests/evidence/test_policy_file.py holds its numbers against the tables.
    """
    return read_policies((files("unspiral.evidence") / "policies.toml").read_text(encoding="utf-8"), "the packaged policies")


@readable
def read_policies(text: str, where: str) -> tuple[Proposal, ...]:
    """Read policies; other tables of the file are left to their own readers.

    Args:
        text: TOML with ``[[policy]]`` tables; policies.toml has nearly everything that may stand in them.
        where: it comes from, for messages.

    Raises:
        SpecError: what is missing, unknown, contradictory, or no number, by its place.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{where} is no TOML: {error}.", fix="mend that line") from None
    reader = _Policies(where)
    proposals = tuple(reader.proposal(each) for each in reader.tables(found, "", "policy"))
    names = [each.name for each in proposals]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        reader.fail(f"two policies are called '{twice}'", "name every policy differently")
    return proposals


def pick(names: Iterable[str], known: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Policies by their names, each once.

    Args:
        names: as they were given.
        known: the user's own first: a name of theirs hides a packaged one.

    Raises:
        SpecError: a name that nobody declared, with the nearest one.
    """
    by_name: dict[str, Proposal] = {}
    for each in known:
        by_name.setdefault(each.name, each)
    for name in names:
        if name not in by_name:
            raise SpecError(
                f"'{name}' is no policy.{did_you_mean(name, by_name)} There are: {', '.join(by_name)}.",
                fix="unspiral population compare --list",
            )
    return tuple(by_name[name] for name in dict.fromkeys(names))


class _Policies(Reader):
    def proposal(self, given: Table) -> Proposal:
        name = self.need(given, "a [[policy]]", "name", str)
        place = f"policy '{name}'"
        self.known(given, place, ("name", "label", "about", "start", "left_out", "care", "change", "by_age", "cut"))
        care = tuple(self.care(each, place) for each in self.tables(given, place, "care"))
        if len({each.name for each in care}) < len(care):
            self.fail(f"{place} has two arms of care of one name", "name each differently")
        changes = tuple(self.lever(each, place) for each in self.tables(given, place, "change"))
        by_age = tuple(
            (str(hazard), *self.ages(low, high, place), self.number(factor, f"a factor of {place}", 0.0))
            for hazard, low, high, factor in self.rows_of(given, "by_age", 4, place)
        )
        cut = self.words(given, "cut", place)
        if not (care or changes or by_age or cut):
            self.fail(f"{place} changes nothing", "add [[policy.care]], [[policy.change]], by_age or cut")
        start = str(given.get("start", "now"))
        label, about = str(given.get("label", name)), str(given.get("about", ""))
        return Proposal(name, label, about, start, care, changes, by_age, cut, self.words(given, "left_out", place))

    def care(self, given: Table, place: str) -> Care:
        name = self.need(given, f"a [[policy.care]] of {place}", "name", str)
        place = f"care '{name}' of {place}"
        known = ("name", "only", "instead_of", "ends_with", "by_age", "uptake", "stays", "effect", "price")
        self.known(given, place, known)
        uptake, uptake_weeks = self.share(self.need(given, place, "uptake", dict), f"uptake of {place}", "within_weeks", begins=True)
        stays, stays_weeks = self.share(self.need(given, place, "stays", dict), f"stays of {place}", "after_weeks", begins=False)
        by_age = tuple(
            (*self.ages(low, high, place), self.number(factor, f"a factor of {place}", 0.0))
            for low, high, factor in self.rows_of(given, "by_age", 3, place)
        )
        effects = tuple(self.lever(each, place) for each in self.tables(given, place, "effect"))
        only = given.get("only", {})
        if not isinstance(only, dict):
            self.fail(f"'only' of {place} is {only!r}", 'write only = { pain = ["chronic"] }')
        where = tuple((str(course), self.words(only, course, place)) for course in only)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return Care(
            name, where, uptake, uptake_weeks, stays, stays_weeks, by_age, effects, self.words(given, "ends_with", place),
            self.words(given, "instead_of", place), tuple(self.price(each, place) for each in self.tables(given, place, "price")),
        )  # fmt: skip

    def share(self, given: Table, place: str, span: str, *, begins: bool) -> tuple[Stated, float]:
        self.known(given, place, ("share", "low", "high", span, "source", "why"))
        weeks = self.number(self.need(given, place, span, (int, float)), f"{span} of {place}", 0.0, above=True)
        value = self.inside(self.need(given, place, "share", (int, float)), f"share of {place}")
        low, high = self.ends(given, place, value, 0.0, 1.0)
        turned = "1 − share" if begins else "share"
        how = f"a share of {value:g} after {weeks:g} weeks, taken as a constant hazard: −ln({turned}) / {weeks:g} weeks"
        if begins:
            later = begun(value, weeks, LATER)
            how += f"; the offer goes on: {later:.2g} of those who are still offered it have begun within {LATER:g} weeks"
        return Stated(value, self.basis(given, place), low, high, how), weeks

    def lever(self, given: Table, place: str) -> Lever:
        hazard = self.need(given, f"an effect of {place}", "hazard", str)
        place = f"effect on '{hazard}' of {place}"
        known = (
            "hazard",
            "kind",
            "ratio",
            "low",
            "high",
            "convert",
            "control",
            "relieved",
            "relieved_low",
            "relieved_high",
            "source",
            "why",
        )
        self.known(given, place, known)
        kind: Kind = self.need(given, place, "kind", str)
        self.among(kind, KINDS, "a kind of evidence", place)
        ratio = self.number(self.need(given, place, "ratio", (int, float)), f"ratio of {place}", 0.0, above=True)
        ends = self.ends(given, place, ratio, 0.0, math.inf)
        convert = given.get("convert", "none")
        self.among(convert, CONVERSIONS, "a conversion", place)
        basis = self.basis(given, place)
        self.of_row(basis, place, ratio, ends)
        if convert == "none":
            return Lever(hazard, Stated(ratio, basis, *ends, how=f"{ratio:g}, taken as a ratio of hazards as it stands"), kind)
        if convert == "shares":
            control = self.inside(self.need(given, place, "control", (int, float)), f"control of {place}")
            for each in (ratio, *(end for end in ends if end is not None)):
                if each * control >= 1.0:
                    self.fail(
                        f"{place}: a ratio of {each:g} of a share of {control:g} is more than everybody",
                        "give the share of the control arm that the ratio was found at, or another 'convert'",
                    )
            low, high = (None if end is None else of_shares(end, control) for end in ends)
            value = of_shares(ratio, control)
            how = f"ln(1 − {ratio:g} × {control:g}) / ln(1 − {control:g}) = {value:.3g}: a ratio of shares, as a ratio of constant hazards"
            return Lever(hazard, Stated(value, basis, low, high, how), kind)
        return Lever(hazard, self.relief(given, place, ratio, ends, basis), kind)

    def of_row(self, basis: Basis, place: str, ratio: float, ends: tuple[float | None, float | None]) -> None:
        """An effect that names a row needs a range, and the row's numbers or the ground of a difference."""
        if not basis.row:
            return
        low, high = ends
        if low is None or high is None:
            self.fail(
                f"{place} has a ratio of {ratio:g} and no range; {told(basis.row)}",
                f"give {entries(basis.row, ('ratio', 'low', 'high')) or 'low = ... and high = ..., and say in why where they come from'}",
                "An effect without its uncertainty gives a sure word where studies leave it open.",
            )
        self.held(basis, place, {"ratio": ratio, "low": low, "high": high})

    def relief(self, given: Table, place: str, ratio: float, ends: tuple[float | None, float | None], basis: Basis) -> Stated:
        part = self.inside(self.need(given, place, "relieved", (int, float)), f"relieved of {place}")
        least = self.inside(given.get("relieved_low", part), f"relieved_low of {place}")
        most = self.inside(given.get("relieved_high", part), f"relieved_high of {place}")
        if not least <= part <= most:
            self.fail(f"{place}: 'relieved' does not lie between its ends", "give relieved_low <= relieved <= relieved_high")
        value = of_relief(ratio, part)
        known = [] if None in ends else [of_relief(end, share) for end in ends if end is not None for share in (least, most)]
        how = f"1 − {part:g} × (1 − 1 / {ratio:g}) = {value:.3g}: a share of {part:g} ({least:g} to {most:g}) is relieved"
        return Stated(value, basis, min(known, default=None), max(known, default=None), how)

    def price(self, given: Table, place: str) -> Price:
        place = f"a price of {place}"
        self.known(given, place, ("outcome", "unit", "each_start", "each_week", "source", "why"))
        once, weekly = (self.number(given.get(key, 0.0), f"{key} of {place}") for key in ("each_start", "each_week"))
        return Price(self.need(given, place, "outcome", str), self.need(given, place, "unit", str), once, weekly, self.basis(given, place))

    def tables(self, given: Table, place: str, key: str) -> list[Table]:
        found: Any = given.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):  # pyright: ignore[reportUnknownVariableType]
            where, above = (f" of {place}", f"policy.{key}") if place else ("", key)
            self.fail(f"'{key}'{where} is no list of tables", f"write [[{above}]] above each")
        return found  # pyright: ignore[reportUnknownVariableType]

    def words(self, given: Table, key: str, place: str) -> tuple[str, ...]:
        found: Any = given.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):  # pyright: ignore[reportUnknownVariableType]
            self.fail(f"'{key}' of {place} is {found!r}", f'{key} = ["...", "..."]')
        return tuple(found)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    def rows_of(self, given: Table, key: str, length: int, place: str) -> list[Any]:
        found: Any = given.get(key, [])
        if not isinstance(found, list) or not all(isinstance(row, list) and len(row) == length for row in found):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            example = '["mood care begins", 18, 60, 2.0]' if length == 4 else "[18, 60, 2.0]"
            self.fail(f"'{key}' of {place} is {found!r}", f"{key} = [{example}]")
        return found  # pyright: ignore[reportUnknownVariableType]

    def ends(self, given: Table, place: str, value: float, least: float, most: float) -> tuple[float | None, float | None]:
        if ("low" in given) != ("high" in given):
            self.fail(f"{place} has one end of a range and not the other", "give low and high, or neither")
        if "low" not in given:
            return None, None
        low = self.number(given["low"], f"low of {place}", least, most, above=True)
        high = self.number(given["high"], f"high of {place}", least, most)
        if not low <= value <= high or high == most:
            self.fail(f"{place}: {value:g} does not lie between {low:g} and {high:g}", "give low <= the number <= high")
        return low, high

    def inside(self, value: object, what: str) -> float:
        found = self.number(value, what, 0.0, 1.0, above=True)
        if found == 1.0:
            self.fail(f"{what} is 1", "give a share below 1: everybody at once is no hazard")
        return found

    def ages(self, low: object, high: object, place: str) -> tuple[float, float]:
        first, last = self.number(low, f"an age of {place}", 0.0, OLDEST), self.number(high, f"an age of {place}", 0.0, OLDEST)
        if not first < last:
            self.fail(f"{place}: the ages {first:g} to {last:g} hold nobody", "give [first year, last year not included, factor]")
        return first, last


def begun(share: float, weeks: float, later: float) -> float:
    """The share that has begun later, where one begins within so many weeks and the offer goes on.

    1 - (1 - s)^(t / w).

    Source: a constant hazard; tests/evidence/test_policy_file.py.
    """
    return -math.expm1(math.log1p(-share) * later / weeks)


def of_shares(ratio: float, control: float) -> float:
    """A ratio of the shares of two arms in whom something happened, as a ratio of hazards that are constant in each.

    ln(1 - r p) / ln(1 - p), p the share of the control arm.

    Source: 1 - p = exp(-h t); tests/evidence/test_policy_file.py.
    """
    return math.log1p(-ratio * control) / math.log1p(-control)


def of_relief(ratio: float, part: float) -> float:
    """What becomes of a hazard where part of the people lose a problem that multiplies it.

    1 - a (1 - 1 / r).

    Source: a mean of 1 / r for those relieved and 1 for the others; tests/evidence/test_policy_file.py.
    """
    return 1.0 - part * (1.0 - 1.0 / ratio)
