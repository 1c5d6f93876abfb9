from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from salestoolkit.core.competitors import competitors
from salestoolkit.core.funnel_counts import Source


@pytest.fixture(scope="module")
def plain(book_of):
    return book_of(700, seed=51)


def named(book, seed, chances, *, names=("Acme",)):
    """The book with competitors written down with a chance by status of the deal."""
    random = np.random.default_rng(seed)
    values = [
        names[random.integers(len(names))] if random.random() < chances[fate] else None
        for fate in book.deals["status"].to_pylist()
    ]
    place = book.deals.column_names.index("competitor")
    column = pa.array(values, pa.string())
    return replace(book, deals=book.deals.set_column(place, "competitor", column))


def found_in(book):
    return competitors(Source(book, None), other=["none"])


def test_every_deal_is_counted_once_by_how_it_ended(plain):
    found = found_in(
        named(plain, 1, {"won": 0.5, "lost": 0.5, "open": 0.5}, names=("Acme", "Bolt"))
    )
    table = found.table
    assert table["competitor"].tolist()[-1] == ""
    assert table["n"].sum() == found.deals == plain.deals.num_rows
    assert (table["won"] + table["lost"] + table["open"]).tolist() == table["n"].tolist()
    assert found.named == table["n"].iloc[:-1].sum()


def test_a_competitor_noted_by_lot_makes_no_difference(plain):
    found = found_in(named(plain, 2, {"won": 0.4, "lost": 0.4, "open": 0.4}))
    assert found.noted == "evenly"
    assert not found.table["differs"].any()
    row = found.table.iloc[0]
    assert row["difference_low"] < 0 < row["difference_high"]


def test_a_competitor_noted_when_a_deal_is_lost_is_held_against_nobody(plain):
    found = found_in(named(plain, 3, {"won": 0.05, "lost": 0.6, "open": 0.02}))
    assert found.noted == "when_lost"
    assert found.table["p_value"].iloc[0] < 1e-6
    assert not found.table["differs"].any()


def test_a_competitor_noted_at_the_end_is_held_against_nobody(plain):
    found = found_in(named(plain, 4, {"won": 0.6, "lost": 0.6, "open": 0.0}))
    assert found.noted == "when_closed"
    assert not found.table["differs"].any()


def test_a_competitor_who_is_known_early_and_wins_is_found(plain):
    found = found_in(named(plain, 5, {"won": 0.1, "lost": 0.4, "open": 0.3}))
    assert found.noted == "evenly"
    row = found.table.iloc[0]
    assert row["differs"]
    assert row["difference_high"] < 0


def test_from_a_handful_nothing_is_compared(plain):
    found = found_in(named(plain, 6, {"won": 0.02, "lost": 0.02, "open": 0.02}))
    assert found.noted == "unknown"
    assert found.table["p_value"].isna().all()


def test_where_nobody_is_named_there_is_no_table(plain):
    found = found_in(plain)
    assert (found.named, len(found.table), found.horizon) == (0, 0, None)
    assert found.named_lost == 0


def test_words_for_nobody_name_no_competitor(plain):
    found = found_in(named(plain, 7, dict.fromkeys(("won", "lost", "open"), 0.5), names=("None",)))
    assert found.named == 0
