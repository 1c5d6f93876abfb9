"""What a chart shows, in rows: what its marks say, and where its curves are at each tick."""

from __future__ import annotations

from typing import Any

from salestoolkit.charts.told import MOST_POINTS, MOST_ROWS, table_html, told_along, told_table
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


def rows_of(drawn: dict[str, Any]) -> tuple[Any, ...]:
    told = told_table(drawn, load_words("pl"))
    assert told is not None
    return told.rows


def test_a_row_gathers_what_several_marks_say_of_one_name() -> None:
    drawn = bars("Telefon: 10 przeszło", "Telefon: 3 przegrane", "Oferta: 4")
    assert rows_of(drawn) == (
        ("Telefon", (("10 przeszło", "3 przegrane"),)),
        ("Oferta", (("4",),)),
    )


def test_what_is_said_twice_is_told_once_and_a_bare_name_not_at_all() -> None:
    drawn = bars("Telefon: 4 dni", "Telefon: 4 dni", "Telefon")
    assert rows_of(drawn) == (("Telefon", (("4 dni",),)),)


def test_a_curve_is_told_at_the_ticks_of_its_axis_in_a_column_of_its_name() -> None:
    told = told_table(curve(), load_words("pl"))
    assert told is not None
    assert told.header == ("Pozycja", "wygrane")
    assert told.rows == (("dni: 0", (("0%",),)), ("dni: 5", (("25%",),)))


def test_a_chart_that_says_its_cells_has_a_column_for_each_of_its_series() -> None:
    drawn = bars("Telefon: 10 przeszło")
    drawn["datasets"]["bars"][0]["told"] = [["Telefon", "przeszło", "10"], ["Oferta", "razem", "4"]]
    told = told_table(drawn, load_words("pl"))
    assert told is not None
    assert told.header == ("Pozycja", "przeszło", "razem")
    assert told.rows == (("Telefon", (("10",), ())), ("Oferta", ((), ("4",))))


def test_of_a_long_curve_a_few_points_are_told_with_both_ends() -> None:
    rows = [{"at": at} for at in range(100)]
    found = told_along(rows, [[[str(at), "wynik", "1"]] for at in range(100)])
    told = [row["told"][0][0] for row in found if "told" in row]
    assert len(found) == 100 and len(told) == MOST_POINTS
    assert (told[0], told[-1]) == ("0", "99")


def test_a_table_in_a_notebook_runs_nothing_and_scrolls_by_itself() -> None:
    html = table_html({**bars("<b>a</b>: 4 & 5"), "title": "Dni"}, load_words("pl"))
    assert "<b>" not in html and "4 &amp; 5" in html
    assert 'role="group" aria-label="Dni" tabindex="0"' in html


def test_no_more_rows_are_told_than_a_page_has_room_for() -> None:
    tips = [f"Nr {at}: {at}" for at in range(3 * MOST_ROWS)]
    rows = rows_of(bars(*tips))
    assert len(rows) == MOST_ROWS + 1
    assert rows[-1] == (f"Wierszy, których tu nie ma: {2 * MOST_ROWS}", ((),))


def test_a_chart_that_says_nothing_of_its_data_has_no_table() -> None:
    silent = {"mark": "bar", "data": {"url": "x.csv"}, "encoding": {"x": {"field": "a"}}}
    assert told_table(silent, load_words("en")) is None
    assert table_html(silent, load_words("en")) == ""
