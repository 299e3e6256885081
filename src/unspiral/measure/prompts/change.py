"""Whether a plan may take the place of an older one: what was published stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from unspiral.errors import SpecError
from unspiral.records.schedule import PersonPlan, Schedule, Settings, Version

_WHY = "Prompts that were already sent would seem to have been due at other times."


def check_change(old: Schedule, new: Schedule) -> None:
    """Refuse a plan in which something published was changed.

    What may be done: add a version that begins later, end the last one, add a dated change or a pause, add a person, change the title.

    Args:
        old: the plan as it was published.
        new: the plan that shall take its place.

    Raises:
        SpecError: the message names what was changed and how to say it as a new version.

    Source: tests/measure/prompts/test_change.py.
    """
    for key in ("id", "zone", "wake", "sleep", "seed"):
        if getattr(old, key) != getattr(new, key):
            _refuse(f"{key} was {getattr(old, key)!r} and is {getattr(new, key)!r}", f"put {key} back; a person's own goes into a change.")
    kept = {version.number: version for version in new.versions}
    for version in old.versions:
        _version(version, kept.get(version.number), is_last=version is old.versions[-1])
    numbers = [version.number for version in old.versions]
    early = next((v for v in new.versions if v.number not in numbers and v.number < max(numbers)), None)
    if early is not None:
        _refuse(f"version {early.number} was put in before version {max(numbers)}", f"number = {max(numbers) + 1}, with a later from.")
    there = {person.person: person for person in new.people}
    for person in old.people:
        _person(person, there.get(person.person))
    if new.people and not old.people:
        _refuse("the plan named nobody and now names people", "everybody who was asked needs a [person.NAME] under a new id.")


def _version(old: Version, new: Version | None, *, is_last: bool) -> None:
    at = f"version {old.number}"
    if new is None:
        _refuse(f"{at} was taken out", "put it back; to end it, give it a to.")
    if new == old or (is_last and old.end is None and replace(new, end=None) == old):
        return
    parts = {"from": (old.start, new.start), "to": (old.end, new.end)}
    for key, (before, after) in parts.items():
        if before != after:
            _refuse(f"{at}: {key} was {before} and is {after}", f"{key} = {before}, and a new [[version]] with a later from.")
    rules = {rule.id: rule for rule in new.rules}
    wrong = next((rule.id for rule in old.rules if rules.get(rule.id) != rule), "") or next(
        (rule.id for rule in new.rules if rule.id not in {one.id for one in old.rules}), ""
    )
    said = f"rule '{wrong}' was changed, added or taken out" if wrong else "its rules stand in another order"
    _refuse(f"{at}: {said}", f"put it back, and add a [[version]] with number = {old.number + 1} and a later from.")


def _person(old: PersonPlan, new: PersonPlan | None) -> None:
    at = f"person '{old.person}'"
    if new is None:
        _refuse(f"{at} was taken out", "put the entry back; to end it, give it an end.")
    if new.start != old.start:
        _refuse(f"{at}: start was {old.start} and is {new.start}", f"start = {old.start}")
    if _first(old) != _first(new):
        _refuse(f"{at}: zone, wake, sleep or takes was changed", "put it back, and add a [[person.NAME.change]] with a from.")
    before, after = _dated(old), _dated(new)
    if after[: len(before)] != before:
        _refuse(f"{at}: a dated change was changed or taken out", "put it back, and add another one behind it.")


def _first(person: PersonPlan) -> Settings:
    return next((setting for setting in person.settings if setting.start is None), Settings())


def _dated(person: PersonPlan) -> list[Settings]:
    return [setting for setting in person.settings if setting.start is not None]


def _refuse(what: str, fix: str) -> NoReturn:
    raise SpecError(f"The plan changes what was published: {what}.", why=_WHY, fix=fix)
