"""The chapters of the report between the answer and the sources: loop, ladder, lags, what-if, spiral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unspiral.learn.direction import headline
from unspiral.learn.lags import LagCurve
from unspiral.learn.overlap import traits_rungs
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Fit, Rung
from unspiral.show.ladder_chart import CALLED, effect_on, ladder_picture, word_on
from unspiral.show.lag_chart import lag_picture
from unspiral.show.loop_picture import loop_picture, loop_twin
from unspiral.show.model import Answer, LinkLine, Part, Section, Table
from unspiral.show.provenance import within_words
from unspiral.show.words import (
    EDGE,
    answer,
    back,
    in_one_word,
    link_heading,
    link_sentences,
    meaning_of_drives,
    refused,
    stronger,
    withheld,
)


def answer_of(fit: Fit) -> Answer:
    """First the answer, then each arrow: how sure, the number, how much more is needed."""
    lines = tuple(
        LinkLine(link_heading(arrow, link.word, link.effect.estimate), link.word, hue_of(arrow[0]), link_sentences(fit, arrow))
        for arrow, link in fit.direction.links.items()
        if not refused(fit)
    )
    after = () if refused(fit) or not lines else tuple(said for said in (stronger(fit), meaning_of_drives(fit), within_words(fit)) if said)
    word = f"Within a person, in one word: {in_one_word(fit)}." if fit.direction.note and not refused(fit) else ""
    return Answer(answer(fit), word, lines, after)


def loop_section(fit: Fit, curves: Mapping[Arrow, LagCurve]) -> Section:
    """The loop as a picture, and the same in words."""
    return Section(
        "loop", "The loop", parts=(Part(pictures=(loop_picture(fit, curves),)), Part("In words", bullets=loop_twin(fit, curves)))
    )


def ladder_section(fit: Fit) -> Section | None:
    """What becomes of the arrows when people are kept apart from their days; None with one person."""
    pair, ladder = headline(fit.processes), traits_rungs(fit.ladder)
    arrows = [
        a for a in ((pair, back(pair)) if pair else ()) if all(a in rung.lagged and (a in rung.links or not rung.links) for rung in ladder)
    ]
    if len(ladder) < 2 or not arrows or pair is None:
        return None
    c = fit.choices
    judged = fit.direction.lag if all(rung.links for rung in ladder) else c.lag  # files of older versions hold raw effects alone
    pictures = tuple(ladder_picture(a, ladder, lag=judged, unit=fit.data.time_unit, level=c.level) for a in arrows)
    lead = [
        "The same answers, fitted in several ways. Without traits, a difference between two people and a change within one person are read "
        "as the same thing. With traits, each person is compared with their own usual level.",
        *_why(ladder, arrows, pair),
    ]
    means = next((v for v in fit.verdicts if v.code == "means"), None)
    if means is not None:
        lead.append(f"{means.reason} {_means_remedy(means.remedy)}".strip())
    rows = tuple((f"{r.label}: {r.answer.replace('->', ' → ')}", *(word_on(r, a) for a in arrows)) for r in ladder)
    header = ("fitted: answer", *(f"{spoken(a)} → {spoken(b)}" for a, b in arrows))
    table = Table("What may be said on each rung", header, rows)
    return Section("ladder", "Between people, or within a person?", tuple(lead), (Part(pictures=pictures, tables=(table,)),))


def _means_remedy(remedy: str) -> str:
    return f"To compare: {remedy}." if remedy else ""


def _why(ladder: Sequence[Rung], arrows: Sequence[Arrow], pair: Arrow) -> list[str]:
    """Why the words differ between the rungs, where they do."""
    plain = next((r for r in ladder if not r.traits), None)
    apart = [r for r in ladder if r.traits]
    if plain is None or not apart:
        return []
    lost = [a for a in arrows if plain.words.get(a) in CALLED and not any(r.words.get(a) in CALLED for r in apart)]
    gained = [a for a in arrows if plain.words.get(a) not in CALLED and any(r.words.get(a) in CALLED for r in apart)]
    one, other = (spoken(name) for name in pair)
    said: list[str] = []
    if lost:
        which = " and ".join(f"{spoken(a)} → {spoken(b)}" for a, b in lost)
        word = "arrow" if len(lost) == 1 else "arrows"
        said.append(
            f"The {word} {which} can be called only as long as people are not kept apart: people with more {one} tend to have more "
            f"{other}, and that alone can look like one driving the other. Within a person, these data cannot tell it."
        )
    if gained:
        which = " and ".join(f"{spoken(a)} → {spoken(b)}" for a, b in gained)
        shows, them = ("shows", "it") if len(gained) == 1 else ("show", "them")
        said.append(f"Once people are kept apart, {which} {shows}: differences between people had hidden {them}.")
    for arrow in arrows:
        signs = [{effect_on(r, arrow).estimate > 0.0 for r in rungs if r.words.get(arrow) in CALLED} for rungs in ([plain], apart)]
        if signs in ([{True}, {False}], [{False}, {True}]):
            kinds = ("more", "less") if signs[0] == {True} else ("less", "more")
            said.append(
                f"The direction of {spoken(arrow[0])} → {spoken(arrow[1])} turns: while people are not kept apart, more {spoken(arrow[0])} "
                f"seems to be followed by {kinds[0]} {spoken(arrow[1])}; within a person it is followed by {kinds[1]}."
            )
    if not said:
        said.append("Here the words do not hang on it: they are the same way with traits and without, arrow by arrow.")
    return said


def lag_section(fit: Fit, curves: Mapping[Arrow, LagCurve]) -> Section:
    """How each effect grows and fades with the time between cause and effect."""
    unit, sampling = fit.data.time_unit, fit.data.interval
    drawn = [link for link in fit.links if not withheld(fit, link)]
    pictures = tuple(
        lag_picture(
            link, curves[link], sampling=sampling, unit=unit, word=fit.direction.links[link].word, judged=_judged(fit, link, curves[link])
        )
        for link in drawn
    )
    if not drawn:
        return Section("lags", "How an effect grows and fades", (f"No curve is drawn. {EDGE}",))
    lead = "A push does not arrive at once, and does not stay. Each curve shows how much of it is seen after how long."
    left_out = [f"{spoken(a)} → {spoken(b)}" for a, b in fit.links if (a, b) not in drawn]
    if left_out:
        lead += f" No curve is drawn for {' and '.join(left_out)}: {EDGE[0].lower()}{EDGE[1:]}"
    if any(not curves[link].standardised for link in fit.links):
        lead += " This loop has no settled law of its own, so effects are shown raw, in points per point."
    return Section("lags", "How an effect grows and fades", (lead,), (Part(pictures=pictures),))


def _judged(fit: Fit, link: Arrow, curve: LagCurve) -> tuple[float, Effect] | None:
    """The lag of the answer and its effect there, where the curve shows the same quantity at the same level."""
    found, lag = fit.direction.links[link], fit.direction.lag
    same = found.standardised == curve.standardised and fit.choices.level == 0.95 and lag <= float(curve.lags[-1])
    return (lag, found.effect) if same else None
