"""The file that says when a batch last ran, so that silence is noticed."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from salestoolkit.errors import InvalidValue, ReportError, SalesToolkitError
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

FORMAT = "salestoolkit/heartbeat/1"
Outcome = Literal["well", "some_failed", "nothing_made", "interrupted"]
RAN: tuple[Outcome, ...] = ("well", "some_failed")
"""Outcomes of a run that came to its end; some reports may have failed, and the manifest says which."""
AHEAD = timedelta(days=1)
"""A clock may be set back by hours; a run noted for a later day than that would hide all silence until then."""


def beat_started(path: Path, *, at: datetime, what: str) -> None:
    """Note that a run has begun; what is known of earlier runs stays.

    Parameters
    ----------
    what : str
        What runs: the name of the batch or of the scheduled run.

    Raises
    ------
    ImportFailed
        ``cannot_write``.
    ReportError
        ``heartbeat_taken`` where another file lies there.
    """
    _refuse_another(path)
    kept = {"last_run": _read(path).get("last_run")}
    _write(path, {"what": what, "state": "running", "started": _moment(at), **kept})


def beat_finished(
    path: Path,
    *,
    at: datetime,
    outcome: Outcome,
    counts: Mapping[str, int] | None = None,
    next_due: datetime | None = None,
) -> None:
    """Note how a run ended, and when the next one is due where that is known.

    Raises
    ------
    ImportFailed
        ``cannot_write``.
    ReportError
        ``heartbeat_taken`` where another file lies there.
    """
    _refuse_another(path)
    begun = _read(path)
    ended = {"finished": _moment(at), "outcome": outcome}
    _write(
        path,
        {
            "what": begun.get("what", ""),
            "state": "waiting",
            "started": begun.get("started"),
            **ended,
            "counts": dict(counts or {}),
            "next_due": None if next_due is None else _moment(next_due),
            "last_run": ended if outcome in RAN else begun.get("last_run"),
        },
    )


def check_heartbeat(path: Path, *, within: timedelta, at: datetime) -> datetime:
    """When the last run came to its end, which is no longer ago than ``within``.

    Raises
    ------
    ReportError
        ``heartbeat_none`` where nothing has ever run to its end, ``heartbeat_old`` where that was too
        long ago, ``heartbeat_ahead`` where it is yet to come, ``heartbeat_unreadable`` where the file is
        not ours.
    """
    if not path.exists():
        raise ReportError("heartbeat_none", file=str(path))
    found = _read(path)
    if not found:
        raise ReportError("heartbeat_unreadable", file=str(path))
    last = found.get("last_run")
    if last is None:
        raise ReportError("heartbeat_none", file=str(path))
    try:
        finished = datetime.fromisoformat(last["finished"])
        age = at - finished
    except (KeyError, TypeError, ValueError) as error:
        raise ReportError("heartbeat_unreadable", file=str(path)) from error
    shown, since = (f"{moment:%Y-%m-%d %H:%M}" for moment in (finished, at - within))
    if age < -AHEAD:
        raise ReportError("heartbeat_ahead", file=str(path), value=shown)
    if age > within:
        raise ReportError("heartbeat_old", file=str(path), value=shown, allowed=since)
    return finished


@contextmanager
def noting(problems: list[SalesToolkitError]) -> Iterator[None]:
    """Note what goes wrong in place of raising it: no trouble with a note is a reason to make no reports."""
    try:
        yield
    except SalesToolkitError as error:
        problems.append(error)


def length_of_time(text: str) -> timedelta:
    """Days or hours, such as ``8d`` or ``36h``.

    Raises
    ------
    InvalidValue
        ``within_unknown``.

    Examples
    --------
    >>> length_of_time("8d"), length_of_time("36h")
    (datetime.timedelta(days=8), datetime.timedelta(days=1, seconds=43200))
    """
    found = re.fullmatch(r"(\d{1,5})([dh])", text.strip())
    if found is None or int(found[1]) == 0:
        raise InvalidValue("within_unknown", value=text)
    number = int(found[1])
    return timedelta(days=number) if found[2] == "d" else timedelta(hours=number)


def _read(path: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none, or it is not ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}


def _refuse_another(path: Path) -> None:
    """Refuse to replace a file that somebody else wrote; one that is empty says nothing."""
    if path.is_file() and path.stat().st_size and not _read(path):
        raise ReportError("heartbeat_taken", file=str(path))


def _write(path: Path, said: Mapping[str, Any]) -> None:
    text = json.dumps(
        {"format": FORMAT, "host": platform.node(), **said}, ensure_ascii=False, indent=1
    )
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{text}\n".encode())


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
