"""Kernels forked from one warmed process: a page in a fraction of a second, on Linux.

A forked kernel is handed to papermill like any other, so a notebook cannot tell the difference.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from salestoolkit.reports.kernels import START_SECONDS, OrdinaryKernels

WARM_IMPORTS = (
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
    parent: Any
    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork; ``cmd`` is what an ordinary kernel would have been started with."""
        self.process = self.server.fork(self.parent.connection_file)
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

    def __init__(
        self,
        imports: Sequence[str] = (),
        warm: Sequence[tuple[str, dict[str, Any]]] = (),
    ) -> None:
        if sys.platform != "linux":
            raise OSError("kernels are forked on Linux only")
        os.close(os.pidfd_open(os.getpid()))
        self.folder = Path(tempfile.mkdtemp(prefix="salestoolkit-"))
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "salestoolkit.reports.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
            env=os.environ | {"IPYTHONDIR": str(self.folder / "ipython")},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout
        self._send(
            {"imports": [*WARM_IMPORTS, *imports], "warm": list(warm), "folder": str(self.folder)}
        )

    def fork(self, connection_file: str) -> ForkedProcess:
        """A new kernel that serves this connection file; OSError where the server is gone."""
        with self._lock:
            if not self._ready:
                self._ready = self._receive(WARM_SECONDS) == "ready"
            self._send(connection_file)
            return ForkedProcess(int(self._receive()))

    def kernel_manager_class(self) -> type[AsyncKernelManager]:
        """What papermill is given: a manager whose kernels come from this server."""
        server = self
        provisioner = type("Provisioner", (ForkProvisioner,), {"server": server})

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
        return str(self.folder / f"kernel-{next(self._numbers)}")

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
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, message: object) -> None:
        self._requests.write(json.dumps(message) + "\n")
        self._requests.flush()

    def _receive(self, seconds: float = START_SECONDS) -> str:
        """The server's next line; OSError where it says nothing in time or has ended."""
        if select.select([self._replies], [], [], seconds)[0]:
            line = self._replies.readline().strip()
            if line:
                return line
        self._process.kill()
        raise OSError("the fork server does not answer")
