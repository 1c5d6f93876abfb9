from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.errors import AmbiguousInput, ImportFailed
from salestoolkit.sources.columns.dates import (
    ParsedDates,
    check_timezone,
    date_order,
    parse_date_option,
    parse_dates,
)

WARSAW = "Europe/Warsaw"


def parsed(
    *texts: str | None, timezone: str | None = "UTC", order: str | None = None
) -> ParsedDates:
    column = pa.chunked_array([pa.array(texts, pa.string())])
    return parse_dates(column, field="Created", timezone=timezone, order=order)


def instants(*texts: str | None, timezone: str | None = "UTC", order: str | None = None) -> list:
    return parsed(*texts, timezone=timezone, order=order).instants.to_pylist()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-23",
        "2024/11/23",
        "2024.11.23",
        "23.11.2024",
        "23/11/2024",
        "11/23/2024",
        "23-11-2024",
        "23.11.24",
        "20241123",
        "45619",
        "2024-11-23 00:00:00",
        "2024-11-23T00:00:00.000",
    ],
)
def test_one_day_in_every_writing_is_the_same_instant(text):
    found = parsed(text)
    assert found.instants.to_pylist() == [utc(2024, 11, 23)]
    assert found.has_time is False
    assert not found.bad.any()


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-23 06:49:18",
        "2024-11-23 6:49:18",
        "2024-11-23T06:49:18Z",
        "2024-11-23T06:49:18.000+0000",
        "2024-11-23T08:49:18+02:00",
        "2024-11-22 22:49:18 -08",
        "2024-11-23 06:49:18 UTC",
        "23.11.2024 06:49:18",
        "23.11.2024, 6:49:18",
        "23/11/2024 06:49:18",
        "11/23/2024 6:49:18 AM",
        "11/23/2024, 6:49:18 a.m.",
        "1732344558000",
    ],
)
def test_one_moment_in_every_writing_is_the_same_instant(text):
    found = parsed(text)
    assert found.instants.to_pylist() == [utc(2024, 11, 23, 6, 49, 18)]
    assert found.has_time is True


def test_noon_and_midnight_of_a_twelve_hour_clock():
    assert instants("1/25/2024 12:05 AM", "1/25/2024 12:05 PM", "1/25/2024 1:05 PM") == [
        utc(2024, 1, 25, 0, 5),
        utc(2024, 1, 25, 12, 5),
        utc(2024, 1, 25, 13, 5),
    ]


def test_fractions_of_a_second_are_kept_to_the_microsecond():
    assert instants("2024-01-05 10:00:00.5", "2024-01-05 10:00:00.123456789")[1] == utc(
        2024, 1, 5, 10, 0, 0, 123456
    )


def test_a_time_of_day_without_a_zone_asks_for_it_and_shows_three_values():
    with pytest.raises(AmbiguousInput) as caught:
        parsed(
            "2024-07-01 10:00",
            "2024-07-02 11:00",
            "2024-07-03 12:00",
            "2024-07-04 13:00",
            timezone=None,
        )
    assert caught.value.code == "ambiguous_timezone"
    assert caught.value.fields["field"] == "Created"
    shown = caught.value.fields["readings"].split("; ")
    assert len(shown) == 3
    assert (
        shown[0]
        == "2024-07-01 10:00 = 2024-07-01 10:00 UTC (UTC) / 2024-07-01 08:00 UTC (Europe/Warsaw)"
    )


@pytest.mark.parametrize(
    "texts",
    [
        ("2024-07-01", None),
        ("2018-12-19 00:00:00", "2018-12-20 00:00:00"),
        ("45619",),
        (),
    ],
)
def test_nothing_asks_for_a_zone_where_no_clock_is_meant(texts):
    assert parsed(*texts, timezone=None).bad.sum() == 0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-07-01T02:00:00Z", ("2024-07-01 (UTC)", "2024-06-30 (America/New_York)")),
        ("1732338000000", ("2024-11-23 (UTC)", "2024-11-23 (America/New_York)")),
    ],
)
def test_a_moment_asks_whose_day_it_falls_on(text, days):
    with pytest.raises(AmbiguousInput, match="zone_of_days") as caught:
        parsed(text, timezone=None)
    assert all(day in caught.value.fields["readings"] for day in days)
    assert parsed(text, timezone=WARSAW).bad.sum() == 0


def test_a_serial_with_a_time_of_day_asks_for_the_zone():
    with pytest.raises(AmbiguousInput, match="ambiguous_timezone"):
        parsed("45619.5", timezone=None)
    assert instants("45619.5", timezone=WARSAW) == [utc(2024, 11, 23, 11)]


def test_local_times_and_dates_are_those_of_the_zone_and_offsets_their_own():
    assert instants(
        "2024-07-01 10:00",
        "2024-07-01",
        "2024-07-01 10:00+00:00",
        "2024-01-01 10:00",
        timezone=WARSAW,
    ) == [
        utc(2024, 7, 1, 8),
        utc(2024, 6, 30, 22),
        utc(2024, 7, 1, 10),
        utc(2024, 1, 1, 9),
    ]


