"""The warmed process that report kernels are forked from: ``python -m salestoolkit.reports.zygote``.

It imports what a report needs once, then forks one kernel a request. It opens no ZMQ context and no
database and draws nothing: a child that inherits one of those hangs. It ends when its standard input
closes, that is when the command that started it is gone, and its kernels end with it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import shutil
import signal
import sys
from typing import IO, Any, NoReturn

from salestoolkit.reports.lean import UNUSED_DEBUGGER, UNUSED_GRAMMAR, leave_out
from salestoolkit.reports.lean_kernel import serve

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Warm up, say so, then answer each request (a connection file) with the pid of its kernel."""
    leave_out(UNUSED_DEBUGGER, UNUSED_GRAMMAR)
    requests, replies = _take_the_pipes()
    plan = json.loads(requests.readline())
    _warm(plan["imports"], plan["warm"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", file=replies, flush=True)
    for line in requests:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            _become_kernel(json.loads(line), zygote, inherited=(requests, replies))
        print(pid, file=replies, flush=True)
    shutil.rmtree(plan["folder"], ignore_errors=True)


def _take_the_pipes() -> tuple[IO[str], IO[str]]:
    """Keep the command's two pipes and leave nothing on 0 and 1 that a notebook could write to."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    return open(requests, encoding="utf-8"), open(replies, "w", encoding="utf-8")  # noqa: PTH123 (descriptors, not paths)


def _warm(imports: list[str], calls: list[tuple[str, dict[str, Any]]]) -> None:
    """Import modules and make the calls whose cached results every kernel will want."""
    for name in imports:
        importlib.import_module(name)
    for function, options in calls:
        module, _, name = function.partition(":")
        getattr(importlib.import_module(module), name)(**options)
    gc.collect()
    gc.freeze()


def _become_kernel(connection_file: str, zygote: int, inherited: tuple[IO[str], ...]) -> NoReturn:
    """Turn the forked child into an ordinary IPython kernel; it never returns to the loop."""
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != zygote:
            os._exit(1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for pipe in inherited:
            pipe.close()
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        serve(connection_file)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
