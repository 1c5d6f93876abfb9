"""Lists of leads as CSV or Excel files: read row by row, and written back with their verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from salestoolkit.core.ideal_profile import Fact, Profile
from salestoolkit.core.lead_list import Fault, Lead, LeadList, SetApart
from salestoolkit.core.qualification import Answer, Scheme
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.columns.numbers import parse_money
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.sources.lead_columns import LeadColumns, answer_of, is_unknown, lead_columns

DECIMAL = {"en": "point", "pl": "comma"}
"""What the sign in ``1,234`` means where the column does not tell."""


class _Apart(Exception):
    """A row that cannot be judged, and why."""

    def __init__(self, fault: Fault, column: str = "", value: str = "") -> None:
        super().__init__(fault)
        self.fault: Fault = fault
        self.column, self.value = column, value


def read_leads(path: Path | str, scheme: Scheme, *, profile: Profile | None = None) -> LeadList:
    """Read a list of leads: companies, their answers to a scheme, what a profile asks of them.

    Headers are recognised in English and Polish, answers as yes/no/unknown, tak/nie/nie wiem and
    their like; an empty cell, ``?`` and ``maybe`` are unknown. A row that cannot be read is set
    apart with its line and reason, and so is one that repeats an earlier row word for word; the rest
    goes on.

    Raises
    ------
    ImportFailed
        Where the file cannot be read (as `salestoolkit.sources.files.tables.read_tables`),
        ``leads_several_sheets``, ``leads_column_twice``, ``leads_without_company``,
        ``leads_without_answers``.
    """
    tables = read_tables(Path(path))
    if len(tables) > 1:
        names = ", ".join(str(one.sheet) for one in tables)
        raise ImportFailed("leads_several_sheets", file=Path(path).name, value=names)
    table = tables[0]
    header = tuple(table.columns)
    columns = lead_columns(header, scheme, profile, file=Path(path).name)
    numbers = _numbers(table, columns, profile, DECIMAL.get(scheme.language, "point"))
    cells = list(zip(*(column.to_pylist() for column in table.columns.values()), strict=True))
    leads: list[Lead] = []
    apart = [SetApart(line=line, fault="broken", value=text) for line, text in table.broken]
    seen: set[tuple[str | None, ...]] = set()
    for place, row in enumerate(cells):
        try:
            if row in seen:
                raise _Apart("repeated")
            seen.add(row)
            told = dict(zip(header, row, strict=True))
            leads.append(_lead(table.line(place), told, columns, _facts(place, numbers)))
        except _Apart as wrong:
            line = table.line(place)
            apart.append(
                SetApart(line=line, fault=wrong.fault, column=wrong.column, value=wrong.value)
            )
    return LeadList(
        header=header,
        leads=tuple(leads),
        set_apart=tuple(sorted(apart, key=lambda one: one.line)),
        without=columns.without,
    )


def _lead(
    line: int, told: Mapping[str, str | None], columns: LeadColumns, facts: Mapping[str, Fact]
) -> Lead:
    common = {name: told[header] or "" for name, header in columns.common.items()}
    if not common.get("company") and not common.get("deal_id"):
        raise _Apart("no_company", columns.common.get("company", ""))
    return Lead(
        line=line,
        company=common.get("company") or common["deal_id"],
        contact=common.get("contact", ""),
        deal_id=common.get("deal_id") or None,
        asked_on=_day(common.get("asked_on", ""), columns.common.get("asked_on", "")),
        answers={key: _answer(told[header], header) for key, header in columns.criteria.items()},
        facts=facts,
        cells=tuple(value or "" for value in told.values()),
    )


def _answer(text: str | None, column: str) -> Answer:
    answer, readable = answer_of(text)
    if not readable:
        raise _Apart("not_an_answer", column, text or "")
    return answer


def _day(text: str, column: str) -> date | None:
    if is_unknown(text):
        return None
    parts = text.split(".")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise _Apart("not_a_date", column, text) from error


_Facts = Mapping[str, Sequence[Fact | _Apart]]


def _numbers(
    table: RawTable, columns: LeadColumns, profile: Profile | None, decimal: str
) -> _Facts:
    """Each fact's column with its values, or what is wrong with them, row by row."""
    on_numbers = {rule.field for rule in (profile.rules if profile else ()) if rule.on_numbers}
    found: dict[str, Sequence[Fact | _Apart]] = {}
    for field, header in columns.facts.items():
        texts = table.columns[header].to_pylist()
        known: list[str | None] = [None if is_unknown(text) else text for text in texts]
        if field not in on_numbers:
            found[field] = known
            continue
        read = parse_money(pa.array(known, pa.string()), field=header, decimal=decimal)
        values = read.values.to_pylist()
        found[field] = [
            _Apart("not_a_number", header, text or "") if bad else _float(value)
            for text, value, bad in zip(known, values, read.bad, strict=True)
        ]
    return found


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _facts(place: int, facts: _Facts) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for field, values in facts.items():
        value = values[place]
        if isinstance(value, _Apart):
            raise value
        found[field] = value
    return found
