"""Tables of breakdowns: a cell for each column, and what is not known said so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from breakdown_results import everything, late, months, reversal, teams

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.reports.tables import Table
from salestoolkit.reports.tables_breakdowns import breakdown_table, reversal_table
from salestoolkit.words import Words, load_words

EN, PL = load_words("en"), load_words("pl")
PROCESS = SalesProcess(name="sales", stages=(Stage(key="offer", name="Oferta wysłana"),))


def printed(table: Table) -> list[list[str]]:
    return [
        [f"{cell.text}|{cell.note or ''}".replace("\N{NO-BREAK SPACE}", " ") for cell in row]
        for row in table.rows
    ]


@pytest.mark.parametrize("words", [EN, PL])
def test_every_row_has_a_cell_for_each_column(words: Words) -> None:
    for found in everything():
        table = breakdown_table(found, PROCESS, words)
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(table.rows) == (0 if found.reason else len(found.parts))


def test_a_part_is_told_with_its_intervals_and_its_stage() -> None:
    weak = printed(breakdown_table(teams(), PROCESS, EN))[1]
    assert weak == [
        "Południe|loses most at “Oferta wysłana”",
        "200|30 open",
        "12%|6% to 18%",
        "−8.0 points|−14.0 to −2.0 points",
        "−PLN 800,000|−PLN 1.4M to −PLN 200,000",
        "70|PLN 54,000",
    ]


def test_a_part_too_young_says_so_and_is_held_against_nothing() -> None:
    young = printed(breakdown_table(teams(), PROCESS, EN))[3]
    assert young[2] == "too young|"
    assert young[3] == "–|"


def test_without_a_currency_there_is_no_money() -> None:
    table = breakdown_table(replace(teams(), currency=None), PROCESS, EN)
    assert EN.text("breakdowns.column.money") not in table.columns
    assert breakdown_table(late(), PROCESS, EN).rows == []


def test_few_deals_are_called_few() -> None:
    small = replace(teams().parts[0], worth=12.0, p_value=None)
    row = printed(breakdown_table(replace(teams(), parts=(small,)), PROCESS, EN))[0]
    assert row[3] == "+2.0 points|few deals"


def test_like_is_held_against_like_stratum_by_stratum() -> None:
    table = reversal_table(reversal(), EN)
    assert table.columns == ["Source", "The others", "Południe"]
    assert printed(table) == [
        ["Polecenie|", "30.0%|60 of 200", "37.5%|30 of 80"],
        ["Formularz|", "6.0%|6 of 100", "10.0%|20 of 200"],
        ["All together|", "24.0%|", "19.0%|"],
        ["With the same mix|", "18.0%|", "25.0%|"],
    ]
    periods = reversal_table(months().reversals[0], PL)
    assert list(periods.columns) == ["Źródło", "Wcześniej", "Później"]
