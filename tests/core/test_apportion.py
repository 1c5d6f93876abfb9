"""Whole parts that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.apportion import apportioned
from salestoolkit.errors import InvalidValue

shares = st.lists(st.integers(0, 23), min_size=1, max_size=53).filter(any)


@given(st.integers(0, 5000), shares)
def test_the_parts_add_up_and_lie_near_their_share(total, parts):
    found = apportioned(total, parts)
    assert sum(found) == total
    exact = [total * part / sum(parts) for part in parts]
    assert all(abs(one - other) < 2 for one, other in zip(found, exact, strict=True))


@given(st.integers(0, 2000), shares)
def test_one_more_to_split_makes_no_part_smaller(total, parts):
    pairs = zip(apportioned(total, parts), apportioned(total + 1, parts), strict=True)
    assert all(before <= after for before, after in pairs)


@given(st.integers(0, 500), shares)
def test_a_month_without_days_gets_nothing(total, parts):
    assert apportioned(total, [*parts, 0])[-1] == 0


def test_nothing_can_be_put_on_no_days():
    assert apportioned(0, [0, 0]) == (0, 0)
    with pytest.raises(InvalidValue, match="goal_no_shares"):
        apportioned(3, [0, 0])
