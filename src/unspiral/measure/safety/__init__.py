"""Safety before scores: help lines, warning signs of back pain, cautions about medicines."""
