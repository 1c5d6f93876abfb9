"""Which area is which territory: by code, by name, by name and region; one to one, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.geo_index import Area
from salestoolkit.core.geo_join import join_areas
from salestoolkit.core.geo_shapes import shape_of
from salestoolkit.errors import InvalidValue


def area(left: float, low: float = 0.0, *, wide: float = 1.0, **said: str) -> Area:
    """A square with what is said of it."""
    right, high = left + wide, low + wide
    ring = [(left, low), (left, high), (right, high), (right, low)]
    return Area(said=said, shape=shape_of([[ring]]))


COUNTIES = (
    area(0, name="powiat bielski", code="0202", place="a"),
    area(20, name="powiat bielski", code="2003", place="b"),
    area(2, name="powiat łódzki wschodni", code="1006", place="c"),
    area(4, name="powiat pucki", code="2211", place="d"),
)
REGIONS = (area(-1, -1, wide=12, nazwa="śląskie"), area(15, -1, wide=12, nazwa="podlaskie"))


def test_names_are_found_whatever_their_letter_case_and_kind_of_place() -> None:
    found = join_areas(COUNTIES, ["Powiat PUCKI", "łódzki wschodni"])
    assert dict(found.places) == {"Powiat PUCKI": (3,), "łódzki wschodni": (2,)}
    assert found.property == "name"
    assert found.loosely == {}


def test_codes_are_found_by_themselves_and_as_given_apart() -> None:
    assert join_areas(COUNTIES, ["0202", "2003"]).places == {"0202": (0,), "2003": (1,)}
    found = join_areas(COUNTIES, ["North", "South"], codes={"North": "202", "South": "2003"})
    assert found.places == {"North": (0,), "South": (1,)}
    assert found.loosely == {"North": "0202"}


def test_a_name_that_two_areas_bear_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        join_areas(COUNTIES, ["powiat bielski", "powiat pucki"])
    assert caught.value.code == "geo_ambiguous"
    assert caught.value.fields["value"] == ["powiat bielski"]


@pytest.mark.parametrize(
    "name", ["powiat bielski (podlaskie)", "bielski, Podlaskie", "woj. podlaskie / bielski"]
)
def test_the_region_that_a_point_of_it_lies_in_tells_them_apart(name: str) -> None:
    assert join_areas(COUNTIES, [name], regions=REGIONS).places == {name: (1,)}


def test_the_region_may_be_given_apart() -> None:
    found = join_areas(COUNTIES, ["bielski"], regions=REGIONS, region_of={"bielski": "śląskie"})
    assert found.places == {"bielski": (0,)}


@pytest.mark.parametrize("name", ["powiat bielski (śląskie)", "powiat bielski (nowhere)"])
def test_without_a_map_of_regions_or_with_a_strange_region_it_stays_ambiguous(name: str) -> None:
    with pytest.raises(InvalidValue, match="geo_ambiguous"):
        join_areas(COUNTIES, [name], regions=() if "śląskie" in name else REGIONS)


def test_a_name_with_the_wrong_region_is_not_found() -> None:
    found = join_areas(
        COUNTIES, ["powiat pucki (podlaskie)", "łódzki wschodni (śląskie)"], regions=REGIONS
    )
    assert found.without_area == ("powiat pucki (podlaskie)",)


def test_the_map_itself_may_say_the_region() -> None:
    areas = [area(0, n="x", land="Ohio"), area(9, n="x", land="Texas")]
    assert join_areas(areas, ["x (Texas)"]).places == {"x (Texas)": (1,)}


def test_accents_are_forgiven_only_where_no_other_area_is_meant() -> None:
    areas = [area(0, n="Łomża"), area(2, n="Lomza"), area(4, n="Żory")]
    found = join_areas(areas, ["zory", "łomża"])
    assert found.loosely == {"zory": "Żory"}
    assert found.places["łomża"] == (0,)
    twice = join_areas(
        [area(0, n="Łomża"), area(2, n="Lómza"), area(4, n="Żory")], ["lomza", "żory"]
    )
    assert twice.without_area == ("lomza",)


def test_what_did_not_join_is_told_both_ways() -> None:
    found = join_areas(COUNTIES, ["powiat pucki", "Atlantis"])
    assert found.without_area == ("Atlantis",)
    assert [found.named[at] for at in found.without_territory] == [
        "powiat bielski",
        "powiat bielski",
        "powiat łódzki wschodni",
    ]


def test_two_territories_on_one_area_are_refused() -> None:
    with pytest.raises(InvalidValue, match="geo_same_area"):
        join_areas(COUNTIES, ["powiat pucki", "Pucki"])


def test_pieces_that_touch_are_one_territory_and_pieces_apart_are_not() -> None:
    joined = [area(0, n="North"), area(1, n="North"), area(5, n="South")]
    assert join_areas(joined, ["North"]).places == {"North": (0, 1)}
    apart = [area(0, n="North"), area(3, n="North"), area(5, n="South")]
    with pytest.raises(InvalidValue, match="geo_ambiguous"):
        join_areas(apart, ["North"])


def test_where_most_names_repeat_they_name_groups_of_areas() -> None:
    areas = [area(0, zone="N"), area(5, zone="N"), area(10, zone="S"), area(15, zone="S")]
    assert join_areas(areas, ["N", "S"]).places == {"N": (0, 1), "S": (2, 3)}


def test_a_property_can_be_named_and_must_be_there() -> None:
    assert join_areas(COUNTIES, ["a"], property="place").places == {"a": (0,)}
    with pytest.raises(InvalidValue) as caught:
        join_areas(COUNTIES, ["a"], property="zip")
    assert (caught.value.code, caught.value.fields["allowed"]) == (
        "geo_property",
        ["name", "code", "place"],
    )


def test_a_map_of_somewhere_else_is_refused() -> None:
    with pytest.raises(InvalidValue, match="geo_no_match"):
        join_areas(COUNTIES, ["Bavaria"])


@given(
    names=st.lists(
        st.text(st.characters(categories=["L", "Nd", "Zs"]), min_size=1, max_size=8),
        min_size=1,
        max_size=8,
        unique_by=lambda name: "".join(name.casefold().split()),
    )
)
def test_a_join_gives_each_territory_its_own_area_or_none(names: list[str]) -> None:
    areas = [area(3 * at, n=name) for at, name in enumerate(names)]
    try:
        found = join_areas(areas, names)
    except InvalidValue as error:
        assert error.code in {"geo_no_match", "geo_same_area", "geo_ambiguous"}
        return
    taken = [at for places in found.places.values() for at in places]
    assert len(taken) == len(set(taken))
    assert set(found.places) | set(found.without_area) == set(names)
    assert set(taken) | set(found.without_territory) == set(range(len(areas)))
    assert not set(taken) & set(found.without_territory)
