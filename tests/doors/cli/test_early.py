from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from unspiral.doors.cli.early import hold, release

LOADING = """
import os, signal, sys
sys.path.insert(0, "src")
signal.signal(signal.SIGINT, signal.default_int_handler)  # as from a terminal; tests that run in the background hand it down as ignored
class Stop:
    def find_spec(self, name, *_):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stop())
import unspiral.doors.cli.main
"""


def test_ctrl_c_while_loading_ends_without_a_traceback(root: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, cwd=root, timeout=30, check=False)
    assert (ran.returncode, ran.stderr) == (-signal.SIGINT, "")


def test_after_release_it_is_an_interruption_that_the_verbs_understand() -> None:
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        hold()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        release()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_handler_of_a_caller_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGINT)

    def own(*_: object) -> None:
        return None

    signal.signal(signal.SIGINT, own)
    try:
        hold()
        assert signal.getsignal(signal.SIGINT) is own
        release()
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)
    thread = threading.Thread(target=hold)  # a signal can only be set in the main thread
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is before