def test_hours_that_daylight_saving_doubles_or_skips_are_read():
    doubled, skipped = instants("2024-10-27 02:30", "2024-03-31 02:30", timezone=WARSAW)
    assert doubled == utc(2024, 10, 27, 0, 30)
    assert skipped == utc(2024, 3, 31, 1, 0)


def test_an_unknown_zone_is_refused_by_name():
    for name in ("Europe/Warszawa", "", "../etc/passwd", "Europe"):
        with pytest.raises(ImportFailed) as caught:
            check_timezone(name)
        assert (caught.value.code, caught.value.fields["value"]) == ("unknown_timezone", name)
    assert check_timezone(WARSAW) == WARSAW


def test_one_value_above_twelve_settles_the_order_for_the_whole_column():
    assert instants("03/04/2024", "13/04/2024") == [utc(2024, 4, 3), utc(2024, 4, 13)]
    assert instants("03/04/2024", "04/13/2024") == [utc(2024, 3, 4), utc(2024, 4, 13)]


def test_an_order_that_nothing_settles_is_asked_for_with_both_readings():
    with pytest.raises(AmbiguousInput) as caught:
        parsed("03/04/2024", "05/06/2024 10:00", "07/08/2024", "09/10/2024", None, "05/05/2024")
    error = caught.value
    assert error.code == "ambiguous_date_order"
    assert (
        error.fields["readings"].split("; ")[0]
        == "03/04/2024 = 2024-04-03 (dmy) / 2024-03-04 (mdy)"
    )
    assert len(error.fields["readings"].split("; ")) == 3
    assert "--date-order" in error.fields["option"]


def test_the_user_settles_the_order():
    assert instants("03/04/2024", order="dmy") == [utc(2024, 4, 3)]
    assert instants("03-04-2024", order="mdy") == [utc(2024, 3, 4)]
    assert parsed("13/04/2024", "04/13/2024", order="mdy").bad.tolist() == [True, False]


def test_dates_with_points_are_always_day_first():
    assert instants("03.04.2024", order="mdy") == [utc(2024, 4, 3)]
    assert parsed("03.13.2024").bad.tolist() == [True]


def test_a_day_equal_to_its_month_needs_no_order():
    assert instants("05/05/2024", "06/06/2024") == [utc(2024, 5, 5), utc(2024, 6, 6)]


def test_values_that_contradict_each_other_are_asked_about_and_then_the_odd_ones_are_bad():
    written = ("13/01/2024", "14/01/2024", "01/15/2024", "02/03/2024")
    with pytest.raises(AmbiguousInput, match="ambiguous_date_order"):
        parsed(*written)
    found = parsed(*written, order="dmy")
    assert found.instants.to_pylist() == [utc(2024, 1, 13), utc(2024, 1, 14), None, utc(2024, 3, 2)]
    assert found.bad.tolist() == [False, False, True, False]


def test_the_order_of_a_column_can_be_asked_for():
    assert date_order(pa.array(["13/01/2024", None]), field="x") == "dmy"
    assert date_order(pa.array(["01/13/2024"]), field="x") == "mdy"
    assert date_order(pa.array(["2024-01-13", "text"]), field="x") is None
    assert date_order(pa.array([], pa.string()), field="x") is None


def test_dates_and_serials_mixed_in_one_column_are_both_read():
    assert instants("13/04/2024", "45631", None, "45631.25") == [
        utc(2024, 4, 13),
        utc(2024, 12, 5),
        None,
        utc(2024, 12, 5, 6),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Select",
        "-",
        "2024-13-01",
        "2024-02-30",
        "0000-00-00",
        "31.04.2024",
        "2024-01-05 24:00",
        "2024-01-05 10:61",
        "1/25/2024 13:05 PM",
        "123",
        "1234567",
        "2024",
        "tomorrow",
        "2024-01-05 10:00 foo",
        "５",
    ],
)
def test_text_that_is_no_date_is_bad_and_null(text):
    found = parsed(text, "2024-01-01", None)
    assert found.instants.to_pylist() == [None, utc(2024, 1, 1), None]
    assert found.bad.tolist() == [True, False, False]
    assert not found.suspicious.any()


def test_dates_out_of_a_plausible_range_are_read_and_marked():
    found = parsed(
        "1996-05-01", "1999-12-31", "2000-01-01", "2100-12-31", "2101-01-01", "9999-12-31", None
    )
    assert found.suspicious.tolist() == [True, True, False, False, True, True, False]
    assert found.instants.null_count == 1
    mixed = parsed("13/05/1996", "13/05/2016")
    assert mixed.suspicious.tolist() == [True, False]


def test_the_29th_of_february_exists_in_leap_years_only():
    assert parsed("29.02.2024", "29.02.2023", "29/02/2000").bad.tolist() == [False, True, False]


