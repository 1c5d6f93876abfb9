import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.velocity import ELASTICITIES, sales_velocity, work_in_hand
from salestoolkit.errors import InvalidValue


def speed(**changes):
    return sales_velocity(
        **({"deals": 40, "win_rate": 0.25, "value": 1e4, "cycle_days": 60} | changes)
    )


@pytest.mark.parametrize(
    "unknown",
    [
        {"cycle_days": 0},
        {"cycle_days": None},
        {"cycle_days": -3},
        {"win_rate": None},
        {"value": math.nan},
        {"deals": None},
    ],
)
def test_an_unknown_lever_or_a_cycle_of_no_days_leaves_the_velocity_unknown(unknown):
    found = speed(**unknown)
    assert found.value_per_day is None
    assert found.effect_of(deals=0.1) is None


def test_no_open_deals_bring_nothing():
    assert speed(deals=0).value_per_day == 0.0


@given(st.sampled_from(sorted(ELASTICITIES)))
def test_elasticities_are_the_slope_of_small_changes(lever):
    assert speed().effect_of(**{lever: 1e-6}) / 1e-6 == pytest.approx(ELASTICITIES[lever], rel=1e-4)


def test_changes_compound():
    effect = speed().effect_of(deals=0.1, win_rate=0.1, value=0.1, cycle=-0.1)
    assert effect == pytest.approx(1.1**3 / 0.9 - 1)


def test_a_cycle_cut_to_nothing_is_undefined():
    assert speed().effect_of(cycle=-1.0) is None


def test_an_unknown_lever_is_named():
    with pytest.raises(InvalidValue) as error:
        speed().effect_of(discount=0.1)
    assert error.value.fields["value"] == "discount"


def test_a_rate_in_per_cent_is_refused():
    with pytest.raises(InvalidValue, match="rate_outside_0_1"):
        speed(win_rate=25)


def test_work_in_hand_is_littles_law():
    assert work_in_hand(2.0, 30.0) == 60.0
