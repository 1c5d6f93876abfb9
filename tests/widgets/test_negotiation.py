"""The sliders of a discount, driven without a browser: what is wrong is said, the last good result stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salestoolkit.core.approvals import Ladder, Rung
from salestoolkit.core.negotiation_sheet import Swap
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.negotiation import NegotiationSliders, negotiation_sliders
from salestoolkit.widgets.negotiation_desk import NegotiationDesk

LADDER = Ladder((Rung(role="<b>Szef", up_to=Decimal("0.12")),))
SWAP = Swap(
    give="Start w styczniu",
    costs_us=Decimal(100),
    take="<i>Umowa na dwa lata",
    worth_to_us=Decimal(900),
    worth_to_them="much",
)


@pytest.fixture
def sliders() -> NegotiationSliders:
    return negotiation_sliders(currency="PLN", ladder=LADDER, swaps=[SWAP], language="pl")


def test_every_slider_has_its_name_and_unit(sliders: NegotiationSliders) -> None:
    names = [control.description for control in sliders.controls.values()]
    assert names == [
        "Cena bez rabatu, netto (PLN)",
        "Ile to kosztuje nas, netto (PLN)",
        "Prawdopodobieństwo przy pełnej cenie (%)",
        "Rabat (% ceny)",
        "Prawdopodobieństwo z rabatem, od–do (%)",
    ]


def test_a_move_is_followed_by_answer_figures_and_picture(sliders: NegotiationSliders) -> None:
    assert "się nie opłaca" in sliders.answer.value
    picture = sliders.picture.value
    sliders.controls["chance_with"].value = (70, 80)
    assert "się opłaca" in sliders.answer.value
    assert sliders.picture.value != picture and "<svg" in sliders.picture.value
    assert sliders.desk.now.chance_with == (Decimal("0.7"), Decimal("0.8"))


def test_it_says_who_may_grant_it_and_what_to_ask_and_never_as_markup(
    sliders: NegotiationSliders,
) -> None:
    assert "&lt;b&gt;Szef" in sliders.figures.value
    assert "&lt;i&gt;Umowa na dwa lata: dla nas warte 900" in sliders.figures.value
    sliders.controls["discount"].value = 20
    assert "najwyższy limit to 12%" in sliders.figures.value
    sliders.controls["discount"].value = 0
    assert "Umowa" not in sliders.figures.value


def test_a_cost_above_the_price_is_said_and_the_last_good_result_stays(
    sliders: NegotiationSliders,
) -> None:
    good = (sliders.answer.value, sliders.picture.value)
    sliders.controls["cost"].value = 13000
    assert 'role="alert"' in sliders.status.value and "wyższy niż cena" in sliders.status.value
    assert (sliders.answer.value, sliders.picture.value) == good
    sliders.controls["cost"].value = 6000
    assert sliders.status.value == ""
    assert sliders.desk.found.offer.margin == 6000


def test_the_desk_does_it_without_a_screen() -> None:
    desk = NegotiationDesk(floor=Decimal(11000), language="en")
    assert any("below the floor" in line for line in desk.lines())
    assert desk.move("discount", 0.05).verdict == "pays"
    assert desk.curve.estimated[0].share == Decimal("0.05")
    for key, wrong in (("chance_now", 1.2), ("chance_with", (0.6, 0.5)), ("price", 0)):
        with pytest.raises(InvalidValue):
            desk.move(key, wrong)
    with pytest.raises(InvalidValue):
        desk.move("weather", 1)
    assert desk.now.discount == Decimal("0.05") and desk.now.price == 12000
