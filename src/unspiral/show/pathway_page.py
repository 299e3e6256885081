"""What guidelines offer as a page: help first where it is called for, then the fixed list with every position, then why and from where."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.records.help import SafetyNotice
from unspiral.records.pathway import Offered, Plan
from unspiral.show import pathway_words as said
from unspiral.show.model import Part, Report, Section
from unspiral.show.pathway_chart import positions_picture
from unspiral.show.verb_page import verb_page

TITLE = "What do guidelines offer for back pain with low mood?"
SAME = (
    "What follows is what guidelines say for answers such as these: the same list for anyone with the same answers. Nothing in it was "
    "chosen for a person."
)
STOPPED = "What guidelines offer is not shown now: a doctor comes first."
HELD = "Everything else is kept back until this was seen. On the command line: --acknowledged."


def pathway_page(plan: Plan, notices: Sequence[SafetyNotice], flag: str) -> Report:
    """A plan as a page: what cannot wait stands first, and alone where it must.

    Args:
        plan: of ``act.pathway``.
        notices: help that comes before anything else.
        flag: what a warning sign that stops nothing calls for, or "".

    Source: tests/show/test_pathway_page.py.
    """
    before = [sentence for k, notice in enumerate(notices) for sentence in _notice(notice, first=k == 0)]
    headline = notices[0].title if notices else flag or SAME
    ours = (said.NOT, said.review_words(plan.compiled))
    read = f"Compiled on {plan.compiled} from public texts."
    if plan.held or plan.stopped:
        rest = [*plan.said, STOPPED if plan.stopped else HELD]
        return verb_page(TITLE, read, headline, [*before, *rest], [], ours=ours)
    after = [*before, *said.first_words(plan, flag if notices else ""), *([SAME] if notices or flag else [])]
    listed = [*(each for _, group in said.groups(plan.offered) for each in group), *plan.not_recommended]
    picture = positions_picture(listed, plan.answers.mode)
    glance = None if picture is None else Section("lines", "All lines at a glance", (), (Part(pictures=(picture,)),))
    sections = [glance, *_groups(plan), _against(plan.not_recommended, plan.answers.mode), _why(plan), _sources(plan)]
    return verb_page(TITLE, read, headline, after, sections, ours=ours)


def _notice(notice: SafetyNotice, *, first: bool) -> list[str]:
    """Help word for word, with the day on which its lines were checked; the title of the first is the headline."""
    place = notice.help.name if notice.help.country != "*" else "anywhere"
    checked = f"Lines for {place}, checked on {notice.help.checked_on.isoformat()}. {notice.help.stale}".strip()
    return [part for part in ("" if first else notice.title, *notice.message, notice.follow_on, checked) if part]


def _groups(plan: Plan) -> list[Section]:
    found: list[Section] = []
    for k, (heading, group) in enumerate(said.groups(plan.offered)):
        lead = [f"{said.start(said.UNBACKED_WHY)}."] if heading == said.UNBACKED else []
        lead += [said.ORDER] if len(group) > 1 else []
        found.append(
            Section(f"group-{k + 1}", heading, tuple(lead), tuple(_option(each, plan.answers.mode, net=bool(each.last)) for each in group))
        )
    return found


def _option(each: Offered, mode: str, *, net: bool = False, why: str = "") -> Part:
    """One option: every line on it, then its note, the caution of a medicine, and what studies found."""
    option = each.option
    last = f"Last because: {', '.join(each.last)}." if each.last else ""
    besides = [f"Note: {said.plain(option.note, mode)}."] if option.note else []
    besides += [words for words in (said.medicine_words(option), said.ASK if why and option.kind != "medicine" else "") if words]
    besides += [" ".join(said.number_words(number)) for number in each.numbers]
    lead = tuple(words for words in (last, why, said.mixed_words(option, net=net)) if words)
    lines = tuple(said.position_words(line, mode) for line in option.positions)
    return Part(said.plain(option.title, mode), lead, bullets=lines, box_title="Know besides" if besides else "", box=tuple(besides))


def _against(found: Sequence[Offered], mode: str) -> Section | None:
    if not found:
        return None
    return Section("asked", said.AGAINST, (), tuple(_option(each, mode, why=said.against_words(each.option)) for each in found))


def _why(plan: Plan) -> Section:
    rules = (*said.rule_words(plan), *said.prior_words(plan))
    return Section("why", "Why this list", tuple(said.support_words(plan)), (Part(bullets=rules),) if rules else ())


def _sources(plan: Plan) -> Section:
    acp = any(line.name == "ACP" for each in (*plan.offered, *plan.not_recommended) for line in each.option.positions)
    lead = (said.LEGEND, said.ACP) if acp else (said.LEGEND,)
    return Section("sources", "Sources", lead, (Part(bullets=tuple(plan.sources.values())),))
