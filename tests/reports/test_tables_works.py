"""Tables of lost reasons, competitors and practices."""

from __future__ import annotations

import pytest
from works_results import practice, reasons_made, rivals_made, works_made

from salestoolkit.reports.tables import Table
from salestoolkit.reports.tables_lost_reasons import (
    competitor_table,
    lost_reason_tables,
    reason_table,
)
from salestoolkit.reports.tables_what_works import what_works_source_table, what_works_table
from salestoolkit.words import Words, load_words

EN, PL = load_words("en"), load_words("pl")


def printed(table: Table) -> list[list[str]]:
    return [
        [f"{cell.text}|{cell.note or ''}".replace("\N{NO-BREAK SPACE}", " ") for cell in row]
        for row in table.rows
    ]


@pytest.mark.parametrize("words", [EN, PL])
def test_every_row_has_a_cell_for_each_column(words: Words) -> None:
    tables = [
        *lost_reason_tables(reasons_made(), words),
        what_works_table(works_made(), words),
        what_works_source_table(works_made(), words),
    ]
    assert len(tables) == 6
    for table in tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_a_reason_has_its_share_its_bounds_and_the_value_lost() -> None:
    first = printed(reason_table(reasons_made(), PL))[0]
    assert first == ["Za drogo|", "60|", "38%|od 30% do 45%", "38% – 63%|", "2,4 mln zł|"]


def test_other_and_empty_stand_at_the_end_without_bounds() -> None:
    names = [row[0] for row in printed(reason_table(reasons_made(), EN))]
    assert names[-2:] == ["“other” and the like|", "no reason given|"]


def test_a_cell_that_stands_out_says_so() -> None:
    by_stage = lost_reason_tables(reasons_made(), EN)[1]
    marked = [cell for row in printed(by_stage) for cell in row if "more than usual" in cell]
    assert marked == ["12|more than usual"]


def test_shares_won_stand_beside_each_other_only_where_that_is_fair() -> None:
    assert len(competitor_table(rivals_made(), EN).columns) == 6
    for noted in ("when_lost", "when_closed", "unknown"):
        assert len(competitor_table(rivals_made(noted=noted), EN).columns) == 5


def test_nothing_lost_leaves_only_what_can_be_told() -> None:
    made = reasons_made({}, empty=0, other=0, limits=("none_lost",))
    assert not reason_table(made, EN).rows
    assert [table.title for table in lost_reason_tables(made, EN)] == ["Competitors"]


def test_by_source_only_any_activity_and_what_stands_out_are_listed() -> None:
    rows = [
        practice(kind="any", practice="", stands_out=False),
        practice(),
        practice(practice="E-mail", stands_out=False),
    ]
    told = printed(what_works_source_table(works_made(rows), PL))
    assert {row[1] for row in told} == {"dowolne działanie|", "„Telefon”|"}
    assert [row[2] for row in told] == ["Targi|", "bez podanego źródła|"] * 2


def test_a_practice_of_the_process_is_told_so_and_one_that_stands_out_too() -> None:
    rows = [practice(), practice(practice="Demo", activity="demo", stands_out=False)]
    told = printed(what_works_table(works_made(rows), EN))
    assert [row[1] for row in told] == ["“Telefon”|stands out", "“Demo”|in the process"]
    assert told[0][4] == "+11.8|+3.3 to +20.3"
