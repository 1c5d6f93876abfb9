from dataclasses import replace
from datetime import timedelta
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.funnel import audit_funnel as whole_audit
from salestoolkit.core.part import Part
from salestoolkit.errors import BookError, InvalidValue

audit_funnel = partial(whole_audit, whole=False)


def valued(book, amounts, currencies="EUR"):
    """The same book with values (None: no value)."""
    n = book.deals.num_rows
    codes = [currencies] * n if isinstance(currencies, str) else currencies
    deals = book.deals
    for name, column in (
        ("value", pa.array(amounts).cast(pa.decimal128(20, 4))),
        ("currency", pa.array(codes, type=pa.string())),
    ):
        deals = deals.set_column(deals.column_names.index(name), name, column)
    return replace(book, deals=deals)


@pytest.fixture(scope="module")
def book(book_of):
    return book_of(600, seed=3)


@pytest.fixture(scope="module")
def audit(book):
    return audit_funnel(book)


LOG = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["S1", "S2", "S3"]), min_size=1, max_size=4),
        st.sampled_from(["won", "lost", None]),
        st.lists(st.integers(0, 40), min_size=5, max_size=5),
    ),
    min_size=1,
    max_size=25,
)


def events_of(rows):
    """Each deal's stages and its end, on days that do not run backwards."""
    for place, (stages, end, gaps) in enumerate(rows):
        days = np.cumsum(gaps).tolist()
        path = [*stages, *([end] if end else [])]
        yield from ((f"d{place}", entry, day) for entry, day in zip(path, days, strict=False))


@settings(max_examples=12)
@given(LOG)
def test_every_deal_that_reached_a_stage_went_on_or_stopped_there(book_from, rows):
    stages = audit_funnel(book_from(list(events_of(rows)))).stages
    won = sum(end == "won" for _, end, _ in rows)
    further = [*stages["reached"][1:], won]
    stopped = stages["lost_here"] + stages["open_here"]
    assert stages["reached"].tolist() == [a + b for a, b in zip(further, stopped, strict=True)]
    assert stages["reached"].iloc[0] == len(rows)
    assert (stages["visited"] <= stages["reached"]).all()
    passed = stages["advanced"] + stages["lost"] + stages["open"]
    assert stages["entered"].tolist() == passed.tolist()
    assert (stages["entered"] + stages["no_clock"]).tolist() == stages["visited"].tolist()


@settings(max_examples=8)
@given(LOG)
def test_curves_are_shares_that_add_up_and_do_not_fall(book_from, rows):
    curves = audit_funnel(book_from(list(events_of(rows)))).curves
    total = curves["advanced"] + curves["lost"] + curves["still_open"]
    assert total.to_numpy() == pytest.approx(1.0)
    for _, curve in curves.groupby("stage"):
        assert curve["day"].is_monotonic_increasing
        assert curve["advanced"].is_monotonic_increasing
        assert (curve["advanced_low"] <= curve["advanced"] + 1e-9).all()
        assert (curve["advanced"] <= curve["advanced_high"] + 1e-9).all()


def test_parts_add_up_to_the_whole(book, audit):
    pages = [audit_funnel(book, part=Part(dimension="team", value=value)) for value in "ABCD"]
    for name in ("deals", "won", "lost", "open", "won_value", "open_value"):
        parts = sum(page.figures[name].value for page in pages)
        assert parts == pytest.approx(audit.figures[name].value)
    for column in ("reached", "visited", "entered", "advanced", "lost", "open", "mature_n"):
        parts = sum(page.stages[column] for page in pages)
        assert parts.tolist() == audit.stages[column].tolist()


def test_every_figure_carries_its_count_date_and_definition(audit):
    for name, figure in audit.figures.items():
        assert figure.name == figure.definition == name
        assert figure.as_of == audit.as_of
        assert figure.n >= 0
        assert figure.value is not None or figure.note is not None
        assert (figure.low is None) == (figure.high is None)
        if figure.low is not None:
            assert figure.low <= figure.value <= figure.high
        else:
            assert figure.note is not None


def test_the_win_probability_lies_within_its_bounds(audit):
    figures = audit.figures
    lowest, highest = figures["win_rate_lowest"].value, figures["win_rate_highest"].value
    assert lowest <= figures["win_probability"].value <= highest
    assert figures["win_probability_stale_lost"].value <= figures["win_probability"].value + 1e-9


