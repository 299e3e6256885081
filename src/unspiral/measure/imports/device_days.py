"""One person's devices, day by day: what phones and watches recorded becomes rows of a diary, every moment counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.asked import Asked
from unspiral.measure.imports.device_clock import DAY, day_text, moment_text
from unspiral.measure.imports.nights import Night, nights_of
from unspiral.measure.imports.source_order import ordered, rank_of, told_by
from unspiral.measure.imports.span_builder import SpanBuilder, share_built
from unspiral.measure.imports.stretches import StretchBuilder
from unspiral.measure.saying import counted

STEPS, SLEEP, HEART = "steps", "sleep", "resting_heart_rate"
UNITS = {
    "steps": "count",
    "steps_partial": "",
    "sleep_minutes": "min",
    "nap_minutes": "min",
    "in_bed_minutes": "min",
    "awakenings": "count",
    "sleep_start": "",
    "sleep_end": "",
    "resting_heart_rate": "count/min",
}
# No stretch of counting or sleeping is longer: a day, with the hour that a change of the clock can add.
LONGEST = 25 * 3600
SOURCES_MOST = 1000


@dataclass(slots=True)
class Devices:
    """What one person's devices recorded, before anything is decided.

    Args:
        ranks: how soon each source is believed, as ``source_order.rank_of`` says.
        steps: by source.
        sleep: stretches of all sources.
        hearts: (day, source) -> resting heart rates of that day, and how often each was there.
        withheld: days that get no total, by item, because a record of theirs cannot be true.
        exported: when the export was made, seconds since 1970 and minutes ahead of UTC.
    """

    ranks: dict[str, int] = field(default_factory=dict[str, int])
    steps: dict[str, SpanBuilder] = field(default_factory=dict[str, SpanBuilder])
    sleep: StretchBuilder = field(default_factory=StretchBuilder)
    hearts: dict[tuple[int, str], set[tuple[int, float]]] = field(default_factory=dict[tuple[int, str], set[tuple[int, float]]])
    withheld: dict[str, set[int]] = field(default_factory=lambda: {STEPS: set(), SLEEP: set(), HEART: set()})
    exported: tuple[int, int] | None = None
    _told: set[str] = field(default_factory=set[str])

    def know(self, source: str, device: str = "") -> None:
        """Keep how soon a source is believed: the best that any of its records says of its hardware, or else its name.

        Raises:
            DataError: there are more sources than anyone can have.
        """
        known = self.ranks.get(source)
        if known is None:
            if len(self.ranks) >= SOURCES_MOST:
                raise DataError(
                    f"The file names more than {SOURCES_MOST} sources.",
                    why="No person has so many devices and apps: the names stand in the wrong place, or the file was made up.",
                    fix="make the export again, or check which column names the source.",
                )
        elif not device:
            return
        rank, told = rank_of(source, device), told_by(device) is not None
        if known is None or (told and source not in self._told):
            self.ranks[source] = rank  # the hardware's own word, over a name that only looks like a watch
        elif told or source not in self._told:
            self.ranks[source] = min(known, rank)
        if told:
            self._told.add(source)

    def count_steps(self, source: str, start: int, end: int, amount: float, ahead: int) -> None:
        """Keep one stretch of steps."""
        builder = self.steps.get(source)
        if builder is None:
            builder = self.steps[source] = SpanBuilder()
        builder.add(start, end, amount, ahead)

    def beat(self, source: str, at: int, ahead: int, rate: float) -> None:
        """Keep one resting heart rate."""
        self.hearts.setdefault(((at + 60 * ahead) // DAY, source), set()).add((at, rate))

    def withhold(self, item: str, at: int, ahead: int) -> None:
        """Give no total for the day of a record that cannot be true."""
        self.withheld[item].add((at + 60 * ahead) // DAY)


def write_days(devices: Devices, diary: DiaryBuilder, asked: Asked, maker: str) -> None:
    """Put the days into a diary, and say what counted and what did not.

    Args:
        devices: what was recorded.
        diary: takes the rows.
        asked: items, days and person that were asked for.
        maker: first word of the source ("apple").
    """
    if asked.wants(STEPS):
        _write_steps(devices, diary, asked, maker)
    if asked.wants(SLEEP):
        _write_nights(devices, diary, asked, maker)
    if asked.wants(HEART):
        _write_hearts(devices, diary, asked, maker)


def put(diary: DiaryBuilder, asked: Asked, day: int, item: str, value: str, source: str) -> None:
    """One row of a day, if it was asked for."""
    if asked.wants_row(item, day):
        diary.add(asked.person, day_text(day), item=item, value=value, unit=UNITS[item], source=source)


def number_text(value: float) -> str:
    """A number as a cell: whole where it is whole, else with two decimals at most.

    >>> number_text(812.0), number_text(812.456)
    ('812', '812.46')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def source_text(maker: str, names: Sequence[str]) -> str:
    """``apple: iPhone, Watch``."""
    return f"{maker}: {', '.join(names)}"


