"""Leave out what libraries import only to offer, when nobody asks for it."""

from __future__ import annotations

import sys

UNUSED_GRAMMAR = "rfc3987_syntax"
"""Jupyter's schemas bring a grammar of internet addresses that takes over a second to compile."""

UNUSED_DEBUGGER = "debugpy"
"""A kernel that runs unattended loads a debugger for half a second; nobody attaches to it."""


def leave_out(*names: str) -> None:
    """Make optional modules not importable in this process; their users then do without."""
    for name in names:
        if name not in sys.modules:
            # Python's own way to say that a module does not exist here.
            sys.modules[name] = None  # type: ignore[assignment]  # typeshed knows only modules