def test_the_win_probability_is_near_the_truth(simulated, book_of):
    truth = np.prod(simulated.Funnel().advance)
    figure = audit_funnel(book_of(3000, seed=5)).figures["win_probability"]
    assert figure.low <= truth <= figure.high


def test_stage_conversion_is_near_the_truth_although_deals_are_open(simulated, book_of):
    young = simulated.Funnel(history_days=200)
    stages = audit_funnel(book_of(4000, seed=6, funnel=young)).stages
    assert (stages["open"] > 30).all()
    assert stages["conversion"].to_list() == pytest.approx(list(young.advance), abs=0.05)


def test_the_mature_cohort_leaves_young_wins_out(book_from):
    log = [(f"old{i}", "S1", 0) for i in range(3)] + [("old0", "won", 20), ("old1", "lost", 5)]
    log += [("young", "S1", 390), ("young", "won", 395)]
    figure = audit_funnel(book_from(log), mature_days=30).figures["win_rate_mature"]
    assert (figure.value, figure.n) == (pytest.approx(1 / 3), 3)


def test_stale_deals_can_be_counted_lost(book_from):
    log = [(f"d{i}", "S1", 0) for i in range(4)]
    log += [("d0", "won", 10), ("d1", "won", 399), ("d2", "lost", 5)]
    found = audit_funnel(book_from(log), stale_days=100).figures
    assert found["win_probability_stale_lost"].value <= found["win_probability"].value


@pytest.mark.parametrize(
    ("ends", "limit", "chance"),
    [
        ([None, None], "all_open", None),
        (["lost", "lost", None], "none_won", 0.0),
        (["won", "won"], "none_lost", 1.0),
    ],
)
def test_a_book_that_can_tell_little_says_so(book_from, ends, limit, chance):
    log = [(f"d{i}", "S1", 0) for i in range(len(ends))]
    log += [(f"d{i}", end, 5 + i) for i, end in enumerate(ends) if end]
    found = audit_funnel(book_from(log))
    assert {limit, "few_deals", "no_values"} <= set(found.limits)
    assert found.leak_stage is None
    figure = found.figures["win_probability"]
    assert figure.value == chance
    if chance is None:
        assert figure.note == limit
    else:
        assert figure.high - figure.low > 0.5


def test_no_wins_have_an_upper_bound_and_no_cycle(book_from):
    log = [(f"d{i}", "S1", 0) for i in range(20)] + [(f"d{i}", "lost", 5) for i in range(20)]
    figures = audit_funnel(book_from(log)).figures
    chance = figures["win_probability"]
    assert (chance.value, chance.low) == (0.0, 0.0)
    assert chance.high == pytest.approx(1 - 0.025 ** (1 / 20))
    assert figures["cycle_days"].value is None
    assert figures["cycle_days"].note == "none_won"


def test_an_empty_book_is_no_error(book_of):
    found = audit_funnel(book_of(0))
    assert "no_deals" in found.limits
    assert found.figures["deals"].value == 0
    shares = [figure for figure in found.figures.values() if figure.unit != "deals"]
    assert [figure.value for figure in shares] == [None] * len(shares)
    assert all(figure.note for figure in shares)
    assert len(found.stages) == 4
    assert found.curves.empty


def test_one_deal_is_no_error(book_from):
    found = audit_funnel(book_from([("d", "S1", 0)]))
    assert found.figures["open"].value == 1
    assert found.stages["open_here"].tolist() == [1, 0, 0]


def test_a_part_that_nobody_is_in_is_empty(book):
    found = audit_funnel(book, part=Part(dimension="team", value="Z"))
    assert found.figures["deals"].value == 0


def test_an_unknown_column_is_an_error(book):
    with pytest.raises(BookError, match="unknown_dimension"):
        audit_funnel(book, part=Part(dimension="colour", value="red"))


def test_a_level_in_per_cent_is_refused(book):
    with pytest.raises(InvalidValue, match="level_outside_0_1"):
        audit_funnel(book, level=95)


def test_a_higher_level_gives_wider_intervals(book, audit):
    wide = audit_funnel(book, level=0.99).figures["win_probability"]
    usual = audit.figures["win_probability"]
    assert wide.low < usual.low < usual.high < wide.high
    assert wide.level == 0.99


