"""Results of a test from a file: what a mailing tool or a CRM exported, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from salestoolkit.core.channel_results import AssignedLead, ResultRow
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.cells import flat
from salestoolkit.sources.building.stages import fate_of_status, truth
from salestoolkit.sources.channel_columns import days_of, field_header, lead_header, rows_of
from salestoolkit.sources.columns.numbers import parse_money
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.files.tables import read_tables

FIELDS = ("arm", "assigned_at", "sent_at", "outcome", "outcome_at", "amount")
DATES = ("assigned_at", "sent_at", "outcome_at")


@dataclass(frozen=True, kw_only=True)
class Results:
    """Rows of results, and the assignment that they tell themselves.

    ``own`` are the leads with the arms of the file, for a test that was drawn elsewhere. ``latest`` is
    the last day that a row speaks of, None where none does. ``broken`` counts lines with too few or too
    many fields.
    """

    file: str
    rows: tuple[ResultRow, ...]
    own: tuple[AssignedLead, ...] = ()
    latest: date | None = None
    broken: int = 0


def read_results(path: Path | str, test: ChannelTest, *, date_order: str | None = None) -> Results:
    """Results from CSV or a workbook, in whatever encoding and with whatever separator.

    Columns are known by their names in English or Polish (``content/formats/tables.toml``): the lead,
    and of arm, assigned, sent, outcome, day of the outcome and amount what there is. An outcome is yes
    or no, a day, or an amount.

    Raises
    ------
    ImportFailed
        What `read_tables` says; ``channel_no_lead_column``; ``channel_no_outcome_column``.
    AmbiguousInput
        ``ambiguous_date_order``.
    """
    table = read_tables(Path(path))[0]
    lead = lead_header(list(table.columns))
    if lead is None:
        columns = ", ".join(table.columns)
        raise ImportFailed("channel_no_lead_column", file=table.path.name, columns=columns)
    found = {field: field_header(table.columns, field) for field in FIELDS}
    if found["outcome"] is None and found["outcome_at"] is None and found["amount"] is None:
        columns = ", ".join(table.columns)
        raise ImportFailed("channel_no_outcome_column", file=table.path.name, columns=columns)
    reader = _Reader(table, test, lead, found, date_order)
    rows = reader.rows()
    days = [day for row in rows for day in (row.sent_on, row.outcome_on) if day is not None]
    assigned = reader.days["assigned_at"]
    return Results(
        file=table.path.name,
        rows=tuple(rows),
        own=own_arms(test, rows, assigned) if found["arm"] else (),
        latest=max([*days, *(day for day in assigned if day is not None)], default=None),
        broken=len(table.broken),
    )


class _Reader:
    """The columns of one file, read."""

    def __init__(
        self,
        table: RawTable,
        test: ChannelTest,
        lead: str,
        headers: Mapping[str, str | None],
        date_order: str | None,
    ) -> None:
        self.table, self.test, self.lead, self.headers = table, test, lead, headers
        self.texts = rows_of(table)
        self.days = {
            field: days_of(table, headers[field], order=date_order, market=test.market)
            for field in DATES
        }
        self.outcome_days = self._days_in_outcome(date_order)
        money = "amount" if headers["amount"] else "outcome"
        self.amounts = self._amounts(headers[money] if test.outcome.kind == "amount" else None)

    def rows(self) -> list[ResultRow]:
        """Every row of the file."""
        return [self._row(place) for place in range(self.table.num_rows)]

    def _row(self, place: int) -> ResultRow:
        value, on, unreadable = self._outcome(place)
        for field in DATES:
            if self._text(place, field) and self.days[field][place] is None:
                unreadable = self._text(place, field)
        return ResultRow(
            line=self.table.line(place),
            lead=self.texts[place][self.lead],
            arm=self._text(place, "arm"),
            sent_on=self.days["sent_at"][place],
            outcome=value,
            outcome_on=on,
            unreadable=unreadable,
        )

    def _outcome(self, place: int) -> tuple[float | None, date | None, str]:
        """Value of an outcome, its day, and what could not be read of it."""
        on = self.days["outcome_at"][place]
        if self.test.outcome.kind == "amount":
            money = self._text(place, "amount" if self.headers["amount"] else "outcome")
            amount = self.amounts[place]
            return amount, on, "" if amount is not None or not money else money
        text = self._text(place, "outcome")
        if not text:
            return (None if on is None else 1.0), on, ""
        day = self.outcome_days[place]
        if day is not None:
            return 1.0, day, ""
        said = yes_or_no(text)
        return said, on, "" if said is not None else text

    def _text(self, place: int, field: str) -> str:
        header = self.headers[field]
        return self.texts[place][header] if header is not None else ""

    def _days_in_outcome(self, order: str | None) -> Sequence[date | None]:
        """Days that stand in the column of outcomes instead of a yes."""
        header = self.headers["outcome"]
        none: list[date | None] = [None] * self.table.num_rows
        if header is None or self.test.outcome.kind == "amount":
            return none
        said = [row[header] for row in self.texts]
        if all(not text or yes_or_no(text) is not None for text in said):
            return none
        return days_of(self.table, header, order=order, market=self.test.market)

    def _amounts(self, header: str | None) -> list[float | None]:
        if header is None:
            return [None] * self.table.num_rows
        parsed = parse_money(self.table.columns[header], field=header)
        bad = np.asarray(parsed.bad, dtype=np.bool_)
        values = flat(parsed.values).to_pylist()
        return [
            None if wrong or value is None or value < 0 else float(value)
            for value, wrong in zip(values, bad, strict=True)
        ]


def yes_or_no(text: str) -> float | None:
    """1 for yes, a win or a number above 0, 0 for the contrary, None for anything else.

    >>> yes_or_no("tak"), yes_or_no("0"), yes_or_no("maybe")
    (1.0, 0.0, None)
    """
    said = truth(text)
    if said is not None:
        return float(said)
    fate = fate_of_status(text)
    if fate is not None:
        return float(fate == "won")
    try:
        return float(float(text.replace(",", ".")) > 0)
    except ValueError:
        return None


def own_arms(
    test: ChannelTest, rows: Sequence[ResultRow], assigned: Sequence[date | None]
) -> tuple[AssignedLead, ...]:
    """Leads with the arm that the file gives them; none where it gives two."""
    found: dict[str, AssignedLead] = {}
    for row, on in zip(rows, assigned, strict=True):
        arm = test.arm_of(row.arm) if row.arm else None
        if not row.lead or arm is None:
            continue
        before = found.get(row.lead)
        if before is None:
            found[row.lead] = AssignedLead(lead=row.lead, arm=arm, assigned_on=on)
        elif before.arm != arm:
            found[row.lead] = AssignedLead(lead=row.lead, arm=None, assigned_on=before.assigned_on)
    return tuple(found.values())
