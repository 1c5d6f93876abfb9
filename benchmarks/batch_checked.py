"""A batch whose memory is watched, and whose pages are held against figures worked out directly."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.batch.manifest import Entry, read_manifest
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.run import run_batch
from salestoolkit.reports.funnel_page import open_page

EVERY = 100
"""Pages between two looks at the memory."""


class Watch:
    """Counts pages as they are made, and prints the memory of all processes of the batch."""

    def __init__(self) -> None:
        self.made = 0
        self.twice: list[str] = []
        self.memory: list[dict[str, float]] = []

    def __call__(self, report: PlannedReport, made: Made) -> None:
        """A page is done."""
        self.made += 1
        if made.tries > 1:
            self.twice.append(report.key)
        if self.made % EVERY == 0:
            self.memory.append(memory_by_role())
            said = ", ".join(f"{role} {size:.0f}" for role, size in self.memory[-1].items())
            print(f"{self.made:5d} pages; MiB in memory: {said}", flush=True)


def memory_by_role() -> dict[str, float]:
    """Resident MiB of this process, of each of its workers and of each fork server; kernels left out.

    What a fork server and its kernels share is counted in each; kernels come and go.
    """
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.name))
    found = {"parent": _resident(os.getpid())}
    for worker in sorted(children.get(os.getpid(), [])):
        if _resident(worker) > 50:
            found[f"worker {len(found)}"] = _resident(worker)
        for child in sorted(children.get(worker, [])):
            if "zygote" in _command(child):
                found[f"server {len(found)}"] = _resident(child)
    return found


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def check_pages(file: Path, book: Path, pages: int) -> list[str]:
    """What is wrong with the pages of a batch of short funnel pages by team: nothing, one hopes."""
    watch = Watch()
    result = run_batch(read_batch(file), started=datetime.now().astimezone(), on_made=watch)
    faults = [f"{report.key}: {made.error!r}" for report, made in result.failed]
    manifest = None if result.manifest is None else read_manifest(result.manifest)
    if manifest is None or result.manifest is None:
        return [*faults, "no manifest"]
    if len(manifest.reports) != pages or result.made != pages:
        faults.append(f"{len(manifest.reports)} planned and {result.made} made of {pages}")
    print(
        f"{result.made} pages made, {len(watch.twice)} of them in a second try: {watch.twice[:5]}"
    )
    return [*faults, *wrong_pages(manifest.reports, result.manifest.parent, book)]


def wrong_pages(entries: Iterable[Entry], folder: Path, book: Path) -> list[str]:
    """Pages that are missing, say another page's title, or other figures than those worked out here."""
    faults = []
    for entry in entries:
        team = entry.values.get("team")
        part: dict[str, Any] = {} if team is None else {"dimension": "team", "value": team}
        told = json.loads(json.dumps(open_page(book, language=entry.language, **part).as_data()))
        names = {file.format: file.name for file in entry.files}
        if set(names) != {"html", "json"}:
            faults.append(f"{entry.key}: {sorted(names)}")
            continue
        said = json.loads((folder / names["json"]).read_text(encoding="utf-8"))
        if said != told:
            wrong = [name for name in told if said.get(name) != told[name]]
            faults.append(f"{entry.key}: other {', '.join(wrong)}")
        page = (folder / names["html"]).read_text(encoding="utf-8")
        title = re.search("<title>(.*?)</title>", page)
        if title is None or html.unescape(title[1]) != told["title"]:
            faults.append(f"{entry.key}: another title")
    return faults
