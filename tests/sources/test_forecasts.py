"""Kept forecasts: what was said stays said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from salestoolkit.core.forecast_kept import KeptForecast, judged, latest
from salestoolkit.errors import BookError, ImportFailed
from salestoolkit.sources.books.names import FORECASTS, RECORD
from salestoolkit.sources.forecasts import (
    keep_forecasts,
    keep_sizes,
    read_forecasts,
    read_sizes,
)

DAY = date(2026, 10, 23)
ONE = KeptForecast(
    as_of=DAY,
    start=date(2026, 10, 1),
    until=date(2026, 10, 31),
    dimension="team",
    part="=Zespół Północ",
    currency="PLN",
    metric="deals",
    model="semi_markov",
    n=40,
    done=7,
    median=12,
    mean=12.25,
    low_50=11,
    high_50=13,
    low_80=10,
    high_80=15,
    low_95=8,
    high_95=17,
    target=14,
    chance=0.3125,
    exported=DAY,
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / RECORD).write_text("{}", encoding="utf-8")
    return tmp_path


def test_what_is_kept_is_read_back_as_it_was(book: Path) -> None:
    other = replace(ONE, metric="revenue", target=None, chance=None)
    assert keep_forecasts(book, [ONE, other]) == 2
    assert read_forecasts(book) == (ONE, other)


def test_the_same_numbers_of_the_same_day_add_nothing(book: Path) -> None:
    keep_forecasts(book, [ONE])
    before = (book / FORECASTS).read_bytes()
    assert keep_forecasts(book, [ONE]) == 0
    assert (book / FORECASTS).read_bytes() == before


def test_other_numbers_of_the_same_day_become_a_version_and_no_line_is_changed(book: Path) -> None:
    keep_forecasts(book, [ONE])
    before = (book / FORECASTS).read_bytes()
    assert keep_forecasts(book, [replace(ONE, median=13)]) == 1
    assert (book / FORECASTS).read_bytes().startswith(before)
    kept = read_forecasts(book)
    assert [one.version for one in kept] == [1, 2]
    assert latest(kept)[ONE.of].median == 13
    assert keep_forecasts(book, [replace(ONE, median=13)]) == 0


def test_what_an_earlier_version_says_is_not_said_again(book: Path) -> None:
    other = replace(ONE, model="landmark", median=13)
    for made, added in ((ONE, 1), (other, 1), (ONE, 0), (other, 0)):
        assert keep_forecasts(book, [made]) == added
    without = replace(ONE, target=None, chance=None)
    assert keep_forecasts(book, [without]) == 0
    assert keep_forecasts(book, [replace(ONE, target=20, chance=0.01)]) == 1


def test_a_forecast_that_looks_back_is_known_as_such(book: Path) -> None:
    later = replace(ONE, exported=date(2026, 11, 30))
    assert later.looked_back and not ONE.looked_back
    keep_forecasts(book, [ONE])
    # what was said on its day is not said anew by who looks back
    assert keep_forecasts(book, [later]) == 0


def test_a_name_from_data_does_not_run_in_a_spreadsheet(book: Path) -> None:
    keep_forecasts(book, [ONE])
    assert "'=Zespół" in (book / FORECASTS).read_text(encoding="utf-8-sig")
    assert read_forecasts(book)[0].part == "=Zespół Północ"


def test_a_file_that_a_spreadsheet_saved_in_its_own_way_is_still_read(book: Path) -> None:
    keep_forecasts(book, [ONE])
    text = (book / FORECASTS).read_text(encoding="utf-8-sig").replace(",", ";")
    text = text.replace("12.25", "12,25").replace("2026-10-23", "23.10.2026")
    (book / FORECASTS).write_text(text, encoding="cp1250")
    assert read_forecasts(book) == (ONE,)


@pytest.mark.parametrize("wrong", ["median", "as_of", "version"])
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_added(book: Path, wrong: str) -> None:
    keep_forecasts(book, [ONE, replace(ONE, metric="revenue")])
    lines = (book / FORECASTS).read_text(encoding="utf-8-sig").splitlines()
    place = lines[0].split(",").index(wrong)
    cells = lines[2].split(",")
    cells[place] = "many"
    (book / FORECASTS).write_text("\n".join([*lines[:2], ",".join(cells), ""]), encoding="utf-8")
    before = (book / FORECASTS).read_bytes()
    with pytest.raises(BookError) as refused:
        keep_forecasts(book, [replace(ONE, median=99)])
    assert (refused.value.code, refused.value.fields["line"]) == ("forecasts_broken", 3)
    assert (book / FORECASTS).read_bytes() == before


def test_nothing_is_kept_in_a_folder_that_is_no_book(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ImportFailed):
        keep_forecasts(tmp_path, [ONE])
    assert not (tmp_path / FORECASTS).exists()


def test_sizes_are_kept_once_a_day(book: Path) -> None:
    deal = {"source_name": "crm", "deal_id": "1", "value": 100.5, "currency": "PLN"}
    none = {**deal, "deal_id": "2", "value": None}
    assert read_sizes(book, DAY) is None
    assert keep_sizes(book, DAY, [deal, none]) == 2
    assert keep_sizes(book, DAY, [{**deal, "value": 7.0}]) == 0
    assert read_sizes(book, DAY) == {("crm", "1"): 100.5}
    assert read_sizes(book, date(2026, 10, 24)) is None


def test_a_period_that_is_over_is_held_against_what_came() -> None:
    closed = [date(2026, 9, 30), date(2026, 10, 1), *[date(2026, 10, 31)] * 9, date(2026, 11, 1)]
    frame = pd.DataFrame(
        {"fate": "won", "value": 10.0, "closed_on": pd.to_datetime(pd.Series(closed))}
    )
    later = replace(ONE, version=2, median=11)
    other = replace(ONE, part="another")
    ahead = replace(ONE, until=date(2026, 12, 31))
    found = judged([ONE, later, other, ahead], frame, as_of=date(2026, 11, 2), whose=ONE.whose)
    assert [(one.kept, one.outcome, one.error, one.inside) for one in found] == [
        (later, 10, -1, True)
    ]
    assert not judged([ONE], frame, as_of=date(2026, 10, 30), whose=ONE.whose)