def test_without_stage_history_no_stage_is_told(book):
    log = book.stage_log
    entries = log["entry"].to_pylist()
    kept = [entry in {WON, LOST} for entry in entries]
    found = audit_funnel(replace(book, stage_log=log.filter(pa.array(kept))))
    assert "no_stage_history" in found.limits
    assert found.stages["reached"].isna().all()
    assert found.stages["conversion"].isna().all()
    assert found.leaks["stage"].tolist() == [""]
    assert set(found.curves["stage"]) == {""}


def test_several_currencies_are_not_added(book):
    n = book.deals.num_rows
    mixed = valued(book, [100.0] * n, ["EUR", "PLN", "PLN"] * (n // 3))
    found = audit_funnel(mixed)
    assert "several_currencies" in found.limits
    assert found.currency is None
    assert found.figures["won_value"].value is None
    assert found.figures["won_value"].note == "several_currencies"
    zloty = audit_funnel(mixed, currency="PLN")
    assert "several_currencies" not in zloty.limits
    euro = audit_funnel(mixed, currency="EUR")
    closed = sum(page.figures["won_value"].value for page in (zloty, euro))
    assert closed == pytest.approx(100.0 * zloty.figures["won"].value)
    assert zloty.figures["won_value"].currency == "PLN"


def test_values_without_a_currency_are_added_without_one(book):
    n = book.deals.num_rows
    found = audit_funnel(valued(book, [100.0] * n, [None] * n))
    assert found.figures["won_value"].value == 100.0 * found.figures["won"].value
    assert found.currency is None


def test_no_values_leave_money_unknown(book):
    found = audit_funnel(valued(book, [None] * book.deals.num_rows))
    assert "no_values" in found.limits
    assert found.figures["mean_won_value"].value is None
    assert found.leaks["lost_value"].isna().all()
    assert found.leaks["lost_wins"].notna().all()


def test_what_is_known_on_a_day_does_not_depend_on_what_came_later(book):
    day = book.as_of - timedelta(days=200)
    then = audit_funnel(book.at(day)).figures
    assert then["deals"].value < book.deals.num_rows
    assert then["deals"].as_of == day
    assert then["open"].value > 0


def test_trust_shares_add_up(audit):
    assert audit.trust["share"].sum() == pytest.approx(1.0)
    assert audit.trust["entries"].sum() == audit.stages["visited"].sum()


def test_open_value_by_stage_adds_up(audit):
    assert audit.stages["open_value"].sum() == pytest.approx(audit.figures["open_value"].value)
    assert audit.stages["open_here"].sum() == audit.figures[OPEN].value


def test_stages_that_no_day_tells_are_not_compared_but_the_whole_deal_is(book):
    ends = pc.is_in(book.stage_log["entry"], pa.array([WON, LOST]))
    first = book.process_of().deal_stages[0].key
    place = book.deals.column_names.index("stage")
    stages = pa.array([first] * book.deals.num_rows)
    snapshot = replace(
        book,
        deals=book.deals.set_column(place, "stage", stages),
        stage_log=book.stage_log.filter(ends),
    )
    audit = audit_funnel(snapshot)
    assert "no_stage_dates" in audit.limits
    assert audit.leaks["stage"].tolist() == [""]
    assert audit.leaks["reference"].notna().all()


def test_a_book_without_any_stage_says_that_it_has_no_stage_history(book):
    ends = pc.is_in(book.stage_log["entry"], pa.array([WON, LOST]))
    bare = replace(book, stage_log=book.stage_log.filter(ends))
    assert "no_stage_history" in audit_funnel(bare).limits


def test_what_deals_then_open_were_worth_is_not_known_looking_back(book):
    priced = valued(book, [100.0] * book.deals.num_rows)
    assert audit_funnel(priced).figures["open_value"].value
    earlier = audit_funnel(priced.at(priced.as_of - timedelta(days=200)))
    assert earlier.figures["open"].value
    assert earlier.figures["open_value"].value is None
    assert earlier.figures["won_value"].value


def test_a_value_without_a_currency_is_left_out_and_said(book):
    n = book.deals.num_rows
    audit = audit_funnel(valued(book, [100.0] * n, ["EUR"] * (n - 1) + [None]))
    assert "values_without_currency" in audit.limits
    assert audit.currency == "EUR"


def test_counting_old_open_deals_as_lost_never_raises_the_chance(book):
    figures = audit_funnel(book).figures
    assert figures["win_probability_stale_lost"].value <= figures["win_probability"].value
