from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from process_map_makers import NAMES, made_numbers, made_process

from salestoolkit.charts.process_card import Card
from salestoolkit.charts.process_lines import Label
from salestoolkit.charts.process_loop import HALF, WALL
from salestoolkit.charts.process_map import ProcessMap, process_map, process_maps
from salestoolkit.charts.process_panel import Panel
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.templates import universal_process
from salestoolkit.words import load_words

PL, EN = load_words("pl"), load_words("en")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    "]]></text><script>alert(1)</script>",
    '" onload="alert(1)',
    "L" * 10_000,
    "word " * 2_000,
    "a\x00\x1b[31mb\ufffe\uffff",
    "\u202eodwrócone\u200f",
    "שלום עולם",
    "営業部の担当者が連絡する",
    "",
)
every_layout = pytest.mark.parametrize("layout", ["wall", "phone"])


def sides(label: Label) -> tuple[float, float]:
    """Left and right end of a line of text."""
    left = label.x - {"start": 0, "middle": label.width / 2, "end": label.width}[label.anchor]
    return left, left + label.width


def assert_inside(label: Label, x: float, y: float, width: float, height: float) -> None:
    left, right = sides(label)
    assert x - 0.5 <= left and right <= x + width + 0.5, label
    assert y <= label.y - 0.72 * label.size and label.y + 0.21 * label.size <= y + height, label


def over(one: Label, other: Label) -> bool:
    (a, b), (c, d) = sides(one), sides(other)
    beside = b <= c + 0.5 or d <= a + 0.5
    return not beside and abs(one.y - other.y) < 0.9 * min(one.size, other.size)


def apart(one: Card, other: Card) -> bool:
    across = one.x + one.width < other.x or other.x + other.width < one.x
    return across or one.y + one.height < other.y or other.y + other.height < one.y


def assert_legible(panel: Panel) -> None:
    """No text outside its card or the page, none over another, and no card over another."""
    for card in panel.cards:
        assert card.x >= 0 and card.x + card.width <= panel.width
        assert card.y >= 0 and card.y + card.height <= panel.height
        for label in card.labels:
            assert_inside(label, card.x, card.y, card.width, card.height)
        assert not [pair for pair in combinations(card.labels, 2) if over(*pair)]
    for one, other in combinations(panel.cards, 2):
        assert apart(one, other)
    for label in panel.labels:
        assert_inside(label, 0, 0, panel.width, panel.height)
        left, right = sides(label)
        for card in panel.cards:
            beside = right <= card.x or left >= card.x + card.width
            assert (
                beside or label.y <= card.y or label.y - 0.72 * label.size >= card.y + card.height
            )
    assert not [pair for pair in combinations(panel.labels, 2) if over(*pair)]


def smallest(drawn: ProcessMap) -> float:
    return min(float(size) for size in re.findall(r'font-size="([\d.]+)"', drawn.svg))


@every_layout
@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 13, 20, 40])
@pytest.mark.parametrize("live", [False, True])
def test_nothing_overlaps_or_is_cut_off(layout: str, n: int, live: bool) -> None:
    process = made_process(n)
    numbers = made_numbers(process) if live else None
    drawn = process_map(process, PL, numbers=numbers, layout=layout)  # type: ignore[arg-type]
    (panel,) = drawn.panels
    assert len(panel.cards) == n
    assert_legible(panel)


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 40), st.lists(st.text(max_size=90), min_size=1, max_size=6), st.booleans())
def test_any_names_fit(n: int, names: list[str], phone: bool) -> None:
    process = made_process(n, tuple(names))
    drawn = process_map(process, EN, layout="phone" if phone else "wall")
    assert_legible(drawn.panels[0])
    fromstring(drawn.svg)


