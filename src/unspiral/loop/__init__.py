"""The declared model: processes, links, indicators, inputs, and the language they are written in."""
