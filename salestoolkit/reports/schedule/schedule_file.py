"""The file that says when a batch is made: ``salestoolkit run-due SCHEDULE.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from salestoolkit.core.schedule_times import EVERY, ON_HOLIDAY, WEEKDAYS, Rule, zone_named
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.reports.schedule.drop_options import Drop, read_drop
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.toml_entry import TomlEntry, path_in, read_settings

TOP = (
    *("zone", "language", "state", "heartbeat", "drop", "settle_seconds", "largest_mb"),
    *("import", "run"),
)
RUN = (
    *("name", "batch", "every", "on", "day", "at", "country", "part", "holiday"),
    *("catch_up_days", "retries"),
)
BELONGS = {"week": "on", "month": "day", "quarter": "day"}
"""Which key says the day of a rule; it means nothing for the others."""
FAULTS = {
    "unknown_country": ("schedule_country", "country"),
    "unknown_country_part": ("schedule_part", "part"),
    "whose_working_days": ("schedule_no_country", "country"),
}
"""What is wrong with a rule, as said of the file, and its key there."""
RETRIES = 3


@dataclass(frozen=True, kw_only=True)
class ScheduledRun:
    """One ``[[run]]``: which batch is made when.

    A run that could not be made is tried again at most ``retries`` times. One that was missed is caught
    up within ``catch_up_days``, None: until the next one is due.
    """

    name: str
    batch: Path
    rule: Rule
    catch_up_days: int | None = None
    retries: int = RETRIES


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What a schedule file says, its paths absolute.

    ``heartbeat`` is the file in which each call of run-due is noted.
    """

    file: Path
    zone: ZoneInfo
    state: Path
    runs: tuple[ScheduledRun, ...]
    drop: Drop | None = None
    language: str | None = None
    heartbeat: Path | None = None


def read_schedule(path: Path | str) -> Schedule:
    """Read a schedule file.

    Raises
    ------
    BookError
        ``file_missing``, ``process_unreadable``, ``process_syntax``, ``toml_*``, ``schedule_*``: each
        names the file, the line, the key, the value and what is allowed.
    """
    from salestoolkit.sources.processes.read import read_text

    file = Path(path).absolute()
    if not file.is_file():
        raise BookError("file_missing", file=str(path))
    top = read_settings(read_text(file), file=str(path))
    top.only(TOP)
    runs = tuple(_run(entry, file.parent) for entry in top.entries("run"))
    drop = read_drop(top, file.parent)
    heartbeat = top.text("heartbeat")
    if not runs and drop is None:
        top.fail("schedule_empty", "run")
    _names_once(top, runs)
    schedule = Schedule(
        file=file,
        zone=_zone(top),
        # of two schedules in one folder each has its own
        state=path_in(file.parent, top.text("state") or f".{file.stem}"),
        runs=runs,
        drop=drop,
        language=top.choice("language", LANGUAGES),
        heartbeat=path_in(file.parent, heartbeat) if heartbeat else None,
    )
    _refuse_drop_of_ours(top, schedule)
    return schedule


def _refuse_drop_of_ours(top: TomlEntry, schedule: Schedule) -> None:
    """Refuse a drop folder in which more lies than exports: all that lies there is moved away."""
    if schedule.drop is None:
        return
    ours = [schedule.file.resolve(), schedule.state, *(run.batch for run in schedule.runs)]
    for options in (schedule.drop.usual, *schedule.drop.by_folder.values()):
        ours += filter(None, (options.book, options.mapping, options.rates))
    for path in (*ours, *filter(None, (schedule.heartbeat,))):
        if path.is_relative_to(schedule.drop.folder):
            top.fail("schedule_drop_holds", "drop", path=str(path))


def _zone(top: TomlEntry) -> ZoneInfo:
    try:
        return zone_named(top.needed("zone"))
    except InvalidValue:
        top.fail("schedule_zone", "zone")


def _names_once(top: TomlEntry, runs: tuple[ScheduledRun, ...]) -> None:
    """What was run is kept under the name: two of one name would stand for each other."""
    seen: set[str] = set()
    for entry, run in zip(top.entries("run"), runs, strict=True):
        if run.name in seen:
            entry.fail("schedule_name_twice", "name")
        seen.add(run.name)


def _run(entry: TomlEntry, folder: Path) -> ScheduledRun:
    entry.only(RUN)
    batch = path_in(folder, entry.needed("batch"))
    if not batch.is_file():
        entry.fail("schedule_no_batch", "batch")
    retries = entry.whole_number("retries", highest=100)
    return ScheduledRun(
        name=entry.needed("name"),
        batch=batch,
        rule=_rule(entry),
        catch_up_days=entry.whole_number("catch_up_days", highest=366),
        retries=RETRIES if retries is None else retries,
    )


def _rule(entry: TomlEntry) -> Rule:
    entry.needed("every")
    every = entry.choice("every", EVERY)
    for key in ("on", "day"):
        if key in entry.raw and BELONGS.get(every) != key:
            entry.fail("schedule_not_for", key, every=every)
    if every == "first_working_day" and "holiday" in entry.raw:
        entry.fail("schedule_not_for", "holiday", every=every)
    if every == "week":
        entry.needed("on")
    try:
        return Rule(
            every=every,
            at=_time(entry),
            on=entry.choice("on", WEEKDAYS) or WEEKDAYS[0],
            day=entry.whole_number("day", lowest=1, highest=31) or 1,
            country=entry.text("country"),
            part=_part(entry),
            on_holiday=entry.choice("holiday", ON_HOLIDAY) or ON_HOLIDAY[0],
        )
    except InvalidValue as error:
        code, key = FAULTS[error.code]
        entry.fail(code, key, allowed=error.fields.get("allowed", ""), every=every)


def _part(entry: TomlEntry) -> str | None:
    part = entry.text("part")
    if part is not None:
        entry.needed("country")
    return part


def _time(entry: TomlEntry) -> time:
    """A time of day: ``at = "07:00"``, or TOML's own ``07:00:00``."""
    given = entry.raw.get("at")
    if isinstance(given, time):
        return given.replace(microsecond=0)
    text = entry.needed("at")
    try:
        found = time.fromisoformat(text)
    except ValueError:
        entry.fail("schedule_time", "at")
    if found.tzinfo is not None or ":" not in text:
        entry.fail("schedule_time", "at")
    return found.replace(microsecond=0)
