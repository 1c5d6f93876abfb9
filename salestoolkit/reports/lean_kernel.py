"""An IPython kernel that loads only what a report needs: ``python -m salestoolkit.reports.lean_kernel``."""

from __future__ import annotations

import sys

from salestoolkit.reports.lean import UNUSED_DEBUGGER, UNUSED_GRAMMAR, leave_out

OPTIONS = (
    "--HistoryManager.enabled=False",
    "--IPKernelApp.ignore_cwd=True",
    "--IPKernelApp.log_level=ERROR",
)
"""Nothing of the person's own (input history, modules of the folder they are in), no chatter."""


def serve(connection_file: str) -> None:
    """Be a kernel until it is told to end."""
    leave_out(UNUSED_DEBUGGER, UNUSED_GRAMMAR)
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=["-f", connection_file, *OPTIONS])


if __name__ == "__main__":
    serve(sys.argv[1])
