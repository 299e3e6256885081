"""Loop -> a picture that stands by itself: one SVG, readable in light, in dark and in print."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from unspiral.errors import SpecError
from unspiral.loop.model import Input, InputKind, Loop
from unspiral.loop.picture.arrows import Arrow, Curve, Point, curves
from unspiral.loop.picture.colour import LIGHT, PAPER_LIGHT, Hue, colour_of, hue_of, style_sheet
from unspiral.loop.picture.labels import BADGE, SIZE, Badge, Label, labels
from unspiral.loop.picture.places import INPUT_SIZE, KIND_MARK, KIND_SIZE, MARGIN, WIDTH, Box, Disc, places
from unspiral.loop.picture.words import LINE, Line, in_discs, spoken, width, wrap

__all__ = ["ArrowStyle", "colour_of", "diagram"]

_FONTS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"
_PLAIN = 2.6  # width of an arrow of which nothing is known
_KEY_SIZE = 17.0


@dataclass(frozen=True, slots=True)
class ArrowStyle:
    """How one arrow is drawn.

    Args:
        width: 0 to 1, the share of the widest line; by the house's rule the size of the standardised lagged effect at its peak.
        dashed: True for "cannot tell".
        label: words beside the arrow, such as "after about 1 day".
        sign: "+" or "-", set before the label unless it begins with one.
    """

    width: float = 0.25
    dashed: bool = False
    label: str = ""
    sign: Literal["+", "-", ""] = ""

    @property
    def words(self) -> str:
        """Sign and label as one text."""
        text = self.label.strip()
        if self.sign and not text.startswith((self.sign, "−")):
            text = f"{self.sign} {text}".strip()
        return "−" + text[1:] if text.startswith("-") else text


def diagram(
    loop: Loop,
    *,
    styles: Mapping[Arrow, ArrowStyle] | None = None,
    insides: Mapping[str, str] | None = None,
    title: str | None = None,
) -> str:
    """Draw a loop.

    Processes are discs in fixed places, pain left and mood right; inputs are boxes outside. Self-effects are not drawn.

    Args:
        loop: what is drawn; all its links and inputs are.
        styles: (cause, affected) or (input, affected) -> how its arrow looks. None draws equal plain arrows; where a mapping is given,
            a link that it leaves out is left out of the picture, because it was shown small or tested as nil.
        insides: process -> words inside its disc, such as "half-life 2 days".
        title: the finding, shown above; None shows none, and names the loop for screen readers.

    Returns:
        One ``<svg>`` element, safe to put into a page as it is. It follows the reader's light or dark setting; ``data-theme="dark"`` or
        ``"light"`` on it or on anything around it decides instead. Print is always light.

    Raises:
        SpecError: the loop has no process, or a link or an input names one that it does not have.
    """
    _check(loop)
    shown = [(link.cause, link.affected) for link in loop.links if styles is None or (link.cause, link.affected) in styles]
    given = [(entry.name, target) for entry in loop.inputs for target in entry.targets]
    known = styles or {}
    where = places(loop.names, loop.inputs)
    drawn = curves([(arrow, _thick(known.get(arrow))) for arrow in [*shown, *given]], where)
    words = {arrow: style.words for arrow, style in known.items()}
    placed, badges = labels(words, drawn, where, where.height)
    inside = {name: (insides or {}).get(name, "") for name in loop.names}
    inner = in_discs(inside, where.discs[loop.names[0]].radius)
    heading = wrap(title, 22.0, WIDTH - 2 * MARGIN) if title else []
    top = len(heading) * 22.0 * LINE + (MARGIN if heading else 0.0)
    key = _key(badges, loop)
    height = top + where.height + (len(key) * _KEY_SIZE * 1.35 + MARGIN if key else 0.0)
    body = [
        *_heading(heading),
        f'<g transform="translate(0 {_n(top)})">',
        *(_arrow(curve, known.get(curve.arrow), loop) for curve in drawn),
        *(_disc(disc, inside[disc.name], inner[disc.name]) for disc in where.discs.values()),
        *(_box(where.boxes[entry.name], entry) for entry in loop.inputs),
        *(_label(label) for label in placed),
        *(_badge(badge, loop) for badge in badges),
        "</g>",
        *(_key_line(line, top + where.height + (i + 0.5) * _KEY_SIZE * 1.35) for i, line in enumerate(key)),
    ]
    return _frame(body, height, title or _name(loop), _description(loop, shown, known, inside))


def _check(loop: Loop) -> None:
    if not loop.processes:
        raise SpecError("A loop without processes cannot be drawn.", fix="parse('pain <-> depression')")
    named = {name for link in loop.links for name in (link.cause, link.affected)} | {t for entry in loop.inputs for t in entry.targets}
    strange = sorted(named - set(loop.names))
    if strange:
        raise SpecError(
            f"'{strange[0]}' is in a link or an input of this loop, but is not one of its processes.", fix="add it to processes."
        )


def _thick(style: ArrowStyle | None) -> float:
    return _PLAIN if style is None else 1.6 + 7.4 * min(max(style.width, 0.0), 1.0)


# Words for readers who do not see the picture --------------------------------------------------------------------------------------


def _name(loop: Loop) -> str:
    names = [spoken(name) for name in loop.names]
    return f"Loop of {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"Loop of {names[0]}"


def _description(loop: Loop, shown: Iterable[Arrow], styles: Mapping[Arrow, ArrowStyle], insides: Mapping[str, str]) -> str:
    said = [f"{spoken(name)}: {insides[name]}." for name in loop.names if insides.get(name)]
    said += [_sentence(arrow, "drives", styles.get(arrow)) for arrow in shown]
    said += [
        _sentence((entry.name, t), f"({_spoken_kind(entry)}) acts on", styles.get((entry.name, t)))
        for entry in loop.inputs
        for t in entry.targets
    ]
    return " ".join(said) or "No process drives another."


def _sentence(arrow: Arrow, verb: str, style: ArrowStyle | None) -> str:
    said = f"{spoken(arrow[0])} {verb} {spoken(arrow[1])}"
    if style is not None:
        said = f"Arrow from {spoken(arrow[0])} to {spoken(arrow[1])}, {'dashed' if style.dashed else 'solid'}"
        said += f": {style.words}" if style.words else ""
    return said + "."


# Pieces of the picture -------------------------------------------------------------------------------------------------------------


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _xml(text: str) -> str:
    """Text that is safe in an element and in an attribute; what XML cannot hold becomes a box."""
    legal = (c if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" else "\ufffd" for c in text)
    return escape("".join(legal), quote=True)


def _text(words: str, x: float, y: float, size: float, *, tone: str = "ink", extra: str = "") -> str:
    # dy in place of dominant-baseline, which not every program that reads SVG knows.
    place = f'x="{_n(x)}" y="{_n(y + 0.35 * size)}"'
    return f'<text class="ul-{tone}" fill="{PAPER_LIGHT[tone]}" {place} font-size="{_n(size)}"{extra}>{_xml(words)}</text>'


_MIDDLE = ' text-anchor="middle"'
_HALO = ' stroke="#FFFFFF" stroke-width="5" stroke-linejoin="round" paint-order="stroke"'


def _heading(lines: list[str]) -> list[str]:
    size = 22.0
    return [_text(line, MARGIN, MARGIN + (i + 0.5) * size * LINE, size, extra=' font-weight="600"') for i, line in enumerate(lines)]


def _point(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _arrow(curve: Curve, style: ArrowStyle | None, loop: Loop) -> str:
    is_input = curve.arrow[0] not in loop.names
    tone = 'class="ul-from-input" color="#57606A"' if is_input else _hue(hue_of(curve.arrow[0]))
    dash = ""
    if style is not None and style.dashed:
        dash = f' stroke-dasharray="{_n(6 + 1.6 * curve.thick)} {_n(4 + 1.1 * curve.thick)}"'
    said = f"{spoken(curve.arrow[0])} → {spoken(curve.arrow[1])}" + (f": {style.words}" if style is not None and style.words else "")
    line = f"M{_point(curve.start)}Q{_point(curve.bend)} {_point(curve.end)}"
    head = "L".join(_point(corner) for corner in curve.head)
    return (
        f"<g {tone}><title>{_xml(said)}</title>"
        f'<path d="{line}" fill="none" stroke="currentColor" stroke-width="{_n(curve.thick)}"{dash}/>'
        f'<path d="M{head}Z" fill="currentColor"/></g>'
    )


def _hue(hue: Hue) -> str:
    return f'class="ul-{hue}" color="{LIGHT[hue]}"'


def _disc(disc: Disc, inside: str, lines: list[Line]) -> str:
    circle = f'cx="{_n(disc.x)}" cy="{_n(disc.y)}" r="{_n(disc.radius)}"'
    words = "".join(
        _text(line.text, disc.x, disc.y + line.below, line.size, extra=_MIDDLE + ("" if line.small else ' font-weight="600"'))
        for line in lines
    )
    said = spoken(disc.name) + (f": {inside}" if inside else "")
    return (
        f"<g {_hue(hue_of(disc.name))}><title>{_xml(said)}</title>"
        f'<circle class="ul-paper" fill="#FFFFFF" {circle}/>'
        f'<circle fill="currentColor" fill-opacity="0.1" stroke="currentColor" stroke-width="4" {circle}/>{words}</g>'
    )


def _box(box: Box, entry: Input) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    lines = "".join(
        _text(line, box.x, top + 6 + (i + 0.5) * INPUT_SIZE * LINE, INPUT_SIZE, extra=_MIDDLE) for i, line in enumerate(box.lines)
    )
    below = top + box.height - 15
    left_of_kind = box.x - (KIND_MARK + width(entry.acting, KIND_SIZE)) / 2
    kind = _text(entry.acting, left_of_kind + KIND_MARK, below, KIND_SIZE, tone="quiet")
    return (
        f"<g><title>{_xml(spoken(entry.name))}: {_xml(_spoken_kind(entry))}</title>"
        f'<rect class="ul-band" fill="{PAPER_LIGHT["band"]}" stroke="{PAPER_LIGHT["edge"]}" stroke-width="1.5" '
        f'x="{_n(left)}" y="{_n(top)}" width="{_n(box.width)}" height="{_n(box.height)}" rx="6"/>{lines}'
        f'<g class="ul-from-input" color="#57606A">{_kind_mark(entry.kind, left_of_kind + 12, below)}</g>{kind}</g>'
    )


def _spoken_kind(entry: Input) -> str:
    return f"{entry.kind} input" + ("" if entry.after is None else f", after {entry.after.words}")


def _kind_mark(kind: InputKind, x: float, y: float) -> str:
    """A sketch of the push against time: a spike, a step, or a step that wears off."""
    drawn = {
        "impulse": "m-11 6h9v-12v12h12",
        "sustained": "m-11 6h7v-11h16",
        "fading": "m-11 6h6v-12c3 9 8 11 16 11.5",
    }[kind]
    return f'<path d="M{_n(x)} {_n(y)}{drawn}" fill="none" stroke="currentColor" stroke-width="2"/>'


def _label(label: Label) -> str:
    high = SIZE * LINE
    top = label.y - label.height / 2
    return "".join(
        _text(line, label.x, top + (i + 0.5) * high, SIZE, extra=f"{_MIDDLE}{_HALO}").replace('class="ul-ink"', 'class="ul-ink ul-halo"')
        for i, line in enumerate(label.lines)
    )


def _badge(badge: Badge, loop: Loop) -> str:
    tone = _hue(hue_of(badge.arrow[0])) if badge.arrow[0] in loop.names else 'class="ul-from-input" color="#57606A"'
    return (
        f'<g {tone}><circle class="ul-paper" fill="#FFFFFF" stroke="currentColor" stroke-width="1.5" '
        f'cx="{_n(badge.x)}" cy="{_n(badge.y)}" r="{_n(BADGE)}"/>{_text(str(badge.number), badge.x, badge.y, 15.0, extra=_MIDDLE)}</g>'
    )


def _key(badges: list[Badge], loop: Loop) -> list[str]:
    lines: list[str] = []
    for badge in badges:
        said = f"{badge.number}  {spoken(badge.arrow[0])} → {spoken(badge.arrow[1])}: {badge.text}"
        lines += wrap(said, _KEY_SIZE, WIDTH - 2 * MARGIN)
    return lines


def _key_line(line: str, y: float) -> str:
    return _text(line, MARGIN, y, _KEY_SIZE)


# The frame ---------------------------------------------------------------------------------------------------------------------


def _frame(body: list[str], height: float, title: str, description: str) -> str:
    inner = "\n".join(body)
    # The same picture has the same names, two pictures on one page have different ones.
    mark = hashlib.sha256(f"{title}{description}{inner}".encode("utf-8", "replace")).hexdigest()[:8]
    size = f'width="{_n(WIDTH)}" height="{_n(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="unspiral-loop" {size} viewBox="0 0 {_n(WIDTH)} {_n(height)}" role="img" '
        f'aria-labelledby="ul-{mark}-title ul-{mark}-desc" font-family="{_FONTS}">\n'
        f'<title id="ul-{mark}-title">{_xml(title)}</title>\n<desc id="ul-{mark}-desc">{_xml(description)}</desc>\n'
        f"<style>{style_sheet()}</style>\n"
        f'<rect class="ul-paper" fill="#FFFFFF" {size}/>\n{inner}\n</svg>\n'
    )
