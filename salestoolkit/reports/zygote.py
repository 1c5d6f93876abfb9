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
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NoReturn

from salestoolkit.lean import UNUSED_DEBUGGER, UNUSED_GRAMMAR, leave_out
from salestoolkit.reports.lean_kernel import serve

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Answer each request: warm up more, or fork a kernel and tell its pid."""
    leave_out(UNUSED_DEBUGGER, UNUSED_GRAMMAR)
    requests, replies = _take_the_pipes()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    folder = None
    for line in requests:
        request = json.loads(line)
        if "kernel" in request:
            zygote = os.getpid()
            pid = os.fork()
            if pid == 0:
                _become_kernel(request, zygote, inherited=(requests, replies))
            print(pid, file=replies, flush=True)
            continue
        with _ending_with_whoever_waits(request["guarded"]):
            failed = _warm(request["imports"], request["warm"])
        if folder is None:
            folder = tempfile.mkdtemp(prefix="salestoolkit-")
            os.environ["IPYTHONDIR"] = f"{folder}/ipython"
        print(json.dumps({"folder": folder, "failed": failed}), file=replies, flush=True)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _take_the_pipes() -> tuple[IO[str], IO[str]]:
    """Keep the command's two pipes and leave nothing on 0 and 1 that a notebook could write to."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    return open(requests, encoding="utf-8"), open(replies, "w", encoding="utf-8")  # noqa: PTH123 (descriptors, not paths)


def _warm(imports: list[str], calls: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Import modules and make the calls whose cached results every kernel will want.

    What cannot be warmed is told: its page is the place to say what is wrong with it.
    """
    failed = []
    for name, options in [*((name, None) for name in imports), *calls]:
        module, _, function = name.partition(":")
        try:
            found = importlib.import_module(module)
            if options is not None:
                getattr(found, function)(**options)
        except Exception as error:
            failed.append(f"{name}: {type(error).__name__}: {error}")
    gc.collect()
    gc.freeze()
    return failed


@contextmanager
def _ending_with_whoever_waits(guarded: bool) -> Iterator[None]:
    """Warming may take minutes: meanwhile the process ends with the one that started it.

    Afterwards it notices from its pipe, and has a folder to tidy. Linux tells of the end of the thread
    that started it, so that this is asked for only where that is the main one.
    """
    if guarded:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    yield
    if guarded:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, 0)


def _become_kernel(
    request: dict[str, str | None], zygote: int, inherited: tuple[IO[str], ...]
) -> NoReturn:
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
        serve(str(request["kernel"]), request["folder"])
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
