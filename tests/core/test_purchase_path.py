"""The path from yes to the order: each gap is found, and a clear path has none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from salestoolkit.core.purchase_path import hurdles, path_gaps
from salestoolkit.core.sheets import Entry
from salestoolkit.sources.sheets import load_sheet

TODAY = date(2026, 12, 10)


def step(name: str, day: int, **values: Any) -> Entry:
    return Entry({"step": name, "who": "Rose", "on": date(2026, 12, day), **values})


CLEAR = [
    step("Money", 14, kind="budget", in_the_way="Year end", help="Invoice in January"),
    step("Signature", 16, kind="signature"),
    step("Order", 18, kind="order"),
]


def changed(place: int, **values: Any) -> list[Entry]:
    return [Entry({**one.values, **values}) if at == place else one for at, one in enumerate(CLEAR)]


def test_a_clear_path_lacks_nothing() -> None:
    assert path_gaps(CLEAR, as_of=TODAY) == ()


@pytest.mark.parametrize(
    ("path", "code", "name"),
    [
        ([], "no_steps", ""),
        (CLEAR[1:], "no_budget", ""),
        ([CLEAR[0], CLEAR[2]], "no_signature", ""),
        (CLEAR[:2], "no_order", ""),
        (changed(1, who=None), "step_without_person", "Signature"),
        (changed(1, on=None), "step_without_date", "Signature"),
        (changed(0, help=" "), "obstacle_without_help", "Money"),
        (changed(2, on=date(2026, 12, 15)), "out_of_order", "Order"),
        (changed(0, on=date(2026, 12, 9)), "late", "Money"),
    ],
)
def test_each_gap_is_found_with_its_step(path: list[Entry], code: str, name: str) -> None:
    (gap,) = path_gaps(path, as_of=TODAY)
    assert (gap.code, gap.step) == (code, name)


def test_what_is_done_needs_neither_day_nor_help() -> None:
    done = changed(0, on=None, help=None, who=None, done_on=date(2026, 12, 9))
    assert path_gaps(done, as_of=TODAY) == ()


def test_the_last_day_is_not_late() -> None:
    assert path_gaps(CLEAR, as_of=date(2026, 12, 14)) == ()


def test_unknown_is_a_hurdle_and_only_yes_is_none() -> None:
    sheet = load_sheet("easy_yes", "en")
    questions = [field.key for field in sheet if field.type == "yes_no_unknown"]
    assert hurdles(sheet, Entry()) == tuple(questions)
    answered = Entry({**dict.fromkeys(questions, True), "way_out": False, "one_page": None})
    assert hurdles(sheet, answered) == ("one_page", "way_out")
