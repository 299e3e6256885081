"""A fit as text for a terminal: the answer, how sure, the numbers, the judgements. What it says is decided in ``show.words``."""

from __future__ import annotations

import shlex
import shutil
import sys
import textwrap

from unspiral.doors.cli.skipping_text import skipping_lines
from unspiral.learn.direction import headline
from unspiral.learn.family import unit_of_process
from unspiral.learn.overlap import overlap_rungs, traits_rungs
from unspiral.records import Arrow, Choices, Effect, Fit, Moments, Panel, Parameter, Rung, Verdict
from unspiral.show.alone_words import alone_sentences
from unspiral.show.individual_words import correlation_sentences, individual_sentences, person_note
from unspiral.show.input_words import input_sentences
from unspiral.show.ladder_chart import NO_LAW_NOTE, effect_on, settles, unit_on
from unspiral.show.numbers import NIL, beside, effect, grouped, interval, interval_of, level, together
from unspiral.show.overlap_words import HEAD, overlap_sentences
from unspiral.show.shortcut_chapter import OTHER, OWN, shortcut_heading, shortcut_lines
from unspiral.show.words import (
    MARK,
    about,
    answer,
    in_one_word,
    interval_kind,
    interval_notes,
    link_heading,
    link_sentences,
    question,
    refused,
    stronger,
)
from unspiral.units import count

WIDTH = 100  # lines longer than this are hard to read, however wide the terminal is
NARROWEST = 40
# Parameters that say how the loop moves; levels and the first occasion are left to --json.
_SHOWN = ("self", "link", "input", "fading", "covariate", "trend", "weekday", "daytime", "overnight", "diffusion", "trait", "error",
          "loading", "threshold", "skip")  # fmt: skip
_PLAIN = str.maketrans(
    {"−": "-", "→": ">", "\u202f": " ", "“": '"', "”": '"', "’": "'", "×": "x", "±": "+-"} | {"●": "#", "◐": "~", "•": ".", "○": "o"}
)


def read_line(data: Panel | Moments) -> str:
    """What was read, in one line."""
    if isinstance(data, Moments):
        return f"Read summary statistics of {grouped(data.n)} people at {len(data.waves)} waves from {data.source.name}."
    people = len(data.persons)
    who = "1 person" if people == 1 else f"{grouped(people)} people"
    return f"Read {who}, {grouped(data.occasions)} occasions, time in {data.time_unit}s, from {data.source.name}."


def fit_text(fit: Fit, kept: str | None) -> str:
    """A fit for a reader at a terminal.

    Args:
        fit: an estimated loop.
        kept: name of the file that holds it, if any.

    Returns:
        Text without a line end behind it; signs that the terminal cannot show are replaced.
    """
    parts = [_headline(fit)]
    if not refused(fit):
        parts += [
            _links(fit),
            _individual(fit),
            _alone(fit),
            _meaning(fit),
            _inputs(fit),
            _spiral(fit),
            _table(fit),
            _standardised(fit),
            _skipping(fit),
            _ladder(fit),
            _shortcut(fit),
            _overlap(fit),
        ]
    parts += [_verdicts(fit.verdicts), _setup(fit), _next(fit, kept)]
    return for_terminal("\n\n".join(part for part in parts if part))


def for_terminal(text: str) -> str:
    """The same text, in plain signs where the terminal's encoding has no others."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN)
    return text


def line_width() -> int:
    """As wide as the terminal, or as COLUMNS says; never wider than is good to read."""
    return min(max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROWEST), WIDTH)


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Lines as wide as a terminal; ``hanging`` is the indent of all but the first, where it differs."""
    # A narrow blank inside a number is no place to break a line.
    return textwrap.fill(
        text, line_width(), initial_indent=indent, subsequent_indent=indent if hanging is None else hanging, break_on_hyphens=False
    )


def _headline(fit: Fit) -> str:
    lines = [question(fit), wrapped(answer(fit), "  ")]
    if fit.direction.note and not refused(fit):
        lines.append(f"  In one word: {in_one_word(fit)}.")
    return "\n".join(lines)


