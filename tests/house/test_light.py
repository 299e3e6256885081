"""Starting is cheap: what is imported late stays late. Each proof looks at sys.modules of a fresh interpreter."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HEAVY = {"pandas", "polars", "scipy.optimize", "jax", "pyarrow", "pyreadstat", "jinja2", "matplotlib", "altair", "fastapi", "statsmodels"}
FILES = {"gzip", "io", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "urllib"}


def loaded_after(code: str) -> set[str]:
    """Names of the modules a fresh interpreter has loaded after running ``code``."""
    script = f"{code}\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


def imported_in(text: str) -> set[str]:
    """Every module a text imports, early or late; ``from a import b`` counts as a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {".".join(name.split(".")[: depth + 1]) for name in names for depth in range(name.count(".") + 1)}


def test_the_proof_sees_a_heavy_import() -> None:
    assert "jinja2" in loaded_after("import jinja2")
    assert "scipy.optimize" in imported_in("def f():\n    from scipy import optimize\n")
    assert "scipy.optimize" in imported_in("from scipy.optimize import minimize")


def test_import_unspiral_loads_nothing_heavy() -> None:
    loaded = loaded_after("import unspiral")
    assert not loaded & (HEAVY | {"numpy", "scipy", "click"})
    assert {name for name in loaded if name.startswith("unspiral.")} <= {"unspiral.version"}


def test_the_web_app_works_nothing_out_itself() -> None:
    # It stays open for weeks: what learns and what makes PDFs comes when it is asked for, in another process or late.
    pages = "[import_module(f'unspiral.doors.web.{page}') for page in PAGES]"
    loaded = loaded_after(
        f"from importlib import import_module; import unspiral.doors.web.serve\nfrom unspiral.doors.web.app import PAGES\n{pages}"
    )
    assert "unspiral.doors.web.take" in loaded
    assert not loaded & (HEAVY - {"fastapi", "jinja2"} | {"scipy", "typst", "unspiral.learn", "unspiral.act.trial.analyse"})


@pytest.mark.parametrize("room", ["errors", "evidence", "loop", "measure", "records", "store", "units"])
def test_room_starts_light(root: Path, room: str) -> None:
    place = root / "src" / "unspiral"
    files = [place / f"{room}.py"] if (place / f"{room}.py").is_file() else sorted((place / room).rglob("*.py"))
    assert files
    modules = [".".join(file.relative_to(place.parent).with_suffix("").parts).removesuffix(".__init__") for file in files]
    loaded = loaded_after("\n".join(f"import {module}" for module in modules))
    assert set(modules) <= loaded
    assert not loaded & HEAVY


def test_help_loads_no_numbers() -> None:
    loaded = loaded_after("from unspiral.doors.cli.main import main\nassert main(['--help']) == 0")
    assert not loaded & (HEAVY | {"numpy", "scipy", "narwhals"})


@pytest.mark.parametrize("words", [["trial", "plan"], ["trial", "analyse"], ["population", "run"]], ids=" ".join)
def test_help_of_a_word_loads_no_numbers(words: list[str]) -> None:
    loaded = loaded_after(f"from unspiral.doors.cli.main import main\nassert main({[*words, '--help']}) == 0")
    assert not loaded & (HEAVY | {"numpy", "scipy", "narwhals"})


def test_the_web_server_starts_without_what_fits() -> None:
    loaded = loaded_after(
        "from pathlib import Path\nimport unspiral.doors.web.serve\nfrom unspiral.doors.web.app import make_app\n"
        "from unspiral.doors.web.desk import Desk\nmake_app(Desk(Path('/nowhere/kept'), 1, False))"
    )
    assert "fastapi" in loaded
    assert "unspiral.doors.web.loop" in loaded
    heavy = {"scipy", "pandas", "polars", "jax", "pyarrow", "statsmodels", "matplotlib", "unspiral.learn", "unspiral.doors.web.fitting"}
    assert not loaded & heavy


@pytest.mark.parametrize("room", ["measure", "store"])
def test_measure_and_store_never_search(root: Path, room: str) -> None:
    paths = sorted((root / "src" / "unspiral" / room).rglob("*.py"))
    assert len(paths) > 20
    for path in paths:
        assert not imported_in(path.read_text(encoding="utf-8")) & {"scipy.optimize", "jax"}, path


@pytest.mark.parametrize("room", ["learn", "act"])
def test_learn_and_act_touch_no_file(root: Path, room: str) -> None:
    paths = sorted((root / "src" / "unspiral" / room).rglob("*.py"))
    assert len(paths) > 20
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert not imported_in(text) & FILES, path
        calls = {node.func.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        assert not calls & {"open", "print", "input"}, path
