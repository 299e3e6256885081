"""Questions that stand on both sides of an arrow are left out of what they measure, and the fit with them is shown beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from unspiral.loop.model import Loop
from unspiral.records import Arrow, Fit, Rung, Verdict
from unspiral.records.overlap import Overlap, SharedItem

WITH, WITHOUT = "with the overlapping items", "without the overlapping items"
KEEP = "--keep-overlap"
_STAYED = "stayed in, as asked"
THEN = "So it was found when this loop was first learned; it was not looked at again."


def left_out(loop: Loop, overlap: Overlap | None) -> tuple[SharedItem, ...]:
    """The columns that would be left out: about another process itself, and not all that their own process is measured by."""
    if overlap is None:
        return ()
    asked = {item.column for item in overlap.same}
    bare = {process.name for process in loop.processes if {i.column for i in process.indicators} <= asked}
    return tuple(item for item in overlap.same if item.process not in bare)


def to_learn(loop: Loop, overlap: Overlap | None) -> Loop:
    """The loop that is learned: without overlapping columns, unless they shall be kept."""
    return loop if overlap is None or overlap.keep else narrowed(loop, left_out(loop, overlap))


def narrowed(loop: Loop, items: Iterable[SharedItem]) -> Loop:
    """The same loop without these columns among the indicators of their process.

    Source: tests/learn/test_overlap.py.
    """
    gone = {(item.process, item.column) for item in items}
    processes = tuple(
        replace(process, indicators=tuple(i for i in process.indicators if (process.name, i.column) not in gone))
        for process in loop.processes
    )
    return replace(loop, processes=processes, statements=()) if gone else loop


def arrows_between(loop: Loop, items: Iterable[SharedItem]) -> tuple[Arrow, ...]:
    """The declared arrows between a process and the one that its items ask about: those that the overlap can feign."""
    pairs = {frozenset((item.process, item.other)) for item in items}
    return tuple((link.cause, link.affected) for link in loop.links if frozenset((link.cause, link.affected)) in pairs)


def traits_rungs(ladder: Iterable[Rung]) -> tuple[Rung, ...]:
    """The rungs about traits and means, without those about overlapping items."""
    return tuple(rung for rung in ladder if rung.label not in (WITH, WITHOUT))


def overlap_rungs(ladder: Iterable[Rung]) -> tuple[Rung, ...]:
    """The rungs about overlapping items alone."""
    return tuple(rung for rung in ladder if rung.label in (WITH, WITHOUT))


def kept(fit: Fit) -> bool:
    """Whether overlapping columns were kept as indicators of this fit, because that was asked for."""
    return any(v.code == "overlap" and _STAYED in v.reason for v in fit.verdicts)


def carried(warm: Fit) -> tuple[Verdict, ...]:
    """What was said about overlapping questions when a loop was first learned, for a fit that goes on from there."""
    return tuple(
        v
        if v.reason.endswith(THEN)
        else replace(v, reason=f"{v.reason} {THEN}", remedy=f"learn anew, without --from; {v.remedy}" if KEEP in v.remedy else v.remedy)
        for v in warm.verdicts
        if v.code.startswith("overlap")
    )


def overlap_verdicts(loop: Loop, overlap: Overlap | None, rungs: tuple[Rung, ...] = (), why_none: str = "") -> list[Verdict]:
    """What is said about overlapping questions.

    Args:
        loop: as declared, with all columns.
        overlap: what was found in it.
        rungs: the fits without and with these columns, where both were made.
        why_none: why the other fit was not made.
    """
    if overlap is None:
        return []
    gone = left_out(loop, overlap)
    found: list[Verdict] = []
    if gone:
        found.append(_of_items(loop, gone, overlap.keep, rungs, why_none))
    for process in dict.fromkeys(item.process for item in overlap.same if item not in gone):
        held = [item for item in overlap.same if item.process == process]
        found.append(
            Verdict(
                "overlap-whole", "caution",
                f"{process} is measured by {_columns(held)} alone, which {_ask(held)} about {_others(held)}: an arrow between them is "
                "partly the same answer twice.",
                f"Measure {process} by other questions as well, or take {_others(held)} out of the loop.",
            )
        )  # fmt: skip
    if overlap.near:
        found.append(
            Verdict(
                "overlap-near", "ok",
                f"{_columns(overlap.near)} {_ask(overlap.near)} about something close to {_others(overlap.near)} "
                f"(“{overlap.near[0].words}”) and stayed in; to see what they do, leave them out of the loop.",
            )
        )  # fmt: skip
    found += _of_totals(overlap)
    found += [
        Verdict(
            "overlap-unknown", "caution",
            f"{process} is measured by '{column}', whose questions are not known here; if one of them asks about {_list(others)}, an arrow "
            "between them is partly the same answer twice.",
            f"Look at the form; give its questions one by one and leave out those about {_list(others)}.",
        )
        for process, column, others in overlap.unknown
    ]  # fmt: skip
    return found


def _of_items(loop: Loop, gone: tuple[SharedItem, ...], keep: bool, rungs: tuple[Rung, ...], why_none: str) -> Verdict:
    what = "; ".join(f"{item.column} of {item.process} asks about {item.other} (“{item.words}”)" for item in gone)
    done = f"and {_STAYED}" if keep else "and was left out" if len(gone) == 1 else "and were left out"
    other = "with" if not keep else "without"
    same, beside = _beside(loop, gone, rungs, why_none, other)
    remedy = f"leave out {KEEP}" if keep else f"{KEEP} keeps {'it' if len(gone) == 1 else 'them'}"
    return Verdict("overlap", "ok" if same and not keep else "caution", f"{what}, {done}. {beside}", remedy)


def _beside(loop: Loop, gone: tuple[SharedItem, ...], rungs: tuple[Rung, ...], why_none: str, other: str) -> tuple[bool, str]:
    """Whether the words are the same both ways, and a sentence on it."""
    by = {rung.label: rung for rung in rungs}
    if WITH not in by or WITHOUT not in by:
        return False, f"How it would be {other} {'it' if len(gone) == 1 else 'them'} is not shown: {why_none or 'that fit was not made'}."
    arrows = arrows_between(loop, gone)
    changed = [a for a in arrows if by[WITH].words.get(a) != by[WITHOUT].words.get(a)]
    if changed:
        said = "; ".join(f"{a} -> {b}: '{by[WITHOUT].words[a, b]}' without, '{by[WITH].words[a, b]}' with" for a, b in changed)
        return False, f"The words hang on it: {said}."
    which = "of the arrows between them " if arrows else ""
    return True, f"The words {which}are the same with {'it' if len(gone) == 1 else 'them'} and without."


def _of_totals(overlap: Overlap) -> list[Verdict]:
    found: list[Verdict] = []
    for total in overlap.totals:
        asked = ", ".join(f"{item} “{words}”" for item, words in zip(total.items, total.words, strict=True))
        rest = f"--loop '... {total.process} by QUESTION_1, QUESTION_2, ...'"
        found.append(
            Verdict(
                "overlap-total", "caution",
                f"{total.process} is measured by the total '{total.column}', which counts a question about {total.other} ({asked}): an "
                f"arrow between {total.process} and {total.other} is partly the same answer twice.",
                f"Give the single questions of the {total.questionnaire} ({rest}): those about {total.other} are then left out by "
                f"themselves; or add the others up in a column of its own, and use that.",
            )
        )  # fmt: skip
    return found


def _columns(items: Iterable[SharedItem]) -> str:
    return _list(tuple(dict.fromkeys(item.column for item in items)))


def _others(items: Iterable[SharedItem]) -> str:
    return _list(tuple(dict.fromkeys(item.other for item in items)))


def _ask(items: Iterable[SharedItem]) -> str:
    return "asks" if len({item.column for item in items}) == 1 else "ask"


def _list(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def with_overlap(
    fit: Fit, declared: Loop, overlap: Overlap | None, again: Callable[[Loop, str], Rung | str] | None, warm: Fit | None = None
) -> Fit:
    """A fit with what is said about overlapping questions, and the other way of measuring beside it.

    Args:
        fit: of the narrowed loop; of the declared one where its columns shall be kept.
        declared: the loop with all columns.
        overlap: what was found in it, if anything.
        again: fits another loop and gives its rung under a label, or says why it could not; None = it shall not be fitted.
        warm: the fit that this one goes on from, which says what was found then.
    """
    if warm is not None:
        return replace(fit, verdicts=(*carried(warm), *fit.verdicts))
    if overlap is None:
        return fit
    gone = left_out(declared, overlap)
    if not gone or not fit.converged or again is None:
        return replace(fit, verdicts=(*overlap_verdicts(declared, overlap), *fit.verdicts))
    other, label = (narrowed(declared, gone), WITHOUT) if overlap.keep else (declared, WITH)
    beside = again(other, label)
    if isinstance(beside, str):
        return replace(fit, verdicts=(*overlap_verdicts(declared, overlap, (), beside), *fit.verdicts))
    mine = rung_of(WITH if overlap.keep else WITHOUT, fit)
    rungs = (beside, mine) if overlap.keep else (mine, beside)
    return replace(fit, ladder=(*fit.ladder, *rungs), verdicts=(*overlap_verdicts(declared, overlap, rungs), *fit.verdicts))


def rung_of(label: str, fit: Fit) -> Rung:
    """One fit as a rung of a ladder."""
    words = {arrow: link.word for arrow, link in fit.direction.links.items()}
    c = fit.choices
    loglik = fit.loglik if fit.loglik is not None else float("nan")
    return Rung(label, c.traits, c.means, c.t0, loglik, fit.n_parameters, fit.direction.answer, fit.lagged, words, fit.direction.links)
