"""A discount is granted by whoever may, and never below the floor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.approvals import Approval, Ladder, Rung, beyond_ladder, check_approval
from salestoolkit.errors import InvalidValue
from salestoolkit.words import load_words

TODAY = date(2026, 11, 26)
LADDER = Ladder(
    (
        Rung(role="Director", up_to=Decimal("0.15")),
        Rung(role="Seller", up_to=Decimal("0.05"), people=("Ann Moss", "Ned Pike")),
        Rung(role="Head of sales", up_to=Decimal("0.1"), people=("Flora Quill",)),
    )
)


def approval(**values: Any) -> Approval:
    known: dict[str, Any] = {
        "day": TODAY,
        "deal": "Mill",
        "asked_by": "Ann Moss",
        "granted_by": "Flora Quill",
        "discount": Decimal("0.08"),
    }
    return Approval(**{**known, **values})


@given(st.decimals("0", "1", places=4))
def test_the_first_who_may_is_the_lowest_whose_limit_suffices(share: Decimal) -> None:
    rung = LADDER.who_may(share)
    if rung is None:
        assert share > Decimal("0.15")
    else:
        assert share <= rung.up_to
        assert all(other.up_to < share for other in LADDER.rungs if other.up_to < rung.up_to)


@pytest.mark.parametrize("name", ["flora  QUILL", "head of sales", "Director"])
def test_a_grant_within_the_limit_stands_whatever_the_case_of_the_name(name: str) -> None:
    check_approval(approval(granted_by=name), LADDER, as_of=TODAY)


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({"granted_by": "Ann Moss"}, "approval_beyond", "Head of sales, Flora Quill"),
        ({"discount": Decimal("0.2"), "granted_by": "Director"}, "approval_nobody", "15%"),
        ({"granted_by": "Somebody"}, "approval_unknown", "Seller, Head of sales, Director"),
        ({"granted_by": " "}, "approval_missing_granted_by", "granted the discount"),
        ({"asked_by": ""}, "approval_missing_asked_by", "asked for the discount"),
        ({"deal": ""}, "approval_missing_deal", "deal"),
        ({"discount": Decimal(0)}, "approval_discount", "0%"),
        ({"discount": Decimal("1.2")}, "approval_discount", "120%"),
        ({"day": date(2026, 11, 27)}, "approval_later", "2026-11-27"),
    ],
)
def test_what_may_not_be_is_refused_with_who_may(
    values: dict[str, Any], code: str, said: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_approval(approval(**values), LADDER, as_of=TODAY)
    assert caught.value.code == code
    assert said in load_words("en").error(caught.value)
    assert load_words("pl").has(f"errors.{code}")


def test_nobody_may_go_below_the_floor_not_even_within_a_limit() -> None:
    most = Decimal("0.07")
    check_approval(approval(discount=most), LADDER, as_of=TODAY, most=most)
    with pytest.raises(InvalidValue) as caught:
        check_approval(approval(), LADDER, as_of=TODAY, most=most)
    assert caught.value.code == "approval_below_floor"


def test_a_name_stands_on_the_ladder_once() -> None:
    rung = Rung(role="Seller", up_to=Decimal("0.05"))
    with pytest.raises(InvalidValue) as caught:
        Ladder((rung, Rung(role="Head", up_to=Decimal("0.1"), people=("seller",))))
    assert caught.value.code == "approval_twice"
    with pytest.raises(InvalidValue) as caught:
        Ladder((Rung(role="Head", up_to=Decimal("1.1")),))
    assert caught.value.code == "approval_limit"


def test_what_was_noted_by_hand_beyond_the_ladder_is_found() -> None:
    wrong = approval(granted_by="Ann Moss")
    unknown = approval(granted_by="Somebody", discount=Decimal("0.01"))
    assert beyond_ladder([approval(), wrong, unknown], LADDER) == (wrong, unknown)