def _links(fit: Fit) -> str:
    """The two arrows of the question in full, the others in a line each."""
    pair = headline(fit.processes)
    lines: list[str] = []
    for arrow in _both_ways(pair) if pair else ():
        if arrow in fit.direction.links:
            lines.append(_arrow(fit, arrow))
            lines.append(wrapped(" ".join(link_sentences(fit, arrow)), "    "))
    if said := stronger(fit):
        lines.append(wrapped(said, "  "))
    for arrow, link in fit.direction.links.items():
        if pair is None or set(arrow) != set(pair):
            figures = effect(link.effect, fit.choices.level, unit="SD" if link.standardised else "points")
            lines.append(wrapped(f"{_arrow(fit, arrow)}: {figures}", "", "    "))
    return "\n".join(lines)


def _meaning(fit: Fit) -> str:
    """What the causal word does not mean, wherever it is used."""
    used = any(link.word in ("drives", "likely drives") for link in fit.direction.links.values())
    return '"Drives" says what follows what in these answers; it is not proof of cause.' if used else ""


def _both_ways(pair: Arrow) -> tuple[Arrow, Arrow]:
    return pair, (pair[1], pair[0])


def _arrow(fit: Fit, arrow: Arrow) -> str:
    word = fit.direction.links[arrow].word
    return f"  {MARK[word]} {link_heading(arrow, word)}"


def _individual(fit: Fit) -> str:
    """How many people show each arrow, and how sure; "" where people were not asked to differ."""
    lines: list[str] = []
    for heading, sentences in individual_sentences(fit):
        lines += [wrapped(heading, "  ", "    "), wrapped(" ".join(sentences), "    ")]
    if not lines or fit.individual is None:
        return ""
    lines += [wrapped(said, "  ", "    ") for said in correlation_sentences(fit)]
    if note := " ".join(person_note(fit, fit.individual.spreads)):
        lines.append(wrapped(note, "  "))
    return "\n".join(["How people differ", *lines])


def _alone(fit: Fit) -> str:
    """A loop without links: what can be said of each process by itself."""
    return "\n".join(wrapped(sentence, "  ") for sentence in alone_sentences(fit))


def _inputs(fit: Fit) -> str:
    """What inputs were seen to do."""
    lines = [wrapped(sentence, "  ", "    ") for sentence in input_sentences(fit)]
    return "\n".join(["What inputs were seen to do (not proof of cause)", *lines]) if lines else ""


def _spiral(fit: Fit) -> str:
    if fit.spiral is None or max(abs(fit.spiral.low or 0.0), abs(fit.spiral.high or 0.0), abs(fit.spiral.estimate)) < NIL:
        return ""  # links that never lead back make no loop
    figures = effect(fit.spiral, fit.choices.level)
    said = "the share of a push that comes back round the loop; 1 would be a runaway, below 0 the loop works against the push"
    return wrapped(f"Spiral gain ({said}): {figures}", "", "    ")


def _table(fit: Fit) -> str:
    shown = [p for p in fit.parameters if p.name.partition(":")[0] in _SHOWN]
    if not shown:
        return ""
    rows = [_cells(p) for p in shown]
    left = len(fit.parameters) - len(shown)
    more = "levels, first occasion" if fit.individual is None else "levels, first occasion, differences between people"
    rest = f"; {left} more ({more}) are in --json" if left else ""
    title = f"Parameters, rates per {fit.data.time_unit}, {level(fit.choices.level)} intervals ({interval_kind(fit)}){rest}"
    notes = [wrapped(note, "  ") for note in interval_notes(fit)]
    return "\n".join([wrapped(title, "", "    "), *notes, *_aligned([("name", "estimate", "se", "interval", "unit"), *rows], right=(1, 2))])


def _cells(p: Parameter) -> tuple[str, ...]:
    places = together(p.estimate, p.low, p.high)
    return p.name, beside(p.estimate, places), "" if p.se is None else beside(p.se, places), interval_of(p, places), p.unit


def _standardised(fit: Fit) -> str:
    """Effects in within-person standard deviations, where they were asked for."""
    shown = {arrow: e for arrow, e in fit.standardised.items() if arrow[0] != arrow[1]}
    if not fit.choices.standardize:
        return ""
    if not shown:
        return "Standardised effects: none, because this loop has no settled law of its own."
    rows = [(f"{cause} → {affected}", effect(e, fit.choices.level, unit="SD")) for (cause, affected), e in shown.items()]
    title = f"Effects after {count(fit.choices.lag, fit.data.time_unit)} in within-person standard deviations"
    return "\n".join([title, *_aligned(rows, right=())])