def _write_steps(devices: Devices, diary: DiaryBuilder, asked: Asked, maker: str) -> None:
    order = ordered({name: devices.ranks[name] for name in devices.steps}, asked.sources)
    if not order:
        return
    built = [devices.steps[name] for name in order]
    shared = share_built(built)
    totals: dict[int, float] = {}
    names: dict[int, list[str]] = {}
    for name, own in zip(order, shared):
        for day, amount in own.days.items():
            totals[day] = totals.get(day, 0.0) + amount
            names.setdefault(day, []).append(name)
    withheld = devices.withheld[STEPS]
    for day in sorted(totals):
        if day not in withheld:
            put(diary, asked, day, "steps", number_text(totals[day]), source_text(maker, names[day]))
    _say_order(diary, "Steps", order)
    for name, own in zip(order, shared):
        again = f" {counted(own.repeated, 'record was', 'records were')} there more than once and counted once." if own.repeated else ""
        diary.say(
            f"Steps of '{name}', all days together: {number_text(own.counted)} counted, {number_text(own.left_out)} left out because the"
            f" same time had been counted already.{again}"
        )
    say_withheld(diary, "steps", withheld)
    _flag_partial(devices, diary, asked, maker, totals, names, min((one.first() for one in built if len(one)), default=0))


def _flag_partial(
    devices: Devices, diary: DiaryBuilder, asked: Asked, maker: str, totals: dict[int, float], names: dict[int, list[str]], first: int
) -> None:
    """The first day began before counting did, as far as anyone can tell, and the day of the export had not ended."""
    if not totals:
        return
    low, high = min(totals), max(totals)
    put(diary, asked, low, "steps_partial", "1", source_text(maker, names[low]))
    text = f"The first day of steps, {day_text(low)}, may be incomplete: the first count began at {moment_text(first, 0)[11:16]}."
    diary.say(text + " Such days have a row 'steps_partial'.")
    made = devices.exported
    if made is not None and (made[0] + 60 * made[1]) // DAY > high:
        return
    if high != low:
        put(diary, asked, high, "steps_partial", "1", source_text(maker, names[high]))
    when = f": the export was made at {moment_text(*made)[11:16]}" if made is not None else "; when the export was made is not known"
    diary.say(f"The last day of steps, {day_text(high)}, may be incomplete{when}.")


def _write_nights(devices: Devices, diary: DiaryBuilder, asked: Asked, maker: str) -> None:
    if not len(devices.sleep):
        return
    order = ordered({name: devices.ranks[name] for name in devices.sleep.sources}, asked.sources)
    withheld, longer = devices.withheld[SLEEP], 0
    for night in nights_of(devices.sleep.sleeps(), order):
        longer += night.asleep is not None and night.in_bed is not None and night.asleep > night.in_bed
        if night.day not in withheld:
            put_night(diary, asked, night, maker)
    _say_order(diary, "Sleep", order)
    say_withheld(diary, "sleep", withheld)
    if longer:
        nights_were = counted(longer, "night has", "nights have")
        diary.say(f"{nights_were} more minutes asleep than in bed: different devices recorded the two, and none was changed.")
    say_sleep_rules(diary)


def say_sleep_rules(diary: DiaryBuilder) -> None:
    """How sleep was put on days."""
    diary.say(
        "Sleep stands on the day of waking. Stretches less than 2 hours apart are one sleep; one of less than 3 hours that began between"
        " 10:00 and 20:00 is a nap and stands in 'nap_minutes', not in 'sleep_minutes'."
    )


def put_night(diary: DiaryBuilder, asked: Asked, night: Night, maker: str) -> None:
    """The rows of one night; what no device recorded gets no row."""
    source, bed_source = source_text(maker, night.sources), source_text(maker, night.bed_sources)
    for item, seconds in (("sleep_minutes", night.asleep), ("nap_minutes", night.nap), ("in_bed_minutes", night.in_bed)):
        if seconds is not None:
            put(diary, asked, night.day, item, number_text(seconds / 60), bed_source if item == "in_bed_minutes" else source)
    if night.awakenings is not None:
        put(diary, asked, night.day, "awakenings", str(night.awakenings), source)
    for item, moment in (("sleep_start", night.start), ("sleep_end", night.end)):
        if moment is not None:
            put(diary, asked, night.day, item, moment_text(*moment), source)


def _write_hearts(devices: Devices, diary: DiaryBuilder, asked: Asked, maker: str) -> None:
    order = ordered({source: devices.ranks[source] for _, source in devices.hearts}, asked.sources)
    place = {name: i for i, name in enumerate(order)}
    best: dict[int, str] = {}
    for day, source in devices.hearts:
        if day not in best or place[source] < place[best[day]]:
            best[day] = source
    several, aside = 0, len(devices.hearts) - len(best)
    for day in sorted(best):
        rates = [rate for _, rate in sorted(devices.hearts[day, best[day]])]
        several += len(rates) > 1
        if day not in devices.withheld[HEART]:
            put(diary, asked, day, HEART, number_text(sum(rates) / len(rates)), source_text(maker, (best[day],)))
    if several:
        diary.say(f"{counted(several, 'day has', 'days have')} several resting heart rates from one source; their mean is given.")
    if aside:
        diary.say(
            f"{counted(aside, 'resting heart rate was', 'resting heart rates were')} left out: a more trusted source had one that day."
        )
    if best:
        _say_order(diary, "Resting heart rate", order)
    say_withheld(diary, "resting heart rate", devices.withheld[HEART])


def _say_order(diary: DiaryBuilder, what: str, order: Sequence[str]) -> None:
    if len(order) > 1:
        listed = ", ".join(f"'{name}'" for name in order)
        diary.say(
            f"{what}: of sources that recorded the same time, the first of these counts: {listed}. "
            "Another order: --sources A,B (in Python: sources=[...])."
        )


def say_withheld(diary: DiaryBuilder, what: str, days: set[int]) -> None:
    """Which days got no total, and why."""
    if days:
        listed = ", ".join(day_text(day) for day in sorted(days)[:8])
        more = f" and {len(days) - 8} more" if len(days) > 8 else ""
        diary.say(f"No {what} given for {listed}{more}: a record of such a day cannot be true, and without it the total would be wrong.")
