"""Accounts on a map: swapped and strange coordinates are set apart, never moved."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.geo_join import Joined
from salestoolkit.core.geo_shapes import Shape, shape_of
from salestoolkit.core.territory_map import place_accounts, territory_map

POLAND = shape_of([[[(14.1, 49.0), (14.1, 54.8), (24.1, 54.8), (24.1, 49.0)]]])
TOWNS = {
    "Warszawa": (52.23, 21.01),
    "Kraków": (50.06, 19.94),
    "Gdańsk": (54.35, 18.65),
    "Wrocław": (51.11, 17.03),
    "Poznań": (52.41, 16.93),
    "Łódź": (51.76, 19.46),
}


def accounts(**places: tuple[Any, Any]) -> pd.DataFrame:
    rows = [{"account": name, "latitude": a, "longitude": b} for name, (a, b) in places.items()]
    return pd.DataFrame(rows)


def test_a_place_on_the_map_stays_and_one_swapped_or_elsewhere_is_set_apart() -> None:
    told = accounts(**TOWNS, Zamieniona=(21.0, 52.2), Paris=(48.86, 2.35), Nobody=(None, None))
    found = place_accounts(told, within=[POLAND])
    assert [one.account for one in found.points] == list(TOWNS)
    assert found.points[0].at == (21.01, 52.23)
    assert (found.swapped, found.elsewhere, found.unplaced) == (("Zamieniona",), ("Paris",), 1)


def test_without_a_map_the_other_accounts_tell_what_is_swapped() -> None:
    found = place_accounts(accounts(**TOWNS, Zamieniona=(21.0, 52.2), Madrid=(40.4, -3.7)))
    assert found.swapped == ("Zamieniona",)
    assert "Madrid" in [one.account for one in found.points]


def test_where_all_are_swapped_the_country_tells() -> None:
    told = accounts(**{name: (b, a) for name, (a, b) in TOWNS.items()}).assign(country="Polska")
    assert len(place_accounts(told).points) == len(TOWNS)
    assert place_accounts(told, countries={"Polska": POLAND}).swapped == tuple(TOWNS)


def test_a_latitude_beyond_the_pole_is_a_longitude() -> None:
    found = place_accounts(accounts(Sydney=(151.2, -33.9), Moon=(500.0, 900.0)))
    assert (found.swapped, found.elsewhere) == (("Sydney",), ("Moon",))


def test_potential_and_visits_come_along_and_what_is_unknown_stays_unknown() -> None:
    told = accounts(A=(52.0, 21.0), B=(52.0, 20.0), C=(51.0, 20.0)).assign(
        potential=[100.0, None, 0.0], visits=pd.array([2, 0, None], dtype="Int64")
    )
    found = place_accounts(told, within=[POLAND])
    assert [(one.potential, one.visited) for one in found.points] == [
        (100.0, True),
        (None, False),
        (0.0, None),
    ]


@given(
    places=st.lists(
        st.tuples(st.floats(-1000, 1000) | st.none(), st.floats(-1000, 1000) | st.none()),
        max_size=12,
    ),
    mapped=st.booleans(),
)
def test_every_account_is_placed_or_counted_as_not(
    places: list[tuple[float | None, float | None]], mapped: bool
) -> None:
    told = pd.DataFrame(
        [{"account": str(at), "latitude": a, "longitude": b} for at, (a, b) in enumerate(places)],
        columns=["account", "latitude", "longitude"],
    )
    within: list[Shape] = [POLAND] if mapped else []
    found = place_accounts(told, within=within)
    apart = len(found.swapped) + len(found.elsewhere) + found.unplaced
    assert len(found.points) + apart == len(places)
    for one in found.points:
        assert abs(one.at[1]) <= 90


def test_areas_without_accounts_are_told_in_the_order_of_the_alphabet() -> None:
    named = dict(enumerate(("świętokrzyskie", "podlaskie", "łódzkie", "lubuskie", "podlaskie")))
    joined = Joined(
        property="nazwa",
        places={},
        named=named,
        without_area=(),
        without_territory=tuple(named),
    )
    free = territory_map([], joined).without_territory
    assert free == ("lubuskie", "łódzkie", "podlaskie", "świętokrzyskie")
