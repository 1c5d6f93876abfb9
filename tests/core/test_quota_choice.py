"""Which lines of the quotas a page is about, and what is said where none can be used."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from salestoolkit.core.quota_choice import chosen_quotas
from salestoolkit.errors import InvalidValue


@pytest.mark.parametrize(
    ("owner", "target", "currency"), [("Nobody", 5.0, ""), ("Ala", -5.0, ""), ("Ala", 5.0, "EUR")]
)
def test_quotas_of_which_none_can_be_used_are_not_called_another_period_s(
    owner: str, target: float, currency: str
) -> None:
    row = {"owner": owner, "team": "", "territory": "", "product": "", "period": "2026-Q4"}
    told = {"starts": pd.NaT, "ends": pd.NaT, "target": target, "metric": "revenue"}
    table = pd.DataFrame([{**row, **told, "currency": "PLN"}])
    deals = pd.DataFrame({"value": [1.0], "currency": ["PLN"]})
    period = (date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(InvalidValue) as caught:
        chosen_quotas(table, ["Ala"], deals, period, currency, None)
    assert caught.value.code == "quota_unusable"


def test_wins_without_any_value_are_not_called_zero_money() -> None:
    table = pd.DataFrame(
        [{"owner": "Ala", "period": "2026-Q4", "target": 5.0, "metric": "revenue", "currency": ""}]
    ).reindex(
        columns=["owner", "team", "territory", "product", "period", "target", "metric", "currency"]
    )
    deals = pd.DataFrame({"value": [float("nan")], "currency": [""]})
    period = (date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(InvalidValue) as caught:
        chosen_quotas(table, ["Ala"], deals, period, None, None)
    assert caught.value.code == "quota_no_values"
