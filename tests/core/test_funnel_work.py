from dataclasses import replace

import pyarrow as pa
import pytest

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_work import work_table


def steady(*, deals=360, stay=10, forgotten=0):
    """A deal a day that stays for ten days in the only stage it sees, and some that never end."""
    events = []
    for at in range(deals):
        events += [(f"d{at}", "S1", at)]
        events += [(f"d{at}", "won" if at % 3 else "lost", at + stay)] if at + stay <= deals else []
    for at in range(forgotten):
        events += [(f"f{at}", "S1", 40 + 3 * at)]
    return events


@pytest.fixture(scope="module")
def tables(book_from):
    def table(forgotten):
        book = book_from(steady(forgotten=forgotten), as_of=360)
        return work_table(Source(book, None), level=0.95).set_index("stage")

    return {forgotten: table(forgotten) for forgotten in (0, 40)}


def test_a_steady_funnel_holds_arrivals_times_mean_days(tables):
    row = tables[0].loc["S1"]
    # one a day for the last 90 days but the day of the export, ten days each
    assert row["arrivals_per_day"] == pytest.approx(1, abs=0.02)
    assert row["mean_days"] == pytest.approx(10, abs=0.1)
    assert row["expected"] == pytest.approx(10, abs=0.3)
    assert row["open"] == 9
    assert row["surplus"] == pytest.approx(row["open"] - row["expected"])
    assert row["surplus_low"] < 0 < row["surplus_high"]
    assert not row["piled_up"]


def test_deals_that_nobody_works_on_are_the_surplus(tables):
    row = tables[40].loc["S1"]
    assert row["open"] == 49
    assert row["older"] == 40
    # they hardly stretch the mean, and so stand out
    assert row["expected"] < 16
    assert row["surplus_low"] > 0
    assert row["piled_up"]
    assert tables[40].loc[""]["piled_up"]


def test_a_day_on_which_the_crm_was_tidied_does_not_stretch_the_mean(book_from):
    closed = [(f"f{at}", "lost", 359) for at in range(40)]
    book = book_from([*steady(forgotten=40), *closed], as_of=360)
    last = [name[0] == "f" and entry == "lost" for name, entry in _entries(book)]
    field = book.stage_log.schema.field("provenance")
    marked = pa.array(["bulk" if one else "observed" for one in last], type=field.type)
    at = book.stage_log.schema.get_field_index("provenance")
    log = book.stage_log.set_column(at, field, marked)
    tidied = work_table(Source(replace(book, stage_log=log), None), level=0.95)
    seen = work_table(Source(book, None), level=0.95)
    assert tidied["mean_days"].iloc[1] < seen["mean_days"].iloc[1]
    assert tidied["horizon_days"].iloc[1] < 60
    assert tidied["open"].tolist() == seen["open"].tolist()


def _entries(book):
    names = (book.stage_log[name].to_pylist() for name in ("deal_id", "entry"))
    return zip(*names, strict=True)


def test_stages_where_nothing_was_hold_nothing(tables):
    row = tables[0].loc["S2"]
    assert row["open"] == 0
    assert row["expected"] != row["expected"]  # nothing ended there: no mean, no usual number
    assert not row["piled_up"]


def test_a_book_too_young_to_count_arrivals_says_nothing_of_them(book_from):
    book = book_from(steady(deals=40), as_of=40)
    table = work_table(Source(book, None), level=0.95)
    assert table["expected"].isna().all()
    assert table["open"].tolist()[:2] == [9, 9]
    assert not table["piled_up"].any()


def test_deals_won_on_their_first_day_leave_nothing_in_hand(book_from):
    events = [(f"d{at}", entry, at) for at in range(200) for entry in ("S1", "won")]
    table = work_table(Source(book_from(events, as_of=200), None), level=0.95)
    row = table.set_index("stage").loc["S1"]
    assert (row["expected"], row["surplus"], row["open"]) == (0, 0, 0)
