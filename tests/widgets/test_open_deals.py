"""The slider of open deals shows what the function computes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.open_deals import win_rate_if
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.open_deals import OpenDealsWhatIf
from salestoolkit.words import load_words

COUNTS = st.integers(0, 10_000)


@given(COUNTS, COUNTS, st.integers(1, 10_000), st.data())
def test_every_open_deal_that_is_won_raises_the_rate(
    won: int, lost: int, still_open: int, data: st.DataObject
) -> None:
    later = data.draw(st.integers(1, still_open))
    counts = {"won": won, "lost": lost, "still_open": still_open}
    before = win_rate_if(**counts, later_won=later - 1)
    after = win_rate_if(**counts, later_won=later)
    assert before is not None
    assert after is not None
    assert 0 <= before < after <= 1


def test_without_deals_there_is_no_rate() -> None:
    assert win_rate_if(won=0, lost=0, still_open=0, later_won=0) is None


@pytest.mark.parametrize("later", [-1, 4])
def test_more_deals_than_are_open_cannot_be_won(later: int) -> None:
    with pytest.raises(InvalidValue) as raised:
        win_rate_if(won=1, lost=1, still_open=3, later_won=later)
    assert raised.value.code == "count_outside_total"


def test_the_slider_shows_the_rate_of_where_it_stands() -> None:
    whatif = OpenDealsWhatIf(load_words("pl"), won=20, lost=60, still_open=20)
    assert whatif.rate == 0.2
    assert "20,0%" in whatif.result.value
    whatif.slider.value = 20
    assert whatif.rate == 0.4
    assert "40,0%" in whatif.result.value
    assert whatif.slider.description == "Otwarte szanse, które jeszcze wygramy"
