"""The line that stands in every plan of a trial and in every result; it waits for no numbers."""

from __future__ import annotations

ALWAYS = "If what you try is a medicine, talk to your prescriber before starting, stopping or changing it."
