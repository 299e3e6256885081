"""Text -> Loop -> the same text, on given, generated and random texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.loop.language import parse, to_text
from unspiral.loop.model import Delay, Indicator, Input, Link, Loop, Process, Window

PRODUCT = """
pain <-> depression                    # both directions, each its own rate
pain -> sleep_problem -> depression    # a chain
depression by phq8 (mean of 14 days), low_mood
pain -> activity
walking => activity (fading)
duloxetine => pain + depression (sustained)
vary pain, depression
vary pain -> depression
"""


def test_the_example_of_the_manual_becomes_this_loop() -> None:
    loop = parse(PRODUCT)
    assert loop == Loop(
        processes=(
            Process("pain", (Indicator("pain"),)),
            Process("depression", (Indicator("phq8", Window(14.0, "day")), Indicator("low_mood"))),
            Process("sleep_problem", (Indicator("sleep_problem"),)),
            Process("activity", (Indicator("activity"),)),
        ),
        links=(
            Link("pain", "depression"),
            Link("depression", "pain"),
            Link("pain", "sleep_problem"),
            Link("sleep_problem", "depression"),
            Link("pain", "activity"),
        ),
        inputs=(Input("walking", ("activity",), "fading"), Input("duloxetine", ("pain", "depression"), "sustained")),
        vary_levels=("pain", "depression"),
        vary_links=(Link("pain", "depression"),),
    )


def test_text_comes_back_with_spaces_tidied_and_comments_dropped() -> None:
    text = 'pain<->depression;pain  ->sleep->depression # chain\r\n\tdepression by phq8(mean of 14 days) ,"low mood"'
    text += "\rvary pain,pain->depression\n"
    assert to_text(parse(text)).splitlines() == [
        "pain <-> depression",
        "pain -> sleep -> depression",
        'depression by phq8 (mean of 14 days), "low mood"',
        "vary pain, pain -> depression",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "pain by pain",  # a loop of one process
        "pain by pain; depression by cesd",  # two processes that do not touch: the model without links
        'a <-> "by"; "vary" -> a',  # words of the language, quoted
        "mean <-> fading; impulse by of",  # words that mean something only in parentheses
        "a by \"50 % of # days; 'really'\"",
        "ग़म -> 痛み <-> dépression_2",
        "a -> b; w => a (fading); w => b (fading)",
        "a by x (mean of 0.5 hours); b by b (mean of 1 week), c (mean of 3 months)",
        "vary b <-> a\na <-> b",  # order does not matter
        "\ufeffa -> b",
    ],
)
def test_legal_texts(text: str) -> None:
    loop = parse(text)
    assert parse(to_text(loop)) == loop
    assert to_text(parse(to_text(loop))) == to_text(loop)
    assert parse(to_text(replace(loop, statements=()))) == loop


def test_an_input_gathers_its_targets_and_order_is_that_of_first_mention() -> None:
    loop = parse("w => b (fading); v => a (impulse); w => a (fading); b -> a")
    assert loop.inputs == (Input("w", ("b", "a"), "fading"), Input("v", ("a",), "impulse"))
    assert loop.names == ("b", "a")


def test_both_directions_are_written_as_one_arrow() -> None:
    loop = parse("pain -> depression; depression -> pain; pain -> sleep; vary pain <-> depression")
    assert to_text(replace(loop, statements=())) == "pain <-> depression\npain -> sleep\nvary pain <-> depression"


def test_a_changed_loop_is_written_as_it_is_now_not_as_it_was() -> None:
    loop = parse("pain -> sleep -> depression; vary pain")
    assert to_text(replace(loop, vary_levels=())) == "pain -> sleep\nsleep -> depression"
    assert to_text(replace(loop, links=loop.links[:1])) == (
        "pain by pain\nsleep by sleep\ndepression by depression\npain -> sleep\nvary pain"
    )


@pytest.mark.parametrize("text", ["", "  \n;;\n", "# only a comment"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(SpecError, match="no process"):
        parse(text)


@pytest.mark.parametrize(
    "loop",
    [
        Loop((Process("pain", ()),), ()),
        Loop((Process("a:b", (Indicator("a"),)),), ()),
        Loop((Process("a", (Indicator("a"),)), Process("b", (Indicator("a"),))), ()),
        Loop((Process("a", (Indicator("a"),)),), (Link("a", "b"),)),
        Loop((Process("a", (Indicator("a", Window(-1.0, "day")),)),), ()),
        Loop((Process("a", (Indicator("a", Window(2.0, "fortnight")),)),), ()),
        Loop((), ()),
    ],
)
def test_a_loop_that_cannot_be_declared_is_not_written(loop: Loop) -> None:
    with pytest.raises(SpecError):
        to_text(loop)


# Generated loops and texts ---------------------------------------------------------------------------------------------------------

BARE = st.from_regex(r"[a-zé_][a-z0-9_]{0,6}", fullmatch=True)
QUOTED = st.text("abz 09-.%#;'+()\u200d痛é<>", min_size=1, max_size=8).filter(lambda name: name.strip() and "->" not in name)
NAME = BARE | QUOTED | st.sampled_from(["by", "vary", "mean", "fading"])
AMOUNT = st.integers(1, 400).map(float) | st.floats(1e-6, 1e12, allow_nan=False)
WINDOW = st.none() | st.tuples(AMOUNT, st.sampled_from(["hour", "day", "week", "month", "year"]))


@st.composite
def loops(draw: st.DrawFn) -> Callable[[], Loop]:
    """How to build a random legal loop; built outside the strategy, where checks of shapes may draw at random."""
    names = draw(st.lists(NAME, min_size=1, max_size=12, unique_by=str.casefold))
    size = draw(st.integers(1, min(6, len(names))))
    processes, spare = names[:size], names[size:]
    arrows = [(a, b) for a in processes for b in processes if a != b]
    links = draw(st.lists(st.sampled_from(arrows), unique=True)) if arrows else []
    own = {p: [(p, draw(WINDOW))] for p in processes}
    while spare and draw(st.booleans()):
        found = own[draw(st.sampled_from(processes))]
        found.insert(draw(st.integers(0, len(found))), (spare.pop(), draw(WINDOW)))
    targets = st.lists(st.sampled_from(processes), min_size=1, unique=True).map(tuple)
    inputs = [(name, draw(targets), draw(st.sampled_from(["impulse", "sustained", "fading"])), draw(WINDOW)) for name in spare]
    levels = draw(st.lists(st.sampled_from(processes), unique=True))
    varying = draw(st.lists(st.sampled_from(links), unique=True)) if links else []
    return lambda: Loop(
        processes=tuple(Process(p, tuple(Indicator(c, Window(*w) if w else None) for c, w in own[p])) for p in processes),
        links=tuple(Link(*link) for link in links),
        inputs=tuple(Input(name, acts_on, kind, Delay(*late) if late else None) for name, acts_on, kind, late in inputs),
        vary_levels=tuple(levels),
        vary_links=tuple(Link(*link) for link in varying),
    )


@pytest.mark.property
@given(loops())
@settings(max_examples=150)
def test_any_loop_built_in_python_comes_back_from_its_text(build: Callable[[], Loop]) -> None:
    loop = build()
    text = to_text(loop)
    again = parse(text)
    assert again == loop
    assert to_text(again) == text


@st.composite
def untidy(draw: st.DrawFn) -> tuple[str, str]:
    """A tidy text and the same text with blanks, comments, empty statements and other line ends."""
    processes = draw(st.lists(BARE, min_size=2, max_size=5, unique_by=str.casefold).filter(lambda n: not {"by", "vary"} & set(n)))
    chain = [processes[0]]
    for name in processes[1:]:
        chain += [draw(st.sampled_from(["->", "<->"])), name]
    lines = [chain, [processes[-1], "by", '"a  b"', "(", "mean", "of", "7", "days", ")", ",", "Z9"]]
    lines.append(
        ["W", "=>", processes[0], "+", processes[1], "(", draw(st.sampled_from(["impulse", "fading"])), ",", "after", "2.5", "weeks", ")"]
    )
    lines.append(["vary", processes[0], ",", *chain[:3]])
    lines = draw(st.permutations(lines))
    gap = st.text(" \t\u00a0\x0b", max_size=2)
    needed = gap.map(lambda blanks: blanks + " ")
    end = st.sampled_from([";", "\n", "\r\n", " # a -> \"b ; 'c\n", "#\r", ";;\n \n"])
    text = "".join(
        draw(gap) + "".join(word + draw(needed if word[-1].isalnum() or word[-1] == "_" else gap) for word in line) + draw(end)
        for line in lines
    )
    tidy = "\n".join(" ".join(line).replace("( ", "(").replace(" )", ")").replace(" ,", ",") for line in lines)
    return tidy, text


@pytest.mark.property
@given(untidy())
@settings(max_examples=150)
def test_tidying_changes_nothing_but_blanks_and_comments(texts: tuple[str, str]) -> None:
    tidy, text = texts
    loop = parse(text)
    assert to_text(loop) == tidy
    assert parse(tidy) == loop
    assert to_text(parse(tidy)) == tidy


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "pain",
        '"x y"',
        "->",
        "<->",
        "=>",
        "<-",
        "+",
        ",",
        "(",
        ")",
        "by",
        "vary",
        "mean",
        "of",
        "14",
        "days",
        "0",
        "fading",
        "after",
        ";",
        "\n",
        "#",
        '"',
        " ",
    ]
)


@pytest.mark.property
@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=400)
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    try:
        loop = parse(text)
    except SpecError as refused:
        assert refused.what
        return
    assert parse(to_text(loop)) == loop
    assert to_text(parse(to_text(loop))) == to_text(loop)
    assert parse(to_text(replace(loop, statements=()))) == loop
