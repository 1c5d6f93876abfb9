"""Tables of a change: what is printed adds up to the printed difference."""

from __future__ import annotations

from datetime import date

from two_periods import OFFER, SIMPSON, changes_of

from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.reports.tables_changes import (
    change_parts_table,
    change_stages_table,
    change_table,
)
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")


def tenths(cell) -> int:
    """A printed share or effect in tenths of a point."""
    number = cell.text.replace("\N{MINUS SIGN}", "-").replace("points", "").replace("%", "")
    return round(10 * float(number))


def test_the_pieces_add_up_to_the_difference_as_printed():
    first, *pieces, last = change_table(changes_of(*SIMPSON), EN).rows
    assert sum(tenths(row[1]) for row in pieces) == tenths(last[1]) - tenths(first[1])


def test_parts_add_up_to_the_same_difference_and_the_same_mix():
    result = changes_of(*SIMPSON)
    *parts, total = change_parts_table(result, EN).rows
    assert sum(tenths(row[5]) for row in parts) == tenths(total[5])
    assert sum(tenths(row[6]) for row in parts) == tenths(total[6])
    assert tenths(total[5]) + tenths(total[6]) == tenths(total[4]) - tenths(total[3])
    assert tenths(change_table(result, EN).rows[1][1]) == tenths(total[5])


def test_stages_of_parts_add_up_in_rows_and_columns():
    result = changes_of(*OFFER)
    *parts, total = change_stages_table(result, EN).rows
    for column in range(1, len(total)):
        assert sum(tenths(row[column]) for row in parts) == tenths(total[column])
    by_part = [sum(map(tenths, row[2:])) for row in parts]
    assert by_part == [tenths(row[6]) for row in change_parts_table(result, EN).rows[:-1]]


def test_a_named_piece_is_called_so_and_others_are_not():
    notes = {row[0].text: row[0].note for row in change_table(changes_of(*OFFER), PL).rows[1:-1]}
    assert notes == {
        "Struktura według źródeł": None,
        "Call": None,
        "Offer": PL.text("changes.table.more"),
        "Contract": None,
    }


def test_without_a_comparison_or_parts_the_tables_are_empty():
    nothing = FunnelChanges(as_of=date(2026, 1, 1), level=0.95, limits=("no_deals",))
    for made in (change_table, change_parts_table, change_stages_table):
        assert made(nothing, EN).rows == []
    whole = changes_of({"": OFFER[0]["Web form"]}, {"": OFFER[1]["Web form"]}, dimension=None)
    assert change_parts_table(whole, EN).rows == change_stages_table(whole, EN).rows == []
    assert len(change_table(whole, EN).rows) == 5