def test_a_column_of_nothing_is_read_as_nothing():
    for column in (pa.array([], pa.string()), pa.array([None, None], pa.string()), pa.nulls(2)):
        found = parse_dates(column, field="x", timezone=None)
        assert found.instants.null_count == len(column)
        assert not found.bad.any()
        assert found.instants.type == pa.timestamp("us", tz="UTC")


def test_an_unknown_order_is_refused():
    with pytest.raises(ImportFailed, match="unknown_date_order"):
        parsed("2024-01-01", order="ymd")


def test_a_date_of_an_option_is_read_in_one_writing_only():
    assert parse_date_option(" 2026-11-23 ") == date(2026, 11, 23)
    for text in ("23.11.2026", "2026-13-01", "yesterday", ""):
        with pytest.raises(ImportFailed) as caught:
            parse_date_option(text)
        assert caught.value.fields == {"value": text, "allowed": "2026-11-23"}


dates = st.dates(date(1990, 1, 1), date(2105, 12, 31))
WRITINGS = {
    "%Y-%m-%d": None,
    "%Y/%m/%d": None,
    "%d.%m.%Y": None,
    "%Y%m%d": None,
    "%d/%m/%Y": "dmy",
    "%m/%d/%Y": "mdy",
    "%d-%m-%Y": "dmy",
    "%m-%d-%Y": "mdy",
}


@given(
    days=st.lists(st.one_of(st.none(), dates), max_size=30),
    writing=st.sampled_from(sorted(WRITINGS)),
)
@settings(max_examples=60, deadline=None)
def test_a_date_written_and_read_is_the_same_date(days, writing):
    texts = [None if day is None else f"{day:{writing}}" for day in days]
    found = parsed(*texts, order=WRITINGS[writing])
    expected = [None if day is None else utc(day.year, day.month, day.day) for day in days]
    assert found.instants.to_pylist() == expected
    assert not found.bad.any()


moments = st.datetimes(datetime(1995, 1, 1), datetime(2037, 12, 31)).map(
    lambda m: m.replace(microsecond=0)
)
CLOCKS = ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S.000"]


@given(
    moments=st.lists(moments, max_size=20),
    writing=st.sampled_from(CLOCKS),
    zone=st.sampled_from([WARSAW, "America/New_York", "UTC", "Asia/Kolkata"]),
)
@settings(max_examples=60, deadline=None)
def test_a_local_time_written_and_read_is_the_same_moment(moments, writing, zone):
    there = ZoneInfo(zone)
    exist = [
        m
        for m in moments
        if m.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None) == m
    ]
    found = parsed(*(f"{moment:{writing}}" for moment in exist), timezone=zone, order="dmy")
    assert found.instants.to_pylist() == [moment.replace(tzinfo=there) for moment in exist]


@given(days=st.lists(dates.filter(lambda d: d.year < 2100), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_serials_of_excel_are_days_since_1899(days):
    texts = [str((day - date(1899, 12, 30)).days) for day in days]
    assert instants(*texts) == [utc(day.year, day.month, day.day) for day in days]


@given(
    texts=st.lists(
        st.one_of(
            st.none(), st.text(max_size=12), st.from_regex(r"[\d/.: -]{1,19}", fullmatch=True)
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_column_holds_each_row_is_a_date_or_bad_or_empty(texts):
    found = parsed(*texts, timezone=WARSAW, order="dmy")
    known = np.asarray(found.instants.is_valid())
    empty = np.array([text is None for text in texts], bool)
    assert (known.astype(int) + found.bad + empty == 1).all()


LAYOUTS = [
    *WRITINGS,
    *CLOCKS,
    "%Y-%m-%dT%H:%M:%SZ",
    "%d/%m/%y %H:%M",
    "%Y-%m-%d %H:%M:%S +02:00",
    "%Y-%m-%dT%H:%M:%S-0330",
]


@pytest.mark.parametrize("writing", LAYOUTS)
def test_a_long_column_reads_as_its_values_do_one_by_one(writing):
    days = [datetime(2016, 1, 1, 0, 7, 9) + timedelta(hours=31 * n) for n in range(150)]
    texts = [*(f"{day:{writing}}" for day in days), None, "Select", "1/2", f"{days[0]:{writing}}x"]
    long = parsed(*texts, timezone=WARSAW, order="dmy")
    alone = [parsed(text, timezone=WARSAW, order="dmy") for text in texts]
    assert long.instants.to_pylist() == [found.instants[0].as_py() for found in alone]
    assert long.bad.tolist() == [bool(found.bad[0]) for found in alone]
    assert long.bad.sum() >= 3


def test_the_order_is_settled_by_a_long_column_too():
    texts = [f"{month:02}/{day:02}/2024" for month in range(1, 13) for day in range(1, 13)]
    with pytest.raises(AmbiguousInput, match="ambiguous_date_order"):
        parsed(*texts)
    assert instants(*texts, "12/13/2024")[1] == utc(2024, 1, 2)
    assert instants(*texts, "13/12/2024")[1] == utc(2024, 2, 1)
