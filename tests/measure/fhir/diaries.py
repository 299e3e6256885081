"""Diaries of every kind that FHIR must carry, made by chance and by hand."""

from __future__ import annotations

from hypothesis import strategies as st

from unspiral.measure.diary import DiaryBuilder
from unspiral.records.diary import Diary

Row = tuple[str, ...]

ODD = [
    "",
    " ",
    "\0",
    "a\x07b",
    "\ud800",
    "\ud83d\ude00",
    "\U0001f600",
    '"quoted"',
    "\\u0000",
    "à\u00a08 h",
    "\ufeff",
    "a\r\nb",
    " x ",
    "=1+1",
    "\x85",
]
"""Texts that FHIR, JSON or XML stumble over."""

texts = st.one_of(st.text(max_size=12), st.sampled_from(ODD))
numbers = st.one_of(
    st.integers(-5, 12).map(str),
    st.sampled_from(
        ["3.0", "3.00", "-0", "-0.0", "007", "1e3", "1E-7", "0.1", "12345678901234567890", "1.", ".5", "+3", "3,0", "1e400", "٣"]
    ),
    st.decimals(-1000, 1000, places=3, allow_nan=False).map(str),
)
times = st.one_of(
    st.dates().map(str),
    st.datetimes().map(lambda t: t.isoformat()),
    st.datetimes(timezones=st.timezones()).map(lambda t: t.isoformat()),
    st.sampled_from(
        [
            "",
            "12.5",
            "-3",
            "20240309",
            "2024",
            "2024-07",
            "2024-07-XX",
            "2024-XX-XX",
            "2024-02-30",
            "2024-03-09T24:00:00",
            "2024-03-09T21:30Z",
            "2024-03-09 21:30:00+0100",
            "2024-03-09T21:30:00.1234567+01:00",
            "2024-03-09T23:59:60Z",
            "2024-03-09T21:30:00+15:00",
            "2024-03-09T21:30:00-00:00",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "yesterday",
        ]
    ),
)
choices = st.one_of(st.sampled_from(["", "0", "1", "2", "3"]), numbers, texts)
_instruments = {
    "phq9": [f"phq{n}" for n in range(1, 10)] + ["phq9.score", "other"],
    "gad7": [f"gad{n}" for n in range(1, 8)],
    "peg": ["peg_p", "peg_e", "peg_g"],
    "start_back": [str(n) for n in range(1, 10)],
    "promis_pain_interference": ["1", "2"],
    "daily_diary": ["pain_avg", "sleep_h", "medicines", "mood_low", "new"],
    "my own": ["a", "b"],
    "my\0own": ["a", "\0"],
    "": ["pain_avg", "pain_0_10", "mood_low", "note", "steps", "sleep_minutes", "resting_heart_rate", "heart_rate", "a/b"],
}


@st.composite
def _rows(draw: st.DrawFn) -> list[Row]:
    """Some rows of one person, one questionnaire and one form, as they lie together in a real diary."""
    instrument = draw(st.sampled_from(list(_instruments)))
    person, time, form = draw(st.sampled_from(["P1", "P2", "", "p\0", '"P1"'])), draw(times), draw(st.sampled_from(["", "f1", "f2", "f\0"]))
    end = draw(st.one_of(st.just(""), times))
    source, unit = draw(st.sampled_from(["", "app", "apple: Watch", " \0"])), draw(st.sampled_from(["", "min", "count", "bpm", "°\0"]))
    rows: list[Row] = []
    for _ in range(draw(st.integers(1, 9))):
        item = draw(st.one_of(st.sampled_from(_instruments[instrument]), st.sampled_from(_instruments[instrument]), texts))
        row = (person, time, end, instrument, form, item, draw(choices), unit, source)
        rows.append(draw(st.one_of(st.just(row), st.just(row), st.tuples(*(st.just(cell) for cell in row[:7]), texts, texts))))
        if draw(st.booleans()):
            time, end = draw(st.sampled_from([time, "2024-03-10", "13"])), draw(st.sampled_from([end, ""]))
    return rows


# Rows, not diaries: what checks shapes at run time draws lots itself, which Hypothesis forbids where it draws.
diaries = st.lists(_rows(), max_size=5).map(lambda groups: [row for group in groups for row in group])


@st.composite
def filled(draw: st.DrawFn) -> list[Row]:
    """Forms that people fill in properly: every item once, an answer of the item or none."""
    rows: list[Row] = []
    for n in range(draw(st.integers(1, 4))):
        name, high = draw(st.sampled_from([("phq9", 3), ("gad7", 3), ("peg", 10), ("start_back", 1)]))
        time = draw(st.sampled_from(["2024-03-09", "2024-03-09T21:30:00+01:00", "2024-03-09T21:30:00", "12"]))
        items = [item for item in _instruments[name] if item not in ("phq9.score", "other")]
        rows += [
            ("P1", time, "", name, f"f{n}", item, draw(st.sampled_from(["", *map(str, range(high + 1))])), "", "check-in") for item in items
        ]
    return rows


def diary_of_rows(rows: list[Row]) -> Diary:
    """A diary of these rows."""
    builder = DiaryBuilder()
    builder.add_rows(rows)
    return builder.build()


def evening() -> Diary:
    """One person's spring: forms, check-ins and a watch, by hand."""
    builder = DiaryBuilder()
    for n in range(1, 10):
        value = "" if n == 3 else str(n % 3 if n < 9 else 0)
        builder.add("P1", "2024-03-09T21:30:00+01:00", instrument="phq9", form="f1", item=f"phq{n}", value=value, source="check-in")
    for item, value in (("peg_p", "6"), ("peg_e", "7"), ("peg_g", "5")):
        builder.add("P1", "2024-03-10", instrument="peg", form="f1", item=item, value=value, source="check-in")
    builder.add("P1", "2024-03-09T21:30:00", item="pain_avg", value="4", source="check-in")
    builder.add("P1", "2024-03-09T21:30:00", item="mood_low", value="", source="check-in")
    builder.add("P1", "2024-03-09T21:30:00", item="note", value="walked to the lake", source="check-in")
    builder.add("P1", "2024-03-09", item="steps", value="5321", unit="count", source="apple: Watch")
    builder.add("P1", "2024-03-09T23:10:00+01:00", end="2024-03-10T06:40:00+01:00", item="sleep_minutes", value="398.5", unit="min")
    builder.add("P2", "12.5", item="pain_avg", value="3.0")
    builder.add("P2", "2024-03-09", instrument="my own", form="x", item="a", value="often")
    return builder.build()
