"""A room at work: many kernels in one JupyterLab, each running a lesson until a slider answers.

    python benchmarks/workshop_room.py                 # 20 people at once, lesson 08
    python benchmarks/workshop_room.py --people 5 --lesson 02_set_smart_goals

All kernels are started in the same moment, run the lesson's cells up to its first widget, and move a
slider of it; a kernel has arrived when the widget has answered. Memory is what the kernels and the server
hold then (proportional set size: pages that processes share are counted once). Also measured: from the
command until the first chart, for one person on a machine at rest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from tornado.websocket import WebSocketClientConnection, websocket_connect

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.lessons.room.opening import opened
from salestoolkit.lessons.room.servers import Running

LESSON = "08_audit_the_funnel"
SLIDERS = ("IntSliderModel", "FloatSliderModel")
MIB = 1024**2
PATIENCE = 600.0


@dataclass(frozen=True)
class Arrived:
    """One participant: seconds from the room's start to the first chart, the widget, its answer."""

    chart: float
    widget: float
    answer: float


class Participant:
    """A kernel, and what a browser would say to it."""

    def __init__(self, socket: WebSocketClientConnection, start: float) -> None:
        self.socket, self.start = socket, start
        self.session = uuid4().hex
        self.models: dict[str, dict[str, Any]] = {}
        self.first_chart: float | None = None

    async def run(self, cells: Sequence[str]) -> Arrived:
        """Run the cells in their order, then move a slider and wait for the widget's answer."""
        for source in cells:
            await self._execute(source)
        widget = time.monotonic() - self.start
        before = time.monotonic()
        await self._move_a_slider()
        assert self.first_chart is not None, "no cell drew a chart"
        return Arrived(self.first_chart, widget, time.monotonic() - before)

    async def _execute(self, source: str) -> None:
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        sent = await self._send("execute_request", content)
        while True:
            kind, parent, said = await self._hear()
            if kind == "error":
                raise AssertionError("\n".join(said["traceback"]))
            if kind == "status" and said["execution_state"] == "idle" and parent == sent:
                return

    async def _move_a_slider(self) -> None:
        name, state = next(
            (name, state)
            for name, state in self.models.items()
            if state.get("_model_name") in SLIDERS
            and state["value"] + state["step"] <= state["max"]
        )
        value = state["value"] + state["step"]
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        await self._send("comm_msg", {"comm_id": name, "data": data})
        while True:
            kind, _, said = await self._hear()
            if kind == "comm_msg" and said["comm_id"] != name:
                changed = said["data"].get("state", {})
                if "outputs" in changed or "value" in changed or "children" in changed:
                    return

    async def _send(self, kind: str, content: dict[str, Any]) -> str:
        sent = uuid4().hex
        header = {"msg_id": sent, "msg_type": kind, "session": self.session, "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self.socket.write_message(json.dumps({**message, "channel": "shell", "buffers": []}))
        return sent

    async def _hear(self) -> tuple[str, str, dict[str, Any]]:
        raw = await asyncio.wait_for(self.socket.read_message(), PATIENCE)
        assert raw is not None, "the server has closed the connection"
        if isinstance(raw, bytes):
            # a message with binary buffers: their number, their offsets, then the JSON
            first, second = int.from_bytes(raw[4:8], "big"), int.from_bytes(raw[8:12], "big")
            raw = raw[first:second]
        message = json.loads(raw)
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "comm_open":
            self.models[content["comm_id"]] = content["data"].get("state", {})
        if self.first_chart is None and "svg" in json.dumps(content)[:2_000_000]:
            self.first_chart = time.monotonic() - self.start
        return kind, message["parent_header"].get("msg_id", ""), content


def cells_of(lesson: Path) -> list[str]:
    """The lesson's code cells up to its first widget, exercises left out."""
    cells = []
    for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"]:
        tags = cell["metadata"].get("tags", ())
        if cell["cell_type"] != "code" or {"exercise", "solution"} & set(tags):
            continue
        cells.append("".join(cell["source"]))
        if "widget" in tags:
            return cells
    raise AssertionError(f"{lesson} has no widget")


def ask(server: Running, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"token {server.wanted.token}", "Content-Type": "application/json"}
    url = f"{server.wanted.address}{path}"
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


async def participate(server: Running, cells: Sequence[str], start: float) -> Arrived:
    body = {"name": "python3", "path": "00_start_here.ipynb"}
    kernel = (await asyncio.to_thread(ask, server, "/api/kernels", body))["id"]
    base = server.wanted.address.replace("http", "ws", 1)
    url = f"{base}/api/kernels/{kernel}/channels?token={server.wanted.token}"
    socket = await websocket_connect(url, max_message_size=100 * MIB)
    return await Participant(socket, start).run(cells)


def pss(process: psutil.Process) -> int:
    """Proportional set size in bytes."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024


async def room(folder: Path, lesson: str, people: int) -> None:
    with opened(folder) as server:
        cells = cells_of(folder / f"{lesson}.ipynb")
        start = time.monotonic()
        waiting = [participate(server, cells, start) for _ in range(people)]
        arrived = await asyncio.gather(*waiting)
        top = psutil.Process(server.process.pid)
        kernels = [one for one in top.children(recursive=True) if "ipykernel" in str(one.cmdline())]
        held = [pss(one) for one in kernels]
        tell(people, arrived, held, pss(top))


def tell(people: int, arrived: Sequence[Arrived], held: Sequence[int], server: int) -> None:
    each = statistics.mean(held)
    answers = [one.answer for one in arrived]
    print(f"{people} at once on {os.cpu_count()} cores: {len(arrived)} reached a working widget")
    print(f"first chart, first of all  {min(one.chart for one in arrived):7.1f} s")
    print(f"first chart, last of all   {max(one.chart for one in arrived):7.1f} s")
    print(f"widget, last of all        {max(one.widget for one in arrived):7.1f} s")
    print(f"slider to answer, median   {statistics.median(answers):7.2f} s")
    print(f"slider to answer, slowest  {max(answers):7.2f} s")
    print(f"memory a participant       {each / MIB:7.0f} MiB (largest {max(held) / MIB:.0f})")
    print(f"memory of the server       {server / MIB:7.0f} MiB")
    print(f"memory together            {(sum(held) + server) / MIB:7.0f} MiB", flush=True)


async def alone(folder: Path) -> None:
    """From the command to the first chart: server, kernel, load cell, map and funnel of lesson 00."""
    begun = time.monotonic()
    with opened(folder) as server:
        up = time.monotonic() - begun
        cells = cells_of(folder / "00_start_here.ipynb")
        arrived = await participate(server, cells, begun)
    print(f"start to server            {up:7.1f} s")
    print(f"start to first chart       {arrived.chart:7.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--lesson", default=LESSON)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "workshop"
        make_workshop(folder, language="en")
        asyncio.run(alone(folder))
        asyncio.run(room(folder, chosen.lesson, chosen.people))


if __name__ == "__main__":
    main()
