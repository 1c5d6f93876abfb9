"""Touches of leads, from a log of one's own or from a deal book's activities."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.cadence import NONE, REFUSED, REPLIED, WINDOW_DAYS, Definition
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.channel_columns import days_of, rows_of
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.known_lists import fields_of_list
from salestoolkit.sources.touch_words import channel_of, outcome_of

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[Any, Any, str | None, str]
"""Lead, day, type and outcome of an activity; no type: it came when the deal had moved on."""
COLUMNS = ("lead", "on", "channel", "outcome")


@dataclass(frozen=True, kw_only=True)
class TouchLog:
    """Touches as `salestoolkit.core.cadence.read_cadence` reads them, and what else stood there.

    ``rows == len(frame) + no_touch + beyond + unread``: ``no_touch`` are activities of other types (by
    type), ``beyond`` touches of deals that had moved on already, ``unread`` rows without a lead or a day.
    ``unknown_outcomes`` are outcomes that are none of those known (with how often), ``silent`` touches without
    any, where outcomes tell of replies; both count as no reply.
    """

    frame: pd.DataFrame
    definition: Definition
    rows: int
    no_touch: Mapping[str, int] = field(default_factory=dict)
    beyond: int = 0
    unread: int = 0
    unknown_outcomes: Mapping[str, int] = field(default_factory=dict)
    silent: int = 0


def read_touches(path: Path | str, *, market: str | None = None) -> TouchLog:
    """Read a log of touches: lead or deal, date, type, outcome; CSV or Excel, in English or Polish.

    Raises
    ------
    ImportFailed
        Where the file cannot be read or is no list of activities; ``touches_without`` where it has no
        column for the lead, the day or the outcome.
    """
    table = read_tables(Path(path))[0]
    fields = fields_of_list(table, "activities")
    lead = fields.get("lead") or fields.get("deal_id") or fields.get("organization")
    day = next((fields[name] for name in ("at", "done_at", "due_at") if name in fields), None)
    wanted = {"lead": lead, "at": day, "type": fields.get("type"), "outcome": fields.get("outcome")}
    for name, header in wanted.items():
        if header is None:
            seen = ", ".join(table.columns)
            raise ImportFailed("touches_without", file=table.path.name, field=name, value=seen)
    days = days_of(table, day, market=market)
    told = [
        (row[str(lead)], on, row[str(wanted["type"])], row[str(wanted["outcome"])])
        for row, on in zip(rows_of(table), days, strict=True)
    ]
    return _log(told, "outcome", broken=len(table.broken))


def touches_of(
    book: DealBook, *, definition: Definition | None = None, window_days: int = WINDOW_DAYS
) -> TouchLog:
    """The touches among a deal book's activities.

    Parameters
    ----------
    definition : {"outcome", "stage"}, optional
        ``outcome``: an activity's outcome tells of the reply. ``stage``: the first move on from the stage
        that a deal came in at is the reply to the last touch before it, where that was at most
        ``window_days`` earlier; a loss before it is a refusal. Without it, outcomes where there are any.

    Raises
    ------
    BookError
        ``book_without_touches`` where the book has no activities, or no touch of any kind among them.
    InvalidValue
        ``cadence_definition`` where outcomes are asked for and no activity has one.
    """
    if "activities" not in book.tables:
        raise BookError("book_without_touches")
    rows = [row for row in book.tables["activities"].to_pylist() if row.get("done") is not False]
    has_outcome = any(row.get("outcome") for row in rows)
    if definition == "outcome" and not has_outcome:
        raise InvalidValue("cadence_definition", value="outcome", allowed="stage")
    chosen: Definition = definition or ("outcome" if has_outcome else "stage")
    by_stage = chosen == "stage"
    found = _from_stages(book, rows, window_days) if by_stage else _from_outcomes(book, rows)
    log = _log(found, chosen)
    if log.frame.empty:
        raise BookError("book_without_touches")
    return log


def _log(told: Iterable[Row], definition: Definition, *, broken: int = 0) -> TouchLog:
    """Touches of rows (lead, day, type, outcome), and what became of the other rows."""
    import pandas as pd

    kept: list[tuple[Any, ...]] = []
    other: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    rows, unread, beyond, silent = broken, broken, 0, 0
    for lead, on, kind, said in told:
        rows += 1
        if kind is None:
            beyond += 1
            continue
        channel = channel_of(kind)
        if channel is None:
            other[kind] += 1
            continue
        if not lead or on is None:
            unread += 1
            continue
        silent += definition == "outcome" and not plain(said or "")
        outcome = outcome_of(said or "")
        if outcome is None:
            unknown[said] += 1
        kept.append((lead, on, channel, outcome or NONE))
    return TouchLog(
        frame=pd.DataFrame(kept, columns=list(COLUMNS), dtype=object),
        definition=definition,
        rows=rows,
        no_touch=dict(other.most_common()),
        beyond=beyond,
        unread=unread,
        unknown_outcomes=dict(unknown.most_common()),
        silent=silent,
    )


def _from_outcomes(book: DealBook, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    zone = ZoneInfo(book.timezone)
    return [
        (_lead(row), _day(_moment(row), zone), row.get("type") or "", row.get("outcome") or "")
        for row in rows
    ]


def _from_stages(book: DealBook, rows: Sequence[Mapping[str, Any]], window_days: int) -> list[Row]:
    """Touches until a deal first moves on; the last one before the move brought it."""
    zone, ends = ZoneInfo(book.timezone), _first_moves(book)
    by_deal: dict[Any, list[tuple[datetime, str]]] = {}
    found: list[Row] = []
    for row in rows:
        moment, kind = _moment(row), row.get("type") or ""
        if moment is None or channel_of(kind) is None or not row.get("deal_id"):
            found.append((_lead(row), _day(moment, zone), kind, ""))
        else:
            by_deal.setdefault((row.get("source_name"), row["deal_id"]), []).append((moment, kind))
    for deal, touches in by_deal.items():
        touches.sort()
        end = ends.get(deal)
        last = bisect_right([moment for moment, _ in touches], end[0]) if end else len(touches)
        for place, (moment, kind) in enumerate(touches):
            said = NONE
            if end and place == last - 1 and (end[0] - moment).days <= window_days:
                said = end[1]
            # what comes after the reply is no attempt to get one
            if not end or place < last:
                found.append((deal, _day(moment, zone), kind, said))
            else:
                found.append((deal, _day(moment, zone), None, NONE))
    return found


def _first_moves(book: DealBook) -> dict[Any, tuple[datetime, str]]:
    """When each deal first moved on from where it came in, or was lost before; by deal."""
    place = {
        stage.key: at
        for process in book.processes.values()
        for at, stage in enumerate(process.deal_stages)
    }
    began: dict[Any, int] = {}
    found: dict[Any, tuple[datetime, str]] = {}
    log = book.stage_log.select(["source_name", "deal_id", "seq", "entry", "entered_at"])
    for row in sorted(log.to_pylist(), key=lambda row: (row["deal_id"], row["seq"])):
        deal = (row["source_name"], row["deal_id"])
        entry, moment = row["entry"], row["entered_at"]
        if deal in found or moment is None:
            continue
        if entry == "lost":
            found[deal] = (moment, REFUSED)
        elif entry == "won" or place.get(entry, -1) > began.get(deal, len(place)):
            found[deal] = (moment, REPLIED)
        else:
            began.setdefault(deal, place.get(entry, len(place)))
    return found


def _lead(row: Mapping[str, Any]) -> Any:
    told = row.get("deal_id") or row.get("lead")
    return (row.get("source_name"), told) if told else None


def _moment(row: Mapping[str, Any]) -> datetime | None:
    """When it was done, else when it is dated; what is only due was perhaps never done."""
    return row.get("done_at") or row.get("at") or (row.get("due_at") if row.get("done") else None)


def _day(moment: datetime | None, zone: ZoneInfo) -> Any:
    return None if moment is None else moment.astimezone(zone).date()
