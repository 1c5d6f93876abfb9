"""The lists of a test: leads to draw from, who was drawn (only ever added to), and one list an arm."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from salestoolkit.core.channel_assign import Assignment, Lead
from salestoolkit.core.channel_results import AssignedLead
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.errors import BookError, ImportFailed
from salestoolkit.sources.channel_columns import days_of, lead_header, rows_of
from salestoolkit.sources.channel_tests import ASSIGNED
from salestoolkit.sources.content import load_content
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.sources.growing_csv import add_rows
from salestoolkit.sources.recognition.vocabulary import header_key
from salestoolkit.sources.safe_csv import Value, safe_csv
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

LISTS = "lists"
ASSIGNED_KEYS = ("lead", "arm", "on", "cluster")
_NOT_IN_NAMES = re.compile(r"[^\w-]+")


@dataclass(frozen=True, kw_only=True)
class LeadList:
    """A list of leads as it was read: its columns, and a row for each lead.

    ``column`` is the header of the ids; ``broken`` counts lines with too few or too many fields.
    """

    file: str
    columns: tuple[str, ...]
    column: str
    rows: tuple[Mapping[str, str], ...]
    broken: int = 0

    def id_of(self, row: Mapping[str, str]) -> str:
        """A lead's id."""
        return row[self.column]

    def without(self, leads: Collection[str]) -> LeadList:
        """The list without some leads."""
        rows = tuple(row for row in self.rows if self.id_of(row) not in leads)
        return replace(self, rows=rows)

    def leads(self, test: ChannelTest) -> list[Lead]:
        """Leads with the groups that the test asks for.

        Raises
        ------
        ImportFailed
            ``channel_no_column`` where the list lacks a column that the test names.
        """
        strata = [self.header(name) for name in test.stratify]
        cluster = self.header(test.cluster) if test.cluster else None
        return [
            Lead(
                lead=self.id_of(row),
                stratum=tuple(row[name] for name in strata),
                cluster=row[cluster] if cluster else "",
            )
            for row in self.rows
        ]

    def values(self, name: str) -> dict[str, str]:
        """Lead to the value of a column."""
        header = self.header(name)
        return {self.id_of(row): row[header] for row in self.rows}

    def header(self, name: str) -> str:
        """The list's own header for a column, whatever the case."""
        found = next((one for one in self.columns if header_key(one) == header_key(name)), None)
        if found is None:
            raise ImportFailed(
                "channel_no_column", file=self.file, value=name, allowed=", ".join(self.columns)
            )
        return found


def read_leads(path: Path | str, *, id_column: str | None = None) -> LeadList:
    """A list of leads from CSV or a workbook's first sheet, in whatever encoding.

    Parameters
    ----------
    id_column : str, optional
        Header of the column that tells leads apart; else the one that looks like it.

    Raises
    ------
    ImportFailed
        What `read_tables` says; ``channel_no_lead_column``.
    """
    table = read_tables(Path(path))[0]
    rows = rows_of(table)
    found = LeadList(
        file=table.path.name,
        columns=tuple(table.columns),
        column="",
        rows=tuple(rows),
        broken=len(table.broken),
    )
    column = _lead_column(found) if id_column is None else found.header(id_column)
    return LeadList(
        file=found.file, columns=found.columns, column=column, rows=found.rows, broken=found.broken
    )


def read_assigned(folder: Path | str, test: ChannelTest) -> tuple[AssignedLead, ...]:
    """Who was drawn so far; none where nobody was. A lead that stands there in two arms has none.

    Raises
    ------
    BookError
        ``channel_assigned_arm`` where an arm is none of the test's.
    """
    path = Path(folder) / ASSIGNED
    if not path.is_file():
        return ()
    table = read_tables(path)[0]
    lead, arm, on, cluster = (_own_header(table, key) for key in ASSIGNED_KEYS)
    if lead is None or arm is None:
        raise BookError("channel_assigned_columns", file=str(path), allowed="lead, arm")
    days = days_of(table, on, market=test.market)
    found: dict[str, AssignedLead] = {}
    for place, row in enumerate(rows_of(table)):
        name = test.arm_of(row[arm])
        if name is None:
            allowed = ", ".join(one.name for one in test.arms)
            raise BookError(
                "channel_assigned_arm",
                file=str(path),
                line=table.line(place),
                value=row[arm],
                allowed=allowed,
            )
        before = found.get(row[lead])
        if before is not None and before.arm == name:
            continue
        found[row[lead]] = AssignedLead(
            lead=row[lead],
            arm=name if before is None else None,
            assigned_on=days[place],
            cluster=row[cluster] if cluster else "",
        )
    return tuple(found.values())


