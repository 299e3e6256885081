"""How the kernel is built: each instruction set with its own flags, exact arithmetic, and a way to install without a compiler."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit


def cmake() -> str:
    beside = Path(sys.executable).with_name("cmake")
    return str(beside) if beside.is_file() else shutil.which("cmake") or pytest.skip("there is no cmake here")


def configure(root: Path, folder: Path, state: str) -> subprocess.CompletedProcess[str]:
    """Configure the kernel where no compiler can be found."""
    bare = folder / "bin"
    bare.mkdir()
    maker = bare / "ninja"
    maker.write_text("#!/bin/sh\necho 1.13\n")
    maker.chmod(0o755)
    command = [cmake(), "-G", "Ninja", "-S", str(root / "core"), "-B", str(folder / "build"), f"-DSKBUILD_STATE={state}"]
    command += [f"-DCMAKE_MAKE_PROGRAM={maker}", "-DCMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH=OFF", "-DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF"]
    environment = {name: value for name, value in os.environ.items() if name not in {"CXX", "CC"}}
    environment |= {"PATH": str(bare), "LANG": "C"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def settings(root: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]


def test_without_a_compiler_the_source_tree_is_installed_all_the_same(root: Path, tmp_path: Path) -> None:
    ran = configure(root, tmp_path, "editable")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "no C++ compiler here, so no compiled kernel; plain NumPy takes its place" in ran.stderr
    assert (tmp_path / "build" / "_unspiral.pth").read_text().strip() == str(root / "src")


def test_without_a_compiler_a_wheel_falls_back_to_a_pure_one(root: Path, tmp_path: Path) -> None:
    ran = configure(root, tmp_path, "wheel")
    assert ran.returncode != 0
    assert "no C++ compiler here" in ran.stderr
    overrides = settings(root)["scikit-build"]["overrides"]
    assert isinstance(overrides, list)
    assert [one["wheel"]["cmake"] for one in overrides if one["if"] == {"state": "wheel", "failed": True}] == [False]


def test_every_instruction_set_has_its_file_and_flags(root: Path) -> None:
    told = (root / "core" / "CMakeLists.txt").read_text(encoding="utf-8")
    names = {name for line in re.findall(r"set\(ISAS ([a-z0-9 ]+)\)", told) for name in line.split()}
    assert names == {path.stem.removeprefix("isa_") for path in (root / "core").glob("isa_*.cpp")}
    assert names >= {"v2", "v3", "v4", "neon", "generic"}
    assert all(f"set(FLAGS_{name} -march=x86-64-{name}" in told for name in ("v2", "v3", "v4"))


def test_the_plainest_instruction_set_is_linked_first(root: Path) -> None:
    """Else a machine without AVX-512 could run an inline function that was compiled with it."""
    told = (root / "core" / "CMakeLists.txt").read_text(encoding="utf-8")
    assert [line.split() for line in re.findall(r"set\(ISAS (v[v0-9 ]+)\)", told)] == [
        ["v2", "v3", "v4"],
        ["v2", "v4"],
        ["v2", "v3"],
        ["v2"],
    ]
    assert "set(SOURCES bindings.cpp)" in told


def test_arithmetic_stays_exact(root: Path) -> None:
    told = (root / "core" / "CMakeLists.txt").read_text(encoding="utf-8")
    code = "\n".join(line.split("#")[0] for line in told.splitlines())
    assert not re.search(r"fast-math|Ofast|finite-math|associative|reciprocal|unsafe", code)


def test_wheels_are_made_for_every_platform_and_python(root: Path) -> None:
    told = settings(root)["cibuildwheel"]
    assert told["build"] == "cp311-* cp312-* cp313-* cp314-*"
    assert told["linux"]["archs"] == ["x86_64", "aarch64"]  # type: ignore[index]
    assert told["macos"]["archs"] == ["x86_64", "arm64"]  # type: ignore[index]
    assert told["windows"]["archs"] == ["AMD64"]  # type: ignore[index]
    assert settings(root)["scikit-build"]["wheel"]["py-api"] == "cp312"  # type: ignore[index]
    script = str(told["test-command"]).split()[1]
    assert (root / script).is_file()


def test_what_is_built_in_the_tree_stays_out_of_wheels(root: Path) -> None:
    """What sdist.include names would come along even where .gitignore leaves it out: src must not be among it."""
    told = settings(root)["scikit-build"]
    assert "include" not in told.get("sdist", {})  # type: ignore[operator]
    assert "src/unspiral/_core*.so" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_what_is_built_is_not_committed(committed: list[Path]) -> None:
    assert [path for path in committed if path.suffix in {".so", ".pyd", ".o", ".whl"}] == []


def test_the_types_of_the_kernel_name_what_it_has(root: Path) -> None:
    core = pytest.importorskip("unspiral._core", reason="no kernel here")
    written = ast.parse((root / "src/unspiral/_core.pyi").read_text(encoding="utf-8"))
    classes = {part.name: {own.name for own in part.body if isinstance(own, ast.FunctionDef)} for part in written.body
               if isinstance(part, ast.ClassDef)}  # fmt: skip
    assert set(classes) == {name for name, held in vars(core).items() if isinstance(held, type)}
    for name, methods in classes.items():
        assert methods - {"__init__"} == {method for method in vars(getattr(core, name)) if not method.startswith("_")}
