"""Made-up entries and treatments for the page of a visit."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from unspiral.measure.safety.sign import questions
from unspiral.records.entry import Entry, Plain
from unspiral.records.treatment import Treatment
from unspiral.show.visit_asked import Asked

TODAY = date(2026, 11, 22)


def back(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def kept(key: str, kind: str, day: str, body: dict[str, Plain]) -> Entry:
    return Entry(key, kind, day, f"{day}T20:00:00+01:00", body)


def check_ins(days: int) -> list[Entry]:
    dice, made = Random(3), list[Entry]()
    for n in range(days):
        if days > 10 and dice.random() < 0.25:
            continue
        pain, mood = (max(0, min(10, round(mean + dice.gauss(0, 1.2)))) for mean in (6.5 - 2 * n / days, 4 + 1.5 * n / days))
        body: dict[str, Plain] = {"answers": {"pain": pain, "mood": mood}, "tried": ["t1"] if n % 2 else []}
        made.append(kept(f"c{n}", "check-in", back(days - 1 - n), body))
    return made


def phq(days: int, each: int, nine: int | None) -> Entry:
    answers: dict[str, Plain] = {f"phq{item}": each for item in range(1, 9)}
    return kept(
        f"q{days}", "questionnaire", back(days), {"instrument": "phq9", "answers": answers | ({} if nine is None else {"phq9": nine})}
    )


def peg(days: int, each: int) -> Entry:
    return kept(f"p{days}", "questionnaire", back(days), {"instrument": "peg", "answers": dict.fromkeys(("peg_p", "peg_e", "peg_g"), each)})


def flags(days: int) -> Entry:
    ids: list[Plain] = [question.id for question in questions()]
    return kept("r", "red-flags", back(days), {"yes": ids[:1], "not_sure": ids[1:2], "no": ids[2:16]})


def look(days: int) -> Entry:
    verdicts: dict[str, Plain] = {
        "pain->low_mood": {"word": "cannot tell", "effect": 0.08, "z": 0.55},
        "low_mood->pain": {"word": "nil", "effect": None},
    }
    return kept("l", "look", back(days), {"look": 56, "from": back(days + 55), "until": back(days), "occasions": 48, "verdicts": verdicts})


def whole(days: int = 90) -> list[Entry]:
    return [*check_ins(days), phq(20, 2, 1), phq(3, 1, 1), peg(20, 6), peg(3, 5), flags(9), look(9)]


def treatments(count: int = 3, name: str = "Walking, ten minutes") -> list[Treatment]:
    return [Treatment(f"t{n}", name, "movement", back(60 - 4 * n), "" if n % 2 else back(20 - n), (f"t{n}",)) for n in range(1, count + 1)]


def asked(days: int = 90, **more: object) -> Asked:
    given: dict[str, object] = {"country": "IE", "today": TODAY, **more}
    return Asked(back(days - 1), TODAY.isoformat(), **given)  # pyright: ignore[reportArgumentType]
