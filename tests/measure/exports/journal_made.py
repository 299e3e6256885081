"""A journal in memory, with something of every kind."""

from __future__ import annotations

from collections.abc import Generator

from unspiral.measure.exports.journal_zip import Source
from unspiral.records.entry import Entry, Plain, Receipt


def entry(key: str, kind: str, day: str, body: dict[str, Plain], **more: object) -> Entry:
    return Entry(key, kind, day, f"{day}T20:15:00+01:00", body, **more)  # pyright: ignore[reportArgumentType]


ANSWERS: dict[str, Plain] = {"pain": 6, "mood": 4, "sleep": 5, "activity": 3}
PHQ: dict[str, Plain] = {f"phq{place}": 1 for place in range(1, 10)}
MADE = (
    entry(
        "c1",
        "check-in",
        "2026-11-20",
        {"form": "check-in/1", "answers": ANSWERS, "tried": ["t1"], "flare": True, "sites": ["lower_back"], "note": "=1+1"},
    ),
    entry(
        "c2", "check-in", "2026-11-20", {"form": "check-in/1", "answers": {**ANSWERS, "pain": 7}, "note": 'zäh, "so"\r\n'}, replaces="c1"
    ),
    entry("q1", "questionnaire", "2026-11-21", {"instrument": "phq9", "answers": PHQ, "finished": True}),
    entry("q2", "questionnaire", "2026-11-21", {"instrument": "peg", "answers": {"peg_p": 5}, "finished": True}),
    entry("r1", "red-flags", "2026-11-21", {"yes": ["ces_saddle"], "not_sure": [], "no": ["fever"]}),
    entry("t1", "treatment", "2026-11-19", {"name": "Walking", "sort": "movement", "from": "2026-11-19", "to": ""}),
    entry("n1", "note", "2026-11-21", {"text": "+call"}),
    entry("n2", "note", "2026-11-21", {"text": "+call"}, replaces="n1", withdrawn=True),
    entry("d1", "device", "2026-11-20", {"time": "2026-11-20", "item": "steps", "value": "4200", "unit": "count", "source": "Watch"}),
    entry("l1", "look", "2026-11-21", {"look": 28, "verdicts": {}}),
)
SETTINGS: dict[str, Plain] = {"country": "IE", "sealing": "SECRET", "push": [], "draft:check-in": {"pain": 3}}


def source(entries: tuple[Entry, ...] = MADE) -> Source:
    def read(newest: bool, until: int | None) -> Generator[tuple[Entry, Receipt]]:
        held = [(each, Receipt(each.key, number, "2026-11-22T19:15:02+00:00")) for number, each in enumerate(entries, 1)]
        held = [pair for pair in held if until is None or pair[1].number <= until]
        corrected = {each.replaces for each, _ in held}
        yield from (pair for pair in held if not newest or (pair[0].key not in corrected and not pair[0].withdrawn))

    return Source(read, SETTINGS)
