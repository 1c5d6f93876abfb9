"""A kernel that prints or shows without end is stopped in the cell that does it, and told why."""

from __future__ import annotations

from typing import Any

from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp

from salestoolkit.errors import ReportError
from salestoolkit.reports.text_size import MOST_OUTPUT, text_size


class LimitedStream(OutStream):
    """Standard output of a kernel, up to a limit."""

    printed = 0

    def write(self, string: str) -> int:
        """Write; ReportError ``report_output_too_large`` once it is too much."""
        self.printed += len(string)
        if self.printed > MOST_OUTPUT:
            raise ReportError("report_output_too_large", allowed=MOST_OUTPUT)
        return super().write(string) or 0


class LimitedKernel(IPKernelApp):
    """A kernel whose output has a limit."""

    def init_shell(self) -> None:
        """Look at all that is shown before it is sent."""
        super().init_shell()  # type: ignore[no-untyped-call]  # has no types
        shown, shell = _Shown(), self.kernel.shell
        shell.display_pub.register_hook(shown.add)
        shell.displayhook.register_hook(shown.add)


class _Shown:
    """Counts what a notebook shows."""

    def __init__(self) -> None:
        self.size = 0

    def add(self, message: dict[str, Any]) -> dict[str, Any]:
        """Let a message pass; ReportError ``report_output_too_large`` once it is too much."""
        self.size += text_size(message["content"].get("data"))
        if self.size > MOST_OUTPUT:
            raise ReportError("report_output_too_large", allowed=MOST_OUTPUT)
        return message
