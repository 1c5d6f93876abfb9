"""`latest`: the name that always leads to the last whole run."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.disk import sync_folder, write_safely

LATEST = "latest"
RUNS = "runs"
STATE = ".state"
"""What a batch keeps for itself, beside its runs."""
WITHOUT_LINKS = "latest.txt"
"""Names the run where the file system has no links."""
DOOR = "latest.html"
"""Leads people there."""
FORWARD = (
    '<!DOCTYPE html>\n<meta charset="utf-8">\n<meta http-equiv="refresh" content="0; url={index}">\n'
    '<a href="{index}">{index}</a>\n'
)


def latest_run(folder: Path) -> Path | None:
    """The folder of the last whole run; None before the first one."""
    link = folder / LATEST
    if link.is_symlink():
        run = folder / link.readlink()
    else:
        try:
            run = folder / (folder / WITHOUT_LINKS).read_text(encoding="utf-8").strip()
        except OSError:
            return None
    return run if run.parent == folder / RUNS and run.is_dir() else None


def refuse_without_latest(folder: Path) -> None:
    """Refuse a folder in which there are runs and ``latest`` leads to none of them."""
    if any((folder / RUNS).glob("*/manifest.json")):
        raise ReportError("batch_latest_gone", folder=str(folder))


def check_latest_is_ours(folder: Path) -> None:
    """Refuse a folder in which something else is called ``latest``."""
    link = folder / LATEST
    if link.exists() and not link.is_symlink():
        raise ReportError("batch_latest_taken", value=str(link))


def point_latest(folder: Path, name: str, *, state: Path) -> None:
    """Let ``latest`` lead to a run: whoever looks sees the last one or this one, never neither."""
    try:
        _swap_link(folder, name, state)
    except (OSError, NotImplementedError):
        # no links here: a file says it, and a page leads there
        for file, text in (
            (WITHOUT_LINKS, f"{RUNS}/{name}\n"),
            (DOOR, FORWARD.format(index=f"{RUNS}/{name}/index.html")),
        ):
            write_safely(state / file, text.encode())
            (state / file).replace(folder / file)
    sync_folder(folder)


def _swap_link(folder: Path, name: str, state: Path) -> None:
    new = state / "latest-new"
    with suppress(FileNotFoundError):
        new.unlink()
    new.symlink_to(Path(RUNS) / name, target_is_directory=True)
    # the link is made beside its place, where what it says would lead elsewhere, and then moved
    new.replace(folder / LATEST)
