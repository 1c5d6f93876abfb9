"""A day as it is written; what is none is named with the field it was written in."""

from __future__ import annotations

from datetime import date

import pytest

from salestoolkit.core.typed_days import optional_day, read_day
from salestoolkit.errors import InvalidValue


def test_a_day_is_read_and_no_text_is_no_day() -> None:
    assert read_day("2026-02-28", "since") == optional_day("2026-02-28", "since")
    assert read_day("2026-02-28", "since") == date(2026, 2, 28)
    assert optional_day(None, "since") is None


@pytest.mark.parametrize("text", ["", "soon", "31.01.2026", "2026-02-29", "2026-01-31T08:00"])
def test_what_is_no_day_is_named_with_its_field(text: str) -> None:
    for read in (read_day, optional_day):
        with pytest.raises(InvalidValue) as raised:
            read(text, "--since")
        assert raised.value.code == "not_a_date"
        assert raised.value.fields == {"field": "--since", "value": text}
