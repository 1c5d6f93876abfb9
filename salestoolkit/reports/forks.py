"""Kernels forked from one warmed process: a page in a fraction of a second, on Linux.

A forked kernel is handed to papermill like any other, so a notebook cannot tell the difference.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from salestoolkit.reports.kernels import START_SECONDS, OrdinaryKernels

LOG = logging.getLogger(__name__)

Call = tuple[str, dict[str, Any]]
"""A function as ``module:name``, and its keyword options."""

WARM_IMPORTS = (
    "salestoolkit.reports.kernel_output",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "tornado.queues",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
)
"""What a kernel imports by itself before its first cell."""

WARM_SECONDS = 900.0
"""A book of millions of deals takes its time to be read once; every page waits for that anyway."""

SOCKET_PATH_LIMIT = 90
"""A Unix socket's path has at most 107 bytes, of which the kernel's suffix takes a few."""


class ForkedProcess:
    """A kernel that is the fork server's child, with the part of Popen's interface Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = None

    def poll(self) -> int | None:
        """None while it lives."""
        return self.wait(0.0)

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait until it is gone, or for so many seconds."""
        if self._handle is not None and select.select([self._handle], [], [], seconds)[0]:
            os.close(self._handle)
            self._handle = None
        return None if self._handle is not None else 0

    def send_signal(self, signum: int) -> None:
        """Signal this process and no other: a handle cannot be reused as a number can."""
        if self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signum)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel by asking the fork server, and signals it like any other."""

    server: ForkServer
    folder: str | None
    parent: Any
    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork; ``cmd`` is what an ordinary kernel would have been started with."""
        self.process = self.server.fork(self.parent.connection_file, self.folder)
        self.pid = self.pgid = self.process.pid
        self.cwd = Path.cwd()
        await self._until_listening()
        return self.connection_info

    async def _until_listening(self) -> None:
        """A client that connects before the kernel listens waits a tenth of a second to try again."""
        if self.parent.transport == "ipc":
            socket = Path(f"{self.parent.ip}-{self.parent.iopub_port}")
            deadline = time.monotonic() + 2.0
            while not socket.exists() and time.monotonic() < deadline:
                await asyncio.sleep(0.002)

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started, as long as it lives."""
        if self.process and self.process.poll() is None:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill and wait the few milliseconds, instead of Jupyter's tenth of a second."""
        await super().kill(restart=restart)
        if self.process:
            self.process.wait(2.0)


class ForkServer:
    """One warmed process, and the kernels forked from it.

    Parameters
    ----------
    imports : sequence of str
        Modules to import before the first fork.
    warm : sequence of (str, dict)
        Calls ``module:function`` with keyword options whose cached results the kernels inherit.

    Raises
    ------
    OSError
        Where this system cannot do it; use `OrdinaryKernels` then.
    """

    def __init__(self, imports: Sequence[str] = (), warm: Sequence[Call] = ()) -> None:
        if sys.platform != "linux":
            raise OSError("kernels are forked on Linux only")
        os.close(os.pidfd_open(os.getpid()))
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._unanswered = 0
        self._read = b""
        self._folder = ""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "salestoolkit.reports.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout
        self.warm([*WARM_IMPORTS, *imports], warm)

    @property
    def alive(self) -> bool:
        """Whether kernels can still be forked from it."""
        return self._process.poll() is None

    def warm(self, imports: Sequence[str] = (), calls: Sequence[Call] = ()) -> None:
        """Import and call more before the next fork; this waits for none of it.

        Raises
        ------
        OSError
            Where the server is gone.
        """
        main = threading.current_thread() is threading.main_thread()
        with self._lock:
            self._send({"imports": list(imports), "warm": list(calls), "guarded": main})
            self._unanswered += 1

    def fork(self, connection_file: str, folder: str | None = None) -> ForkedProcess:
        """A new kernel that serves this connection file; OSError where the server is gone."""
        with self._lock:
            self._until_warm()
            self._send({"kernel": connection_file, "folder": folder})
            return ForkedProcess(int(self._receive()))

    def kernel_manager_class(self, folder: str | None = None) -> type[AsyncKernelManager]:
        """What papermill is given: a manager whose kernels come from this server, and work in a folder."""
        server = self
        provisioner = type("Provisioner", (ForkProvisioner,), {"server": server, "folder": folder})

        class ForkedKernels(OrdinaryKernels):
            def __init__(self, **kwargs: Any) -> None:
                super().__init__(**kwargs)
                stem = server.next_stem()
                self.connection_file = f"{stem}.json"
                if len(stem) <= SOCKET_PATH_LIMIT:
                    self.transport, self.ip = "ipc", stem

            async def _async_pre_start_kernel(self, **kw: Any) -> Any:
                if self.provisioner is None:
                    self.provisioner = provisioner(
                        kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
                    )
                return await super()._async_pre_start_kernel(**kw)

        return ForkedKernels

    def next_stem(self) -> str:
        """Path, without its ending, of the next kernel's files: none shares a socket with another."""
        with self._lock:
            self._until_warm()
        return f"{self._folder}/kernel-{next(self._numbers)}"

    def close(self) -> None:
        """End the server and with it every kernel that still lives."""
        with contextlib.suppress(OSError):
            self._requests.close()
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._replies.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _until_warm(self) -> None:
        while self._unanswered:
            reply = json.loads(self._receive(WARM_SECONDS))
            self._folder = reply["folder"]
            for told in reply["failed"]:
                LOG.debug("not warmed: %s", told)
            self._unanswered -= 1

    def _send(self, message: object) -> None:
        self._requests.write(json.dumps(message).encode() + b"\n")
        self._requests.flush()

    def _receive(self, seconds: float = START_SECONDS) -> str:
        """The server's next line; OSError where it says nothing in time or has ended."""
        while b"\n" not in self._read and select.select([self._replies], [], [], seconds)[0]:
            more = os.read(self._replies.fileno(), 65_536)
            if not more:
                break
            self._read += more
        line, ended, rest = self._read.partition(b"\n")
        if not ended:
            self._process.kill()
            raise OSError("the fork server does not answer")
        self._read = rest
        return line.decode()
