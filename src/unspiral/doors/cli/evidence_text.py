"""What ``unspiral evidence`` prints for people: first what was found, then how sure, then the number and its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from unspiral.doors.cli.paragraph import wrapped
from unspiral.evidence.finding import NO_SOURCE, Cited, Claim, Figure, Link, Target, Treatment
from unspiral.evidence.search import Found
from unspiral.evidence.tables import variables
from unspiral.evidence.words import (
    BETWEEN,
    LEVEL,
    LEVELS,
    VERDICTS,
    certainty_words,
    doubt_words,
    figure_words,
    harm_words,
    level_of,
    link_words,
    reported_words,
    spoken,
    standing_words,
    target_words,
    treatment_words,
)

SHOWN = 4  # of each table, unless all are asked for
LONGEST = 40  # letters of a word that are shown again
R = TypeVar("R")


def overview(found: Found) -> str:
    """What there is to ask about, for somebody who named no words."""
    verdicts = Counter(VERDICTS[claim.verdict] for claim in found.claims)
    lines = [
        f"{len(found.claims)} claims of articles ({', '.join(f'{count} {verdict}' for verdict, count in verdicts.most_common())})",
        f"{len(found.links)} findings on links, {len(found.treatments)} on treatments, {len(found.epidemiology)} on populations",
        f"{len(found.sources)} sources. Numbers: {_standing(found)}.",
    ]
    names = ", ".join(spoken(name) for name in variables())
    return "\n".join([*map(wrapped, lines), "", wrapped(f"Words to begin with: {names}."), "", "For example: unspiral evidence sleep pain"])


def _standing(found: Found) -> str:
    rows = (*found.claims, *found.links, *found.treatments, *found.epidemiology)
    counts = Counter(row.figure.status for row in rows)
    return (
        f"{counts['verified']} seen in a text of their source, {counts['derived']} derived from such; {counts['no number']} rows have none"
    )


def result(found: Found, everything: bool, verified_only: bool = False) -> str:
    """What was found, table by table.

    Args:
        found: the search.
        everything: every match, in place of the first few.
        verified_only: numbers that were worked out here come after those that were read.
    """
    said: list[str] = []
    if found.left_out:
        said.append(wrapped(f"Not looked for: {', '.join(found.left_out)}."))
    if not found.total:
        return "\n".join([*said, *_nothing(found)])
    said.append(_count(found))
    said += _group("Claims, and what holds of them", found.claims, _claim, everything)
    said += _group("Links", found.links, _link, everything)
    said += _group("Treatments", found.treatments, lambda row: _treatment(row, verified_only), everything)
    said += _group("Populations", found.epidemiology, _target, everything)
    said += _group("Sources", found.sources, _cited, everything)
    levels = {link.level for link in found.links} | {level_of(row.figure) for row in (*found.claims, *found.epidemiology)}
    if "between_person" in levels:
        said += ["", wrapped(BETWEEN)]
    if found.treatments:
        said += ["", wrapped("What suits one person is a question for the person who treats them; medicines: talk to your prescriber.")]
    if any(row.figure.low is not None for row in (*found.claims, *found.links, *found.treatments, *found.epidemiology)):
        said += ["", wrapped(LEVEL)]
    return "\n".join(said)


def _count(found: Found) -> str:
    groups = (
        (len(found.claims), "claim"), (len(found.links), "link"), (len(found.treatments), "treatment result"),
        (len(found.epidemiology), "number on populations"), (len(found.sources), "source"),
    )  # fmt: skip
    counted = [f"{count} {_plural(word, count)}" for count, word in groups if count]
    about = f" about {_named(found)}" if found.words else ""
    return wrapped(f"Found{about}: {', '.join(counted)}.")


def _named(found: Found) -> str:
    return " + ".join(word[:LONGEST] for word in found.words)


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return word.replace("number ", "numbers ") if word.startswith("number ") else f"{word}s"


def _nothing(found: Found) -> list[str]:
    if not found.words:
        return [wrapped("There is nothing to look for: name a subject, such as sleep, or give fewer options.")]
    said = [wrapped(f"Nothing was found about {_named(found)}. That says nothing about whether it is so.")]
    for word, near in found.near.items():
        hint = f" Did you mean: {', '.join(near)}?" if near else ""
        said.append(wrapped(f"'{word[:LONGEST]}' stands nowhere.{hint}"))
    met = [f"{word[:LONGEST]} ({count})" for word, count in found.alone.items() if count]
    if met and len(found.words) > 1:
        said.append(wrapped(f"By themselves: {', '.join(met)}. Every word must be met: fewer words find more."))
    return said


def _group(title: str, rows: Sequence[R], shown: Callable[[R], list[str]], everything: bool) -> list[str]:
    if not rows:
        return []
    picked = rows if everything else rows[:SHOWN]
    more = len(rows) - len(picked)
    heading = f"{title.upper()} ({len(picked)} of {len(rows)}; {more} more: --all)" if more else f"{title.upper()} ({len(rows)})"
    said = ["", heading]
    for row in picked:
        said += ["", *shown(row)]
    return said


def _claim(row: Claim) -> list[str]:
    verdict = VERDICTS[row.verdict]
    say = "Say" if row.verdict == "supported" else "Say instead"
    kept = "it may be said as it stands." if row.say == "Keep." else row.say
    lines = [f"Said: {row.text}", f"Verdict: {verdict}; {certainty_words(row)}.", f"{say}: {kept}"]
    if row.figure.estimate is not None:
        lines.append(_number(row.figure))
    lines += _notes(standing_words(row), row.notes)
    cited = row.citations if not set(row.source_ids) <= set(NO_SOURCE) else f"{row.citations} (unverified)"
    return _folded(lines, f"Source: {cited}{_at(row.url)} [{row.id}]")


def _link(row: Link) -> list[str]:
    lines = [f"{link_words(row)}."]
    doubt = doubt_words(row.figure)
    if row.figure.estimate is not None:
        lines.append(f"{_capital(figure_words(row.figure))}{f'; {doubt}' if doubt else ''}. {_about(row.figure)}.")
    thought = f" Thought to lie between: {row.mechanism}." if row.mechanism not in ("", "-") else ""
    lines.append(f"{_capital(certainty_words(row))}.{thought}")
    lines += _notes(standing_words(row), row.notes)
    return _folded(lines, f"Source: {row.citation}{_at(row.url)} [{row.id}, {row.source_id}]")


def _treatment(row: Treatment, verified_only: bool) -> list[str]:
    lines = [f"{_capital(treatment_words(row, reported=verified_only))}."]
    if row.benefit_status == "derived":
        basis = row.benefit_basis.removeprefix("approx: ")
        if verified_only:
            lines.append(f"Worked out from it, and not seen in a source ({basis}): {treatment_words(row).partition(': ')[2]}.")
        else:
            lines.append(f"Worked out: {basis}. As reported: {reported_words(row)}.")
    # Where the sentence is about a benefit, it says itself what the interval leaves open.
    own = row.benefit is None or (verified_only and row.benefit_status == "derived")
    doubt = doubt_words(row.figure) if own or row.figure.low is None else ""
    compared = f"Compared with: {row.comparator}" if row.comparator not in ("-", "none") else _alone(row)
    about = (compared, row.time_point, row.figure.population, f"n {row.figure.n}" if row.figure.n else "", _study(row.figure))
    lines.append(f"{'; '.join(part for part in about if part not in ('', '-'))}.")
    lines.append(f"{harm_words(row)}.")
    lines.append(f"{_capital(certainty_words(row))}.")
    lines += _notes(doubt, standing_words(row), row.notes)
    return _folded(lines, f"Source: {row.citation}{_at(row.url)} [{row.id}, {row.source_id}]")


def _alone(row: Treatment) -> str:
    """A number without another beside it: a group of a trial is a part of it, and does not show what a treatment did."""
    return "One arm of a trial: no comparison" if row.comparator == "-" and "RCT" in row.figure.design else "No comparison"


def _target(row: Target) -> list[str]:
    lines = [f"{_capital(target_words(row))}.", f"{_about(row.figure)}.", f"{_capital(certainty_words(row))}."]
    if row.group == "paf":
        lines.append("Rests on the assumption that one causes the other, which is not known.")
    lines += _notes(doubt_words(row.figure) if level_of(row.figure) else "", standing_words(row), row.notes)
    return _folded(lines, f"Source: {row.citation}{_at(row.url)} [{row.id}, {row.source_id}]")


def _cited(row: Cited) -> list[str]:
    parts = [row.design, f"n {row.n}" if row.n else "", str(row.year or "")]
    return _folded([f"{row.citation} [{row.id}]", "; ".join(part for part in parts if part)], row.url)


def _number(figure: Figure) -> str:
    doubt, level = doubt_words(figure), level_of(figure)
    words = figure_words(figure) if level is None else f"{LEVELS[level]}: {figure_words(figure)}"
    return f"{_capital(words)}{f'; {doubt}' if doubt else ''}. {_about(figure)}."


def _about(figure: Figure) -> str:
    parts = [_capital(figure.population), f"n {figure.n}" if figure.n else "", figure.follow_up, _study(figure)]
    return "; ".join(part for part in parts if part not in ("", "-"))


def _study(figure: Figure) -> str:
    return f"{figure.design}{f', {figure.year}' if figure.year else ''}"


def _notes(*notes: str) -> list[str]:
    return [f"{_capital(note).removesuffix('.')}." for note in notes if note]


def _at(url: str) -> str:
    return f" {url}" if url else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _folded(lines: Sequence[str], source: str) -> list[str]:
    first, *rest = [line for line in (*lines, source) if line]
    return [wrapped(first, "  ").replace("  ", "- ", 1), *(wrapped(line, "    ") for line in rest)]
