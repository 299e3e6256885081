"""Ctrl-C while the program is still loading: end at once, without a traceback."""

from __future__ import annotations

import signal
import threading

_held = False


def hold() -> None:
    """Let Ctrl-C end the process the way the system does, until ``release``; nothing outside the main thread or a caller's own handling."""
    global _held
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _held = True


def release() -> None:
    """From here on Ctrl-C is Python's KeyboardInterrupt again, which the verbs understand."""
    global _held
    if _held:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _held = False
