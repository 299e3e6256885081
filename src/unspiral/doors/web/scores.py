"""How questionnaires went over time, with their bands and what counts as a change."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.diary_view import all_scores, help_comes_first
from unspiral.doors.web.entrance import admitted
from unspiral.show.score_chart import score_stories

router = APIRouter()


@router.get("/days/scores")
async def scores_page(request: Request) -> Response:
    """One picture a questionnaire. Help comes first where the newest answers call for it."""
    visit = admitted(request)
    if help_comes_first(visit):
        return away("/help/first")
    scores = all_scores(visit)
    newest = next((each for each in reversed(scores) if each.instrument == "phq9"), None)
    return shown(
        request, "scores.html", title="Questionnaires over time", stories=score_stories(scores),
        notice=newest.notice if newest is not None else None,
    )  # fmt: skip