@every_layout
def test_hostile_names_are_inert(layout: str) -> None:
    process = made_process(10, HOSTILE)
    process = replace(
        process,
        name=HOSTILE[1],
        linked=HOSTILE[2],
        stages=tuple(
            replace(stage, owner=stage.name, activities=(stage.name, "x" + stage.name))
            for stage in process.stages
        ),
    )
    drawn = process_map(process, EN, numbers=made_numbers(process), layout=layout)  # type: ignore[arg-type]
    root = fromstring(drawn.svg)
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert kinds <= {"svg", "g", "rect", "path", "text", "title", "desc"}
    assert not [name for element in root.iter() for name in element.attrib if name[:2] == "on"]
    assert "href" not in drawn.svg and "url(" not in drawn.svg
    assert not re.search("[\x00-\x08\u200f\u202e]", drawn.svg)
    assert_legible(drawn.panels[0])


@pytest.mark.parametrize("n", [1, 7, 12, 13, 20])
def test_letters_on_the_wall_are_of_seven_points_or_more(n: int) -> None:
    process = made_process(n)
    drawn = process_map(process, PL, numbers=made_numbers(process))
    assert smallest(drawn) >= 7
    assert (drawn.panels[0].width, drawn.panels[0].height) == (WALL.width, WALL.height)


@pytest.mark.parametrize("n", [1, 7, 12])
def test_two_halves_lie_side_by_side_on_a4_across_with_letters_of_seven_points(n: int) -> None:
    drawn = process_map(made_process(n), PL, layout="half")
    assert smallest(drawn) >= 7
    assert 2 * HALF.width < WALL.width - 2 * 37
    assert drawn.panels[0].width == HALF.width
    assert drawn.panels[0].height <= 1.15 * HALF.height
    assert_legible(drawn.panels[0])


def test_twelve_polish_stages_show_their_whole_names_and_numbers() -> None:
    process = made_process(12)
    drawn = process_map(process, PL, numbers=made_numbers(process))
    for card, stage in zip(drawn.panels[0].cards, process.stages, strict=True):
        said = " ".join(label.text for label in card.labels).replace("\N{NO-BREAK SPACE}", " ")
        assert stage.name in said
        assert str(stage.owner) in said
        assert ("otwarte" in said) == (stage.passes == "deal")


def test_forty_stages_with_numbers_still_fit_on_one_sheet() -> None:
    process = made_process(40)
    drawn = process_map(process, PL, numbers=made_numbers(process))
    assert drawn.panels[0].height == WALL.height


@pytest.mark.parametrize("n", [1, 12, 40])
def test_letters_on_a_phone_are_of_twelve_pixels_or_more(n: int) -> None:
    process = made_process(n)
    drawn = process_map(process, PL, numbers=made_numbers(process), layout="phone")
    assert smallest(drawn) >= 12
    assert drawn.panels[0].width == 360
    assert 'width="360"' in drawn.svg


def test_more_stages_than_a_sheet_holds_make_a_taller_one() -> None:
    drawn = process_map(made_process(120), PL)
    assert drawn.panels[0].height > WALL.height
    assert_legible(drawn.panels[0])


def test_a_card_says_how_many_activities_it_leaves_out() -> None:
    process = made_process(20)
    cards = process_map(process, PL).panels[0].cards
    hidden = 0
    for card, stage in zip(cards, process.stages, strict=True):
        bullets = sum(label.text == "•" for label in card.labels)
        assert bullets + card.hidden == len(stage.activities)
        more = [label.text for label in card.labels if label.text.startswith("+ ")]
        assert more == ([f"+ {PL.count('activity', card.hidden)}"] if card.hidden else [])
        hidden += card.hidden
    assert hidden


@every_layout
def test_a_stage_that_waits_is_told_apart_without_colour(layout: str) -> None:
    drawn = process_map(made_process(5), PL, layout=layout)  # type: ignore[arg-type]
    waits = [card for card in drawn.panels[0].cards if card.waiting]
    assert len(waits) == 1
    assert "oczekiwanie" in [label.text for label in waits[0].labels]
    # its card and its sign in the legend
    assert drawn.svg.count("stroke-dasharray") == 2


