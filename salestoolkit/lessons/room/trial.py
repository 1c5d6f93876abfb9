"""The test notebook of the check: a kernel that computes something and draws it as a lesson would."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PICTURE = "image/svg+xml"
CELL = "from salestoolkit.lessons.room.trial import show_trial\nshow_trial()"
PEOPLE, DEALS, RATE = 11, 100, 0.2


@dataclass(frozen=True)
class Trial:
    """How long it took, whether a chart came, and what failed."""

    seconds: float
    drawn: bool
    failed: str = ""


def show_trial(language: str = "en") -> None:
    """Compute what luck alone does to equal people, and show the chart of it."""
    from IPython.display import display

    from salestoolkit.charts.luck import luck_chart
    from salestoolkit.charts.render import use_charts
    from salestoolkit.core.luck import drawn_shares, spread_by_luck
    from salestoolkit.words import load_words

    use_charts()
    found = spread_by_luck([DEALS] * PEOPLE, RATE)
    display(luck_chart(found, drawn_shares(PEOPLE, DEALS, RATE, seed=0), load_words(language)))


def run_trial(cell: str = CELL, *, patience: float = 120.0) -> Trial:
    """Start a kernel of this Python, run the cell in it, and end it."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

    begun = time.monotonic()
    # a person's own kernel of that name may belong to another Python
    specs = KernelSpecManager(kernel_dirs=[])
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    try:
        # what a kernel warns of goes to nobody's terminal
        manager.start_kernel(stderr=subprocess.DEVNULL)
        heard = _Heard()
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=patience)
            client.execute_interactive(cell, output_hook=heard.hear, timeout=patience)
        finally:
            client.stop_channels()
    except (OSError, RuntimeError) as error:  # a kernel that dies or is late is a RuntimeError
        return Trial(time.monotonic() - begun, False, _last_line(str(error)))
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)
    return Trial(time.monotonic() - begun, PICTURE in heard.shown, _last_line(heard.failed))


class _Heard:
    """What a kernel said."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self.failed = ""

    def hear(self, message: Mapping[str, Any]) -> None:
        content = message["content"]
        self.shown.update(content.get("data", {}))
        if message["msg_type"] == "error":
            self.failed = f"{content['ename']}: {content['evalue']}"


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")[:200]
