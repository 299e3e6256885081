"""Proves that an installed unspiral has its compiled kernel, and that a fit with it gives what plain NumPy gives.

Run in an environment made from a wheel: by scripts/wheel.sh, and by cibuildwheel on every platform.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import unspiral
from unspiral import _core


def fitted(kernel: str) -> float:
    """Log-likelihood of the packaged diary, fitted by the compiled kernel ("") or by plain NumPy ("numpy")."""
    os.environ["UNSPIRAL_KERNEL"] = kernel
    diary = unspiral.read(unspiral.example_diary_path(), columns=["pain", "depression"])
    began = time.perf_counter()
    fit = unspiral.fit_ml(diary, unspiral.parse("pain <-> depression"))
    print(f"  {kernel or 'compiled':8} log-likelihood {fit.loglik:.6f} in {time.perf_counter() - began:.2f} s")
    return fit.loglik


def main() -> int:
    """Print where unspiral is installed, the kernel's instruction sets, and both fits; 1 where they differ."""
    names = _core.instruction_sets()
    print(f"unspiral {unspiral.__version__} in {Path(unspiral.__file__).parent}; kernel for {', '.join(names)}")
    if not names:
        print("the kernel has no instruction set that this machine knows", file=sys.stderr)
        return 1
    return int(abs(fitted("") - fitted("numpy")) > 1e-5)


if __name__ == "__main__":
    sys.exit(main())
