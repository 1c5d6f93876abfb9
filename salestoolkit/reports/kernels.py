"""Kernels for reports: a manager that papermill is handed as ``kernel_manager_class``."""

from __future__ import annotations

import contextlib
import queue
import sys
import time
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

START_SECONDS = 60.0
LARGEST_MESSAGE = 100_000_000
"""Bytes; what a page shows is a hundredth of it."""


class PromptClient(AsyncKernelClient):
    """Knows that a kernel is ready from its answer, where Jupyter's own client waits for silence.

    A message that would fill the memory is not received at all.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has answered on both channels; RuntimeError where it never does."""
        deadline = time.monotonic() + (timeout or START_SECONDS)
        while time.monotonic() < deadline:
            request = self.kernel_info()
            with contextlib.suppress(TimeoutError, queue.Empty):
                reply = await self._async_recv_reply(request, timeout=1.0)
                while not _is_idle(await self.get_iopub_msg(timeout=0.5), request):
                    pass
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                break
        raise RuntimeError("the kernel died or did not answer")


def _is_idle(message: dict[str, Any], request: str) -> bool:
    """Whether a broadcast message says that the kernel is done with this request."""
    return bool(
        message["parent_header"].get("msg_id") == request
        and message["content"].get("execution_state") == "idle"
    )


class OrdinaryKernels(AsyncKernelManager):
    """A fresh Python for each notebook, the same Python that runs this command.

    ``folder`` is where its kernels work, and whose modules they may import; None for neither.
    """

    client_factory: Any = PromptClient
    folder: str | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter, whatever kernels the person has registered under the same name."""
        return KernelSpec(
            argv=[
                sys.executable,
                "-P",
                "-m",
                "salestoolkit.reports.lean_kernel",
                "{connection_file}",
                self.folder or "",
            ],
            display_name="Python 3",
            language="python",
        )


def ordinary_kernels(folder: str | None) -> type[OrdinaryKernels]:
    """Ordinary kernels that work in a folder, or nowhere in particular."""
    return type("KernelsIn", (OrdinaryKernels,), {"folder": folder})
