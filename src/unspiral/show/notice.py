"""What the page is not, and where help is. The wording is fixed; tests hold it against the clinical file it comes from."""

from __future__ import annotations

STANDARD = (
    "unspiral is a self-tracking and research tool. It does not diagnose, treat or monitor any condition and nobody reviews your answers. "
    "It is not for emergencies."
)

NOT = (
    STANDARD,
    "It does not tell anyone what to do. What guidelines offer, and what suits one person, are questions for the person who treats you.",
    "It is no proof of cause. It shows which came first and goes with what, in these answers; something that nobody wrote down may lie "
    "behind both.",
    "It says nothing about people whose answers are not in it.",
)

# The fallback for a reader whose country is not known: two sources seen, compiled 2026-11-21; to be looked at again every 90 days.
CRISIS = (
    "In danger now, or thinking of ending your life? Call your local emergency number.",
    "Someone to talk to, country by country: findahelpline.com (Find A Helpline), or www.iasp.info (list of crisis centres of the "
    "International Association for Suicide Prevention). Addresses seen in two sources, November 2026; this page does not open them by "
    "itself.",
    "Nobody at unspiral sees this page.",
)
