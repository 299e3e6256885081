"""Days as people say them."""

from __future__ import annotations

import pytest

from unspiral.show.day_words import day_words, short_day, span_words, weekday_words

pytestmark = pytest.mark.unit


def test_days() -> None:
    assert day_words("2026-10-01") == "1 October 2026"
    assert day_words("2026-10-01", "2026-11-22") == "1 October"
    assert day_words("2025-10-01", "2026-11-22") == "1 October 2025"
    assert weekday_words("2026-11-22", "2026-11-22") == "Sunday 22 November"
    assert short_day("2026-10-01") == "1 Oct"


def test_spans_name_a_year_once_where_one_is_enough() -> None:
    assert span_words("2026-10-01", "") == "since 1 October 2026"
    assert span_words("2026-10-01", "2026-11-03") == "from 1 October to 3 November 2026"
    assert span_words("2025-10-01", "2026-11-03") == "from 1 October 2025 to 3 November 2026"
    assert span_words("2026-10-01", "2026-10-01") == "on 1 October 2026"


def test_what_is_no_day_comes_back_as_it_is() -> None:
    assert day_words("yesterday") == short_day("yesterday") == weekday_words("yesterday") == "yesterday"