@every_layout
def test_the_loop_is_closed_and_says_what_leads_back(layout: str) -> None:
    for words, said in ((PL, "polecenia przynoszą nowe leady"), (EN, "referrals bring new leads")):
        drawn = process_map(made_process(7), words, layout=layout)  # type: ignore[arg-type]
        (panel,) = drawn.panels
        assert said in [label.text for label in panel.labels]
        assert len(panel.arrows) >= 7
        for one, other in zip(panel.loop, (*panel.loop[1:], panel.loop[0]), strict=True):
            assert one[0] == other[0] or one[1] == other[1]


def test_meant_ways_stand_in_the_card_they_leave() -> None:
    cards = process_map(made_process(7), PL).panels[0].cards
    assert "powrót do 4" in [label.text for label in cards[5].labels]
    assert any("skok do 5" in label.text for label in cards[1].labels)


def test_numbers_carry_their_date_and_what_they_count() -> None:
    process = made_process(7)
    drawn = process_map(process, PL, numbers=made_numbers(process))
    said = " ".join(label.text for label in drawn.panels[0].labels)
    assert "stan na 31 października 2026" in said
    assert "mediana dni: do tego czasu kończy się połowa pobytów" in said
    assert "31 października" not in process_map(process, PL).svg


def test_the_alt_text_says_the_stages_the_waits_and_the_finding() -> None:
    process = made_process(12)
    drawn = process_map(process, PL, numbers=made_numbers(process))
    for place, name in enumerate(NAMES, start=1):
        assert f"{place}. {name}" in drawn.alt
    assert "Przygotowanie dokumentów nieruchomości (oczekiwanie)" in drawn.alt
    assert "Najwięcej otwartych szans stoi na etapie „Prezentacje i dni otwarte”: 24." in drawn.alt
    root = fromstring(drawn.svg)
    assert root.find(f"{SVG}desc").text == drawn.alt  # type: ignore[union-attr]
    title = root.find(f"{SVG}title")
    assert isinstance(title, ET.Element) and process.name in str(title.text)
    assert root.get("role") == "img"


@every_layout
def test_the_same_process_gives_the_same_picture(layout: str) -> None:
    one = process_map(made_process(9), EN, layout=layout)  # type: ignore[arg-type]
    assert one == process_map(made_process(9), EN, layout=layout)  # type: ignore[arg-type]


@every_layout
def test_without_stages_there_is_a_sentence(layout: str) -> None:
    drawn = process_map(made_process(0), PL, layout=layout)  # type: ignore[arg-type]
    said = " ".join(label.text for label in drawn.panels[0].labels)
    assert "nie ma jeszcze etapów" in said
    assert "nie ma jeszcze etapów" in drawn.alt
    assert_legible(drawn.panels[0])
    assert "Nie ma procesu" in process_maps([], PL).svg


def test_linked_processes_stand_one_under_the_other() -> None:
    seller, buyer = made_process(10), replace(made_process(8), name="Strona kupującego")
    drawn = process_maps([seller, buyer], PL, numbers=[made_numbers(seller), None])
    assert [len(panel.cards) for panel in drawn.panels] == [10, 8]
    assert f'viewBox="0 0 {WALL.width} {2 * WALL.height:.2f}"' in drawn.svg
    assert seller.name in drawn.alt and buyer.name in drawn.alt


def test_what_is_not_translated_is_marked() -> None:
    process = SalesProcess(
        name="Sprzedaż",
        language="pl",
        stages=(Stage(key="a", name="Oferta"), Stage(key="b", name="Umowa")),
        translations={"en": {"Sprzedaż": "Sales", "Oferta": "Offer"}},
    )
    alt = process_map(process, EN).alt
    assert "Sales" in alt and "1. Offer;" in alt and "2. Umowa (pl)" in alt


def test_a_notebook_shows_it_without_a_network() -> None:
    drawn = process_map(universal_process("en"), EN)
    bundle = drawn._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["image/svg+xml"] in bundle["text/html"]
    assert json.dumps(bundle)


def test_an_unknown_layout_names_those_there_are() -> None:
    with pytest.raises(InvalidValue, match="process_map_layout") as caught:
        process_map(made_process(2), EN, layout="poster")  # type: ignore[arg-type]
    assert "wall, half, phone" in EN.error(caught.value)