def _skipping(fit: Fit) -> str:
    """What skipped prompts say, and the slider."""
    lines, rows = skipping_lines(fit)
    if not rows:
        return "\n".join(wrapped(line, "", "    ") for line in lines)
    title = "Under assumed slopes (probits of skipping per within-person standard deviation; of the other processes none)"
    return "\n".join([*(wrapped(line, "", "    ") for line in lines), wrapped(title, "", "    "), *_aligned(rows, right=())])


def _aligned(rows: list[tuple[str, ...]], right: tuple[int, ...]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    padded = [[cell.rjust(w) if i in right else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))] for row in rows]
    return [("  " + "  ".join(cells)).rstrip() for cells in padded]


def _ladder(fit: Fit) -> str:
    pair = headline(fit.processes)
    ladder = traits_rungs(fit.ladder)
    if len(ladder) < 2 or pair is None:
        return ""
    arrows = _both_ways(pair)
    head = ("assumption", *(f"{cause} → {affected}" for cause, affected in arrows), "unit", "log-lik.")
    rows = [(r.label, *(_rung_cell(r, arrow) for arrow in arrows), _rung_unit(r, arrows), _loglik(r)) for r in ladder]
    kinds = {link.standardised for r in ladder for link in r.links.values()}
    size = "standard deviations" if kinds == {True} else "points per point" if True not in kinds else "standard deviations or points"
    lag = about(fit.direction.lag, fit.data.time_unit) if kinds else count(fit.choices.lag, fit.data.time_unit)
    title = f"The same data under other assumptions (effect after {lag}, {size})"
    used = {r.words[arrow] for r in ladder for arrow in arrows if arrow in r.words}
    legend = ", ".join(f"{mark} {_plain_word(word)}" for word, mark in MARK.items() if word in used)
    judged = f"  {legend}; judged after {about(fit.direction.lag, fit.data.time_unit)}"
    unsettled = [] if all(settles(r) for r in ladder) else [wrapped(NO_LAW_NOTE.strip(), "  ", "    ")]
    return "\n".join([title, *_aligned([head, *rows], right=(4,)), judged, *unsettled])


def _shortcut(fit: Fit) -> str:
    """What the same loop says when steps, counts and cut-off scales are read as numbers."""
    if fit.shortcut is None:
        return ""
    rows = shortcut_lines(fit)
    table = _aligned([("arrow", OWN, OTHER), *rows], right=()) if rows else []
    ends = [f"{c}: {low:.0%} at the lowest answer, {fit.shortcut.ceiling[c]:.0%} at the highest" for c, low in fit.shortcut.floor.items()]
    return "\n".join([shortcut_heading(fit), *table, wrapped(f"{fit.shortcut.note} ({'; '.join(ends)}.)", "  ")])


def _overlap(fit: Fit) -> str:
    """Questions that ask about two processes: every arrow with them and without; what was done with them, where no caution says it."""
    rungs = overlap_rungs(fit.ladder)
    said = [wrapped(sentence, "  ") for sentence in overlap_sentences(fit, "ok")]
    rows = [(f"{a} → {b}", *(_rung_cell(rung, (a, b)) for rung in rungs)) for a, b in fit.links] if rungs else []
    if not said and not rows:
        return ""
    head = f"{HEAD} (effect after {about(fit.direction.lag, fit.data.time_unit)})" if rows else HEAD
    return "\n".join([head, *said, *(_aligned([("arrow", *(rung.label for rung in rungs)), *rows], right=()) if rows else [])])


def _rung_unit(rung: Rung, arrows: tuple[Arrow, ...]) -> str:
    """Of the effects beside it; an arrow that is not in the loop has none."""
    return " or ".join(dict.fromkeys(unit_on(rung, arrow) for arrow in arrows if arrow in rung.links or not rung.links))


def _rung_cell(rung: Rung, arrow: Arrow) -> str:
    held = effect_on(rung, arrow) if arrow in rung.links or not rung.links else None  # older files hold raw effects alone
    if held is None:
        return ""
    return f"{MARK[rung.words[arrow]]} {_short(held)}" if arrow in rung.words else _short(held)


