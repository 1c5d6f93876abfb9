"""What a chart shows, in rows: what its marks say, and where its curves are at each tick."""

from __future__ import annotations

from typing import Any

from salestoolkit.charts.told import MOST_ROWS, told_rows
from salestoolkit.words import load_words


def bars(*tips: str) -> dict[str, Any]:
    mark = {
        "mark": "rect",
        "data": {"name": "bars"},
        "encoding": {"description": {"field": "tip"}},
    }
    return {"layer": [mark], "datasets": {"bars": [{"tip": tip} for tip in tips]}}


def curve() -> dict[str, Any]:
    x = {
        "field": "day",
        "axis": {
            "title": "dni",
            "values": [0, 5],
            "labelExpr": '["0", "5"][indexof([0, 5], datum.value)]',
        },
    }
    y = {"field": "from", "axis": {"labelExpr": '["0%", "50%"][indexof([0, 0.5], datum.value)]'}}
    rows = [
        {"day": day, "kind": "wygrane 21% (od 19% do 23%)", "from": 0.1, "to": 0.1 + day / 20}
        for day in range(8)
    ]
    encoding = {"x": x, "y": y, "y2": {"field": "to"}, "fill": {"field": "kind"}}
    return {"vconcat": [{"mark": "area", "data": {"values": rows}, "encoding": encoding}]}


def test_a_row_gathers_what_several_marks_say_of_one_name() -> None:
    rows = told_rows(
        bars("Telefon: 10 przeszło", "Telefon: 3 przegrane", "Oferta: 4"), load_words("pl")
    )
    assert rows == (("Telefon", ("10 przeszło", "3 przegrane")), ("Oferta", ("4",)))


def test_what_is_said_twice_is_told_once_and_a_bare_name_not_at_all() -> None:
    assert told_rows(bars("Telefon: 4 dni", "Telefon: 4 dni", "Telefon"), load_words("pl")) == (
        ("Telefon", ("4 dni",)),
    )


def test_a_curve_is_told_at_the_ticks_of_its_axis_as_the_other_axis_writes_it() -> None:
    assert told_rows(curve(), load_words("pl")) == (
        ("dni: 0", ("wygrane: 0%",)),
        ("dni: 5", ("wygrane: 25%",)),
    )


def test_no_more_rows_are_told_than_a_page_has_room_for() -> None:
    tips = [f"Nr {at}: {at}" for at in range(3 * MOST_ROWS)]
    assert len(told_rows(bars(*tips), load_words("pl"))) == MOST_ROWS


def test_a_chart_that_says_nothing_of_its_data_has_no_rows() -> None:
    silent = {"mark": "bar", "data": {"url": "x.csv"}, "encoding": {"x": {"field": "a"}}}
    assert told_rows(silent, load_words("en")) == ()
