"""Asks an advisory service whether a version in the run lock has a known hole; says so when no service can be asked.

0: every package was looked up and none has one. 1: some have; they are named. 77: it could not be asked, so nothing is known.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOT_ASKED = 77


def judged(told: dict[str, Any]) -> tuple[int, str]:
    """Exit status and a sentence for what pip-audit wrote as JSON."""
    held = told["dependencies"]
    skipped = [each["name"] for each in held if "skip_reason" in each]
    found = {each["name"]: [hole["id"] for hole in each["vulns"]] for each in held if each.get("vulns")}
    if found:
        return 1, "known holes: " + "; ".join(f"{name} ({', '.join(holes)})" for name, holes in found.items())
    if skipped:
        return NOT_ASKED, f"not known: {len(skipped)} of {len(held)} packages could not be looked up"
    return 0, f"none of {len(held)} packages has a known hole"


def main() -> int:
    """Ask, and say what came out."""
    audit = str(Path(sys.executable).with_name("pip-audit"))
    lock = str(ROOT / "requirements" / "run.txt")
    command = [audit, "-r", lock, "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "15", "-f", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600)
    try:
        status, said = judged(json.loads(ran.stdout))
    except (ValueError, KeyError):
        status, said = NOT_ASKED, "not known: the advisory service could not be reached"
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main())
