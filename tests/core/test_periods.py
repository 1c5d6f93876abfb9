"""A month, a quarter or a year by its name."""

from __future__ import annotations

from datetime import date

import pytest

from salestoolkit.core.periods import a_period, span_of
from salestoolkit.errors import InvalidValue


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-2", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026k1", date(2026, 1, 1), date(2026, 3, 31)),
        (" 2026 ", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(text: str, first: date, last: date) -> None:
    assert span_of(text) == a_period(text) == (first, last)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "0000", "9999", "October", "26-10"])
def test_what_names_no_period_is_refused_with_its_value(text: str) -> None:
    assert span_of(text) is None
    with pytest.raises(InvalidValue) as refused:
        a_period(text)
    assert refused.value.code == "unknown_period"
    assert refused.value.fields["value"] == text
