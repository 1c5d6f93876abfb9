"""An IPython kernel that loads only what a report needs: ``python -m salestoolkit.reports.lean_kernel``."""

from __future__ import annotations

import os
import sys

from salestoolkit.lean import UNUSED_DEBUGGER, UNUSED_GRAMMAR, leave_out

OPTIONS = (
    "--HistoryManager.enabled=False",
    "--IPKernelApp.outstream_class=salestoolkit.reports.kernel_output.LimitedStream",
    "--IPKernelApp.log_level=ERROR",
)
"""Nothing of the person's own (input history), no endless output, no chatter."""


def serve(connection_file: str, folder: str | None = None) -> None:
    """Be a kernel until it is told to end.

    Parameters
    ----------
    folder : str, optional
        Where it works, and whose modules it may import, as in JupyterLab; else it stays where it is
        and imports nothing from there.
    """
    leave_out(UNUSED_DEBUGGER, UNUSED_GRAMMAR)
    from salestoolkit.reports.kernel_output import LimitedKernel

    if folder is not None:
        os.chdir(folder)
    here = f"--IPKernelApp.ignore_cwd={folder is None}"
    LimitedKernel.launch_instance(argv=["-f", connection_file, *OPTIONS, here])


if __name__ == "__main__":
    # what follows are options that notebook clients give every kernel
    serve(sys.argv[1], sys.argv[2] or None)