def keep_assignment(
    folder: Path | str, test: ChannelTest, leads: LeadList, drawn: Assignment, *, on: date
) -> tuple[Path, ...]:
    """Write a list for each arm, then add the leads to ``assigned.csv``, which is never rewritten.

    The lists hold the newly drawn leads only, so that nobody is written to twice. They are written
    first: should the machine stop in between, the same draw is made again.

    Returns
    -------
    tuple of Path
        The lists, in the order of the arms.
    """
    root = Path(folder)
    if not drawn.arms:
        return ()
    written = []
    for place, arm in enumerate(test.arms):
        path = _list_path(root, test, place, on)
        rows = [
            [*(row[name] for name in leads.columns), arm.name, arm.template]
            for row in _once(leads)
            if drawn.arms.get(leads.id_of(row)) == arm.name
        ]
        header = [*leads.columns, *(_word(test, key) for key in ("arm", "template"))]
        with saying_what_cannot_be_written(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, safe_csv(header, rows))
        written.append(path)
    _add(root / ASSIGNED, test, leads, drawn, on)
    return tuple(written)


def clusters_of(assigned: Iterable[AssignedLead]) -> dict[str, str]:
    """Cluster to arm, for the clusters drawn before."""
    return {one.cluster: one.arm for one in assigned if one.cluster and one.arm is not None}


def _add(path: Path, test: ChannelTest, leads: LeadList, drawn: Assignment, on: date) -> None:
    """Add the newly drawn leads, under the headers that the file has."""
    cluster = leads.header(test.cluster) if test.cluster else None
    table = read_tables(path)[0] if path.is_file() else None
    named = {key: (table and _own_header(table, key)) or _word(test, key) for key in ASSIGNED_KEYS}
    rows: list[dict[str, Value]] = [
        {
            named["lead"]: leads.id_of(row),
            named["arm"]: drawn.arms[leads.id_of(row)],
            named["on"]: on,
            named["cluster"]: row[cluster] if cluster else "",
        }
        for row in _once(leads)
        if leads.id_of(row) in drawn.arms
    ]
    add_rows(path, rows)


def _once(leads: LeadList) -> list[Mapping[str, str]]:
    """The first row of each lead."""
    found: dict[str, Mapping[str, str]] = {}
    for row in leads.rows:
        found.setdefault(leads.id_of(row), row)
    return list(found.values())


def _list_path(root: Path, test: ChannelTest, place: int, on: date) -> Path:
    """A name that no list bears: the day, and a number where it is not the day's first."""
    plain = [_NOT_IN_NAMES.sub("_", arm.name).strip("_")[:40] for arm in test.arms]
    name = plain[place] if plain[place] and plain.count(plain[place]) == 1 else str(place + 1)
    number = 1
    folder = root / LISTS
    while True:
        part = on.isoformat() if number == 1 else f"{on.isoformat()}-{number}"
        path = folder / f"{part}_{name}.csv"
        if not path.exists():
            return path
        number += 1


def _lead_column(leads: LeadList) -> str:
    found = lead_header(leads.columns)
    if found is None:
        columns = ", ".join(leads.columns)
        raise ImportFailed("channel_no_lead_column", file=leads.file, columns=columns)
    return found


def _own_header(table: RawTable, key: str) -> str | None:
    """The header of one of our columns, in whichever language it was written."""
    named = {
        header_key(load_content(language).text(f"channel_test.column.{key}"))
        for language in ("en", "pl")
    }
    return next((name for name in table.columns if header_key(name) in named), None)


def _word(test: ChannelTest, key: str) -> str:
    return load_content(test.language).text(f"channel_test.column.{key}")
