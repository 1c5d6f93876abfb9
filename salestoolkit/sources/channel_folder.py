"""The folder of a test: what was agreed, who was drawn, what came back, and when somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from salestoolkit.core.channel_reading import Reading, read_channel_test
from salestoolkit.core.channel_results import AssignedLead, read_back
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.channel_columns import rows_of
from salestoolkit.sources.channel_lists import read_assigned
from salestoolkit.sources.channel_looks import read_looks
from salestoolkit.sources.channel_results import Results, read_results
from salestoolkit.sources.channel_tests import read_test
from salestoolkit.sources.content import load_content
from salestoolkit.sources.files.tables import ZIP, bytes_of, read_tables
from salestoolkit.sources.safe_csv import safe_csv
from salestoolkit.sources.whole_files import write_keeping

RESULTS = "results.csv"
ROW_FIELDS = ("lead", "arm", "sent", "outcome", "outcome_on", "amount")


@dataclass(frozen=True, kw_only=True)
class FolderReading:
    """A test read from its folder; ``own_arms`` where the results themselves tell who was in which arm.

    ``latest`` is the last day that a row of the results speaks of, ``broken`` counts its unreadable lines.
    ``logged`` is whether the log of looks knows of this one.
    """

    reading: Reading
    latest: date | None
    own_arms: bool
    broken: int
    logged: bool = True


def read_folder(
    folder: Path | str,
    *,
    results: Results | None = None,
    as_of: date | None = None,
    date_order: str | None = None,
) -> FolderReading:
    """Read a test: its file, who was drawn, its results, and the looks at earlier days.

    Parameters
    ----------
    results : Results, optional
        Else those that the folder keeps.
    as_of : date, optional
        Else the day of the last look; without one the last day that the results speak of.

    Raises
    ------
    BookError
        ``channel_no_test``, ``channel_no_results``, ``channel_nobody_assigned``, and what is wrong with
        a file.
    InvalidValue
        ``channel_no_day`` where nothing says on which day to look.
    """
    root = Path(folder)
    test = read_test(root)
    found = results or _kept_results(root, test, date_order)
    assigned: Sequence[AssignedLead] = read_assigned(root, test)
    own = not assigned
    if own:
        assigned = found.own
    if not assigned:
        raise BookError("channel_nobody_assigned", folder=str(root))
    looks = read_looks(root)
    day = as_of or (looks[-1].as_of if looks else found.latest)
    if day is None:
        raise InvalidValue("channel_no_day", file=found.file)
    back = read_back(test, assigned, found.rows, as_of=day)
    reading = read_channel_test(test, back, past=[look for look in looks if look.as_of < day])
    return FolderReading(
        reading=reading,
        latest=found.latest,
        own_arms=own,
        broken=found.broken,
        logged=day in [look.as_of for look in looks],
    )


def keep_results(folder: Path | str, path: Path) -> Path | None:
    """Keep a file of results in the folder of its test; the copy of the one that was there.

    A workbook is kept as the CSV of its first sheet.
    """
    target = Path(folder) / RESULTS
    data = bytes_of(path)
    if path.exists() and target.exists() and path.samefile(target):
        return None
    if data.startswith(ZIP):
        table = read_tables(path)[0]
        names = list(table.columns)
        data = safe_csv(names, [[row[name] for name in names] for row in rows_of(table)])
    return write_keeping(target, data)


def keep_rows(folder: Path | str, test: ChannelTest, results: Results) -> Path | None:
    """Keep results that came from a deal book; the copy of the file that was there."""
    content = load_content(test.language)
    header = [content.text(f"channel_test.column.{key}") for key in ROW_FIELDS]
    yes, no = (content.text(f"channel_test.column.{key}") for key in ("yes", "no"))
    money = test.outcome.kind == "amount"
    rows = [
        [
            row.lead,
            row.arm,
            row.sent_on,
            None if money or row.outcome is None else (yes if row.outcome else no),
            row.outcome_on,
            row.outcome if money else None,
        ]
        for row in results.rows
    ]
    return write_keeping(Path(folder) / RESULTS, safe_csv(header, rows))


def _kept_results(root: Path, test: ChannelTest, date_order: str | None) -> Results:
    path = root / RESULTS
    if not path.is_file():
        raise BookError("channel_no_results", folder=str(root))
    try:
        return read_results(path, test, date_order=date_order)
    except ImportFailed as error:
        # kept from a deal book in which nothing happened yet
        if error.code != "file_without_rows":
            raise
        return Results(file=path.name, rows=())
