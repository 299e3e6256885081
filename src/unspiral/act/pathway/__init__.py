"""The stepped plan for back pain with depression: rules over answers, and what guidelines say. Pure functions over the packaged file."""