def _short(e: Effect) -> str:
    places = together(e.estimate, e.low, e.high)
    return beside(e.estimate, places, sign=True) + ("" if e.low is None or e.high is None else f" ({interval(e.low, e.high, places)})")


def _plain_word(word: str) -> str:
    return {"nil": "not worth speaking of"}.get(word, word)


def _loglik(rung: Rung) -> str:
    return "" if rung.loglik != rung.loglik else f"{rung.loglik:.2f}"


def cautions(verdicts: tuple[Verdict, ...]) -> list[str]:
    """What speaks against trusting the numbers, each with its remedy; what refuses comes first."""
    lines: list[str] = []
    for verdict in sorted((v for v in verdicts if v.level != "ok"), key=lambda v: v.level != "refuse"):
        word = "Refused" if verdict.level == "refuse" else "Caution"
        fix = f" Fix: {verdict.remedy}" if verdict.remedy else ""
        lines.append(wrapped(f"{word} ({verdict.code}): {verdict.reason}{fix}", "", "    "))
    return lines


def _verdicts(verdicts: tuple[Verdict, ...]) -> str:
    """What a reader must know first; what is in order in one paragraph behind it."""
    lines = cautions(verdicts)
    wrong = {v.code for v in verdicts if v.level != "ok"}
    fine = list(dict.fromkeys(v.code for v in verdicts if v.level == "ok" and v.code not in wrong))
    if fine:
        found = "1 check" if len(fine) == 1 else f"{len(fine)} checks"
        lines.append(wrapped(f"{found} found nothing wrong: {', '.join(fine)} (each with its reason in --json).", "", "    "))
    return "\n".join(lines)


def _setup(fit: Fit) -> str:
    d, c = fit.data, fit.choices
    who = "1 person" if d.persons == 1 else f"{grouped(d.persons)} people"
    missing = f"{grouped(d.missing)} of {grouped(d.cells)} answers missing"
    times = f"typically {about(d.interval, d.time_unit)} apart, followed for up to {about(d.span, d.time_unit)}"
    data = f"Data: {who}, {grouped(d.occasions)} occasions, {missing}, {times}."
    how = f"Model: traits {_on(c.traits)}, measurement error {_on(c.error)}, first occasion '{c.t0}', {c.means} means."
    how += f"{_families(c)}{_beside(c)}"
    if fit.converged and fit.loglik is not None and fit.aic is not None and fit.bic is not None:
        how += f" Log-likelihood {fit.loglik:.2f}, {fit.n_parameters} parameters, AIC {fit.aic:.1f}, BIC {fit.bic:.1f}."
    if fit.posterior is not None and fit.loglik is not None:
        p = fit.posterior
        how += (
            f" Drawn from the posterior: {p.chains} chains of {grouped(p.draws)} draws, R-hat at most {max(p.rhat.values()):.3f}; the "
            f"estimates are those of the loop at their middle (log-likelihood {fit.loglik:.2f}). See --json for what was assumed."
        )
    return f"{wrapped(data, '', '    ')}\n{wrapped(how, '', '    ')}"


def _beside(c: Choices) -> str:
    """What was taken into account beside the loop."""
    found = [f"covariate {name} (on {what if what != 'both' else 'levels and links'})" for name, what in c.covariates.items()]
    words = {"weekday": "weekdays", "daytime": "a daily wave", "overnight": "nights", "trend": "a trend"}
    found += [said for name, said in words.items() if getattr(c, name)]
    found += [f"weights '{c.weight}'"] if c.weight else []
    found += ["skipped prompts"] if c.skips else []
    return f" Beside the loop: {', '.join(found)}." if found else ""


def _families(c: Choices) -> str:
    """How answers are read that are not plain numbers."""
    found = [f"{column} {family}" for column, family in c.families.items() if family != "gaussian"]
    return f" Answers: {', '.join(found)}." if found else ""


def _on(value: bool) -> str:
    return "on" if value else "off"


def _next(fit: Fit, kept: str | None) -> str:
    if kept is None or not fit.converged or not fit.links:
        return ""
    if unit_of_process(fit, fit.links[0][0]) != "points":
        return f"Next: unspiral whatif {shlex.quote(kept)} --press {shlex.quote(f'{fit.links[0][0]}=-1')}"
    return f"Next: unspiral whatif {shlex.quote(kept)} --cut {shlex.quote('->'.join(fit.links[0]))}"
