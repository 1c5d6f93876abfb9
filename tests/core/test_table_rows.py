"""Rows of a table."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.table_rows import rows_of


def test_rows_are_what_pandas_calls_records() -> None:
    table = pd.DataFrame(
        {
            "stage": pd.Series(["Offer", None, "Visit"], dtype="str"),
            "n": [3, 4, 5],
            "share": [0.5, np.nan, 1.0],
            "named": [True, False, True],
            "days": pd.array([1, None, 3], dtype="Int64"),
            "sure": pd.array([True, None, False], dtype="boolean"),
            "on": [date(2026, 1, 2), None, date(2026, 1, 4)],
            "at": pd.to_datetime(["2026-01-02", None, "2026-01-04"]).tz_localize("UTC"),
            "mixed": pd.Series([np.float64(0.5), np.int64(2), np.bool_(True)], dtype=object),
            "kind": pd.Categorical(["a", "b", None]),
        }
    )
    expected = table.to_dict("records")
    found = rows_of(table)
    assert repr(found) == repr(expected)
    types = [[type(value) for value in row.values()] for row in found]
    assert types == [[type(value) for value in row.values()] for row in expected]


def test_a_table_without_rows_has_none() -> None:
    assert rows_of(pd.DataFrame({"n": []})) == []
