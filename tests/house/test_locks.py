"""What is tested is what is run: the locks agree with each other and with pyproject.toml, and every line has its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.unit


def pins(text: str) -> dict[tuple[str, str], tuple[str, int]]:
    """(Name, marker) -> (version, number of hashes) of every line of a lock."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for line in filter(None, map(str.strip, joined.splitlines())):
        told, *hashes = line.split(" --hash=sha256:")
        need = Requirement(told)
        found[canonicalize_name(need.name), str(need.marker or "")] = (str(need.specifier), len(hashes))
    return found


def read(root: Path, name: str) -> dict[tuple[str, str], tuple[str, int]]:
    return pins((root / "requirements" / f"{name}.txt").read_text(encoding="utf-8"))


def test_a_lock_is_read() -> None:
    first = "a-b==1.0 ; python_version < '3' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb"
    text = f"# made\n{first}\n    # via c\nc==2 \\\n    --hash=sha256:cc\n"
    assert pins(text) == {("a-b", 'python_version < "3"'): ("==1.0", 2), ("c", ""): ("==2", 1)}


@pytest.mark.parametrize("name", ["run", "test", "lock"])
def test_every_pin_is_exact_and_hashed(root: Path, name: str) -> None:
    found = read(root, name)
    assert found
    assert [key for key, (version, hashes) in found.items() if not version.startswith("==") or hashes == 0] == []


def test_the_tests_run_on_the_versions_that_users_get(root: Path) -> None:
    run, test = read(root, "run"), read(root, "test")
    # What only some Pythons need to run may be what every Python needs to test.
    always = {name: pin for (name, marker), pin in test.items() if not marker}
    assert {key: pin for key, pin in run.items() if pin not in (test.get(key), always.get(key[0]))} == {}


def test_every_dependency_is_locked_within_its_bounds(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    needs = {"run": project["project"]["dependencies"] + project["build-system"]["requires"]}
    extras = project["project"]["optional-dependencies"]
    needs["run"] += extras["web"]
    needs["test"] = needs["run"] + extras["files"] + extras["population"] + extras["postgres"]
    for name, wanted in needs.items():
        locked = read(root, name)
        for need in map(Requirement, wanted):
            versions = [pin[0].removeprefix("==") for (pinned, _), pin in locked.items() if pinned == canonicalize_name(need.name)]
            assert versions, f"{need} is not in requirements/{name}.txt: make lock"
            assert all(need.specifier.contains(version) for version in versions), f"{need} against {versions}: make lock"


def test_build_tools_are_named_once(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (root / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    # scikit-build-core asks for these two itself, where the system has none; an installation from the lock asks for nothing.
    called = ["cmake", "ninja"]
    assert [line for line in lines if line and not line.startswith("#")] == project["build-system"]["requires"] + called


def test_every_dependency_has_its_reason(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (root / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    listed = (root / "requirements" / "test.in").read_text(encoding="utf-8").splitlines()
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["files"] + extras["web"] + extras["postgres"]
    names = [Requirement(need).name for need in wanted]
    listed += (root / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    names += [Requirement(line).name for line in listed if line and not line.startswith("#")]
    assert [name for name in names if f"| {name} |" not in page] == []


def test_hooks_fetch_nothing(root: Path) -> None:
    yaml = pytest.importorskip("yaml")
    settings = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in settings["repos"]} == {"local"}
    hooks = [hook for repo in settings["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks)
